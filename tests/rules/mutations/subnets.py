"""Breaking the rules of ``families/subnets.py``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.rules.support.mutations import mutation
from tests.rules.support.network_changes import add, any_desktop_subnet, any_home, default_route, given, ref
from workspaces_constructs.rules.views.desktop_networks import homes
from workspaces_constructs.rules.views.directories import directories

if TYPE_CHECKING:
    from random import Random

    from workspaces_constructs.rules.templates import Templates


@mutation("WorkSpaces-NET15")
def one_subnet_twice(templates: Templates, random: Random) -> bool:
    home = any_home(templates, random)
    if home is None:
        return False
    first = given(home.resource)["SubnetIds"][0]
    given(home.resource)["SubnetIds"] = [first, first]
    return True


@mutation("WorkSpaces-NET16", related=("WorkSpaces-NET29", "WorkSpaces-NET33"))
def a_zone_without_workspaces(templates: Templates, random: Random) -> bool:
    subnet = any_desktop_subnet(templates, random)
    if subnet is None or subnet.zone_id is None or not subnet.zone_id.startswith("use1-"):
        return False
    given(subnet.resource)["AvailabilityZoneId"] = "use1-az3"
    return True


@mutation("WorkSpaces-NET17", related=("WorkSpaces-OPS15",))
def a_region_without_workspaces(templates: Templates, _random: Random) -> bool:
    if templates.of_type("AWS::DirectoryService::SimpleAD"):
        return False
    templates.regions.update(dict.fromkeys(templates.templates, "eu-north-1"))
    return True


@mutation("WorkSpaces-NET18")
def public_desktops(templates: Templates, random: Random) -> bool:
    subnet = any_desktop_subnet(templates, random)
    route = default_route(subnet) if subnet else None
    if route is None:
        return False
    del given(route.resource)["NatGatewayId"]
    given(route.resource)["GatewayId"] = "igw-0123456789abcdef0"
    return True


@mutation("WorkSpaces-NET19")
def a_public_directory(templates: Templates, _random: Random) -> bool:
    for directory in directories(templates).values():
        table = directory.subnets[0].table if directory.subnets else None
        if directory.kind != "connector" and table is not None:
            target = {"RouteTableId": ref(table), "GatewayId": "igw-0123456789abcdef0"}
            add(templates, table, "Open", "AWS::EC2::Route", DestinationCidrBlock="0.0.0.0/0", **target)
            return True
    return False


@mutation("WorkSpaces-NET20", related=("WorkSpaces-SG11", "WorkSpaces-SG16"))
def a_directory_among_desktops(templates: Templates, _random: Random) -> bool:
    for directory in directories(templates).values():
        for home in homes(templates):
            if directory.kind != "connector" and home.resource.template == directory.resource.template:
                given(directory.resource)["VpcSettings"]["SubnetIds"] = given(home.resource)["SubnetIds"]
                return True
    return False


@mutation("WorkSpaces-NET21")
def a_load_balancer_among_desktops(templates: Templates, random: Random) -> bool:
    subnet = any_desktop_subnet(templates, random)
    if subnet is None:
        return False
    add(
        templates,
        subnet.resource,
        "Balancer",
        "AWS::ElasticLoadBalancing::LoadBalancer",
        Subnets=[ref(subnet.resource)],
    )
    return True


@mutation("WorkSpaces-NET22")
def public_addresses(templates: Templates, random: Random) -> bool:
    subnet = any_desktop_subnet(templates, random)
    if subnet is None:
        return False
    given(subnet.resource)["MapPublicIpOnLaunch"] = True
    return True


@mutation("WorkSpaces-NET23")
def automatic_ipv6(templates: Templates, random: Random) -> bool:
    subnet = any_desktop_subnet(templates, random)
    if subnet is None:
        return False
    given(subnet.resource)["AssignIpv6AddressOnCreation"] = True
    return True
