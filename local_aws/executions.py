"""State machines in emulated time: their executions begin and end when everything else says that they do."""

from __future__ import annotations

from datetime import UTC, datetime

from ministack.services import stepfunctions

from local_aws.clock import clock


def install() -> None:
    """Let Step Functions tell the emulated time."""
    stepfunctions.now_iso = now


def now() -> str:
    """The emulated time as Step Functions writes it."""
    return datetime.fromtimestamp(clock.now(), UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
