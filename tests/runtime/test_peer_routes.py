"""Routes in somebody else's tables: never in place of theirs, never left behind, also in another account."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import pytest

from local_aws import in_process, services
from local_aws.clock import clock
from tests.runtime.support.cases import BY_KIND
from tests.runtime.support.cases_routes import HERE, peer_of
from tests.runtime.support.play import Play

if TYPE_CHECKING:
    from mypy_boto3_ec2 import EC2Client

    from tests.runtime.support.wire import Wire

ACCOUNT: Final = "111122223333"


@pytest.fixture
def play(wire: Wire) -> Play:
    return Play(BY_KIND["PeerRoutes"], wire, interval=60.0)


def destinations(ec2: EC2Client, table: str) -> dict[str, str]:
    """The routes of a table over peerings and gateways of others."""
    (found,) = ec2.describe_route_tables(RouteTableIds=[table])["RouteTables"]
    return {
        route["DestinationCidrBlock"]: route.get("VpcPeeringConnectionId") or route.get("GatewayId", "")
        for route in found["Routes"]
        if route.get("GatewayId") != "local"
    }


def test_a_route_of_somebody_else_is_neither_replaced_nor_deleted(play: Play) -> None:
    peer, ec2 = peer_of(play.world), play.world.session.client("ec2")
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=peer.vpc)
    ec2.create_route(RouteTableId=peer.tables[0], DestinationCidrBlock=HERE[0], GatewayId=gateway)
    stack = play.stack()

    assert stack.create(play.properties) == "ROLLBACK_COMPLETE"

    assert f"{peer.tables[0]} has a route to {HERE[0]} already, which leads to {gateway}" in stack.reasons[0]
    assert destinations(ec2, peer.tables[0]) == {HERE[0]: gateway}
    assert destinations(ec2, peer.tables[1]) == {}


def test_a_route_that_was_led_elsewhere_since_is_left_alone(play: Play) -> None:
    peer, ec2 = peer_of(play.world), play.world.session.client("ec2")
    stack = play.created()
    ec2.replace_route(
        RouteTableId=peer.tables[0], DestinationCidrBlock=HERE[0], VpcPeeringConnectionId=peer.other_peering
    )

    assert stack.delete() == "DELETE_COMPLETE"

    assert destinations(ec2, peer.tables[0]) == {HERE[0]: peer.other_peering}
    assert destinations(ec2, peer.tables[1]) == {}


def test_tables_that_are_gone_do_not_stand_in_the_way_of_a_delete(play: Play) -> None:
    peer, ec2 = peer_of(play.world), play.world.session.client("ec2")
    stack = play.created()
    ec2.delete_route_table(RouteTableId=peer.tables[0])

    assert stack.delete() == "DELETE_COMPLETE"
    assert destinations(ec2, peer.tables[1]) == {}


def test_a_table_that_is_not_there_is_named(play: Play) -> None:
    stack = play.stack()

    assert stack.create({**play.properties, "RouteTableIds": ["rtb-0123456789abcdef0"]}) == "ROLLBACK_COMPLETE"

    assert "there is no route table rtb-0123456789abcdef0" in stack.reasons[0]
    assert "this account is of the account the tables belong to" in stack.reasons[0]


def test_a_peering_that_nobody_accepts_is_the_reason_given(play: Play) -> None:
    world = play.world
    ec2, (third, _) = world.session.client("ec2"), world.add_network()
    made = ec2.create_vpc_peering_connection(VpcId=third, PeerVpcId=peer_of(world).vpc)["VpcPeeringConnection"]
    world.wait()
    stack = play.stack()

    given = {**play.properties, "VpcPeeringConnectionId": made["VpcPeeringConnectionId"]}
    assert stack.create(given) == "ROLLBACK_COMPLETE"

    assert "its request may still have to be accepted" in stack.reasons[0]
    assert destinations(ec2, peer_of(world).tables[0]) == {}


def test_the_tables_of_another_account_are_reached_by_its_role(play: Play) -> None:
    world = play.world
    session, own = in_process.session(), world.session.client("ec2")
    theirs = session.client("ec2", aws_access_key_id=ACCOUNT, aws_secret_access_key="test")
    iam = session.client("iam", aws_access_key_id=ACCOUNT, aws_secret_access_key="test")
    vpc = theirs.create_vpc(CidrBlock="172.29.0.0/16")["Vpc"]["VpcId"]
    table = theirs.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
    trust = {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::000000000000:root"}, "Action": "sts:AssumeRole"}
    role = iam.create_role(
        RoleName="peering", AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    )["Role"]["Arn"]
    peering = own.create_vpc_peering_connection(VpcId=world.vpc, PeerVpcId=vpc, PeerOwnerId=ACCOUNT)
    identifier = peering["VpcPeeringConnection"]["VpcPeeringConnectionId"]
    clock.advance(60)
    services.settle()
    theirs.accept_vpc_peering_connection(VpcPeeringConnectionId=identifier)
    stack = play.stack()

    given = {"VpcPeeringConnectionId": identifier, "RouteTableIds": [table], "DestinationCidrs": HERE, "RoleArn": role}
    assert stack.create(given) == "CREATE_COMPLETE", stack.reasons
    assert destinations(theirs, table) == dict.fromkeys(HERE, identifier)
    assert stack.delete() == "DELETE_COMPLETE", stack.reasons
    assert destinations(theirs, table) == {}
