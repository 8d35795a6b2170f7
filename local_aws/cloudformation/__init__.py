"""ministack's CloudFormation with the types it lacks and AWS's own order of things.

ministack makes one resource after the other, forgets what a failed custom resource's Create left behind, and deletes
what a resource that failed to delete still needs. Its stack operations are replaced by those here; parsing, change
sets, intrinsic functions, validation and the rest of the API are its own.
"""

# ruff: noqa: SLF001 - ministack has no public hooks; a canary test pins what is used

from __future__ import annotations

from ministack.services.cloudformation import changesets, handlers, stacks

from local_aws.cloudformation import custom_resources, deploy, progress, removal, rollback, types

__all__ = ["install"]


def install() -> None:
    """Put the types and the stack operations in place."""
    types.register()
    custom_resources.install()
    progress.install()
    blocking = stacks._runs_on_worker_thread
    ours = {resource_type.name for resource_type in types.TYPES} | types.CORRECTED.keys()
    stacks._runs_on_worker_thread = lambda kind: kind in ours or blocking(kind)
    for module in (stacks, handlers, changesets):
        for name, function in (
            ("_deploy_stack_async", deploy.deploy),
            ("_delete_stack_async", removal.remove),
            ("_roll_back_operation", rollback.roll_back),
        ):
            if hasattr(module, name):
                setattr(module, name, function)
