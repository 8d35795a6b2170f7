"""CloudFormation and CDK's provider framework, as far as a custom resource can tell.

Read in aws-cdk-lib's ``custom-resources/lib/provider-framework/runtime`` (``framework.js``, ``cfn-response.js``) and in
its waiter's state machine: ``on_event``'s result is merged into the event; a Create that fails there is answered with a
marker, whose Delete is ignored; ``is_complete`` is asked at once and then at every interval; whatever it raises, also
its process's death, is answered FAILED with the physical id; only a death of the framework's own function is retried.

CloudFormation's part is what local_aws/cloudformation models: a failed Create gets its Delete; a failed Update gets
the reversed one, to the physical id of the failed answer; what replaced or was replaced is deleted in the clean-up, in
at most three attempts; a failed Delete leaves the stack in DELETE_FAILED.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal, cast

from local_aws.clock import clock
from tests.runtime.support.wire import Killed, Wire
from workspaces_constructs.custom_resources.runtime import handler
from workspaces_constructs.custom_resources.runtime.kind import Failed

Json = Mapping[str, object]
RequestType = Literal["Create", "Update", "Delete"]
Crash = Literal["is answered", "is retried"]
"""What the process's death leads to: the framework answers FAILED or, its own function gone too, the waiter retries."""

CREATE_FAILED = "AWSCDK::CustomResourceProviderFramework::CREATE_FAILED"
TIMED_OUT = "Operation timed out"
TOKEN = "arn:aws:lambda:us-east-1:000000000000:function:framework-onEvent"
ANSWER_BYTES = 4096
CLEANUP_ATTEMPTS = 3


@dataclass(frozen=True)
class Answer:
    """What CloudFormation is told."""

    status: Literal["SUCCESS", "FAILED"]
    physical_id: str
    reason: str = ""
    data: Mapping[str, str] = field(default_factory=dict)


class Waiter:
    """The state machine of one request: asks ``is_complete`` until there is an answer."""

    def __init__(self, event: Json, provider: Provider) -> None:
        self._event = event
        self._provider = provider
        self._until = clock.now() + provider.timeout

    def poll(self) -> Answer | None:
        """Ask once."""
        try:
            result = self._provider.invoke(handler.is_complete, self._event)
        except Killed as death:
            if self._provider.crash == "is answered":
                return self._failed(f"RequestId: 1 Error: Runtime exited with error: signal: killed ({death})")
        except Failed as error:
            return self._failed(str(error))
        else:
            if result["IsComplete"]:
                data = cast("dict[str, str]", result.get("Data", {}))
                return Answer("SUCCESS", self.physical_id, data=data)
            assert not result.get("Data"), '"Data" is not allowed if "IsComplete" is "False"'
        return self._failed(TIMED_OUT) if clock.now() >= self._until else None

    @property
    def physical_id(self) -> str:
        return str(self._event["PhysicalResourceId"])

    def _failed(self, reason: str) -> Answer:
        return Answer("FAILED", self.physical_id, reason)


@dataclass
class Provider:
    """CDK's provider framework around the two handlers."""

    wire: Wire
    interval: float = 10.0
    timeout: float = 50 * 60.0
    crash: Crash = "is answered"
    stacks: list[Stack] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.wire.answers["DescribeStackResource"] = self.describe
        self.wire.answers["DescribeStacks"] = self.describe_stack

    def answer(self, request: Json) -> Answer:
        """Handle one request of CloudFormation to its end."""
        waiter = self.start(request)
        while isinstance(waiter, Waiter):
            if answer := waiter.poll():
                return answer
            clock.advance(self.interval)
        return waiter

    def start(self, request: Json) -> Waiter | Answer:
        """Call ``on_event``, then start the waiter."""
        given_id = str(request.get("PhysicalResourceId", ""))
        if request["RequestType"] == "Delete" and given_id == CREATE_FAILED:
            return Answer("SUCCESS", given_id)
        before = len(self.wire.calls)
        try:
            result = self.invoke(handler.on_event, request)
        except Failed as error:
            return Answer("FAILED", given_id or CREATE_FAILED, str(error))
        assert len(self.wire.calls) == before, "on_event must not call AWS"
        physical_id = str(result.get("PhysicalResourceId") or given_id or request["RequestId"])
        assert request["RequestType"] != "Delete" or physical_id == given_id, "DELETE: cannot change the physical id"
        return Waiter({**request, **result, "PhysicalResourceId": physical_id}, self)

    def describe(self, parameters: Mapping[str, str]) -> str:
        """Answer ``DescribeStackResource`` for the latest stack of that id."""
        asked = parameters["StackName"], parameters["LogicalResourceId"]
        return next(stack.describe() for stack in reversed(self.stacks) if (stack.id, stack.logical_id) == asked)

    def describe_stack(self, parameters: Mapping[str, str]) -> str:
        """Answer ``DescribeStacks`` for the latest stack of that id."""
        return next(stack.described() for stack in reversed(self.stacks) if stack.id == parameters["StackName"])

    def invoke(self, function: Callable[[handler.Event], Mapping[str, object]], event: Json) -> dict[str, object]:
        """Run a handler as Lambda does: JSON in, JSON out."""
        self.wire.kind = str(event["ResourceType"]).removeprefix("Custom::Workspaces")
        result: dict[str, object] = json.loads(json.dumps(function(json.loads(json.dumps(event)))))
        return result


@dataclass
class Stack:
    """A stack with one custom resource."""

    provider: Provider
    kind: str
    name: str = "desktops"
    logical_id: str = "Thing"
    status: str = ""
    resource_status: str = ""
    changed: float = 0.0
    physical_id: str = ""
    properties: Json = field(default_factory=dict)
    attributes: Mapping[str, str] = field(default_factory=dict)
    reasons: list[str] = field(default_factory=list)
    """Why requests failed, as the stack's events show it."""
    ids: list[str] = field(default_factory=list)
    """Every physical id that was answered with success."""
    _failed: tuple[str, Json] = ("", {})

    def __post_init__(self) -> None:
        self.provider.stacks.append(self)

    @property
    def id(self) -> str:
        return f"arn:aws:cloudformation:us-east-1:000000000000:stack/{self.name}/5e1f0c2e-0000-4000-8000-000000000001"

    def create(self, properties: Json) -> str:
        """Create the stack; a failure is rolled back."""
        self.properties = as_text(properties)
        answer = self.send("Create")
        if answer.status == "SUCCESS":
            self._keep(answer)
            return self._end("CREATE_COMPLETE")
        return self._end("ROLLBACK_COMPLETE" if self._delete() else "ROLLBACK_FAILED")

    def update(self, properties: Json) -> str:
        """Update the stack; a failure is rolled back."""
        before, old_id = self.properties, self.physical_id
        self.properties, self.status = as_text(properties), "UPDATE_IN_PROGRESS"
        answer = self.send("Update", before)
        if answer.status == "SUCCESS":
            self._keep(answer)
            self._clean_up(old_id, before)
            return self._end("UPDATE_COMPLETE")
        self._failed = answer.physical_id, self.properties
        self.properties = before
        return self.continue_rollback()

    def continue_rollback(self) -> str:
        """Take a failed update back, also when that has failed before."""
        failed_id, after = self._failed
        self.status = "UPDATE_ROLLBACK_IN_PROGRESS"
        answer = self.send("Update", after)
        if answer.status == "FAILED":
            return self._end("UPDATE_ROLLBACK_FAILED")
        self._keep(answer)
        self._clean_up(failed_id, after)
        return self._end("UPDATE_ROLLBACK_COMPLETE")

    def delete(self) -> str:
        """Delete the stack."""
        return self._end("DELETE_COMPLETE" if self._delete() else "DELETE_FAILED")

    def send(self, kind: RequestType, old: Json | None = None) -> Answer:
        """Send one request for the resource as it is recorded, and wait for the answer."""
        answer = self.provider.answer(self.event(kind, old))
        self._note(answer)
        self.physical_id = answer.physical_id
        return answer

    def event(self, kind: RequestType, old: Json | None = None) -> Json:
        """The request that CloudFormation sends now."""
        self.resource_status, self.changed = f"{kind.upper()}_IN_PROGRESS", clock.now()
        return {
            "RequestType": kind,
            "RequestId": "6d2c9f0e-0000-4000-8000-000000000001",
            "ResponseURL": "https://cloudformation-custom-resource-response-useast1.s3.amazonaws.com/answer",
            "ResourceType": f"Custom::Workspaces{self.kind}",
            "LogicalResourceId": self.logical_id,
            "StackId": self.id,
            "ServiceToken": TOKEN,
            "ResourceProperties": {"ServiceToken": TOKEN, **self.properties},
            **({"PhysicalResourceId": self.physical_id} if kind != "Create" else {}),
            **({"OldResourceProperties": {"ServiceToken": TOKEN, **old}} if old is not None else {}),
        }

    def describe(self) -> str:
        """Answer ``DescribeStackResource``."""
        return (
            '<DescribeStackResourceResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/">'
            "<DescribeStackResourceResult><StackResourceDetail>"
            f"<LogicalResourceId>{self.logical_id}</LogicalResourceId><ResourceType>x</ResourceType>"
            f"<ResourceStatus>{self.resource_status}</ResourceStatus>"
            f"<LastUpdatedTimestamp>{datetime.fromtimestamp(self.changed, UTC).isoformat()}</LastUpdatedTimestamp>"
            "</StackResourceDetail></DescribeStackResourceResult></DescribeStackResourceResponse>"
        )

    def described(self) -> str:
        """Answer ``DescribeStacks``."""
        return (
            '<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult>'
            f"<Stacks><member><StackName>{self.name}</StackName><StackId>{self.id}</StackId>"
            f"<CreationTime>{datetime.fromtimestamp(self.changed, UTC).isoformat()}</CreationTime>"
            f"<StackStatus>{self.status}</StackStatus></member></Stacks></DescribeStacksResult></DescribeStacksResponse>"
        )

    def _delete(self, attempts: int = 1) -> bool:
        return any(self.send("Delete").status == "SUCCESS" for _ in range(attempts))

    def _clean_up(self, physical_id: str, properties: Json) -> None:
        if physical_id == self.physical_id:
            return
        kept = self.physical_id, self.properties
        self.physical_id, self.properties = physical_id, properties
        self._delete(CLEANUP_ATTEMPTS)
        self.physical_id, self.properties = kept

    def _keep(self, answer: Answer) -> None:
        self.physical_id, self.attributes = answer.physical_id, answer.data
        self.ids.append(answer.physical_id)

    def _note(self, answer: Answer) -> None:
        assert len(json.dumps([self.id, answer.reason[:0], answer.physical_id, dict(answer.data)])) < ANSWER_BYTES - 500
        if answer.status == "FAILED":
            self.reasons.append(answer.reason)

    def _end(self, status: str) -> str:
        self.status = self.resource_status = status
        return status


def as_text(value: Json) -> Json:
    """CloudFormation hands numbers and booleans to custom resources as text."""

    def convert(item: object) -> object:
        if isinstance(item, bool):
            return str(item).lower()
        if isinstance(item, Mapping):
            return {name: convert(each) for name, each in item.items()}
        if isinstance(item, (list, tuple)):
            return [convert(each) for each in item]
        return str(item)

    return cast("Json", convert(value))
