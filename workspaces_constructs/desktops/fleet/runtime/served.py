"""What somebody on the roster has already: a desktop of the fleet, one by hand, one in the making, or one that ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from .migrations import under_way
from .model import Note

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .model import Desktop

__all__ = ["ENDING", "desktop_of"]

ENDING: Final = frozenset({"TERMINATING", "TERMINATED"})
"""States of desktops that will be gone."""


def desktop_of(desktops: Sequence[Desktop], directory_id: str) -> tuple[Desktop | None, list[Note]]:
    """Return the one desktop of the fleet that may be changed, if there is one, and what to say of the others.

    Args:
        desktops: All of one person, at least one.
        directory_id: Where their desktop should be.
    """
    alive = [each for each in desktops if each.state not in ENDING]
    if not alive:
        last = max(desktops, key=lambda each: each.id)
        text = f"its desktop is {last.state}; a new one is made when that is gone"
        return None, [Note("under way", last.user, text, last.id)]
    if len(alive) > 1 and under_way(desktops):
        return None, [Note("under way", each.user, f"is being migrated: {each.state}", each.id) for each in alive]
    chosen = min(alive, key=lambda each: (not each.owned, each.directory_id != directory_id, each.id))
    notes = [_other(each, directory_id) for each in alive if each is not chosen or not each.owned]
    if not chosen.owned:
        return None, notes
    if chosen.state == "PENDING":
        return None, [*notes, Note("under way", chosen.user, "its desktop is being made", chosen.id)]
    if chosen.directory_id != directory_id:
        return None, [*notes, _other(chosen, directory_id)]
    return chosen, notes


def _other(desktop: Desktop, directory_id: str) -> Note:
    if desktop.state == "PENDING":
        return Note(
            "under way", desktop.user, "a desktop is being made that the fleet's tag is not seen on", desktop.id
        )
    if not desktop.owned:
        text = f"has a desktop in {desktop.directory_id} that was made by hand; it is never changed"
        return Note("by hand", desktop.user, text, desktop.id)
    if desktop.directory_id == directory_id:
        return Note("left alone", desktop.user, "has a second desktop of the fleet", desktop.id)
    text = (
        f"its desktop is in {desktop.directory_id} and should be in {directory_id}; a desktop cannot move without "
        "losing its data: take the person off the roster, let the desktop go, and put them back"
    )
    return Note("left alone", desktop.user, text, desktop.id)
