"""Scenario 1: it fails where on-premises or a zone fails it, succeeds once they do not, changes in place, and goes."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from local_aws.inventory import inventory, leftover
from local_aws.on_premises import surround
from tests.deploy.support import disclosure, expect
from tests.deploy.support.step import deploy, destroy

if TYPE_CHECKING:
    from local_aws.inventory import Inventory
    from tests.deploy.support.account import Account
    from tests.deploy.support.disclosure import Texts
    from tests.deploy.support.step import Step

pytestmark = [pytest.mark.deploy, pytest.mark.xdist_group("deploy-ad-connector")]

SCENARIO = "ad-connector"
DNS = ["10.20.0.10", "10.20.1.10"]
RADIUS = "10.20.0.20"
SHARED_SECRET = "Local-Aws-Radius-1"


@pytest.fixture(scope="module")
def radius(account: Account) -> str:
    """The ARN of the RADIUS servers' shared secret, which an administrator has made."""
    value = json.dumps({"password": SHARED_SECRET})
    return account.session.client("secretsmanager").create_secret(Name="radius", SecretString=value)["ARN"]


def with_mfa(secret: str) -> dict[str, object]:
    """MFA for the persona."""
    return {"personas.0.mfa": True, "mfa.servers": [RADIUS], "mfa.secret_arn": secret}


@pytest.fixture(scope="module")
def full(account: Account) -> tuple[Step, Inventory]:
    """The scenario in a VPC that exists, of which one zone's subnet has no address left; and what it left."""
    ec2 = account.session.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="172.30.0.0/24")["Vpc"]["VpcId"]
    subnets = [
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"172.30.0.{16 * index}/28", AvailabilityZone=f"us-east-1{zone}")
        for index, zone in enumerate("ac")
    ]
    first, second = (each["Subnet"]["SubnetId"] for each in subnets)
    taken = [
        ec2.create_network_interface(SubnetId=second)["NetworkInterface"]["NetworkInterfaceId"] for _ in range(16 - 5)
    ]
    before = inventory(account.session)
    pair = [{"subnet_id": each, "cidr": f"172.30.0.{16 * index}/28"} for index, each in enumerate((first, second))]
    place = {
        "vpc_id": vpc,
        "cidr": "172.30.0.0/24",
        "availability_zones": ["us-east-1a", "us-east-1c"],
        "desktop_subnets": {"employees": pair},
    }
    changes = {
        "network": {"vpc": place},
        "personas.0.desktops": 8,
        "personas.0.egress": "nat",
        "personas.0.growth": 0,
        "connectivity": None,
    }
    step = deploy(account, changes, succeeds=False)
    left = leftover(before, inventory(account.session))
    for each in taken:
        ec2.delete_network_interface(NetworkInterfaceId=each)
    for each in (first, second):
        ec2.delete_subnet(SubnetId=each)
    ec2.delete_vpc(VpcId=vpc)
    return step, left


@pytest.fixture(scope="module")
def unreachable(account: Account, full: tuple[Step, Inventory]) -> Step:
    """Nothing answers at the addresses of the DNS servers on-premises."""
    assert full
    account.server.control("DELETE", "on-premises", name="corp.example.com")
    return deploy(account, {}, succeeds=False)


@pytest.fixture(scope="module")
def created(account: Account, unreachable: Step, radius: str) -> Step:
    """The scenario as its settings file has it, once the link is there."""
    assert unreachable
    assert radius
    surround(account.server, SCENARIO)
    return deploy(account, {})


@pytest.fixture(scope="module")
def again(account: Account, created: Step) -> Step:
    """The same a second time."""
    assert created
    return deploy(account, {})


@pytest.fixture(scope="module")
def wrong_secret(account: Account, again: Step, radius: str) -> Step:
    """MFA by a server that has another shared secret."""
    assert again
    account.server.control("POST", "radius-servers", address=RADIUS, secret="Another-1")
    return deploy(account, with_mfa(radius), succeeds=False)


@pytest.fixture(scope="module")
def updated(account: Account, wrong_secret: Step, radius: str) -> Step:
    """MFA by a server that has the same one, a larger connector and a user more."""
    assert wrong_secret
    account.server.control("POST", "radius-servers", address=RADIUS, secret=SHARED_SECRET)
    changes = {"personas.0.connector_size": "Large", "users.0.running_mode": "ALWAYS_ON"}
    return deploy(account, with_mfa(radius) | changes)


@pytest.fixture(scope="module")
def written(account: Account, updated: Step) -> Texts:
    """All that the stack has written down so far."""
    assert updated
    return disclosure.texts(account)


@pytest.fixture(scope="module")
def destroyed(account: Account, updated: Step, written: Texts) -> Step:
    """The stack destroyed."""
    assert written
    return destroy(account, updated)


def test_a_zone_without_addresses_is_named(full: tuple[Step, Inventory]) -> None:
    step, left = full
    assert re.search(r"Subnet subnet-\w+ has no free address", step.said)
    assert step.seen.stack.status == "ROLLBACK_COMPLETE"
    assert left == {"stacks": [step.seen.stack.name]}


def test_dns_servers_that_do_not_answer_are_named_with_what_to_check(unreachable: Step) -> None:
    for address in DNS:
        assert f"DNS unavailable (TCP port 53) for IP: {address}" in unreachable.said
    assert "Check that the DNS addresses answer from both subnets (TCP and UDP 53, 88, 389)" in unreachable.said
    expect.rolled_back(unreachable)


def test_once_the_causes_are_gone_the_same_deployment_succeeds(created: Step) -> None:
    seen, outputs = created.seen, created.seen.stack.outputs
    expect.complete(created)
    assert sorted(seen.workspaces) == ["alice", "bob"]
    connector = seen.directory("ADConnector")
    assert (connector["DirectoryId"], connector["Stage"]) == (outputs["EmployeesDirectoryId"], "Active")
    assert connector["ConnectSettings"]["CustomerUserName"] == "svc-workspaces"
    assert connector["DnsIpAddrs"] == DNS
    assert expect.dns(seen, outputs["VpcId"]) == (["corp.example.com"], DNS)
    assert outputs["EmployeesRegistrationCode"] == next(iter(seen.registrations.values()))["RegistrationCode"]


def test_desktops_leave_their_vpc_through_the_vpn_only(created: Step) -> None:
    seen, outputs = created.seen, created.seen.stack.outputs
    assert seen.links == {outputs["VpnConnectionId"]: "available"}
    assert seen.nat_gateways == []
    assert "internet gateways" not in seen.made
    desktops = outputs["EmployeesSubnetIds"].split(",")
    assert sorted(seen.subnets) == sorted(desktops) == sorted(seen.acls)
    for subnet in desktops:
        assert seen.ways(subnet) == {"172.20.0.0/16": "local", "0.0.0.0/0": outputs["OnPremisesGatewayId"]}


def test_the_customers_side_can_be_read_where_the_outputs_say(account: Account, created: Step) -> None:
    parameters = account.session.client("ssm")
    texts = [
        parameters.get_parameter(Name=command.split()[4])["Parameter"]["Value"]
        for name, command in created.seen.stack.outputs.items()
        if name.startswith("CustomerSide")
    ]
    assert len(texts) == 2
    assert all("172.20.1.0/25" in text or "svc-workspaces" in text for text in texts)


def test_a_second_deployment_touches_nothing(created: Step, again: Step) -> None:
    expect.untouched(created, again)


def test_a_radius_server_with_another_secret_is_named_and_mfa_stays_off(again: Step, wrong_secret: Step) -> None:
    assert f"gets no right answer from the RADIUS servers {RADIUS}" in wrong_secret.said
    assert "that the shared secret and the protocol are the same on both sides" in wrong_secret.said
    before, after = again.seen, wrong_secret.seen
    assert after.stack.status == "UPDATE_ROLLBACK_COMPLETE"
    assert after.directories == before.directories
    assert "RadiusStatus" not in after.directory("ADConnector")
    assert replace(after, stack=before.stack) == before


def test_mfa_and_a_larger_connector_come_in_place(again: Step, updated: Step) -> None:
    expect.changed_in_place(again, updated)
    connector = updated.seen.directory("ADConnector")
    assert (connector["RadiusStatus"], connector["RadiusSettings"]["RadiusServers"]) == ("Completed", [RADIUS])
    assert (connector["Size"], connector["Stage"]) == ("Large", "Active")
    modes = {each["WorkspaceProperties"]["RunningMode"] for each in updated.seen.workspaces.values()}
    assert modes == {"ALWAYS_ON"}


def test_no_secret_is_written_anywhere(updated: Step, written: Texts) -> None:
    assert set(updated.passwords.values()) == {SHARED_SECRET, "Local-Aws-Service-Account-1"}
    assert disclosure.found(updated.passwords, written) == []
    assert any(place.startswith("history ") for place in written)


def test_destroying_leaves_nothing(created: Step, destroyed: Step) -> None:
    expect.gone(destroyed, secrets=["radius"])
    assert created.seen.made.keys() >= {
        "VPN connections", "customer gateways", "directories", "network ACLs", "parameters", "virtual private gateways",
    }  # fmt: skip
