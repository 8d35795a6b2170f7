"""Failures on demand: what the next calls of an operation meet.

A fault is laid by a test (or a demonstration) and used up by matching calls, so a handler can be shown to survive
throttling, refused permissions, a lost answer, or a directory that ends in Failed.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from typing import Literal

Effect = Literal["refuse", "lose-answer", "drop"]


@dataclass(frozen=True)
class Fault:
    """One failure of one operation.

    Attributes:
        service: The signing name: ``ds``, ``ds-data`` or ``workspaces``.
        operation: The operation, in the API's own name.
        error: The error code answered; with ``effect="refuse"`` it is required unless ``stage`` is given.
        message: The error's text.
        status: The HTTP status of the answer.
        times: How many matching calls it applies to.
        effect: ``refuse`` answers the error and does nothing. ``lose-answer`` does the work and then answers HTTP 500,
            as when a response is lost on its way. ``drop`` loses the request instead: nothing is done and HTTP 503 is
            answered.
        stage: When set, the call itself succeeds, and what it makes or changes ends in this stage.
        reason: The stage's reason, as the service would report it.
    """

    service: str
    operation: str
    error: str = ""
    message: str = ""
    status: int = 400
    times: int = 1
    effect: Effect = "refuse"
    stage: str = ""
    reason: str = ""


_lock = threading.Lock()
_pending: list[Fault] = []


def add(fault: Fault) -> None:
    """Lay a fault; faults of one operation are met in the order in which they were laid."""
    if fault.times < 1:
        raise ValueError(f"a fault applies at least once, not {fault.times} times")
    if fault.effect == "refuse" and not (fault.error or fault.stage):
        raise ValueError("a refusing fault needs the error it answers, or the stage it leads to")
    with _lock:
        _pending.append(fault)


def clear() -> None:
    """Forget every fault not yet met."""
    with _lock:
        _pending.clear()


def pending() -> list[Fault]:
    """Return the faults not yet used up, each with the times it still applies."""
    with _lock:
        return list(_pending)


def take(service: str, operation: str) -> Fault | None:
    """Use up one application of the first fault that stands in the way of this call, if any."""
    return _take(service, operation, stages=False)


def take_stage(service: str, operation: str) -> Fault | None:
    """Use up one application of the first fault that decides the stage this call leads to, if any."""
    return _take(service, operation, stages=True)


def _take(service: str, operation: str, *, stages: bool) -> Fault | None:
    with _lock:
        for index, fault in enumerate(_pending):
            if (fault.service, fault.operation, bool(fault.stage)) == (service, operation, stages):
                if fault.times == 1:
                    del _pending[index]
                else:
                    _pending[index] = replace(fault, times=fault.times - 1)
                return fault
    return None
