"""Tags of WorkSpaces resources: whose they are, and what the properties say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from .aws import code, workspaces
from .kind import OWNER_TAG

if TYPE_CHECKING:
    from mypy_boto3_workspaces.type_defs import TagTypeDef

    from .kind import Request


def first_tags(request: Request) -> list[TagTypeDef]:
    """The tags with which a resource is made: the properties', and the mark that says who made it."""
    return [*_given(request), {"Key": OWNER_TAG, "Value": request.physical_id}]


def is_ours(resource_id: str, owner: str) -> bool:
    """Whether a resource carries the mark of a physical id."""
    return carries(resource_id, OWNER_TAG, owner)


def carries(resource_id: str, key: str, value: str) -> bool:
    """Whether a resource has a tag; one that has gone since it was listed has none."""
    try:
        tags = workspaces().describe_tags(ResourceId=resource_id)["TagList"]
    except ClientError as error:
        if code(error) == "ResourceNotFoundException":
            return False
        raise
    return any((tag["Key"], tag.get("Value")) == (key, value) for tag in tags)


def apply_tags(request: Request, resource_id: str) -> None:
    """Bring the tags to what an Update says; those that others have given stay."""
    wanted, dropped = request.tag_changes()
    if dropped:
        workspaces().delete_tags(ResourceId=resource_id, TagKeys=dropped)
    if wanted:
        workspaces().create_tags(ResourceId=resource_id, Tags=_given(request))


def _given(request: Request) -> list[TagTypeDef]:
    return [{"Key": tag["Key"], "Value": tag["Value"]} for tag in request.properties.tags()]
