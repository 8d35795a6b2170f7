"""From one bundle to another: the same software on other hardware, or a migration, which loses the root volume."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from . import limits
from .dates import DAY, HOUR, moment
from .model import Note, Step

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .model import Bundle, Desktop, Memory
    from .wishes import Wish

__all__ = ["LONGEST", "MIGRATABLE", "migration", "same_software", "under_way"]

MIGRATABLE: Final = frozenset({"AVAILABLE", "STOPPED", "ERROR"})
"""States in which a desktop can be migrated."""

_YOUNGEST: Final = 12 * HOUR
"""By then there is a snapshot of the user volume, from which the new desktop gets its data."""

LONGEST: Final = HOUR
"""So long a migration takes at most; by then the desktop has its new id, or AWS has put it back."""

_AGAIN: Final = 7 * DAY
"""A migration that succeeds gives the desktop a new id. One that is still here was put back by AWS, and each attempt
takes the user's desktop away for up to an hour."""

_AMAZON: Final = "AMAZON"
_REPLACE: Final = "take the person off the roster, let the desktop go, and put them back; its data are lost"


def same_software(one: Bundle, other: Bundle) -> bool:
    """Whether two bundles differ in hardware alone.

    Amazon's are called "Standard with Windows 10 (Server 2022 based)": the hardware, and then the software.
    """
    if one.id == other.id or (one.image_id and one.image_id == other.image_id):
        return True
    texts = [each.name.partition(" with ")[2] for each in (one, other)]
    return one.owner == other.owner == _AMAZON and texts[0] == texts[1] != ""


def migration(desktop: Desktop, wish: Wish, want: Bundle, memory: Memory, now: float) -> Step | Note:
    """Return the step that gives a desktop another bundle, or why there is none.

    Args:
        desktop: The fleet's.
        wish: What it should be like.
        want: The bundle that it should have.
        memory: When it was first seen.
        now: In seconds since the epoch.
    """
    if never := _never(desktop, wish, want):
        text = f"its bundle should be {want.name} ({want.id}), but {never}; {_REPLACE}"
        return Note("refused", desktop.user, text, desktop.id)
    tried = memory.changed.get(desktop.id, {}).get("MIGRATION")
    if tried is not None and now < tried + LONGEST:
        text = f"migrates to {want.name} ({want.id}): asked for on {moment(tried)}"
        return Note("under way", desktop.user, text, desktop.id)
    if tried is not None and now < tried + _AGAIN:
        text = (
            f"migrates to {want.name} ({want.id}): tried on {moment(tried)}, and AWS has put the desktop back as it "
            f"was; tried again after {moment(tried + _AGAIN)}"
        )
        return Note("refused", desktop.user, text, desktop.id)
    earliest = memory.seen.get(desktop.id, now) + _YOUNGEST
    if now < earliest:
        text = (
            f"migrates to {want.name} ({want.id}) after {moment(earliest)}: "
            "a younger desktop may have no snapshot of its user volume"
        )
        return Note("postponed", desktop.user, text, desktop.id)
    why = (
        f"bundle changes from {desktop.bundle_id} to {want.name} ({want.id}), which is other software: the user volume "
        "is kept as of its last snapshot, the root volume is made anew"
    )
    return Step("migrate", desktop.user, why, desktop.directory_id, desktop.id, {"BundleId": want.id})


def under_way(desktops: Iterable[Desktop]) -> bool:
    """Whether the desktops of one person are the old and the new one of a migration, or about to be.

    AWS's model does not say which states the two go through: UPDATING and PENDING are assumed [I].
    """
    alive = [each for each in desktops if each.state != "TERMINATED"]
    if not any(each.owned for each in alive):
        return False
    if any(each.state == "UPDATING" and not each.modifying for each in alive):
        return True
    directories = [each.directory_id for each in alive]
    moving = any(each.state in {"PENDING", "TERMINATING"} for each in alive)
    return moving and len(set(directories)) < len(directories)


def _never(desktop: Desktop, wish: Wish, want: Bundle) -> str:
    have, wanted = desktop.operating_system, wish.operating_system
    if want.id == desktop.bundle_id:
        return f"{desktop.compute_type} does not become {want.compute_type} in place, and it has that bundle already"
    if limits.linux(have) or limits.linux(wanted):
        return "Linux desktops cannot be migrated"
    known = have not in {"", "UNKNOWN"} and wanted not in {"", "UNKNOWN"}
    if known and (have in limits.BYOL_SYSTEMS) != (wanted in limits.BYOL_SYSTEMS):
        return f"{have} and {wanted} differ in whose licence they need, and desktops cannot be migrated between the two"
    return ""
