"""``Custom::WorkspacesAutomation``: work on a Windows host, done by an Automation document of Systems Manager.

An execution is found again by its document and its parameter ``Request``, which names the resource, the operation and a
digest of what it was asked for. Every operation runs its document once; no two executions for one resource run side by
side. What is under way when an operation begins is waited for: a promotion stopped half-way is worse than one that
ends.

Delete runs the removal document and fails when that fails. It passes over it where no run has reached the step
``FirstChange``, and where the host that ``RemovalParameters`` names as ``InstanceId`` is gone; that it says in the log,
and what the host left in the domain must then be cleared by hand.
"""

from __future__ import annotations

import hashlib
import json
import time
import uuid
from functools import cache
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from .aws import code, ec2, ssm
from .kind import Done, Failed, Kind, Outcome, Pending, Properties, Request

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mypy_boto3_ssm.type_defs import AutomationExecutionMetadataTypeDef, AutomationExecutionTypeDef

ENDED = frozenset({"Success", "Failed", "TimedOut", "Cancelled", "Rejected", "CompletedWithSuccess",
                   "CompletedWithFailure", "Exited"})  # fmt: skip
_LISTED_SECONDS = 15
"""After its start an execution may not be listed yet: an operation that follows another waits this long first."""
_CLOCK_SKEW = 5
_LONGEST_MESSAGE = 1200
_GONE = frozenset({"terminated", "shutting-down"})


def ensure(request: Request) -> Outcome:
    """Run the document, once for this operation, and wait for its end."""
    given = request.properties
    document = given.text("DocumentName")
    if request.type == "Update" and not request.replaces and _work(given) == _work(request.old):
        done = [each["AutomationExecutionId"] for each in _History(request).of(document) if _succeeded(each)]
        return Done({"ExecutionId": done[-1] if done else ""})
    history = _History(request)
    return history.under_way() or _run(request, history, document, _lists(given.mapping("Parameters")))


def remove(request: Request) -> Outcome:
    """Run the removal document, if there is one, its host still exists, and the work was begun at all."""
    history = _History(request)
    if waiting := history.under_way():
        return waiting
    given = request.properties
    document, parameters = given.text("RemovalDocumentName"), _lists(given.mapping("RemovalParameters"))
    if not document or _nothing_was_done(request, history) or _is_removed(request, history):
        return Done()
    if missing := _missing_hosts(parameters):
        line = {"logicalId": request.logical_id, "notRemoved": f"{missing} is gone. {given.text('Check')}"}
        print(json.dumps(line))  # noqa: T201 - standard output is a Lambda function's log
        return Done()
    outcome = _run(request, history, document, parameters)
    return Done() if isinstance(outcome, Done) else outcome


def _run(request: Request, history: _History, document: str, parameters: dict[str, list[str]]) -> Outcome:
    operation = "create" if request.replaces else request.type.lower()
    wanted = f"{_owner(request)}-{operation}-{_digest([document, _work(request.properties), parameters])}"
    before = [each for each in history.of(document) if _request_of(each["AutomationExecutionId"]) == wanted]
    mine = [each for each in before if _started(each) >= _began(request)]
    if not mine:
        return _start(request, document, {**parameters, "Request": [wanted]}, len(before))
    return _outcome(request, mine[-1])


def _nothing_was_done(request: Request, history: _History) -> bool:
    """Whether every run since the Create, it included, ended before the step that changes something first.

    Systems Manager lists executions for 30 days. Where the Create is not among them, something may have been done.
    """
    first = request.properties.text("FirstChange")
    runs = [each["AutomationExecutionId"] for each in history.of(request.properties.text("DocumentName"))]
    created = any(_request_of(each).startswith(f"{_owner(request)}-create-") for each in runs)
    return bool(first) and created and not any(_reached(each, first) for each in runs)


def _reached(identifier: str, first: str) -> bool:
    execution = ssm().get_automation_execution(AutomationExecutionId=identifier)["AutomationExecution"]
    steps = {step.get("StepName"): step.get("StepStatus") for step in execution.get("StepExecutions", [])}
    return steps.get(first, "Pending") != "Pending"


def _is_removed(request: Request, history: _History) -> bool:
    """Whether the last thing this resource did was to be removed."""
    given = request.properties
    removals = history.of(given.text("RemovalDocumentName"))
    latest = max([*removals, *history.of(given.text("DocumentName"))], key=_started, default=None)
    return latest is not None and latest in removals and _succeeded(latest)


class _History:
    """The executions that this resource has started, oldest first; each document is asked about once a step."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._known: dict[str, list[AutomationExecutionMetadataTypeDef]] = {}

    def of(self, document: str) -> list[AutomationExecutionMetadataTypeDef]:
        """Those of one document."""
        if document not in self._known:
            own = f"{_owner(self._request)}-"
            self._known[document] = sorted(
                (each for each in _executions(document) if _request_of(each["AutomationExecutionId"]).startswith(own)),
                key=_started,
            )
        return self._known[document]

    def under_way(self) -> Pending | None:
        """What has not ended, of any document, also of an earlier operation."""
        request = self._request
        if request.type != "Create" and request.elapsed < _LISTED_SECONDS:
            return Pending("Looking for executions that are still under way.", _where())
        names = {
            properties.text(name)
            for properties in (request.properties, request.old)
            for name in ("DocumentName", "RemovalDocumentName")
        }
        for name in sorted(names - {""}):
            for each in self.of(name):
                if each.get("AutomationExecutionStatus") not in ENDED:
                    return Pending(_progress(each), _check(request))
        return None


def _start(request: Request, document: str, parameters: Mapping[str, Sequence[str]], earlier: int) -> Outcome:
    """Start an execution; the token makes a second start of the same one impossible, also while it is not listed."""
    token = uuid.UUID(hashlib.sha256(json.dumps([parameters["Request"], earlier]).encode()).hexdigest()[:32])
    try:
        ssm().start_automation_execution(
            DocumentName=document, DocumentVersion="$LATEST", Parameters=parameters, ClientToken=str(token)
        )
    except ClientError as error:
        if code(error) == "AutomationExecutionLimitExceededException":
            return Pending(f"{error}", "how many automations run in this account and region.")
        if code(error) != "AutomationDefinitionNotFoundException":
            raise
        message = f"The document {document} does not exist, so the work of {request.logical_id} cannot be done: {error}"
        raise Failed(message) from error
    return Pending(f"{document} has been started.", _check(request))


def _outcome(request: Request, found: AutomationExecutionMetadataTypeDef) -> Outcome:
    identifier = found["AutomationExecutionId"]
    status = found.get("AutomationExecutionStatus", "")
    if status == "Success":
        return Done({"ExecutionId": identifier})
    if status not in ENDED:
        return Pending(_progress(found), _check(request))
    execution = ssm().get_automation_execution(AutomationExecutionId=identifier)["AutomationExecution"]
    message = (
        f"{execution.get('DocumentName')} is {status}: {_why(execution)} Check {_check(request)} "
        f"The execution: {_console(identifier)}"
    )
    raise Failed(message)


def _why(execution: AutomationExecutionTypeDef) -> str:
    """The step that failed, and what its script wrote where it wrote something."""
    for step in execution.get("StepExecutions", []):
        if step.get("StepStatus") in ENDED - {"Success"}:
            written = " ".join(" ".join(step.get("Outputs", {}).get("Output", [])).split())
            text = written.replace("----------ERROR-------", "").strip() or step.get(
                "FailureMessage", "no reason given"
            )
            return f"step {step.get('StepName')}: {text[:_LONGEST_MESSAGE]}."
    return f"{execution.get('FailureMessage', 'no reason given')[:_LONGEST_MESSAGE]}."


def _executions(document: str) -> list[AutomationExecutionMetadataTypeDef]:
    pages = (
        ssm()
        .get_paginator("describe_automation_executions")
        .paginate(Filters=[{"Key": "DocumentNamePrefix", "Values": [document]}])
    )
    found = [each for page in pages for each in page["AutomationExecutionMetadataList"]]
    return [each for each in found if each.get("DocumentName") == document]


@cache
def _request_of(identifier: str) -> str:
    """The parameter ``Request`` of an execution; it never changes."""
    execution = ssm().get_automation_execution(AutomationExecutionId=identifier)["AutomationExecution"]
    return next(iter(execution.get("Parameters", {}).get("Request", [])), "")


def _missing_hosts(parameters: Mapping[str, Sequence[str]]) -> str:
    wanted = list(parameters.get("InstanceId", []))
    if not wanted:
        return ""
    pages = ec2().get_paginator("describe_instances").paginate(Filters=[{"Name": "instance-id", "Values": wanted}])
    states = {
        instance["InstanceId"]: instance["State"]["Name"]
        for page in pages
        for reservation in page["Reservations"]
        for instance in reservation["Instances"]
    }
    return ", ".join(each for each in wanted if states.get(each, "terminated") in _GONE)


def _succeeded(each: AutomationExecutionMetadataTypeDef) -> bool:
    return each.get("AutomationExecutionStatus") == "Success"


def _work(properties: Properties) -> str:
    """What the document is asked for; a changed hint or removal is no reason to run it again."""
    names = ("DocumentName", "Version", "Parameters")
    return _digest([properties.values.get(name) for name in names])


def _owner(request: Request) -> str:
    return _digest([request.stack_id, request.physical_id])


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:16]


def _lists(values: Mapping[str, object]) -> dict[str, list[str]]:
    """The parameters as the API takes them; it takes no empty text, so an empty one is left to the document."""
    found = {
        name: [str(each) for each in value if str(each)] if isinstance(value, list) else [str(value)]
        for name, value in values.items()
    }
    return {name: value for name, value in found.items() if any(value)}


def _started(each: AutomationExecutionMetadataTypeDef) -> float:
    return each["ExecutionStartTime"].timestamp()


def _began(request: Request) -> float:
    return time.time() - request.elapsed - _CLOCK_SKEW


def _progress(each: AutomationExecutionMetadataTypeDef) -> str:
    return (
        f"{each.get('DocumentName')} is {each.get('AutomationExecutionStatus')} in step "
        f"{each.get('CurrentStepName', '(none yet)')}; the execution: {_console(each['AutomationExecutionId'])}."
    )


def _check(request: Request) -> str:
    return request.properties.text("Check") or _where()


def _where() -> str:
    return "the execution's steps in the Systems Manager console, under Automation."


def _console(identifier: str) -> str:
    region = ssm().meta.region_name
    return f"https://{region}.console.aws.amazon.com/systems-manager/automation/execution/{identifier}?region={region}"


KIND = Kind(
    type="Custom::WorkspacesAutomation",
    required=frozenset({"DocumentName", "Parameters"}),
    optional=frozenset({"Version", "Subject", "FirstChange", "RemovalDocumentName", "RemovalParameters", "Check"}),
    replaced_on=frozenset({"Subject"}),
    attributes=("ExecutionId",),
    ensure=ensure,
    remove=remove,
)
