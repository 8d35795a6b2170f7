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


def _detach_gateway(physical_id: str, properties: Properties) -> None:
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
    "AWS::EC2::VPCGatewayAttachment": {"delete": _detach_gateway},
}
