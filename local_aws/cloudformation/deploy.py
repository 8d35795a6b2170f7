"""Creating and updating a stack.

Resources that do not depend on each other are made side by side. When one fails, nothing new is started, what is under
way is given up, and everything is rolled back. What an update replaced or removed goes after all else succeeded, three
attempts each, and then leaves the stack whether it went or not (CloudFormation guide, "Resource removed from stack but
not deleted").
"""

# ruff: noqa: SLF001 - ministack has no public hooks; a canary test pins what is used

from __future__ import annotations

from dataclasses import dataclass, field

from ministack.services import cloudformation as ministack
from ministack.services.cloudformation import provisioners, stacks

from local_aws.cloudformation import order, rollback
from local_aws.cloudformation.operation import Operation, Properties, Record, logger, physical_id_of
from local_aws.cloudformation.types.wire import CancelledError

_CLEANUP_ATTEMPTS = 3

running: dict[str, Operation] = {}
_ministack_deploy = stacks._deploy_stack_async


@dataclass
class Progress:
    """What a deployment did so far, which is what its rollback needs."""

    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    replaced: dict[str, Record] = field(default_factory=dict)
    queued_deletes: dict[str, list[tuple[object, tuple[object, ...], dict[str, object]]]] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)


class Deployment(Operation):
    """A create, or an update from a previous stack."""

    def begin(self, previous: Record, tags: list[Record]) -> None:
        """Take up the stack as it was."""
        self.previous = previous
        self.previous_resources: dict[str, Record] = previous.get("_resources", {})  # type: ignore[assignment]
        self.tags, self.previous_tags = tags, previous.get("Tags") or []
        self.progress = Progress()
        self.prefix = "UPDATE" if previous else "CREATE"

    async def visit(self, logical_id: str) -> bool:
        """Create or update one resource."""
        if self.stack.pop("_cancel_requested", False):
            self.stack.pop("_cancel_token", None)
            self.progress.failed["User Initiated"] = "User Initiated"
            self.cancelled.set()
        if self.cancelled.is_set():
            return False
        kind = self.kind(logical_id)
        try:
            if logical_id in self.previous_resources:
                await self._update(logical_id, kind)
            else:
                await self._create(logical_id, kind)
        except Exception as error:  # noqa: BLE001 - whatever a resource or an output raises is its failure
            logger.warning("%s of %s (%s) failed: %s", self.prefix, logical_id, kind, error)
            reason = "Resource update cancelled" if self._was_cancelled(error, logical_id) else str(error)
            self.event(logical_id, kind, f"{self._verb(logical_id)}_FAILED", reason, physical_id_of(error))
            self.progress.failed[logical_id] = reason
            self.cancelled.set()
            return False
        return True

    def _verb(self, logical_id: str) -> str:
        return "UPDATE" if logical_id in self.previous_resources else "CREATE"

    def _was_cancelled(self, error: Exception, logical_id: str) -> bool:
        return isinstance(error, CancelledError) and logical_id in self.previous_resources

    async def _create(self, logical_id: str, kind: str) -> None:
        properties, dynamic = self.resolve(logical_id, self.previous)
        self.event(logical_id, kind, "CREATE_IN_PROGRESS")
        try:
            physical_id, attributes, seed = await self.create(
                logical_id, kind, self.tagged(logical_id, kind, properties, self.tags)
            )
        except Exception as error:
            if made := physical_id_of(error):
                self.keep(logical_id, kind, "CREATE_FAILED", made, properties, {})
                self.progress.created.append(logical_id)
            raise
        record = self.keep(logical_id, kind, "CREATE_COMPLETE", physical_id, properties, attributes)
        record |= {"_dynamic": dynamic, "_name_seed": seed}
        self.progress.created.append(logical_id)
        self.event(logical_id, kind, "CREATE_COMPLETE", physical_id=physical_id)

    async def _update(self, logical_id: str, kind: str) -> None:
        before = self.previous_resources[logical_id]
        old_id = str(before["PhysicalResourceId"])
        properties, dynamic = self.resolve(logical_id, self.previous)
        old_properties: Properties = before["Properties"]  # type: ignore[assignment]
        old = self.tagged(logical_id, kind, old_properties, self.previous_tags)  # type: ignore[arg-type]
        new = self.tagged(logical_id, kind, properties, self.tags)
        if kind != before["ResourceType"]:
            raise ValueError(f"Update of resource type is not permitted: {before['ResourceType']} to {kind}")
        if old == new:
            self.resources[logical_id] = {**before, "Properties": properties}
            return
        replaces = provisioners._replacing_change(kind, old, new)
        reason = "Requested update requires the creation of a new physical resource; hence creating one."
        self.event(logical_id, kind, "UPDATE_IN_PROGRESS", reason if replaces else "", old_id)
        queued: list[tuple[object, tuple[object, ...], dict[str, object]]] = []
        provisioners._RETAIN_REPLACED.set(self.retains(logical_id, "UpdateReplacePolicy"))
        provisioners._DEFERRED_PREDECESSOR_DELETES.set(queued)
        provisioners._NAME_SEED.set(str(before.get("_name_seed", "")))
        try:
            physical_id, attributes, seed = await self.update(
                logical_id, kind, old_id, old, new, before.get("Attributes", {})
            )
        except Exception as error:
            made = physical_id_of(error)
            if replaces and made:
                self.keep(logical_id, kind, "UPDATE_FAILED", made, properties, {})
                self.progress.replaced[logical_id] = before
            elif not replaces:
                self.keep(logical_id, kind, "UPDATE_FAILED", made or old_id, properties, before.get("Attributes", {}))
                self.progress.updated.append(logical_id)
            raise
        if physical_id != old_id or queued:
            self.progress.replaced[logical_id] = before
            self.progress.queued_deletes[logical_id] = queued
        else:
            self.progress.updated.append(logical_id)
        record = self.keep(logical_id, kind, "UPDATE_COMPLETE", physical_id, properties, attributes)
        record |= {"_dynamic": dynamic, "_name_seed": seed}
        self.event(logical_id, kind, "UPDATE_COMPLETE", physical_id=physical_id)

    async def clean_up(self, removed: set[str]) -> bool:
        """Delete what the update replaced or removed; whether all of it went."""
        if not (removed or self.progress.replaced):
            return True
        old_template: Record = self.previous.get("_template", {})  # type: ignore[assignment]
        old = Operation(self.name, self.stack_id, old_template, self.previous.get("_resolved_params", {}))  # type: ignore[arg-type]
        graph = order.reverse(order.dependencies(old.definitions, removed | self.progress.replaced.keys()))
        went: dict[str, bool] = {}

        async def visit(logical_id: str) -> bool:
            before = self.previous_resources[logical_id]
            kind, physical_id = str(before["ResourceType"]), str(before["PhysicalResourceId"])
            if logical_id in removed:
                retained = old.retains(logical_id)
            else:
                retained = self.retains(logical_id, "UpdateReplacePolicy")
            if retained:
                self.event(logical_id, kind, "DELETE_SKIPPED", physical_id=physical_id)
                return True
            for function, arguments, keywords in self.progress.queued_deletes.get(logical_id, []):
                function(*arguments, **keywords)  # type: ignore[operator]
            if logical_id in removed or physical_id != self.resources[logical_id]["PhysicalResourceId"]:
                went[logical_id] = await self.delete(
                    logical_id, kind, physical_id, before["Properties"], _CLEANUP_ATTEMPTS
                )
            return True

        await order.visit_in_order(graph, visit)
        for logical_id in removed:
            self.resources.pop(logical_id, None)
        return all(went.values())


async def deploy(  # noqa: PLR0917 - ministack calls it so
    stack_name: str,
    stack_id: str,
    template: Record,
    param_values: Record,
    disable_rollback: bool,
    tags: list[Record],
    is_update: bool = False,
    previous_stack: Record | None = None,
    retain_except_on_create: bool = False,
    imports: Record | None = None,
) -> None:
    """Run a create or an update to its end; takes what ministack's own function of this purpose takes."""
    if imports:
        await _ministack_deploy(
            stack_name,
            stack_id,
            template,
            param_values,
            disable_rollback,
            tags,
            is_update=is_update,
            previous_stack=previous_stack,
            retain_except_on_create=retain_except_on_create,
            imports=imports,
        )
        return
    deployment = Deployment(stack_name, stack_id, template, param_values)
    previous = previous_stack or {} if is_update else {}
    deployment.begin(previous, deployment.stack.get("Tags") or [])  # type: ignore[arg-type]
    deployment.stack.pop("_failed_operation", None)
    running[stack_id] = deployment
    try:
        await _deploy(deployment, disable_rollback, retain_except_on_create)
    finally:
        running.pop(stack_id, None)


async def _deploy(deployment: Deployment, disable_rollback: bool, retain_except_on_create: bool) -> None:
    stack, prefix, previous = deployment.stack, deployment.prefix, deployment.previous
    try:
        names = stacks._topological_sort(deployment.definitions, deployment.conditions)
    except ValueError as error:
        deployment.status(f"{prefix}_FAILED", str(error))
        return
    if not stack.get("_disable_validation") and stacks._fail_property_validation(
        stack,
        deployment.stack_id,
        deployment.name,
        deployment.definitions,
        names,
        deployment.parameters,
        deployment.conditions,
        deployment.template.get("Mappings", {}),
        disable_rollback,
        previous_stack=previous or None,
    ):
        return

    await order.visit_in_order(order.dependencies(deployment.definitions, names), deployment.visit)
    removed = deployment.previous_resources.keys() - set(names)
    failed = deployment.progress.failed
    if not failed:
        try:
            surviving = {name: record for name, record in deployment.resources.items() if name not in removed}
            outputs, exports = stacks._resolve_stack_outputs(
                deployment.template.get("Outputs", {}),
                deployment.conditions,
                surviving,
                deployment.parameters,
                deployment.template.get("Mappings", {}),
                deployment.name,
                deployment.stack_id,
            )
        except Exception as error:  # noqa: BLE001 - whatever a resource or an output raises is its failure
            deployment.event(
                deployment.name, "AWS::CloudFormation::Stack", f"{prefix}_FAILED", str(error), deployment.stack_id
            )
            failed["Outputs"] = str(error)
    if failed:
        await _fail(deployment, disable_rollback, retain_except_on_create)
        return

    stack["_template"] = deployment.template
    stack["_resolved_params"] = deployment.parameters
    stack["Outputs"] = outputs
    ministack._exports.update(exports)
    if not previous:
        deployment.status("CREATE_COMPLETE")
        return
    deployment.status("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS")
    clean = await deployment.clean_up(removed)
    deployment.status(
        "UPDATE_COMPLETE", "" if clean else "Update successful. One or more resources could not be deleted."
    )


async def _fail(deployment: Deployment, disable_rollback: bool, retain_except_on_create: bool) -> None:
    progress = deployment.progress
    operation: Record = {
        "is_update": bool(deployment.previous),
        "previous_stack": deployment.previous or None,
        "created": progress.created,
        "updated": progress.updated,
        "replaced_ids": list(progress.replaced),
        "failed": progress.failed,
        "template": deployment.template,
        "param_values": deployment.parameters,
        "retain_except_on_create": retain_except_on_create,
        "stack_tags": deployment.tags,
        "previous_tags": deployment.previous_tags,
    }
    if deployment.abandoned:
        return
    if disable_rollback:
        deployment.stack["_failed_operation"] = operation
        deployment.status(f"{deployment.prefix}_FAILED", rollback.failure(progress.failed, deployment.prefix))
        return
    await rollback.roll_back(deployment.name, deployment.stack_id, deployment.stack, operation)
