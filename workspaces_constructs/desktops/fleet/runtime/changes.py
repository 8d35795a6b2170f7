"""What differs between a desktop of the fleet and what it should be like, as steps as far as its state allows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from .hardware import in_place, other_hardware
from .heavy import timed
from .limits import smallest_volumes
from .migrations import MIGRATABLE, migration, same_software
from .model import Note, Step
from .volumes import growth

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .model import Bundle, Desktop, Memory
    from .wishes import Wish

__all__ = ["Differences", "no_bundle"]

_CHANGEABLE: Final = frozenset({"AVAILABLE", "STOPPED"})
"""States in which a desktop can be modified."""

_FAULTY: Final = frozenset({"ERROR", "UNHEALTHY", "IMPAIRED", "SUSPENDED"})
"""States that a person must look at."""


class Differences:
    """Compares desktops with wishes.

    Args:
        bundles: By their ids.
        memory: Of earlier runs.
        now: In seconds since the epoch.
    """

    def __init__(self, bundles: Mapping[str, Bundle], memory: Memory, now: float) -> None:
        self._bundles, self._memory, self._now = bundles, memory, now

    def of(self, desktop: Desktop, wish: Wish) -> Iterator[Step | Note]:
        """What to do, and what to say; nothing if the desktop is as it should be."""
        if not wish.tags.issubset(desktop.tags or ()):
            yield _tags(desktop, wish)
        if desktop.state in _FAULTY:
            text = f"its desktop is {desktop.state}{desktop.error and ': '}{desktop.error}; somebody must look at it"
            yield Note("faulty", desktop.user, text, desktop.id)
        blocked = False
        for found in (*_running_mode(desktop, wish), *self._heavy(desktop, wish)):
            waits = (
                found.kind == "postponed" and desktop.busy if isinstance(found, Note) else not _possible(found, desktop)
            )
            blocked |= waits
            if not waits:
                yield found
        if blocked and desktop.state not in _FAULTY:
            doing = "being modified" if desktop.modifying else desktop.state
            yield Note("under way", desktop.user, f"its desktop is {doing}; what else differs comes after", desktop.id)

    def _heavy(self, desktop: Desktop, wish: Wish) -> Iterator[Step | Note]:
        """The one heavy change that is next; it is the last thing yielded if it can be made now."""
        want = self._bundles.get(wish.bundle_id)
        smallest = (0, 0)
        if want is None:
            if wish.bundle_id != desktop.bundle_id:
                yield no_bundle(desktop.user, wish.bundle_id, desktop.id)
        elif not self._same_software(desktop, want):
            yield self._other_software(desktop, wish, want)
            return
        elif want.compute_type != desktop.compute_type:
            if not in_place(desktop, want.compute_type):
                yield migration(desktop, wish, want, self._memory, self._now)
                return
            smallest = smallest_volumes(want.compute_type)
            if smallest[0] <= desktop.root_volume_gib and smallest[1] <= desktop.user_volume_gib:
                found = timed(other_hardware(desktop, want.compute_type), desktop, self._memory, self._now)
                yield found
                if isinstance(found, Step):
                    return
        yield from self._volumes(desktop, wish, smallest)

    def _same_software(self, desktop: Desktop, want: Bundle) -> bool:
        have = self._bundles.get(desktop.bundle_id)
        return desktop.bundle_id == want.id or (have is not None and same_software(have, want))

    def _other_software(self, desktop: Desktop, wish: Wish, want: Bundle) -> Step | Note:
        if desktop.bundle_id in self._bundles:
            return migration(desktop, wish, want, self._memory, self._now)
        text = (
            f"its bundle should be {want.name} ({want.id}), but {desktop.bundle_id}, which it has, is listed no more: "
            "nobody can tell whether the software would change and the root volume be lost; migrate it by hand"
        )
        return Note("left alone", desktop.user, text, desktop.id)

    def _volumes(self, desktop: Desktop, wish: Wish, smallest: tuple[int, int]) -> Iterator[Step | Note]:
        for name, have, want in (
            ("root", desktop.root_volume_gib, wish.root_volume_gib),
            ("user", desktop.user_volume_gib, wish.user_volume_gib),
        ):
            if 0 < want < have:
                text = f"its {name} volume has {have} GiB and should have {want}; volumes never shrink"
                yield Note("left alone", desktop.user, text, desktop.id)
        change = growth(desktop, max(wish.root_volume_gib, smallest[0]), max(wish.user_volume_gib, smallest[1]))
        if isinstance(change, Note):
            yield change
        elif change:
            yield timed(change, desktop, self._memory, self._now)


def no_bundle(user: str, bundle_id: str, desktop_id: str = "") -> Note:
    """What to say where a bundle is asked for that does not exist."""
    text = f"the bundle {bundle_id} does not exist in this region, or is not shared with this account"
    return Note("mistake", user, text, desktop_id)


def _possible(step: Step, desktop: Desktop) -> bool:
    return not desktop.busy and desktop.state in (MIGRATABLE if step.operation == "migrate" else _CHANGEABLE)


def _tags(desktop: Desktop, wish: Wish) -> Step:
    lacking = sorted(wish.tags.difference(desktop.tags or ()))
    why = f"tags {', '.join(key for key, _ in lacking)} are missing or have other values"
    request = {"Tags": [{"Key": key, "Value": value} for key, value in lacking]}
    return Step("tag", desktop.user, why, desktop.directory_id, desktop.id, request)


def _running_mode(desktop: Desktop, wish: Wish) -> Iterator[Step]:
    mode, minutes = wish.running_mode, wish.auto_stop_minutes
    request: dict[str, object] = {"RunningMode": mode}
    if minutes:
        request["RunningModeAutoStopTimeoutInMinutes"] = minutes
    if mode and mode != desktop.running_mode:
        why = f"running mode changes from {desktop.running_mode} to {mode}"
    elif minutes and minutes != desktop.auto_stop_minutes:
        why = f"time until it stops changes from {desktop.auto_stop_minutes} to {minutes} minutes"
    else:
        return
    yield Step("modify", desktop.user, why, desktop.directory_id, desktop.id, request)
