"""Tables of desktops, where they are registered, and whose they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local_aws.inventory import directory_users, items
from local_aws.report.rows import join, settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    import boto3

    from local_aws.report.rows import Row


def registrations(session: boto3.Session) -> list[Row]:
    """Directories that are registered with WorkSpaces, and how."""
    return [
        {
            "Directory": str(each["DirectoryId"]),
            "State": str(each["State"]),
            "Registration code": str(each.get("RegistrationCode", "-")),
            "Subnets": join(each.get("SubnetIds", [])),
            "Security group": str(each.get("WorkspaceSecurityGroupId", "-")),
            "IP groups": join(each.get("ipGroupIds", [])) or "-",
            "Creation": settings(each.get("WorkspaceCreationProperties")),
            "Access": settings(each.get("WorkspaceAccessProperties")),
            "Self-service": settings(each.get("SelfservicePermissions")),
        }
        for each in items(session, "workspaces", "describe_workspace_directories", "Directories")
    ]


def images(session: boto3.Session) -> list[Row]:
    """The account's own images."""
    return [
        {
            "Image": str(each["ImageId"]),
            "Name": str(each["Name"]),
            "State": str(each["State"]),
            "System": str(each["OperatingSystem"]["Type"]),  # type: ignore[index]
            "Tenancy": str(each["RequiredTenancy"]),
        }
        for each in items(session, "workspaces", "describe_workspace_images", "Images")
    ]


def bundles(session: boto3.Session) -> list[Row]:
    """The account's own bundles."""
    return [
        {
            "Bundle": str(each["BundleId"]),
            "Name": str(each["Name"]),
            "State": str(each["State"]),
            "Image": str(each["ImageId"]),
            "Compute": str(each["ComputeType"]["Name"]),  # type: ignore[index]
            "Volumes": f"{each['RootStorage']['Capacity']}/{each['UserStorage']['Capacity']} GiB",  # type: ignore[index]
        }
        for each in items(session, "workspaces", "describe_workspace_bundles", "Bundles")
    ]


def workspaces(session: boto3.Session) -> list[Row]:
    """The desktops."""
    return [
        {
            "WorkSpace": str(each["WorkspaceId"]),
            "User": str(each["UserName"]),
            "State": str(each["State"]),
            "Bundle": str(each["BundleId"]),
            **_desktop(each.get("WorkspaceProperties", {})),  # type: ignore[arg-type]
            "Encrypted": join(volume for volume in ("Root", "User") if each.get(f"{volume}VolumeEncryptionEnabled"))
            or "no",
            "Key": str(each.get("VolumeEncryptionKey", "-")).rpartition("/")[2],
            "Address": str(each.get("IpAddress", "-")),
        }
        for each in items(session, "workspaces", "describe_workspaces", "Workspaces")
    ]


def _desktop(properties: Mapping[str, object]) -> Row:
    return {
        "Compute": str(properties.get("ComputeTypeName", "-")),
        "Volumes": f"{properties.get('RootVolumeSizeGib', '-')}/{properties.get('UserVolumeSizeGib', '-')} GiB",
        "Running mode": str(properties.get("RunningMode", "-")),
    }


def users(session: boto3.Session) -> list[Row]:
    """The users of directories whose users AWS can list."""
    return [{"Directory": directory, "User": name} for directory, name in directory_users(session)]
