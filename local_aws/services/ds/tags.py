"""Tags of directories."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from local_aws.services.ds.directories import paged
from local_aws.services.ds.model import directory
from local_aws.wire import ServiceError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mypy_boto3_ds.type_defs import (
        AddTagsToResourceRequestTypeDef,
        ListTagsForResourceRequestTypeDef,
        RemoveTagsFromResourceRequestTypeDef,
        TagTypeDef,
    )

LIMIT: Final = 50


def add_tags_to_resource(request: AddTagsToResourceRequestTypeDef) -> None:
    """Add tags to a directory; at most fifty."""
    held = directory(request["ResourceId"]).tags
    more = held | new_tags(request["Tags"])
    if len(more) > LIMIT:
        raise ServiceError("TagLimitExceededException", f"A directory has at most {LIMIT} tags.")
    held |= more


def remove_tags_from_resource(request: RemoveTagsFromResourceRequestTypeDef) -> None:
    """Take tags off a directory; a key that it does not have is no error."""
    held = directory(request["ResourceId"]).tags
    for key in request["TagKeys"]:
        held.pop(key, None)


def list_tags_for_resource(request: ListTagsForResourceRequestTypeDef) -> Mapping[str, object]:
    """List a directory's tags."""
    held = directory(request["ResourceId"]).tags
    shown, token = paged(list(held.items()), request.get("Limit"), request.get("NextToken"), request["ResourceId"])
    return {"Tags": [{"Key": key, "Value": value} for key, value in shown], "NextToken": token}


def new_tags(given: Sequence[TagTypeDef]) -> dict[str, str]:
    """Return the tags as a dictionary, unless one of them is reserved (facts §4.8)."""
    for each in given:
        if each["Key"].lower().startswith("aws:"):
            raise ServiceError("InvalidParameterException", f"The tag key {each['Key']} is reserved.")
    return {each["Key"]: each["Value"] for each in given}
