"""The actions of an automation's steps, as the role that the document assumes.

``aws:runCommand`` runs ``AWS-RunPowerShellScript`` on hosts; what its script would do is in ``behaviours``.
``aws:waitForAwsResourceProperty`` waits for a host to report. ``aws:sleep`` sleeps.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

from local_aws import faults
from local_aws.services import neighbours, state
from local_aws.services.ssm import behaviours, hosts
from local_aws.wire import ServiceError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from local_aws.services.ssm.hosts import Host
    from local_aws.services.ssm.model import Execution, Step

_POLL: Final = 15.0
_TROUBLESHOOTING: Final = "Please refer to Automation Service Troubleshooting Guide for more diagnosis details."
_REFERENCE: Final = re.compile(r"{{\s*(\w+)\s*}}")
_DURATION: Final = re.compile(r"PT(?:(\d+)M)?(?:(\d+)S)?")


def refuse_passing(role: str) -> None:
    """Refuse to start an execution whose role the caller may not pass."""
    from ministack.core import iam_evaluator

    caller = str(iam_evaluator.caller_arn())
    if not role or ":assumed-role/" not in caller:
        return
    own = caller.split("/")[1]
    if not hosts.allowed(own, "iam:PassRole", role, PassedToService="ssm.amazonaws.com"):
        raise ServiceError(
            "AccessDeniedException",
            f"User: {caller} is not authorized to perform: iam:PassRole on resource: {role} because no identity-based "
            "policy allows the iam:PassRole action",
        )


def begin(execution: Execution) -> None:
    """Take the role, and begin with the first step."""
    if execution.status != "Pending":
        return
    role = neighbours.role(execution.role.rpartition("/")[2]) if execution.role else None
    if execution.role and (role is None or "ssm.amazonaws.com" not in role.trusted_services):
        execution.end("Failed", f"The defined assume role is unable to be assumed: {execution.role}.")
        return
    execution.status = "InProgress"
    _next(execution)


def _next(execution: Execution) -> None:
    step = next((each for each in execution.steps if each.status == "Pending"), None)
    if step is None:
        execution.end("Success")
        return
    step.status, step.started = "InProgress", state.now()
    ending = faults.take_stage("ssm", step.name)
    if ending:
        state.later(1.0, lambda: _fail(execution, step, ending.reason, ending.stage))
        return
    late = f"Step timed out after {step.timeout:g} seconds."
    state.later(step.timeout, lambda: _fail(execution, step, late, "TimedOut"))
    _ACTIONS[step.action](execution, step, _inputs(execution, step))


def _succeed(execution: Execution, step: Step) -> None:
    if step.status == "InProgress":
        step.end("Success")
        _next(execution)


def _fail(execution: Execution, step: Step, why: str, status: str = "Failed") -> None:
    if step.status != "InProgress":
        return
    step.end(status, f"{why}. {_TROUBLESHOOTING}".replace("..", "."))
    # A step that times out fails its execution; only the execution's own time-out is its TimedOut.
    execution.end("TimedOut" if status == "TimedOut" else "Failed", f"Step {step.name} is {status}: {why}")


def _sleep(execution: Execution, step: Step, inputs: Mapping[str, object]) -> None:
    found = _DURATION.fullmatch(str(inputs["Duration"]))
    minutes, seconds = (int(each or 0) for each in found.groups()) if found else (0, 0)
    state.later(minutes * 60 + seconds, lambda: _succeed(execution, step))


def _wait(execution: Execution, step: Step, inputs: Mapping[str, object]) -> None:
    if (inputs.get("Service"), inputs.get("Api")) != ("ssm", "DescribeInstanceInformation"):
        _fail(execution, step, f"The local AWS does not model waiting for {inputs.get('Service')} {inputs.get('Api')}")
        return
    if execution.role and not hosts.allowed(execution.role.rpartition("/")[2], "ssm:DescribeInstanceInformation", "*"):
        _fail(execution, step, _denied(execution, "ssm:DescribeInstanceInformation", "*"))
        return
    filters = inputs["Filters"]
    assert isinstance(filters, list)  # noqa: S101 - the API takes nothing else
    wanted = [str(identifier) for each in filters if each["Key"] == "InstanceIds" for identifier in each["Values"]]

    def look() -> None:
        if step.status != "InProgress":
            return
        if all(hosts.online(identifier) for identifier in wanted):
            _succeed(execution, step)
        else:
            state.later(_POLL, look)

    look()


def _run(execution: Execution, step: Step, inputs: Mapping[str, object]) -> None:
    ids, document = inputs["InstanceIds"], str(inputs["DocumentName"])
    assert isinstance(ids, list)  # noqa: S101 - the API takes nothing else
    found: list[Host] = []
    for identifier in map(str, ids):
        if problem := _not_permitted(execution, identifier, document):
            _fail(execution, step, f"Step fails when it is Execute/Cancelling action. {problem}")
            return
        host = hosts.online(identifier)
        if host is None:
            _fail(
                execution,
                step,
                "Step fails when it is Execute/Cancelling action. An error occurred (InvalidInstanceId) when calling "
                f"the SendCommand operation: Instances [[{identifier}]] not in a valid state for account "
                f"{state.account()}",
            )
            return
        found.append(host)
    state.later(behaviours.of(step.name).seconds, lambda: _act(execution, step, found))


def _act(execution: Execution, step: Step, found: list[Host]) -> None:
    if step.status == "InProgress":
        try:
            for host in found:
                behaviours.perform(step.name, host, execution.parameters)
        except behaviours.HostError as error:
            step.output = f"\n----------ERROR-------\n{error}\nfailed to run commands: exit status 1"
            step.response_code = "1"
            outputs = json.dumps([{"Status": "Failed", "ResponseCode": 1, "Output": step.output}])
            _fail(
                execution,
                step,
                "Step fails when it is Poll action status for completion. Command failed, see StepExecution.Outputs: "
                f"{{Status=[Failed], ResponseCode=[1], OutputPayload=[{outputs}]}}",
            )
        else:
            step.response_code = "0"
            _succeed(execution, step)


def _not_permitted(execution: Execution, instance: str, document: str) -> str | None:
    if not execution.role:
        return None
    region, account = state.region(), state.account()
    owner = "" if document.startswith("AWS-") else account
    resources = (
        f"arn:aws:ssm:{region}:{owner}:document/{document}",
        f"arn:aws:ec2:{region}:{account}:instance/{instance}",
    )
    role = execution.role.rpartition("/")[2]
    for resource in resources:
        if not hosts.allowed(role, "ssm:SendCommand", resource):
            return _denied(execution, "ssm:SendCommand", resource)
    return next(
        (
            _denied(execution, action, "*")
            for action in ("ssm:ListCommands", "ssm:ListCommandInvocations")
            if not hosts.allowed(role, action, "*")
        ),
        None,
    )


def _denied(execution: Execution, action: str, resource: str) -> str:
    return (
        f"An error occurred (AccessDeniedException): {execution.role} is not authorized to perform: {action} on "
        f"resource: {resource} because no identity-based policy allows the {action} action"
    )


def _inputs(execution: Execution, step: Step) -> Mapping[str, object]:
    """The step's inputs with the parameters put in; a list where nothing else is in the text."""

    def put_in(value: object) -> object:
        if isinstance(value, dict):
            return {name: put_in(each) for name, each in value.items()}
        if isinstance(value, list):
            return [put_in(each) for each in value]
        if not isinstance(value, str):
            return value
        whole = _REFERENCE.fullmatch(value)
        values = execution.parameters.get(whole[1]) if whole else None
        if values is not None and len(values) != 1:
            return values
        return _REFERENCE.sub(lambda found: ",".join(execution.parameters.get(found[1], [found[0]])), value)

    inputs = step.definition.get("inputs", {})
    assert isinstance(inputs, dict)  # noqa: S101 - an Automation document was checked
    filled = put_in(inputs)
    assert isinstance(filled, dict)  # noqa: S101 - of a mapping
    return filled


_ACTIONS: Final[Mapping[str, Callable[[Execution, Step, Mapping[str, object]], None]]] = {
    "aws:runCommand": _run,
    "aws:sleep": _sleep,
    "aws:waitForAwsResourceProperty": _wait,
}
