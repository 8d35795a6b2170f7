"""Breaking the rules of ``families/routes.py``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.rules.support.mutations import mutation
from tests.rules.support.network_changes import any_home, default_route, given, ref, remove
from workspaces_constructs.rules.views.desktop_networks import homes
from workspaces_constructs.rules.views.directories import desktop_subnets
from workspaces_constructs.rules.views.links import learning_tables
from workspaces_constructs.rules.views.networks import subnets
from workspaces_constructs.rules.views.zones import same_zone

if TYPE_CHECKING:
    from random import Random

    from workspaces_constructs.rules.templates import Templates
    from workspaces_constructs.rules.views.networks import Route, Subnet


@mutation("WorkSpaces-NET26")
def a_way_out_for_one_half(templates: Templates, random: Random) -> bool:
    home = any_home(templates, random)
    learning = learning_tables(templates)
    for subnet in home.subnets if home else ():
        route = default_route(subnet)
        if route is not None and subnet.table is not None and subnet.table.name not in learning:
            remove(templates, route.resource)
            return True
    return False


@mutation("WorkSpaces-NET27")
def one_pair_for_two_personas(templates: Templates, _random: Random) -> bool:
    known = homes(templates)
    with_way = next((each for each in known if any(default_route(subnet) for subnet in each.subnets)), None)
    without = next((each for each in known if not any(default_route(subnet) for subnet in each.subnets)), None)
    if with_way is None or without is None:
        return False
    given(without.resource)["SubnetIds"] = given(with_way.resource)["SubnetIds"]
    return True


def _routes_of_pair(templates: Templates, random: Random) -> list[Route]:
    home = any_home(templates, random)
    return [route for each in (home.subnets if home else ()) if (route := default_route(each))]


@mutation("WorkSpaces-NET28", related=("WorkSpaces-NET29",))
def one_nat_for_two_zones(templates: Templates, random: Random) -> bool:
    found = _routes_of_pair(templates, random)
    if len(found) < 2:
        return False
    given(found[0].resource)["NatGatewayId"] = given(found[1].resource)["NatGatewayId"]
    return True


@mutation("WorkSpaces-NET29")
def crossed_nats(templates: Templates, random: Random) -> bool:
    found = _routes_of_pair(templates, random)
    if len(found) < 2:
        return False
    one, other = (given(each.resource) for each in found)
    one["NatGatewayId"], other["NatGatewayId"] = other["NatGatewayId"], one["NatGatewayId"]
    return True


@mutation("WorkSpaces-NET30")
def a_private_place_for_nat(templates: Templates, random: Random) -> bool:
    gateways = templates.of_type("AWS::EC2::NatGateway")
    nat = random.choice(gateways) if gateways else None
    named = nat.properties.resource("SubnetId") if nat else None
    if nat is None or named is None:
        return False
    place = subnets(templates)[named.name]
    for each in subnets(templates).values():
        if each.vpc is place.vpc and same_zone(each, place) and _is_inner(templates, each):
            given(nat)["SubnetId"] = ref(each.resource)
            return True
    return False


def _is_inner(templates: Templates, subnet: Subnet) -> bool:
    """Whether a subnet without desktops has no way out but what its table tells."""
    if subnet.table is None or subnet.table.name in learning_tables(templates):
        return False
    return not subnet.is_public and subnet.resource.name not in desktop_subnets(templates)


@mutation("WorkSpaces-NET31", related=("WorkSpaces-REG9",))
def internet_access_without_a_way(templates: Templates, _random: Random) -> bool:
    learning = learning_tables(templates)
    for home in homes(templates):
        inner = all(each.table and each.table.name not in learning for each in home.subnets)
        if home.complete and inner:
            given(home.resource)["WorkspaceCreationProperties"]["EnableInternetAccess"] = True
            for route in filter(None, map(default_route, home.subnets)):
                remove(templates, route.resource)
            return True
    return False
