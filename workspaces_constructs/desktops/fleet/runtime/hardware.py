"""Which compute types a desktop can change between without a migration, and how often."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from .heavy import ONCE_IN_SIX_HOURS, ONCE_IN_THIRTY_DAYS, Change
from .limits import HARDWARE

if TYPE_CHECKING:
    from .model import Desktop

__all__ = ["in_place", "other_hardware"]

_NEIGHBOURS: Final = {"ordinary", "general purpose"}
_NEIGHBOURS_ON: Final = {"WINDOWS_SERVER_2022", "WINDOWS_11"}
"""Between the two families there is a way on these systems only. AWS says so of PowerPro; the same is assumed of the
smaller ones [I]."""


def in_place(desktop: Desktop, compute_type: str) -> bool:
    """Whether AWS changes the desktop's compute type to another."""
    have, want = HARDWARE.get(desktop.compute_type), HARDWARE.get(compute_type)
    if not have or not want:
        return False
    across = {have.family, want.family} == _NEIGHBOURS and desktop.operating_system in _NEIGHBOURS_ON
    return have.family == want.family or across


def other_hardware(desktop: Desktop, compute_type: str) -> Change:
    """Return the change of a desktop's compute type to one that it can change to in place."""
    smaller = HARDWARE[compute_type].rank < HARDWARE[desktop.compute_type].rank
    return Change(
        "COMPUTE_TYPE",
        compute_type,
        f"hardware changes from {desktop.compute_type} to {compute_type}",
        ONCE_IN_THIRTY_DAYS if smaller else ONCE_IN_SIX_HOURS,
    )
