"""Looking at directories: what several kinds ask AWS Directory Service and Amazon WorkSpaces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from .aws import code, ds, ec2, listed, workspaces
from .kind import Failed, Pending

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mypy_boto3_ds.type_defs import DirectoryDescriptionTypeDef
    from mypy_boto3_ec2.type_defs import FilterTypeDef, NetworkInterfaceTypeDef, SecurityGroupTypeDef
    from mypy_boto3_workspaces.type_defs import WorkspaceDirectoryTypeDef, WorkspaceTypeDef

GONE = frozenset({"Deleted"})
BROKEN = frozenset({"Failed", "RestoreFailed"})
"""Stages that no waiting mends. Impaired and Inoperable can be one domain controller being replaced."""


def describe(directory_id: str) -> DirectoryDescriptionTypeDef | None:
    """One directory, or nothing when it does not exist (any more)."""
    try:
        found = ds().describe_directories(DirectoryIds=[directory_id])["DirectoryDescriptions"]
    except ClientError as error:
        if code(error) in {"EntityDoesNotExistException", "EntityDoesNotExist", "DirectoryDoesNotExistException"}:
            return None
        raise
    return next((directory for directory in found if directory.get("Stage") not in GONE), None)


def active(directory_id: str) -> DirectoryDescriptionTypeDef | Pending:
    """A directory that can be changed, or what it must become before."""
    directory = describe(directory_id)
    if directory is None:
        message = f"Directory {directory_id} does not exist in this region and account."
        raise Failed(message)
    stage = directory.get("Stage", "")
    if stage in BROKEN:
        message = f"Directory {directory_id} is {stage}: {directory.get('StageReason', 'no reason given')}."
        raise Failed(message)
    if stage != "Active":
        return Pending(f"Directory {directory_id} is {stage}.", "its status in the Directory Service console.")
    return directory


def changeable(directory_id: str) -> bool:
    """Whether there is anything to take back in a directory: one that is gone, going or out of order keeps nothing."""
    directory = describe(directory_id)
    return directory is not None and directory.get("Stage") not in BROKEN | {"Deleting", "Inoperable"}


def described_as(description: str) -> list[DirectoryDescriptionTypeDef]:
    """The directories that carry a description, the eldest first."""
    pages = ds().get_paginator("describe_directories").paginate()
    found = [
        directory
        for page in pages
        for directory in page["DirectoryDescriptions"]
        if directory.get("Description") == description and directory.get("Stage") not in GONE
    ]
    return sorted(found, key=lambda directory: (str(directory.get("LaunchTime", "")), directory["DirectoryId"]))


def registration(directory_id: str) -> WorkspaceDirectoryTypeDef | None:
    """A directory's registration with WorkSpaces, or nothing."""
    try:
        found = workspaces().describe_workspace_directories(DirectoryIds=[directory_id])["Directories"]
    except ClientError as error:
        if code(error) == "ResourceNotFoundException":
            return None
        raise
    return next((directory for directory in found if directory.get("State") != "DEREGISTERED"), None)


def desktops(directory_id: str) -> Iterator[WorkspaceTypeDef]:
    """The WorkSpaces of a directory that are not on their way out."""
    for page in workspaces().get_paginator("describe_workspaces").paginate(DirectoryId=directory_id):
        yield from (
            desktop for desktop in page["Workspaces"] if desktop.get("State") not in {"TERMINATING", "TERMINATED"}
        )


def refuse_to_lose_desktops(directory_id: str, change: str) -> None:
    """Refuse a replacement that would take users' desktops, and the data on them, away."""
    users = [f"{desktop['UserName']} ({desktop['WorkspaceId']})" for desktop in desktops(directory_id)]
    if users:
        message = (
            f"{change} would replace directory {directory_id}, and its {len(users)} WorkSpaces with the data on their "
            f"volumes would be lost: {listed(users)}. Undo the change; or, if the desktops may go, remove the "
            "WorkSpaces from the stack first and make this change in a second deployment."
        )
        raise Failed(message)


def interfaces(filters: list[FilterTypeDef]) -> list[NetworkInterfaceTypeDef]:
    """Network interfaces by filter."""
    pages = ec2().get_paginator("describe_network_interfaces").paginate(Filters=filters)
    return [interface for page in pages for interface in page["NetworkInterfaces"]]


def security_groups(filters: list[FilterTypeDef]) -> list[SecurityGroupTypeDef]:
    """Security groups by filter."""
    pages = ec2().get_paginator("describe_security_groups").paginate(Filters=filters)
    return [group for page in pages for group in page["SecurityGroups"]]


def delete_group(group_id: str) -> bool:
    """Delete a security group; say whether it is gone. One that is still in use stays for now."""
    try:
        ec2().delete_security_group(GroupId=group_id)
    except ClientError as error:
        if code(error) == "InvalidGroup.NotFound":
            return True
        if code(error) == "DependencyViolation":
            return False
        raise
    return True
