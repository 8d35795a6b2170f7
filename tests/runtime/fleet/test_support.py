"""The interpreter that fleets are tried with does what Step Functions and Lambda do, in emulated time."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import boto3
import pytest
from botocore.exceptions import ClientError

from local_aws.clock import clock

if TYPE_CHECKING:
    from mypy_boto3_workspaces.type_defs import WorkspaceRequestTypeDef

    from tests.runtime.fleet.support.account import Account
    from tests.runtime.fleet.support.interpreter import Context, Interpreter
    from tests.runtime.support.wire import Wire

FUNCTION = "arn:aws:lambda:us-east-1:000000000000:function:fleet"
DEFINITION = json.dumps({
    "StartAt": "Work",
    "States": {
        "Work": {
            "Type": "Task",
            "Resource": "arn:aws:states:::lambda:invoke",
            "Parameters": {
                "FunctionName": FUNCTION,
                "Payload": {"left.$": "$.left", "started.$": "$$.Execution.StartTime", "run.$": "$$.Execution.Name"},
            },
            "ResultSelector": {"left.$": "$.Payload.left", "pause.$": "$.Payload.pause"},
            "Retry": [
                {
                    "ErrorEquals": ["Sandbox.Timedout", "Runtime.ExitError"],
                    "IntervalSeconds": 30,
                    "MaxAttempts": 2,
                    "BackoffRate": 1,
                }
            ],
            "Catch": [{"ErrorEquals": ["Stopped"], "ResultPath": "$.problem", "Next": "Refused"}],
            "Next": "Done?",
        },
        "Done?": {
            "Type": "Choice",
            "Choices": [{"Variable": "$.left", "NumericGreaterThan": 0, "Next": "Pause"}],
            "Default": "Report",
        },
        "Pause": {"Type": "Wait", "SecondsPath": "$.pause", "Next": "Work"},
        "Report": {"Type": "Pass", "End": True},
        "Refused": {"Type": "Fail", "Error": "FleetStopped", "CausePath": "$.problem.Cause"},
    },
})  # fmt: skip


class Stopped(Exception):  # noqa: N818 - the definition names it so
    pass


def one_less(event: dict[str, object], _: Context) -> object:
    return {"left": int(str(event["left"])) - 1, "pause": 600}


def test_a_run_goes_through_its_states_in_emulated_time(interpreter: Interpreter) -> None:
    begun = clock.now()
    ran = interpreter.run(DEFINITION, one_less, {"left": 3})
    assert (ran.status, ran.output) == ("SUCCEEDED", {"left": 0, "pause": 600})
    assert ran.states == [*["Work", "Done?", "Pause"] * 2, "Work", "Done?", "Report"]
    assert [event["left"] for event in ran.invoked] == [3, 2, 1]
    assert 1200 <= clock.now() - begun < 1202
    started = str(ran.invoked[2]["started"])
    assert abs(_seconds(started) - begun) < 1
    assert ran.arn.endswith(str(ran.invoked[0]["run"]))


def _seconds(text: str) -> float:
    from datetime import datetime

    return datetime.fromisoformat(text).timestamp()


def test_an_error_of_the_function_is_caught_by_its_class(interpreter: Interpreter) -> None:
    def stopped(_event: dict[str, object], _context: Context) -> object:
        raise Stopped("The roster has no rows.")

    ran = interpreter.run(DEFINITION, stopped, {"left": 1})
    assert (ran.status, ran.error, ran.output) == ("FAILED", "FleetStopped", None)
    assert json.loads(ran.cause) == {
        "errorType": "Stopped", "errorMessage": "The roster has no rows.", "stackTrace": [],
    }  # fmt: skip
    assert ran.states == ["Work", "Refused"]


def test_an_error_that_nothing_catches_ends_the_run(interpreter: Interpreter) -> None:
    def broken(_event: dict[str, object], _context: Context) -> object:
        raise KeyError("left")

    ran = interpreter.run(DEFINITION, broken, {"left": 1})
    assert (ran.status, ran.error) == ("FAILED", "KeyError")
    shown = interpreter.states.describe_execution(executionArn=ran.arn)
    assert (shown["status"], shown["error"]) == ("FAILED", "KeyError")


def test_a_killed_process_is_a_failed_task_that_is_tried_again(
    interpreter: Interpreter, account: Account, wire: Wire
) -> None:
    directory = account.connector

    def looks(event: dict[str, object], context: Context) -> object:
        boto3.client("workspaces").describe_workspaces(DirectoryId=directory)
        boto3.client("workspaces").describe_workspaces(DirectoryId=directory)
        return one_less(event, context)

    wire.restart({2: "die after"})
    begun = clock.now()
    ran = interpreter.run(DEFINITION, looks, {"left": 1})
    assert wire.killed
    assert (ran.status, len(ran.invoked), len(wire.calls)) == ("SUCCEEDED", 2, 4)
    assert 30 <= clock.now() - begun < 32
    assert wire.used["fleet"] == {"workspaces:DescribeWorkspaces"}


def test_a_function_that_takes_too_long_has_timed_out(interpreter: Interpreter) -> None:
    left: list[int] = []

    def slow(event: dict[str, object], context: Context) -> object:
        clock.advance(60 if left else 901)
        left.append(context.get_remaining_time_in_millis())
        return one_less(event, context)

    ran = interpreter.run(DEFINITION, slow, {"left": 1})
    assert ran.status == "SUCCEEDED"
    assert left == [0, 840_000]


def test_what_a_function_answers_goes_through_json(interpreter: Interpreter) -> None:
    ran = interpreter.run(DEFINITION, lambda _event, _context: {"left": {1}}, {"left": 1})
    assert (ran.status, ran.error) == ("FAILED", "TypeError")
    everything = DEFINITION.replace('"Stopped"', '"States.ALL"')
    large = interpreter.run(everything, lambda _event, _context: {"left": 0, "pause": "x" * 300_000}, {"left": 1})
    assert (large.status, large.error) == ("FAILED", "States.DataLimitExceeded")


def test_executions_wait_until_they_are_told_to_run_and_can_be_stopped(interpreter: Interpreter) -> None:
    interpreter.handler = one_less
    machine = interpreter.create(DEFINITION)
    first, second = interpreter.start(machine, {"left": 1}), interpreter.start(machine, {"left": 1})
    running = interpreter.states.list_executions(stateMachineArn=machine, statusFilter="RUNNING")["executions"]
    assert {each["executionArn"] for each in running} == {first, second}
    interpreter.states.stop_execution(executionArn=second)
    assert interpreter.finished(first).status == "SUCCEEDED"
    stopped = interpreter.finished(second)
    assert (stopped.status, stopped.states) == ("ABORTED", [])


def test_a_run_can_begin_and_end_in_the_middle_of_another(interpreter: Interpreter) -> None:
    order: list[object] = []

    def overtaken(event: dict[str, object], context: Context) -> object:
        order.append(event["run"])
        if len(order) == 1:
            assert interpreter.finished(second).status == "SUCCEEDED"
        return one_less(event, context)

    interpreter.handler = overtaken
    machine = interpreter.create(DEFINITION)
    first, second = interpreter.start(machine, {"left": 2}), interpreter.start(machine, {"left": 1})
    assert interpreter.finished(first).status == "SUCCEEDED"
    assert order == [first.rpartition(":")[2], second.rpartition(":")[2], first.rpartition(":")[2]]


def test_a_run_that_goes_round_for_ever_fails_the_test(interpreter: Interpreter) -> None:
    interpreter.most_states = 50
    with pytest.raises(pytest.fail.Exception, match="more than 50 states"):
        interpreter.run(DEFINITION, lambda _event, _context: {"left": 1, "pause": 1}, {"left": 1})


def test_people_get_desktops(account: Account, wire: Wire) -> None:
    account.add_people(account.connector, [f"u{number}" for number in range(60)])
    bundle, workspaces = account.bundle(), boto3.client("workspaces")
    for first in range(0, 60, 25):
        items: list[WorkspaceRequestTypeDef] = [
            {
                "DirectoryId": account.connector,
                "BundleId": bundle,
                "UserName": f"u{number}",
                "VolumeEncryptionKey": account.key,
                "RootVolumeEncryptionEnabled": True,
            }
            for number in range(first, min(first + 25, 60))
        ]
        made = workspaces.create_workspaces(Workspaces=items)
        assert not made["FailedRequests"]
    assert len(wire.calls) == 3
    account.pass_time(60)
    assert {each.state for each in account.desktops()} == {"AVAILABLE"}
    assert len(account.desktops()) == 60


def test_calls_to_s3_are_refused_and_lost_as_others_are(account: Account, wire: Wire) -> None:
    s3 = boto3.client("s3")
    wire.restart({1: "throttle", 2: "lose", 3: "throttle"})
    for refused in ("SlowDown", "PreconditionFailed"):
        with pytest.raises(ClientError) as caught:
            s3.put_object(Bucket=account.bucket, Key="lock", Body=b"1", IfNoneMatch="*")
        assert caught.value.response["Error"]["Code"] == refused
    with pytest.raises(ClientError, match="Rate exceeded"):
        boto3.client("resourcegroupstaggingapi").get_resources()
    assert wire.used["fleet"] == {"s3:PutObject", "tag:GetResources"}
