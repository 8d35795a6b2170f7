"""Whose security groups they are: desktops', directories', domain controllers', RADIUS servers'."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from workspaces_constructs.rules.resources import Reference
from workspaces_constructs.rules.templates import view
from workspaces_constructs.rules.views.directories import desktop_vpcs
from workspaces_constructs.rules.views.domains import directory_vpcs
from workspaces_constructs.rules.views.hosts import domain_hosts, radius_hosts
from workspaces_constructs.rules.views.networks import vpc_networks
from workspaces_constructs.rules.views.security_groups import alone_rules, rules_of
from workspaces_constructs.rules.views.settings import directory_settings

if TYPE_CHECKING:
    from collections.abc import Iterable
    from ipaddress import IPv4Network

    from workspaces_constructs.rules.resources import Resource
    from workspaces_constructs.rules.templates import Templates
    from workspaces_constructs.rules.views.hosts import Host
    from workspaces_constructs.rules.views.security_groups import GroupRule

__all__ = [
    "DIRECTORY_GROUP",
    "MEMBERS_GROUP",
    "desktop_rules",
    "directory_rules",
    "host_rules",
    "members_rules",
    "networks_around",
    "radius_rules",
]

MEMBERS_GROUP: Final = "WorkspaceSecurityGroupId"
"""The attribute of a registration that names the group which the service gives every desktop."""

DIRECTORY_GROUP: Final = "SecurityGroupId"
"""The attribute of a directory, or of its details, that names the group which the service makes for it."""

_WITH_GROUP: Final = frozenset({"Custom::WorkspacesDirectoryDetails", "Custom::WorkspacesAdConnector"})


@view
def desktop_rules(templates: Templates) -> list[GroupRule]:
    """The inbound rules of desktops: those of custom groups, and those added to the groups of the service."""
    found: dict[int, GroupRule] = {}
    for settings in directory_settings(templates):
        group = settings.properties.value("WorkspaceCreationProperties", "CustomSecurityGroupId")
        for each in (group, Reference(settings, MEMBERS_GROUP)):
            found.update((id(rule), rule) for rule in rules_of(templates, each) if rule.direction == "in")
    return list(found.values())


@view
def members_rules(templates: Templates) -> list[GroupRule]:
    """The rules that resources add to the groups which the service makes for desktops."""
    return [each for each in alone_rules(templates) if each.group.attribute == MEMBERS_GROUP]


@view
def directory_rules(templates: Templates) -> list[GroupRule]:
    """The inbound rules that resources add to the groups which the service makes for directories."""
    return [
        each
        for each in alone_rules(templates)
        if each.direction == "in"
        and each.group.attribute == DIRECTORY_GROUP
        and each.group.resource.type in _WITH_GROUP
    ]


@view
def host_rules(templates: Templates) -> list[GroupRule]:
    """The inbound rules of domain controllers and DNS servers on EC2."""
    return _inbound(domain_hosts(templates))


@view
def radius_rules(templates: Templates) -> list[tuple[Resource, GroupRule]]:
    """The inbound rules of RADIUS servers, each with the resource that names the server."""
    return [
        (mfa, rule)
        for mfa in templates.of_type("Custom::WorkspacesRadiusMfa")
        for rule in _inbound(radius_hosts(templates)[mfa.name])
    ]


@view
def networks_around(templates: Templates) -> list[IPv4Network]:
    """The whole ranges of the VPCs of desktops and directories; a place where people work is smaller."""
    names = {*desktop_vpcs(templates), *directory_vpcs(templates)}
    return [each for name, networks in vpc_networks(templates).items() if name in names for each in networks]


def _inbound(hosts: Iterable[Host]) -> list[GroupRule]:
    """The inbound rules of servers, each once."""
    return list({id(rule): rule for host in hosts for rule in host.inbound}.values())
