"""CreateMicrosoftAD, CreateDirectory and ConnectDirectory: the checks, and the stages that follow."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, Final

from local_aws import faults
from local_aws.services import durations, neighbours, state
from local_aws.services.domains import ADMINISTRATORS, Domain
from local_aws.services.ds import connect, rules
from local_aws.services.ds.model import Connection, Directory, directories, limit
from local_aws.services.ds.tags import new_tags
from local_aws.wire import ServiceError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mypy_boto3_ds.type_defs import (
        ConnectDirectoryRequestTypeDef,
        CreateDirectoryRequestTypeDef,
        CreateMicrosoftADRequestTypeDef,
    )

    from local_aws.services.neighbours import Subnet

SIMPLE_AD_REGIONS: Final = {
    "us-east-1",
    "us-west-2",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-northeast-1",
    "eu-west-1",
}
"""Facts §2.2."""

MANAGEMENT_RANGE: Final = ipaddress.ip_network("198.18.0.0/15")
TWO_ZONES: Final = "Invalid subnet ID(s). They must correspond to two subnets in different Availability Zones."


def create_microsoft_ad(request: CreateMicrosoftADRequestTypeDef) -> Mapping[str, object]:
    """Start a Managed AD (facts §1.2, §6.1): not in a VPC that uses 198.18.0.0/15, no "admin" in the password."""
    settings = request["VpcSettings"]
    subnets = _placed(settings["VpcId"], settings["SubnetIds"])
    if "admin" in request["Password"].lower():
        raise ServiceError("InvalidParameterException", "The password must not contain the word admin.")
    for cidr in neighbours.vpc_cidrs(settings["VpcId"]):
        if ipaddress.ip_network(cidr).overlaps(MANAGEMENT_RANGE):
            raise ServiceError(
                "InvalidParameterException", f"The VPC's range {cidr} overlaps AWS's own range {MANAGEMENT_RANGE}."
            )
    new = _new("MicrosoftAD", request, subnets)
    new.edition = request.get("Edition", "Enterprise")
    return _start(new, request["Password"], "CreateMicrosoftAD")


def create_directory(request: CreateDirectoryRequestTypeDef) -> Mapping[str, object]:
    """Start a Simple AD, in one of the six regions that have it (facts §2.2)."""
    if state.region() not in SIMPLE_AD_REGIONS:
        raise ServiceError("ClientException", f"Simple AD is not available in {state.region()}.")
    if "VpcSettings" not in request:
        raise ServiceError("InvalidParameterException", "VpcSettings must be given.")
    settings = request["VpcSettings"]
    new = _new("SimpleAD", request, _placed(settings["VpcId"], settings["SubnetIds"]))
    new.size = request["Size"]
    return _start(new, request["Password"], "CreateDirectory")


def connect_directory(request: ConnectDirectoryRequestTypeDef) -> Mapping[str, object]:
    """Start an AD Connector; whether it can reach the domain shows when it would become Active (facts §1.5, §3.3)."""
    settings = request["ConnectSettings"]
    addresses = tuple(settings.get("CustomerDnsIps", []))
    if not addresses:
        raise ServiceError("InvalidParameterException", "CustomerDnsIps or CustomerDnsIpsV6 must be given.")
    new = _new("ADConnector", request, _placed(settings["VpcId"], settings["SubnetIds"]))
    new.size = request["Size"]
    new.connection = Connection(addresses, settings["CustomerUserName"], request["Password"])
    return _start(new, None, "ConnectDirectory")


def _placed(vpc_id: str, subnet_ids: Sequence[str]) -> list[Subnet]:
    """Check the place: exactly two subnets with a free address, in two zones of one VPC (facts §1.5)."""
    subnets = neighbours.subnets(subnet_ids)
    if len(subnet_ids) != 2 or len(subnets) != 2:  # noqa: PLR2004 - two subnets, always
        raise ServiceError("InvalidParameterException", TWO_ZONES)
    if len({each.zone for each in subnets}) != 2:  # noqa: PLR2004 - the same
        raise ServiceError("ClientException", TWO_ZONES)
    if {each.vpc_id for each in subnets} != {vpc_id} or not neighbours.vpc_cidrs(vpc_id):
        raise ServiceError("ClientException", "Invalid VPC ID.")
    for each in subnets:
        if neighbours.free_addresses(each) < 1:
            raise ServiceError("ClientException", f"Subnet {each.id} has no free address.")
    return subnets


def _new(
    kind: str,
    request: CreateMicrosoftADRequestTypeDef | CreateDirectoryRequestTypeDef | ConnectDirectoryRequestTypeDef,
    subnets: Sequence[Subnet],
) -> Directory:
    if "." not in request["Name"]:
        raise ServiceError("InvalidParameterException", f"{request['Name']} is a single-label domain name.")
    if request.get("NetworkType", "IPv4") != "IPv4":
        raise ServiceError("ClientException", "The local AWS models IPv4 directories only.")
    if sum(each.type == kind for each in directories().values()) >= limit(kind):
        raise ServiceError(
            "DirectoryLimitExceededException", f"The region's limit of {limit(kind)} {kind} directories is reached."
        )
    return Directory(
        id=state.hex_id("d-", 10),
        type=kind,
        name=request["Name"],
        short_name=request.get("ShortName") or request["Name"].partition(".")[0],
        description=request.get("Description", ""),
        subnets=subnets,
        launched=state.now(),
        changed=state.now(),
        tags=new_tags(request.get("Tags", [])),
    )


def _start(new: Directory, password: str | None, operation: str) -> Mapping[str, object]:
    """Put the stages on the agenda: Requested, Creating with real interfaces, Created, then Active (facts §3.3)."""
    if password is not None:
        new.domain = Domain(new.name, new.short_name, new.id, managed=new.type == "MicrosoftAD")
        new.domain.add_user(ADMINISTRATORS[new.type], password)
        if new.type == "MicrosoftAD":
            new.domain.groups["admins"].members.add("admin")
    directories()[new.id] = new
    ending = faults.take_stage("ds", operation)
    duration = durations.CREATE_DIRECTORY[new.type]

    def creating() -> None:
        try:
            _place(new)
        except neighbours.NetworkError as error:
            new.enter("Failed", str(error))
            return
        new.enter("Creating")
        state.later(duration - durations.CREATED - durations.REQUESTED, lambda: new.enter("Created"))
        state.later(duration - durations.REQUESTED, ready)

    def ready() -> None:
        if ending:
            new.enter(ending.stage, ending.reason)
        elif reason := connect.problem(new) if new.connection else None:
            new.enter("Failed", reason)
        else:
            new.enter("Active")

    state.later(durations.REQUESTED, creating)
    return {"DirectoryId": new.id}


def _place(new: Directory) -> None:
    """Make the directory's security group and its interfaces, one a subnet (facts §1.6, §1.8)."""
    new.group_id = neighbours.create_group(
        f"{new.id}_controllers", f"AWS created security group for {new.id} directory controllers", new.vpc_id
    )
    if not new.connection:
        vpc_cidr = neighbours.vpc_cidrs(new.vpc_id)[0]
        neighbours.allow_into_group(new.group_id, rules.controllers(vpc_cidr, new.group_id))
    text = f"AWS created network interface for directory {new.id}"
    for subnet in new.subnets:
        new.interfaces.append(neighbours.create_interface(subnet, "amazon-ds", text, [new.group_id]))
