"""``Custom::WorkspacesDirectoryRegistration``: a directory's registration with WorkSpaces and its settings.

A tag says which resource made the registration. One made by hand or by another stack is neither adopted nor
deregistered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from . import leftovers
from .aws import code, listed, workspaces
from .directories import desktops, refuse_to_lose_desktops, registration
from .kind import Done, Failed, Kind, Outcome, Pending, Request
from .registration_settings import PROPERTIES, apply_settings
from .tagged import apply_tags, first_tags, is_ours

if TYPE_CHECKING:
    from mypy_boto3_workspaces.type_defs import WorkspaceDirectoryTypeDef

_MOVING = frozenset({"REGISTERING", "DEREGISTERING"})
"""States in which nothing is decided: tags and settings may not be readable yet."""
_QUICKEST_DEREGISTRATION = 30
"""Seconds. A registration that is not there this soon after Delete began was not there before: nothing to wait for."""


def ensure(request: Request) -> Outcome:
    """Register, wait, then bring every setting to what the properties say."""
    directory_id = request.properties.text("DirectoryId")
    if request.replaces:
        refuse_to_lose_desktops(request.old.text("DirectoryId"), f"Changing DirectoryId of {request.logical_id}")
    found = registration(directory_id)
    if found is None:
        return _register(request, directory_id)
    state = found.get("State", "")
    if state in _MOVING:
        return Pending(f"Directory {directory_id} is {state}.", "the directory's status in the WorkSpaces console.")
    if not is_ours(directory_id, request.physical_id):
        message = (
            f"Directory {directory_id} is already registered with WorkSpaces, and not by this resource. Deregister it, "
            "or leave DirectoryRegistration out and pass ExistingRegistration(directory_id) to your WorkSpaces."
        )
        raise Failed(message)
    _refuse_what_cannot_change(request, found)
    if state == "ERROR":
        message = f"Registering {directory_id} failed: {found.get('ErrorMessage', 'no reason given')}"
        raise Failed(message)
    apply_settings(request, found)
    apply_tags(request, directory_id)
    return Done(
        {
            "DirectoryId": directory_id,
            "RegistrationCode": found.get("RegistrationCode", ""),
            "WorkspaceSecurityGroupId": found.get("WorkspaceSecurityGroupId", ""),
            "DirectoryName": found.get("DirectoryName", ""),
            "DnsIpAddresses": found.get("DnsIpAddresses", []),
            "SubnetIds": found.get("SubnetIds", []),
        }
    )


def remove(request: Request) -> Outcome:
    """Deregister and end only when AWS has let go of the directory and of the VPC."""
    directory_id = request.properties.text("DirectoryId")
    found = registration(directory_id)
    if found is not None:
        if found.get("State") in _MOVING:
            return Pending(f"Directory {directory_id} is {found.get('State')}.")
        if not is_ours(directory_id, request.physical_id):
            return Done()
        return _deregister(directory_id, found)
    linger = request.properties.number("LingerSeconds")
    if _QUICKEST_DEREGISTRATION < request.elapsed < linger:
        return Pending(
            f"Directory {directory_id} is deregistered; waiting {linger} s from the start, because Directory Service "
            "still counts WorkSpaces among its authorized applications for up to an hour.",
        )
    return leftovers.of_registration(directory_id) or Done()


def _register(request: Request, directory_id: str) -> Outcome:
    given = request.properties
    try:
        workspaces(once=True).register_workspace_directory(
            DirectoryId=directory_id,
            SubnetIds=given.texts("SubnetIds"),
            Tenancy="DEDICATED" if given.text("Tenancy") == "DEDICATED" else "SHARED",
            EnableSelfService=False,
            Tags=first_tags(request),
        )
    except ClientError as error:
        if code(error) not in {
            "WorkspacesDefaultRoleNotFoundException",
            "InvalidResourceStateException",
            "ResourceAlreadyExistsException",
        }:
            raise
        return Pending(f"{error}", "the role workspaces_DefaultRole and the directory's stage in Directory Service.")
    return Pending(f"Directory {directory_id} is being registered.")


def _deregister(directory_id: str, found: WorkspaceDirectoryTypeDef) -> Outcome:
    if still := [f"{desktop['UserName']} ({desktop['WorkspaceId']})" for desktop in desktops(directory_id)]:
        message = (
            f"Directory {directory_id} still has {len(still)} WorkSpaces that are not part of this resource: "
            f"{listed(still)}. Terminate them (their volumes are lost with them), then delete the stack again."
        )
        raise Failed(message)
    if groups := found.get("ipGroupIds"):
        workspaces(once=True).disassociate_ip_groups(DirectoryId=directory_id, GroupIds=groups)
    try:
        workspaces(once=True).deregister_workspace_directory(DirectoryId=directory_id)
    except ClientError as error:
        if code(error) not in {"InvalidResourceStateException", "OperationNotSupportedException"}:
            raise
        return Pending(f"{error}", "WorkSpaces that are still terminating, and connection aliases of the directory.")
    return Pending(f"Directory {directory_id} is being deregistered.")


def _refuse_what_cannot_change(request: Request, found: WorkspaceDirectoryTypeDef) -> None:
    """Refuse what a registration keeps for life; a directory is registered only once, so nothing can replace it.

    The registration is asked, not the old properties: the Update that takes a refused one back must pass.
    """
    given = request.properties
    for name, wanted, kept in (
        ("SubnetIds", sorted(given.texts("SubnetIds")), sorted(found.get("SubnetIds", []))),
        ("Tenancy", [given.text("Tenancy") or "SHARED"], [found.get("Tenancy", "SHARED")]),
    ):
        if wanted != kept:
            message = (
                f"{name} of the registration of {given.text('DirectoryId')} cannot change from {', '.join(kept)} to "
                f"{', '.join(wanted)}: WorkSpaces keeps it for the life of a registration. To change it, remove the "
                "WorkSpaces and the registration from the stack, deploy, and add them again."
            )
            raise Failed(message)


KIND = Kind(
    type="Custom::WorkspacesDirectoryRegistration",
    required=frozenset({"DirectoryId", "SubnetIds"}),
    optional=frozenset({"Tenancy", "LingerSeconds", "Tags", *PROPERTIES}),
    replaced_on=frozenset({"DirectoryId"}),
    attributes=(
        "DirectoryId",
        "RegistrationCode",
        "WorkspaceSecurityGroupId",
        "DirectoryName",
        "DnsIpAddresses",
        "SubnetIds",
    ),
    ensure=ensure,
    remove=remove,
)
