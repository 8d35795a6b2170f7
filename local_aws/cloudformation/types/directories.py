"""The directories CloudFormation makes itself: Managed Microsoft AD and Simple AD.

Their delete ends when the directory is no longer described; the service's interfaces may outlive that and then hold up
the subnets, which is why the registration's delete lingers (facts §3.5, DESIGN §6).
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from local_aws.cloudformation.types.wire import (
    Attributes,
    Made,
    Properties,
    ProvisioningError,
    ResourceType,
    client,
    gone,
    pick,
    tags,
    text,
    wait,
)

if TYPE_CHECKING:
    from mypy_boto3_ds.type_defs import DirectoryDescriptionTypeDef

_CREATE_MINUTES = 210  # the registry schema's time-out of a Managed AD's create, facts §3.4
_DELETE_MINUTES = 120


def _describe(directory_id: str) -> DirectoryDescriptionTypeDef | None:
    try:
        found = client("ds").describe_directories(DirectoryIds=[directory_id])["DirectoryDescriptions"]
    except ClientError as error:
        if error.response["Error"]["Code"] == "EntityDoesNotExistException":
            return None
        raise
    return found[0] if found else None


def _active(directory_id: str) -> bool:
    directory = _describe(directory_id)
    if directory is None or directory["Stage"] in ("Failed", "Deleted", "Deleting"):
        reason = directory.get("StageReason", "") if directory else "it is gone"
        raise ProvisioningError(f"The directory {directory_id} failed to stabilize: {reason}", directory_id)
    return directory["Stage"] == "Active"


def _attributes(directory_id: str) -> Attributes:
    directory = _describe(directory_id)
    if directory is None:
        raise ProvisioningError(f"The directory {directory_id} does not exist")
    return {
        "DirectoryId": directory_id,
        "Alias": directory.get("Alias", directory_id),
        "DnsIpAddresses": directory.get("DnsIpAddrs", []),
    }


def _finish(directory_id: str, properties: Properties) -> Made:
    wait(
        f"directory {directory_id} is Active",
        partial(_active, directory_id),
        minutes=_CREATE_MINUTES,
        physical_id=directory_id,
    )
    if text(properties, "CreateAlias").lower() == "true":
        client("ds").create_alias(DirectoryId=directory_id, Alias=text(properties, "ShortName").lower())
    if text(properties, "EnableSso").lower() == "true":
        _switch_sso(directory_id, properties)
    return directory_id, _attributes(directory_id)


def _create_microsoft_ad(_logical_id: str, properties: Properties) -> Made:
    answer = client("ds").create_microsoft_ad(
        **pick(properties, "Name", "ShortName", "Password", "Edition", "VpcSettings"),  # type: ignore[arg-type]
    )
    return _finish(answer["DirectoryId"], properties)


def _create_simple_ad(_logical_id: str, properties: Properties) -> Made:
    own = tags(properties, reserved=False)
    answer = client("ds").create_directory(
        **pick(properties, "Name", "ShortName", "Password", "Size", "VpcSettings", "Description"),  # type: ignore[arg-type]
        **({"Tags": own} if own else {}),  # type: ignore[arg-type]
    )
    return _finish(answer["DirectoryId"], properties)


def _switch_sso(directory_id: str, properties: Properties) -> None:
    if text(properties, "EnableSso").lower() == "true":
        client("ds").enable_sso(DirectoryId=directory_id)
    else:
        client("ds").disable_sso(DirectoryId=directory_id)


def _update(directory_id: str, old: Properties, new: Properties) -> Attributes:
    if old.get("EnableSso") != new.get("EnableSso"):
        _switch_sso(directory_id, new)
    return _attributes(directory_id)


def _update_simple_ad(directory_id: str, old: Properties, new: Properties) -> Attributes:
    wanted = tags(new, reserved=False)
    dropped = {each["Key"] for each in tags(old, reserved=False)} - {each["Key"] for each in wanted}
    if dropped:
        client("ds").remove_tags_from_resource(ResourceId=directory_id, TagKeys=sorted(dropped))
    if wanted:
        client("ds").add_tags_to_resource(ResourceId=directory_id, Tags=wanted)  # type: ignore[arg-type]
    return _update(directory_id, old, new)


def _settled(directory_id: str) -> bool:
    directory = _describe(directory_id)
    return directory is None or directory["Stage"] not in ("Requested", "Creating", "Created")


def _delete(directory_id: str, _properties: Properties) -> None:
    """Delete, once the service allows it: a directory given up while it was made must be made first [I]."""
    wait(f"directory {directory_id} is made", partial(_settled, directory_id), minutes=_CREATE_MINUTES)
    gone(client("ds").delete_directory, "EntityDoesNotExistException", DirectoryId=directory_id)
    wait(f"directory {directory_id} is gone", lambda: _describe(directory_id) is None, minutes=_DELETE_MINUTES)


_CREATE_ONLY = frozenset({"VpcSettings", "Name", "Password", "ShortName", "CreateAlias"})

TYPES = (
    ResourceType(
        "AWS::DirectoryService::MicrosoftAD",
        _create_microsoft_ad,
        _delete,
        _update,
        create_only=_CREATE_ONLY | {"Edition"},
        tags=False,
    ),
    ResourceType(
        "AWS::DirectoryService::SimpleAD",
        _create_simple_ad,
        _delete,
        _update_simple_ad,
        create_only=_CREATE_ONLY | {"Size", "Description"},
    ),
)
