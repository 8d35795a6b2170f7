"""DescribeDirectories, DescribeDomainControllers, DeleteDirectory and GetDirectoryLimits."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, TypeVar

from local_aws import faults
from local_aws.services import durations, neighbours, state
from local_aws.services.ds import radius
from local_aws.services.ds.model import Directory, directories, directory, limit
from local_aws.services.ds.trust_model import of_directory
from local_aws.services.paging import BadTokenError, page
from local_aws.wire import ServiceError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mypy_boto3_ds.type_defs import (
        DeleteDirectoryRequestTypeDef,
        DescribeDirectoriesRequestTypeDef,
        DescribeDomainControllersRequestTypeDef,
    )

T = TypeVar("T")

PAGE = 100
UNDELETABLE = {"Requested", "Creating", "Created", "Deleting"}
"""Stages in which a deletion is refused [I]."""


def describe_directories(request: DescribeDirectoriesRequestTypeDef) -> Mapping[str, object]:
    """Describe all directories or those named; an unknown id fails the whole call (facts §3.3)."""
    ids = request.get("DirectoryIds") or list(directories())
    found = [directory(each) for each in ids]
    shown, token = paged(found, request.get("Limit"), request.get("NextToken"), "directories")
    return {"DirectoryDescriptions": [_description(each) for each in shown], "NextToken": token}


def describe_domain_controllers(request: DescribeDomainControllersRequestTypeDef) -> Mapping[str, object]:
    """Describe a Managed AD's two domain controllers (facts §6.1)."""
    found = directory(request["DirectoryId"])
    if found.type != "MicrosoftAD":
        raise ServiceError("UnsupportedOperationException", f"{found.id} is not a Managed Microsoft AD directory.")
    wanted = request.get("DomainControllerIds")
    controllers = [
        {
            "DirectoryId": found.id,
            "DomainControllerId": "dc-" + hashlib.sha256(each.id.encode()).hexdigest()[:10],
            "DnsIpAddr": each.address,
            "VpcId": found.vpc_id,
            "SubnetId": subnet.id,
            "AvailabilityZone": subnet.zone,
            "Status": "Active" if found.stage == "Active" else "Creating",
            "LaunchTime": found.launched,
            "StatusLastUpdatedDateTime": found.changed,
        }
        for each, subnet in zip(found.interfaces, found.subnets, strict=False)
    ]
    chosen = [each for each in controllers if not wanted or each["DomainControllerId"] in wanted]
    if wanted and len(chosen) < len(set(wanted)):
        raise ServiceError("EntityDoesNotExistException", "A domain controller of these does not exist.")
    shown, token = paged(chosen, request.get("Limit"), request.get("NextToken"), f"controllers of {found.id}")
    return {"DomainControllers": shown, "NextToken": token}


def delete_directory(request: DeleteDirectoryRequestTypeDef) -> Mapping[str, object]:
    """Start a deletion, refused while an application is authorized (facts §3.4, §3.5) or a trust exists [I].

    The directory is absent when it ends; its interfaces and its security group stay some minutes longer.
    """
    found = directory(request["DirectoryId"])
    if found.applications:
        raise ServiceError(
            "ClientException",
            "Cannot delete the directory because it still has authorized applications. "
            "Additional directory details can be viewed at the Directory Service console.",
        )
    if remaining := [each.remote for each in of_directory(found.id)]:
        raise ServiceError(
            "ClientException",
            f"Cannot delete the directory {found.id} because it still has trust relationships: {', '.join(remaining)}.",
        )
    if found.stage in UNDELETABLE:
        raise ServiceError("ClientException", f"Cannot delete the directory {found.id} in the {found.stage} stage.")
    ending = faults.take_stage("ds", "DeleteDirectory")
    found.enter("Deleting")

    def gone() -> None:
        if ending:
            found.enter(ending.stage, ending.reason)
            return
        del directories()[found.id]
        state.later(durations.DIRECTORY_LEFTOVERS, clean)

    def clean() -> None:
        for each in found.interfaces:
            neighbours.delete_interface(each)
        if found.group_id:
            neighbours.delete_group(found.group_id)

    state.later(durations.DELETE_DIRECTORY, gone)
    return {"DirectoryId": found.id}


def get_directory_limits(_: Mapping[str, object]) -> Mapping[str, object]:
    """Tell how many directories there are and may be (facts §4.8)."""
    limits: dict[str, object] = {}
    for kind, name in (
        ("SimpleAD", "CloudOnlyDirectories"),
        ("MicrosoftAD", "CloudOnlyMicrosoftAD"),
        ("ADConnector", "ConnectedDirectories"),
    ):
        count = sum(each.type == kind for each in directories().values())
        limits |= {
            f"{name}Limit": limit(kind),
            f"{name}CurrentCount": count,
            f"{name}LimitReached": count >= limit(kind),
        }
    return {"DirectoryLimits": limits}


def paged(items: Sequence[T], limit: int | None, token: str | None, name: str) -> tuple[list[T], str | None]:
    """Return one page, or the error that Directory Service names for a token that is not its own."""
    try:
        return page(items, limit or PAGE, token, name)
    except BadTokenError as error:
        raise ServiceError("InvalidNextTokenException", "The NextToken value is not valid.") from error


def _description(each: Directory) -> dict[str, object]:
    place = {
        "VpcId": each.vpc_id,
        "SubnetIds": [subnet.id for subnet in each.subnets],
        "SecurityGroupId": each.group_id,
        "AvailabilityZones": [subnet.zone for subnet in each.subnets],
    }
    described: dict[str, object] = {
        "DirectoryId": each.id,
        "Name": each.name,
        "ShortName": each.short_name,
        "Size": each.size,
        "Edition": each.edition,
        "Alias": each.alias or each.id,
        "AccessUrl": f"{each.alias or each.id}.awsapps.com",
        "Description": each.description or None,
        "DnsIpAddrs": each.dns_addresses,
        "Stage": each.stage,
        "StageReason": each.stage_reason or None,
        "LaunchTime": each.launched,
        "StageLastUpdatedDateTime": each.changed,
        "Type": each.type,
        "SsoEnabled": each.sso,
        "NetworkType": "IPv4",
        **radius.description(each),
    }
    if each.connection:
        described["ConnectSettings"] = place | {
            "CustomerUserName": each.connection.user,
            "ConnectIps": each.addresses,
        }
    else:
        described["VpcSettings"] = place
    if each.type == "MicrosoftAD":
        described["DesiredNumberOfDomainControllers"] = 2
        described["OsVersion"] = "SERVER_2019"
        described["RegionsInfo"] = {"PrimaryRegion": state.region(), "AdditionalRegions": []}
    return described
