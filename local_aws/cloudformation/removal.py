"""Deleting a stack.

Dependents go first; what does not depend on each other goes side by side. A resource that fails to delete stays, and so
does everything it depends on; the rest goes. A second delete takes up what is left (CloudFormation guide, "Delete a
stack").
"""

# ruff: noqa: SLF001 - ministack has no public hooks; a canary test pins what is used

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from ministack.services import cloudformation as ministack
from ministack.services.cloudformation import stacks

from local_aws.cloudformation import deploy, order
from local_aws.cloudformation.operation import Operation, Record

if TYPE_CHECKING:
    from collections.abc import Collection

_POLL_SECONDS = 0.05


async def remove(stack_name: str, stack_id: str, retain_resources: Collection[str] = (), force: bool = False) -> None:
    """Delete a stack; takes what ministack's own function of this purpose takes."""
    if force:
        await _ministack_remove(stack_name, stack_id, retain_resources, force=True)
        return
    await _give_up(stack_id)
    stack = ministack._stacks.get(stack_name)
    if stack is None:
        return
    work = Operation(stack_name, stack_id, stack.get("_template") or {}, stack.get("_resolved_params") or {})
    work.status("DELETE_IN_PROGRESS")

    async def visit(logical_id: str) -> bool:
        record = work.resources[logical_id]
        kind, physical_id = str(record["ResourceType"]), str(record["PhysicalResourceId"])
        if logical_id in retain_resources or (logical_id in work.definitions and work.retains(logical_id)):
            work.event(logical_id, kind, "DELETE_SKIPPED", physical_id=physical_id)
            work.resources.pop(logical_id)
            return True
        went = await work.delete(logical_id, kind, physical_id, record["Properties"])
        if went:
            work.resources.pop(logical_id)
        return went

    names = set(work.resources)
    gone = await order.visit_in_order(order.reverse(order.dependencies(work.definitions, names)), visit)
    failed = [name for name in sorted(names - gone) if work.resources[name].get("ResourceStatus") == "DELETE_FAILED"]
    if failed:
        work.status("DELETE_FAILED", f"The following resource(s) failed to delete: [{', '.join(failed)}]. ")
        return
    for output in _outputs(stack):
        ministack._exports.pop(output.get("ExportName"), None)
    work.status("DELETE_COMPLETE")


async def _give_up(stack_id: str) -> None:
    """A delete during a create or update stops it, without a rollback."""
    while (operation := deploy.running.get(stack_id)) is not None:
        operation.abandoned = True
        operation.cancelled.set()
        await asyncio.sleep(_POLL_SECONDS)


def _outputs(stack: Record) -> list[Record]:
    outputs: list[Record] = stack.get("Outputs", [])  # type: ignore[assignment]
    return outputs


_ministack_remove = stacks._delete_stack_async
