"""The ways out of the subnets of desktops: NAT gateways, and routes to the internet."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Final

from workspaces_constructs.rules.rule import Violation, rule
from workspaces_constructs.rules.views.desktop_networks import homes
from workspaces_constructs.rules.views.directories import desktop_subnets, desktop_vpcs
from workspaces_constructs.rules.views.links import learning_tables
from workspaces_constructs.rules.views.networks import EVERYWHERE, goes_with, subnets
from workspaces_constructs.rules.views.security_groups import groups
from workspaces_constructs.rules.views.zones import same_zone, zone_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workspaces_constructs.rules.resources import Resource
    from workspaces_constructs.rules.templates import Templates
    from workspaces_constructs.rules.views.desktop_networks import Home
    from workspaces_constructs.rules.views.networks import Route, Subnet

_TYPICAL: Final = "whitepaper: Example of a Typical Configuration"
_CREATION: Final = "WorkspaceCreationProperties"


@rule(
    "WorkSpaces-NET26",
    "warning",
    title="Both subnets of a registration have the same ways out",
    reason="WorkSpaces puts a desktop into one of the two. What its user reaches must not hang on which.",
    fix="Give both subnets routes to the same destinations, each over a target in its own Availability Zone.",
    source=_TYPICAL,
)
def same_ways_out(templates: Templates) -> Iterator[Violation]:
    """Pairs of subnets with route tables that lead to different destinations."""
    for home in homes(templates):
        tables = [each for each in home.subnets if _knows_destinations(templates, each)]
        for one, other in combinations(tables, 2):
            here, there = ({route.destination for route in each.routes} for each in (one, other))
            for subnet, missing in ((one, there - here), (other, here - there)):
                if missing and subnet.table is not None:
                    ways = ", ".join(sorted(map(str, missing)))
                    message = (
                        f"{subnet.resource.logical_id} has no route to {ways}, and the other subnet of the pair has"
                    )
                    yield Violation(subnet.table, message)


def _knows_destinations(templates: Templates, subnet: Subnet) -> bool:
    """Whether a subnet has a route table of its own, with no routes but those that the templates tell."""
    if subnet.table is None or subnet.table.name in learning_tables(templates):
        return False
    return all(route.destination and goes_with(route.resource, subnet.table) for route in subnet.routes)


@rule(
    "WorkSpaces-NET27",
    "warning",
    title="Users with different ways out never share a subnet",
    reason="Routes and network ACLs belong to subnets: in one subnet, those who may reach little have the routes of "
    "those who may reach everything.",
    fix="Give each kind of users an AD Connector and two subnets of their own, and register it with these.",
    source=_TYPICAL,
)
def separate_personas(templates: Templates) -> Iterator[Violation]:
    """Registrations that share a subnet, of which only one lets its desktops reach the internet."""
    by_subnet: dict[str, list[Home]] = {}
    for home in homes(templates):
        for subnet in home.subnets:
            by_subnet.setdefault(subnet.resource.name, []).append(home)
    reported = set()
    for name, sharing in by_subnet.items():
        if len(sharing) == 1:
            continue
        open_, closed = (
            [each for each in sharing if _reaches_internet(templates, each) is way] for way in (True, False)
        )
        if open_ and closed and closed[0].resource.name not in reported:
            reported.add(closed[0].resource.name)
            shared = f"shares {name.partition('/')[2]} with {open_[0].resource.logical_id}"
            yield Violation(closed[0].resource, f"{shared}, whose desktops may reach the internet", closed[0].location)


def _reaches_internet(templates: Templates, home: Home) -> bool | None:
    """Whether the settings of a place mean its desktops to reach the internet."""
    given = home.resource.properties
    if given.flag(_CREATION, "EnableInternetAccess"):
        return True
    named = given.resource(_CREATION, "CustomSecurityGroupId")
    group = groups(templates).get(named.name) if named else None
    if group is None or not group.complete or any(each.cidr is None and each.peer is None for each in group.outbound):
        return None
    return not group.outbound or any(each.cidr in EVERYWHERE for each in group.outbound)


@rule(
    "WorkSpaces-NET28",
    "advice",
    title="Desktops in two Availability Zones do not hang on one NAT gateway",
    reason="If the gateway's zone fails, the desktops of the other one lose the internet too.",
    fix="Make a NAT gateway in each zone of the desktops, or a regional one.",
    source="https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html",
)
def nat_for_each_zone(templates: Templates) -> Iterator[Violation]:
    """NAT gateways that alone serve a pair of subnets in two zones."""
    for nat in _alone(templates).values():
        yield Violation(nat, "desktops in two zones have this NAT gateway alone", "SubnetId")


def _alone(templates: Templates) -> dict[str, Resource]:
    """The NAT gateways of one zone that both subnets of a pair in two zones lead to, by name."""
    found: dict[str, Resource] = {}
    for home in homes(templates):
        for one, other in combinations(home.subnets, 2):
            nat, second = _nat_of(one), _nat_of(other)
            if nat and second and nat.name == second.name and same_zone(one, other) is False:
                found[nat.name] = nat
    return {name: nat for name, nat in found.items() if nat.properties.has("SubnetId")}


@rule(
    "WorkSpaces-NET29",
    "warning",
    title="Desktops go out through the NAT gateway of their own Availability Zone",
    reason="Another zone's gateway costs for every gigabyte between the zones, and fails with that zone.",
    fix="Lead the default route to the NAT gateway in the subnet's own zone.",
    source=_TYPICAL,
)
def nat_of_own_zone(templates: Templates) -> Iterator[Violation]:
    """Default routes to a NAT gateway of another zone, except to one that is the only one."""
    alone = _alone(templates)
    for subnet in desktop_subnets(templates).values():
        for route in subnet.routes:
            nat = route.target if route.leads_everywhere and route.kind == "NatGatewayId" else None
            place = _subnet_of(templates, nat) if nat else None
            if nat is None or place is None or same_zone(subnet, place) is not False:
                continue
            if nat.name not in alone or _has_nat(templates, subnet):
                zone, own = zone_name(place) or "another zone", zone_name(subnet) or "another one"
                yield Violation(route.resource, f"the NAT gateway is in {zone}, the desktops in {own}", "NatGatewayId")


def _nat_of(subnet: Subnet) -> Resource | None:
    """The NAT gateway that the only default route to one leads to."""
    found = [each.target for each in subnet.routes if each.leads_everywhere and each.kind == "NatGatewayId"]
    return found[0] if len(found) == 1 else None


def _subnet_of(templates: Templates, nat: Resource) -> Subnet | None:
    named = nat.properties.resource("SubnetId")
    return subnets(templates).get(named.name) if named else None


def _has_nat(templates: Templates, subnet: Subnet) -> bool:
    """Whether the VPC of a subnet has a NAT gateway in the same zone."""
    places = (_subnet_of(templates, each) for each in templates.of_type("AWS::EC2::NatGateway"))
    return any(each is not None and each.vpc is subnet.vpc and same_zone(subnet, each) for each in places)


@rule(
    "WorkSpaces-NET30",
    "error",
    title="NAT gateways of desktops are in public subnets",
    reason="A public NAT gateway passes traffic on by the routes of its own subnet; without an internet gateway there "
    "it goes nowhere.",
    fix="Put the NAT gateway into a subnet whose default route is an internet gateway.",
    source=_TYPICAL,
)
def nat_in_public_subnet(templates: Templates) -> Iterator[Violation]:
    """Public NAT gateways in the VPC of desktops, in subnets without a way to the internet."""
    vpcs = desktop_vpcs(templates)
    for nat in templates.of_type("AWS::EC2::NatGateway") if vpcs else ():
        place, given = _subnet_of(templates, nat), nat.properties
        if place is None or place.vpc is None or place.vpc.name not in vpcs or not given.knows("ConnectivityType"):
            continue
        if given.text("ConnectivityType") != "private" and _knows_destinations(templates, place) and _is_inner(place):
            yield Violation(nat, f"{place.resource.logical_id} has no route to an internet gateway", "SubnetId")


def _is_inner(subnet: Subnet) -> bool:
    """Whether a subnet has no default route but one to a NAT gateway; any other may lead to the internet."""
    return all(_is_nat(route) for route in subnet.routes if route.leads_everywhere)


def _is_nat(route: Route) -> bool:
    return route.kind == "NatGatewayId"


@rule(
    "WorkSpaces-NET31",
    "warning",
    title="Desktops with internet access have a default route",
    reason="Internet access gives each desktop a public address, which is of no use in a subnet without a way out.",
    fix="Add a default route, or set EnableInternetAccess to false and let desktops use a proxy.",
    source=_TYPICAL,
)
def route_for_internet_access(templates: Templates) -> Iterator[Violation]:
    """Registrations with internet access whose subnets have no default route."""
    for home in homes(templates):
        if not home.resource.properties.flag(_CREATION, "EnableInternetAccess"):
            continue
        for subnet in home.subnets:
            if _knows_destinations(templates, subnet) and not any(each.leads_everywhere for each in subnet.routes):
                message = f"EnableInternetAccess is true, and {subnet.resource.logical_id} has no default route"
                yield Violation(home.resource, message, f"{_CREATION}.EnableInternetAccess")
