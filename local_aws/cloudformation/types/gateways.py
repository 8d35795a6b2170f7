"""Elastic addresses, NAT gateways and internet gateways."""

# ruff: noqa: SLF001 - ministack has no public hooks; a canary test pins what is used

from __future__ import annotations

from typing import TYPE_CHECKING

from ministack.services.cloudformation import provisioners

from local_aws.cloudformation.types.wire import (
    Attributes,
    Made,
    Properties,
    ProvisioningError,
    ResourceType,
    client,
    gone,
    pick,
    released,
    retag,
    retags,
    tagged,
    text,
    wait,
)

if TYPE_CHECKING:
    from collections.abc import Callable


def _create_address(_logical_id: str, properties: Properties) -> Made:
    address = client("ec2").allocate_address(Domain="vpc", **tagged("elastic-ip", properties))  # type: ignore[arg-type]
    return address["PublicIp"], {"AllocationId": address["AllocationId"], "PublicIp": address["PublicIp"]}


def _allocation(public_ip: str) -> str:
    addresses = client("ec2").describe_addresses(Filters=[{"Name": "public-ip", "Values": [public_ip]}])["Addresses"]
    return addresses[0]["AllocationId"] if addresses else ""


def _update_address(public_ip: str, old: Properties, new: Properties) -> Attributes:
    allocation = _allocation(public_ip)
    retag(allocation, old, new)
    return {"AllocationId": allocation, "PublicIp": public_ip}


def _delete_address(public_ip: str, _properties: Properties) -> None:
    if allocation := _allocation(public_ip):
        client("ec2").release_address(AllocationId=allocation)


def _create_nat_gateway(_logical_id: str, properties: Properties) -> Made:
    gateway = client("ec2").create_nat_gateway(
        **pick(properties, "SubnetId", "AllocationId", "ConnectivityType", "PrivateIpAddress"),  # type: ignore[arg-type]
        **tagged("natgateway", properties),  # type: ignore[arg-type]
    )["NatGateway"]
    identifier = gateway["NatGatewayId"]
    if gateway["State"] == "failed":
        raise ProvisioningError(
            f"NatGateway {identifier} is in state failed and hence failed to stabilize. "
            f"Detailed failure message: {gateway['FailureMessage']}",
            identifier,
        )
    return identifier, {"NatGatewayId": identifier, "EniId": gateway["NatGatewayAddresses"][0]["NetworkInterfaceId"]}


def _delete_nat_gateway(identifier: str, _properties: Properties) -> None:
    gone(client("ec2").delete_nat_gateway, "NatGatewayNotFound", NatGatewayId=identifier)


def _delete_internet_gateway(gateway_id: str, _properties: Properties) -> None:
    missing = "InvalidInternetGatewayID.NotFound"
    released(client("ec2").delete_internet_gateway, missing, InternetGatewayId=gateway_id)


def _attach_gateway(logical_id: str, properties: Properties, stack_name: str) -> Made:
    gateway, vpc = text(properties, "VpnGatewayId"), text(properties, "VpcId")
    if not gateway:
        physical_id, attributes = provisioners._ec2_vpc_gw_attach_create(logical_id, properties, stack_name)
        return physical_id, {**attributes, "AttachmentType": "IGW"}
    client("ec2").attach_vpn_gateway(VpnGatewayId=gateway, VpcId=vpc)
    physical_id = f"VGW|{vpc}"
    wait(
        f"Attachment of {gateway}",
        lambda: _vpn_attachment(gateway) == "attached",
        minutes=60,
        physical_id=physical_id,
    )
    return physical_id, {"AttachmentType": "VGW"}


def _vpn_attachment(gateway: str) -> str:
    found = client("ec2").describe_vpn_gateways(VpnGatewayIds=[gateway])["VpnGateways"]
    held = found[0]["VpcAttachments"] if found else []
    return held[0]["State"] if held else "detached"


def _detach_vpn_gateway(gateway: str, vpc: str) -> None:
    missing = ("InvalidVpnGatewayAttachment.NotFound", "InvalidVpnGatewayID.NotFound")
    if _vpn_attachment(gateway) in {"attaching", "attached"}:
        gone(client("ec2").detach_vpn_gateway, *missing, VpnGatewayId=gateway, VpcId=vpc)
    wait(f"Detachment of {gateway}", lambda: _vpn_attachment(gateway) == "detached", minutes=60)


def _update_attachment(physical_id: str, old: Properties, new: Properties, stack_name: str, logical_id: str) -> Made:
    if not (old.get("VpnGatewayId") or new.get("VpnGatewayId")):
        made: Made = provisioners._ec2_vpc_gw_attach_update(physical_id, old, new, stack_name, logical_id)
        return made
    if old.get("VpcId") == new.get("VpcId"):  # a VPC has one such gateway: the old one has to go first
        _detach_gateway(physical_id, old)
    return _attach_gateway(logical_id, new, stack_name)


def _detach_gateway(physical_id: str, properties: Properties) -> None:
    if vpn_gateway := text(properties, "VpnGatewayId"):
        _detach_vpn_gateway(vpn_gateway, text(properties, "VpcId"))
        return
    if gateway := text(properties, "InternetGatewayId"):
        released(
            client("ec2").detach_internet_gateway,
            "Gateway.NotAttached",
            "InvalidInternetGatewayID.NotFound",
            InternetGatewayId=gateway,
            VpcId=text(properties, "VpcId"),
        )
    else:
        provisioners._ec2_vpc_gw_attach_delete(physical_id, properties)


TYPES = (
    ResourceType("AWS::EC2::EIP", _create_address, _delete_address, _update_address),
    ResourceType(
        "AWS::EC2::NatGateway",
        _create_nat_gateway,
        _delete_nat_gateway,
        retags,
        create_only=frozenset({"SubnetId", "AllocationId", "ConnectivityType", "PrivateIpAddress"}),
    ),
)

CORRECTED: dict[str, dict[str, Callable[..., object]]] = {
    "AWS::EC2::InternetGateway": {"delete": _delete_internet_gateway},
    "AWS::EC2::VPCGatewayAttachment": {
        "create": _attach_gateway,
        "update": _update_attachment,
        "delete": _detach_gateway,
    },
}
