"""Directories and their registrations with WorkSpaces."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from workspaces_constructs.rules.resources import Reference
from workspaces_constructs.rules.templates import view
from workspaces_constructs.rules.views.networks import subnets

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workspaces_constructs.rules.resources import Resource, Value
    from workspaces_constructs.rules.templates import Templates
    from workspaces_constructs.rules.views.networks import Subnet

__all__ = [
    "Directory",
    "DirectoryKind",
    "Registration",
    "desktop_subnets",
    "desktop_vpcs",
    "directories",
    "directory_of",
    "has_desktops",
    "registrations",
    "workspaces",
]

DirectoryKind = Literal["managed", "simple", "connector"]

_DIRECTORIES: Final[Mapping[str, DirectoryKind]] = {
    "AWS::DirectoryService::MicrosoftAD": "managed",
    "AWS::DirectoryService::SimpleAD": "simple",
    "Custom::WorkspacesAdConnector": "connector",
}
_DETAILS: Final = "Custom::WorkspacesDirectoryDetails"
_REGISTRATION: Final = "Custom::WorkspacesDirectoryRegistration"
_WORKSPACE: Final = "AWS::WorkSpaces::Workspace"
_OWN_DIRECTORY: Final = "AWS::WorkSpaces::Directory"


@dataclass(frozen=True)
class Directory:
    """A directory that a template makes.

    Attributes:
        resource: Its resource.
        kind: ``managed`` for AWS Managed Microsoft AD, ``simple`` for Simple AD, ``connector`` for AD Connector.
        domain_name: The domain's name, where it is known.
        vpc: The VPC it is in, where one of the templates makes it.
        subnets: Its subnets, as far as the templates make them.
        subnets_at: Where its subnets stand in its properties.
    """

    resource: Resource
    kind: DirectoryKind
    domain_name: str | None
    vpc: Resource | None
    subnets: Sequence[Subnet]
    subnets_at: str


@dataclass(frozen=True)
class Registration:
    """A registration of a directory with WorkSpaces by this library's custom resource.

    Attributes:
        resource: Its resource.
        directory: The directory, where one of the templates makes it.
        subnets: The subnets in which the desktops live, as far as the templates make them.
    """

    resource: Resource
    directory: Directory | None
    subnets: Sequence[Subnet]


@view
def directories(templates: Templates) -> Mapping[str, Directory]:
    """The directories that the templates make, by the name of the resource."""
    known = subnets(templates)
    found = {}
    for resource in templates.of_type(*_DIRECTORIES):
        way = () if resource.type.startswith("Custom::") else ("VpcSettings",)
        given = resource.properties
        found[resource.name] = Directory(
            resource,
            _DIRECTORIES[resource.type],
            given.text("Name"),
            given.resource(*way, "VpcId"),
            [known[each.name] for each in given.resources(*way, "SubnetIds") if each.name in known],
            ".".join((*way, "SubnetIds")),
        )
    return found


def directory_of(templates: Templates, value: Value) -> Directory | None:
    """The directory that a value belongs to: its id, or any attribute of it, asked for directly or by its details."""
    if not isinstance(value, Reference):
        return None
    if value.resource.type == _DETAILS:
        return directory_of(templates, value.resource.properties.value("DirectoryId"))
    return directories(templates).get(value.resource.name)


@view
def registrations(templates: Templates) -> Sequence[Registration]:
    """The registrations that the templates make."""
    known = subnets(templates)
    return [
        Registration(
            resource,
            directory_of(templates, resource.properties.value("DirectoryId")),
            [known[each.name] for each in resource.properties.resources("SubnetIds") if each.name in known],
        )
        for resource in templates.of_type(_REGISTRATION)
    ]


def workspaces(templates: Templates) -> list[Resource]:
    """The single desktops that the templates make."""
    return templates.of_type(_WORKSPACE)


@view
def has_desktops(templates: Templates) -> bool:
    """Whether the templates are about WorkSpaces at all: one makes a desktop or registers a directory."""
    return bool(templates.of_type(_REGISTRATION, _WORKSPACE))


@view
def desktop_subnets(templates: Templates) -> Mapping[str, Subnet]:
    """The subnets that desktops live in, by name.

    They are those of registrations, and of WorkSpaces' own directories but for pools. A directory that desktops name
    and no template registers is taken to be registered with its own subnets, which is what WorkSpaces does where no
    others are given.
    """
    found = {subnet.resource.name: subnet for each in registrations(templates) for subnet in each.subnets}
    known = subnets(templates)
    for own in templates.of_type(_OWN_DIRECTORY):
        if own.properties.knows("WorkspaceType") and own.properties.text("WorkspaceType") != "POOLS":
            named = own.properties.resources("SubnetIds")
            found.update((each.name, known[each.name]) for each in named if each.name in known)
    registered = {each.directory.resource.name for each in registrations(templates) if each.directory}
    for desktop in workspaces(templates):
        directory = directory_of(templates, desktop.properties.value("DirectoryId"))
        if directory and directory.resource.name not in registered:
            found.update((subnet.resource.name, subnet) for subnet in directory.subnets)
    return found


@view
def desktop_vpcs(templates: Templates) -> Mapping[str, Resource]:
    """The VPCs that desktops live in, by name, as far as the templates make them."""
    return {subnet.vpc.name: subnet.vpc for subnet in desktop_subnets(templates).values() if subnet.vpc is not None}
