"""A stack of this process's CloudFormation, each operation run to its end; for tests without a server."""

from __future__ import annotations

import json
import time

from local_aws import in_process

_POLL_SECONDS = 0.02
_PATIENCE_SECONDS = 20.0

Template = dict[str, object]


class Stack:
    """One stack, by name."""

    def __init__(self, name: str = "s", region: str = "us-east-1") -> None:
        self.name = name
        self.client = in_process.session(region).client("cloudformation")

    def create(self, template: Template) -> str:
        """Create the stack; return the status it ends in."""
        answer = self.client.create_stack(
            StackName=self.name, TemplateBody=json.dumps(template), Capabilities=["CAPABILITY_NAMED_IAM"]
        )
        self.identifier = answer["StackId"]
        return self.settle()

    def update(self, template: Template) -> str:
        """Update the stack; return the status it ends in."""
        self.client.update_stack(
            StackName=self.name, TemplateBody=json.dumps(template), Capabilities=["CAPABILITY_NAMED_IAM"]
        )
        return self.settle()

    def delete(self) -> str:
        """Delete the stack; return the status it ends in."""
        self.client.delete_stack(StackName=self.identifier)
        return self.settle()

    def settle(self) -> str:
        """Wait until the stack's operation ends; return the status.

        Raises:
            TimeoutError: It does not end.
        """
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while True:
            status = self.client.describe_stacks(StackName=self.identifier)["Stacks"][0]["StackStatus"]
            if not status.endswith("IN_PROGRESS"):
                return status
            if time.monotonic() > deadline:
                raise TimeoutError(f"The stack is still {status}.")
            time.sleep(_POLL_SECONDS)

    def outputs(self) -> dict[str, str]:
        """The stack's outputs."""
        stack = self.client.describe_stacks(StackName=self.identifier)["Stacks"][0]
        return {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}

    def physical_ids(self) -> dict[str, str]:
        """The physical id of each resource in the stack."""
        resources = self.client.list_stack_resources(StackName=self.identifier)["StackResourceSummaries"]
        return {each["LogicalResourceId"]: each.get("PhysicalResourceId", "") for each in resources}

    def reasons(self, status: str) -> dict[str, str]:
        """The reason of each resource's latest event with a status."""
        events = self.client.describe_stack_events(StackName=self.identifier)["StackEvents"]
        return {
            event["LogicalResourceId"]: event.get("ResourceStatusReason", "")
            for event in reversed(events)
            if event["ResourceStatus"] == status
        }
