"""Breaking the rules of ``families/links.py``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.rules.support.mutations import mutation
from tests.rules.support.network_changes import add, any_home, given, remove
from workspaces_constructs.rules.views.directories import desktop_vpcs, directories
from workspaces_constructs.rules.views.links import attachments, learning_tables, served_by
from workspaces_constructs.rules.views.networks import network_of, vpc_networks

if TYPE_CHECKING:
    from random import Random

    from workspaces_constructs.rules.templates import Templates


@mutation("WorkSpaces-NET32")
def no_way_back(templates: Templates, random: Random) -> bool:
    for connector in directories(templates).values():
        served = served_by(templates, connector) if connector.kind == "connector" else None
        if served and served.resource.template != connector.resource.template:
            back = [route.resource for subnet in served.subnets for route in subnet.routes]
            if back:
                remove(templates, random.choice(back))
            return bool(back)
    return False


@mutation("WorkSpaces-NET33")
def an_attachment_in_one_zone(templates: Templates, random: Random) -> bool:
    vpcs = desktop_vpcs(templates)
    known = [each for each in attachments(templates) if each.complete and each.vpc and each.vpc.name in vpcs]
    if known:
        named = given(random.choice(known).resource)["SubnetIds"]
        named.pop(random.randrange(len(named)))
    return bool(known)


@mutation("WorkSpaces-NET34")
def no_way_to_the_domain(templates: Templates, _random: Random) -> bool:
    for connector in directories(templates).values():
        given_addresses = connector.resource.properties.texts("CustomerDnsIps")
        tables = {each.table.name for each in connector.subnets if each.table}
        near = [each for one in connector.subnets if one.vpc for each in vpc_networks(templates)[one.vpc.name]]
        far = [each for each in map(network_of, given_addresses) if each and not any(map(each.subnet_of, near))]
        if connector.kind != "connector" or not far:
            continue
        if not tables & learning_tables(templates):
            continue
        for each in templates.of_type("AWS::EC2::VPNGatewayRoutePropagation"):
            if tables & {one.name for one in each.properties.resources("RouteTableIds")}:
                remove(templates, each)
        for route in (route for subnet in connector.subnets for route in subnet.routes if route.kind == "GatewayId"):
            remove(templates, route.resource)
        return True
    return False


@mutation(
    "WorkSpaces-NET35",
    related=(
        "WorkSpaces-NET5",
        "WorkSpaces-NET32",
        "WorkSpaces-DNS1",
        "WorkSpaces-DIR12",
        "WorkSpaces-SG17",
        "WorkSpaces-DC9",
    ),
)
def desktops_in_another_vpc(templates: Templates, random: Random) -> bool:
    home = any_home(templates, random)
    vpc = home.subnets[0].vpc if home and home.directory else None
    if home is None or vpc is None:
        return False
    add(templates, home.resource, "Elsewhere", "AWS::EC2::VPC", CidrBlock="172.24.0.0/16", EnableDnsHostnames=True)
    for number, subnet in enumerate(home.subnets):
        place = {"VpcId": {"Ref": "Elsewhere"}, "AvailabilityZoneId": subnet.zone_id}
        add(templates, home.resource, f"Far{number}", "AWS::EC2::Subnet", CidrBlock=f"172.24.{number}.0/24", **place)
    given(home.resource)["SubnetIds"] = [{"Ref": "Far0"}, {"Ref": "Far1"}]
    return True
