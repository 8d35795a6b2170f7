"""Scenario 4: it fails without the other half of the trust, or goes on unverified; then it is verified, and goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from local_aws.on_premises import surround
from tests.deploy.support import disclosure, expect
from tests.deploy.support.step import deploy, destroy

if TYPE_CHECKING:
    from tests.deploy.support.account import Account
    from tests.deploy.support.disclosure import Texts
    from tests.deploy.support.step import Step

pytestmark = [pytest.mark.deploy, pytest.mark.xdist_group("deploy-two-way-trust")]

SCENARIO = "two-way-trust"
REMOTE = "corp.example.com"
DNS = ["10.20.0.10", "10.20.1.10"]
UNVERIFIED = {"trust.accept_unverified": True}
SELECTIVE = {"trust.selective_authentication": True, "personas.0.running_mode": "ALWAYS_ON"}


@pytest.fixture(scope="module")
def half(account: Account) -> Step:
    """The domain on-premises answers, and has no half of the trust."""
    surround(account.server, SCENARIO, trusts=False)
    return deploy(account, {}, succeeds=False)


@pytest.fixture(scope="module")
def created(account: Account, half: Step) -> Step:
    """The same, where that the other half is not there yet is accepted."""
    assert half
    return deploy(account, UNVERIFIED)


@pytest.fixture(scope="module")
def again(account: Account, created: Step) -> Step:
    """The same a second time."""
    assert created
    return deploy(account, UNVERIFIED)


@pytest.fixture(scope="module")
def updated(account: Account, again: Step) -> Step:
    """The other half is there, and selective authentication is wanted."""
    assert again
    surround(account.server, SCENARIO)
    return deploy(account, SELECTIVE)


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


def test_a_missing_half_of_the_trust_is_named_with_what_to_check(half: Step) -> None:
    assert f"with {REMOTE} is VerifyFailed: The trust relationship" in half.said
    assert f"that {REMOTE} has its half of the trust, in the complementary direction" in half.said
    assert "Where the other half is made later, set AcceptUnverified" in half.said
    expect.rolled_back(half)


def test_where_that_is_accepted_the_deployment_goes_on_and_says_so(created: Step) -> None:
    expect.complete(created)
    seen, outputs = created.seen, created.seen.stack.outputs
    [trust] = seen.trusts
    assert (outputs["TrustId"], outputs["TrustState"]) == (trust["TrustId"], "VerifyFailed")
    assert trust["TrustState"] == "VerifyFailed"
    assert (trust["TrustDirection"], trust["TrustType"], trust["SelectiveAuth"]) == ("Two-Way", "Forest", "Disabled")
    assert seen.forwarders == {(outputs["ManagedAdId"], REMOTE): DNS}
    assert sorted(seen.users) == ["Admin", "alice", "bob"]
    assert sorted(seen.workspaces) == ["alice", "bob"]


def test_the_managed_ad_itself_is_registered(created: Step) -> None:
    seen, outputs = created.seen, created.seen.stack.outputs
    managed = seen.directory("MicrosoftAD")
    assert list(seen.directories) == list(seen.registrations) == [managed["DirectoryId"]]
    assert outputs["EmployeesDirectoryId"] == outputs["ManagedAdId"] == managed["DirectoryId"]
    assert expect.dns(seen, outputs["VpcId"]) == (["aws.example.com"], managed["DnsIpAddrs"])


def test_both_pairs_of_subnets_have_the_way_on_premises(created: Step) -> None:
    seen, outputs = created.seen, created.seen.stack.outputs
    assert seen.links == {outputs["VpnConnectionId"]: "available"}
    desktops, directory = (outputs[f"{name}SubnetIds"].split(",") for name in ("Employees", "Directory"))
    for subnet, table in seen.routes.items():
        gateways = [each["GatewayId"] for each in table["PropagatingVgws"]]
        linked = subnet in {*desktops, *directory}
        assert gateways == ([outputs["OnPremisesGatewayId"]] if linked else []), seen.subnets[subnet]
    for subnet in directory:
        assert seen.ways(subnet) == {"172.20.0.0/16": "local"}
    assert {seen.ways(each)["0.0.0.0/0"] for each in desktops} == {each["NatGatewayId"] for each in seen.nat_gateways}


def test_the_script_for_the_other_half_can_be_read_where_the_outputs_say(account: Account, created: Step) -> None:
    command = created.seen.stack.outputs["CustomerSideTrustScript"]
    script = account.session.client("ssm").get_parameter(Name=command.split()[4])["Parameter"]["Value"]
    assert "aws.example.com" in script
    for address in created.seen.directory("MicrosoftAD")["DnsIpAddrs"]:
        assert address in script


def test_a_second_deployment_touches_nothing(created: Step, again: Step) -> None:
    expect.untouched(created, again)


def test_a_later_deployment_verifies_the_trust_and_changes_it_in_place(again: Step, updated: Step) -> None:
    expect.changed_in_place(again, updated)
    [before], [trust] = again.seen.trusts, updated.seen.trusts
    assert trust["TrustId"] == before["TrustId"]
    assert (trust["TrustState"], trust["SelectiveAuth"]) == ("Verified", "Enabled")
    assert updated.seen.stack.outputs["TrustState"] == "Verified"
    assert {each["WorkspaceProperties"]["RunningMode"] for each in updated.seen.workspaces.values()} == {"ALWAYS_ON"}


def test_no_secret_is_written_anywhere(updated: Step, written: Texts) -> None:
    assert len(updated.passwords) == 4
    assert "Local-Aws-Trust-1" in updated.passwords.values()
    assert disclosure.found(updated.passwords, written) == []


def test_destroying_leaves_nothing(created: Step, destroyed: Step) -> None:
    expect.gone(destroyed)
    assert created.seen.made.keys() >= {"VPN connections", "conditional forwarders", "directories", "trusts"}
