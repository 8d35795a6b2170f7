"""Route 53 Resolver beside desktops and directories: endpoints and rules that forward names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from workspaces_constructs.facts.ports import DNS
from workspaces_constructs.rules.rule import Violation, rule
from workspaces_constructs.rules.views.addresses import is_everywhere
from workspaces_constructs.rules.views.directories import desktop_vpcs, directories
from workspaces_constructs.rules.views.domains import directory_vpcs
from workspaces_constructs.rules.views.networks import subnets
from workspaces_constructs.rules.views.port_coverage import named, opened, unopened
from workspaces_constructs.rules.views.security_groups import groups
from workspaces_constructs.rules.views.zones import same_zone

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workspaces_constructs.rules.resources import Resource
    from workspaces_constructs.rules.templates import Templates
    from workspaces_constructs.rules.views.networks import Subnet
    from workspaces_constructs.rules.views.security_groups import Group

_ENDPOINT: Final = "AWS::Route53Resolver::ResolverEndpoint"
_RULE: Final = "AWS::Route53Resolver::ResolverRule"
_ASSOCIATION: Final = "AWS::Route53Resolver::ResolverRuleAssociation"
_WHITEPAPER: Final = (
    "https://docs.aws.amazon.com/whitepapers/latest/best-practices-deploying-amazon-workspaces/vpc-design.html"
)
_INBOUND: Final = frozenset({"INBOUND", "INBOUND_DELEGATION"})
_ZONES: Final = 2


@rule(
    "WorkSpaces-DNS12",
    "warning",
    title="Resolver endpoints have addresses in two Availability Zones",
    reason="With one Availability Zone all names that the endpoint forwards are lost; Resolver asks for two addresses.",
    fix="Give the endpoint an address in each of two subnets in different Availability Zones.",
    source=_WHITEPAPER,
)
def endpoints_have_two_zones(templates: Templates) -> Iterator[Violation]:
    """Resolver endpoints with one address, or with all of them in one zone."""
    for endpoint in _endpoints(templates):
        given = endpoint.properties.value("IpAddresses")
        if not isinstance(given, list):
            continue
        places = _subnets_of(templates, endpoint)
        one_zone = len(places) == len(given) and all(same_zone(places[0], each) for each in places)
        if len(given) < _ZONES or one_zone:
            found = "one Availability Zone" if len(given) >= _ZONES else "one address"
            yield Violation(endpoint, f"has {found}", "IpAddresses")


@rule(
    "WorkSpaces-DNS13",
    "error",
    title="A Resolver rule that forwards names has servers and an outbound endpoint",
    reason="Resolver refuses a forwarding rule without targets or without an endpoint by which to reach them.",
    fix="Set TargetIps to the DNS servers of the domain and ResolverEndpointId to an outbound endpoint.",
    source="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-route53resolver-resolverrule.html",
)
def rules_can_forward(templates: Templates) -> Iterator[Violation]:
    """Forwarding rules for desktops' domains without targets, or with no endpoint or an inbound one."""
    for each in _forwarding(templates):
        endpoint = _endpoint_of(each)
        if not each.properties.values("TargetIps"):
            yield Violation(each, "names no DNS servers", "TargetIps")
        if not each.properties.has("ResolverEndpointId"):
            yield Violation(each, "names no outbound endpoint", "ResolverEndpointId")
        elif endpoint and endpoint.properties.text("Direction") in _INBOUND:
            yield Violation(each, f"sends names to the inbound endpoint {endpoint.logical_id}", "ResolverEndpointId")


@rule(
    "WorkSpaces-DNS14",
    "warning",
    title="A Resolver rule for a domain of desktops is associated with a VPC",
    reason="A rule has no effect in VPCs that it is not associated with.",
    fix="Add an AWS::Route53Resolver::ResolverRuleAssociation with the VPC of desktops.",
    source=_WHITEPAPER,
)
def rules_are_associated(templates: Templates) -> Iterator[Violation]:
    """Forwarding rules for desktops' domains that no association names."""
    associations = templates.of_type(_ASSOCIATION)
    used = {ref.resource.name for each in associations for ref in each.properties.references("ResolverRuleId")}
    if any(not each.properties.knows("ResolverRuleId") for each in associations):
        return
    for each in _forwarding(templates):
        if each.name not in used:
            yield Violation(each, f"forwards {each.properties.text('DomainName')} for no VPC")


@rule(
    "WorkSpaces-DNS15",
    "error",
    title="The security groups of Resolver endpoints let DNS through",
    reason="An endpoint for DNS without TLS needs TCP and UDP 53 on its side, or it answers and forwards nothing.",
    fix="Open TCP and UDP 53: inbound from those who ask, outbound to the DNS servers.",
    source=_WHITEPAPER,
)
def endpoints_let_dns_through(templates: Templates) -> Iterator[Violation]:
    """Resolver endpoints whose groups do not open DNS."""
    for endpoint in _endpoints(templates):
        found = _groups_of(templates, endpoint)
        inbound = endpoint.properties.text("Direction") in _INBOUND
        if not found or (not inbound and endpoint.properties.text("Direction") != "OUTBOUND"):
            continue
        if endpoint.properties.has("Protocols") and "Do53" not in endpoint.properties.texts("Protocols"):
            continue
        if not inbound and any(not each.resource.properties.values("SecurityGroupEgress") for each in found):
            continue
        listed = all(("in" if inbound else "out") in each.listed for each in found)
        rules = [each for group in found for each in (group.inbound if inbound else group.outbound)]
        missing = unopened(DNS, rules, None) if listed else []
        if missing:
            way = "in" if inbound else "out"
            yield Violation(endpoint, f"its security group does not let {named(missing)} {way}", "SecurityGroupIds")


@rule(
    "WorkSpaces-DNS16",
    "warning",
    title="Resolver's inbound endpoints answer known networks only",
    reason="Who can ask an inbound endpoint learns the names of everything in the VPC and in the domain.",
    fix="Name the networks on premises that ask in the group's rules.",
    source=_WHITEPAPER,
)
def inbound_endpoints_are_narrow(templates: Templates) -> Iterator[Violation]:
    """Inbound endpoints whose groups are open to every address."""
    for endpoint in _endpoints(templates):
        if endpoint.properties.text("Direction") in _INBOUND:
            for group in _groups_of(templates, endpoint):
                for each in group.inbound:
                    if is_everywhere(each.cidr):
                        message = f"lets {each.cidr} reach {opened(each)} of a Resolver endpoint"
                        yield Violation(each.resource, message, each.location)


def _endpoints(templates: Templates) -> list[Resource]:
    """The Resolver endpoints in the VPCs of desktops and directories."""
    names = {*desktop_vpcs(templates), *directory_vpcs(templates)}
    return [
        each
        for each in templates.of_type(_ENDPOINT)
        if any(place.vpc is not None and place.vpc.name in names for place in _subnets_of(templates, each))
    ]


def _subnets_of(templates: Templates, endpoint: Resource) -> list[Subnet]:
    places = (each.resource("SubnetId") for each in endpoint.properties.each("IpAddresses"))
    known = subnets(templates)
    return [known[place.name] for place in places if place and place.name in known]


def _groups_of(templates: Templates, endpoint: Resource) -> list[Group]:
    """The groups of an endpoint; none unless the templates make all of them."""
    given = endpoint.properties.values("SecurityGroupIds")
    known = groups(templates)
    found = [known[each.name] for each in endpoint.properties.resources("SecurityGroupIds") if each.name in known]
    return found if len(found) == len(given) else []


def _forwarding(templates: Templates) -> list[Resource]:
    """The rules that forward the domain of a directory, or that go by an endpoint beside desktops."""
    domains = {each.domain_name.lower() for each in directories(templates).values() if each.domain_name}
    own = {each.name for each in _endpoints(templates)}
    found = []
    for each in templates.of_type(_RULE):
        endpoint = _endpoint_of(each)
        name = (each.properties.text("DomainName") or "").lower().rstrip(".")
        ours = name in domains or (endpoint is not None and endpoint.name in own)
        if ours and each.properties.text("RuleType") == "FORWARD":
            found.append(each)
    return found


def _endpoint_of(each: Resource) -> Resource | None:
    found = [reference.resource for reference in each.properties.references("ResolverEndpointId")]
    return found[0] if len(found) == 1 and found[0].type == _ENDPOINT else None
