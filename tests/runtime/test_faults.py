"""Throttling, refused permissions, lost answers, failed stages, and things that vanish: recovery, or a clear error."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from local_aws import faults
from local_aws.clock import clock
from local_aws.faults import Fault
from tests.runtime.support.cases import BY_KIND, CASES, Case
from tests.runtime.support.play import Play

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.runtime.support.wire import Call, Effect, Wire

INTERVAL = 60.0

every_kind = pytest.mark.parametrize("case", CASES, ids=lambda case: case.kind)
every_change = pytest.mark.parametrize(
    ("case", "change"),
    [pytest.param(case, change, id=f"{case.kind}-{change}") for case in CASES for change in case.changes()],
)


def calls_of(wire: Wire, operation: Callable[[], str]) -> list[Call]:
    """The calls an operation makes when nothing goes wrong."""
    wire.restart()
    operation()
    return list(wire.calls)


@every_kind
def test_throttling_anywhere_is_waited_out(case: Case, wire: Wire) -> None:
    play = Play(case, wire, interval=INTERVAL)
    for effects in _each_call("throttle"):
        stack = play.stack()
        wire.restart(effects)
        assert stack.create(play.properties) == "CREATE_COMPLETE", (effects, stack.reasons)
        reached = len(wire.calls)
        play.expect_made(stack, play.properties)
        assert play.delete(stack, effects) == "DELETE_COMPLETE", (effects, stack.reasons)
        play.expect_gone(stack)
        if max(reached, len(wire.calls)) < min(effects):
            return


def _each_call(effect: Effect) -> Iterator[dict[int, Effect]]:
    number = 1
    while True:
        yield {number: effect}
        number += 1


@every_kind
def test_a_lost_answer_makes_nothing_twice(case: Case, wire: Wire) -> None:
    play = Play(case, wire, interval=INTERVAL)
    stack = play.stack()
    creating = calls_of(wire, lambda: stack.create(play.properties))
    deleting = calls_of(wire, lambda: play.delete(stack))
    for call in [call for call in creating if call.changes]:
        stack = play.stack()
        wire.restart({call.number: "lose"})
        assert stack.create(play.properties) == "CREATE_COMPLETE", (call, stack.reasons)
        play.expect_made(stack, play.properties)
        play.delete(stack)
    for call in [call for call in deleting if call.changes]:
        stack = play.created()
        assert play.delete(stack, {call.number: "lose"}) == "DELETE_COMPLETE", (call, stack.reasons)
        play.expect_gone(stack)


@every_change
def test_a_lost_answer_changes_nothing_twice(case: Case, change: str, wire: Wire) -> None:
    play = Play(case, wire, interval=INTERVAL)
    changed = case.changes()[change](play.world)
    stack = play.created()
    for call in [call for call in calls_of(wire, lambda: stack.update(changed)) if call.changes]:
        assert stack.update(play.properties) == "UPDATE_COMPLETE"
        case.before_create(play.world)
        wire.restart({call.number: "lose"})
        assert stack.update(changed) == "UPDATE_COMPLETE", (call, stack.reasons)
        play.expect_made(stack, changed)


@every_kind
def test_permissions_that_come_into_force_late_are_waited_for(case: Case, wire: Wire) -> None:
    play = Play(case, wire)
    stack = play.stack()
    wire.restart()
    wire.granted_at = clock.now() + 60

    assert stack.create(play.properties) == "CREATE_COMPLETE", stack.reasons
    play.expect_made(stack, play.properties)
    case.before_delete(play.world)
    wire.granted_at = clock.now() + 60
    assert stack.delete() == "DELETE_COMPLETE", stack.reasons
    play.expect_gone(stack)


@every_kind
def test_a_missing_permission_is_named(case: Case, wire: Wire) -> None:
    play = Play(case, wire, interval=INTERVAL)
    stack = play.stack()
    actions = {call.action for call in calls_of(wire, lambda: stack.create(play.properties))}
    play.delete(stack)
    for action in sorted(actions):
        stack = play.stack()
        wire.restart()
        wire.denied = {action}
        stack.properties = play.properties
        answer = stack.send("Create")
        assert answer.status == "FAILED"
        assert f"is not authorized to perform: {action}" in answer.reason
        wire.denied = set()
        assert stack.delete() == "DELETE_COMPLETE"
        play.expect_rolled_back(stack)


def stage_fault(service: str, operation: str, stage: str, reason: str = "") -> None:
    faults.add(Fault(service, operation, stage=stage, reason=reason))


def test_a_connector_that_cannot_connect_says_why_and_goes(wire: Wire) -> None:
    play = Play(BY_KIND["AdConnector"], wire, interval=INTERVAL)
    stack = play.stack()

    assert stack.create({**play.properties, "CustomerDnsIps": ["10.9.9.9", "10.9.9.8"]}) == "ROLLBACK_COMPLETE"

    assert "is Failed: Connectivity issues detected: DNS unavailable" in stack.reasons[0]
    assert "Check that the DNS addresses answer from both subnets" in stack.reasons[0]
    play.expect_rolled_back(stack)


def test_a_change_of_size_that_fails_is_told_and_can_be_tried_again(wire: Wire) -> None:
    play = Play(BY_KIND["AdConnector"], wire, interval=INTERVAL)
    stack, larger = play.created(), {**play.properties, "Size": "Large"}
    stage_fault("ds", "UpdateDirectorySetup", "UpdateFailed", "No capacity.")

    assert stack.update(larger) == "UPDATE_ROLLBACK_COMPLETE"

    assert stack.reasons == [stack.reasons[0]]
    assert "to Large failed: No capacity." in stack.reasons[0]
    play.expect_made(stack, play.properties)
    assert stack.update(larger) == "UPDATE_COMPLETE", stack.reasons
    play.expect_made(stack, larger)


def test_a_registration_that_ends_in_error_says_why_and_goes(wire: Wire) -> None:
    play = Play(BY_KIND["DirectoryRegistration"], wire, interval=INTERVAL)
    stage_fault("workspaces", "RegisterWorkspaceDirectory", "ERROR", "The subnets are full.")
    stack = play.stack()

    assert stack.create(play.properties) == "ROLLBACK_COMPLETE", stack.reasons

    assert "The subnets are full." in stack.reasons[0]
    play.expect_rolled_back(stack)


def test_data_access_that_fails_says_why(wire: Wire) -> None:
    play = Play(BY_KIND["DirectoryDataAccess"], wire, interval=INTERVAL)
    stage_fault("ds", "EnableDirectoryDataAccess", "Failed")
    stack = play.stack()

    assert stack.create(play.properties) == "ROLLBACK_COMPLETE", stack.reasons

    assert "could not be enabled" in stack.reasons[0]


def test_details_of_a_broken_directory_say_why(wire: Wire) -> None:
    play = Play(BY_KIND["DirectoryDetails"], wire, interval=INTERVAL)
    stage_fault("ds", "CreateMicrosoftAD", "Failed", "No capacity.")
    broken = play.world.add_directory("broken.example.com")

    stack = play.stack()

    assert stack.create({"DirectoryId": broken}) == "ROLLBACK_COMPLETE"
    assert stack.reasons == [f"Directory {broken} is Failed: No capacity.."]


STUCK = {
    "AdConnector": ("ds", "ConnectDirectory", "Creating", ("is Creating", "Check next: that the DNS addresses answer")),
    "DirectoryRegistration": ("workspaces", "RegisterWorkspaceDirectory", "REGISTERING", ("is REGISTERING", "console")),
    "DirectoryDataAccess": ("ds", "EnableDirectoryDataAccess", "Enabling", ("being enabled", "Check next")),
}


@pytest.mark.parametrize("kind", STUCK)
def test_what_never_gets_ready_ends_before_the_deadline_with_the_reason(kind: str, wire: Wire) -> None:
    service, operation, stage, words = STUCK[kind]
    play = Play(BY_KIND[kind], wire, interval=INTERVAL)
    stage_fault(service, operation, stage)
    stack = play.stack()
    stack.properties = play.properties
    started = clock.now()

    answer = stack.send("Create")

    assert answer.status == "FAILED"
    assert "gave up after 45 minutes" in answer.reason or "gave up after 46 minutes" in answer.reason
    assert all(word in answer.reason for word in words), answer.reason
    assert clock.now() - started < 50 * 60
