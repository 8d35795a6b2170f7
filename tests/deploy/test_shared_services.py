"""Scenario 5 with peered VPCs: two stacks made in order, left alone, changed in place, and destroyed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.deploy.support import disclosure, expect
from tests.deploy.support.step import deploy, destroy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.deploy.support.account import Account
    from tests.deploy.support.disclosure import Texts
    from tests.deploy.support.step import Step

pytestmark = [pytest.mark.deploy, pytest.mark.xdist_group("deploy-shared-services")]

SCENARIO = "shared-services"
PEERED = {"connectivity.between": "peering"}
UPDATED = {
    **PEERED,
    "users.2": {"user_name": "carol", "email": "carol@example.com"},
    "personas.0.egress": "none",
    "network.routed_cidrs": ["10.8.0.0/24"],
    "directory.conditional_forwarders": [{"domain_name": "hq.example.net", "dns_addresses": ["10.8.0.10"]}],
}


@pytest.fixture(scope="module")
def created(account: Account) -> Step:
    """Both stacks, with VPCs that are peered."""
    return deploy(account, PEERED)


@pytest.fixture(scope="module")
def again(account: Account, created: Step) -> Step:
    """The same a second time."""
    assert created
    return deploy(account, PEERED)


@pytest.fixture(scope="module")
def updated(account: Account, again: Step) -> Step:
    """A user and a desktop more, no way to the internet, and a forwarder in the shared directory."""
    assert again
    return deploy(account, UPDATED)


@pytest.fixture(scope="module")
def written(account: Account, updated: Step) -> Texts:
    """All that the stacks have written down so far."""
    assert updated
    return disclosure.texts(account)


@pytest.fixture(scope="module")
def destroyed(account: Account, updated: Step, written: Texts) -> Step:
    """Both stacks destroyed."""
    assert written
    return destroy(account, updated)


def test_both_stacks_end_complete(created: Step) -> None:
    expect.complete(created)
    assert [each.name for each in created.seen.stacks] == [
        "WorkSpaces-SharedServices",
        "WorkSpaces-SharedServices-Shared",
    ]


def test_desktops_use_the_directory_of_the_other_vpc(created: Step) -> None:
    seen, desktops, shared = created.seen, created.seen.stack.outputs, outputs_of_shared(created)
    managed, connector = seen.directory("MicrosoftAD"), seen.directory("ADConnector")
    assert (managed["Stage"], connector["Stage"]) == ("Active", "Active")
    assert managed["VpcSettings"]["VpcId"] == shared["SharedVpcId"] != desktops["VpcId"]
    assert connector["ConnectSettings"]["VpcId"] == desktops["VpcId"]
    assert connector["DnsIpAddrs"] == managed["DnsIpAddrs"] == shared["ManagedAdDnsAddresses"].split(",")
    assert list(seen.registrations) == [connector["DirectoryId"]] == [desktops["EmployeesDirectoryId"]]
    assert expect.dns(seen, desktops["VpcId"]) == (["aws.example.com"], managed["DnsIpAddrs"])
    assert sorted(seen.users) == ["Admin", "alice", "bob", "workspaces-join"]
    assert sorted(seen.workspaces) == ["alice", "bob"]


def test_only_desktops_and_directory_reach_each_other_over_the_peering(created: Step) -> None:
    seen = created.seen
    [(peering, state)] = seen.links.items()
    assert state == "active"
    desktops = seen.stack.outputs["EmployeesSubnetIds"].split(",")
    directory = outputs_of_shared(created)["DirectorySubnetIds"].split(",")
    for pair, others in ((desktops, directory), (directory, desktops)):
        for subnet in pair:
            over = {where for where, target in seen.ways(subnet).items() if target == peering}
            assert over == {seen.subnets[each]["CidrBlock"] for each in others}
    for subnet in seen.routes.keys() - {*desktops, *directory}:
        assert peering not in seen.ways(subnet).values()


def test_a_second_deployment_touches_nothing(created: Step, again: Step) -> None:
    expect.untouched(created, again)


def test_an_update_reaches_both_stacks_and_replaces_nothing(again: Step, updated: Step) -> None:
    expect.changed_in_place(again, updated)
    seen = updated.seen
    assert "carol" in seen.users
    assert {user: each["State"] for user, each in seen.workspaces.items()} == dict.fromkeys(
        ("alice", "bob", "carol"), "AVAILABLE"
    )
    assert seen.forwarders == {(outputs_of_shared(updated)["ManagedAdId"], "hq.example.net"): ["10.8.0.10"]}


def test_without_egress_only_the_way_to_the_directory_is_left(again: Step, updated: Step) -> None:
    seen, [peering] = updated.seen, updated.seen.links
    assert seen.nat_gateways == []
    assert "internet gateways" in again.seen.made
    assert "internet gateways" not in seen.made
    for subnet in seen.stack.outputs["EmployeesSubnetIds"].split(","):
        assert set(seen.ways(subnet).values()) == {"local", peering}
        assert subnet in seen.acls


def test_no_password_is_written_anywhere(updated: Step, written: Texts) -> None:
    assert len(updated.passwords) == 5
    assert disclosure.found(updated.passwords, written) == []


def test_destroying_leaves_nothing_of_both(created: Step, destroyed: Step) -> None:
    expect.gone(destroyed)
    assert len(created.seen.made["VPCs"]) == 2
    assert "VPC peerings" in created.seen.made


def outputs_of_shared(step: Step) -> Mapping[str, str]:
    """The outputs of the stack with the shared services."""
    assert step.seen.shared is not None
    return step.seen.shared.outputs
