"""Breaking the rules of ``families/network.py``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.rules.support.mutations import mutation
from tests.rules.support.network_changes import add, any_desktop_subnet, given, ref, remove
from workspaces_constructs.rules.views.desktop_networks import network_vpcs
from workspaces_constructs.rules.views.directories import desktop_vpcs, directories

if TYPE_CHECKING:
    from random import Random

    from workspaces_constructs.rules.templates import Templates


@mutation("WorkSpaces-NET1")
def a_database_among_desktops(templates: Templates, random: Random) -> bool:
    subnet = any_desktop_subnet(templates, random)
    if subnet is None:
        return False
    type_ = "AWS::RDS::DBSubnetGroup"
    add(
        templates, subnet.resource, "Orders", type_, DBSubnetGroupDescription="Orders", SubnetIds=[ref(subnet.resource)]
    )
    return True


@mutation("WorkSpaces-NET2")
def no_dns_support(templates: Templates, random: Random) -> bool:
    vpcs = list(network_vpcs(templates).values())
    if vpcs:
        given(random.choice(vpcs))["EnableDnsSupport"] = False
    return bool(vpcs)


@mutation("WorkSpaces-NET3")
def no_host_names(templates: Templates, random: Random) -> bool:
    vpcs = list(network_vpcs(templates).values())
    if vpcs:
        given(random.choice(vpcs)).pop("EnableDnsHostnames")
    return bool(vpcs)


@mutation("WorkSpaces-NET4")
def dedicated_tenancy(templates: Templates, random: Random) -> bool:
    every = directories(templates).values()
    told = {each.vpc.name for each in every if each.vpc and each.kind == "connector"}
    vpcs = [each.vpc for each in every if each.vpc and each.vpc.name not in told]
    if vpcs:
        given(random.choice(vpcs))["InstanceTenancy"] = "dedicated"
    return bool(vpcs)


@mutation("WorkSpaces-NET5")
def no_flow_log(templates: Templates, random: Random) -> bool:
    vpcs = desktop_vpcs(templates)
    logs = templates.of_type("AWS::EC2::FlowLog")
    of_desktops = [each for each in logs if (to := each.properties.resource("ResourceId")) and to.name in vpcs]
    if of_desktops:
        remove(templates, random.choice(of_desktops))
    return bool(of_desktops)
