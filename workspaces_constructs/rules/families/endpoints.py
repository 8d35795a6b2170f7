"""Interface endpoints for the API of WorkSpaces and for streaming."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from workspaces_constructs.facts.ports import HTTPS, STREAMING_ENDPOINT
from workspaces_constructs.rules.resources import Reference
from workspaces_constructs.rules.rule import Violation, rule
from workspaces_constructs.rules.views.addresses import is_everywhere
from workspaces_constructs.rules.views.policies import statements_of
from workspaces_constructs.rules.views.port_coverage import named, opened, unopened
from workspaces_constructs.rules.views.service_endpoints import api_endpoints, endpoint_groups, service_endpoints
from workspaces_constructs.rules.views.settings import directory_settings
from workspaces_constructs.rules.views.zones import same_zone

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workspaces_constructs.facts.ports import PortRule
    from workspaces_constructs.rules.templates import Templates
    from workspaces_constructs.rules.views.security_groups import GroupRule

_WHITEPAPER: Final = "whitepaper: WorkSpaces Interface VPC Endpoint (AWS PrivateLink)"
_POLICY: Final = "https://docs.aws.amazon.com/workspaces/latest/adminguide/api-private-link-policy.html"
_API: Final = "https://docs.aws.amazon.com/workspaces/latest/adminguide/interface-vpc-endpoint.html"
_STREAMING: Final = "https://docs.aws.amazon.com/workspaces/latest/adminguide/creating-streaming-vpc-endpoints.html"
_ZONES: Final = 2
_ACCESS: Final = ("WorkspaceAccessProperties", "AccessEndpointConfig", "AccessEndpoints")


@rule(
    "WorkSpaces-END1",
    "advice",
    title="The endpoint for the API of WorkSpaces has a policy that allows less than everything",
    reason="The default policy lets everything through that callers' own permissions allow, also with credentials of "
    "other accounts.",
    fix="Allow the actions, principals or desktops that use it, or add a condition on the account.",
    source=_POLICY,
)
def api_has_a_policy(templates: Templates) -> Iterator[Violation]:
    """Endpoints for the API without a policy, or with one that allows everything to everybody."""
    for endpoint in api_endpoints(templates):
        if not endpoint.properties.has("PolicyDocument"):
            yield Violation(endpoint, "has the default policy, which allows everything", "PolicyDocument")
            continue
        for each in statements_of(endpoint.properties.value("PolicyDocument")) or ():
            everything = each.covers("workspaces:TerminateWorkspaces") and each.covers("workspaces:CreateWorkspaces")
            if each.allows and each.for_everybody and everything and "*" in each.resources:
                yield Violation(endpoint, "its policy allows everything to everybody", "PolicyDocument")


@rule(
    "WorkSpaces-END2",
    "warning",
    title="The endpoint for the API of WorkSpaces has private DNS",
    reason="Without it SDKs and the command line go on to use the public addresses, and nothing uses the endpoint.",
    fix="Set PrivateDnsEnabled to true.",
    source=_API,
)
def api_has_private_dns(templates: Templates) -> Iterator[Violation]:
    """Endpoints for the API that keep its usual name for the public addresses."""
    for endpoint in api_endpoints(templates):
        given = endpoint.properties
        if given.flag("PrivateDnsEnabled") is False or not given.has("PrivateDnsEnabled"):
            yield Violation(endpoint, "has no private DNS", "PrivateDnsEnabled")


@rule(
    "WorkSpaces-END3",
    "error",
    title="An endpoint for WorkSpaces is an interface endpoint",
    reason="CloudFormation makes a gateway endpoint where no type is given, and WorkSpaces has none.",
    fix="Set VpcEndpointType to Interface.",
    source=_API,
)
def endpoints_are_interfaces(templates: Templates) -> Iterator[Violation]:
    """Endpoints for WorkSpaces of another type."""
    for endpoint, _ in service_endpoints(templates):
        found = endpoint.properties.text("VpcEndpointType")
        if found != "Interface" and (found or not endpoint.properties.has("VpcEndpointType")):
            yield Violation(endpoint, f"is a {found or 'Gateway'} endpoint", "VpcEndpointType")


@rule(
    "WorkSpaces-END4",
    "warning",
    title="Endpoints for WorkSpaces have subnets in two Availability Zones",
    reason="An endpoint with one network interface is lost with its Availability Zone.",
    fix="Name two subnets in different Availability Zones in SubnetIds.",
    source=_WHITEPAPER,
)
def endpoints_have_two_zones(templates: Templates) -> Iterator[Violation]:
    """Endpoints for WorkSpaces with one subnet, or with all of them in one zone."""
    for endpoint, places in service_endpoints(templates):
        given = endpoint.properties.value("SubnetIds")
        if given is not None and not isinstance(given, list):
            continue
        count = len(given or ())
        together = len(places) == count and all(same_zone(places[0], each) for each in places)
        if count < _ZONES or together:
            found = "one Availability Zone" if count >= _ZONES else f"{count or 'no'} subnet"
            yield Violation(endpoint, f"has {found}", "SubnetIds")


@rule(
    "WorkSpaces-END5",
    "warning",
    title="Endpoints for WorkSpaces have a security group of their own",
    reason="Where none is named, the VPC's default group applies, which lets in its own members only.",
    fix="Name a security group in SecurityGroupIds that lets in those who use the endpoint.",
    source=_WHITEPAPER,
)
def endpoints_have_a_group(templates: Templates) -> Iterator[Violation]:
    """Endpoints for WorkSpaces without a security group."""
    for endpoint, _ in service_endpoints(templates):
        if endpoint.properties.value("SecurityGroupIds") in (None, []):
            yield Violation(endpoint, "has the VPC's default security group", "SecurityGroupIds")


@rule(
    "WorkSpaces-END6",
    "warning",
    title="Endpoints for WorkSpaces let in known networks only",
    reason="A group that is open to every address also serves networks that are joined to the VPC later.",
    fix="Name the networks or security groups of those who use the endpoint.",
    source=_WHITEPAPER,
)
def endpoints_are_narrow(templates: Templates) -> Iterator[Violation]:
    """Endpoints for WorkSpaces whose groups are open to every address."""
    for each, what, _ in _inbound(templates):
        if is_everywhere(each.cidr):
            yield Violation(each.resource, f"lets {each.cidr} reach {opened(each)} of {what}", each.location)


@rule(
    "WorkSpaces-END7",
    "error",
    title="Endpoints for WorkSpaces let in the ports of their service",
    reason="The API needs TCP 443. Streaming needs TCP and UDP 443 and 4195; other clients cannot connect.",
    fix="Open these ports to the networks of those who use the endpoint.",
    source=_STREAMING,
)
def endpoints_let_clients_in(templates: Templates) -> Iterator[Violation]:
    """Endpoints for WorkSpaces whose groups do not let their service's ports in."""
    for endpoint, _ in service_endpoints(templates):
        found = endpoint_groups(templates, endpoint)
        if found and all("in" in each.listed for each in found):
            needed = _ports_of(endpoint in api_endpoints(templates))
            missing = unopened(needed, [each for group in found for each in group.inbound], None)
            if missing:
                yield Violation(endpoint, f"its security group does not let {named(missing)} in", "SecurityGroupIds")


@rule(
    "WorkSpaces-END8",
    "advice",
    title="Endpoints for WorkSpaces let in no other ports",
    reason="Nothing answers there; a rule for more is a mistake, or a group that is also used for something else.",
    fix="Open TCP 443 for the API, and TCP and UDP 443 and 4195 for streaming, in a group of its own.",
    source=_WHITEPAPER,
)
def endpoints_let_in_no_more(templates: Templates) -> Iterator[Violation]:
    """Endpoints for WorkSpaces whose groups let in more than their service's ports."""
    for each, what, needed in _inbound(templates):
        known = each.every_port or (each.protocol in {"tcp", "udp"} and None not in (each.first, each.last))
        wanted = {(port.protocol, port.from_port, port.to_port) for port in needed}
        if known and (each.protocol, each.first, each.last) not in wanted and not is_everywhere(each.cidr):
            yield Violation(each.resource, f"lets in {opened(each)} of {what}", each.location)


@rule(
    "WorkSpaces-END9",
    "error",
    title="An endpoint for streaming has one kind of DNS records",
    reason="WorkSpaces takes a streaming endpoint with IPv4 or with IPv6 records, not with both.",
    fix="Set DnsOptions.DnsRecordIpType to ipv4 or ipv6.",
    source=_STREAMING,
)
def streaming_has_one_record_type(templates: Templates) -> Iterator[Violation]:
    """Endpoints for streaming with records of both kinds."""
    api = api_endpoints(templates)
    for endpoint, _ in service_endpoints(templates):
        if endpoint not in api and endpoint.properties.text("DnsOptions", "DnsRecordIpType") == "dualstack":
            yield Violation(endpoint, "has DNS records for IPv4 and IPv6", "DnsOptions.DnsRecordIpType")


@rule(
    "WorkSpaces-END10",
    "error",
    title="A directory streams through one endpoint, and that is one for streaming",
    reason="WorkSpaces accepts one streaming endpoint for a directory; that of the API cannot carry streams.",
    fix="Name one endpoint of the service highlander in AccessEndpointConfig.",
    source=_STREAMING,
)
def directories_stream_by_one_endpoint(templates: Templates) -> Iterator[Violation]:
    """Settings of directories with several streaming endpoints, or with an endpoint for something else."""
    api = {each.name for each in api_endpoints(templates)}
    for settings in directory_settings(templates):
        given = settings.properties.each(*_ACCESS)
        if len(given) > 1 and len(given) == len(settings.properties.values(*_ACCESS)):
            yield Violation(settings, f"names {len(given)} streaming endpoints", ".".join(_ACCESS))
        for each in given:
            endpoint = each.value("VpcEndpointId")
            if isinstance(endpoint, Reference) and endpoint.resource.name in api:
                found = f"streams through {endpoint.resource.logical_id}, which is for the API"
                yield Violation(settings, found, ".".join(_ACCESS))


@rule(
    "WorkSpaces-END11",
    "advice",
    title="Somebody is told of events of the endpoint for the API",
    reason="A notification tells when connections of the endpoint are accepted, rejected or deleted.",
    fix="Add an AWS::EC2::VPCEndpointConnectionNotification with a topic of Amazon SNS.",
    source=_WHITEPAPER,
)
def api_events_are_noticed(templates: Templates) -> Iterator[Violation]:
    """Endpoints for the API without a notification."""
    given = templates.of_type("AWS::EC2::VPCEndpointConnectionNotification")
    named_ones = {ref.resource.name for each in given for ref in each.properties.references("VPCEndpointId")}
    if not all(each.properties.knows("VPCEndpointId") for each in given):
        return
    for endpoint in api_endpoints(templates):
        if endpoint.name not in named_ones:
            yield Violation(endpoint, "has no notification")


def _ports_of(api: bool) -> tuple[PortRule, ...]:
    return HTTPS if api else STREAMING_ENDPOINT


def _inbound(templates: Templates) -> Iterator[tuple[GroupRule, str, tuple[PortRule, ...]]]:
    """The inbound rules of endpoints for WorkSpaces, whose they are, and the ports that are needed."""
    api = api_endpoints(templates)
    for endpoint, _ in service_endpoints(templates):
        for group in endpoint_groups(templates, endpoint):
            for each in group.inbound:
                is_api = endpoint in api
                yield each, "the endpoint for the API" if is_api else "the endpoint for streaming", _ports_of(is_api)
