"""When a desktop is migrated, and when not."""

from __future__ import annotations

import pytest

from tests.unit.fleet.office import (
    HOUR,
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
    BATCH,
    FLEET_TAG,
    Memory,
)
from workspaces_constructs.desktops.fleet.runtime.planning import plan


def test_other_software_is_a_migration() -> None:
    step = only_step(anna(row("anna", bundle_id="wsb-own00003"), bundle_id="wsb-own00001"))
    assert (step.operation, step.desktop_id, step.request) == ("migrate", "ws-anna", {"BundleId": "wsb-own00003"})
    assert "bundle changes from wsb-own00001 to tools of next year (wsb-own00003), which is other software" in step.why


def test_a_migration_waits_until_the_desktop_is_half_a_day_old() -> None:
    wish, has = row("anna", bundle_id="wsb-server190"), desktop("anna")
    kind, text = only_note(plan_for(has, wish, Memory(seen={has.id: NOW - 12 * HOUR + 60})))
    assert (kind, "after 2027-01-15 08:01 UTC" in text) == ("postponed", True)
    assert only_step(plan_for(has, wish, Memory(seen={has.id: NOW - 12 * HOUR}))).operation == "migrate"


@pytest.mark.parametrize(
    ("has", "wants", "reason"),
    [
        ("UBUNTU_22_04", "UBUNTU_22_04", "Linux desktops cannot be migrated"),
        ("WINDOWS_SERVER_2022", "UBUNTU_22_04", "Linux desktops cannot be migrated"),
        ("WINDOWS_SERVER_2022", "WINDOWS_11", "differ in whose licence they need"),
        ("WINDOWS_10", "WINDOWS_SERVER_2019", "differ in whose licence they need"),
        ("WINDOWS_10", "WINDOWS_11", ""),
        ("WINDOWS_10", "", ""),
        ("UNKNOWN", "WINDOWS_11", ""),
    ],
)
def test_what_aws_does_not_migrate_is_said(has: str, wants: str, reason: str) -> None:
    other = persona(bundle_id="wsb-server190", operating_system=wants)
    made = plan_for(desktop("anna", operating_system=has), row("anna", "other"), other=other)
    assert [step.operation for step in made.steps] == ["migrate"] * (not reason)
    assert [(note.kind, reason in note.text) for note in made.notes] == [("refused", True)] * bool(reason)


def test_no_desktop_is_migrated_to_the_bundle_that_it_has() -> None:
    kind, text = only_note(anna(compute_type="GRAPHICS_G6_XLARGE"))
    assert (kind, "it has that bundle already" in text) == ("refused", True)


def test_a_desktop_whose_bundle_is_listed_no_more_is_not_migrated_by_guess() -> None:
    kind, text = only_note(anna(bundle_id="wsb-gone00000"))
    assert (kind, "wsb-gone00000, which it has, is listed no more" in text) == ("left alone", True)


def test_a_migration_needs_a_free_address_and_newcomers_come_first() -> None:
    has = desktop("anna")
    people = roster(row("anna", bundle_id="wsb-server190"), row("zoe"))
    made = plan(settings(), people, inventory(has, free=1), old([has]), NOW)
    assert [(step.operation, step.user) for step in made.steps] == [("create", "zoe")]
    assert [(note.kind, note.user) for note in made.notes] == [("postponed", "anna")]
    assert not made.waiting


def test_twenty_five_migrations_are_under_way_at_a_time() -> None:
    have = [desktop(f"u{number:02}") for number in range(40)]
    moving = [each._replace(state="UPDATING") for each in have[:5]]
    pairs = [
        desktop("pair", state="TERMINATING"),
        desktop("pair", id="ws-new", state="PENDING", bundle_id="wsb-server190"),
        desktop("sized", state="UPDATING", modifying=True),
        desktop("gone", state="TERMINATING"),
    ]
    people = roster(*(row(each.user, bundle_id="wsb-server190") for each in (*have, pairs[0])), row("sized"))
    made = plan(settings(), people, inventory(*moving, *have[5:], *pairs), old(have), NOW)
    assert [step.operation for step in made.steps] == ["migrate"] * (BATCH - 6)
    assert (made.waiting, made.settling) == (True, True)
    waiting = [note.user for note in made.notes if note.kind == "postponed"]
    assert waiting == [f"u{number:02}" for number in range(24, 40)]


@pytest.mark.parametrize("tags", [((FLEET_TAG, "main"), ("team", "office")), None])
def test_the_two_desktops_of_a_migration_are_not_touched(tags: object) -> None:
    new = desktop("anna", id="ws-new", state="PENDING", tags=tags)
    for state in ("UPDATING", "AVAILABLE", "TERMINATING"):
        pair = [desktop("anna", state=state), new]
        made = plan(settings(), roster(row("anna", running_mode="ALWAYS_ON")), inventory(*pair), old(pair), NOW)
        assert made.steps == []
        assert {note.kind for note in made.notes} == {"under way"}
        assert (made.settling, made.waiting) == (True, False)


def test_desktops_that_aws_is_at_work_on_are_waited_for() -> None:
    assert anna(state="UPDATING").settling
    assert anna(state="AVAILABLE", modifying=True).settling
    assert not anna(state="AVAILABLE").settling


def test_the_new_desktop_counts_when_the_old_one_ends() -> None:
    pair = [desktop("anna", state="TERMINATING"), desktop("anna", id="ws-new")]
    step = only_step(plan(settings(), roster(row("anna", running_mode="ALWAYS_ON")), inventory(*pair), old(pair), NOW))
    assert step.desktop_id == "ws-new"
