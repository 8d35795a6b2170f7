"""Customer gateways, virtual private gateways, VPN connections and the routes they propagate.

The stages and orders are those of the Site-to-Site VPN guide and of what terraform-provider-aws waits for and retries
(``IncorrectState`` on gateways that something still uses).
"""

# ruff: noqa: SLF001 - ministack has no public hooks; a canary test pins what is used

from __future__ import annotations

import ipaddress

from ministack.services import ec2

from local_aws.ec2 import links as kept
from local_aws.ec2.links import known, links, new_id, turn
from local_aws.ec2.modelled import Data, chosen, items, modelled, tag, tags_of, text, texts
from local_aws.ec2.wire import Ec2Error, Params, before, dependency_violation
from local_aws.ec2.wire import text as parameter
from local_aws.services import durations


@modelled("CreateCustomerGateway")
def create_customer_gateway(request: Data) -> Data:
    """A customer gateway; one with the same address, number and type is given back, as on AWS."""
    address = text(request, "IpAddress") or text(request, "PublicIp")
    try:
        ipaddress.IPv4Address(address)
    except ValueError:
        raise Ec2Error("InvalidParameterValue", f"Value ({address}) for parameter ipAddress is invalid.") from None
    number = str(request.get("BgpAsnExtended") or request.get("BgpAsn") or 65000)
    for record in links().customer_gateways.values():
        if (record["IpAddress"], record["BgpAsn"], record["State"]) == (address, number, "available"):
            return {"CustomerGateway": _customer_gateway(record)}
    identifier = new_id("cgw")
    record = {
        "CustomerGatewayId": identifier,
        "State": "available",
        "Type": text(request, "Type"),
        "IpAddress": address,
        "BgpAsn": number,
    }
    links().customer_gateways[identifier] = record
    tag(request, identifier, "customer-gateway")
    return {"CustomerGateway": _customer_gateway(record)}


def _customer_gateway(record: Data) -> Data:
    return {**record, "Tags": tags_of(str(record["CustomerGatewayId"]))}


@modelled("DescribeCustomerGateways")
def describe_customer_gateways(request: Data) -> Data:
    """The customer gateways asked for."""
    records = links().customer_gateways
    found = chosen(
        request,
        "CustomerGatewayIds",
        records,
        "InvalidCustomerGatewayID.NotFound",
        lambda each: {"customer-gateway-id": each["CustomerGatewayId"], "state": each["State"]},
    )
    return {"CustomerGateways": [_customer_gateway(record) for record in found]}


@modelled("DeleteCustomerGateway")
def delete_customer_gateway(request: Data) -> Data:
    """No connection may use it."""
    identifier = text(request, "CustomerGatewayId")
    record = known(links().customer_gateways, identifier, "InvalidCustomerGatewayID.NotFound", "customerGateway")
    if _used_by("CustomerGatewayId", identifier):
        raise Ec2Error("IncorrectState", "The customer gateway is in use.")
    record["State"] = "deleted"
    return {}


@modelled("CreateVpnGateway")
def create_vpn_gateway(request: Data) -> Data:
    """A gateway that is attached to nothing."""
    identifier = new_id("vgw")
    record: Data = {
        "VpnGatewayId": identifier,
        "State": "available",
        "Type": text(request, "Type"),
        "AmazonSideAsn": int(str(request.get("AmazonSideAsn") or 64512)),
        "VpcAttachments": [],
    }
    links().vpn_gateways[identifier] = record
    tag(request, identifier, "vpn-gateway")
    return {"VpnGateway": _vpn_gateway(record)}


def _vpn_gateway(record: Data) -> Data:
    return {**record, "Tags": tags_of(str(record["VpnGatewayId"]))}


@modelled("DescribeVpnGateways")
def describe_vpn_gateways(request: Data) -> Data:
    """The gateways asked for."""
    found = chosen(
        request,
        "VpnGatewayIds",
        links().vpn_gateways,
        "InvalidVpnGatewayID.NotFound",
        lambda each: {
            "vpn-gateway-id": each["VpnGatewayId"],
            "state": each["State"],
            "attachment.vpc-id": [held["VpcId"] for held in items(each, "VpcAttachments")],
            "attachment.state": [held["State"] for held in items(each, "VpcAttachments")],
        },
    )
    return {"VpnGateways": [_vpn_gateway(record) for record in found]}


def attached_to(record: Data) -> str:
    """The VPC a gateway is attached to, or is just being attached to or detached from."""
    return next((text(held, "VpcId") for held in items(record, "VpcAttachments") if held["State"] != "detached"), "")


@modelled("AttachVpnGateway")
def attach_vpn_gateway(request: Data) -> Data:
    """One gateway a VPC, and one VPC a gateway."""
    identifier, vpc_id = text(request, "VpnGatewayId"), text(request, "VpcId")
    record = known(links().vpn_gateways, identifier, "InvalidVpnGatewayID.NotFound", "vpnGateway")
    kept.vpc(vpc_id)
    if attached_to(record):
        raise Ec2Error(
            "VpnGatewayAttachmentLimitExceeded", f"The vpnGateway '{identifier}' is attached to {attached_to(record)}."
        )
    if other := next((each for each in links().vpn_gateways.values() if attached_to(each) == vpc_id), None):
        raise Ec2Error(
            "VpnGatewayAttachmentLimitExceeded", f"Network {vpc_id} has the vpnGateway {other['VpnGatewayId']} already."
        )
    attachment: Data = {"State": "attaching", "VpcId": vpc_id}
    record["VpcAttachments"] = [attachment]
    turn(attachment, "attached", durations.ATTACH_VPN_GATEWAY)
    return {"VpcAttachment": attachment}


@modelled("DetachVpnGateway")
def detach_vpn_gateway(request: Data) -> Data:
    """Its routes lead nowhere from now on."""
    identifier, vpc_id = text(request, "VpnGatewayId"), text(request, "VpcId")
    record = known(links().vpn_gateways, identifier, "InvalidVpnGatewayID.NotFound", "vpnGateway")
    if attached_to(record) != vpc_id:
        raise Ec2Error("InvalidVpnGatewayAttachment.NotFound", f"{identifier} is not attached to {vpc_id}.")
    (attachment,) = items(record, "VpcAttachments")
    attachment["State"] = "detaching"
    turn(attachment, "detached", durations.ATTACH_VPN_GATEWAY)
    return {}


@modelled("DeleteVpnGateway")
def delete_vpn_gateway(request: Data) -> Data:
    """It must be detached, and no connection or Direct Connect gateway may use it."""
    identifier = text(request, "VpnGatewayId")
    record = known(links().vpn_gateways, identifier, "InvalidVpnGatewayID.NotFound", "vpnGateway")
    if attached_to(record) or _used_by("VpnGatewayId", identifier) or associated(identifier):
        raise Ec2Error("IncorrectState", f"The vpnGateway ID '{identifier}' is in use.")
    record["State"] = "deleted"
    for table in ec2._route_tables.values():
        if identifier in table.get("PropagatingVgws", []):
            table["PropagatingVgws"].remove(identifier)
    return {}


def associated(identifier: str) -> bool:
    """Whether a Direct Connect gateway is associated with a gateway."""
    from local_aws.services.directconnect import associations

    return associations.uses(identifier)


def _used_by(member: str, identifier: str) -> bool:
    return any(each[member] == identifier and each["State"] != "deleted" for each in links().connections.values())


@before("DeleteVpc")
def refuse_deleting_a_vpc_with_a_gateway(params: Params) -> None:
    """A virtual private gateway has to be detached first."""
    vpc_id = parameter(params, "VpcId")
    if any(attached_to(record) == vpc_id for record in links().vpn_gateways.values()):
        raise dependency_violation(f"The vpc '{vpc_id}' has dependencies and cannot be deleted.")


@modelled("EnableVgwRoutePropagation")
def enable_vgw_route_propagation(request: Data) -> Data:
    """The gateway must be attached to the table's VPC."""
    table, identifier = route_table(request), text(request, "GatewayId")
    record = known(links().vpn_gateways, identifier, "InvalidVpnGatewayID.NotFound", "vpnGateway")
    if attached_to(record) != table["VpcId"]:
        raise Ec2Error("Gateway.NotAttached", f"resource {identifier} is not attached to network {table['VpcId']}")
    propagating = table.setdefault("PropagatingVgws", [])
    if isinstance(propagating, list) and identifier not in propagating:
        propagating.append(identifier)
    return {}


@modelled("DisableVgwRoutePropagation")
def disable_vgw_route_propagation(request: Data) -> Data:
    """What was propagated goes too."""
    table, identifier = route_table(request), text(request, "GatewayId")
    table["PropagatingVgws"] = [each for each in texts(table, "PropagatingVgws") if each != identifier]
    return {}


def route_table(request: Data) -> Data:
    """The VPC's route table that a request names."""
    identifier = text(request, "RouteTableId")
    found: Data | None = ec2._route_tables.get(identifier)
    if found is None:
        raise Ec2Error("InvalidRouteTableID.NotFound", f"The routeTable ID '{identifier}' does not exist")
    return found


def propagated(identifier: str) -> list[str]:
    """The ranges a gateway's connections with static routes lead to. What BGP would announce is not modelled."""
    return [
        text(route, "DestinationCidrBlock")
        for each in links().connections.values()
        if each["VpnGatewayId"] == identifier and each["State"] == "available"
        for route in items(each, "Routes")
    ]
