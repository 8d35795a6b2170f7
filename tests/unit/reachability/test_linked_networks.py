"""The checker of reachability over links to other networks, each hop of which is broken once."""

from __future__ import annotations

import pytest

from tests.unit.reachability.trees import (
    OFFICE,
    OTHER_VPC,
    TWO_HOSTS,
    VPC,
    Tree,
    broken,
    host,
    reached,
    ref,
    resource,
    route,
    rule,
    seen,
    subnet,
)
from workspaces_constructs.testing.reachability import Reachability

VPN = {
    **TWO_HOSTS,
    "Gateway": resource("AWS::EC2::VPNGateway", Type="ipsec.1"),
    "Attached": resource("AWS::EC2::VPCGatewayAttachment", VpcId=ref("Vpc"), VpnGatewayId=ref("Gateway")),
    "Connection": resource("AWS::EC2::VPNConnection", VpnGatewayId=ref("Gateway")),
    "Learned": resource(
        "AWS::EC2::VPNGatewayRoutePropagation", RouteTableIds=[ref("NearTable")], VpnGatewayId=ref("Gateway")
    ),
    **host("Desk", "Near", [rule(3389, CidrIp=OFFICE)]),
}


def from_office(resources: Tree) -> tuple[bool, bool]:
    """Whether the office reaches the desk, and the desk the office."""
    world = seen(resources, on_premises=[OFFICE])
    office, desk = world.on_premises(OFFICE), world.hosts.of("s/Desk")
    return world.can_reach(office, desk, "tcp", 3389), world.can_reach(desk, office, "tcp", 445)


def test_a_vpn_leads_both_ways_where_routes_are_learned() -> None:
    assert from_office(VPN) == (True, True)


@pytest.mark.parametrize("hop", ["Attached", "Connection", "Learned"])
def test_one_broken_hop_stops_the_vpn(hop: str) -> None:
    assert from_office(broken(VPN, lambda t: t.pop(hop))) == (False, False)


def test_a_static_route_is_as_good_as_a_learned_one() -> None:
    static = {**VPN, "Learned": route("NearTable", OFFICE, GatewayId=ref("Gateway"))}

    assert from_office(static) == (True, True)


def test_the_internet_can_lie_behind_on_premises() -> None:
    world = seen({**VPN, "Learned": route("NearTable", "0.0.0.0/0", GatewayId=ref("Gateway"))}, on_premises=[OFFICE])

    assert world.ways_out(world.hosts.of("s/Desk")) == {"on-premises"}


PEERED = {
    **VPC,
    **OTHER_VPC,
    **subnet("Near", "172.20.0.0/24"),
    **subnet("Far", "172.21.0.0/24", "OtherVpc"),
    **host("Client", "Near", []),
    **host("Server", "Far", [rule(443, CidrIp="172.20.0.0/24")], "OtherVpc"),
    "Peering": resource("AWS::EC2::VPCPeeringConnection", VpcId=ref("Vpc"), PeerVpcId=ref("OtherVpc")),
    "There": route("NearTable", "172.21.0.0/16", VpcPeeringConnectionId=ref("Peering")),
    "Back": resource(
        "Custom::WorkspacesPeerRoutes",
        VpcPeeringConnectionId=ref("Peering"),
        RouteTableIds=[ref("FarTable")],
        DestinationCidrs=["172.20.0.0/24"],
    ),
}


@pytest.mark.parametrize("hop", ["", "There", "Back"])
def test_a_peering_needs_routes_on_both_sides(hop: str) -> None:
    assert reached(broken(PEERED, lambda t: t.pop(hop, None))) is (hop == "")


def test_a_peering_leads_no_further_than_to_its_two_vpcs() -> None:
    elsewhere = broken(PEERED, lambda t: t["Peering"]["Properties"].update(PeerVpcId="vpc-0123456789abcdef0"))

    assert not reached(elsewhere)


TRANSIT = {
    **{name: each for name, each in PEERED.items() if name not in {"Peering", "There", "Back"}},
    "Hub": resource("AWS::EC2::TransitGateway"),
    "One": resource("AWS::EC2::TransitGatewayVpcAttachment", TransitGatewayId=ref("Hub"), VpcId=ref("Vpc")),
    "Two": resource("AWS::EC2::TransitGatewayAttachment", TransitGatewayId=ref("Hub"), VpcId=ref("OtherVpc")),
    "There": route("NearTable", "172.21.0.0/16", TransitGatewayId=ref("Hub")),
    "Back": route("FarTable", "172.20.0.0/16", TransitGatewayId=ref("Hub")),
}


@pytest.mark.parametrize("hop", ["", "One", "Two", "There", "Back"])
def test_a_transit_gateway_needs_attachments_and_routes_on_both_sides(hop: str) -> None:
    assert reached(broken(TRANSIT, lambda t: t.pop(hop, None))) is (hop == "")


def test_a_transit_gateway_leads_to_on_premises_over_its_vpn() -> None:
    over = {
        **TRANSIT,
        "Connection": resource("AWS::EC2::VPNConnection", TransitGatewayId=ref("Hub")),
        "Office": route("NearTable", OFFICE, TransitGatewayId=ref("Hub")),
        **host("Desk", "Near", [rule(3389, CidrIp=OFFICE)]),
    }

    assert from_office(over) == (True, True)
    assert from_office(broken(over, lambda t: t.pop("Connection"))) == (False, False)
    assert from_office(broken(over, lambda t: t.pop("Office"))) == (False, False)


def test_two_stacks_are_one_network_through_parameters_and_exports() -> None:
    here = {name: each for name, each in TRANSIT.items() if name in {"Vpc", "One", "Client", "ClientGroup", "There"}}
    here |= {name: each for name, each in TRANSIT.items() if name.startswith("Near")}
    there = {name: each for name, each in TRANSIT.items() if name not in here}
    published = "/workspaces-constructs/shared/hub"
    there["Published"] = resource("AWS::SSM::Parameter", Name=published, Value=ref("Hub"))
    parameter = {"Type": "AWS::SSM::Parameter::Value<String>", "Default": published}
    templates = {
        "desktops": {"Resources": here, "Parameters": {"Hub": parameter}},
        "shared": {"Resources": there},
    }

    def across() -> bool:
        world = Reachability(templates)
        client, server = world.hosts.of("desktops/Client"), world.hosts.of("shared/Server")
        return world.can_reach(client, server, "tcp", 443)

    assert across()
    parameter["Default"] = f"arn:aws:ssm:us-east-1:111122223333:parameter{published}"
    assert across()
    there["Back"]["Properties"]["DestinationCidrBlock"] = "172.30.0.0/16"
    assert not across()
