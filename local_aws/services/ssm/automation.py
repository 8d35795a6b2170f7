"""Automations: what StartAutomationExecution refuses, and an execution's steps one after the other.

An execution is ``Pending``, then ``InProgress``, and ends in ``Success``, ``Failed``, ``TimedOut`` or ``Cancelled``. A
step that fails ends it (``onFailure: Abort``, the default). A new execution is listed a moment after its start [I]; the
same client token and request return the execution that is there.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from local_aws.services import durations, state
from local_aws.services.paging import BadTokenError, page
from local_aws.services.ssm import documents, steps
from local_aws.services.ssm.model import ENDED, Execution, Executions, Parameters, Step
from local_aws.shapes import expression
from local_aws.wire import ServiceError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mypy_boto3_ssm.type_defs import (
        DescribeAutomationExecutionsRequestTypeDef,
        GetAutomationExecutionRequestTypeDef,
        StartAutomationExecutionRequestTypeDef,
        StopAutomationExecutionRequestTypeDef,
    )

PARAMETERS_REFUSED: Final = "InvalidAutomationExecutionParametersException"
_WHOLE: Final = re.compile(r"{{\s*(\w+)\s*}}")


def start_automation_execution(request: StartAutomationExecutionRequestTypeDef) -> Mapping[str, object]:
    """Start an execution of the account's own document."""
    found = documents.existing(request["DocumentName"], "AutomationDefinitionNotFoundException")
    if found.kind != "Automation":
        raise ServiceError("AutomationDefinitionNotFoundException", f"{found.name} is a {found.kind} document.")
    try:
        version = found.version(request.get("DocumentVersion"))
    except ServiceError as error:
        raise ServiceError("AutomationDefinitionVersionNotFoundException", str(error)) from error
    given = {name: list(values) for name, values in request.get("Parameters", {}).items()}
    parameters = _parameters(version.content, given)
    executions, token = state.of(Executions).by_id, request.get("ClientToken", "").lower()
    for each in executions.values():
        if token and each.token == token:
            if (each.document, each.parameters) != (found.name, parameters):
                raise ServiceError("IdempotentParameterMismatch", "The client token was used with other parameters.")
            return {"AutomationExecutionId": each.id}
    role = _resolved_role(version.content, parameters)
    steps.refuse_passing(role)
    number = state.hex_id("", 32)
    identifier = "-".join((number[:8], number[8:12], number[12:16], number[16:20], number[20:]))
    main = version.content["mainSteps"]
    assert isinstance(main, list)  # noqa: S101 - an Automation document was checked
    made = Execution(
        identifier, found.name, version.number, parameters, [Step(each) for each in main], role, token, state.now()
    )
    executions[identifier] = made
    state.later(durations.AUTOMATION_START, lambda: steps.begin(made))
    return {"AutomationExecutionId": identifier}


def get_automation_execution(request: GetAutomationExecutionRequestTypeDef) -> Mapping[str, object]:
    """Describe one execution with its steps."""
    found = _existing(request["AutomationExecutionId"])
    return {
        "AutomationExecution": _shared(found)
        | {
            "Parameters": found.parameters,
            "StepExecutions": [_step(each) for each in found.steps],
            "StepExecutionsTruncated": False,
        }
    }


def describe_automation_executions(request: DescribeAutomationExecutionsRequestTypeDef) -> Mapping[str, object]:
    """List executions, newest first, as far as they are listed already."""
    found = [
        each
        for each in reversed(state.of(Executions).by_id.values())
        if state.now() >= each.started + durations.AUTOMATION_LISTED
    ]
    for each in request.get("Filters", []):
        key, values = each["Key"], tuple(each["Values"])
        if key == "DocumentNamePrefix":
            found = [execution for execution in found if execution.document.startswith(values)]
        elif key == "ExecutionStatus":
            found = [execution for execution in found if execution.status in values]
        else:
            raise ServiceError("InvalidFilterKey", f"The local AWS does not model the filter {key}.")
    try:
        shown, token = page(found, request.get("MaxResults", 50), request.get("NextToken"), "executions")
    except BadTokenError as error:
        raise ServiceError("InvalidNextToken", "The specified token isn't valid.") from error
    return {"AutomationExecutionMetadataList": [_shared(each) for each in shown], "NextToken": token}


def stop_automation_execution(request: StopAutomationExecutionRequestTypeDef) -> None:
    """Cancel an execution that has not ended."""
    found = _existing(request["AutomationExecutionId"])
    if found.status in ENDED:
        raise ServiceError(
            "InvalidAutomationStatusUpdateException", f"The execution {found.id} is {found.status} already."
        )
    found.end("Cancelled", "The automation was stopped.")


def _existing(identifier: str) -> Execution:
    found = state.of(Executions).by_id.get(identifier)
    if found is None:
        raise ServiceError(
            "AutomationExecutionNotFoundException", f"Couldn't find Automation Execution with id {identifier}."
        )
    return found


def _parameters(content: documents.Content, given: Parameters) -> Parameters:
    """Check the parameters against the document's; those not given have the document's defaults."""
    declared = content.get("parameters", {})
    assert isinstance(declared, dict)  # noqa: S101 - an Automation document was checked
    if unknown := sorted(set(given) - set(declared)):
        raise ServiceError(PARAMETERS_REFUSED, f"Parameters {', '.join(unknown)} are not in the document.")
    full: Parameters = {}
    for name, parameter in declared.items():
        if name not in given and "default" not in parameter:
            raise ServiceError(PARAMETERS_REFUSED, f"The parameter {name} has no value and no default.")
        default = parameter.get("default", [])
        listed = default if isinstance(default, list) else [default]
        full[name] = given.get(name) or [str(each) for each in listed]
        if parameter["type"] == "String" and len(full[name]) != 1:
            raise ServiceError(PARAMETERS_REFUSED, f"The parameter {name} takes one value.")
        pattern, allowed = parameter.get("allowedPattern"), parameter.get("allowedValues")
        for value in given.get(name, []):
            if (pattern and not expression(pattern).search(value)) or (allowed and value not in allowed):
                raise ServiceError(PARAMETERS_REFUSED, f"The value {value!r} of the parameter {name} is not allowed.")
    return full


def _resolved_role(content: documents.Content, parameters: Parameters) -> str:
    role = str(content.get("assumeRole", ""))
    if whole := _WHOLE.fullmatch(role):
        role = next(iter(parameters[whole[1]]), "")
    return role


def _shared(each: Execution) -> dict[str, object]:
    current = each.current
    return {
        "AutomationExecutionId": each.id,
        "DocumentName": each.document,
        "DocumentVersion": str(each.version),
        "AutomationExecutionStatus": each.status,
        "ExecutionStartTime": each.started,
        "ExecutionEndTime": each.ended,
        "CurrentStepName": current.name if current else None,
        "CurrentAction": current.action if current else None,
        "FailureMessage": each.message or None,
        "Mode": "Auto",
    }


def _step(each: Step) -> Mapping[str, object]:
    return {
        "StepName": each.name,
        "Action": each.action,
        "StepStatus": each.status,
        "TimeoutSeconds": int(each.timeout),
        "ExecutionStartTime": each.started,
        "ExecutionEndTime": each.ended,
        "ResponseCode": each.response_code or None,
        "Outputs": {"Output": [each.output]} if each.output else None,
        "FailureMessage": each.message or None,
    }
