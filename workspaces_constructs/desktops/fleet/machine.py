"""The state machine of a fleet, as data."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["definition"]

_PHASES = {"begin": "Take the lock", "plan": "Plan", "work": "Work", "report": "Report"}
_ENDS = {"done": "Done", "stopped": "Stopped", "overtaken": "Overtaken"}
_MOST_HOURS = 72
_ALWAYS_RETRIED = ["Lambda.ServiceException", "Lambda.SdkClientException", "Lambda.TooManyRequestsException"]


def definition(*, function_arn: str, settings: Mapping[str, object]) -> dict[str, object]:
    """Return the definition in the Amazon States Language.

    One function does a phase at a time and says what comes next. It is a loop with one caller, and no Distributed Map:
    the limit of two calls a second is the account's, so more callers would have to share it, and gain nothing.

    Args:
        function_arn: The function.
        settings: What every phase is told.
    """
    after = [
        {"Variable": "$.step.phase", "StringEquals": phase, "Next": state} for phase, state in (_PHASES | _ENDS).items()
    ]
    now = {"Variable": "$.step.wait", "NumericEquals": 0}
    return {
        "Comment": "Keeps Amazon WorkSpaces in step with a roster of people, one run at a time.",
        "StartAt": "Settings",
        "TimeoutSeconds": _MOST_HOURS * 3600,
        "States": {
            "Settings": {"Type": "Pass", "Result": settings, "ResultPath": "$.fleet", "Next": _PHASES["begin"]},
            **{state: _phase(phase, function_arn) for phase, state in _PHASES.items()},
            "Wait?": {
                "Type": "Choice",
                "Choices": [{**now, "Next": "Next"}],
                "Default": "Wait",
            },
            "Wait": {"Type": "Wait", "SecondsPath": "$.step.wait", "Next": "Next"},
            "Next": {"Type": "Choice", "Choices": after},
            "Give up": {
                **_task("failed", function_arn),
                "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.error", "Next": "Failed"}],
                "Next": "Failed",
            },
            "Done": {"Type": "Succeed"},
            "Stopped": {"Type": "Fail", "Error": "Stopped", "CausePath": "$.step.reason"},
            "Overtaken": {"Type": "Fail", "Error": "Overtaken", "Cause": "Another run has the lock of this fleet."},
            "Failed": {"Type": "Fail", "Error": "Failed", "CausePath": "$.error.Cause"},
        },
    }


def _phase(phase: str, function_arn: str) -> dict[str, object]:
    return {
        **_task(phase, function_arn),
        "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.error", "Next": "Give up"}],
        "Next": "Wait?",
    }


def _task(phase: str, function_arn: str) -> dict[str, object]:
    told = {
        "phase": phase,
        "fleet.$": "$.fleet",
        "input.$": "$$.Execution.Input",
        "execution.$": "$$.Execution.Id",
        "started.$": "$$.Execution.StartTime",
    }
    return {
        "Type": "Task",
        "Resource": function_arn,
        "Parameters": told | ({"error.$": "$.error"} if phase == "failed" else {}),
        "ResultPath": "$.step",
        "Retry": [
            {
                "ErrorEquals": _ALWAYS_RETRIED,
                "IntervalSeconds": 2,
                "MaxAttempts": 20,
                "BackoffRate": 2,
                "MaxDelaySeconds": 60,
            },
            {"ErrorEquals": ["States.ALL"], "IntervalSeconds": 30, "MaxAttempts": 3, "BackoffRate": 2},
        ],
    }
