"""Breaking the rules of ``families/overlaps.py``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.rules.support.mutations import mutation
from tests.rules.support.network_changes import add, add_routes, given, public_subnet, ref
from workspaces_constructs.rules.views.desktop_networks import network_vpcs
from workspaces_constructs.rules.views.links import attachments

if TYPE_CHECKING:
    from random import Random

    from workspaces_constructs.rules.templates import Templates


@mutation("WorkSpaces-NET12")
def a_peer_with_the_same_range(templates: Templates, random: Random) -> bool:
    vpcs = list(network_vpcs(templates).values())
    if not vpcs:
        return False
    vpc = random.choice(vpcs)
    add(templates, vpc, "Peer", "AWS::EC2::VPC", CidrBlock=given(vpc)["CidrBlock"])
    add(templates, vpc, "Peering", "AWS::EC2::VPCPeeringConnection", VpcId=ref(vpc), PeerVpcId={"Ref": "Peer"})
    return True


@mutation("WorkSpaces-NET13")
def an_attached_vpc_with_the_same_range(templates: Templates, random: Random) -> bool:
    vpcs = network_vpcs(templates)
    known = [each for each in attachments(templates) if each.vpc and each.vpc.name in vpcs and each.gateway]
    if not known:
        return False
    one = random.choice(known)
    assert one.vpc
    properties = {"TransitGatewayId": given(one.resource)["TransitGatewayId"], "SubnetIds": []}
    add(templates, one.resource, "Neighbour", "AWS::EC2::VPC", CidrBlock=given(one.vpc)["CidrBlock"])
    type_ = "AWS::EC2::TransitGatewayVpcAttachment"
    add(templates, one.resource, "NeighbourAttachment", type_, VpcId={"Ref": "Neighbour"}, **properties)
    return True


@mutation("WorkSpaces-NET14")
def a_route_to_the_vpc_itself(templates: Templates, _random: Random) -> bool:
    subnet = public_subnet(templates)
    return subnet is not None and add_routes(templates, str(subnet.network))
