"""The desktops of people who are on the roster no more: kept, stopped or terminated, and never too many at once."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from .dates import DAY, day
from .model import Note, Step
from .served import ENDING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .model import Desktop, LeaverSettings, Memory, Mistake

__all__ = ["allowance", "farewells"]

_ROUNDING: Final = 1e-9
"""A hundred times 0.29 is a little less than 29."""


def allowance(settings: LeaverSettings, owned: int, removed: int) -> int:
    """How many desktops may still be stopped or terminated in this run."""
    return max(0, math.floor(settings["share"] * owned + _ROUNDING) - removed)


def farewells(
    desktops: Sequence[Desktop],
    settings: LeaverSettings,
    memory: Memory,
    now: float,
    *,
    most: int,
    nameless: Sequence[Mistake],
) -> Iterator[Step | Note]:
    """What becomes of desktops, those first whose users are missing longest.

    Args:
        desktops: The fleet's, of users who are not on the roster.
        settings: What to do.
        memory: Since when their users are missing.
        now: In seconds since the epoch.
        most: How many may be stopped or terminated.
        nameless: Rows that name nobody, and so may stand for anybody.
    """
    removals = 0
    for desktop in sorted(desktops, key=lambda each: (memory.left.get(each.id, now), each.id)):
        since = memory.left.get(desktop.id, now)
        found = _farewell(desktop, settings, since, now)
        if isinstance(found, Step):
            removals += 1
            if nameless:
                lines = ", ".join(str(each.line) for each in nameless)
                text = f"{found.why}; postponed until every row names somebody, for it may be theirs: see line {lines}"
                found = Note("postponed", desktop.user, text, desktop.id)
            elif removals > most:
                text = f"{found.why}; a later run does it: no more than {settings['share']:.0%} of the fleet in one run"
                found = Note("postponed", desktop.user, text, desktop.id)
        yield found


def _farewell(desktop: Desktop, settings: LeaverSettings, since: float, now: float) -> Step | Note:
    gone = f"not on the roster since {day(since)}"
    if desktop.state in ENDING:
        return Note("under way", desktop.user, f"{gone}; its desktop is {desktop.state}", desktop.id)
    if settings["action"] == "terminate":
        return _termination(desktop, settings["grace_days"], gone, since, now)
    if settings["action"] == "stop":
        return _stop(desktop, gone)
    return Note("leaver", desktop.user, f"{gone}; the desktop is kept", desktop.id)


def _termination(desktop: Desktop, grace_days: float, gone: str, since: float, now: float) -> Step | Note:
    end = since + grace_days * DAY
    if now < end:
        text = f"{gone}; terminated after {grace_days:g} days, on {day(end)}"
        return Note("leaver", desktop.user, text, desktop.id)
    if desktop.state == "SUSPENDED":
        text = f"{gone}; its desktop is SUSPENDED and cannot be terminated: ask AWS Support"
        return Note("faulty", desktop.user, text, desktop.id)
    return Step("terminate", desktop.user, f"{gone}; {grace_days:g} days are over", desktop.directory_id, desktop.id)


def _stop(desktop: Desktop, gone: str) -> Step | Note:
    if desktop.state != "AVAILABLE":
        return Note("leaver", desktop.user, f"{gone}; its desktop is {desktop.state}", desktop.id)
    if desktop.modifying:
        return Note("under way", desktop.user, f"{gone}; its desktop is being modified and stopped after", desktop.id)
    if desktop.running_mode == "AUTO_STOP":
        return Step("stop", desktop.user, f"{gone}; its desktop is stopped", desktop.directory_id, desktop.id)
    why = f"{gone}; running mode changes from {desktop.running_mode} to AUTO_STOP, so that it can be stopped"
    return Step("modify", desktop.user, why, desktop.directory_id, desktop.id, {"RunningMode": "AUTO_STOP"})
