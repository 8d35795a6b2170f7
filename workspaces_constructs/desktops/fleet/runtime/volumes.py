"""How volumes grow: one at a time, by way of sizes that a desktop can have. They never shrink."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .heavy import Change
from .limits import legal_pair
from .model import Note

if TYPE_CHECKING:
    from .model import Desktop

__all__ = ["growth"]

_STEPPING_STONE_GIB = 100
"""The user volume with which the root volume may be small or large."""


def growth(desktop: Desktop, root: int, user: int) -> Change | Note | None:
    """Return the next change on the way to two sizes.

    Args:
        desktop: With its sizes of now.
        root: The least GiB of the root volume.
        user: The least GiB of the user volume.
    """
    have = (desktop.root_volume_gib, desktop.user_volume_gib)
    goal = (max(root, have[0]), max(user, have[1]))
    if goal == have:
        return None
    larger_root = (goal[0], have[1])
    larger_user = (have[0], goal[1])
    stepping_stone = (have[0], min(goal[1], _STEPPING_STONE_GIB))
    for pair in (larger_root, larger_user, stepping_stone):
        if pair != have and all(legal_pair(*each, desktop.compute_type) for each in (pair, goal)):
            return _change(have, pair, goal)
    return Note(
        "refused",
        desktop.user,
        f"its volumes should grow from {have[0]}/{have[1]} to {goal[0]}/{goal[1]} GiB (root/user): a "
        f"{desktop.compute_type} desktop cannot have those sizes, or not get to them one volume at a time",
        desktop.id,
    )


def _change(have: tuple[int, int], pair: tuple[int, int], goal: tuple[int, int]) -> Change:
    on_the_way = "" if pair == goal else f", on the way to {goal[0]}/{goal[1]} GiB (root/user)"
    if pair[0] != have[0]:
        return Change("ROOT_VOLUME", pair[0], f"root volume grows from {have[0]} to {pair[0]} GiB{on_the_way}")
    return Change("USER_VOLUME", pair[1], f"user volume grows from {have[1]} to {pair[1]} GiB{on_the_way}")
