"""Updates that would lose desktops, or that AWS refuses, are refused before any desktop is touched; others pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.runtime.support.cases import BY_KIND, Properties
from tests.runtime.support.cases_desktop_guard import group
from tests.runtime.support.framework import Waiter
from tests.runtime.support.play import Play

if TYPE_CHECKING:
    from tests.runtime.support.framework import Stack
    from tests.runtime.support.wire import Wire

OTHER_KEY = "arn:aws:kms:us-east-1:000000000000:key/00000000-90ab-cdef-1234-567890abcdef"
LOST = "terminate this one, with all data on its volumes"
KEPT = "has its bundle and key for life"
UNSIZED = group(RootVolumeSizeGib=None, UserVolumeSizeGib=None)


def created(wire: Wire, *groups: Properties) -> tuple[Play, Stack]:
    play = Play(BY_KIND["DesktopGuard"], wire)
    stack = play.stack()
    assert stack.create({"Desktops": groups or [group()]}) == "CREATE_COMPLETE", stack.reasons
    return play, stack


REFUSED = {
    "user": (
        {"UserNames": {"Alice": "alice", "Bob": "robert"}},
        ["Bob of bob (UserName from bob to robert)", LOST, "allow_replacement=True"],
    ),
    "directory": (
        {"DirectoryId": "d-9876543210"},
        ["Alice of alice (DirectoryId from d-0123456789 to d-9876543210), Bob of bob", LOST],
    ),
    "bundle": (
        {"BundleId": "wsb-9876543210"},
        [
            "BundleId from wsb-0123456789 to wsb-9876543210",
            KEPT,
            "a compute_type of its own",
            "a WorkspaceFleet migrates",
        ],
    ),
    "key": ({"VolumeEncryptionKey": OTHER_KEY}, [f"to {OTHER_KEY}", KEPT, "take the Workspace out, deploy"]),
    "smaller root volume": ({"RootVolumeSizeGib": 79}, ["RootVolumeSizeGib from 80 to 79", "A volume only grows"]),
    "one grows and one shrinks": ({"RootVolumeSizeGib": 175, "UserVolumeSizeGib": 10}, ["A volume only grows"]),
    "both volumes": (
        {"RootVolumeSizeGib": 175, "UserVolumeSizeGib": 100},
        ["RootVolumeSizeGib from 80 to 175, UserVolumeSizeGib from 50 to 100", "to 100, then the root volume, then"],
    ),
    "volume and hardware": (
        {"UserVolumeSizeGib": 100, "ComputeTypeName": "POWER"},
        ["UserVolumeSizeGib from 50 to 100, ComputeTypeName from the bundle's to POWER", "Deploy one, and the other"],
    ),
    "insisting on what AWS refuses": ({"UserVolumeSizeGib": 10, "AllowReplacement": True}, ["A volume only grows"]),
}


@pytest.mark.parametrize(("changes", "words"), REFUSED.values(), ids=REFUSED)
def test_what_would_lose_a_desktop_is_refused_and_the_rollback_passes(
    changes: dict[str, object], words: list[str], wire: Wire
) -> None:
    play, stack = created(wire)

    assert stack.update({"Desktops": [group(**changes)]}) == "UPDATE_ROLLBACK_COMPLETE"

    (reason,) = stack.reasons
    assert reason.startswith("Refused before any WorkSpace was touched. ")
    for word in words:
        assert word in reason
    assert wire.changes == []
    play.expect_made(stack, {"Desktops": [group()]})
    assert stack.update({"Desktops": [group(), group(UserNames={"Carol": "carol"})]}) == "UPDATE_COMPLETE"


ALLOWED = {
    "a desktop added": [group(), group(UserNames={"Carol": "carol"})],
    "a desktop removed": [group(UserNames={"Alice": "alice"})],
    "all others put in their place": [group(UserNames={"Carol": "carol"}, DirectoryId="d-9876543210")],
    "the same in other groups": [group(UserNames={"Bob": "bob"}), group(UserNames={"Alice": "alice"})],
    "one volume larger": [group(UserVolumeSizeGib=100)],
    "other hardware": [group(ComputeTypeName="POWER")],
    "sizes that were the bundle's": [UNSIZED],
    "another user, insisting": [group(UserNames={"Alice": "alice", "Bob": "robert"}, AllowReplacement=True)],
    "another directory with smaller volumes, insisting": [
        group(DirectoryId="d-9876543210", UserVolumeSizeGib=10, AllowReplacement=True)
    ],
    "another bundle, insisting": [group(BundleId="wsb-9876543210", AllowReplacement=True)],
}


@pytest.mark.parametrize("groups", ALLOWED.values(), ids=ALLOWED)
def test_what_loses_nothing_or_is_insisted_on_passes(groups: list[Properties], wire: Wire) -> None:
    _, stack = created(wire)

    assert stack.update({"Desktops": groups}) == "UPDATE_COMPLETE", stack.reasons


def test_sizes_in_place_of_the_bundles_pass_since_nobody_knows_those(wire: Wire) -> None:
    _, stack = created(wire, UNSIZED)

    assert stack.update({"Desktops": [group()]}) == "UPDATE_COMPLETE", stack.reasons


def test_insisting_once_insists_for_that_update_only(wire: Wire) -> None:
    _, stack = created(wire)
    other = group(DirectoryId="d-9876543210")
    assert stack.update({"Desktops": [{**other, "AllowReplacement": True}]}) == "UPDATE_COMPLETE", stack.reasons
    assert stack.update({"Desktops": [other]}) == "UPDATE_COMPLETE", stack.reasons

    assert stack.update({"Desktops": [group()]}) == "UPDATE_ROLLBACK_COMPLETE"

    assert LOST in stack.reasons[0]


def test_a_rollback_after_another_resource_failed_passes_though_it_goes_back_to_the_refused(wire: Wire) -> None:
    play, stack = created(wire)
    grown = {"Desktops": [group(UserVolumeSizeGib=100), group(UserNames={"Bob": "robert"}, AllowReplacement=True)]}
    before = stack.properties
    assert stack.update(grown) == "UPDATE_COMPLETE", stack.reasons
    after, stack.properties = stack.properties, before

    stack.status = "UPDATE_ROLLBACK_IN_PROGRESS"
    answer = stack.send("Update", after)

    assert answer.status == "SUCCESS", answer.reason
    play.expect_made(stack, before)


def test_a_status_from_before_the_rollback_refuses_nothing(wire: Wire) -> None:
    play, stack = created(wire)
    refused, stack.properties = stack.properties, {"Desktops": [group(UserNames={"Alice": "alicia"})]}
    stack.status = "UPDATE_IN_PROGRESS"
    waiter = play.provider.start(stack.event("Update", refused))
    assert isinstance(waiter, Waiter)

    assert waiter.poll() is None
    stack.status = "UPDATE_ROLLBACK_IN_PROGRESS"
    answer = waiter.poll()

    assert answer is not None
    assert answer.status == "SUCCESS", answer.reason


def test_hundreds_of_refused_desktops_are_told_in_a_few_words(wire: Wire) -> None:
    users = {f"Desktop{number:03}": f"user{number:03}" for number in range(490)}
    _, stack = created(wire, group(UserNames=users))

    stack.update({"Desktops": [group(UserNames=users, BundleId="wsb-9876543210")]})

    assert "Desktop004 of user004" in stack.reasons[0]
    assert "and 485 more: " in stack.reasons[0]
    assert len(stack.reasons[0]) < 1500
