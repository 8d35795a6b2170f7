"""The end of a fleet: its desktops and what is in its bucket go with it, and nothing else does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from ministack.core.responses import request_scope
from ministack.services import tagging

from local_aws.services.ds.model import directories
from local_aws.services.workspaces.model import fleet
from tests.runtime.support.cases import BY_KIND
from tests.runtime.support.cases_fleet import bucket_of
from tests.runtime.support.play import Play
from tests.runtime.support.world import PASSWORD
from workspaces_constructs.custom_resources.runtime import fleet as fleet_kind

if TYPE_CHECKING:
    from tests.runtime.support.wire import Wire

TAG = "workspaces-constructs:fleet"


@pytest.fixture
def play(wire: Wire) -> Play:
    """A fleet in a registered directory in which Admin has a desktop that is somebody else's."""
    play = Play(BY_KIND["Fleet"], wire)
    play.world.add_default_role()
    play.world.register(play.world.directory)
    play.world.launch(play.world.directory)
    return play


def launch_for_the_fleet(play: Play, users: int = 2) -> list[str]:
    """Desktops that carry the fleet's tag."""
    world = play.world
    names = [f"user{number}" for number in range(users)]
    with request_scope("000000000000", "us-east-1"):
        domain = directories()[world.directory].domain
    assert domain is not None
    for name in names:
        domain.add_user(name, PASSWORD)
    ids = [world.launch(world.directory, name) for name in names]
    for each in ids:
        world.session.client("workspaces").create_tags(ResourceId=each, Tags=[{"Key": TAG, "Value": "office"}])
    return ids


def users(play: Play) -> list[str]:
    found = play.world.session.client("workspaces").describe_workspaces(DirectoryId=play.world.directory)
    return [each["UserName"] for each in found["Workspaces"]]


def keys(play: Play) -> list[str]:
    found = play.world.session.client("s3").list_object_versions(Bucket=bucket_of(play.world, "office-bucket"))
    return [each["Key"] for each in [*found.get("Versions", []), *found.get("DeleteMarkers", [])]]


def test_its_desktops_and_every_version_of_its_objects_go_and_others_stay(play: Play) -> None:
    stack = play.created()
    launch_for_the_fleet(play)
    for text in (b"one", b"two"):
        play.world.session.client("s3").put_object(Bucket="office-bucket", Key="latest/report.md", Body=text)

    assert play.delete(stack) == "DELETE_COMPLETE"

    assert users(play) == ["Admin"]
    assert keys(play) == []


def test_a_desktop_goes_too_that_the_index_of_tags_does_not_show_yet(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    stack = play.created()
    launch_for_the_fleet(play)
    monkeypatch.setitem(tagging._COLLECTORS, "workspaces", list)

    assert play.delete(stack) == "DELETE_COMPLETE"

    assert users(play) == ["Admin"]


def test_a_function_that_is_still_at_work_loses_the_lock_before_desktops_go(play: Play, wire: Wire) -> None:
    stack = play.created()
    launch_for_the_fleet(play, users=1)
    play.world.session.client("s3").put_object(Bucket="office-bucket", Key="lock.json", Body=b'{"execution": "arn"}')

    assert play.delete(stack) == "DELETE_COMPLETE"

    order = [call.operation for call in wire.changes]
    assert order.index("StopExecution") < order.index("PutObject") < order.index("TerminateWorkspaces")


def test_a_desktop_that_cannot_be_terminated_is_said_to_be_the_reason(play: Play) -> None:
    stack = play.created()
    (desktop,) = launch_for_the_fleet(play, users=1)
    with request_scope("000000000000", "us-east-1"):
        fleet().desktops[desktop].state = "SUSPENDED"

    assert play.delete(stack) == "DELETE_FAILED"

    assert "Desktops of the fleet are being terminated: 1 at least." in stack.reasons[-1]
    assert "SUSPENDED cannot be terminated" in stack.reasons[-1]


def test_many_desktops_are_ordered_first_and_looked_at_afterwards_over_many_steps(
    play: Play, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fleet_kind, "_BATCH", 2)
    monkeypatch.setattr(fleet_kind, "_MOST_CALLS", 1)
    monkeypatch.setattr(fleet_kind, "_MOST_PAGES", 1)
    stack = play.created()
    launch_for_the_fleet(play, users=5)

    assert play.delete(stack) == "DELETE_COMPLETE"

    assert users(play) == ["Admin"]
    assert keys(play) == []
    ordered = [call.number for call in wire.calls if call.operation == "TerminateWorkspaces"]
    looked = [call.number for call in wire.calls if call.operation == "DescribeWorkspaces"]
    assert len(ordered) >= 3
    assert sorted(ordered)[2] < min(looked)


def test_a_deployment_ends_a_run_that_goes_by_what_was_deployed_before(play: Play) -> None:
    stack = play.created()
    states, machine = play.world.session.client("stepfunctions"), play.properties["StateMachineArn"]
    (before,) = states.list_executions(stateMachineArn=str(machine), statusFilter="RUNNING")["executions"]

    assert stack.update({**play.properties, "Version": "2"}) == "UPDATE_COMPLETE"

    (after,) = states.list_executions(stateMachineArn=str(machine), statusFilter="RUNNING")["executions"]
    assert after["name"] != before["name"]
    assert states.describe_execution(executionArn=before["executionArn"])["status"] == "ABORTED"
