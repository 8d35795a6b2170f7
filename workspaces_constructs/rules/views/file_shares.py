"""File systems of FSx for Windows that belong to desktops."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from workspaces_constructs.rules.resources import Properties, Reference
from workspaces_constructs.rules.templates import view
from workspaces_constructs.rules.views.directories import (
    desktop_subnets,
    desktop_vpcs,
    directories,
    directory_of,
    has_desktops,
)
from workspaces_constructs.rules.views.networks import subnets
from workspaces_constructs.rules.views.security_groups import groups

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workspaces_constructs.rules.resources import Resource
    from workspaces_constructs.rules.templates import Templates
    from workspaces_constructs.rules.views.networks import Subnet
    from workspaces_constructs.rules.views.security_groups import Group

__all__ = ["FileShare", "file_shares"]

_FILE_SYSTEM: Final = "AWS::FSx::FileSystem"


@dataclass(frozen=True)
class FileShare:
    """A file system of FSx for Windows.

    Attributes:
        resource: Its resource.
        windows: Its ``WindowsConfiguration``; empty where that is not known.
        complete: Whether that is known at all.
        subnets: Its subnets, as far as the templates make them.
        groups: Its security groups, as far as the templates make them.
        all_groups: Whether these are all, with every inbound rule there to be seen.
    """

    resource: Resource
    windows: Properties
    complete: bool
    subnets: Sequence[Subnet]
    groups: Sequence[Group]
    all_groups: bool


@view
def file_shares(templates: Templates) -> list[FileShare]:
    """The file systems for Windows in a network of desktops or directories, or in a domain of theirs."""
    if not has_desktops(templates):
        return []
    made = templates.of_type(_FILE_SYSTEM)
    found = (_share(templates, each) for each in made if each.properties.text("FileSystemType") == "WINDOWS")
    return [each for each in found if _is_ours(templates, each)]


def _share(templates: Templates, resource: Resource) -> FileShare:
    given = resource.properties
    windows = given.value("WindowsConfiguration")
    known, made = subnets(templates), groups(templates)
    listed = given.values("SecurityGroupIds")
    own = [
        made[each.resource.name]
        for each in listed
        if isinstance(each, Reference) and not each.attribute and each.resource.name in made
    ]
    return FileShare(
        resource,
        Properties(windows if isinstance(windows, dict) else {}),
        windows is None or isinstance(windows, dict),
        [known[each.name] for each in given.resources("SubnetIds") if each.name in known],
        own,
        bool(own) and len(own) == len(listed) and all("in" in each.listed for each in own),
    )


def _is_ours(templates: Templates, share: FileShare) -> bool:
    if directory_of(templates, share.windows.value("ActiveDirectoryId")) is not None:
        return True
    places = {*desktop_vpcs(templates), *(each.vpc.name for each in directories(templates).values() if each.vpc)}
    own = {subnet.vpc.name for subnet in share.subnets if subnet.vpc}
    return bool(own & places) or any(subnet.resource.name in desktop_subnets(templates) for subnet in share.subnets)
