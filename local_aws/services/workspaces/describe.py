"""DescribeWorkspaces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local_aws.services.workspaces.bundles import NEWER_THAN_MODEL
from local_aws.services.workspaces.model import Desktop, fleet
from local_aws.services.workspaces.pages import paged
from local_aws.wire import ServiceError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mypy_boto3_workspaces.type_defs import (
        DescribeWorkspacesConnectionStatusRequestTypeDef,
        DescribeWorkspacesRequestTypeDef,
    )


def describe_workspaces(request: DescribeWorkspacesRequestTypeDef) -> Mapping[str, object]:
    """Describe WorkSpaces by one filter: ids, bundle, or directory with or without a user; unknown ids are left out."""
    filters = [name for name in ("WorkspaceIds", "BundleId", "DirectoryId", "WorkspaceName") if name in request]
    if len(filters) > 1:
        raise ServiceError("InvalidParameterValuesException", f"{' and '.join(filters)} cannot be combined.")
    if "UserName" in request and "DirectoryId" not in request:
        raise ServiceError("InvalidParameterValuesException", "UserName needs DirectoryId.")
    shown, token = paged(_matching(request), request.get("Limit"), request.get("NextToken"), "WorkSpaces")
    return {"Workspaces": [description(each) for each in shown], "NextToken": token}


def describe_workspaces_connection_status(
    request: DescribeWorkspacesConnectionStatusRequestTypeDef,
) -> Mapping[str, object]:
    """Tell which WorkSpaces somebody is connected to; here nobody is, unless a test says so."""
    held = fleet().desktops
    wanted = [held[each] for each in request.get("WorkspaceIds", held) if each in held]
    shown, token = paged(wanted, None, request.get("NextToken"), "connection states")
    states = {True: "CONNECTED", False: "DISCONNECTED"}
    return {
        "WorkspacesConnectionStatus": [
            {"WorkspaceId": each.id, "ConnectionState": states[each.connected]} for each in shown
        ],
        "NextToken": token,
    }


def description(each: Desktop) -> dict[str, object]:
    """Describe a WorkSpace as every operation does."""
    return {
        "WorkspaceId": each.id,
        "DirectoryId": each.directory_id,
        "UserName": each.user,
        "IpAddress": each.interface.address if each.state != "PENDING" else None,
        "State": each.state,
        "BundleId": each.bundle_id,
        "SubnetId": each.subnet_id,
        "ErrorCode": each.error_code or None,
        "ErrorMessage": each.error or None,
        "ComputerName": each.computer or None,
        "VolumeEncryptionKey": each.key,
        "UserVolumeEncryptionEnabled": each.user_encrypted,
        "RootVolumeEncryptionEnabled": each.root_encrypted,
        "WorkspaceName": each.name,
        "WorkspaceProperties": {
            "RunningMode": each.running_mode,
            "RunningModeAutoStopTimeoutInMinutes": each.timeout,
            "RootVolumeSizeGib": each.root_gib,
            "UserVolumeSizeGib": each.user_gib,
            "ComputeTypeName": each.compute,
            "Protocols": [each.protocol],
            "OperatingSystemName": "UNKNOWN" if each.operating_system in NEWER_THAN_MODEL else each.operating_system,
        },
        "ModificationStates": [
            {"Resource": resource, "State": progress} for resource, progress in each.modifications.items()
        ],
    }


def _matching(request: DescribeWorkspacesRequestTypeDef) -> list[Desktop]:
    held = fleet().desktops
    if "WorkspaceIds" in request:
        return [held[each] for each in request["WorkspaceIds"] if each in held]
    if "DirectoryId" in request:
        return held.of(request["DirectoryId"], request.get("UserName"))
    return [
        each
        for each in held.values()
        if request.get("BundleId", each.bundle_id) == each.bundle_id
        and ("WorkspaceName" not in request or request["WorkspaceName"] == each.name)
    ]
