"""A stack and its history, read back through boto3."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    import boto3
    from mypy_boto3_cloudformation.type_defs import StackEventTypeDef


@dataclass(frozen=True)
class Stack:
    """A stack as CloudFormation tells of it.

    Attributes:
        name: As CloudFormation has it.
        ids: The physical ids by logical id.
        types: The types by logical id.
        outputs: Their values by name.
        events: The latest first.
    """

    name: str
    status: str
    ids: Mapping[str, str]
    types: Mapping[str, str]
    outputs: Mapping[str, str]
    events: tuple[StackEventTypeDef, ...]

    def all_of(self, kind: str) -> dict[str, str]:
        """The physical ids of a type's resources by logical id."""
        return {name: self.ids[name] for name, own in self.types.items() if own == kind}

    def took(self, logical_id: str, change: str) -> float:
        """The seconds from the beginning to the end of a resource's latest change: CREATE, UPDATE or DELETE."""
        end, begin = (
            next(
                event["Timestamp"]
                for event in self.events
                if (event["LogicalResourceId"], event["ResourceStatus"]) == (logical_id, f"{change}_{state}")
            )
            for state in ("COMPLETE", "IN_PROGRESS")
        )
        return (end - begin).total_seconds()

    def failures(self) -> list[str]:
        """Why resources failed, the first one first."""
        return [
            f"{event['LogicalResourceId']}: {event.get('ResourceStatusReason', '')}"
            for event in reversed(self.events)
            if event["ResourceStatus"].endswith("_FAILED")
        ]


def stack(session: boto3.Session, name: str) -> Stack:
    """Read a stack, also one that is deleted, by its name or id."""
    client = session.client("cloudformation")
    [described] = client.describe_stacks(StackName=name)["Stacks"]
    resources = client.describe_stack_resources(StackName=name)["StackResources"]
    pages = client.get_paginator("describe_stack_events").paginate(StackName=name)
    return Stack(
        name=described["StackName"],
        status=described["StackStatus"],
        ids={each["LogicalResourceId"]: each["PhysicalResourceId"] for each in resources},
        types={each["LogicalResourceId"]: each["ResourceType"] for each in resources},
        outputs={each["OutputKey"]: each["OutputValue"] for each in described.get("Outputs", [])},
        events=tuple(event for page in pages for event in page["StackEvents"]),
    )
