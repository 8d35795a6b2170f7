"""The domains behind directories: which one desktops join, and where its controllers and DNS servers are."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address
from typing import TYPE_CHECKING

from workspaces_constructs.rules.templates import view
from workspaces_constructs.rules.views.directories import directories, directory_of, registrations, workspaces

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workspaces_constructs.rules.templates import Templates
    from workspaces_constructs.rules.views.directories import Directory, Registration

__all__ = [
    "Joining",
    "address_of",
    "directory_vpcs",
    "dns_addresses",
    "domain_of",
    "domains_of",
    "joining",
    "ou_domain",
    "trusting",
]


@dataclass(frozen=True)
class Joining:
    """What some desktops join.

    Attributes:
        directory: The directory that they are registered with, where one of the templates makes it.
        ou: The domain of the organizational unit of their computers, in small letters, where it is known.
        has_ou: Whether such a unit is given.
    """

    directory: Directory | None
    ou: str | None
    has_ou: bool


def address_of(text: object) -> IPv4Address | None:
    """The IPv4 address that a text is, if it is one."""
    try:
        return IPv4Address(text) if isinstance(text, str) else None
    except AddressValueError:
        return None


def domain_of(templates: Templates, directory: Directory) -> Directory | None:
    """The directory whose domain it is: the Managed or Simple AD that a connector asks, or the directory itself."""
    if directory.kind != "connector":
        return directory
    for reference in directory.resource.properties.references("CustomerDnsIps"):
        found = directory_of(templates, reference)
        if found is not None and found.kind != "connector":
            return found
    return None


def domains_of(templates: Templates, registration: Registration) -> list[Directory]:
    """The directories that AWS makes whose controllers desktops talk to.

    That is the domain of the registration, and where computers are put into a resource domain, that one.
    """
    directory = registration.directory
    if directory is None:
        return []
    own, ou = domain_of(templates, directory), ou_domain(registration)
    partners = trusting(templates).get((directory.domain_name or "").lower(), ())
    joined = [each for each in partners if each is not own and ou and (each.domain_name or "").lower() == ou]
    return [*([own] if own else ()), *(joined if len(joined) == 1 else ())]


def ou_domain(registration: Registration) -> str | None:
    """The domain, in small letters, of the organizational unit that computers are put into, where one is given."""
    ou = registration.resource.properties.value("WorkspaceCreationProperties", "DefaultOu")
    if not isinstance(ou, str):
        return None
    parts = (part.strip().partition("=") for part in ou.split(","))
    return ".".join(value for key, _, value in parts if key.upper() == "DC").lower() or None


def dns_addresses(directory: Directory) -> list[IPv4Address]:
    """The addresses of the DNS servers that a connector asks, as far as they are given as such."""
    if directory.kind != "connector":
        return []
    given = (address_of(each) for each in directory.resource.properties.values("CustomerDnsIps"))
    return [each for each in given if each is not None]


@view
def trusting(templates: Templates) -> Mapping[str, list[Directory]]:
    """The directories that trust a domain, by its name in small letters."""
    found: dict[str, list[Directory]] = {}
    for trust in templates.of_type("Custom::WorkspacesTrust"):
        name = trust.properties.text("RemoteDomainName")
        directory = directory_of(templates, trust.properties.value("DirectoryId"))
        if name and directory:
            found.setdefault(name.lower(), []).append(directory)
    return found


@view
def joining(templates: Templates) -> Mapping[str, list[Joining]]:
    """What desktops join, by the name of the VPC that they live in, for VPCs that the templates make."""
    found: dict[str, list[Joining]] = {}
    registered = set()
    for registration in registrations(templates):
        ou = registration.resource.properties.has("WorkspaceCreationProperties", "DefaultOu")
        each = Joining(registration.directory, ou_domain(registration), ou)
        registered.add(each.directory.resource.name if each.directory else "")
        for name in {subnet.vpc.name for subnet in registration.subnets if subnet.vpc is not None}:
            found.setdefault(name, []).append(each)
    owners = (directory_of(templates, desktop.properties.value("DirectoryId")) for desktop in workspaces(templates))
    alone = {owner.resource.name: owner for owner in owners if owner is not None}
    for name, directory in alone.items():
        if name not in registered and directory.vpc is not None:
            found.setdefault(directory.vpc.name, []).append(Joining(directory, None, has_ou=False))
    return found


@view
def directory_vpcs(templates: Templates) -> frozenset[str]:
    """The names of the VPCs that directories are in."""
    return frozenset(each.vpc.name for each in directories(templates).values() if each.vpc is not None)
