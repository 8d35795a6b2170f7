"""Whom a plan gives a desktop and what it leaves alone; its order, its calls, and what is remembered."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from benchmarks.fleet_program import measured
from tests.unit.fleet.office import (
    DAY,
    ELSEWHERE,
    HERE,
    NOW,
    anna,
    desktop,
    inventory,
    old,
    only_note,
    only_step,
    persona,
    plan_for,
    roster,
    row,
    settings,
)
from workspaces_constructs.desktops.fleet.runtime.model import (
    FLEET_TAG,
    Memory,
    Mistake,
    Note,
    Roster,
    Step,
)
from workspaces_constructs.desktops.fleet.runtime.planning import plan, remember, requests

if TYPE_CHECKING:
    from types import FrameType

# Those who have no desktop.


def test_somebody_without_a_desktop_gets_one_as_the_persona_says() -> None:
    wanted = persona(root_volume_gib=175, user_volume_gib=100, auto_stop_minutes=120)
    made = plan(settings(personas={"design": wanted}), roster(row("Anna", "design")), inventory(), Memory(), NOW)
    assert only_step(made) == Step(
        "create",
        "Anna",
        "on the roster as design, and has no desktop",
        HERE,
        "",
        {
            "DirectoryId": HERE,
            "UserName": "Anna",
            "BundleId": "wsb-standard0",
            "VolumeEncryptionKey": wanted["key_arn"],
            "RootVolumeEncryptionEnabled": True,
            "UserVolumeEncryptionEnabled": True,
            "WorkspaceProperties": {
                "RunningMode": "AUTO_STOP",
                "RunningModeAutoStopTimeoutInMinutes": 120,
                "RootVolumeSizeGib": 175,
                "UserVolumeSizeGib": 100,
            },
            "Tags": [{"Key": "team", "Value": "office"}, {"Key": FLEET_TAG, "Value": "main"}],
        },
    )
    assert (made.wanted, made.owned, made.right, made.waiting, made.settling) == (1, 0, 0, False, False)


def test_a_row_says_more_than_its_persona() -> None:
    wish = row("anna", bundle_id="wsb-powerpro0", running_mode="ALWAYS_ON", tags=(("team", "board"), ("vip", "yes")))
    request = only_step(plan(settings(), roster(wish), inventory(), Memory(), NOW)).request
    assert request["BundleId"] == "wsb-powerpro0"
    assert request["WorkspaceProperties"] == {"RunningMode": "ALWAYS_ON"}
    tags = [{"Key": "team", "Value": "board"}, {"Key": "vip", "Value": "yes"}, {"Key": FLEET_TAG, "Value": "main"}]
    assert request["Tags"] == tags


def test_desktops_whose_running_mode_is_left_open_start_as_auto_stop() -> None:
    fleet = settings(personas={"free": persona(running_mode="", auto_stop_minutes=0)})
    request = only_step(plan(fleet, roster(row("anna", "free")), inventory(), Memory(), NOW)).request
    assert request["WorkspaceProperties"] == {"RunningMode": "AUTO_STOP"}


def test_no_more_desktops_are_made_than_there_are_free_addresses() -> None:
    people = roster(row("cleo"), row("anna"), row("ben"))
    made = plan(settings(), people, inventory(free=2), Memory(), NOW)
    assert [step.user for step in made.steps] == ["anna", "ben"]
    assert [(note.kind, note.user) for note in made.notes] == [("postponed", "cleo")]
    assert f"no free address in the subnets of {HERE}" in made.notes[0].text


def test_terminations_of_the_same_run_free_no_addresses() -> None:
    gone = desktop("zoe")
    memory = Memory(left={gone.id: NOW - 90 * DAY})
    made = plan(settings("terminate", share=1), roster(row("anna")), inventory(gone, free=0), memory, NOW)
    assert [(step.operation, step.user) for step in made.steps] == [("terminate", "zoe")]
    assert [(note.kind, note.user) for note in made.notes] == [("postponed", "anna")]


def test_a_bundle_that_does_not_exist_is_said_and_nothing_made() -> None:
    wish = row("anna", bundle_id="wsb-nothing00")
    kind, text = only_note(plan(settings(), roster(wish), inventory(), Memory(), NOW))
    assert (kind, "wsb-nothing00 does not exist in this region" in text) == ("mistake", True)


def test_volumes_that_the_hardware_cannot_have_are_said_and_nothing_made() -> None:
    wish = row("anna", root_volume_gib=100, user_volume_gib=100)
    assert only_note(plan(settings(), roster(wish), inventory(), Memory(), NOW)) == (
        "mistake",
        "line 2: volumes of 100/100 GiB (root/user) do not go with STANDARD hardware",
    )


@pytest.mark.parametrize(("name", "fits"), [("ubuntu", False), ("a" * 21, False), ("a" * 20, True)])
def test_linux_has_rules_for_names(name: str, *, fits: bool) -> None:
    fleet = settings(personas={"linux": persona(bundle_id="wsb-ubuntu000", operating_system="UBUNTU_22_04")})
    made = plan(fleet, roster(row(name, "linux")), inventory(), Memory(), NOW)
    assert [step.operation for step in made.steps] == ["create"] * fits
    assert [note.kind for note in made.notes] == ["mistake"] * (not fits)


# Those who have one that is not the fleet's to change.


def test_who_is_served_by_hand_gets_no_second_desktop_and_keeps_the_first_as_it_is() -> None:
    by_hand = desktop("ANNA", tags=None, bundle_id="wsb-server190", running_mode="ALWAYS_ON")
    kind, text = only_note(plan_for(by_hand))
    assert (kind, text) == ("by hand", f"has a desktop in {HERE} that was made by hand; it is never changed")


def test_a_desktop_by_hand_in_another_directory_counts_as_well() -> None:
    assert only_note(plan_for(desktop("anna", tags=None, directory_id=ELSEWHERE)))[0] == "by hand"


def test_a_desktop_by_hand_of_somebody_not_on_the_roster_is_none_of_the_fleets_business() -> None:
    made = plan(settings("terminate", grace_days=0, share=1), roster(row("anna")),
                inventory(desktop("anna"), desktop("zoe", tags=None)), Memory(), NOW)  # fmt: skip
    assert (made.steps, made.notes, made.owned, made.right) == ([], [], 1, 1)


def test_a_desktop_in_another_directory_is_left_alone_with_the_way_to_move_it() -> None:
    kind, text = only_note(anna(directory_id=ELSEWHERE, running_mode="ALWAYS_ON"))
    assert kind == "left alone"
    assert f"is in {ELSEWHERE} and should be in {HERE}" in text
    assert "take the person off the roster, let the desktop go, and put them back" in text


def test_the_fleets_desktop_is_kept_right_whatever_else_somebody_has() -> None:
    by_hand = desktop("anna", id="ws-a", tags=None, directory_id=ELSEWHERE)
    strayed = desktop("anna", id="ws-b", directory_id=ELSEWHERE)
    second = desktop("anna", id="ws-d")
    mine = desktop("anna", id="ws-c", running_mode="ALWAYS_ON")
    have = [second, mine, strayed, by_hand]
    made = plan(settings(), roster(row("anna")), inventory(*have), old(have), NOW)
    assert [(step.operation, step.desktop_id) for step in made.steps] == [("modify", "ws-c")]
    assert [(note.kind, note.desktop_id) for note in made.notes] == [
        ("by hand", "ws-a"),
        ("left alone", "ws-b"),
        ("left alone", "ws-d"),
    ]


@pytest.mark.parametrize("state", ["TERMINATING", "TERMINATED"])
def test_a_new_desktop_is_made_when_the_old_one_is_gone(state: str) -> None:
    made = anna(state=state)
    assert only_note(made) == ("under way", f"its desktop is {state}; a new one is made when that is gone")
    assert (made.waiting, made.owned) == (True, 0)


@pytest.mark.parametrize("tags", [((FLEET_TAG, "main"),), None])
def test_a_desktop_in_the_making_is_under_way_even_before_its_tag_is_seen(tags: object) -> None:
    made = anna(state="PENDING", tags=tags)
    assert only_note(made)[0] == "under way"
    assert (made.settling, made.waiting) == (True, False)


# What AWS has refused.


def test_what_was_refused_in_this_run_is_not_asked_again() -> None:
    has = [desktop("ben", running_mode="ALWAYS_ON"), desktop("zoe")]
    refused = {"anna": "no such user", "ws-ben": "not supported", "ws-zoe": "not now"}
    memory = Memory(left={"ws-zoe": 0.0})
    people = roster(row("anna"), row("ben"), row("carl"))
    fleet = settings("terminate", share=0.5)
    made = plan(fleet, people, inventory(*has, free=1), memory, NOW, refused=refused)
    assert [(step.operation, step.user) for step in made.steps] == [("create", "carl")]
    assert made.notes == [
        Note("refused", "anna", "on the roster as office, and has no desktop: no such user"),
        Note("refused", "ben", "running mode changes from ALWAYS_ON to AUTO_STOP: not supported", "ws-ben"),
        Note("refused", "zoe", "not on the roster: not now", "ws-zoe"),
    ]


# Mistakes, order, calls, memory.


def test_a_mistake_is_reported_and_its_user_keeps_what_they_have() -> None:
    has = desktop("anna", running_mode="ALWAYS_ON")
    made = plan(settings(), Roster([], [Mistake(3, "anna", "bad"), Mistake(0, "ben", "worse")]), inventory(has),
                old([has]), NOW)  # fmt: skip
    assert made.steps == []
    assert [note.text for note in made.notes] == ["line 3: bad", "worse"]
    assert (made.wanted, made.owned, made.right) == (0, 1, 0)


def test_removals_come_first_and_newcomers_last_each_by_user() -> None:
    have = [desktop("Ben", bundle_id="wsb-own00001"), desktop("carl", running_mode="ALWAYS_ON"), desktop("yan"),
            desktop("zoe"), desktop("dora", tags=((FLEET_TAG, "main"),))]  # fmt: skip
    people = roster(*(row(name) for name in ("Anna", "aaron", "dora", "carl", "Ben")))
    memory = replace(old(have), left={"ws-zoe": 0.0, "ws-yan": 0.0})
    made = plan(settings("terminate", share=1), people, inventory(*have), memory, NOW)
    assert [(step.operation, step.user) for step in made.steps] == [
        ("terminate", "yan"),
        ("terminate", "zoe"),
        ("modify", "carl"),
        ("tag", "dora"),
        ("migrate", "Ben"),
        ("create", "aaron"),
        ("create", "Anna"),
    ]
    backwards = inventory(*reversed(have))
    assert plan(settings("terminate", share=1), roster(*reversed(people.rows)), backwards, memory, NOW) == made


def test_calls_hold_twenty_five_items_where_the_api_takes_several() -> None:
    def steps(operation: str, number: int) -> list[Step]:
        return [Step(operation, f"{operation}{index}", "", HERE) for index in range(number)]  # type: ignore[arg-type]

    several = steps("terminate", 26) + steps("stop", 2) + steps("modify", 2) + steps("migrate", 1) + steps("create", 51)
    calls = requests(several)
    assert [(call[0].operation, len(call)) for call in calls] == [
        ("terminate", 25),
        ("terminate", 1),
        ("stop", 2),
        ("modify", 1),
        ("modify", 1),
        ("migrate", 1),
        ("create", 25),
        ("create", 25),
        ("create", 1),
    ]
    assert [step for call in calls for step in call] == several
    assert requests([]) == []


def test_what_is_remembered() -> None:
    have = [desktop("anna"), desktop("ben"), desktop("yan"), desktop("zoe"), desktop("hand", tags=None)]
    before = Memory(
        rows=7,
        seen={"ws-anna": 1.0, "ws-gone": 2.0},
        left={"ws-anna": 3.0, "ws-zoe": 4.0, "ws-gone": 5.0},
        changed={"ws-anna": {"ROOT_VOLUME": 6.0}, "ws-gone": {"ROOT_VOLUME": 7.0}},
    )
    people = Roster([row("ANNA")], [Mistake(3, "Ben", "bad"), Mistake(4, "", "bad")])
    assert remember(before, people, inventory(*have), NOW) == Memory(
        rows=2,
        seen={"ws-anna": 1.0, "ws-ben": NOW, "ws-yan": NOW, "ws-zoe": NOW},
        left={"ws-yan": NOW, "ws-zoe": 4.0},
        changed={"ws-anna": {"ROOT_VOLUME": 6.0}},
    )
    assert before.rows == 7


def test_what_the_benchmark_plans_for_is_a_fleet_in_which_one_desktop_in_twenty_differs() -> None:
    took = measured(2000)
    assert (took["rows"], took["desktops"], took["right"]) == (2000, 2000, 1900)
    assert took["steps"] == 120
    assert min(took.values()) > 0


def calls_for(people: int) -> int:
    """How many functions are called in planning a fleet of which every tenth desktop differs."""
    have = [desktop(f"u{number}", running_mode="ALWAYS_ON" if number % 10 == 0 else "AUTO_STOP")
            for number in range(people)]  # fmt: skip
    rows = roster(*(row(f"u{number}") for number in range(people // 10, people + people // 10)))
    what, memory, fleet = inventory(*have, free=people), old(have), settings("terminate", grace_days=0, share=1)
    counted = 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal counted
        counted += event in {"call", "c_call"}

    sys.setprofile(count)
    try:
        made = plan(fleet, rows, what, memory, NOW)
    finally:
        sys.setprofile(None)
    assert len(made.steps) > people // 4
    return counted


def test_twice_the_people_are_twice_the_work() -> None:
    assert 1.8 < calls_for(4000) / calls_for(2000) < 2.2
