"""Which DNS servers and domain names desktops are given, and which they should have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workspaces_constructs.rules.resources import Reference, Unknown
from workspaces_constructs.rules.templates import view
from workspaces_constructs.rules.views.directories import desktop_vpcs, directory_of
from workspaces_constructs.rules.views.domains import (
    address_of,
    directory_vpcs,
    dns_addresses,
    domain_of,
    joining,
    trusting,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from ipaddress import IPv4Address

    from workspaces_constructs.rules.resources import Resource
    from workspaces_constructs.rules.templates import Templates
    from workspaces_constructs.rules.views.directories import Directory
    from workspaces_constructs.rules.views.domains import Joining

__all__ = [
    "NameServers",
    "desktop_options",
    "domain_names",
    "forwarded",
    "is_resolved",
    "name_servers",
    "options_in_use",
    "vpcs_without_options",
]

_ASSOCIATION = "AWS::EC2::VPCDHCPOptionsAssociation"


@dataclass(frozen=True)
class NameServers:
    """The DNS servers that a VPC's desktops should ask.

    Attributes:
        directories: The directories whose own servers these are, by name.
        addresses: Servers by address, where that is how they are known.
    """

    directories: Mapping[str, Directory]
    addresses: frozenset[IPv4Address]

    def strangers(self, templates: Templates, options: Resource) -> Iterator[str]:
        """What DHCP options name that is certain to be something else, where nothing that they name is right."""
        given = options.properties.values("DomainNameServers")
        owners = (directory_of(templates, each) for each in options.properties.references("DomainNameServers"))
        named = [each for each in owners if each is not None]
        if named and not any(each.resource.name in self.directories for each in named):
            yield ", ".join(sorted({f"the DNS server of {each.resource.logical_id}" for each in named}))
        literal = [address_of(each) for each in given]
        if (
            literal
            and all(literal)
            and not self.directories
            and self.addresses.isdisjoint(each for each in literal if each)
        ):
            yield ", ".join(str(each) for each in literal)


@view
def desktop_options(templates: Templates) -> list[tuple[Resource, Resource]]:
    """The DHCP options of desktops with the VPC, where the templates make both."""
    ours = desktop_vpcs(templates).keys() & joining(templates).keys()
    return [(vpc, options) for vpc, options in _associated(templates) if vpc.name in ours]


@view
def options_in_use(templates: Templates) -> list[Resource]:
    """The DHCP options of the VPCs of desktops and directories, each once."""
    names = {*desktop_vpcs(templates), *directory_vpcs(templates)}
    return list({options.name: options for vpc, options in _associated(templates) if vpc.name in names}.values())


@view
def vpcs_without_options(templates: Templates) -> list[Resource]:
    """The VPCs of desktops for which no DHCP options can be; none if an association's VPC is not known."""
    given = [each.properties.value("VpcId") for each in templates.of_type(_ASSOCIATION)]
    if any(isinstance(each, Unknown) for each in given):
        return []
    with_options = {each.name for each in _vpcs_with_options(templates)}
    joined = joining(templates)
    return [vpc for name, vpc in desktop_vpcs(templates).items() if name in joined and name not in with_options]


def is_resolved(templates: Templates, vpc: Resource) -> bool:
    """Whether Route 53 Resolver may forward names for a VPC: a rule is associated, or it is not known with what."""
    found = _resolved(templates)
    return found is None or vpc.name in found


def name_servers(templates: Templates, vpc: Resource) -> NameServers | None:
    """The DNS servers that a VPC's desktops should ask; None where they are not known."""
    trusts = (each.properties for each in templates.of_type("Custom::WorkspacesTrust"))
    partners_known = all(
        each.text("RemoteDomainName") and isinstance(each.value("DirectoryId"), Reference) for each in trusts
    )
    expected: dict[str, Directory] = {}
    addresses = set(_resolver_addresses(templates))
    for each in joining(templates).get(vpc.name, ()):
        directory = each.directory
        if directory is None or not partners_known or (trusting(templates) and directory.domain_name is None):
            return None
        domain, literal = domain_of(templates, directory), dns_addresses(directory)
        if domain is None and len(literal) != len(directory.resource.properties.values("CustomerDnsIps")):
            return None
        addresses.update(literal)
        partners = trusting(templates).get((directory.domain_name or "").lower(), ())
        expected.update((known.resource.name, known) for known in (domain, *partners) if known)
    return NameServers(expected, frozenset(addresses)) if expected or addresses else None


def domain_names(templates: Templates, vpc: Resource) -> frozenset[str]:
    """The names, in small letters, of the domains that a VPC's desktops may join; empty where they are not known."""
    found: set[str] = set()
    for each in joining(templates).get(vpc.name, ()):
        names = _domains_of(templates, each)
        if not names:
            return frozenset()
        found |= names
    return frozenset(found)


def forwarded(templates: Templates, directory: Directory, name: str) -> bool:
    """Whether a conditional forwarder of a directory may lead to a domain."""
    for forwarder in templates.of_type("Custom::WorkspacesConditionalForwarder"):
        given = forwarder.properties
        domain, owner = given.text("RemoteDomainName"), given.value("DirectoryId")
        same = domain is None or domain.lower() == name.lower()
        if same and (isinstance(owner, Unknown) or directory_of(templates, owner) is directory):
            return True
    return False


def _domains_of(templates: Templates, each: Joining) -> set[str]:
    """The domains that some desktops may join: that of their organizational unit, if they have one."""
    if each.has_ou:
        return {each.ou} if each.ou else set()
    if each.directory is None or each.directory.domain_name is None:
        return set()
    name = each.directory.domain_name.lower()
    return {name, *(known.domain_name.lower() for known in trusting(templates).get(name, ()) if known.domain_name)}


def _associated(templates: Templates) -> Iterator[tuple[Resource, Resource]]:
    for association in templates.of_type(_ASSOCIATION):
        vpc, options = (association.properties.resource(key) for key in ("VpcId", "DhcpOptionsId"))
        if vpc is not None and options is not None and options.type == "AWS::EC2::DHCPOptions":
            yield vpc, options


def _vpcs_with_options(templates: Templates) -> Iterator[Resource]:
    for association in templates.of_type(_ASSOCIATION):
        vpc = association.properties.resource("VpcId")
        if vpc is not None:
            yield vpc


@view
def _resolved(templates: Templates) -> frozenset[str] | None:
    """The VPCs that Resolver rules are associated with; None if one of them is not known."""
    found = templates.of_type("AWS::Route53Resolver::ResolverRuleAssociation")
    if any(isinstance(each.properties.value("VPCId"), Unknown) for each in found):
        return None
    vpcs = (each.properties.resource("VPCId") for each in found)
    return frozenset(vpc.name for vpc in vpcs if vpc is not None)


@view
def _resolver_addresses(templates: Templates) -> frozenset[IPv4Address]:
    """The addresses at which Resolver's inbound endpoints answer."""
    endpoints = templates.of_type("AWS::Route53Resolver::ResolverEndpoint")
    given = (address_of(each.text("Ip")) for endpoint in endpoints for each in endpoint.properties.each("IpAddresses"))
    return frozenset(each for each in given if each is not None)
