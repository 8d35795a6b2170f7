"""A VPC that exists gets a VPN, routes and network ACLs, and is afterwards as it was."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from local_aws.inventory import inventory, leftover
from tests.deploy.support import expect
from tests.deploy.support.step import deploy, destroy

if TYPE_CHECKING:
    from local_aws.inventory import Inventory
    from tests.deploy.support.account import Account
    from tests.deploy.support.step import Step

pytestmark = [pytest.mark.deploy, pytest.mark.xdist_group("deploy-existing-network")]

SCENARIO = "ad-connector"
RANGE = "172.30.0.0/24"


@dataclass(frozen=True)
class Place:
    """A VPC with two subnets that share a route table."""

    ec2: Any
    vpc: str
    subnets: tuple[str, ...]
    table: str
    before: Inventory

    @property
    def section(self) -> dict[str, object]:
        """It, as a settings file names it."""
        pair = [
            {"subnet_id": each, "cidr": f"172.30.0.{16 * index}/28", "route_table_id": self.table}
            for index, each in enumerate(self.subnets)
        ]
        zones = ["us-east-1a", "us-east-1c"]
        vpc = {"vpc_id": self.vpc, "cidr": RANGE, "availability_zones": zones, "network_acls": True}
        return {"vpc": {**vpc, "desktop_subnets": {"employees": pair}}}

    @property
    def routes(self) -> dict[str, str]:
        """Where the table leads."""
        (found,) = self.ec2.describe_route_tables(RouteTableIds=[self.table])["RouteTables"]
        return {each["DestinationCidrBlock"]: each["GatewayId"] for each in found["Routes"]}

    @property
    def acls(self) -> dict[str, bool]:
        """Whether the subnets have the VPC's default network ACL."""
        found = self.ec2.describe_network_acls(Filters=[{"Name": "vpc-id", "Values": [self.vpc]}])["NetworkAcls"]
        return {each["SubnetId"]: acl["IsDefault"] for acl in found for each in acl["Associations"]}


@pytest.fixture(scope="module")
def place(account: Account) -> Place:
    """The VPC, which somebody else has made."""
    ec2 = account.session.client("ec2")
    vpc = ec2.create_vpc(CidrBlock=RANGE)["Vpc"]["VpcId"]
    table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
    subnets = []
    for index, zone in enumerate("ac"):
        made = ec2.create_subnet(VpcId=vpc, CidrBlock=f"172.30.0.{16 * index}/28", AvailabilityZone=f"us-east-1{zone}")
        subnets.append(made["Subnet"]["SubnetId"])
        ec2.associate_route_table(RouteTableId=table, SubnetId=subnets[-1])
    return Place(ec2, vpc, tuple(subnets), table, inventory(account.session))


@pytest.fixture(scope="module")
def created(account: Account, place: Place) -> tuple[Step, dict[str, str], dict[str, bool]]:
    """Scenario 1 in it, with a VPN; and what the VPC is like then."""
    small = {"personas.0.desktops": 8, "personas.0.growth": 0, "network": place.section}
    step = deploy(account, small)
    return step, place.routes, place.acls


@pytest.fixture(scope="module")
def destroyed(account: Account, created: tuple[Step, dict[str, str], dict[str, bool]]) -> Step:
    """All of it destroyed."""
    return destroy(account, created[0])


def test_the_vpc_gets_the_way_and_the_acls(place: Place, created: tuple[Step, dict[str, str], dict[str, bool]]) -> None:
    step, routes, acls = created
    expect.complete(step)
    assert sorted(step.seen.workspaces) == ["alice", "bob"]
    assert routes == {RANGE: "local", "0.0.0.0/0": step.seen.stack.outputs["OnPremisesGatewayId"]}
    assert acls == dict.fromkeys(place.subnets, False)


def test_the_vpc_is_afterwards_as_it_was(account: Account, place: Place, destroyed: Step) -> None:
    assert destroyed.seen.stack.status == "DELETE_COMPLETE"
    assert leftover(place.before, inventory(account.session)) == {}
    assert place.routes == {RANGE: "local"}
    assert place.acls == dict.fromkeys(place.subnets, True)
