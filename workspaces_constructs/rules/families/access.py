"""From which addresses users may connect: IP access control groups."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import TYPE_CHECKING, Final

from workspaces_constructs.facts.ip_groups import MOST_IP_GROUPS, MOST_IP_RULES, PRIVATE_NETWORKS, WIDEST_IP_RULE
from workspaces_constructs.rules.resources import Reference
from workspaces_constructs.rules.rule import Violation, rule
from workspaces_constructs.rules.templates import view
from workspaces_constructs.rules.views.settings import directory_settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from workspaces_constructs.rules.resources import Resource
    from workspaces_constructs.rules.templates import Templates

_GROUP: Final = "AWS::WorkSpaces::WorkspaceIpGroup"
_GROUPS_PAGE: Final = (
    "https://docs.aws.amazon.com/workspaces/latest/adminguide/amazon-workspaces-ip-access-control-groups.html"
)
_WIDE: Final = {4: 16, 6: 32}
"""The prefix of a range that is wide for the places from which people work."""

_Network = IPv4Network | IPv6Network


@rule(
    "WorkSpaces-ACC1",
    "advice",
    title="Users connect from known addresses only",
    reason="Without an IP access control group anybody with a user's password may connect from anywhere.",
    fix="Make an AWS::WorkSpaces::WorkspaceIpGroup with your offices' public addresses, and name it in IpGroupIds.",
    source="whitepaper: IP Access Control Groups",
)
def groups_are_present(templates: Templates) -> Iterator[Violation]:
    """Directories with neither IP access control groups nor a streaming endpoint, which goes without them."""
    for each in directory_settings(templates):
        if not each.properties.values("IpGroupIds") and not _streams_through_an_endpoint(each):
            yield Violation(each, "it has no IP access control group: users connect from anywhere", "IpGroupIds")


def _streams_through_an_endpoint(resource: Resource) -> bool:
    return resource.properties.has("WorkspaceAccessProperties", "AccessEndpointConfig", "AccessEndpoints")


@rule(
    "WorkSpaces-ACC2",
    "error",
    title="IP access control groups have rules",
    reason="A group without rules keeps everybody out of the directory that it is put on.",
    fix="Give the group the public addresses from which users connect, or remove it.",
    source=_GROUPS_PAGE,
)
def groups_have_rules(templates: Templates) -> Iterator[Violation]:
    """IP access control groups that are certain to be empty."""
    for group in templates.of_type(_GROUP):
        if not group.properties.values("UserRules"):
            yield Violation(group, "it has no rule, and so keeps everybody out", "UserRules")


@view
def _ranges(templates: Templates) -> Sequence[tuple[Resource, str, str, _Network | None]]:
    """The known rules: the group, where the rule stands, its text, and its range if it is one."""
    return [
        (group, f"UserRules.{number}.IpRule", text, _network(text))
        for group in templates.of_type(_GROUP)
        for number, given in enumerate(group.properties.values("UserRules"))
        if isinstance(given, dict) and isinstance(text := given.get("IpRule"), str)
    ]


def _network(text: str) -> _Network | None:
    try:
        return ip_network(text, strict=False)
    except ValueError:
        return None


@rule(
    "WorkSpaces-ACC3",
    "error",
    title="IP access control groups do not let in the whole internet",
    reason="A group that lets in every address, or so many that no organization has them, looks like a protection and "
    "is none.",
    fix="Name the public addresses from which users connect.",
    source=_GROUPS_PAGE,
)
def groups_are_closed(templates: Templates) -> Iterator[Violation]:
    """Rules with a range that no organization has."""
    for group, location, text, network in _ranges(templates):
        if network is not None and network.prefixlen < WIDEST_IP_RULE[network.version]:
            yield Violation(group, f"{text} lets in {_share(network)}", location)


def _share(network: _Network) -> str:
    return "every address" if network.prefixlen == 0 else f"1/{2**network.prefixlen} of all addresses"


@rule(
    "WorkSpaces-ACC4",
    "advice",
    title="IP access control groups are narrow",
    reason="The wider a range, the more devices are in it that are not the organization's.",
    fix="Name the ranges of the offices, or the addresses of their NAT devices.",
    source="whitepaper: IP Access Control Groups",
)
def groups_are_narrow(templates: Templates) -> Iterator[Violation]:
    """Rules with a wide range."""
    for group, location, text, network in _ranges(templates):
        if network is not None and WIDEST_IP_RULE[network.version] <= network.prefixlen < _WIDE[network.version]:
            yield Violation(group, f"{text} is a wide range", location)


@rule(
    "WorkSpaces-ACC5",
    "warning",
    title="IP access control groups hold public addresses",
    reason="WorkSpaces sees the public address of a user's NAT device. A rule with a private range never applies.",
    fix="Name the public addresses behind which users are.",
    source=_GROUPS_PAGE,
)
def groups_hold_public_addresses(templates: Templates) -> Iterator[Violation]:
    """Rules with a private range."""
    for group, location, text, network in _ranges(templates):
        if isinstance(network, IPv4Network) and any(network.subnet_of(private) for private in PRIVATE_NETWORKS):
            yield Violation(group, f"{text} is private, and never seen by WorkSpaces", location)


@rule(
    "WorkSpaces-ACC6",
    "error",
    title="Rules of IP access control groups are ranges of addresses",
    reason="WorkSpaces takes addresses in CIDR notation only.",
    fix="Write the rule as an address range such as 203.0.113.0/24, or as one address.",
    source="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-workspaces-workspaceipgroup.html",
)
def rules_are_ranges(templates: Templates) -> Iterator[Violation]:
    """Rules that are no range."""
    for group, location, text, network in _ranges(templates):
        if network is None and text and "{{" not in text:
            yield Violation(group, f"{text} is no range of addresses", location)


@rule(
    "WorkSpaces-ACC7",
    "error",
    title=f"An IP access control group has at most {MOST_IP_RULES} rules",
    reason="WorkSpaces refuses more.",
    fix="Join neighbouring ranges, or put some rules into a second group.",
    source=_GROUPS_PAGE,
)
def not_too_many_rules(templates: Templates) -> Iterator[Violation]:
    """Groups with more rules than WorkSpaces takes."""
    for group in templates.of_type(_GROUP):
        rules = group.properties.each("UserRules")
        if len(rules) > MOST_IP_RULES:
            yield Violation(group, f"it has {len(rules)} rules", "UserRules")


@rule(
    "WorkSpaces-ACC8",
    "error",
    title=f"A directory has at most {MOST_IP_GROUPS} IP access control groups",
    reason="WorkSpaces refuses more.",
    fix=f"Join groups: each holds {MOST_IP_RULES} rules.",
    source=_GROUPS_PAGE,
)
def not_too_many_groups(templates: Templates) -> Iterator[Violation]:
    """Directories with more groups than WorkSpaces takes."""
    for each in directory_settings(templates):
        groups = [group for group in each.properties.values("IpGroupIds") if isinstance(group, str | Reference)]
        if len(groups) > MOST_IP_GROUPS:
            yield Violation(each, f"it has {len(groups)} groups", "IpGroupIds")


@rule(
    "WorkSpaces-ACC9",
    "warning",
    title="A directory has IP access control groups or a streaming endpoint, not both",
    reason="With a streaming endpoint WorkSpaces ignores the groups: they keep nobody out.",
    fix="Remove IpGroupIds, and say in the endpoint's security group who may stream.",
    source=_GROUPS_PAGE,
)
def groups_or_endpoint(templates: Templates) -> Iterator[Violation]:
    """Directories with both."""
    for each in directory_settings(templates):
        given = each.properties
        certain = given.values("WorkspaceAccessProperties", "AccessEndpointConfig", "AccessEndpoints")
        if any(isinstance(endpoint, dict) for endpoint in certain) and given.values("IpGroupIds"):
            yield Violation(each, "its streaming endpoint makes WorkSpaces ignore its groups", "IpGroupIds")


@rule(
    "WorkSpaces-ACC10",
    "error",
    title="Directories name IP access control groups by their ids",
    reason="The Ref of an AWS::WorkSpaces::WorkspaceIpGroup is its ARN, which WorkSpaces does not take for an id.",
    fix="Use !GetAtt Group.GroupId.",
    source="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-workspaces-workspaceipgroup.html",
)
def groups_by_their_ids(templates: Templates) -> Iterator[Violation]:
    """Directories that name a group by its ARN or its name."""
    for each in directory_settings(templates):
        for value in each.properties.values("IpGroupIds"):
            named = isinstance(value, Reference) and value.resource.type == _GROUP and value.attribute != "GroupId"
            if isinstance(value, Reference) and named:
                yield Violation(each, f"{value.resource.logical_id} is not named by its GroupId", "IpGroupIds")
            elif isinstance(value, str) and value and not value.startswith(("wsipg-", "{{")):
                yield Violation(each, f"{value} is not the id of a group", "IpGroupIds")
