"""Breaking the rules of ``families/security_groups.py``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.rules.support.mutations import mutation
from workspaces_constructs.rules.views.directories import registrations
from workspaces_constructs.rules.views.group_owners import radius_rules
from workspaces_constructs.rules.views.hosts import domain_hosts

if TYPE_CHECKING:
    from random import Random

    from workspaces_constructs.rules.resources import Resource
    from workspaces_constructs.rules.templates import Templates


def opening(cidr: str, protocol: str = "tcp", port: int = 3389) -> dict[str, Any]:
    """An inline rule."""
    return {"IpProtocol": protocol, "CidrIp": cidr} | ({} if protocol == "-1" else {"FromPort": port, "ToPort": port})


def open_group(group: Resource, rule: dict[str, Any]) -> bool:
    """Let something in to a group."""
    group.raw["Properties"].setdefault("SecurityGroupIngress", []).append(rule)
    return True


def open_desktops(templates: Templates, random: Random, rule: dict[str, Any]) -> bool:
    """Let something in to the desktops of one registration."""
    known = [
        each.resource.properties.resource("WorkspaceCreationProperties", "CustomSecurityGroupId")
        for each in registrations(templates)
    ]
    group = random.choice(known)
    return group is not None and open_group(group, rule)


def open_directory(templates: Templates, random: Random, rule: dict[str, Any]) -> bool:
    """Let something in to the directory, or to the domain controllers."""
    hosts = domain_hosts(templates)
    if hosts:
        return open_group(random.choice(hosts).groups[0].resource, rule)
    for details in templates.of_type("Custom::WorkspacesDirectoryDetails"):
        given = {"GroupId": {"Fn::GetAtt": [details.logical_id, "SecurityGroupId"]}} | rule
        resources = templates.templates[details.template]["Resources"]
        resources["Mutation"] = {"Type": "AWS::EC2::SecurityGroupIngress", "Properties": given}
        return True
    return False


@mutation("WorkSpaces-SG1")
def rdp_from_the_internet(templates: Templates, random: Random) -> bool:
    return open_desktops(templates, random, opening(random.choice(["0.0.0.0/0", "0.0.0.0/1"])))


@mutation("WorkSpaces-SG2")
def ldaps_from_the_internet(templates: Templates, random: Random) -> bool:
    return open_directory(templates, random, opening("0.0.0.0/0", port=636))


@mutation("WorkSpaces-SG3")
def radius_from_the_internet(templates: Templates, random: Random) -> bool:
    rules = radius_rules(templates)
    return bool(rules) and open_group(random.choice(rules)[1].resource, opening("0.0.0.0/0", "udp", 1812))


@mutation("WorkSpaces-SG4")
def every_port_of_desktops(templates: Templates, random: Random) -> bool:
    return open_desktops(templates, random, opening("10.20.0.0/24", "-1"))


@mutation("WorkSpaces-SG5")
def rdp_from_a_whole_network(templates: Templates, random: Random) -> bool:
    return open_desktops(templates, random, opening(random.choice(["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"])))


@mutation("WorkSpaces-SG6")
def another_port_of_desktops(templates: Templates, random: Random) -> bool:
    return open_desktops(templates, random, opening("10.20.30.0/24", port=8080))


@mutation("WorkSpaces-SG7")
def rdp_to_domain_controllers(templates: Templates, random: Random) -> bool:
    hosts = domain_hosts(templates)
    return bool(hosts) and open_group(random.choice(hosts).groups[0].resource, opening("10.0.0.0/8"))


@mutation("WorkSpaces-SG8")
def every_port_of_the_directory(templates: Templates, random: Random) -> bool:
    return open_directory(templates, random, opening("10.20.0.0/24", "-1"))


@mutation("WorkSpaces-SG9")
def radius_from_a_whole_network(templates: Templates, random: Random) -> bool:
    rules = radius_rules(templates)
    return bool(rules) and open_group(random.choice(rules)[1].resource, opening("172.16.0.0/12", "udp", 1812))


@mutation("WorkSpaces-SG10")
def a_rule_for_the_members_group(templates: Templates, random: Random) -> bool:
    registration = random.choice(registrations(templates)).resource
    given = {"GroupId": {"Fn::GetAtt": [registration.logical_id, "WorkspaceSecurityGroupId"]}}
    templates.templates[registration.template]["Resources"]["Mutation"] = {
        "Type": "AWS::EC2::SecurityGroupIngress",
        "Properties": given | opening("10.20.30.0/24"),
    }
    return True
