"""What a plan changes of a desktop that somebody has, and when: one rule after the other."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.unit.fleet.office import (
    BUNDLES,
    DAY,
    HOUR,
    NOW,
    anna,
    desktop,
    old,
    only_note,
    only_step,
    persona,
    plan_for,
    row,
)
from workspaces_constructs.desktops.fleet.runtime.heavy import resource_of
from workspaces_constructs.desktops.fleet.runtime.model import (
    FLEET_TAG,
    Memory,
    Plan,
)

if TYPE_CHECKING:
    from collections.abc import Mapping


def requested(made: Plan) -> list[Mapping[str, object]]:
    return [step.request for step in made.steps]


# Those whose desktop is the fleet's.


def test_a_desktop_that_is_right_is_left_as_it_is() -> None:
    made = plan_for(desktop("ANNA", tags=((FLEET_TAG, "main"), ("team", "office"), ("own", "tag"))))
    assert (made.steps, made.notes, made.right) == ([], [], 1)


@pytest.mark.parametrize(
    ("wish", "has", "expected"),
    [
        ({"running_mode": "ALWAYS_ON"}, {}, {"RunningMode": "ALWAYS_ON"}),
        (
            {},
            {"running_mode": "ALWAYS_ON", "auto_stop_minutes": 0},
            {"RunningMode": "AUTO_STOP", "RunningModeAutoStopTimeoutInMinutes": 60},
        ),
        (
            {"running_mode": "AUTO_STOP", "auto_stop_minutes": 180},
            {},
            {"RunningMode": "AUTO_STOP", "RunningModeAutoStopTimeoutInMinutes": 180},
        ),
    ],
)
def test_running_mode_and_time_out_are_one_step(
    wish: dict[str, object], has: dict[str, object], expected: Mapping[str, object]
) -> None:
    step = only_step(anna(row("anna")._replace(**wish), **has))  # type: ignore[arg-type]  # as a case says
    assert (step.operation, step.desktop_id, step.request) == ("modify", "ws-anna", expected)
    assert resource_of(step) is None


def test_a_running_mode_that_is_left_open_is_never_changed() -> None:
    free = persona(running_mode="", auto_stop_minutes=0)
    made = plan_for(desktop("anna", running_mode="ALWAYS_ON", auto_stop_minutes=0), row("anna", "free"), free=free)
    assert (made.steps, made.notes) == ([], [])


def test_missing_tags_are_added_and_others_stay() -> None:
    step = only_step(anna(row("anna", tags=(("vip", "yes"),)), tags=((FLEET_TAG, "main"), ("team", "old"), ("x", "y"))))
    assert step.operation == "tag"
    assert step.request == {"Tags": [{"Key": "team", "Value": "office"}, {"Key": "vip", "Value": "yes"}]}


@pytest.mark.parametrize("state", ["AVAILABLE", "STOPPED"])
def test_the_same_software_on_other_hardware_is_changed_in_place(state: str) -> None:
    step = only_step(anna(row("anna", bundle_id="wsb-perform00"), state=state))
    assert (step.operation, step.request) == ("modify", {"ComputeTypeName": "PERFORMANCE"})
    assert step.why == "hardware changes from STANDARD to PERFORMANCE"
    assert resource_of(step) == "COMPUTE_TYPE"


def test_own_bundles_of_one_image_are_the_same_software() -> None:
    step = only_step(anna(row("anna", bundle_id="wsb-own00002"), bundle_id="wsb-own00001"))
    assert step.request == {"ComputeTypeName": "POWER"}


@pytest.mark.parametrize(("have", "want"), [("wsb-standard0", "wsb-own00004"), ("wsb-own00004", "wsb-standard0")])
def test_an_own_bundle_named_like_amazons_is_other_software(have: str, want: str) -> None:
    assert only_step(anna(row("anna", bundle_id=want), bundle_id=have)).operation == "migrate"


def test_a_desktop_whose_bundle_is_listed_no_more_is_right_if_it_is_the_one_asked_for() -> None:
    made = anna(row("anna", bundle_id="wsb-gone00000"), bundle_id="wsb-gone00000")
    assert (made.steps, made.notes, made.right) == ([], [], 1)


def test_a_bundle_that_does_not_exist_is_said_and_the_rest_changed() -> None:
    made = anna(row("anna", bundle_id="wsb-nothing00", running_mode="ALWAYS_ON"))
    assert [(note.kind, note.desktop_id) for note in made.notes] == [("mistake", "ws-anna")]
    assert requested(made) == [{"RunningMode": "ALWAYS_ON"}]


def test_hardware_may_change_on_the_first_day() -> None:
    made = plan_for(desktop("anna"), row("anna", bundle_id="wsb-perform00"), Memory())
    assert only_step(made).request == {"ComputeTypeName": "PERFORMANCE"}


@pytest.mark.parametrize("bundle", ["wsb-standard0", "wsb-perform00"])
def test_the_same_software_on_the_same_hardware_is_right_whatever_the_bundle(bundle: str) -> None:
    made = anna(row("anna", bundle_id=bundle), compute_type=BUNDLES[bundle].compute_type)
    assert (made.steps, made.right) == ([], 1)


@pytest.mark.parametrize(
    ("system", "operation"), [("WINDOWS_SERVER_2022", "modify"), ("WINDOWS_11", "modify"), ("WINDOWS_10", "migrate")]
)
def test_general_purpose_hardware_is_reached_in_place_on_some_systems_only(system: str, operation: str) -> None:
    has = {"bundle_id": "wsb-powerpro0", "compute_type": "POWERPRO", "root_volume_gib": 175, "user_volume_gib": 100}
    step = only_step(anna(row("anna", bundle_id="wsb-general00"), operating_system=system, **has))
    assert step.operation == operation


def test_volumes_grow_first_where_the_new_hardware_needs_larger_ones() -> None:
    wish = row("anna", bundle_id="wsb-general00")
    assert only_step(anna(wish)).request == {"UserVolumeSizeGib": 100}
    assert only_step(anna(wish, user_volume_gib=100)).request == {"RootVolumeSizeGib": 175}
    grown = only_step(anna(wish, root_volume_gib=175, user_volume_gib=100))
    assert grown.request == {"ComputeTypeName": "GENERALPURPOSE_4XLARGE"}
    graphics = {"bundle_id": "wsb-graphics0", "compute_type": "GRAPHICS_G6_XLARGE", "root_volume_gib": 200}
    only_user = anna(row("anna", bundle_id="wsb-graphics4"), user_volume_gib=100, **graphics)
    assert only_step(only_user).request == {"UserVolumeSizeGib": 150}


def test_graphics_hardware_changes_in_place_within_its_family_and_by_migration_otherwise() -> None:
    graphics = {"bundle_id": "wsb-graphics0", "compute_type": "GRAPHICS_G6_XLARGE"}
    volumes = {"root_volume_gib": 150, "user_volume_gib": 100}
    step = only_step(anna(row("anna", bundle_id="wsb-graphics2"), **graphics, **volumes))
    assert step.request == {"ComputeTypeName": "GRAPHICS_G6_2XLARGE"}
    assert only_step(anna(row("anna"), **graphics, **volumes)).operation == "migrate"


def test_smaller_hardware_waits_thirty_days_after_the_last_change() -> None:
    has = desktop("anna", compute_type="POWERPRO")
    for ago, possible in ((29 * DAY, False), (30 * DAY, True)):
        memory = replace(old([has]), changed={has.id: {"COMPUTE_TYPE": NOW - ago}})
        made = plan_for(has, memory=memory)
        assert [step.request for step in made.steps] == [{"ComputeTypeName": "STANDARD"}] * possible
        assert [note.kind for note in made.notes] == ["postponed"] * (not possible)
    larger = row("anna", bundle_id="wsb-powerpro0")
    has = desktop("anna")
    memory = replace(old([has]), changed={has.id: {"COMPUTE_TYPE": NOW - 6 * HOUR}})
    assert only_step(plan_for(has, larger, memory)).request == {"ComputeTypeName": "POWERPRO"}


# Volumes.


@pytest.mark.parametrize(
    ("have", "want", "expected"),
    [
        ((80, 10), (80, 50), {"UserVolumeSizeGib": 50}),
        ((80, 10), (80, 100), {"UserVolumeSizeGib": 100}),
        ((80, 10), (300, 500), {"UserVolumeSizeGib": 100}),
        ((80, 100), (300, 500), {"RootVolumeSizeGib": 300}),
        ((300, 100), (300, 500), {"UserVolumeSizeGib": 500}),
        ((175, 100), (200, 200), {"RootVolumeSizeGib": 200}),
    ],
)
def test_volumes_grow_one_at_a_time_by_way_of_sizes_that_exist(
    have: tuple[int, int], want: tuple[int, int], expected: Mapping[str, object]
) -> None:
    wish = row("anna", root_volume_gib=want[0], user_volume_gib=want[1])
    step = only_step(anna(wish, root_volume_gib=have[0], user_volume_gib=have[1]))
    assert (step.operation, step.request) == ("modify", expected)


def test_volumes_never_shrink() -> None:
    wish = row("anna", root_volume_gib=80, user_volume_gib=100)
    kind, text = only_note(anna(wish, root_volume_gib=175, user_volume_gib=100))
    assert (kind, text) == ("left alone", "its root volume has 175 GiB and should have 80; volumes never shrink")


def test_sizes_that_the_hardware_cannot_have_are_refused() -> None:
    kind, text = only_note(anna(row("anna", root_volume_gib=150, user_volume_gib=100)))
    assert kind == "refused"
    assert "from 80/50 to 150/100 GiB (root/user): a STANDARD desktop cannot have those sizes" in text


def test_the_first_change_of_a_volume_is_six_hours_after_the_desktop_was_first_seen() -> None:
    wish, has = row("anna", root_volume_gib=80, user_volume_gib=100), desktop("anna")
    early = plan_for(has, wish, Memory(seen={has.id: NOW - 6 * HOUR + 60}))
    assert only_note(early) == (
        "postponed",
        "user volume grows from 50 to 100 GiB; not before 2027-01-15 08:01 UTC, as AWS wants time between changes",
    )
    assert only_note(plan_for(has, wish, Memory()))[0] == "postponed"
    assert only_step(plan_for(has, wish, Memory(seen={has.id: NOW - 6 * HOUR}))).operation == "modify"


def test_volumes_change_six_hours_apart_and_a_volume_half_an_hour_after_the_hardware() -> None:
    wish, has = row("anna", root_volume_gib=300, user_volume_gib=500), desktop("anna", user_volume_gib=100)
    for resource, pause in (("USER_VOLUME", 6 * HOUR), ("ROOT_VOLUME", 6 * HOUR), ("COMPUTE_TYPE", HOUR / 2)):
        for ago, possible in ((pause - 1, False), (pause, True)):
            memory = replace(old([has]), changed={has.id: {resource: NOW - ago}})
            expected = [{"RootVolumeSizeGib": 300}] * possible
            assert [step.request for step in plan_for(has, wish, memory).steps] == expected


def test_there_is_one_heavy_change_at_a_time_beside_the_running_mode() -> None:
    wish = row("anna", bundle_id="wsb-perform00", running_mode="ALWAYS_ON", root_volume_gib=175, user_volume_gib=100)
    made = anna(wish)
    assert requested(made) == [{"RunningMode": "ALWAYS_ON"}, {"ComputeTypeName": "PERFORMANCE"}]
    assert made.notes == []


# States.


@pytest.mark.parametrize(
    "has",
    [
        {"modifying": True},
        *({"state": each} for each in ("REBOOTING", "STARTING", "STOPPING", "UPDATING", "ADMIN_MAINTENANCE")),
    ],
)
def test_nothing_is_modified_while_aws_is_at_it(has: dict[str, object]) -> None:
    wish = row("anna", bundle_id="wsb-server190", running_mode="ALWAYS_ON")
    kind, text = only_note(anna(wish, **has))
    assert (kind, text.endswith("what else differs comes after")) == ("under way", True)


@pytest.mark.parametrize("state", ["ERROR", "UNHEALTHY", "IMPAIRED", "SUSPENDED"])
def test_a_faulty_desktop_is_reported_and_not_modified(state: str) -> None:
    wish = row("anna", running_mode="ALWAYS_ON", root_volume_gib=80, user_volume_gib=100)
    kind, text = only_note(anna(wish, state=state, error="no agent"))
    assert (kind, text) == ("faulty", f"its desktop is {state}: no agent; somebody must look at it")
    assert anna(state=state).right == 0


def test_a_desktop_in_error_can_be_migrated_all_the_same() -> None:
    made = anna(row("anna", bundle_id="wsb-server190"), state="ERROR")
    assert [step.operation for step in made.steps] == ["migrate"]
    assert [note.kind for note in made.notes] == ["faulty"]
