"""The ranges of VPCs against those of the networks that they are joined with."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from workspaces_constructs.facts.networks import overlaps
from workspaces_constructs.rules.rule import Violation, rule
from workspaces_constructs.rules.views.desktop_networks import network_vpcs
from workspaces_constructs.rules.views.links import attachments
from workspaces_constructs.rules.views.networks import network_of, routes, vpc_networks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workspaces_constructs.rules.resources import Resource
    from workspaces_constructs.rules.templates import Templates
    from workspaces_constructs.rules.views.networks import Route

_GATEWAYS: Final = frozenset({"AWS::EC2::InternetGateway", "AWS::EC2::VPNGateway"})


@rule(
    "WorkSpaces-NET12",
    "error",
    title="Peered VPCs share no address",
    reason="Amazon VPC makes no peering between VPCs whose ranges overlap.",
    fix="Give one of the VPCs another range.",
    source="whitepaper: Scenario 5: AWS Microsoft AD using a Shared Services Virtual Private Cloud (VPC)",
)
def peered_ranges(templates: Templates) -> Iterator[Violation]:
    """Peerings of desktops' or directories' VPCs with one whose range overlaps."""
    ours, ranges = network_vpcs(templates), vpc_networks(templates)
    for peering in templates.of_type("AWS::EC2::VPCPeeringConnection"):
        one, other = (peering.properties.resource(key) for key in ("VpcId", "PeerVpcId"))
        if one is None or other is None or one.name == other.name or not {one.name, other.name} & ours.keys():
            continue
        for left, right in overlaps(ranges.get(one.name, ()), ranges.get(other.name, ())):
            yield Violation(peering, f"{left} of one VPC overlaps {right} of the other")


@rule(
    "WorkSpaces-NET13",
    "warning",
    title="VPCs on the transit gateway of desktops share no address",
    reason="The routes of a VPC that overlaps one attached earlier do not propagate, and desktops do not reach it.",
    fix="Give one of the VPCs another range.",
    source="https://docs.aws.amazon.com/vpc/latest/tgw/tgw-vpc-attachments.html",
)
def attached_ranges(templates: Templates) -> Iterator[Violation]:
    """Attachments of a VPC that overlaps the VPC of desktops or of a directory on the same transit gateway."""
    ours, ranges = network_vpcs(templates), vpc_networks(templates)
    by_gateway: dict[str, dict[str, Resource]] = {}
    for each in attachments(templates) if ours else ():
        if each.gateway and each.vpc:
            by_gateway.setdefault(each.gateway, {}).setdefault(each.vpc.name, each.resource)
    for attached in by_gateway.values():
        every = sorted((network, name) for name in attached for network in ranges.get(name, ()))
        for (earlier, holder), (network, name) in pairwise(every):
            if network.overlaps(earlier) and holder != name and {holder, name} & ours.keys():
                other = holder.partition("/")[2]
                yield Violation(attached[name], f"{network} of this VPC overlaps {earlier} of {other}")


@rule(
    "WorkSpaces-NET14",
    "error",
    title="No route out of the VPC of desktops leads to addresses of the VPC itself",
    reason="Traffic for the VPC's own ranges stays in it: Amazon VPC refuses the route, and the other network is out "
    "of reach.",
    fix="Give the VPC or the other network another range.",
    source="https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html",
)
def routes_to_itself(templates: Templates) -> Iterator[Violation]:
    """Routes over a gateway or a peering to a part of the VPC's own ranges."""
    ours, ranges = network_vpcs(templates), vpc_networks(templates)
    for table in templates.of_type("AWS::EC2::RouteTable") if ours else ():
        vpc = table.properties.resource("VpcId")
        if vpc is None or vpc.name not in ours:
            continue
        for route in routes(templates).get(table.name, ()):
            network = network_of(route.destination) if _leads_out(route) else None
            own = next((each for each in ranges.get(vpc.name, ()) if network and network.subnet_of(each)), None)
            if own:
                yield Violation(route.resource, f"{network} is part of the VPC's own {own}", "DestinationCidrBlock")


def _leads_out(route: Route) -> bool:
    """Whether a route leaves the VPC; appliances and ``local`` are targets inside it."""
    if route.kind == "GatewayId" and route.target is None:
        return (route.resource.properties.text("GatewayId") or "").startswith(("igw-", "vgw-"))
    if route.kind == "GatewayId":
        return route.target is not None and route.target.type in _GATEWAYS
    return route.kind in {"TransitGatewayId", "VpcPeeringConnectionId"}
