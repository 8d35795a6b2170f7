"""The ranges of VPCs and subnets: their sizes, and what AWS keeps for itself."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from workspaces_constructs.facts.networks import (
    LARGEST_SUBNET_PREFIX,
    MANAGED_AD_RANGE,
    SMALLEST_SUBNET_PREFIX,
    ad_connector_ranges,
    management_collisions,
)
from workspaces_constructs.facts.regions import AZ_IDS
from workspaces_constructs.rules.rule import Violation, rule
from workspaces_constructs.rules.templates import view
from workspaces_constructs.rules.views.desktop_networks import network_vpcs
from workspaces_constructs.rules.views.directories import desktop_vpcs, directories
from workspaces_constructs.rules.views.networks import network_of, routes, subnets, vpc_networks
from workspaces_constructs.rules.views.regions import region_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from ipaddress import IPv4Network

    from workspaces_constructs.facts.networks import Collisions
    from workspaces_constructs.rules.resources import Resource
    from workspaces_constructs.rules.templates import Templates
    from workspaces_constructs.rules.views.networks import Subnet

_SIZES: Final = f"/{LARGEST_SUBNET_PREFIX} to /{SMALLEST_SUBNET_PREFIX}"
_BLOCKS: Final = "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html"
_MANAGEMENT: Final = "https://docs.aws.amazon.com/workspaces/latest/adminguide/workspaces-port-requirements.html"


@rule(
    "WorkSpaces-NET6",
    "error",
    title=f"Ranges of VPCs and subnets are {_SIZES}",
    reason="Amazon VPC makes no larger and no smaller ones.",
    fix=f"Give a range of {_SIZES}, which can not be changed later.",
    source=_BLOCKS,
)
def allowed_sizes(templates: Templates) -> Iterator[Violation]:
    """VPCs of desktops and directories, and their subnets, with ranges that Amazon VPC refuses."""
    vpcs = network_vpcs(templates)
    inside = [each.resource for each in subnets(templates).values() if each.vpc is not None and each.vpc.name in vpcs]
    blocks = templates.of_type("AWS::EC2::VPCCidrBlock")
    added = [each for each in blocks if (vpc := each.properties.resource("VpcId")) and vpc.name in vpcs]
    for resource in (*vpcs.values(), *added, *inside):
        network = network_of(resource.properties.text("CidrBlock"))
        if network and not LARGEST_SUBNET_PREFIX <= network.prefixlen <= SMALLEST_SUBNET_PREFIX:
            yield Violation(resource, f"{network} is not {_SIZES}", "CidrBlock")


@rule(
    "WorkSpaces-NET7",
    "error",
    title="Ranges of subnets lie in their VPC and share no address",
    reason="Amazon VPC refuses a subnet outside the ranges of its VPC, and one that overlaps another.",
    fix="Cut the subnet's range out of what is free in the VPC.",
    source=_BLOCKS,
)
def subnets_fit(templates: Templates) -> Iterator[Violation]:
    """Subnets of VPCs with desktops or directories that lie outside the VPC or over one another."""
    for name, known in _by_vpc(templates).items():
        ranges = _all_ranges(templates, name)
        for network, subnet in known if ranges else ():
            if not any(network.subnet_of(each) for each in ranges):
                listed = ", ".join(map(str, ranges))
                yield Violation(subnet.resource, f"{network} is not part of the VPC's {listed}", "CidrBlock")
        for (earlier, neighbour), (network, subnet) in pairwise(known):
            if network.overlaps(earlier) and not _alternatives(neighbour.resource, subnet.resource):
                yield Violation(subnet.resource, f"{network} overlaps {earlier} of the same VPC", "CidrBlock")


def _alternatives(one: Resource, other: Resource) -> bool:
    """Whether two resources may never be there together."""
    conditions = [each.raw.get("Condition") for each in (one, other)]
    return None not in conditions and conditions[0] != conditions[1]


def _by_vpc(templates: Templates) -> dict[str, list[tuple[IPv4Network, Subnet]]]:
    """The subnets of each VPC with their ranges, by address: of those that overlap, two are next to each other."""
    found: dict[str, list[tuple[IPv4Network, Subnet]]] = {name: [] for name in network_vpcs(templates)}
    for each in subnets(templates).values():
        if each.network and each.vpc is not None and each.vpc.name in found:
            found[each.vpc.name].append((each.network, each))
    return {name: sorted(known, key=lambda pair: pair[0]) for name, known in found.items()}


def _all_ranges(templates: Templates, vpc: str) -> list[IPv4Network]:
    """All ranges of a VPC; none where it may have one that the templates do not tell."""
    asked = 1
    for block in templates.of_type("AWS::EC2::VPCCidrBlock"):
        owner, given = block.properties.resource("VpcId"), block.properties
        of_it = owner.name == vpc if owner else given.text("VpcId") is None
        asked += of_it and (given.has("CidrBlock") or given.has("Ipv4IpamPoolId"))
    found = vpc_networks(templates).get(vpc, [])
    return found if len(found) == asked else []


@rule(
    "WorkSpaces-NET8",
    "error",
    title="A management range of WorkSpaces stays free in the VPC of desktops",
    reason="Each desktop has a second interface with an address out of one of these ranges. WorkSpaces registers no "
    "directory in a VPC that uses or routes to all of them.",
    fix="Choose a range for the VPC, such as 172.20.0.0/16, and routes that leave one of the region's ranges free.",
    source=_MANAGEMENT,
)
def management_range_left(templates: Templates) -> Iterator[Violation]:
    """VPCs of desktops that use or route to every management range of the region."""
    for vpc, collisions in _collisions(templates):
        for each in collisions.errors:
            yield Violation(vpc, each.removesuffix("."), "CidrBlock")


@rule(
    "WorkSpaces-NET9",
    "warning",
    title="The VPC of desktops leaves WorkSpaces its management ranges",
    reason="WorkSpaces takes another of its ranges, and no network that desktops reach may ever use that one too.",
    fix="Choose a range for the VPC, such as 172.20.0.0/16, and routes outside the region's management ranges.",
    source=_MANAGEMENT,
)
def management_ranges_free(templates: Templates) -> Iterator[Violation]:
    """VPCs of desktops that use or route to some of the management ranges, 10.0.0.0/8 aside."""
    for vpc, collisions in _collisions(templates):
        for each in collisions.warnings:
            yield Violation(vpc, each.removesuffix("."), "CidrBlock")


@view
def _collisions(templates: Templates) -> Sequence[tuple[Resource, Collisions]]:
    """What the ranges of desktops' VPCs and the routes in them take from the management ranges."""
    vpcs = desktop_vpcs(templates)
    used = {name: dict.fromkeys(vpc_networks(templates).get(name, ())) for name in vpcs}
    for table in templates.of_type("AWS::EC2::RouteTable") if vpcs else ():
        vpc = table.properties.resource("VpcId")
        if vpc is not None and vpc.name in used:
            found = (network_of(each.destination) for each in routes(templates).get(table.name, ()))
            used[vpc.name].update((each, None) for each in found if each and each.prefixlen)
    regions = {name: region_of(templates, vpc) for name, vpc in vpcs.items() if used[name]}
    return [
        (vpcs[name], management_collisions(region, used[name], managed_ad=False))
        for name, region in regions.items()
        if region and region in AZ_IDS
    ]


@rule(
    "WorkSpaces-NET10",
    "error",
    title=f"The VPC of an AWS Managed Microsoft AD does not use {MANAGED_AD_RANGE}",
    reason="The directory's own management traffic uses this range, and none is made in a VPC that uses it too.",
    fix="Choose another range for the VPC, such as 172.20.0.0/16.",
    source="https://docs.aws.amazon.com/directoryservice/latest/admin-guide/ms_ad_getting_started_create_directory.html",
)
def managed_ad_range(templates: Templates) -> Iterator[Violation]:
    """VPCs of Managed ADs that use the range of its management traffic."""
    for directory in directories(templates).values():
        ranges = vpc_networks(templates).get(directory.vpc.name, ()) if directory.vpc else ()
        for network in ranges if directory.kind == "managed" else ():
            if directory.vpc and network.overlaps(MANAGED_AD_RANGE):
                yield Violation(directory.vpc, f"{network} overlaps {MANAGED_AD_RANGE}", "CidrBlock")


@rule(
    "WorkSpaces-NET11",
    "error",
    title="An AD Connector's DNS servers lie outside the ranges of its own second interface",
    reason="The connector reaches nothing in these ranges but its own interface, whatever the route tables say.",
    fix="Name DNS servers outside these ranges, or make the connector in a VPC whose range leads to the other ones.",
    source="https://docs.aws.amazon.com/directoryservice/latest/admin-guide/prereq_connector.html",
)
def connector_ranges(templates: Templates) -> Iterator[Violation]:
    """AD Connectors with DNS addresses that their own interface hides."""
    for directory in directories(templates).values():
        network = next((each.network for each in directory.subnets if each.network), None)
        if directory.kind != "connector" or network is None:
            continue
        for text in directory.resource.properties.texts("CustomerDnsIps"):
            address = network_of(text)
            hidden = next((each for each in ad_connector_ranges(network) if address and address.subnet_of(each)), None)
            if hidden:
                message = f"{text} lies in {hidden}, which a connector in {network} uses itself"
                yield Violation(directory.resource, message, "CustomerDnsIps")
