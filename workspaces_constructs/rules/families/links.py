"""Routes between desktops and the directory they belong to: other VPCs, transit gateways and on-premises."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from workspaces_constructs.rules.rule import Violation, rule
from workspaces_constructs.rules.views.desktop_networks import homes, homes_of
from workspaces_constructs.rules.views.directories import desktop_subnets, directories
from workspaces_constructs.rules.views.links import attachments, learning_tables, same_gateway, served_by
from workspaces_constructs.rules.views.networks import network_of, vpc_networks
from workspaces_constructs.rules.views.zones import same_zone, zone_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from ipaddress import IPv4Network

    from workspaces_constructs.rules.resources import Resource
    from workspaces_constructs.rules.templates import Templates
    from workspaces_constructs.rules.views.directories import Directory
    from workspaces_constructs.rules.views.networks import Route, Subnet

_SHARED_SERVICES: Final = "whitepaper: Scenario 5: AWS Microsoft AD using a Shared Services Virtual Private Cloud (VPC)"
_PEER_ROUTES: Final = "Custom::WorkspacesPeerRoutes"
_ATTACHMENTS: Final = "https://docs.aws.amazon.com/vpc/latest/tgw/tgw-vpc-attachments.html"


@rule(
    "WorkSpaces-NET32",
    "error",
    title="Routes lead from desktops to the directory in another VPC, and back",
    reason="A peering or a transit gateway passes nothing on without a route in the tables of both sides.",
    fix="Add an AWS::EC2::Route to the other side's range, over the peering or the transit gateway.",
    source=_SHARED_SERVICES,
)
def routes_both_ways(templates: Templates) -> Iterator[Violation]:
    """Route tables of desktops, or of a directory in another VPC of the templates, without a route to each other."""
    reported: set[tuple[str, IPv4Network]] = set()
    for connector in directories(templates).values():
        served = served_by(templates, connector) if connector.kind == "connector" else None
        if served is None or not _apart(connector, served):
            continue
        near = _subnets_of(templates, connector)
        sides: list[tuple[Sequence[Subnet], Sequence[Subnet], str]] = [(near, served.subnets, "directory")]
        if all(each.properties.references("RouteTableIds") for each in templates.of_type(_PEER_ROUTES)):
            sides.append((served.subnets, near, "desktops"))
        for here, there, whose in sides:
            for table, network in _missing(templates, here, there):
                if (table.name, network) not in reported:
                    reported.add((table.name, network))
                    yield Violation(table, f"no route leads to {network} of the {whose}")


def _apart(connector: Directory, served: Directory) -> bool:
    """Whether an AD Connector and the directory it leads to are certain to be in different VPCs."""
    one, other = _vpc_of(connector), _vpc_of(served)
    return one is not None and other is not None and one.name != other.name


def _vpc_of(directory: Directory) -> Resource | None:
    return directory.vpc or next((each.vpc for each in directory.subnets if each.vpc is not None), None)


def _subnets_of(templates: Templates, connector: Directory) -> list[Subnet]:
    """The subnets of an AD Connector and of its desktops."""
    found = {each.resource.name: each for each in connector.subnets}
    for home in homes_of(templates).get(connector.resource.name, ()):
        found.update((each.resource.name, each) for each in home.subnets)
    return list(found.values())


def _missing(
    templates: Templates, here: Sequence[Subnet], there: Sequence[Subnet]
) -> Iterator[tuple[Resource, IPv4Network]]:
    """The route tables of one side that have no route to a range of the other, with that range."""
    for subnet in here:
        for other in there:
            if subnet.table and other.network and not _may_reach(templates, subnet, other.network):
                yield subnet.table, other.network


def _may_reach(templates: Templates, subnet: Subnet, network: IPv4Network) -> bool:
    """Whether a subnet may have a route to a range: only what its own table leaves out for certain is false."""
    if subnet.table is None or subnet.table.name in learning_tables(templates):
        return True
    for route in subnet.routes:
        destination = network_of(route.destination)
        if not _is_public(route) and (route.destination is None or (destination and network.subnet_of(destination))):
            return True
    return False


def _is_public(route: Route) -> bool:
    """Whether a route leads to the internet and not to networks of one's own."""
    if route.kind == "NatGatewayId":
        nat = route.target.properties if route.target else None
        return nat is None or nat.text("ConnectivityType") == "public" or not nat.has("ConnectivityType")
    return route.kind in {"CarrierGatewayId", "EgressOnlyInternetGatewayId"} or route.leads_to_internet_gateway


@rule(
    "WorkSpaces-NET33",
    "error",
    title="A transit gateway has a subnet in each Availability Zone of the desktops that use it",
    reason="Traffic is passed on only from zones in which the attachment has a subnet.",
    fix="Add a subnet of the missing zone to the attachment.",
    source=_ATTACHMENTS,
)
def attached_in_each_zone(templates: Templates) -> Iterator[Violation]:
    """Attachments without a subnet in a zone whose desktops or directories have routes to the transit gateway."""
    every = dict(desktop_subnets(templates))
    every.update((each.resource.name, each) for one in directories(templates).values() for each in one.subnets)
    known = {(each.vpc.name, each.gateway): each for each in attachments(templates) if each.vpc and each.complete}
    reported = set()
    for subnet in every.values():
        gateways = {same_gateway(route.resource) for route in subnet.routes if route.kind == "TransitGatewayId"}
        for gateway in gateways - {None}:
            attachment = known.get((subnet.vpc.name, gateway)) if subnet.vpc else None
            if attachment is None or any(same_zone(subnet, each) is not False for each in attachment.subnets):
                continue
            zone = zone_name(subnet) or "the zone"
            if (attachment.resource.name, zone) not in reported:
                reported.add((attachment.resource.name, zone))
                message = f"no subnet of the attachment is in {zone} of {subnet.resource.logical_id}"
                yield Violation(attachment.resource, message, "SubnetIds")


@rule(
    "WorkSpaces-NET34",
    "warning",
    title="An AD Connector's subnets have a route to its DNS servers",
    reason="A connector logs nobody on and joins no desktop unless it reaches the domain it leads to.",
    fix="Add a route to the domain's network over a VPN gateway, a transit gateway or a peering.",
    source="whitepaper: AD Connector Cannot Connect to Active Directory",
)
def route_to_dns_servers(templates: Templates) -> Iterator[Violation]:
    """AD Connectors in subnets with no route to an address outside the VPC that they ask."""
    for connector in directories(templates).values():
        for subnet in connector.subnets if connector.kind == "connector" else ():
            ranges = vpc_networks(templates).get(subnet.vpc.name) if subnet.vpc else None
            for text in connector.resource.properties.texts("CustomerDnsIps") if ranges else ():
                address = network_of(text)
                if address is None or any(address.subnet_of(each) for each in ranges or ()):
                    continue
                if not _may_reach(templates, subnet, address):
                    message = f"{subnet.resource.logical_id} has no route to {text}"
                    yield Violation(connector.resource, message, "CustomerDnsIps")


@rule(
    "WorkSpaces-NET35",
    "error",
    title="Desktops live in the VPC of the directory that they are registered with",
    reason="Desktops reside in the VPC of their directory. An AD Connector in their VPC leads to a directory in "
    "another one.",
    fix="Name subnets of the directory's VPC, or register an AD Connector in the VPC of the desktops.",
    source="whitepaper: VPC Design",
)
def one_vpc(templates: Templates) -> Iterator[Violation]:
    """Registrations with subnets of another VPC than the directory's."""
    for home in homes(templates):
        place = _vpc_of(home.directory) if home.directory else None
        for subnet in home.subnets if place is not None else ():
            if place is not None and subnet.vpc is not None and subnet.vpc.name != place.name:
                message = f"{subnet.resource.logical_id} is not in {place.logical_id}, the VPC of the directory"
                yield Violation(home.resource, message, home.location)
