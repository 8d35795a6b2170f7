"""CreateTags, DeleteTags and DescribeTags, for every kind of WorkSpaces resource."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from local_aws.services.workspaces.bundles import bundle
from local_aws.services.workspaces.model import fleet
from local_aws.wire import ServiceError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mypy_boto3_workspaces.type_defs import (
        CreateTagsRequestTypeDef,
        DeleteTagsRequestTypeDef,
        DescribeTagsRequestTypeDef,
        TagTypeDef,
    )

LIMIT: Final = 50


def create_tags(request: CreateTagsRequestTypeDef) -> None:
    """Add tags to a resource; at most fifty, none with a reserved prefix (facts §4.8)."""
    held = _tags(request["ResourceId"])
    more = held | new_tags(request["Tags"])
    if len(more) > LIMIT:
        raise ServiceError("ResourceLimitExceededException", f"A resource has at most {LIMIT} tags.")
    held |= more


def delete_tags(request: DeleteTagsRequestTypeDef) -> None:
    """Take tags off a resource; a key that it does not have is no error."""
    held = _tags(request["ResourceId"])
    for key in request["TagKeys"]:
        held.pop(key, None)


def describe_tags(request: DescribeTagsRequestTypeDef) -> Mapping[str, object]:
    """List a resource's tags."""
    return {"TagList": [{"Key": key, "Value": value} for key, value in _tags(request["ResourceId"]).items()]}


def new_tags(given: Sequence[TagTypeDef]) -> dict[str, str]:
    """Return the tags as a dictionary, unless one of them is reserved (facts §4.8)."""
    for each in given:
        if each["Key"].lower().startswith("aws:"):
            raise ServiceError("InvalidParameterValuesException", f"The tag key {each['Key']} is reserved.")
    return {each["Key"]: each.get("Value", "") for each in given}


def _tags(resource_id: str) -> dict[str, str]:
    held = fleet()
    tables = (held.registrations, held.desktops, held.ip_groups, held.aliases, held.images)
    if not any(resource_id in table for table in tables) and bundle(resource_id) is None:
        raise ServiceError(
            "ResourceNotFoundException", f"The resource {resource_id} could not be found.", ResourceId=resource_id
        )
    return held.tags.setdefault(resource_id, {})
