"""Breaking the rules of ``families/dns.py``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.rules.support.mutations import mutation
from workspaces_constructs.rules.views.domains import address_of
from workspaces_constructs.rules.views.name_servers import desktop_options, is_resolved

if TYPE_CHECKING:
    from random import Random

    from workspaces_constructs.rules.templates import Templates

_TRUST = "Custom::WorkspacesTrust"
_SERVERS = "DomainNameServers"


def set_option(templates: Templates, key: str, value: object) -> bool:
    """Change a property of the DHCP options of desktops."""
    for _, options in desktop_options(templates):
        options.raw["Properties"][key] = value
        return True
    return False


def literal_servers(templates: Templates) -> list[str]:
    """The DNS servers of desktops where they are given by address."""
    for _, options in desktop_options(templates):
        given = options.properties.values(_SERVERS)
        return [str(each) for each in given] if all(map(address_of, given)) else []
    return []


def resolved(templates: Templates) -> bool:
    return any(is_resolved(templates, vpc) for vpc, _ in desktop_options(templates))


@mutation("WorkSpaces-DNS1")
def no_options(templates: Templates, _: Random) -> bool:
    vpcs = {vpc.name for vpc, _ in desktop_options(templates)}
    for each in templates.of_type("AWS::EC2::VPCDHCPOptionsAssociation"):
        vpc = each.properties.resource("VpcId")
        if vpc and vpc.name in vpcs:
            del templates.templates[each.template]["Resources"][each.logical_id]
    return bool(vpcs) and not resolved(templates)


@mutation("WorkSpaces-DNS2")
def amazon_s_servers(templates: Templates, _: Random) -> bool:
    return set_option(templates, _SERVERS, ["AmazonProvidedDNS"]) and not resolved(templates)


@mutation("WorkSpaces-DNS3")
def another_domain_s_servers(templates: Templates, _: Random) -> bool:
    literal = literal_servers(templates)
    return bool(literal) and set_option(templates, _SERVERS, ["10.20.99.10", "10.20.99.11"])


@mutation("WorkSpaces-DNS4")
def five_servers(templates: Templates, _: Random) -> bool:
    more = [f"10.20.99.{number}" for number in range(10, 15)]
    return set_option(templates, _SERVERS, [*literal_servers(templates), *more])


@mutation("WorkSpaces-DNS5")
def one_server(templates: Templates, _: Random) -> bool:
    return set_option(templates, _SERVERS, (literal_servers(templates) or ["10.20.99.10"])[:1])


@mutation("WorkSpaces-DNS6")
def another_domain_name(templates: Templates, random: Random) -> bool:
    return set_option(templates, "DomainName", random.choice(["elsewhere.example.org", "ec2.internal"]))


@mutation("WorkSpaces-DNS7")
def netbios_without_a_node_type(templates: Templates, _: Random) -> bool:
    return set_option(templates, "NetbiosNameServers", ["10.20.99.10"])


@mutation("WorkSpaces-DNS8")
def netbios_by_broadcast(templates: Templates, random: Random) -> bool:
    return set_option(templates, "NetbiosNodeType", random.choice([1, 4, 8]))


@mutation("WorkSpaces-DNS9")
def time_from_elsewhere(templates: Templates, _: Random) -> bool:
    return set_option(templates, "NtpServers", ["169.254.169.123"])


@mutation("WorkSpaces-DNS10")
def a_trust_without_a_forwarder(templates: Templates, _: Random) -> bool:
    for trust in templates.of_type(_TRUST):
        del trust.raw["Properties"]["ConditionalForwarderIpAddrs"]
        return True
    return False


@mutation("WorkSpaces-DNS11")
def a_forwarder_to_five(templates: Templates, _: Random) -> bool:
    for type_, key in (
        (_TRUST, "ConditionalForwarderIpAddrs"),
        ("Custom::WorkspacesConditionalForwarder", "DnsIpAddrs"),
    ):
        for each in templates.of_type(type_):
            given: dict[str, Any] = each.raw["Properties"]
            given[key] = [*given[key], *(f"10.20.0.{number}" for number in range(20, 24))]
            return True
    return False
