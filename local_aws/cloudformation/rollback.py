"""Rolling a failed create or update back.

A create's resources are deleted in the reverse of their dependencies, those that failed or were given up half-way
included. An update's changes are sent back first, to the failed custom resource too, for it may have changed something
before it failed; then what the update made is deleted (CloudFormation guide, "View stack events", "Custom resources").
"""

# ruff: noqa: SLF001 - ministack has no public hooks; a canary test pins what is used

from __future__ import annotations

from ministack.services.cloudformation import provisioners, stacks

from local_aws.cloudformation import order
from local_aws.cloudformation.operation import Operation, Properties, Record

_RESTORED = ("_template", "_template_body", "_resolved_params", "_conditions", "Parameters", "Tags", "Outputs")
_CLEANUP_ATTEMPTS = 3


def failure(failed: dict[str, str], prefix: str) -> str:
    """The reason of a rollback, as the stack's event gives it."""
    if "User Initiated" in failed:
        return "User Initiated"
    names = ", ".join(sorted(name for name in failed if name != "Outputs"))
    return f"The following resource(s) failed to {prefix.lower()}: [{names}]. " if names else failed.get("Outputs", "")


async def roll_back(
    stack_name: str, stack_id: str, stack: Record, operation: Record, reason_override: str = ""
) -> None:
    """Undo an operation; takes what ministack's own function of this purpose takes."""
    work = Operation(stack_name, stack_id, operation.get("template") or {}, operation.get("param_values") or {})  # type: ignore[arg-type]
    failed: dict[str, str] = operation.get("failed", {})  # type: ignore[assignment]
    stack.pop("_failed_operation", None)
    if operation.get("is_update"):
        work.status("UPDATE_ROLLBACK_IN_PROGRESS", reason_override or failure(failed, "UPDATE"))
        await _undo_update(work, operation)
    else:
        work.status("ROLLBACK_IN_PROGRESS", reason_override or failure(failed, "CREATE"))
        await _undo_create(work, operation)


async def _undo_create(work: Operation, operation: Record) -> None:
    created: list[str] = operation.get("created", [])  # type: ignore[assignment]
    left = await _delete(work, created, keep_retained=not operation.get("retain_except_on_create"))
    if left:
        work.status("ROLLBACK_FAILED", f"The following resource(s) failed to delete: [{', '.join(sorted(left))}].")
    else:
        work.status("ROLLBACK_COMPLETE")


async def _undo_update(work: Operation, operation: Record) -> None:
    previous: Record = operation["previous_stack"]  # type: ignore[assignment]
    before: dict[str, Record] = previous["_resources"]  # type: ignore[assignment]
    updated: list[str] = operation.get("updated", [])  # type: ignore[assignment]
    replaced: list[str] = operation.get("replaced_ids", [])  # type: ignore[assignment]
    created: list[str] = operation.get("created", [])  # type: ignore[assignment]
    old_definitions = previous["_template"].get("Resources", {})  # type: ignore[attr-defined]
    stuck: dict[str, Record] = {}
    superseded: list[tuple[str, str, str, Properties]] = []

    async def revert(logical_id: str) -> bool:
        now, then = work.resources[logical_id], before[logical_id]
        kind, physical_id = str(now["ResourceType"]), str(now["PhysicalResourceId"])
        applied = work.tagged(logical_id, kind, now["Properties"], operation.get("stack_tags") or [])  # type: ignore[arg-type]
        wanted = work.tagged(logical_id, kind, then["Properties"], operation.get("previous_tags") or [])  # type: ignore[arg-type]
        if now["ResourceStatus"] == "UPDATE_FAILED" and not stacks._sends_back_failed_update(kind):
            work.event(logical_id, kind, "UPDATE_COMPLETE", physical_id=physical_id)
            return True
        work.event(logical_id, kind, "UPDATE_IN_PROGRESS", physical_id=physical_id)
        provisioners._NAME_SEED.set(str(then.get("_name_seed", "")))
        try:
            new_id, attributes, _seed = await work.update(
                logical_id, kind, physical_id, applied, wanted, now.get("Attributes", {})
            )
        except Exception as error:  # noqa: BLE001 - whatever a resource's update raises is its failure
            work.event(logical_id, kind, "UPDATE_FAILED", str(error), physical_id)
            stuck[logical_id] = {
                "PhysicalResourceId": physical_id,
                "ResourceType": kind,
                "RevertFrom": applied,
                "RevertTo": wanted,
                "Attributes": now.get("Attributes", {}),
            }
            return False
        if new_id != physical_id:
            superseded.append((logical_id, kind, physical_id, applied))
        then["PhysicalResourceId"] = new_id
        then["Attributes"] = {**then.get("Attributes", {}), **attributes}  # type: ignore[dict-item]
        then["ResourceStatus"] = "UPDATE_COMPLETE"
        work.event(logical_id, kind, "UPDATE_COMPLETE", physical_id=new_id)
        return True

    await order.visit_in_order(order.dependencies(old_definitions, updated), revert)
    if stuck:
        _restore(work, previous)
        work.stack["_rollback_failed"] = stuck
        names = ", ".join(sorted(stuck))
        work.status("UPDATE_ROLLBACK_FAILED", f"The following resource(s) failed to update: [{names}].")
        return
    work.status("UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS")
    await _delete(work, [*created, *replaced], keep_retained=True, attempts=_CLEANUP_ATTEMPTS)
    for logical_id, kind, physical_id, properties in superseded:
        await work.delete(logical_id, kind, physical_id, properties, _CLEANUP_ATTEMPTS)
    _restore(work, previous)
    work.status("UPDATE_ROLLBACK_COMPLETE")


def _restore(work: Operation, previous: Record) -> None:
    work.stack["_resources"] = previous["_resources"]
    work.stack |= {name: previous[name] for name in _RESTORED if name in previous}


async def _delete(work: Operation, names: list[str], *, keep_retained: bool, attempts: int = 1) -> set[str]:
    """Delete what an operation made, in the reverse of its dependencies; return what is left."""
    graph = order.reverse(order.dependencies(work.definitions, names))

    async def visit(logical_id: str) -> bool:
        record = work.resources[logical_id]
        kind, physical_id = str(record["ResourceType"]), str(record["PhysicalResourceId"])
        if keep_retained and work.policy(logical_id, "DeletionPolicy") == "Retain":
            work.event(logical_id, kind, "DELETE_SKIPPED", physical_id=physical_id)
            work.resources.pop(logical_id)
            return True
        went = await work.delete(logical_id, kind, physical_id, record["Properties"], attempts)
        if went:
            work.resources.pop(logical_id)
        return went

    return set(names) - await order.visit_in_order(graph, visit)
