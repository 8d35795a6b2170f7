"""The request limit: two calls a second, five in a burst, per account and region (facts §0.11)."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Final

from local_aws.services import state
from local_aws.wire import ServiceError

RATE: Final = 2.0
BURST: Final = 5.0


@dataclass
class _Bucket:
    tokens: float = BURST
    filled: float = 0.0


def _default() -> bool:
    return os.environ.get("LOCAL_AWS_RATE_LIMIT") == "1"


enabled = _default()


def reset() -> None:
    """Return to the position that the environment gives."""
    global enabled  # noqa: PLW0603 - a switch
    enabled = _default()


def admit(operation: str) -> None:
    """Take a token for a call that changes something, or refuse it."""
    if not enabled or operation.startswith("Describe"):
        return
    bucket = state.of(_Bucket)
    present = state.now()
    bucket.tokens = min(BURST, bucket.tokens + (present - bucket.filled) * RATE)
    bucket.filled = present
    if bucket.tokens < 1:
        raise ServiceError("ThrottlingException", "Rate exceeded")
    bucket.tokens -= 1
