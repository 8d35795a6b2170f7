"""What mutations of networks have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workspaces_constructs.rules.views.desktop_networks import homes
from workspaces_constructs.rules.views.directories import desktop_subnets
from workspaces_constructs.rules.views.networks import subnets

if TYPE_CHECKING:
    from random import Random

    from workspaces_constructs.rules.resources import Resource
    from workspaces_constructs.rules.templates import Templates
    from workspaces_constructs.rules.views.desktop_networks import Home
    from workspaces_constructs.rules.views.networks import Route, Subnet


def given(resource: Resource) -> dict[str, Any]:
    """The raw properties of a resource."""
    properties: dict[str, Any] = resource.raw["Properties"]
    return properties


def ref(resource: Resource) -> dict[str, str]:
    return {"Ref": resource.logical_id}


def add(templates: Templates, beside: Resource, logical_id: str, type_: str, **properties: object) -> None:
    """Put a resource into the template of another one."""
    templates.templates[beside.template]["Resources"][logical_id] = {"Type": type_, "Properties": properties}


def remove(templates: Templates, resource: Resource) -> None:
    del templates.templates[resource.template]["Resources"][resource.logical_id]


def any_desktop_subnet(templates: Templates, random: Random) -> Subnet | None:
    known = list(desktop_subnets(templates).values())
    return random.choice(known) if known else None


def any_home(templates: Templates, random: Random) -> Home | None:
    known = [each for each in homes(templates) if each.complete and len(each.subnets) > 1]
    return random.choice(known) if known else None


def public_subnet(templates: Templates) -> Subnet | None:
    """A public subnet in the VPC of desktops."""
    vpcs = {each.vpc.name for each in desktop_subnets(templates).values() if each.vpc}
    every = subnets(templates).values()
    return next((each for each in every if each.is_public and each.vpc and each.vpc.name in vpcs), None)


def default_route(subnet: Subnet, kind: str = "NatGatewayId") -> Route | None:
    return next((each for each in subnet.routes if each.leads_everywhere and each.kind == kind), None)


def add_routes(templates: Templates, *destinations: str) -> bool:
    """Route ranges out of a subnet without desktops, in the VPC of desktops."""
    subnet = public_subnet(templates)
    if subnet is None or subnet.table is None:
        return False
    for number, each in enumerate(destinations):
        target = {"RouteTableId": ref(subnet.table), "VpcPeeringConnectionId": "pcx-0123456789abcdef0"}
        add(templates, subnet.table, f"Wide{number}", "AWS::EC2::Route", DestinationCidrBlock=each, **target)
    return True
