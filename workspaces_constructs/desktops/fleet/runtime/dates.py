"""Times as people read them; all are in UTC."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

__all__ = ["DAY", "HOUR", "day", "moment"]

HOUR: Final = 3600.0
DAY: Final = 24 * HOUR


def day(when: float) -> str:
    """The day, as in 2026-12-01."""
    return f"{datetime.fromtimestamp(when, UTC):%Y-%m-%d}"


def moment(when: float) -> str:
    """The minute, as in 2026-12-01 09:30 UTC."""
    return f"{datetime.fromtimestamp(when, UTC):%Y-%m-%d %H:%M} UTC"
