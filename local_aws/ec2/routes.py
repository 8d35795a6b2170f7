"""Routes whose targets must be there: attached gateways, available attachments, peerings of the VPC.

ministack takes any target. On AWS a route is refused where its target is not of the table's VPC, is shown as a
``blackhole`` once its target is gone, and exists once a destination (EC2 API reference, CreateRoute, ReplaceRoute).
"""

# ruff: noqa: SLF001 - ministack has no public hooks; a canary test pins what is used

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from ministack.services import ec2

from local_aws.ec2 import peering, transit, vpn
from local_aws.ec2.links import links
from local_aws.ec2.modelled import Data, modelled, text, texts
from local_aws.ec2.wire import Ec2Error, Params, before

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

DESTINATIONS = ("DestinationCidrBlock", "DestinationIpv6CidrBlock", "DestinationPrefixListId")
TARGETS = (
    "GatewayId", "NatGatewayId", "TransitGatewayId", "VpcPeeringConnectionId", "NetworkInterfaceId", "InstanceId",
    "VpcEndpointId", "EgressOnlyInternetGatewayId", "CarrierGatewayId", "LocalGatewayId", "CoreNetworkArn",
)  # fmt: skip


@modelled("CreateRoute")
def create_route(request: Data) -> Data:
    """A route to a destination that has none in the table yet."""
    table = vpn.route_table(request)
    destination = _destination(request)
    if any(route.get(name) == value for route in _own(table) for name, value in destination.items()):
        shown = next(iter(destination.values()))
        raise Ec2Error("RouteAlreadyExists", f"The route identified by {shown} already exists.")
    route = {**destination, **_target(request, table), "State": "active", "Origin": "CreateRoute"}
    table["Routes"] = [each for each in _routes(table) if not _same(each, destination)] + [route]
    return {"Return": True}


@modelled("ReplaceRoute")
def replace_route(request: Data) -> Data:
    """Another target for a destination that the table has."""
    table = vpn.route_table(request)
    destination = _destination(request)
    found = next((route for route in _own(table) if _same(route, destination)), None)
    if found is None:
        raise _missing(table, destination)
    target = _target(request, table)
    for name in TARGETS:
        found.pop(name, None)
    found.update(target)
    return {}


@modelled("DeleteRoute")
def delete_route(request: Data) -> Data:
    """A route that is gone is an error, and the VPC's own cannot go."""
    table = vpn.route_table(request)
    destination = _destination(request)
    found = next((route for route in _own(table) if _same(route, destination)), None)
    if found is None:
        raise _missing(table, destination)
    if found.get("GatewayId") == "local":
        shown = next(iter(destination.values()))
        raise Ec2Error("InvalidParameterValue", f"cannot remove local route {shown} in route table")
    table["Routes"] = [route for route in _routes(table) if route is not found]
    return {}


def _routes(table: Data) -> list[Data]:
    found = table["Routes"]
    return found if isinstance(found, list) else []


def _own(table: Data) -> list[Data]:
    """The routes that are not propagated: a static one may stand beside, and win over, a propagated one."""
    return [route for route in _routes(table) if route.get("Origin") != "EnableVgwRoutePropagation"]


def _same(route: Data, destination: Data) -> bool:
    return all(route.get(name) == value for name, value in destination.items())


def _missing(table: Data, destination: Data) -> Ec2Error:
    shown = next(iter(destination.values()))
    return Ec2Error(
        "InvalidRoute.NotFound",
        f"no route with destination-cidr-block {shown} in route table {table['RouteTableId']}",
    )


def _destination(request: Data) -> Data:
    found: Data = {name: text(request, name) for name in DESTINATIONS if text(request, name)}
    if not found:
        raise Ec2Error("MissingParameter", "The request must contain the parameter destinationCidrBlock")
    if cidr := text(found, "DestinationCidrBlock"):
        try:
            found["DestinationCidrBlock"] = str(ipaddress.IPv4Network(cidr, strict=False))
        except ValueError:
            raise Ec2Error(
                "InvalidParameterValue",
                f"Value ({cidr}) for parameter destinationCidrBlock is invalid. This is not a valid CIDR block.",
            ) from None
    return found


def _target(request: Data, table: Data) -> Data:
    found = {name: text(request, name) for name in TARGETS if text(request, name)}
    if len(found) != 1:
        raise Ec2Error("InvalidParameterCombination", "Specify exactly one target of the route.")
    ((name, identifier),) = found.items()
    vpc_id = text(table, "VpcId")
    if name == "GatewayId" and identifier != "local":
        _require_gateway(identifier, table)
    elif name == "NatGatewayId" and ec2._nat_gateways.get(identifier, {}).get("VpcId") != vpc_id:
        raise Ec2Error("InvalidNatGatewayID.NotFound", f"The natGateway ID '{identifier}' does not exist")
    elif name == "TransitGatewayId" and transit.reached_from(vpc_id, identifier) != "available":
        raise Ec2Error("InvalidTransitGatewayID.NotFound", f"The transitGateway ID '{identifier}' does not exist.")
    elif name == "VpcPeeringConnectionId" and not peering.state_for(identifier, vpc_id):
        raise Ec2Error(
            "InvalidVpcPeeringConnectionID.NotFound", f"The vpcPeeringConnection ID '{identifier}' does not exist"
        )
    elif name == "NetworkInterfaceId" and identifier not in ec2._network_interfaces:
        raise Ec2Error("InvalidNetworkInterfaceID.NotFound", f"The networkInterface ID '{identifier}' does not exist")
    return dict(found)


def _require_gateway(identifier: str, table: Data) -> None:
    if not identifier.startswith(("vgw-", "igw-")):
        return  # gateway endpoints put their own routes into tables
    if identifier not in (links().vpn_gateways if identifier.startswith("vgw-") else ec2._internet_gateways):
        raise Ec2Error("InvalidGatewayID.NotFound", f"The gateway ID '{identifier}' does not exist")
    if _attached_to(identifier) != table["VpcId"]:
        raise Ec2Error(
            "InvalidParameterValue",
            f"route table {table['RouteTableId']} and network gateway {identifier} belong to different networks",
        )


@before("DescribeRouteTables")
def bring_up_to_date(_params: Params) -> None:
    """Show what is propagated now, and which routes lead nowhere."""
    for table in ec2._route_tables.values():
        own = _own(table)
        for route in own:
            route["State"] = "active" if _leads_somewhere(route, text(table, "VpcId")) else "blackhole"
        taken = {route.get("DestinationCidrBlock") for route in own}
        table["Routes"] = own + [
            {
                "DestinationCidrBlock": cidr,
                "GatewayId": gateway,
                "State": "active",
                "Origin": "EnableVgwRoutePropagation",
            }
            for gateway in texts(table, "PropagatingVgws")
            if vpn.attached_to(links().vpn_gateways.get(gateway, {})) == table["VpcId"]
            for cidr in vpn.propagated(gateway)
            if cidr not in taken
        ]


def _leads_somewhere(route: Data, vpc_id: str) -> bool:
    for name, reaches in _REACHES.items():
        if identifier := text(route, name):
            return reaches(identifier, vpc_id)
    return True


def _gateway_reaches(identifier: str, vpc_id: str) -> bool:
    if identifier.startswith(("vgw-", "igw-")):
        return _attached_to(identifier) == vpc_id
    return True


def _attached_to(gateway: str) -> str:
    """The VPC of a virtual private gateway or an internet gateway."""
    if gateway.startswith("vgw-"):
        return vpn.attached_to(links().vpn_gateways.get(gateway, {}))
    attachments = ec2._internet_gateways.get(gateway, {}).get("Attachments", [])
    return next((str(each["VpcId"]) for each in attachments), "")


_REACHES: Mapping[str, Callable[[str, str], bool]] = {
    "GatewayId": _gateway_reaches,
    "NatGatewayId": lambda identifier, _: ec2._nat_gateways.get(identifier, {}).get("State") == "available",
    "TransitGatewayId": lambda identifier, vpc_id: transit.reached_from(vpc_id, identifier) == "available",
    "VpcPeeringConnectionId": lambda identifier, vpc_id: peering.state_for(identifier, vpc_id) == "active",
    "NetworkInterfaceId": lambda identifier, _: identifier in ec2._network_interfaces,
}
