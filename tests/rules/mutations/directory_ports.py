"""Breaking the rules of ``families/directory_ports.py``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.rules.support.mutations import mutation
from workspaces_constructs.rules.views.directories import desktop_subnets, registrations
from workspaces_constructs.rules.views.group_owners import directory_rules, radius_rules
from workspaces_constructs.rules.views.hosts import domain_hosts
from workspaces_constructs.rules.views.port_coverage import perhaps_of

if TYPE_CHECKING:
    from random import Random

    from workspaces_constructs.rules.resources import Resource
    from workspaces_constructs.rules.templates import Templates

_PORTS = (88, 135, 389, 445, 464, 49152)


def close(group: Resource, key: str, port: int) -> bool:
    """Delete a group's inline rules that begin with a port."""
    given = group.raw["Properties"].get(key, [])
    left = [each for each in given if each.get("FromPort") != port]
    group.raw["Properties"][key] = left
    return len(left) < len(given)


def close_controllers(templates: Templates, port: int) -> bool:
    """Delete the inbound rules of all domain controllers that begin with a port."""
    groups = {group.resource.name: group.resource for host in domain_hosts(templates) for group in host.groups}
    return sum(close(each, "SecurityGroupIngress", port) for each in groups.values()) > 0


@mutation("WorkSpaces-SG11")
def desktops_do_not_send(templates: Templates, random: Random) -> bool:
    given = random.choice(registrations(templates)).resource.properties
    group = given.resource("WorkspaceCreationProperties", "CustomSecurityGroupId")
    return group is not None and close(group, "SecurityGroupEgress", random.choice(_PORTS))


@mutation("WorkSpaces-SG12")
def controllers_do_not_let_desktops_in(templates: Templates, random: Random) -> bool:
    return close_controllers(templates, random.choice([135, 445, 464, 3268]))


@mutation("WorkSpaces-SG13", related=("WorkSpaces-SG12",))
def controllers_do_not_let_connectors_in(templates: Templates, random: Random) -> bool:
    return close_controllers(templates, random.choice([53, 88]))


@mutation("WorkSpaces-SG14")
def a_directory_does_not_let_other_vpcs_in(templates: Templates, random: Random) -> bool:
    port = random.choice([88, 135, 389, 445])
    networks = [subnet.network for subnet in desktop_subnets(templates).values() if subnet.network]
    found = [
        each
        for each in directory_rules(templates)
        if each.first == port and any(perhaps_of(each, network) for network in networks)
    ]
    for each in found:
        del templates.templates[each.resource.template]["Resources"][each.resource.logical_id]
    return bool(found)


@mutation("WorkSpaces-SG15")
def radius_does_not_let_directories_in(templates: Templates, random: Random) -> bool:
    port = random.choice([1645, 1813])
    for _, each in radius_rules(templates):
        for given in each.resource.raw["Properties"].get("SecurityGroupIngress", []):
            given["FromPort"] = given["ToPort"] = port
    return bool(radius_rules(templates))
