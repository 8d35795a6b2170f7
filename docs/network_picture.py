"""The picture of the network: VPCs, zones, subnets with what stands in them, gateways and the routes to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from docs.boxes import arrows, box, framed
from docs.elsewhere import Elsewhere
from docs.resource_types import (
    ASSOCIATION,
    CONNECTOR,
    CUSTOMER_GATEWAY,
    DIRECT_CONNECT,
    ENDPOINT,
    INSTANCE,
    INTERNET_GATEWAY,
    LOAD_BALANCER,
    MANAGED_AD,
    NAT,
    PEER_ROUTES,
    PEERING,
    PROPAGATION,
    PROXIES,
    REGISTRATION,
    RESOLVER,
    ROUTE,
    ROUTE_TABLE,
    SIMPLE_AD,
    SUBNET,
    TRANSIT_ATTACHMENT,
    TRANSIT_GATEWAY,
    VPC,
    VPC_ATTACHMENT,
    VPN,
    VPN_GATEWAY,
)
from docs.roles import ROLES, kind_of, role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docs.template import Resource, Template

__all__ = ["network_lines"]

_INSIDE: Final = (
    (MANAGED_AD, "VpcSettings", "domain controller", "directory"),
    (SIMPLE_AD, "VpcSettings", "Simple AD", "directory"),
    (NAT, "SubnetId", "NAT gateway", "public"),
    (LOAD_BALANCER, "SubnetMappings", "load balancer", "public"),
    (PROXIES, "VPCZoneIdentifier", "proxies", "public"),
    (CONNECTOR, "SubnetIds", "AD Connector", "desktops"),
    (REGISTRATION, "SubnetIds", "desktops", "desktops"),
    (RESOLVER, "IpAddresses", "Resolver endpoint", "kept"),
    (TRANSIT_ATTACHMENT, "SubnetIds", "transit gateway attachment", "public"),
    (ENDPOINT, "SubnetIds", "interface endpoints", "kept"),
)
"""What stands in a subnet: the type, the property that names the subnet, the words, and the colour."""

_GATEWAYS: Final = {
    INTERNET_GATEWAY: "Internet gateway",
    VPN_GATEWAY: "Virtual private gateway",
}
_WAYS: Final = ("GatewayId", "NatGatewayId", "TransitGatewayId", "VpcPeeringConnectionId")
_TARGETS: Final = (INTERNET_GATEWAY, SUBNET, VPN_GATEWAY, TRANSIT_GATEWAY, PEERING)


def network_lines(template: Template) -> Iterator[str]:
    """The lines of the picture."""
    elsewhere = Elsewhere(template)
    for vpc in template.of(VPC):
        stack = f"<br/>stack {vpc.stack}" if len(template.stacks) > 1 else ""
        yield from framed(vpc.logical_id, f"VPC {vpc.text('CidrBlock')}{stack}", "vpc", _inside(template, vpc))
    for attachment in template.of(VPC_ATTACHMENT):
        if not template.reached(attachment.properties.get("VpcId"), VPC):
            yield from _attached(template, attachment)
    for gateway in template.of(TRANSIT_GATEWAY):
        yield box(gateway.logical_id, "public", "Transit gateway")
    for peering in template.of(PEERING):
        yield box(peering.logical_id, "public", "VPC peering")
    customers = [
        box(device.logical_id, "elsewhere", "VPN device", device.text("IpAddress"))
        for device in template.of(CUSTOMER_GATEWAY)
    ]
    customers += [
        box(each.logical_id, "elsewhere", "Direct Connect gateway", each.text("DirectConnectGatewayId"))
        for each in template.of(DIRECT_CONNECT)
    ]
    customers += elsewhere.lines()
    yield from framed("elsewhere", "On-premises", "vpc", customers) if len(customers) > 1 else customers
    yield from arrows([*_routes(template), *_links(template)])


def _inside(template: Template, vpc: Resource) -> Iterator[str]:
    for attachment in template.of(VPC_ATTACHMENT):
        if vpc in template.reached(attachment.properties.get("VpcId"), VPC):
            yield from _attached(template, attachment)
    for number, (zone, subnets) in enumerate(_zones(template, vpc).items(), 1):
        name = f"{vpc.logical_id}_zone{number}"
        lines = [_subnet(template, subnet) for subnet in subnets]
        yield from framed(name, f"Availability Zone {zone}", "zone", lines)


def _attached(template: Template, attachment: Resource) -> Iterator[str]:
    given = [attachment.properties.get(name) for name in ("InternetGatewayId", "VpnGatewayId")]
    for gateway in template.reached(given, INTERNET_GATEWAY, VPN_GATEWAY):
        yield f'{gateway.logical_id}(["{_GATEWAYS[gateway.type]}"]):::public'


def _zones(template: Template, vpc: Resource) -> dict[str, list[Resource]]:
    zones: dict[str, list[Resource]] = {}
    for subnet in template.of(SUBNET):
        if vpc in template.reached(subnet.properties.get("VpcId"), VPC):
            found = subnet.part("AvailabilityZoneId").get("Fn::FindInMap")
            zone = f"{found[2]}, by region" if isinstance(found, list) else subnet.text("AvailabilityZoneId")
            zones.setdefault(zone, []).append(subnet)
    return zones


def _subnet(template: Template, subnet: Resource) -> str:
    inside = {
        words: style
        for kind, name, words, style in _INSIDE
        if any(subnet in template.reached(each.properties.get(name), SUBNET) for each in template.of(kind))
    }
    servers = [
        each for each in template.of(INSTANCE) if subnet in template.reached(each.properties.get("SubnetId"), SUBNET)
    ]
    roles = [(role(template, each), each.text("PrivateIpAddress")) for each in servers]
    inside = {f"{name} {address}".strip(): ROLES[name] for name, address in roles} | inside
    style = next(iter(inside.values()), "kept")
    return box(subnet.logical_id, style, f"{kind_of(subnet)} subnet", subnet.text("CidrBlock"), ", ".join(inside))


def _routes(template: Template) -> Iterator[tuple[str, str, str]]:
    """From each subnet to the gateway of its table's routes; a NAT gateway stands for the subnet that it is in."""
    for route in template.of(ROUTE):
        targets = template.reached([route.properties.get(way) for way in _WAYS], *_TARGETS)
        for subnet in _served(template, route.properties.get("RouteTableId")):
            yield from (
                (subnet.logical_id, target.logical_id, route.text("DestinationCidrBlock")) for target in targets
            )
    for propagation in template.of(PROPAGATION):
        for subnet in _served(template, propagation.properties.get("RouteTableIds")):
            for gateway in template.reached(propagation.properties.get("VpnGatewayId"), VPN_GATEWAY):
                yield subnet.logical_id, gateway.logical_id, "learnt routes"
    for back in template.of(PEER_ROUTES):
        for subnet in _served(template, back.properties.get("RouteTableIds")):
            for peering in template.reached(back.properties.get("VpcPeeringConnectionId"), PEERING):
                yield from ((subnet.logical_id, peering.logical_id, cidr) for cidr in back.texts("DestinationCidrs"))


def _links(template: Template) -> Iterator[tuple[str, str, str]]:
    """From gateways to what they are joined with."""
    for attachment in template.of(TRANSIT_ATTACHMENT):
        for subnet in template.reached(attachment.properties.get("SubnetIds"), SUBNET):
            for gateway in template.reached(attachment.properties.get("TransitGatewayId"), TRANSIT_GATEWAY):
                yield subnet.logical_id, gateway.logical_id, "attached"
    for vpn in template.of(VPN):
        given = [vpn.properties.get(name) for name in ("VpnGatewayId", "TransitGatewayId")]
        for gateway in template.reached(given, VPN_GATEWAY, TRANSIT_GATEWAY):
            for device in template.reached(vpn.properties.get("CustomerGatewayId"), CUSTOMER_GATEWAY):
                yield gateway.logical_id, device.logical_id, "VPN"
    for association in template.of(DIRECT_CONNECT):
        given = [association.properties.get("AssociatedGatewayId")]
        for gateway in template.reached(given, VPN_GATEWAY, TRANSIT_GATEWAY):
            yield gateway.logical_id, association.logical_id, "Direct Connect"


def _served(template: Template, tables: object) -> list[Resource]:
    """The subnets of route tables."""
    wanted = template.reached(tables, ROUTE_TABLE)
    return [
        subnet
        for association in template.of(ASSOCIATION)
        if any(table in wanted for table in template.reached(association.properties.get("RouteTableId"), ROUTE_TABLE))
        for subnet in template.reached(association.properties.get("SubnetId"), SUBNET)
    ]
