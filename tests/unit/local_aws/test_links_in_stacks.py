"""What links a VPC to other networks, made, changed and taken away by CloudFormation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from local_aws.clock import clock
from local_aws.inventory import inventory, leftover
from local_aws.stacks import Stack

if TYPE_CHECKING:
    from local_aws.sandbox import World

SPEED = 900.0
"""A stack with all links is then made in seconds, and its time-outs are longer than a busy machine's pauses."""

OTHER: Final = "111122223333"
STRONG: Final = {
    "IKEVersions": [{"Value": "ikev2"}],
    "Phase1EncryptionAlgorithms": [{"Value": "AES256-GCM-16"}],
    "Phase1DHGroupNumbers": [{"Value": 20}],
    "DPDTimeoutAction": "restart",
    "StartupAction": "start",
    "LogOptions": {"CloudwatchLogOptions": {"LogEnabled": True, "LogGroupArn": "arn:aws:logs:us-east-1:1:log-group:x"}},
}


def routes(world: World, identifier: str) -> dict[str, tuple[str, str]]:
    [found] = world.ec2.describe_route_tables(RouteTableIds=[identifier])["RouteTables"]
    names = ("GatewayId", "TransitGatewayId", "VpcPeeringConnectionId", "NatGatewayId")
    return {
        route["DestinationCidrBlock"]: (next(str(route[name]) for name in names if name in route), route["State"])  # type: ignore[literal-required]
        for route in found["Routes"]
        if route.get("GatewayId") != "local"
    }


def resource(kind: str, *needs: str, **properties: object) -> dict[str, object]:
    return {"Type": kind, "Properties": properties, **({"DependsOn": list(needs)} if needs else {})}


def ref(name: str) -> dict[str, str]:
    return {"Ref": name}


def att(name: str, attribute: str) -> dict[str, list[str]]:
    return {"Fn::GetAtt": [name, attribute]}


def linked() -> dict[str, dict[str, object]]:
    vpc, other = {"VpcId": ref("Vpc")}, {"VpcId": ref("Other")}
    transit = {"TransitGatewayId": att("Transit", "Id")}
    return {
        "Vpc": resource("AWS::EC2::VPC", CidrBlock="172.21.0.0/16"),
        "Other": resource("AWS::EC2::VPC", CidrBlock="172.22.0.0/16"),
        "Link": resource("AWS::EC2::Subnet", **vpc, CidrBlock="172.21.0.0/28", AvailabilityZoneId="use1-az2"),
        "Table": resource("AWS::EC2::RouteTable", **vpc),
        "Customer": resource("AWS::EC2::CustomerGateway", Type="ipsec.1", IpAddress="203.0.113.7", BgpAsn=65000),
        "Private": resource("AWS::EC2::VPNGateway", Type="ipsec.1", AmazonSideAsn=64512),
        "Attached": resource("AWS::EC2::VPCGatewayAttachment", **vpc, VpnGatewayId=att("Private", "VPNGatewayId")),
        "Vpn": resource(
            "AWS::EC2::VPNConnection",
            Type="ipsec.1",
            CustomerGatewayId=att("Customer", "CustomerGatewayId"),
            VpnGatewayId=ref("Private"),
            StaticRoutesOnly=True,
            VpnTunnelOptionsSpecifications=[STRONG, STRONG],
        ),
        "VpnRoute": resource(
            "AWS::EC2::VPNConnectionRoute",
            VpnConnectionId=att("Vpn", "VpnConnectionId"),
            DestinationCidrBlock="10.1.0.0/16",
        ),
        "Propagation": resource(
            "AWS::EC2::VPNGatewayRoutePropagation",
            "Attached",
            RouteTableIds=[ref("Table")],
            VpnGatewayId=ref("Private"),
        ),
        "Transit": resource("AWS::EC2::TransitGateway", Description="hub"),
        "Attachment": resource("AWS::EC2::TransitGatewayVpcAttachment", **vpc, **transit, SubnetIds=[ref("Link")]),
        "TransitRoute": resource(
            "AWS::EC2::Route",
            "Attachment",
            RouteTableId=ref("Table"),
            DestinationCidrBlock="10.2.0.0/16",
            **transit,
        ),
        "HubTable": resource("AWS::EC2::TransitGatewayRouteTable", **transit),
        "Propagated": resource(
            "AWS::EC2::TransitGatewayRouteTablePropagation",
            TransitGatewayRouteTableId=ref("HubTable"),
            TransitGatewayAttachmentId=ref("Attachment"),
        ),
        "Hole": resource(
            "AWS::EC2::TransitGatewayRoute",
            TransitGatewayRouteTableId=ref("HubTable"),
            DestinationCidrBlock="10.9.0.0/16",
            Blackhole=True,
        ),
        "Share": resource(
            "AWS::RAM::ResourceShare",
            Name="hub",
            Principals=[OTHER],
            ResourceArns=[att("Transit", "TransitGatewayArn")],
            AllowExternalPrincipals=False,
        ),
        "Peering": resource("AWS::EC2::VPCPeeringConnection", **vpc, PeerVpcId=ref("Other")),
        "PeerTable": resource("AWS::EC2::RouteTable", **other),
        "PeerRoute": resource(
            "AWS::EC2::Route",
            RouteTableId=ref("PeerTable"),
            DestinationCidrBlock="172.21.0.0/16",
            VpcPeeringConnectionId=att("Peering", "Id"),
        ),
        "Line": resource("AWS::DirectConnect::DirectConnectGateway", DirectConnectGatewayName="line"),
        "OnLine": resource(
            "AWS::DirectConnect::DirectConnectGatewayAssociation",
            "Attached",
            DirectConnectGatewayId=att("Line", "DirectConnectGatewayId"),
            AssociatedGatewayId=ref("Private"),
        ),
    }


@pytest.fixture
def stack(world: World) -> Stack:  # noqa: ARG001 - an account to make it in
    clock.run(SPEED)
    return Stack()


def test_links_are_made_changed_and_taken_away_without_a_trace(world: World, stack: Stack) -> None:
    before, resources = inventory(world.session), linked()
    assert stack.create({"Resources": resources}) == "CREATE_COMPLETE", stack.reasons("CREATE_FAILED")
    made = stack.physical_ids()
    assert routes(world, made["Table"]) == {
        "10.1.0.0/16": (made["Private"], "active"),
        "10.2.0.0/16": (made["Transit"], "active"),
    }
    assert routes(world, made["PeerTable"]) == {"172.21.0.0/16": (made["Peering"], "active")}

    weaker = {**STRONG, "DPDTimeoutAction": "clear"}
    resources["Vpn"]["Properties"] |= {"VpnTunnelOptionsSpecifications": [STRONG, weaker]}  # type: ignore[operator]
    resources["TransitRoute"]["Properties"] |= {"DestinationCidrBlock": "10.3.0.0/16"}  # type: ignore[operator]
    resources["PeerRoute"]["Properties"] |= {"DestinationCidrBlock": "172.21.0.0/24"}  # type: ignore[operator]
    resources["Share"]["Properties"] |= {"Principals": [OTHER, "444455556666"]}  # type: ignore[operator]
    assert stack.update({"Resources": resources}) == "UPDATE_COMPLETE", stack.reasons("UPDATE_FAILED")
    now = stack.physical_ids()
    assert {name for name in now if now[name] != made[name]} == {"TransitRoute", "PeerRoute"}
    [vpn] = world.ec2.describe_vpn_connections()["VpnConnections"]
    assert [tunnel["DpdTimeoutAction"] for tunnel in vpn["Options"]["TunnelOptions"]] == ["restart", "clear"]
    assert set(routes(world, made["Table"])) == {"10.1.0.0/16", "10.3.0.0/16"}
    assert set(routes(world, made["PeerTable"])) == {"172.21.0.0/24"}

    assert stack.delete() == "DELETE_COMPLETE", stack.reasons("DELETE_FAILED")
    assert leftover(before, inventory(world.session)) == {}


def test_a_peering_of_overlapping_vpcs_rolls_the_stack_back(world: World, stack: Stack) -> None:
    before = inventory(world.session)
    resources = {name: linked()[name] for name in ("Vpc", "Other", "Peering")}
    resources["Other"]["Properties"] |= {"CidrBlock": "172.21.128.0/17"}  # type: ignore[operator]
    assert stack.create({"Resources": resources}) == "ROLLBACK_COMPLETE"
    assert "overlapping CIDR range" in stack.reasons("CREATE_FAILED")["Peering"]
    stack.delete()
    assert leftover(before, inventory(world.session)) == {}


def test_a_route_that_does_not_wait_for_the_attachment_fails_as_on_aws(world: World, stack: Stack) -> None:  # noqa: ARG001 - an account to make it in
    resources = {name: linked()[name] for name in ("Vpc", "Link", "Table", "Transit", "Attachment", "TransitRoute")}
    resources["TransitRoute"].pop("DependsOn")
    assert stack.create({"Resources": resources}) == "ROLLBACK_COMPLETE"
    assert "InvalidTransitGatewayID.NotFound" in stack.reasons("CREATE_FAILED")["TransitRoute"]
