"""What the stack operations share: the stack's record, its events, and one resource's create, update and delete."""

# ruff: noqa: SLF001 - ministack has no public hooks; a canary test pins what is used

from __future__ import annotations

import asyncio
import copy
import logging
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from ministack.core.concurrency import run_reentrant
from ministack.core.responses import now_iso
from ministack.services import cloudformation as ministack
from ministack.services.cloudformation import engine, provisioners, stacks

from local_aws.cloudformation.types.wire import ProvisioningError, cancellation

Record = dict[str, object]
Properties = dict[str, object]
Made = tuple[tuple[str, Record], str]
T = TypeVar("T")

if TYPE_CHECKING:
    from collections.abc import Callable

logger = logging.getLogger("local_aws.cloudformation")


@dataclass
class Operation:
    """One create, update, rollback or delete of a stack."""

    name: str
    stack_id: str
    template: Record
    parameters: Record = field(default_factory=dict)
    cancelled: threading.Event = field(default_factory=threading.Event)
    abandoned: bool = False

    def __post_init__(self) -> None:
        self.stack: Record = ministack._stacks[self.name]
        self.conditions = engine._evaluate_conditions(self.template, self.parameters)
        self.definitions: dict[str, Record] = self.template.get("Resources", {})  # type: ignore[assignment]
        self.resources: dict[str, Record] = self.stack.setdefault("_resources", {})

    def status(self, status: str, reason: str = "") -> None:
        """Set the stack's status and record it."""
        self.stack["StackStatus"] = status
        self.stack["StackStatusReason"] = reason
        self.event(self.name, "AWS::CloudFormation::Stack", status, reason, self.stack_id)

    def event(self, logical_id: str, kind: str, status: str, reason: str = "", physical_id: str = "") -> None:
        """Record a stack event."""
        stacks._add_event(self.stack_id, self.name, logical_id, kind, status, reason, physical_id)

    def kind(self, logical_id: str) -> str:
        """The type of a resource of the template."""
        return str(self.definitions[logical_id].get("Type", "AWS::CloudFormation::CustomResource"))

    def policy(self, logical_id: str, attribute: str) -> str:
        """A resource's DeletionPolicy or UpdateReplacePolicy."""
        policy: str = stacks._resource_policy(
            self.definitions.get(logical_id),
            attribute,
            self.resources,
            self.parameters,
            self.conditions,
            self.template.get("Mappings", {}),
            self.name,
            self.stack_id,
        )
        return policy

    def retains(self, logical_id: str, attribute: str = "DeletionPolicy") -> bool:
        """Whether a resource outlives its deletion or replacement."""
        return self.policy(logical_id, attribute) in provisioners._RETAINING_POLICIES

    def resolve(self, logical_id: str, previous: Record) -> tuple[Properties, Record]:
        """A resource's properties with every reference resolved, and the dynamic references' values."""
        definition = self.definitions[logical_id]
        resolved = engine._resolve_refs(
            copy.deepcopy(definition.get("Properties", {})),
            self.resources,
            self.parameters,
            self.conditions,
            self.template.get("Mappings", {}),
            self.name,
            self.stack_id,
        )
        properties = {name: value for name, value in resolved.items() if value is not engine._NO_VALUE}
        before: Record = previous.get("_template", {}).get("Resources", {}).get(logical_id, {})  # type: ignore[attr-defined]
        record: Record = previous.get("_resources", {}).get(logical_id, {})  # type: ignore[attr-defined]
        unchanged = bool(previous) and self.template == previous.get("_template")
        properties, dynamic = engine._resolve_dynamic_references(
            properties,
            record.get("_dynamic"),
            reuse_ssm=unchanged and self.parameters == previous.get("_resolved_params"),
            reuse_secrets=bool(record) and before == definition,
        )
        return properties, dynamic

    def tagged(self, logical_id: str, kind: str, properties: Properties, tags: list[Record]) -> Properties:
        """The properties with the stack's tags, as the resource is called with them."""
        full: Properties = provisioners._with_stack_tags(kind, properties, tags, self.name, self.stack_id, logical_id)
        return full

    async def create(self, logical_id: str, kind: str, properties: Properties) -> tuple[str, Record, str]:
        """Make a resource: its physical id, attributes and name seed."""
        made: Made = await self._call(kind, stacks._provision_keeping_seed, kind, logical_id, properties, self.name)
        (physical_id, attributes), seed = made
        return physical_id, attributes, seed

    async def update(  # noqa: PLR0917 - what ministack's own takes
        self, logical_id: str, kind: str, physical_id: str, old: Properties, new: Properties, attributes: object
    ) -> tuple[str, Record, str]:
        """Update a resource, in place or by a replacement: its physical id now, attributes and name seed."""
        made: Made = await self._call(
            kind, stacks._update_keeping_seed, kind, physical_id, old, new, self.name, logical_id, attributes
        )
        (new_id, new_attributes), seed = made
        return new_id, new_attributes, seed

    async def delete(self, logical_id: str, kind: str, physical_id: str, properties: object, attempts: int = 1) -> bool:
        """Delete a resource and record how it went."""
        self.event(logical_id, kind, "DELETE_IN_PROGRESS", physical_id=physical_id)
        for attempt in range(1, attempts + 1):
            try:
                await self._call(
                    kind, provisioners._delete_resource, kind, physical_id, properties, self.name, logical_id
                )
            except Exception as error:  # noqa: BLE001 - whatever a resource's delete raises is its failure
                logger.warning("Delete of %s (%s), attempt %d: %s", logical_id, physical_id, attempt, error)
                self.event(logical_id, kind, "DELETE_FAILED", str(error), physical_id)
                record = self.resources.get(logical_id)
                if record is not None and record.get("PhysicalResourceId") == physical_id:
                    record |= {"ResourceStatus": "DELETE_FAILED", "ResourceStatusReason": str(error)}
                await asyncio.sleep(0)
            else:
                self.event(logical_id, kind, "DELETE_COMPLETE", physical_id=physical_id)
                return True
        return False

    def keep(  # noqa: PLR0917 - what ministack's own takes
        self, logical_id: str, kind: str, status: str, physical_id: str, properties: Properties, attributes: object
    ) -> Record:
        """Put a resource into the stack's record."""
        record: Record = {
            "PhysicalResourceId": physical_id,
            "ResourceType": kind,
            "ResourceStatus": status,
            "LogicalResourceId": logical_id,
            "Properties": properties,
            "Attributes": attributes,
            "Timestamp": now_iso(),
        }
        self.resources[logical_id] = record
        return record

    async def _call(self, kind: str, function: Callable[..., T], *arguments: object) -> T:
        cancellation.set(self.cancelled)
        if stacks._runs_on_worker_thread(kind):
            result: T = await run_reentrant(function, *arguments)
            return result
        return function(*arguments)


def physical_id_of(error: Exception) -> str:
    """The physical id a failure leaves behind, if any."""
    return error.physical_id if isinstance(error, ProvisioningError) else ""
