"""Network interfaces with real addresses.

ministack gives an interface a random address of 10.0.0.0/16 and the default VPC's group. On AWS it gets a free address
of its subnet, the VPC's default group where none is named, and a subnet runs out of addresses: the first four and the
last one are AWS's (the VPC guide's "Subnet sizing").
"""

# ruff: noqa: SLF001 - ministack has no public hooks; a canary test pins what is used

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from ministack.core.responses import get_account_id
from ministack.services import ec2

from local_aws.ec2.addresses import Interfaces, usable
from local_aws.ec2.wire import Ec2Error, Params, action, before, members, text

if TYPE_CHECKING:
    from collections.abc import Mapping

_interfaces = Interfaces()


def install() -> None:
    """Let ministack's table of interfaces know which addresses are taken."""
    ec2._network_interfaces._data = _interfaces


def available(subnet_id: str) -> int:
    """How many addresses of a subnet are free."""
    return len(usable(ec2._subnets[subnet_id]["CidrBlock"])) - len(_interfaces.of(subnet_id).numbers)


def create(
    subnet_id: str,
    groups: list[str] | None = None,
    description: str = "",
    *,
    address: str = "",
    requester: str = "",
    kind: str = "interface",
) -> dict[str, object]:
    """Make an interface, a user's or, with a ``requester``, one that an AWS service manages and has in use."""
    subnet = ec2._subnets.get(subnet_id)
    if subnet is None:
        raise Ec2Error("InvalidSubnetID.NotFound", f"The subnet ID '{subnet_id}' does not exist")
    group_ids = groups or ([] if kind == "nat_gateway" else [ec2._vpcs[subnet["VpcId"]]["DefaultSecurityGroupId"]])
    for group in group_ids:
        require_group(group, subnet["VpcId"])
    chosen = address or _lowest_free(subnet_id)
    if not chosen:
        raise Ec2Error(
            "InsufficientFreeAddressesInSubnet",
            f"The specified subnet '{subnet_id}' does not have enough free IP addresses to satisfy the request.",
        )
    if address and not _is_free(subnet_id, address):
        raise Ec2Error("InvalidIPAddress.InUse", f"The specified address '{chosen}' is already in use or reserved.")
    identifier = "eni-" + ec2.new_uuid().replace("-", "")[:17]
    octets = ipaddress.ip_address(chosen).packed
    interface: dict[str, object] = {
        "NetworkInterfaceId": identifier,
        "SubnetId": subnet_id,
        "VpcId": subnet["VpcId"],
        "AvailabilityZone": subnet["AvailabilityZone"],
        "Description": description,
        "OwnerId": get_account_id(),
        "RequesterId": requester,
        "RequesterManaged": bool(requester),
        "Status": "in-use" if requester else "available",
        "PrivateIpAddress": chosen,
        "InterfaceType": kind,
        "SourceDestCheck": True,
        "MacAddress": "02:00:" + ":".join(f"{octet:02x}" for octet in octets),
        "Groups": [{"GroupId": group, "GroupName": ec2._security_groups[group]["GroupName"]} for group in group_ids],
        "Attachment": None,
    }
    ec2._network_interfaces[identifier] = interface
    return interface


def _lowest_free(subnet_id: str) -> str:
    number = _interfaces.of(subnet_id).lowest_free(usable(ec2._subnets[subnet_id]["CidrBlock"]))
    return "" if number is None else str(ipaddress.ip_address(number))


def _is_free(subnet_id: str, address: str) -> bool:
    number = int(ipaddress.ip_address(address))
    return number in usable(ec2._subnets[subnet_id]["CidrBlock"]) and number not in _interfaces.of(subnet_id).numbers


def is_managed(interface: Mapping[str, object]) -> bool:
    """Whether an AWS service made the interface for itself."""
    return bool(interface.get("RequesterManaged"))


def set_groups(identifier: str, groups: list[str]) -> None:
    """Replace an interface's security groups; they must be of its VPC."""
    interface = ec2._network_interfaces[identifier]
    for group in groups:
        require_group(group, str(interface["VpcId"]))
    interface["Groups"] = [
        {"GroupId": group, "GroupName": ec2._security_groups[group]["GroupName"]} for group in groups
    ]


def delete(identifier: str) -> None:
    """Remove an interface, whoever has it in use; what a service does with its own."""
    ec2._network_interfaces.pop(identifier, None)
    ec2._tags.pop(identifier, None)


def require_group(identifier: str, vpc_id: str) -> None:
    """Refuse a security group that does not exist, or not in the VPC."""
    group = ec2._security_groups.get(identifier)
    if group is None:
        raise Ec2Error("InvalidGroup.NotFound", f"The security group '{identifier}' does not exist")
    if group["VpcId"] != vpc_id:
        raise Ec2Error(
            "InvalidParameterValue",
            f"You have specified two resources that belong to different networks: '{identifier}' is not in '{vpc_id}'.",
        )


@action("CreateNetworkInterface")
def create_network_interface(params: Params) -> str:
    """An interface of the caller's own."""
    interface = create(
        text(params, "SubnetId"),
        members(params, "SecurityGroupId"),
        text(params, "Description"),
        address=text(params, "PrivateIpAddress"),
    )
    ec2._parse_tag_specs(params, "network-interface", interface["NetworkInterfaceId"])
    fields: str = ec2._eni_fields_xml(interface, tag="networkInterface")
    return fields


@action("ModifyNetworkInterfaceAttribute")
def modify_network_interface_attribute(params: Params) -> str:
    """Replace an interface's groups or description."""
    interface = _existing(params)
    if groups := members(params, "SecurityGroupId"):
        set_groups(str(interface["NetworkInterfaceId"]), groups)
    if "Description.Value" in params:
        interface["Description"] = text(params, "Description.Value")
    return "<return>true</return>"


@before("DeleteNetworkInterface")
def refuse_deleting_an_interface_in_use(params: Params) -> None:
    """An attached interface, a service's in particular, cannot be deleted."""
    interface = _existing(params)
    if interface["Status"] == "in-use":
        identifier = interface["NetworkInterfaceId"]
        raise Ec2Error("InvalidParameterValue", f"Network interface '{identifier}' is currently in use.")


def _existing(params: Params) -> dict[str, str | list[dict[str, str]]]:
    identifier = text(params, "NetworkInterfaceId")
    interface: dict[str, str | list[dict[str, str]]] | None = ec2._network_interfaces.get(identifier)
    if interface is None:
        message = f"The networkInterface ID '{identifier}' does not exist"
        raise Ec2Error("InvalidNetworkInterfaceID.NotFound", message)
    return interface
