"""The row of the kind that makes routes over a VPC peering in somebody else's route tables."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from secrets import token_hex
from typing import TYPE_CHECKING

from tests.runtime.support.case import Case, Difference, Properties, with_changes

if TYPE_CHECKING:
    from tests.runtime.support.world import World

HERE = ["172.20.0.0/24", "172.20.1.0/24"]


@dataclass(frozen=True)
class Peer:
    """The other side.

    Attributes:
        vpc: Its VPC.
        tables: Its route tables.
        peering: The peering of the world's first VPC with it.
        other_peering: That of the second VPC.
        role: The role by which its tables are reached.
    """

    vpc: str
    tables: tuple[str, str, str]
    peering: str
    other_peering: str
    role: str


@cache
def peer_of(world: World) -> Peer:
    """The other side of a world, made when first asked for."""
    ec2, (vpc, _) = world.session.client("ec2"), (world.vpc, world.other_vpc)
    peer, _subnets = world.add_network()
    first, second, third = (ec2.create_route_table(VpcId=peer)["RouteTable"]["RouteTableId"] for _ in range(3))
    trust = {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::000000000000:root"}, "Action": "sts:AssumeRole"}
    allowed = {"Effect": "Allow", "Action": "ec2:*", "Resource": "*"}
    iam, name = world.session.client("iam"), f"peering-{token_hex(8)}"
    role = iam.create_role(
        RoleName=name, AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    )["Role"]["Arn"]
    iam.put_role_policy(
        RoleName=name, PolicyName="routes", PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [allowed]})
    )
    return Peer(
        vpc=peer,
        tables=(first, second, third),
        peering=_peering(world, vpc, peer),
        other_peering=_peering(world, world.other_vpc, peer),
        role=role,
    )


def _peering(world: World, vpc: str, peer: str) -> str:
    ec2 = world.session.client("ec2")
    made = ec2.create_vpc_peering_connection(VpcId=vpc, PeerVpcId=peer)["VpcPeeringConnection"]
    identifier = made["VpcPeeringConnectionId"]

    def state() -> str:
        found = ec2.describe_vpc_peering_connections(VpcPeeringConnectionIds=[identifier])["VpcPeeringConnections"]
        return found[0]["Status"]["Code"]

    while state() != "pending-acceptance":
        world.wait()
    ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=identifier)
    while state() != "active":
        world.wait()
    return identifier


def _properties(world: World) -> Properties:
    peer = peer_of(world)
    return {
        "VpcPeeringConnectionId": peer.peering,
        "RouteTableIds": list(peer.tables[:2]),
        "DestinationCidrs": HERE,
    }


def _made(world: World, properties: Properties, _physical_id: str) -> Difference:
    tables, cidrs = properties["RouteTableIds"], properties["DestinationCidrs"]
    assert isinstance(tables, list)
    assert isinstance(cidrs, list)
    return {
        f"route to {cidr} in {table} of {peer_of(world).vpc}": f"{properties['VpcPeeringConnectionId']} active"
        for table in tables
        for cidr in cidrs
    }


CASES = (
    Case(
        kind="PeerRoutes",
        least_kills=(12, 10),
        prepare=peer_of,
        properties=_properties,
        made=_made,
        in_place={
            "tables": with_changes(_properties, RouteTableIds=lambda world: list(peer_of(world).tables[1:])),
            "ranges": with_changes(_properties, DestinationCidrs=[HERE[0], "172.20.2.0/24"]),
            "role": with_changes(_properties, RoleArn=lambda world: peer_of(world).role, Region="us-east-1"),
        },
        replacing={
            "peering": with_changes(_properties, VpcPeeringConnectionId=lambda world: peer_of(world).other_peering),
        },
    ),
)
