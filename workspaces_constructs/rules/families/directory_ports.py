"""Whether security groups let through what desktops, connectors and directories need of each other."""

from __future__ import annotations

from ipaddress import IPv4Network
from typing import TYPE_CHECKING, Final

from workspaces_constructs.facts.ports import (
    AD_CONNECTOR_TO_DOMAIN,
    AD_CONNECTOR_TO_DOMAIN_LDAPS,
    DESKTOP_TO_DIRECTORY,
    DNS,
    MANAGED_AD_INBOUND,
    RADIUS,
    PortRule,
)
from workspaces_constructs.rules.rule import Violation, rule
from workspaces_constructs.rules.templates import view
from workspaces_constructs.rules.views.directories import directories, directory_of, registrations
from workspaces_constructs.rules.views.domains import dns_addresses, domains_of
from workspaces_constructs.rules.views.group_owners import directory_rules
from workspaces_constructs.rules.views.hosts import connector_hosts, radius_hosts
from workspaces_constructs.rules.views.networks import vpc_networks
from workspaces_constructs.rules.views.openings import openings
from workspaces_constructs.rules.views.port_coverage import DESKTOP_TO_CONTROLLER, named, perhaps_of, unopened
from workspaces_constructs.rules.views.security_groups import groups

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workspaces_constructs.rules.resources import Resource
    from workspaces_constructs.rules.templates import Templates
    from workspaces_constructs.rules.views.directories import Directory, Registration
    from workspaces_constructs.rules.views.hosts import Host
    from workspaces_constructs.rules.views.security_groups import GroupRule

_DESIGN: Final = "whitepaper: VPC Design"
_PORTS: Final = "https://docs.aws.amazon.com/workspaces/latest/adminguide/workspaces-port-requirements.html"
_CONNECTOR: Final = "https://docs.aws.amazon.com/directoryservice/latest/admin-guide/prereq_connector.html"
_KERBEROS: Final = PortRule("tcp", 88, 88, "Kerberos", _PORTS)
_OF_A_CONTROLLER: Final = [
    each for each in AD_CONNECTOR_TO_DOMAIN if each.protocol == "tcp" and each.from_port != DNS[0].from_port
]
"""Ports that a domain controller opens to somebody, and a server that is only for DNS does not."""


@rule(
    "WorkSpaces-SG11",
    "warning",
    title="A group that restricts what desktops send lets out all that the directory needs",
    reason="Once the service's own group is locked down, users wait long at sign-in or cannot sign in.",
    fix="Add outbound rules for these ports, or let the group send everything.",
    source=_PORTS,
)
def desktops_reach_their_directory(templates: Templates) -> Iterator[Violation]:
    """Custom groups of desktops whose outbound rules are there but not enough."""
    for registration in registrations(templates):
        resource = registration.resource.properties.resource("WorkspaceCreationProperties", "CustomSecurityGroupId")
        group = groups(templates).get(resource.name) if resource else None
        if group is None or "out" not in group.listed or not group.resource.properties.values("SecurityGroupEgress"):
            continue
        for network, needed in _what_desktops_need(templates, registration):
            missing = unopened(needed, group.outbound, network)
            if missing:
                where = f" to {network}" if network else ""
                yield Violation(group.resource, f"does not let desktops send {named(missing)}{where}")


@rule(
    "WorkSpaces-SG12",
    "warning",
    title="Domain controllers let desktops in on every port of Active Directory",
    reason="With some of the ports open, sign-in is slow, and group policies, password changes or file shares fail.",
    fix="Add inbound rules for these ports from the subnets of desktops.",
    source=_DESIGN,
)
def controllers_let_desktops_in(templates: Templates) -> Iterator[Violation]:
    """Domain controllers on EC2 that let desktops in, but not on every port."""
    for registration in registrations(templates):
        for host in _hosts_of(templates, registration.directory):
            for network in _networks(registration):
                if unopened([_KERBEROS], host.inbound, network):
                    continue
                missing = unopened(DESKTOP_TO_CONTROLLER, host.inbound, network)
                if missing:
                    message = f"does not let desktops in {network} reach {named(missing)} of the domain controller"
                    yield Violation(_place(host), message)


@rule(
    "WorkSpaces-SG13",
    "error",
    title="The servers that an AD Connector asks let its subnets in",
    reason="A connector needs DNS, Kerberos and LDAP of the domain, from both its subnets, or it is not created.",
    fix="Open TCP and UDP 53, 88 and 389 to both subnets of the connector; with client-side LDAPS, 636 for 389.",
    source=_CONNECTOR,
)
def controllers_let_connectors_in(templates: Templates) -> Iterator[Violation]:
    """Domain controllers on EC2 that do not let in a connector which asks them."""
    for directory in directories(templates).values():
        for host in _hosts_of(templates, directory):
            for subnet in directory.subnets:
                missing = _what_connectors_miss(host.inbound, subnet.network) if subnet.network else []
                if missing:
                    message = f"does not let an AD Connector in {subnet.network} reach {named(missing)}"
                    yield Violation(_place(host), message)


@rule(
    "WorkSpaces-SG14",
    "warning",
    title="What a Managed AD opens to desktops outside its VPC is all that they need",
    reason="With some of the ports open, sign-in is slow, and group policies, password changes or file shares fail.",
    fix="Add rules for these ports to the directory's group, with AWS::EC2::SecurityGroupIngress.",
    source="https://docs.aws.amazon.com/directoryservice/latest/admin-guide/ms_ad_getting_started_what_gets_created.html",
)
def managed_ad_lets_others_in(templates: Templates) -> Iterator[Violation]:
    """Managed ADs whose group lets in desktops of other VPCs or ranges, but not on every port."""
    for registration in registrations(templates):
        for domain in domains_of(templates, registration) if openings(templates).certain else ():
            for network in _outside(templates, registration, domain):
                given = [
                    each
                    for each in _rules_by_directory(templates).get(domain.resource.name, ())
                    if perhaps_of(each, network)
                ]
                missing = unopened(MANAGED_AD_INBOUND, given, network) if given else []
                if missing:
                    message = f"its group does not let desktops in {network} reach {named(missing)}"
                    yield Violation(domain.resource, message)


@rule(
    "WorkSpaces-SG15",
    "error",
    title="RADIUS servers let the directory's subnets in",
    reason="Without an answer of the RADIUS server nobody can sign in.",
    fix="Open the UDP port of RADIUS to both subnets of the directory.",
    source=_DESIGN,
)
def radius_lets_directories_in(templates: Templates) -> Iterator[Violation]:
    """RADIUS servers on EC2 that do not let in the directory which asks them."""
    for mfa in templates.of_type("Custom::WorkspacesRadiusMfa"):
        directory = directory_of(templates, mfa.properties.value("DirectoryId"))
        port = mfa.properties.number("RadiusPort") if mfa.properties.has("RadiusPort") else RADIUS[0].from_port
        if directory is None or port is None:
            continue
        needed = [PortRule("udp", port, port, "RADIUS", _DESIGN)]
        for host in radius_hosts(templates)[mfa.name]:
            for subnet in directory.subnets:
                if host.all_known and subnet.network and unopened(needed, host.inbound, subnet.network):
                    message = f"does not let the directory in {subnet.network} reach {named(needed)} of RADIUS"
                    yield Violation(_place(host), message)


def _what_desktops_need(
    templates: Templates, registration: Registration
) -> Iterator[tuple[IPv4Network | None, tuple[PortRule, ...]]]:
    """Where desktops send what; None is for the ports whose other end is not known."""
    controllers = [subnet for domain in domains_of(templates, registration) for subnet in domain.subnets]
    networks = [subnet.network for subnet in controllers if subnet.network]
    if not networks:
        yield None, DESKTOP_TO_DIRECTORY
    for network in networks:
        yield network, DESKTOP_TO_DIRECTORY
    for address in dns_addresses(registration.directory) if registration.directory else ():
        yield IPv4Network(address), DNS


def _hosts_of(templates: Templates, directory: Directory | None) -> list[Host]:
    """The servers that a connector asks, of which everything is known."""
    found = connector_hosts(templates).get(directory.resource.name, []) if directory else []
    return [host for host in found if host.all_known]


def _networks(registration: Registration) -> list[IPv4Network]:
    return [subnet.network for subnet in registration.subnets if subnet.network]


def _what_connectors_miss(rules: list[GroupRule], network: IPv4Network) -> list[PortRule]:
    """What a connector needs of a domain controller; of a server that is only for DNS, DNS."""
    if len(unopened(_OF_A_CONTROLLER, rules, None)) == len(_OF_A_CONTROLLER):
        return unopened(DNS, rules, network)
    missing = unopened(AD_CONNECTOR_TO_DOMAIN, rules, network)
    return missing and unopened(AD_CONNECTOR_TO_DOMAIN_LDAPS, rules, network) and missing


def _outside(templates: Templates, registration: Registration, domain: Directory) -> list[IPv4Network]:
    """The ranges of desktops that the group of a Managed AD does not admit by itself."""
    first = vpc_networks(templates).get(domain.vpc.name, [])[:1] if domain.vpc else []
    if not first or domain.kind != "managed":
        return []
    return [
        subnet.network
        for subnet in registration.subnets
        if subnet.network and subnet.vpc and not (subnet.vpc is domain.vpc and subnet.network.subnet_of(first[0]))
    ]


@view
def _rules_by_directory(templates: Templates) -> dict[str, list[GroupRule]]:
    """The rules added to directories' own groups, by the name of the directory."""
    found: dict[str, list[GroupRule]] = {}
    for each in directory_rules(templates):
        owner = directory_of(templates, each.group.resource.properties.value("DirectoryId"))
        if owner is not None:
            found.setdefault(owner.resource.name, []).append(each)
    return found


def _place(host: Host) -> Resource:
    """Where a reader has to change something: the server's only group, or the server."""
    return host.groups[0].resource if len(host.groups) == 1 else host.resource
