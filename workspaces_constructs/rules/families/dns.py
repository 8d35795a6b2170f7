"""How desktops and directories find names: DHCP options and conditional forwarders."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from workspaces_constructs.facts.domains import require_dns_addresses
from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.rules.resources import Reference
from workspaces_constructs.rules.rule import Violation, rule
from workspaces_constructs.rules.views.directories import directory_of
from workspaces_constructs.rules.views.domains import address_of
from workspaces_constructs.rules.views.name_servers import (
    desktop_options,
    domain_names,
    forwarded,
    is_resolved,
    name_servers,
    options_in_use,
    vpcs_without_options,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workspaces_constructs.rules.templates import Templates

_DHCP: Final = "whitepaper: VPC Design: DHCP and DNS"
_GUIDE: Final = "https://docs.aws.amazon.com/directoryservice/latest/admin-guide/dhcp_options_set.html"
_OPTIONS: Final = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-ec2-dhcpoptions.html"
_TRUST: Final = "https://docs.aws.amazon.com/directoryservice/latest/admin-guide/ms_ad_setup_trust.html"
_AMAZON: Final = "amazonprovideddns"
_MOST: Final = 4
_POINT_TO_POINT: Final = 2


@rule(
    "WorkSpaces-DNS1",
    "advice",
    title="The VPC of desktops has DHCP options of its own",
    reason="Windows hosts beside the desktops find the domain, and desktops get its suffix, by the VPC's DHCP options.",
    fix="Associate DHCP options that name the directory's DNS servers, or a Resolver rule for the domain.",
    source=_DHCP,
)
def desktops_have_options(templates: Templates) -> Iterator[Violation]:
    """VPCs of desktops with neither DHCP options nor a Resolver rule."""
    for vpc in vpcs_without_options(templates):
        if not is_resolved(templates, vpc):
            yield Violation(vpc, "desktops live in it, and it keeps the default DHCP options")


@rule(
    "WorkSpaces-DNS2",
    "advice",
    title="DHCP options of desktops name the DNS servers of the domain",
    reason="AmazonProvidedDNS does not know the domain, so hosts that take their DNS servers from DHCP cannot join it.",
    fix="Set DomainNameServers to the directory's DNS addresses, or forward the domain by a Resolver rule.",
    source=_DHCP,
)
def options_name_servers(templates: Templates) -> Iterator[Violation]:
    """DHCP options of desktops that leave DNS to Amazon, where no Resolver rule forwards the domain."""
    for vpc, options in desktop_options(templates):
        given = options.properties.texts("DomainNameServers")
        amazon = any(each.lower() == _AMAZON for each in given)
        if (amazon or not options.properties.has("DomainNameServers")) and not is_resolved(templates, vpc):
            found = ", ".join(given) or "no DNS servers, which means AmazonProvidedDNS"
            yield Violation(options, f"gives desktops {found}", "DomainNameServers")


@rule(
    "WorkSpaces-DNS3",
    "warning",
    title="The DNS servers of DHCP options are those of the desktops' domain",
    reason="Servers of another domain do not know the records by which Windows finds domain controllers.",
    fix="Take the addresses from the directory, or those that the AD Connector asks.",
    source=_DHCP,
)
def options_name_the_right_servers(templates: Templates) -> Iterator[Violation]:
    """DHCP options of desktops with DNS servers of something else than their domain."""
    for vpc, options in desktop_options(templates):
        expected = name_servers(templates, vpc)
        for found in expected.strangers(templates, options) if expected else ():
            yield Violation(options, f"gives desktops {found}, which is not a DNS server of their domain")


@rule(
    "WorkSpaces-DNS4",
    "error",
    title="DHCP options name at most four servers of a kind",
    reason="EC2 refuses more than four DNS servers, NetBIOS name servers or NTP servers. Of NTP servers it takes four "
    "with IPv6 addresses beside four with IPv4.",
    fix="Name the four nearest servers.",
    source="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateDhcpOptions.html",
)
def options_are_not_too_many(templates: Templates) -> Iterator[Violation]:
    """DHCP options with more than four servers of a kind."""
    for options in options_in_use(templates):
        for key in ("DomainNameServers", "NetbiosNameServers", "NtpServers"):
            given = options.properties.texts(key)
            ipv6 = sum(":" in each for each in given) if key == "NtpServers" else 0
            if max(ipv6, len(given) - ipv6) > _MOST:
                yield Violation(options, f"{key} names {len(given)} servers", key)


@rule(
    "WorkSpaces-DNS5",
    "advice",
    title="DHCP options name two DNS servers",
    reason="A directory has a DNS server in each of two Availability Zones; with one of them, names fail as it does.",
    fix="Name both DNS addresses of the directory.",
    source=_DHCP,
)
def options_name_two_servers(templates: Templates) -> Iterator[Violation]:
    """DHCP options of desktops with a single DNS server."""
    for _, options in desktop_options(templates):
        given = options.properties.values("DomainNameServers")
        only = given[0] if len(given) == 1 else None
        if isinstance(only, Reference) and only.resource.type == "AWS::EC2::Instance":
            only = only.resource.logical_id
        elif not address_of(only):
            continue
        yield Violation(options, f"names one DNS server, {only}", "DomainNameServers")


@rule(
    "WorkSpaces-DNS6",
    "warning",
    title="The domain name of DHCP options is the desktops' domain",
    reason="Windows adds this one name to short names; where computers join a resource domain, it is that domain's.",
    fix="Set DomainName to the domain that desktops join, and to no second name.",
    source=_DHCP,
)
def options_name_the_domain(templates: Templates) -> Iterator[Violation]:
    """DHCP options of desktops with another domain name, or none."""
    for vpc, options in desktop_options(templates):
        expected = domain_names(templates, vpc)
        name = options.properties.text("DomainName")
        unknown = name is None and options.properties.has("DomainName")
        if expected and not unknown and (name or "").lower() not in expected:
            found = f"the domain name {name}" if name else "no domain name"
            yield Violation(options, f"gives desktops of {' or '.join(sorted(expected))} {found}", "DomainName")


@rule(
    "WorkSpaces-DNS7",
    "error",
    title="DHCP options with NetBIOS name servers give the node type",
    reason="EC2 refuses NetBIOS name servers without a node type.",
    fix="Set NetbiosNodeType to 2, or leave both out: a Managed AD does not need them.",
    source=_OPTIONS,
)
def netbios_servers_have_a_node_type(templates: Templates) -> Iterator[Violation]:
    """DHCP options with NetBIOS name servers but no node type."""
    for options in options_in_use(templates):
        servers = options.properties.texts("NetbiosNameServers")
        if servers and not options.properties.has("NetbiosNodeType"):
            yield Violation(
                options, f"names the NetBIOS servers {', '.join(servers)} but no node type", "NetbiosNodeType"
            )


@rule(
    "WorkSpaces-DNS8",
    "warning",
    title="The NetBIOS node type of DHCP options is 2",
    reason="The other types ask by broadcast, which a VPC does not carry.",
    fix="Set NetbiosNodeType to 2, or leave it out.",
    source=_DHCP,
)
def netbios_asks_servers(templates: Templates) -> Iterator[Violation]:
    """DHCP options with a NetBIOS node type that relies on broadcast."""
    for options in options_in_use(templates):
        given = options.properties.text("NetbiosNodeType")
        if given is not None and given != str(_POINT_TO_POINT):
            yield Violation(options, f"the NetBIOS node type is {given}", "NetbiosNodeType")


@rule(
    "WorkSpaces-DNS9",
    "advice",
    title="DHCP options leave time to the domain",
    reason="Members of a domain take the time from its controllers; Kerberos refuses them if another source differs.",
    fix="Leave NtpServers out.",
    source=_GUIDE,
)
def time_comes_from_the_domain(templates: Templates) -> Iterator[Violation]:
    """DHCP options of desktops that name NTP servers."""
    for _, options in desktop_options(templates):
        given = options.properties.texts("NtpServers")
        if given:
            yield Violation(options, f"gives desktops the NTP servers {', '.join(given)}", "NtpServers")


@rule(
    "WorkSpaces-DNS10",
    "error",
    title="A trust knows the DNS servers of the other domain",
    reason="A Managed AD finds the other domain by a conditional forwarder only; without it the trust cannot be made.",
    fix="Set ConditionalForwarderIpAddrs, or add a Custom::WorkspacesConditionalForwarder for the domain.",
    source=_TRUST,
)
def trusts_are_forwarded(templates: Templates) -> Iterator[Violation]:
    """Trusts of directories that the templates make, without a forwarder to the other domain."""
    for trust in templates.of_type("Custom::WorkspacesTrust"):
        directory = directory_of(templates, trust.properties.value("DirectoryId"))
        name = trust.properties.text("RemoteDomainName")
        own = trust.properties.value("ConditionalForwarderIpAddrs")
        if directory and name and own in (None, []) and not forwarded(templates, directory, name):
            yield Violation(trust, f"nothing forwards questions about {name}", "ConditionalForwarderIpAddrs")


@rule(
    "WorkSpaces-DNS11",
    "error",
    title="A conditional forwarder names one to four DNS servers by their addresses",
    reason="Directory Service takes IPv4 addresses here and no names, and its console asks for four at most.",
    fix="Name up to four different IPv4 addresses of DNS servers of the domain.",
    source="https://docs.aws.amazon.com/directoryservice/latest/devguide/API_ConditionalForwarder.html",
)
def forwarders_name_servers(templates: Templates) -> Iterator[Violation]:
    """Conditional forwarders with no, too many or wrong addresses."""
    for type_, key in (
        ("Custom::WorkspacesTrust", "ConditionalForwarderIpAddrs"),
        ("Custom::WorkspacesConditionalForwarder", "DnsIpAddrs"),
    ):
        for resource in templates.of_type(type_):
            given = resource.properties.texts(key)
            known = len(given) == len(resource.properties.values(key)) and not any("{{" in each for each in given)
            if not known or (not given and not resource.properties.has(key)):
                continue
            try:
                require_dns_addresses(given, "the other domain")
            except ConfigurationError:
                yield Violation(resource, f"forwards to {', '.join(given) or 'no address'}", key)
