"""The request limit: two calls a second, five in a burst, per account and region (facts §0.11).

The fact names no operation that is exempt, so all count, those that only describe as well [I].
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Final

from local_aws.services import state
from local_aws.wire import ServiceError

RATE: Final = 2.0
BURST: Final = 5.0
_ROUNDING: Final = 1e-6
"""Of a token: seconds since the epoch are no finer, and half a second is not always half a second."""


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


def admit() -> None:
    """Take a token for a call, or refuse it."""
    if not enabled:
        return
    bucket = state.of(_Bucket)
    present = state.now()
    bucket.tokens = min(BURST, bucket.tokens + (present - bucket.filled) * RATE)
    bucket.filled = present
    if bucket.tokens < 1 - _ROUNDING:
        raise ServiceError("ThrottlingException", "Rate exceeded")
    bucket.tokens -= 1
