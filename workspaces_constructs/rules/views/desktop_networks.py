"""Where desktops live, and what their subnets hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workspaces_constructs.rules.templates import view
from workspaces_constructs.rules.views.directories import directories, directory_of, registrations, workspaces
from workspaces_constructs.rules.views.networks import subnets

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workspaces_constructs.rules.resources import Resource
    from workspaces_constructs.rules.templates import Templates
    from workspaces_constructs.rules.views.directories import Directory
    from workspaces_constructs.rules.views.networks import Subnet

__all__ = ["Home", "desktops_of", "homes", "homes_of", "network_vpcs"]


@dataclass(frozen=True)
class Home:
    """The subnets that a directory's desktops live in.

    Attributes:
        resource: What names the subnets: a registration, or a directory that desktops use and no template registers.
        directory: The directory, where one of the templates makes it.
        location: Where the subnets stand in the resource's properties.
        subnets: The subnets, as far as the templates make them.
        complete: Whether these are all.
    """

    resource: Resource
    directory: Directory | None
    location: str
    subnets: Sequence[Subnet]
    complete: bool

    @property
    def registered(self) -> bool:
        """Whether something but the directory itself names the subnets, so that they are certain."""
        return self.directory is None or self.directory.resource.name != self.resource.name


@view
def homes(templates: Templates) -> Sequence[Home]:
    """Where the templates put desktops: by registrations, by WorkSpaces' own directories, and without either."""
    known = subnets(templates)
    found = [_home(each.resource, each.directory, ("SubnetIds",), known) for each in registrations(templates)]
    own = templates.of_type("AWS::WorkSpaces::Directory")
    found.extend(_home(each, None, ("SubnetIds",), known) for each in own)
    registered = {home.directory.resource.name for home in found if home.directory}
    for desktop in workspaces(templates):
        directory = directory_of(templates, desktop.properties.value("DirectoryId"))
        if directory and directory.resource.name not in registered:
            registered.add(directory.resource.name)
            found.append(_home(directory.resource, directory, tuple(directory.subnets_at.split(".")), known))
    return found


def _home(resource: Resource, directory: Directory | None, way: tuple[str, ...], known: Mapping[str, Subnet]) -> Home:
    named = resource.properties.resources(*way)
    found = [known[each.name] for each in named if each.name in known]
    complete = bool(found) and len(found) == len(resource.properties.values(*way))
    return Home(resource, directory, ".".join(way), found, complete)


@view
def desktops_of(templates: Templates) -> Mapping[str, int]:
    """How many desktops there are for certain, by the name of the resource that tells where they live."""
    by_directory = {each.directory.resource.name: each.resource.name for each in homes(templates) if each.directory}
    by_id = {
        identifier: each.resource.name
        for each in homes(templates)
        if (identifier := each.resource.properties.text("DirectoryId"))
    }
    found: dict[str, int] = {}
    for desktop in workspaces(templates):
        directory = directory_of(templates, desktop.properties.value("DirectoryId"))
        identifier = desktop.properties.text("DirectoryId")
        home = by_directory.get(directory.resource.name) if directory else by_id.get(identifier or "")
        if home and "Condition" not in desktop.raw:
            found[home] = found.get(home, 0) + 1
    return found


@view
def homes_of(templates: Templates) -> Mapping[str, Sequence[Home]]:
    """Where the desktops of each directory live, by the name of the directory's resource."""
    found: dict[str, list[Home]] = {}
    for home in homes(templates):
        if home.directory:
            found.setdefault(home.directory.resource.name, []).append(home)
    return found


@view
def network_vpcs(templates: Templates) -> Mapping[str, Resource]:
    """The VPCs of desktops and of directories, by name, as far as the templates make them."""
    every = [subnet for home in homes(templates) for subnet in home.subnets]
    every.extend(subnet for each in directories(templates).values() for subnet in each.subnets)
    found = {subnet.vpc.name: subnet.vpc for subnet in every if subnet.vpc is not None}
    found.update((each.vpc.name, each.vpc) for each in directories(templates).values() if each.vpc is not None)
    return found
