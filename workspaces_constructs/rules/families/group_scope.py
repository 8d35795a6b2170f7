"""Where security groups of desktops and directories are, and for whom."""

from __future__ import annotations

from ipaddress import IPv4Network
from typing import TYPE_CHECKING, Final

from workspaces_constructs.rules.rule import Violation, rule
from workspaces_constructs.rules.views.addresses import is_everywhere, range_of
from workspaces_constructs.rules.views.desktop_networks import homes
from workspaces_constructs.rules.views.group_owners import directory_rules, host_rules
from workspaces_constructs.rules.views.port_coverage import is_administration, opened

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workspaces_constructs.rules.templates import Templates

_PRIVATE: Final = tuple(map(IPv4Network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")))
"""The private ranges of RFC 1918."""


@rule(
    "WorkSpaces-SG17",
    "error",
    title="The security group of desktops is in their VPC",
    reason="A network interface takes no group of another VPC, and no desktop can be launched.",
    fix="Make the group in the VPC of the subnets that the registration names.",
    source="https://docs.aws.amazon.com/workspaces/latest/adminguide/amazon-workspaces-security-groups.html",
)
def groups_are_in_the_vpc(templates: Templates) -> Iterator[Violation]:
    """Registrations and WorkSpaces' own directories with a custom group of another VPC than that of their subnets."""
    for registration in homes(templates):
        group = registration.resource.properties.resource("WorkspaceCreationProperties", "CustomSecurityGroupId")
        vpc = group.properties.resource("VpcId") if group else None
        others = [subnet.vpc for subnet in registration.subnets if subnet.vpc is not None]
        if group and vpc and others and vpc.type == "AWS::EC2::VPC" and vpc not in others:
            yield Violation(
                registration.resource,
                f"its group {group.logical_id} is in {vpc.logical_id}, its subnets in {others[0].logical_id}",
                "WorkspaceCreationProperties.CustomSecurityGroupId",
            )


@rule(
    "WorkSpaces-SG18",
    "advice",
    title="Directories and domain controllers name the networks of their members",
    reason="The whitepaper restricts the ports of Active Directory to the subnets of desktops and other controllers.",
    fix="Name the subnets of desktops and the networks of domain controllers instead of a whole private range.",
    source="whitepaper: VPC Design",
)
def directories_name_their_members(templates: Templates) -> Iterator[Violation]:
    """Inbound rules of directories and domain controllers that hold a whole private range of RFC 1918."""
    for each in (*directory_rules(templates), *host_rules(templates)):
        found = range_of(each.cidr)
        whole = isinstance(found, IPv4Network) and any(private.subnet_of(found) for private in _PRIVATE)
        other = each.every_port or is_administration(each) or is_everywhere(each.cidr)
        if whole and not other:
            yield Violation(each.resource, f"lets all of {each.cidr} reach {opened(each)}", each.location)
