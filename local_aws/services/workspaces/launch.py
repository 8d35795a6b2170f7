"""CreateWorkspaces: every item is checked by itself, so an accepted call can hold refused items (facts §3.3).

The codes of refused items are not in any model. ``ResourceNotFound.*`` and ``ResourceLimitExceeded`` are as recalled
[R]; the others follow their style [I].
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from local_aws import faults
from local_aws.services import durations, neighbours, state
from local_aws.services.ds import connect
from local_aws.services.workspaces import quotas, sizes
from local_aws.services.workspaces.bundles import bundle
from local_aws.services.workspaces.describe import description
from local_aws.services.workspaces.model import Desktop, fleet
from local_aws.services.workspaces.tags import new_tags
from local_aws.wire import ServiceError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mypy_boto3_workspaces.type_defs import (
        CreateWorkspacesRequestTypeDef,
        WorkspacePropertiesOutputTypeDef,
        WorkspacePropertiesTypeDef,
        WorkspaceRequestOutputTypeDef,
        WorkspaceRequestTypeDef,
    )

    from local_aws.faults import Fault
    from local_aws.services.domains import Domain
    from local_aws.services.neighbours import Interface
    from local_aws.services.workspaces.bundles import Bundle
    from local_aws.services.workspaces.model import Registration

    Item = WorkspaceRequestTypeDef | WorkspaceRequestOutputTypeDef
    Wanted = WorkspacePropertiesTypeDef | WorkspacePropertiesOutputTypeDef

DEFAULT_KEY: Final = "alias/aws/workspaces"
DEFAULT_TIMEOUT: Final = 60


class RefusedError(Exception):
    """One item of the call is refused."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def create_workspaces(request: CreateWorkspacesRequestTypeDef) -> Mapping[str, object]:
    """Start WorkSpaces, at most 25 in a call."""
    ending = faults.take_stage("workspaces", "CreateWorkspaces")
    pending: list[dict[str, object]] = []
    failed: list[dict[str, object]] = []
    key_problem = cache(neighbours.key_problem)
    for item in request["Workspaces"]:
        try:
            pending.append(description(_launch(item, ending, key_problem)))
        except RefusedError as error:
            failed.append({"WorkspaceRequest": item, "ErrorCode": error.code, "ErrorMessage": str(error)})
    return {"FailedRequests": failed, "PendingRequests": pending}


def domain_of(found: Registration) -> Domain | None:
    """Return the domain whose users a registration serves: its own, or the one its connector points at (facts §6.2)."""
    directory = found.directory
    return connect.target(directory) if directory.connection else directory.domain


def _launch(item: Item, ending: Fault | None, key_problem: Callable[[str], str | None]) -> Desktop:
    found = _registration(item)
    chosen = bundle(item["BundleId"])
    if chosen is None:
        raise RefusedError("ResourceNotFound.Bundle", f"The bundle {item['BundleId']} could not be found.")
    _require_user(found, item["UserName"])
    _require_key(item, key_problem)
    shape: Wanted = item.get("WorkspaceProperties") or {}
    compute = shape.get("ComputeTypeName", chosen.compute)
    root, user = shape.get("RootVolumeSizeGib", chosen.root_gib), shape.get("UserVolumeSizeGib", chosen.user_gib)
    mode = shape.get("RunningMode", "ALWAYS_ON")
    _require_shape(item, chosen)
    if (limit := quotas.reached(compute)) is not None:
        raise RefusedError("ResourceLimitExceeded", f"The limit of {limit} WorkSpaces of this type is reached.")
    try:
        tags = new_tags(item.get("Tags", []))
    except ServiceError as error:
        raise RefusedError("InvalidParameterValues", str(error)) from error
    interface = new_interface(found)
    root_encrypted = item.get("RootVolumeEncryptionEnabled", False)
    user_encrypted = item.get("UserVolumeEncryptionEnabled", False)
    new = Desktop(
        id=state.base36_id("ws-"),
        directory_id=found.directory.id,
        user=item["UserName"],
        bundle_id=chosen.id,
        subnet_id=interface.subnet_id,
        interface=interface,
        launched=state.now(),
        running_mode=mode,
        timeout=shape.get("RunningModeAutoStopTimeoutInMinutes", DEFAULT_TIMEOUT) if mode == "AUTO_STOP" else None,
        root_gib=root,
        user_gib=user,
        compute=compute,
        protocol=chosen.protocol,
        operating_system=chosen.operating_system,
        key=item.get("VolumeEncryptionKey", DEFAULT_KEY) if root_encrypted or user_encrypted else None,
        root_encrypted=root_encrypted,
        user_encrypted=user_encrypted,
        name=item.get("WorkspaceName"),
    )
    fleet().desktops[new.id] = new
    fleet().tags[new.id] = tags
    duration = durations.CREATE_WORKSPACE_ENCRYPTED_ROOT if root_encrypted else durations.CREATE_WORKSPACE
    state.later(duration, lambda: _ready(new, found, ending))
    return new


def _registration(item: Item) -> Registration:
    found = fleet().registrations.get(item["DirectoryId"])
    if found is None:
        raise RefusedError(
            "ResourceNotFound.Directory", "The specified directory could not be found in the specified region."
        )
    if found.state != "REGISTERED" or found.directory.stage != "Active":
        raise RefusedError(
            "InvalidResourceState.Directory",
            f"The directory {found.directory.id} is {found.state}, and {found.directory.stage} in Directory Service.",
        )
    return found


def _require_user(found: Registration, name: str) -> None:
    """Require an enabled user of the directory, without a WorkSpace in it (facts §4.2; one a directory [R])."""
    domain = domain_of(found)
    user = domain.users.get(name.lower()) if domain else None
    if user is None or not user.enabled:
        raise RefusedError(
            "ResourceNotFound.User", f"The user {name} does not exist, or is disabled, in {found.directory.id}."
        )
    for each in fleet().desktops.of(found.directory.id, name):
        raise RefusedError(
            "ResourceAlreadyExists.Workspace", f"{name} has the WorkSpace {each.id} in {found.directory.id}."
        )


def _require_key(item: Item, key_problem: Callable[[str], str | None]) -> None:
    """Require a usable key for encrypted volumes, and no key for others (facts §4.5)."""
    encrypted = item.get("RootVolumeEncryptionEnabled", False) or item.get("UserVolumeEncryptionEnabled", False)
    key = item.get("VolumeEncryptionKey")
    if key and not encrypted:
        raise RefusedError("InvalidParameterValues", "VolumeEncryptionKey is given, but no volume is to be encrypted.")
    if encrypted and (problem := key_problem(key or DEFAULT_KEY)):
        raise RefusedError("InvalidParameterValues.KmsKey", problem)


def _require_shape(item: Item, chosen: Bundle) -> None:
    """Require volumes, running mode and protocol that exist (facts §4.2-§4.4)."""
    shape: Wanted = item.get("WorkspaceProperties") or {}
    compute = shape.get("ComputeTypeName", chosen.compute)
    root, user = shape.get("RootVolumeSizeGib", chosen.root_gib), shape.get("UserVolumeSizeGib", chosen.user_gib)
    problem = sizes.volumes_problem(compute, root, user)
    if problem is None and compute != chosen.compute:
        problem = f"The bundle {chosen.id} is of the compute type {chosen.compute}, not {compute}."
    if problem is None and any(each != chosen.protocol for each in shape.get("Protocols", [])):
        problem = f"The bundle {chosen.id} is for the protocol {chosen.protocol}."
    if problem is None:
        problem = sizes.mode_problem(
            shape.get("RunningMode", "ALWAYS_ON"), shape.get("RunningModeAutoStopTimeoutInMinutes")
        )
    if problem:
        raise RefusedError("InvalidParameterValues", problem)


def new_interface(found: Registration) -> Interface:
    """Put the WorkSpace's interface into the emptier subnet, with both security groups (facts §1.8)."""
    custom = found.creation.get("CustomSecurityGroupId")
    groups = [found.group_id, *([str(custom)] if custom else [])]
    subnet = max(found.subnets, key=neighbours.free_addresses)
    text = f"Created By Amazon Workspaces for AWS Account ID {state.account()}"
    try:
        return neighbours.create_interface(subnet, "amazon-workspaces", text, groups)
    except neighbours.NetworkError as error:
        raise RefusedError("InsufficientFreeAddressesInSubnet", "No registered subnet has a free address.") from error


def _ready(new: Desktop, found: Registration, ending: Fault | None) -> None:
    """End the launch: a failure that was asked for, an account that may not join the computer, or AVAILABLE."""
    if new.state != "PENDING":
        return
    if ending:
        new.state, new.error_code, new.error = ending.stage, ending.error, ending.reason
        return
    if problem := join_problem(found):
        new.state, new.error_code, new.error = "ERROR", "DomainJoinFailure", problem
    else:
        join(new, found)


def join_problem(found: Registration) -> str | None:
    """Return why no computer can join the domain of a registration, or None."""
    domain, connection = domain_of(found), found.directory.connection
    if domain is None:
        return f"The domain {found.directory.name} could not be reached."
    return domain.join_problem(connection.user) if connection else None


def join(new: Desktop, found: Registration) -> None:
    """Let a WorkSpace join its domain under a name of its own; then it is AVAILABLE."""
    new.state, new.computer = "AVAILABLE", f"WSAMZN-{new.id[3:11].upper()}"
    if domain := domain_of(found):
        domain.joined.add(new.computer)
