"""What is let in to the domain controllers of Managed ADs, and from where their desktops come."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from workspaces_constructs.rules.resources import Reference
from workspaces_constructs.rules.templates import view
from workspaces_constructs.rules.views.directories import directories, directory_of, registrations
from workspaces_constructs.rules.views.links import served_by
from workspaces_constructs.rules.views.networks import network_of
from workspaces_constructs.rules.views.security_groups import group_rules

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from ipaddress import IPv4Network

    from workspaces_constructs.rules.resources import Resource
    from workspaces_constructs.rules.templates import Templates
    from workspaces_constructs.rules.views.directories import Directory, Registration
    from workspaces_constructs.rules.views.security_groups import GroupRule

__all__ = ["Openings", "computers_in", "holds_computers", "opened_otherwise", "openings"]

_GROUP: Final = "AWS::EC2::SecurityGroup"
_DETAILS: Final = "Custom::WorkspacesDirectoryDetails"
_LABELS: Final = re.compile(r"(?:^|,)\s*DC=([^,\s]+)", re.IGNORECASE)
"""The labels of a domain in a distinguished name."""


@dataclass(frozen=True)
class Openings:
    """What templates let in to domain controllers beside the VPC's own range, which AWS lets in itself.

    Attributes:
        by_directory: The inbound rules of a directory's own group, by the name of its resource.
        ranges: Whom they let in; None for one that is not known.
        certain: Whether these are all: no rule of theirs belongs to a group that is not known.
    """

    by_directory: Mapping[str, Sequence[GroupRule]]
    ranges: Mapping[str, frozenset[IPv4Network | None]]
    certain: bool

    def admits(self, directory: Directory, network: IPv4Network) -> bool:
        """Whether a range may be let in; false is certain."""
        given = self.ranges.get(directory.resource.name, ())
        return not self.certain or any(each is None or network.subnet_of(each) for each in given)


@view
def openings(templates: Templates) -> Openings:
    """The inbound rules of the groups that AWS makes for directories."""
    found: dict[str, list[GroupRule]] = {}
    certain = True
    for each in group_rules(templates):
        if each.direction == "out" or (each.group.resource.type == _GROUP and each.group.attribute in {"", "GroupId"}):
            continue
        directory = directory_of(templates, each.group)
        if directory:
            found.setdefault(directory.resource.name, []).append(each)
        elif each.group.resource.type != _DETAILS or not each.group.resource.properties.knows("DirectoryId"):
            certain = False
    alone = templates.of_type("AWS::EC2::SecurityGroupIngress")
    certain = certain and all(isinstance(each.properties.value("GroupId"), Reference) for each in alone)
    cidrs = {name: {each.cidr for each in given} for name, given in found.items()}
    return Openings(found, {name: frozenset(map(network_of, each)) for name, each in cidrs.items()}, certain)


def opened_otherwise(templates: Templates, directory: Directory) -> bool:
    """Whether a custom resource that is not this library's mentions a directory, and may open it."""
    return directory.resource.name in _mentioned(templates)


@view
def _mentioned(templates: Templates) -> frozenset[str]:
    """The names of all that custom resources mention which are not this library's."""
    return frozenset(
        reference.resource.name
        for each in templates.all()
        if (each.type.startswith("Custom::") and not each.type.startswith("Custom::Workspaces"))
        or each.type == "AWS::CloudFormation::CustomResource"
        for key in _keys(each)
        for reference in each.properties.references(key)
    )


def _keys(resource: Resource) -> list[str]:
    given = resource.raw.get("Properties")
    return [str(key) for key in given] if isinstance(given, dict) else []


def computers_in(templates: Templates) -> Iterator[tuple[Directory, Registration]]:
    """Managed ADs, each with a registration whose desktops use its domain controllers: its own, or a connector's.

    Which of several with the same name it would be, as of copies of a stack, is not known.
    """
    for registration in registrations(templates):
        directory = registration.directory
        if directory is None:
            continue
        asked = directory if directory.kind == "managed" else served_by(templates, directory)
        if asked is not None and asked.kind == "managed":
            yield asked, registration
        names = {(directory.domain_name or "").lower(), _domain_of_computers(registration) or ""}
        for name in names - {(asked.domain_name or "").lower() if asked else ""}:
            same = _managed(templates).get(name, ())
            if len(same) == 1:
                yield same[0], registration


@view
def _managed(templates: Templates) -> Mapping[str, Sequence[Directory]]:
    """The Managed ADs by the name of their domain, in small letters."""
    found: dict[str, list[Directory]] = {}
    for each in directories(templates).values():
        if each.kind == "managed" and each.domain_name:
            found.setdefault(each.domain_name.lower(), []).append(each)
    return found


def holds_computers(directory: Directory, registration: Registration) -> bool:
    """Whether the computers of a registration's desktops are certain to be made in a directory's domain."""
    domain = _domain_of_computers(registration)
    return domain is not None and domain == (directory.domain_name or "").lower()


def _domain_of_computers(registration: Registration) -> str | None:
    """The domain of the organizational unit that a registration names, in small letters."""
    unit = registration.resource.properties.text("WorkspaceCreationProperties", "DefaultOu")
    labels = _LABELS.findall(unit) if unit else []
    return ".".join(labels).lower() or None
