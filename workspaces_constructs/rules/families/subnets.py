"""The subnets of desktops and directories: zones, separation and addresses."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Final

from workspaces_constructs.facts.regions import AZ_IDS
from workspaces_constructs.rules.resources import Reference
from workspaces_constructs.rules.rule import Violation, rule
from workspaces_constructs.rules.views.desktop_networks import homes
from workspaces_constructs.rules.views.directories import desktop_subnets, directories
from workspaces_constructs.rules.views.domain_controllers import domain_controllers
from workspaces_constructs.rules.views.regions import region_of
from workspaces_constructs.rules.views.zones import same_zone, zone_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from workspaces_constructs.rules.resources import Resource
    from workspaces_constructs.rules.templates import Templates
    from workspaces_constructs.rules.views.networks import Subnet

_PAIR: Final = 2
_ZONES: Final = "https://docs.aws.amazon.com/workspaces/latest/adminguide/azs-workspaces.html"

_OTHERS: Final[Mapping[str, str]] = {
    "AWS::AutoScaling::AutoScalingGroup": "VPCZoneIdentifier",
    "AWS::EC2::Instance": "SubnetId",
    "AWS::EC2::NatGateway": "SubnetId",
    "AWS::EFS::MountTarget": "SubnetId",
    "AWS::ElasticLoadBalancing::LoadBalancer": "Subnets",
    "AWS::ElasticLoadBalancingV2::LoadBalancer": "Subnets",
    "AWS::FSx::FileSystem": "SubnetIds",
}
"""What takes addresses in a subnet, with the property that names the subnets."""


@rule(
    "WorkSpaces-NET15",
    "error",
    title="The two subnets of desktops are in different Availability Zones",
    reason="WorkSpaces registers a directory only with two subnets in two zones.",
    fix="Name two subnets, each with another AvailabilityZoneId.",
    source=_ZONES,
)
def two_zones(templates: Templates) -> Iterator[Violation]:
    """Registrations with two subnets of the same zone, or with more; directories have a rule of their own."""
    for home in homes(templates):
        named = home.resource.properties.values(home.location) if home.registered else []
        if len(named) > _PAIR and all(isinstance(each, str | Reference) for each in named):
            yield Violation(home.resource, f"it names {len(named)} subnets, not two", home.location)
            continue
        for one, other in combinations(home.subnets, 2) if home.registered else ():
            if same_zone(one, other):
                zone = zone_name(one) or "one zone"
                message = f"{one.resource.logical_id} and {other.resource.logical_id} are both in {zone}"
                yield Violation(home.resource, message, home.location)


@rule(
    "WorkSpaces-NET16",
    "error",
    title="Subnets of desktops are in Availability Zones with WorkSpaces",
    reason="WorkSpaces runs in two or three zones of a region, and registers no directory with subnets in others.",
    fix="Give the AvailabilityZoneId of a zone that AWS lists. Names of zones differ from account to account.",
    source=_ZONES,
)
def supported_zones(templates: Templates) -> Iterator[Violation]:
    """Subnets of desktops in zones of the region in which WorkSpaces does not run."""
    for subnet in desktop_subnets(templates).values():
        region = region_of(templates, subnet.resource)
        if subnet.zone_id and region and region in AZ_IDS and subnet.zone_id not in AZ_IDS[region]:
            message = f"{subnet.zone_id} is none of the zones with WorkSpaces in {region}: {', '.join(AZ_IDS[region])}"
            yield Violation(subnet.resource, message, "AvailabilityZoneId")


@rule(
    "WorkSpaces-NET17",
    "error",
    title="Desktops are in a region with WorkSpaces",
    reason="WorkSpaces is not offered in every region.",
    fix="Move the stack to a region that AWS lists, the nearest to the users.",
    source=_ZONES,
)
def supported_region(templates: Templates) -> Iterator[Violation]:
    """Places of desktops in a region without WorkSpaces; of those outside the public regions nothing is said."""
    for home in homes(templates):
        region = region_of(templates, home.subnets[0].resource if home.subnets else home.resource)
        if region and region not in AZ_IDS and not region.startswith(("cn-", "us-iso", "eu-iso", "eusc-")):
            yield Violation(home.resource, f"there is no WorkSpaces in {region}")


@rule(
    "WorkSpaces-NET18",
    "warning",
    title="Subnets of desktops are private",
    reason="What leaves a private subnet can be controlled, by a NAT gateway, a proxy or a firewall. Behind an "
    "internet gateway every desktop with a public address is a host of the internet.",
    fix="Route the subnet's traffic to a NAT gateway in a public subnet, to a proxy, or to your own network.",
    source="whitepaper: Example of a Typical Configuration",
)
def private_desktops(templates: Templates) -> Iterator[Violation]:
    """Subnets of desktops with a route to an internet gateway."""
    for subnet in desktop_subnets(templates).values():
        if subnet.is_public:
            yield Violation(subnet.resource, "desktops live in a subnet whose default route is an internet gateway")


@rule(
    "WorkSpaces-NET19",
    "warning",
    title="Subnets of directories and domain controllers are private",
    reason="No client of a directory comes from the internet; it has no business with a route to it.",
    fix="Put the directory into subnets without a route to an internet gateway.",
    source="whitepaper: Design Considerations, VPC Design",
)
def private_directories(templates: Templates) -> Iterator[Violation]:
    """Directories and domain controllers in subnets with a route to an internet gateway."""
    for resource, location, subnet in _of_directories(templates):
        if subnet.is_public:
            yield Violation(resource, f"{subnet.resource.logical_id} is a public subnet", location)


@rule(
    "WorkSpaces-NET20",
    "warning",
    title="Directories and domain controllers have subnets apart from those of desktops",
    reason="Routes, network ACLs and addresses of a pair of their own keep the domain separate from its users.",
    fix="Give the directory two private subnets of its own, and name others in the registration.",
    source="whitepaper: Design Considerations, VPC Design",
)
def separate_directories(templates: Templates) -> Iterator[Violation]:
    """Directories and domain controllers in subnets that a registration names for desktops."""
    named = {subnet.resource.name for home in homes(templates) if home.registered for subnet in home.subnets}
    for resource, location, subnet in _of_directories(templates):
        if subnet.resource.name in named:
            yield Violation(resource, f"desktops live in {subnet.resource.logical_id} too", location)


def _of_directories(templates: Templates) -> Iterator[tuple[Resource, str, Subnet]]:
    """Managed ADs, Simple ADs and domain controllers on Amazon EC2, each with its subnets and where it names them."""
    for directory in directories(templates).values():
        for subnet in directory.subnets if directory.kind != "connector" else ():
            yield directory.resource, directory.subnets_at, subnet
    for controller in domain_controllers(templates).values():
        if controller.subnet is not None:
            own = controller.resource.properties.has("SubnetId")
            yield controller.resource, "SubnetId" if own else "NetworkInterfaces", controller.subnet


@rule(
    "WorkSpaces-NET21",
    "advice",
    title="Subnets of desktops hold desktops and their AD Connectors only",
    reason="Servers among the desktops take addresses that desktops need later, and cannot be told apart by routes and "
    "network ACLs.",
    fix="Put the server, the proxy or the file system into subnets of its own.",
    source="whitepaper: Design Considerations, VPC Design",
)
def nothing_else(templates: Templates) -> Iterator[Violation]:
    """Servers, load balancers, gateways and file systems in subnets of desktops."""
    desktops = desktop_subnets(templates)
    for type_, location in _OTHERS.items() if desktops else ():
        for resource in templates.of_type(type_):
            shared = [each for each in resource.properties.resources(location) if each.name in desktops]
            if shared and resource.name not in domain_controllers(templates):
                yield Violation(resource, f"this {type_} is among the desktops of {shared[0].logical_id}", location)


@rule(
    "WorkSpaces-NET22",
    "warning",
    title="Subnets of desktops and directories give no public addresses",
    reason="Nothing in a private subnet has any use for a public address, and behind an internet gateway it is one "
    "more way in.",
    fix="Set MapPublicIpOnLaunch to false, or leave it out.",
    source="whitepaper: Example of a Typical Configuration",
)
def no_public_addresses(templates: Templates) -> Iterator[Violation]:
    """Subnets whose interfaces get public addresses; that a subnet is public at all is for other rules to say."""
    found = dict(desktop_subnets(templates))
    found.update((subnet.resource.name, subnet) for _, _, subnet in _of_directories(templates))
    for subnet in found.values():
        if subnet.resource.properties.flag("MapPublicIpOnLaunch") and not subnet.is_public:
            yield Violation(subnet.resource, "MapPublicIpOnLaunch is true", "MapPublicIpOnLaunch")


@rule(
    "WorkSpaces-NET23",
    "error",
    title="Subnets of desktops do not assign IPv6 addresses by themselves",
    reason="Where a subnet does, launches of Performance and graphics bundles fail with an internal error.",
    fix="Set AssignIpv6AddressOnCreation to false on the subnets of desktops.",
    source="https://docs.aws.amazon.com/workspaces/latest/adminguide/amazon-workspaces-troubleshooting.html",
)
def no_automatic_ipv6(templates: Templates) -> Iterator[Violation]:
    """Subnets with automatic IPv6 addresses in which desktops live."""
    for subnet in desktop_subnets(templates).values():
        if subnet.resource.properties.flag("AssignIpv6AddressOnCreation"):
            yield Violation(
                subnet.resource, "desktops live in a subnet that assigns IPv6 addresses", "AssignIpv6AddressOnCreation"
            )
