"""Breaking the rules of ``families/ranges.py``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.rules.support.mutations import mutation
from tests.rules.support.network_changes import add, add_routes, given, public_subnet, ref
from workspaces_constructs.facts.regions import MANAGEMENT_RANGES
from workspaces_constructs.rules.views.directories import desktop_vpcs, directories
from workspaces_constructs.rules.views.regions import region_of

if TYPE_CHECKING:
    from random import Random

    from workspaces_constructs.rules.templates import Templates


@mutation("WorkSpaces-NET6")
def too_small_a_subnet(templates: Templates, _random: Random) -> bool:
    subnet = public_subnet(templates)
    if subnet is None or subnet.network is None:
        return False
    given(subnet.resource)["CidrBlock"] = f"{subnet.network.network_address}/29"
    return True


@mutation("WorkSpaces-NET7")
def a_subnet_outside_its_vpc(templates: Templates, _random: Random) -> bool:
    subnet = public_subnet(templates)
    if subnet is None:
        return False
    given(subnet.resource)["CidrBlock"] = "192.0.2.0/28"
    return True


@mutation("WorkSpaces-NET8")
def every_management_range(templates: Templates, _random: Random) -> bool:
    vpc = next(iter(desktop_vpcs(templates).values()), None)
    region = region_of(templates, vpc) if vpc else None
    return bool(region) and add_routes(templates, *map(str, MANAGEMENT_RANGES[str(region)]))


@mutation("WorkSpaces-NET9")
def one_management_range(templates: Templates, _random: Random) -> bool:
    return add_routes(templates, "198.19.0.0/16")


@mutation("WorkSpaces-NET10")
def range_of_managed_ad(templates: Templates, _random: Random) -> bool:
    vpc = next((each.vpc for each in directories(templates).values() if each.kind == "managed" and each.vpc), None)
    if vpc is None:
        return False
    add(templates, vpc, "Added", "AWS::EC2::VPCCidrBlock", VpcId=ref(vpc), CidrBlock="198.18.0.0/16")
    return True


@mutation("WorkSpaces-NET11", related=("WorkSpaces-NET34", "WorkSpaces-SG11", "WorkSpaces-DNS3"))
def dns_servers_in_the_connectors_range(templates: Templates, random: Random) -> bool:
    known = [each for each in directories(templates).values() if each.kind == "connector" and each.subnets]
    if known:
        given(random.choice(known).resource)["CustomerDnsIps"] = ["10.0.1.10", "10.0.2.10"]
    return bool(known)
