"""MigrateWorkspace: a new WorkSpace from another bundle, with the user volume of the old one.

Whitepaper, "Amazon WorkSpaces Migrate", and facts §3.4. That a WorkSpace is UPDATING under its old id until the new one
takes its place, the codes of what is refused, and the volumes are guesses [I]; so is that the pauses between
modifications start anew with the new id.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from local_aws import faults
from local_aws.services import durations, neighbours, state
from local_aws.services.workspaces import launch, sizes
from local_aws.services.workspaces.bundles import bundle
from local_aws.services.workspaces.model import fleet, registration
from local_aws.wire import ServiceError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mypy_boto3_workspaces.type_defs import MigrateWorkspaceRequestTypeDef

    from local_aws.services.neighbours import Interface
    from local_aws.services.workspaces.bundles import Bundle
    from local_aws.services.workspaces.model import Desktop, Registration

MIGRATABLE: Final = {"AVAILABLE", "STOPPED", "ERROR"}
UNDER_WAY: Final = {
    "PENDING",
    "REBOOTING",
    "REBUILDING",
    "RESTORING",
    "STARTING",
    "STOPPING",
    "TERMINATING",
    "UPDATING",
}
OWN_LICENCE: Final = {"WINDOWS_7", "WINDOWS_10", "WINDOWS_11"}


def migrate_workspace(request: MigrateWorkspaceRequestTypeDef) -> Mapping[str, object]:
    """Start a migration; the WorkSpace that it ends with has the id that is answered now."""
    ending = faults.take_stage("workspaces", "MigrateWorkspace")
    old = fleet().desktops.get(request["SourceWorkspaceId"])
    chosen = bundle(request["BundleId"])
    if old is None or chosen is None:
        missing = request["BundleId"] if old else request["SourceWorkspaceId"]
        raise ServiceError("ResourceNotFoundException", f"{missing} could not be found.", ResourceId=missing)
    _require_state(old)
    _require_bundle(old, chosen)
    found = registration(old.directory_id)
    interface = _interface(old, found)
    new_id, before, old.state = state.base36_id("ws-"), old.state, "UPDATING"

    def done() -> None:
        if old.id not in fleet().desktops or old.state != "UPDATING":
            neighbours.delete_interface(interface)
        elif ending or launch.join_problem(found):
            neighbours.delete_interface(interface)
            old.state = before
        else:
            _replace(old, _made(old, chosen, new_id, interface), found)

    state.later(durations.MIGRATE, done)
    return {"SourceWorkspaceId": old.id, "TargetWorkspaceId": new_id}


def _require_state(old: Desktop) -> None:
    if old.state in UNDER_WAY or old.modifications:
        what = old.state if old.state in UNDER_WAY else ", ".join(old.modifications)
        raise ServiceError("OperationInProgressException", f"Something is being done to {old.id} already: {what}.")
    if old.state not in MIGRATABLE:
        raise ServiceError("OperationNotSupportedException", f"{old.id} is in the state {old.state}.")


def _require_bundle(old: Desktop, chosen: Bundle) -> None:
    if chosen.id == old.bundle_id:
        raise ServiceError("InvalidParameterValuesException", f"{old.id} has the bundle {chosen.id} already.")
    """Refuse the same bundle, Linux, a change of licence, and Windows 7."""
    systems = {old.operating_system, chosen.operating_system}
    if not all(each.startswith("WINDOWS") for each in systems):
        raise ServiceError("OperationNotSupportedException", "WorkSpaces with Linux cannot be migrated.")
    if len(systems & OWN_LICENCE) not in {0, len(systems)} or chosen.operating_system == "WINDOWS_7":
        raise ServiceError(
            "OperationNotSupportedException",
            f"{old.id} with {old.operating_system} cannot be migrated to {chosen.operating_system}.",
        )


def _interface(old: Desktop, found: Registration) -> Interface:
    """Take the address that the new WorkSpace will have; both are taken until the migration ends."""
    try:
        return launch.new_interface(found)
    except launch.RefusedError as error:
        raise ServiceError("ResourceUnavailableException", str(error), ResourceId=old.id) from error


def _made(old: Desktop, chosen: Bundle, new_id: str, interface: Interface) -> Desktop:
    """The new WorkSpace: the bundle's root volume, a user volume that holds the old one, all else as it was."""
    root, user = chosen.root_gib, max(chosen.user_gib, old.user_gib)
    if sizes.volumes_problem(chosen.compute, root, user):
        root = max(root, old.root_gib)
    return replace(
        old,
        id=new_id,
        bundle_id=chosen.id,
        subnet_id=interface.subnet_id,
        interface=interface,
        launched=state.now(),
        root_gib=root,
        user_gib=user,
        compute=chosen.compute,
        protocol=chosen.protocol,
        operating_system=chosen.operating_system,
        error_code="",
        error="",
        modifications={},
        modified={},
    )


def _replace(old: Desktop, new: Desktop, found: Registration) -> None:
    """Put the new WorkSpace into the old one's place; the old interface goes a little later."""
    held = fleet()
    del held.desktops[old.id]
    held.desktops[new.id] = new
    held.tags[new.id] = held.tags.pop(old.id, {})
    if domain := launch.domain_of(found):
        domain.joined.discard(old.computer)
    launch.join(new, found)
    state.later(durations.WORKSPACE_LEFTOVERS, lambda: neighbours.delete_interface(old.interface))
