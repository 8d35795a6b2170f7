"""The plan of a run: a pure function of the roster, of what exists, and of what is remembered."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from .changes import Differences
from .creation import created
from .leavers import allowance, farewells
from .migrations import LONGEST, under_way
from .model import BATCH, ORDER, Memory, Note, Plan, Step, Stopped, name_key
from .room import Room
from .served import ENDING, desktop_of
from .wishes import Wishes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from .model import Desktop, FleetSettings, Inventory, Roster, Row

__all__ = ["plan", "remember", "requests"]

_FEW: Final = 10
"""So many people may leave at once, whatever the size of the roster."""

_BATCHED: Final = frozenset({"create", "terminate", "stop"})
_MOVING: Final = frozenset({"PENDING", "UPDATING", "TERMINATING"})
_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


def plan(
    settings: FleetSettings,
    roster: Roster,
    inventory: Inventory,
    memory: Memory,
    now: float,
    *,
    refused: Mapping[str, str] = _NOTHING,
    owned: int | None = None,
    removed: int = 0,
    accept_shrunk_roster: bool = False,
) -> Plan:
    """Decide what to do.

    Args:
        settings: The fleet's.
        roster: Who should have what.
        inventory: What exists.
        memory: Of earlier runs.
        now: In seconds since the epoch.
        refused: What AWS said in this run to steps that it refused, by the desktop's id, or by the user where there
            was no desktop.
        owned: How many desktops the fleet had when this run began, of which the share is taken. Default: as now.
        removed: How many desktops this run has stopped or terminated.
        accept_shrunk_roster: Go on, however many people are gone from the roster.

    Raises:
        Stopped: The roster is so much shorter than at the last run, or so many of its people are others, that it may
            be a mistake.
    """
    if not accept_shrunk_roster:
        _require_most(settings, _people(roster), memory.rows)
    planner = _Planner(settings, inventory, memory, now, refused)
    if not accept_shrunk_roster:
        _require_known(settings, planner.newly_missing(roster), planner.owned)
    found = [*planner.wanted(roster.rows), *planner.mistakes(roster), *planner.leavers(roster, owned, removed)]
    migrating = planner.migrating()
    room = Room(_free(inventory), migrating)
    fitting = room.fit(planner.unrefused(found))
    steps = [each for each in fitting if isinstance(each, Step)]
    steps.sort(key=lambda step: (ORDER.index(step.operation), name_key(step.user)))
    notes = [each for each in fitting if isinstance(each, Note)]
    notes.sort(key=lambda note: (name_key(note.user), note.desktop_id))
    return Plan(
        steps,
        notes,
        wanted=len(roster.rows),
        owned=planner.owned,
        right=planner.right,
        waiting=planner.waiting or room.waiting,
        settling=planner.settling or migrating > 0,
    )


def remember(memory: Memory, roster: Roster, inventory: Inventory, now: float) -> Memory:
    """Return what the next run must know. To be called after the plan, which compares the roster with the last one.

    Args:
        memory: Of earlier runs.
        roster: Who should have what.
        inventory: What exists.
        now: In seconds since the epoch.
    """
    owned = [each for each in inventory.desktops if each.owned]
    names = _names(roster)
    return Memory(
        rows=_people(roster),
        seen={each.id: memory.seen.get(each.id, now) for each in owned},
        left={each.id: memory.left.get(each.id, now) for each in owned if name_key(each.user) not in names},
        changed={each.id: dict(memory.changed[each.id]) for each in owned if each.id in memory.changed},
    )


def requests(steps: Iterable[Step]) -> list[list[Step]]:
    """Cut steps into calls, in their order: up to 25 of one kind where the API takes several, else one by one."""
    calls: list[list[Step]] = []
    for operation, group in groupby(steps, key=lambda step: step.operation):
        alike = list(group)
        size = BATCH if operation in _BATCHED else 1
        calls += (alike[start : start + size] for start in range(0, len(alike), size))
    return calls


class _Planner:
    """Looks at everybody once."""

    def __init__(
        self, settings: FleetSettings, inventory: Inventory, memory: Memory, now: float, refused: Mapping[str, str]
    ) -> None:
        self._settings, self._inventory, self._memory, self._now = settings, inventory, memory, now
        self._refused = refused
        self._desktops: dict[str, list[Desktop]] = {}
        for each in inventory.desktops:
            self._desktops.setdefault(name_key(each.user), []).append(each)
        self.owned = sum(each.owned and each.state not in ENDING for each in inventory.desktops)
        self.right = 0
        self.waiting = False
        self.settling = any((each.state == "PENDING" or each.busy) and each.owned for each in inventory.desktops)

    def wanted(self, rows: Iterable[Row]) -> Iterator[Step | Note]:
        """What the people need who should have a desktop."""
        wishes = Wishes(self._settings)
        differences = Differences(self._inventory.bundles, self._memory, self._now)
        for row in sorted(rows, key=lambda row: name_key(row.user)):
            wish = wishes.of(row)
            desktops = self._desktops.get(name_key(row.user))
            if desktops is None:
                yield created(row, wish, self._inventory.bundles)
                continue
            desktop, notes = desktop_of(desktops, wish.directory_id)
            found = [*notes, *differences.of(desktop, wish)] if desktop else notes
            self.right += not found
            if desktop is None:
                self.waiting |= all(each.state in ENDING for each in desktops)
                self.settling |= any(each.state == "PENDING" for each in desktops)
            yield from found

    def mistakes(self, roster: Roster) -> Iterator[Note]:
        """What to say of rows that cannot be followed."""
        for each in roster.mistakes:
            yield Note("mistake", each.user, f"line {each.line}: {each.problem}" if each.line else each.problem)

    def leavers(self, roster: Roster, owned: int | None, removed: int) -> Iterator[Step | Note]:
        """What becomes of desktops whose users are on no row."""
        names = _names(roster)
        gone = [each for each in self._inventory.desktops if each.owned and name_key(each.user) not in names]
        yield from (
            Note("refused", each.user, f"not on the roster: {self._refused[each.id]}", each.id)
            for each in gone
            if each.id in self._refused
        )
        settings = self._settings["leavers"]
        yield from farewells(
            [each for each in gone if each.id not in self._refused],
            settings,
            self._memory,
            self._now,
            most=allowance(settings, self.owned if owned is None else owned, removed),
            nameless=[each for each in roster.mistakes if not each.user],
        )

    def newly_missing(self, roster: Roster) -> int:
        """How many desktops have users whom the roster no longer names, and whom no earlier run has missed."""
        names = _names(roster)
        return sum(
            each.owned
            and each.state not in ENDING
            and each.id not in self._memory.left
            and name_key(each.user) not in names
            for each in self._inventory.desktops
        )

    def unrefused(self, found: Iterable[Step | Note]) -> Iterator[Step | Note]:
        """The same, with notes in place of the steps that AWS has refused."""
        for each in found:
            reason = self._refused.get(each.desktop_id or each.user) if isinstance(each, Step) else None
            if isinstance(each, Step) and reason is not None:
                yield Note("refused", each.user, f"{each.why}: {reason}", each.desktop_id)
            else:
                yield each

    def migrating(self) -> int:
        """How many people's desktops are being migrated, or are about to be: AWS may not have begun."""
        desktops = self._inventory.desktops
        asked = {name_key(each.user) for each in desktops if self._now < self._asked(each) + LONGEST}
        moving = {name_key(each.user) for each in desktops if each.state in _MOVING}
        return len(asked) + sum(under_way(self._desktops[name]) for name in moving - asked)

    def _asked(self, desktop: Desktop) -> float:
        return self._memory.changed.get(desktop.id, {}).get("MIGRATION", -LONGEST)


def _free(inventory: Inventory) -> dict[str, int]:
    """Free addresses, less those of desktops that are being made and may have none yet [I]."""
    pending = Counter(each.directory_id for each in inventory.desktops if each.state == "PENDING")
    return {directory: free - pending[directory] for directory, free in inventory.free_addresses.items()}


def _names(roster: Roster) -> set[str]:
    return {name_key(each.user) for each in roster.rows} | {name_key(each.user) for each in roster.mistakes}


def _people(roster: Roster) -> int:
    """How many people the roster names; a row that names nobody may have lost its name by mistake."""
    return len(roster.rows) + sum(bool(each.user) for each in roster.mistakes)


def _require_most(settings: FleetSettings, people: int, before: int) -> None:
    if before - people > _FEW and people < (1 - settings["most_shrunk"]) * before:
        raise Stopped(
            f"The roster names {people} people; at the last run it named {before}. That more than "
            f"{settings['most_shrunk']:.0%} are gone may be a mistake in the file, and nothing was changed. "
            'If it is meant, start a run with {"accept_shrunk_roster": true}.'
        )


def _require_known(settings: FleetSettings, missing: int, owned: int) -> None:
    """As many rows as ever, and yet the fleet knows nobody: names of another kind, or the list of another place."""
    if missing > max(_FEW, settings["most_shrunk"] * owned):
        raise Stopped(
            f"The roster no longer names the users of {missing} of the fleet's {owned} desktops. That so many leave at "
            "once may be a mistake, such as names of another kind, and nothing was changed. "
            'If it is meant, start a run with {"accept_shrunk_roster": true}.'
        )
