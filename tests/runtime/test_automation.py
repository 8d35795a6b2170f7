"""Work on hosts: what a failure says, what a removal may pass over, and that nothing runs twice at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local_aws import faults, services
from local_aws.clock import clock
from tests.runtime.support.cases import BY_KIND
from tests.runtime.support.cases_automation import hosts
from tests.runtime.support.framework import Waiter
from tests.runtime.support.play import Play
from workspaces_constructs.custom_resources.runtime import automation

if TYPE_CHECKING:
    import pytest
    from mypy_boto3_ssm.type_defs import AutomationExecutionMetadataTypeDef

    from tests.runtime.support.wire import Wire

CASE = BY_KIND["Automation"]


def executions(play: Play) -> list[AutomationExecutionMetadataTypeDef]:
    return play.world.session.client("ssm").describe_automation_executions()["AutomationExecutionMetadataList"]


def test_a_failure_tells_the_step_what_it_wrote_what_to_check_and_where_to_look(wire: Wire) -> None:
    play = Play(CASE, wire)
    faults.add(faults.Fault("ssm", "CreateUser", stage="Failed", reason="The disk is full"))
    stack = play.stack()

    assert stack.create(play.properties) == "ROLLBACK_COMPLETE"

    (found, _) = sorted(executions(play), key=lambda each: each["ExecutionStartTime"])
    for text in ("step CreateUser: The disk is full", "Check the domain.", found["AutomationExecutionId"]):
        assert text in stack.reasons[0]


def test_a_removal_that_fails_fails_the_delete_and_is_tried_again_by_the_next(wire: Wire) -> None:
    play = Play(CASE, wire)
    stack = play.created()
    faults.add(faults.Fault("ssm", "RemoveUser", stage="Failed", reason="The domain is silent"))

    assert stack.delete() == "DELETE_FAILED"
    assert "The domain is silent" in stack.reasons[0]
    clock.advance(60)

    assert stack.delete() == "DELETE_COMPLETE"
    play.expect_gone(stack)


def test_a_host_that_is_gone_is_passed_over_and_told(wire: Wire, capsys: pytest.CaptureFixture[str]) -> None:
    play = Play(CASE, wire)
    stack = play.created()
    host = hosts(play.world).host
    play.world.session.client("ec2").terminate_instances(InstanceIds=[host])
    clock.advance(600)
    services.settle()

    assert stack.delete() == "DELETE_COMPLETE", stack.reasons

    assert f'"notRemoved": "{host} is gone. the domain."' in capsys.readouterr().out
    assert len(executions(play)) == 1


def test_what_changed_nothing_is_not_taken_back(wire: Wire) -> None:
    play = Play(CASE, wire)
    stack = play.stack()

    assert stack.create({**play.properties, "FirstChange": "NeverReached"}) == "CREATE_COMPLETE"
    assert stack.delete() == "DELETE_COMPLETE"

    assert len(executions(play)) == 1


def test_what_is_under_way_is_waited_for_before_it_is_taken_back(wire: Wire) -> None:
    play = Play(CASE, wire)
    stack = play.stack()
    stack.properties = play.properties
    waiter = play.provider.start(stack.event("Create"))
    assert isinstance(waiter, Waiter)
    assert waiter.poll() is None
    stack.physical_id = waiter.physical_id

    assert stack.delete() == "DELETE_COMPLETE", stack.reasons

    first, second = sorted(executions(play), key=lambda each: each["ExecutionStartTime"])
    assert first["ExecutionEndTime"] <= second["ExecutionStartTime"]
    play.expect_rolled_back(stack)


def test_a_lost_answer_starts_no_second_execution(wire: Wire) -> None:
    play = Play(CASE, wire)
    for number in range(1, 8):
        wire.restart({number: "lose"})
        stack = play.stack(name=f"stack{number}")
        assert stack.create(play.properties) == "CREATE_COMPLETE", stack.reasons
        assert stack.delete() == "DELETE_COMPLETE"
    assert len(executions(play)) == 2 * 7


def test_an_execution_not_yet_listed_is_not_started_again(wire: Wire) -> None:
    play = Play(CASE, wire, interval=1.0)

    assert play.stack().create(play.properties) == "CREATE_COMPLETE"

    assert len(executions(play)) == 1


def test_every_end_of_an_execution_is_an_end(wire: Wire) -> None:
    assert wire.calls == []
    shape = "AutomationExecutionStatus"
    from botocore.session import Session

    statuses = set(Session().get_service_model("ssm").shape_for(shape).metadata["enum"])
    unfinished = {"Pending", "InProgress", "Waiting", "Cancelling", "PendingApproval", "Approved", "Scheduled",
                  "RunbookInProgress", "PendingChangeCalendarOverride", "ChangeCalendarOverrideApproved",
                  "ChangeCalendarOverrideRejected"}  # fmt: skip
    assert statuses - unfinished == automation.ENDED
