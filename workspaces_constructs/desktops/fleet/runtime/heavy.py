"""Changes that AWS takes its time for, and makes one by one: the compute type, the root volume, the user volume."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from .dates import DAY, HOUR, moment
from .model import Note, Step

if TYPE_CHECKING:
    from .model import Desktop, Memory

__all__ = ["ONCE_IN_SIX_HOURS", "ONCE_IN_THIRTY_DAYS", "Change", "Resource", "resource_of", "timed"]

Resource = Literal["ROOT_VOLUME", "USER_VOLUME", "COMPUTE_TYPE"]

ONCE_IN_SIX_HOURS: Final = 6 * HOUR
"""Between two changes of a volume or to a larger compute type, and from the launch to the first change of a volume."""

ONCE_IN_THIRTY_DAYS: Final = 30 * DAY
"""Between a change of the compute type and one to a smaller one."""

_BETWEEN_RESOURCES: Final = HOUR / 2
"""Between changes of two resources of one desktop."""

_VOLUMES: Final = frozenset({"ROOT_VOLUME", "USER_VOLUME"})

_PROPERTIES: Final[dict[Resource, str]] = {
    "ROOT_VOLUME": "RootVolumeSizeGib",
    "USER_VOLUME": "UserVolumeSizeGib",
    "COMPUTE_TYPE": "ComputeTypeName",
}


class Change(NamedTuple):
    """One heavy change.

    Attributes:
        resource: What changes, in the API's words.
        value: What it becomes.
        why: A sentence.
        pause: How long after the last change of the resource it may be, in seconds.
    """

    resource: Resource
    value: int | str
    why: str
    pause: float = ONCE_IN_SIX_HOURS


def timed(change: Change, desktop: Desktop, memory: Memory, now: float) -> Step | Note:
    """Return the step of a change, or a note that says when it may be."""
    earliest = max(_earliest(change, desktop, memory, now), default=now)
    if now < earliest:
        text = f"{change.why}; not before {moment(earliest)}, as AWS wants time between changes"
        return Note("postponed", desktop.user, text, desktop.id)
    request = {_PROPERTIES[change.resource]: change.value}
    return Step("modify", desktop.user, change.why, desktop.directory_id, desktop.id, request)


def resource_of(step: Step) -> Resource | None:
    """What a step changes, if it is a heavy change: the key for the memory's times."""
    return next((name for name, key in _PROPERTIES.items() if step.operation == "modify" and key in step.request), None)


def _between(before: str, after: str) -> float:
    """AWS asks for 20 to 30 minutes between two resources; two volumes wait as long as one and the same would."""
    return ONCE_IN_SIX_HOURS if {before, after} <= _VOLUMES else _BETWEEN_RESOURCES


def _earliest(change: Change, desktop: Desktop, memory: Memory, now: float) -> list[float]:
    times = [
        when + (change.pause if resource == change.resource else _between(resource, change.resource))
        for resource, when in memory.changed.get(desktop.id, {}).items()
    ]
    if change.resource != "COMPUTE_TYPE":
        times.append(memory.seen.get(desktop.id, now) + ONCE_IN_SIX_HOURS)
    return times
