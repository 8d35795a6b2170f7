"""What holds for every plan, whatever the roster, the desktops and the memory; and where a sequence of plans ends."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.fleet import office
from workspaces_constructs.desktops.fleet.runtime.heavy import resource_of
from workspaces_constructs.desktops.fleet.runtime.model import (
    BATCH,
    FLEET_TAG,
    Desktop,
    FleetSettings,
    Inventory,
    Memory,
    Mistake,
    Plan,
    Roster,
    Row,
    Step,
)
from workspaces_constructs.desktops.fleet.runtime.planning import plan, remember, requests

if TYPE_CHECKING:
    from collections.abc import Mapping
    from random import Random

NAMES = [f"user{number}" for number in range(9)]
ENDING = {"TERMINATING", "TERMINATED"}
STATES = ["AVAILABLE", "AVAILABLE", "STOPPED", "PENDING", "UPDATING", "REBOOTING", "ERROR", "SUSPENDED", "TERMINATING"]
VOLUMES = [(80, 10), (80, 50), (80, 100), (175, 100), (300, 200)]
BUNDLES = [each for each in office.BUNDLES.values() if each.id != "wsb-ubuntu000"]
MONTH = 31 * office.DAY
PERSONAS = {
    "free": office.persona(running_mode="", auto_stop_minutes=0, bundle_id="wsb-own00001"),
    "big": office.persona(bundle_id="wsb-general00", root_volume_gib=300, user_volume_gib=200),
    "far": office.persona(directory_id=office.ELSEWHERE, bundle_id="wsb-server190", running_mode="ALWAYS_ON"),
}


class Case(NamedTuple):
    """All that a plan depends on."""

    settings: FleetSettings
    roster: Roster
    inventory: Inventory
    memory: Memory
    removed: int = 0

    def plan(self, now: float = office.NOW) -> Plan:
        return plan(*self[:4], now, removed=self.removed, accept_shrunk_roster=True)


def any_case(name: str) -> st.SearchStrategy[str]:
    return st.sampled_from([name, name.upper(), name.title()])


@st.composite
def desktops(draw: st.DrawFn, name: str, number: int) -> Desktop:
    root, user = draw(st.sampled_from(VOLUMES))
    bundle = draw(st.sampled_from(BUNDLES))
    tags = ((FLEET_TAG, "main"), ("team", draw(st.sampled_from(["office", "other"]))))
    return office.desktop(
        draw(any_case(name)),
        id=f"ws-{name}-{number}",
        directory_id=draw(st.sampled_from([office.HERE, office.HERE, office.ELSEWHERE])),
        state=draw(st.sampled_from(STATES)),
        bundle_id=bundle.id,
        compute_type=bundle.compute_type,
        running_mode=draw(st.sampled_from(["AUTO_STOP", "ALWAYS_ON"])),
        root_volume_gib=root,
        user_volume_gib=user,
        operating_system=draw(st.sampled_from(["WINDOWS_SERVER_2022", "WINDOWS_11", "UBUNTU_22_04"])),
        modifying=draw(st.sampled_from([False, False, False, True])),
        tags=draw(st.sampled_from([tags, tags, tags, None])),
    )


@st.composite
def rows(draw: st.DrawFn, name: str) -> Row:
    root, user = draw(st.sampled_from([(0, 0), *VOLUMES]))
    return office.row(
        draw(any_case(name)),
        draw(st.sampled_from(["office", *PERSONAS])),
        bundle_id=draw(st.sampled_from(["", "", "wsb-nothing00", *(each.id for each in BUNDLES)])),
        running_mode=draw(st.sampled_from(["", "ALWAYS_ON"])),
        root_volume_gib=root,
        user_volume_gib=user,
    )


@st.composite
def cases(draw: st.DrawFn) -> Case:
    have = [draw(desktops(name, number)) for name in NAMES for number in range(draw(st.sampled_from([0, 1, 1, 1, 2])))]
    entries = [draw(rows(name)) for name in NAMES if draw(st.integers(0, 2))]
    wrong = {each.user for each in entries if draw(st.integers(0, 5)) == 0}
    mistakes = [Mistake(3, user, "bad") for user in sorted(wrong)]
    if draw(st.integers(0, 9)) == 0:
        mistakes.append(Mistake(4, "", "user is empty"))
    moments = st.sampled_from([office.NOW - days * office.DAY for days in (0, 0.1, 0.3, 1, 29, 31, 90)])
    memory = Memory(
        seen={each.id: draw(moments) for each in have if draw(st.booleans())},
        left={each.id: draw(moments) for each in have if draw(st.booleans())},
        changed={each.id: {"USER_VOLUME": draw(moments)} for each in have if draw(st.booleans())},
    )
    fleet = office.settings(
        draw(st.sampled_from(["keep", "stop", "terminate", "terminate"])),
        share=draw(st.sampled_from([0.0, 0.1, 0.29, 0.5, 1.0])),
        personas=PERSONAS,
    )
    free = {directory: draw(st.integers(0, 5)) for directory in (office.HERE, office.ELSEWHERE)}
    people = Roster([each for each in entries if each.user not in wrong], mistakes)
    return Case(fleet, people, Inventory(have, office.BUNDLES, free), memory, draw(st.integers(0, 2)))


def named(roster: Roster) -> set[str]:
    return {each.user.casefold() for each in roster.rows} | {each.user.casefold() for each in roster.mistakes}


@settings(max_examples=100)
@given(cases(), st.randoms(use_true_random=False))
def test_every_plan_keeps_the_promises(case: Case, order: Random) -> None:
    made = case.plan()
    have = {each.id: each for each in case.inventory.desktops}
    on_roster = named(case.roster)
    served = {each.user.casefold() for each in have.values()}
    owned = sum(each.owned and each.state not in ENDING for each in have.values())

    creates = [step for step in made.steps if step.operation == "create"]
    assert max(Counter(step.user.casefold() for step in creates).values(), default=0) <= 1
    assert served.isdisjoint(step.user.casefold() for step in creates)

    removals = [step for step in made.steps if step.operation in {"terminate", "stop"}]
    assert on_roster.isdisjoint(step.user.casefold() for step in removals)
    share = Fraction(str(case.settings["leavers"]["share"]))
    assert len(removals) <= max(0, math.floor(share * owned) - case.removed)

    changed = [have[step.desktop_id] for step in made.steps if step.desktop_id]
    assert all(each.owned and each.state not in ENDING for each in changed)
    assert max(Counter(step.desktop_id for step in made.steps if heavy(step)).values(), default=0) <= 1
    assert sum(step.operation == "migrate" for step in made.steps) <= BATCH
    for directory, free in case.inventory.free_addresses.items():
        taken = [step for step in made.steps if step.operation in {"create", "migrate"}]
        assert sum(step.directory_id == directory for step in taken) <= free

    mentioned = {step.user.casefold() for step in made.steps} | {note.user.casefold() for note in made.notes}
    assert {each.user.casefold() for each in case.roster.mistakes} <= mentioned
    silent = [row for row in case.roster.rows if row.user.casefold() not in mentioned]
    assert all(is_right(row, case) for row in silent)
    assert made.right == len(silent)
    assert [step for call in requests(made.steps) for step in call] == made.steps
    assert shuffled(case, order).plan() == made


def heavy(step: Step) -> bool:
    return step.operation == "migrate" or resource_of(step) is not None


def is_right(row: Row, case: Case) -> bool:
    """Whether somebody's desktop is what was asked for, seen without the code that plans."""
    persona = case.settings["personas"][row.persona]
    mine = [each for each in case.inventory.desktops if each.user.casefold() == row.user.casefold()]
    alive = [each for each in mine if each.state not in ENDING]
    mode = row.running_mode or persona["running_mode"]
    root = row.root_volume_gib or persona["root_volume_gib"]
    user = row.user_volume_gib or persona["user_volume_gib"]
    bundle = row.bundle_id or persona["bundle_id"]
    if len(alive) != 1 or bundle not in case.inventory.bundles:
        return len(alive) == 1 and alive[0].bundle_id == bundle
    want, have, one = case.inventory.bundles[bundle], case.inventory.bundles[alive[0].bundle_id], alive[0]
    return (
        one.owned
        and one.state not in {"PENDING", "ERROR", "SUSPENDED"}
        and one.directory_id == persona["directory_id"]
        and mode in {"", one.running_mode}
        and root in {0, one.root_volume_gib}
        and user in {0, one.user_volume_gib}
        and one.compute_type == want.compute_type
        and (have.image_id, have.name.partition(" with ")[2]) == (want.image_id, want.name.partition(" with ")[2])
        and {*persona["tags"].items()} <= {*(one.tags or ())}
    )


def shuffled(case: Case, order: Random) -> Case:
    """The same in another order, but of mistakes and desktops of one person."""
    people, have = list(case.roster.rows), list(case.inventory.desktops)
    order.shuffle(people)
    order.shuffle(have)
    return case._replace(roster=Roster(people, case.roster.mistakes), inventory=replace(case.inventory, desktops=have))


class World:
    """An AWS that does what it is asked at once, and ends in a moment what takes its time."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self.desktops = {each.id: each for each in case.inventory.desktops}
        self.memory = case.memory
        self.now = office.NOW
        self._made = 0

    def round(self) -> Plan:
        """Plan, do it, and let a month go by."""
        case = self._case
        inventory = Inventory([*self.desktops.values()], office.BUNDLES, {office.HERE: 100, office.ELSEWHERE: 100})
        made = plan(case.settings, case.roster, inventory, self.memory, self.now, accept_shrunk_roster=True)
        self.memory = remember(self.memory, case.roster, inventory, self.now)
        for step in made.steps:
            self._do(step)
        self.now += MONTH
        ends = {"PENDING": "AVAILABLE", "UPDATING": "AVAILABLE", "REBOOTING": "AVAILABLE"}
        self.desktops = {
            key: each._replace(state=ends.get(each.state, each.state), modifying=False)
            for key, each in self.desktops.items()
            if each.state not in ENDING
        }
        return made

    def _do(self, step: Step) -> None:
        self._made += 1
        request = step.request
        if step.operation == "create":
            self.desktops[f"ws-new-{self._made}"] = created(f"ws-new-{self._made}", request)
            return
        one = self.desktops.pop(step.desktop_id)
        if step.operation == "terminate":
            return
        if step.operation == "migrate":
            bundle = office.BUNDLES[str(request["BundleId"])]
            one = one._replace(id=f"ws-new-{self._made}", bundle_id=bundle.id, compute_type=bundle.compute_type)
        elif step.operation == "stop":
            one = one._replace(state="STOPPED")
        elif step.operation == "tag":
            one = one._replace(tags=tuple({**dict(one.tags or ()), **pairs(request["Tags"])}.items()))
        else:
            one = one._replace(**{FIELDS[key]: value for key, value in request.items()})  # type: ignore[arg-type]  # as asked
        if resource := resource_of(step):
            self.memory.changed.setdefault(one.id, {})[resource] = self.now
        self.desktops[one.id] = one


FIELDS = {
    "RunningMode": "running_mode",
    "RunningModeAutoStopTimeoutInMinutes": "auto_stop_minutes",
    "RootVolumeSizeGib": "root_volume_gib",
    "UserVolumeSizeGib": "user_volume_gib",
    "ComputeTypeName": "compute_type",
}


def pairs(tags: object) -> dict[str, str]:
    assert isinstance(tags, list)
    return {tag["Key"]: tag["Value"] for tag in tags}


def created(key: str, request: Mapping[str, object]) -> Desktop:
    """What CreateWorkspaces makes of an item of its request."""
    properties = request["WorkspaceProperties"]
    assert isinstance(properties, dict)
    bundle = office.BUNDLES[str(request["BundleId"])]
    plain = office.desktop(
        str(request["UserName"]),
        id=key,
        directory_id=request["DirectoryId"],
        state="PENDING",
        bundle_id=bundle.id,
        compute_type=bundle.compute_type,
        root_volume_gib=300,
        user_volume_gib=200,
        tags=tuple(pairs(request["Tags"]).items()),
    )
    return plain._replace(**{FIELDS[name]: value for name, value in properties.items()})


@settings(max_examples=60)
@given(cases())
def test_plans_that_are_carried_out_come_to_an_end(case: Case) -> None:
    world = World(case)
    had = {each.user.casefold() for each in world.desktops.values() if each.state not in ENDING}
    plans = [world.round()]
    while plans[-1].steps or plans[-1].waiting or plans[-1].settling or len(plans) < 4:
        plans.append(world.round())
        assert len(plans) < 40, plans[-1]

    created = Counter(step.user.casefold() for made in plans for step in made.steps if step.operation == "create")
    assert max(created.values(), default=0) <= 1
    have = {each.user.casefold() for each in world.desktops.values()}
    assert had & named(case.roster) <= have
    mentioned = {each.user.casefold() for each in plans[-1].notes}
    assert {row.user.casefold() for row in case.roster.rows} <= have | mentioned
    ended = case._replace(inventory=replace(case.inventory, desktops=[*world.desktops.values()]))
    assert all(is_right(row, ended) or row.user.casefold() in mentioned for row in case.roster.rows)
    late = {note.kind for note in plans[-1].notes if note.user.casefold() in named(case.roster)}
    assert late <= {"mistake", "refused", "by hand", "faulty", "left alone"}
