"""VPCs, subnets and routes as templates make them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Network
from typing import TYPE_CHECKING, Final

from workspaces_constructs.rules.templates import view

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workspaces_constructs.rules.resources import Resource
    from workspaces_constructs.rules.templates import Templates

__all__ = ["EVERYWHERE", "Route", "Subnet", "goes_with", "network_of", "routes", "subnets", "vpc_networks"]

EVERYWHERE: Final = frozenset({"0.0.0.0/0", "::/0"})
"""Destinations and sources that mean every address."""

_TARGETS: Final = (
    "CarrierGatewayId",
    "EgressOnlyInternetGatewayId",
    "GatewayId",
    "InstanceId",
    "LocalGatewayId",
    "NatGatewayId",
    "NetworkInterfaceId",
    "TransitGatewayId",
    "VpcEndpointId",
    "VpcPeeringConnectionId",
)


@dataclass(frozen=True)
class Route:
    """A route of a route table.

    Attributes:
        resource: The ``AWS::EC2::Route``, or the ``Custom::WorkspacesPeerRoutes``.
        destination: Where it leads, as text; None where that is not known.
        kind: The property that names its target, such as ``NatGatewayId``; empty where none is known.
        target: The target, where one of the templates makes it.
    """

    resource: Resource
    destination: str | None
    kind: str
    target: Resource | None

    @property
    def leads_everywhere(self) -> bool:
        """Whether it is a default route."""
        return self.destination in EVERYWHERE

    @property
    def leads_to_internet_gateway(self) -> bool:
        """Whether its target is certain to be an internet gateway."""
        if self.target is not None:
            return self.target.type == "AWS::EC2::InternetGateway"
        return self.kind == "GatewayId" and (self.resource.properties.text("GatewayId") or "").startswith("igw-")


@dataclass(frozen=True)
class Subnet:
    """A subnet that a template makes.

    Attributes:
        resource: The ``AWS::EC2::Subnet``.
        vpc: The VPC, where one of the templates makes it.
        network: Its range, where it is known.
        zone_id: Its Availability Zone's id, where it is known.
        table: Its own route table; None for the VPC's main one, and for one that is not known.
        routes: The routes of that table.
    """

    resource: Resource
    vpc: Resource | None
    network: IPv4Network | None
    zone_id: str | None
    table: Resource | None
    routes: Sequence[Route]

    @property
    def is_public(self) -> bool:
        """Whether a default route is certain to lead straight to an internet gateway."""
        certain = (route for route in self.routes if goes_with(route.resource, self.resource))
        return any(route.leads_everywhere and route.leads_to_internet_gateway for route in certain)


@view
def routes(templates: Templates) -> Mapping[str, list[Route]]:
    """The routes by the name of the route table, for tables that the templates make.

    A route of a table that is not known may belong to any, so that each gets one that leads nobody knows where.
    """
    found: dict[str, list[Route]] = {}
    astray: Resource | None = None
    for resource in templates.of_type("AWS::EC2::Route"):
        table = resource.properties.resource("RouteTableId")
        if table is None:
            astray = astray if resource.properties.knows("RouteTableId") else resource
            continue
        given = resource.properties
        kind = next((each for each in _TARGETS if given.has(each)), "")
        destination = given.text("DestinationCidrBlock") or given.text("DestinationIpv6CidrBlock")
        target = given.resource(kind) if kind else None
        if target is not None and target.type == "AWS::EC2::VPCGatewayAttachment":
            target = target.properties.resource("InternetGatewayId") or target.properties.resource("VpnGatewayId")
        found.setdefault(table.name, []).append(Route(resource, destination, kind, target))
    for resource in templates.of_type("Custom::WorkspacesPeerRoutes"):
        kind = "VpcPeeringConnectionId"
        astray = astray if resource.properties.knows("RouteTableIds") else resource
        for given_table in resource.properties.references("RouteTableIds"):
            found.setdefault(given_table.resource.name, []).extend(
                Route(resource, each if isinstance(each, str) else None, kind, resource.properties.resource(kind))
                for each in resource.properties.values("DestinationCidrs")
            )
    if astray is not None:
        for each in templates.of_type("AWS::EC2::RouteTable"):
            found.setdefault(each.name, []).append(Route(astray, None, "", None))
    return found


@view
def subnets(templates: Templates) -> Mapping[str, Subnet]:
    """The subnets that the templates make, by the name of the resource."""
    tables: dict[str, Resource] = {}
    for association in templates.of_type("AWS::EC2::SubnetRouteTableAssociation"):
        subnet, table = (association.properties.resource(key) for key in ("SubnetId", "RouteTableId"))
        if subnet is not None and table is not None and goes_with(association, subnet):
            tables[subnet.name] = table
    by_table = routes(templates)
    return {
        each.name: Subnet(
            each,
            each.properties.resource("VpcId"),
            network_of(each.properties.text("CidrBlock")),
            each.properties.text("AvailabilityZoneId"),
            tables.get(each.name),
            by_table.get(tables[each.name].name, ()) if each.name in tables else (),
        )
        for each in templates.of_type("AWS::EC2::Subnet")
    }


@view
def vpc_networks(templates: Templates) -> Mapping[str, list[IPv4Network]]:
    """The known ranges of each VPC that the templates make, by its name: the first one and those added."""
    found: dict[str, list[IPv4Network]] = {}
    for vpc in templates.of_type("AWS::EC2::VPC"):
        own = network_of(vpc.properties.text("CidrBlock"))
        found[vpc.name] = [own] if own else []
    for block in templates.of_type("AWS::EC2::VPCCidrBlock"):
        vpc_of_block, added = block.properties.resource("VpcId"), network_of(block.properties.text("CidrBlock"))
        if vpc_of_block is not None and added is not None and vpc_of_block.name in found:
            found[vpc_of_block.name].append(added)
    return found


def goes_with(resource: Resource, other: Resource) -> bool:
    """Whether a resource is certain to be there when another one is: it has no condition, or the same."""
    return resource.raw.get("Condition") in (None, other.raw.get("Condition"))


@lru_cache(maxsize=1_000)
def network_of(text: str | None) -> IPv4Network | None:
    """The range that a text names; None for none, for IPv6, and for what is no range."""
    try:
        return IPv4Network(text) if text else None
    except ValueError:
        return None
