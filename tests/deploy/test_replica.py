"""Scenario 2: made, left alone, changed in place; what would lose a domain controller is refused; and destroyed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from local_aws.on_premises import surround
from tests.deploy.support import disclosure, expect
from tests.deploy.support.step import deploy, destroy

if TYPE_CHECKING:
    from tests.deploy.support.account import Account
    from tests.deploy.support.disclosure import Texts
    from tests.deploy.support.step import Step

pytestmark = [pytest.mark.deploy, pytest.mark.xdist_group("deploy-replica")]

SCENARIO = "replica"
REMOTE = "corp.example.com"
DNS = ["10.20.0.10", "10.20.1.10"]
UPDATED = {"domain_controllers.instance_type": "m6i.xlarge", "personas.0.connector_size": "Large"}
ANOTHER_WINDOWS = {**UPDATED, "domain_controllers.windows_server": 2025}


@pytest.fixture(scope="module")
def created(account: Account) -> Step:
    """The scenario as its settings file has it."""
    return deploy(account, {})


@pytest.fixture(scope="module")
def again(account: Account, created: Step) -> Step:
    """The same a second time."""
    assert created
    return deploy(account, {})


@pytest.fixture(scope="module")
def updated(account: Account, again: Step) -> Step:
    """Larger domain controllers and a larger connector."""
    assert again
    return deploy(account, UPDATED)


@pytest.fixture(scope="module")
def refused(account: Account, updated: Step) -> Step:
    """Another version of Windows Server, for which the controllers would have to be replaced."""
    assert updated
    return deploy(account, ANOTHER_WINDOWS, succeeds=False)


@pytest.fixture(scope="module")
def written(account: Account, refused: Step) -> Texts:
    """All that the stack has written down so far."""
    assert refused
    return disclosure.texts(account)


@pytest.fixture(scope="module")
def kept(account: Account, refused: Step, written: Texts) -> Step:
    """An attempt to destroy the stack while the domain on-premises cannot be reached."""
    assert refused
    assert written
    account.server.control("DELETE", "on-premises", name=REMOTE)
    return destroy(account, refused, succeeds=False)


@pytest.fixture(scope="module")
def destroyed(account: Account, kept: Step) -> Step:
    """Another one when it can."""
    assert kept
    surround(account.server, SCENARIO)
    return destroy(account, kept)


def test_two_domain_controllers_are_promoted_in_two_zones(account: Account, created: Step) -> None:
    expect.complete(created)
    seen, outputs = created.seen, created.seen.stack.outputs
    addresses = outputs["DomainControllerAddresses"].split(",")
    assert {each["InstanceId"]: each["PrivateIpAddress"] for each in seen.instances} == dict(
        zip(outputs["DomainControllerIds"].split(","), addresses, strict=True)
    )
    assert len({each["Placement"]["AvailabilityZone"] for each in seen.instances}) == 2
    for host in seen.instances:
        assert host["State"]["Name"] == "running"
        assert host["MetadataOptions"]["HttpTokens"] == "required"
        assert not host.get("PublicIpAddress")
    volumes = account.session.client("ec2").describe_volumes()["Volumes"]
    assert {each["Encrypted"] for each in volumes} == {True}
    assert set(created.seen.automations.values()) == {"Success"}


def test_the_connector_and_desktops_ask_the_new_domain_controllers(created: Step) -> None:
    seen, outputs = created.seen, created.seen.stack.outputs
    addresses = outputs["DomainControllerAddresses"].split(",")
    connector = seen.directory("ADConnector")
    assert (connector["Stage"], connector["DnsIpAddrs"]) == ("Active", addresses)
    assert expect.dns(seen, outputs["VpcId"]) == ([REMOTE], addresses)
    assert sorted(seen.workspaces) == ["alice", "bob"]


def test_domain_controllers_have_the_way_on_premises_and_none_to_the_internet(created: Step) -> None:
    seen, outputs = created.seen, created.seen.stack.outputs
    assert seen.links == {outputs["VpnConnectionId"]: "available"}
    for host in seen.instances:
        assert seen.ways(host["SubnetId"]) == {"172.20.0.0/16": "local"}
        [gateway] = seen.routes[host["SubnetId"]]["PropagatingVgws"]
        assert gateway["GatewayId"] == outputs["OnPremisesGatewayId"]


def test_a_second_deployment_touches_nothing(created: Step, again: Step) -> None:
    expect.untouched(created, again)


def test_larger_hosts_come_in_place(again: Step, updated: Step) -> None:
    expect.changed_in_place(again, updated)
    before, after = ({each["InstanceId"] for each in step.seen.instances} for step in (again, updated))
    assert before == after
    assert {each["InstanceType"] for each in updated.seen.instances} == {"m6i.xlarge"}
    assert updated.seen.directory("ADConnector")["Size"] == "Large"


def test_a_change_that_would_replace_domain_controllers_is_refused(updated: Step, refused: Step) -> None:
    assert "is already in use" in refused.said
    assert refused.seen.stack.status == "UPDATE_ROLLBACK_COMPLETE"
    before, after = updated.seen, refused.seen
    assert after.stack.ids == before.stack.ids
    assert after.instances == before.instances
    assert replace(after, stack=before.stack) == before


def test_a_domain_controller_that_cannot_be_demoted_is_not_deleted(refused: Step, kept: Step) -> None:
    assert "step DemoteDomainController: Uninstall-ADDSDomainController" in kept.said
    assert "The specified domain either does not exist or could not be contacted" in kept.said
    assert f"Check that the DNS servers {', '.join(DNS)} answer from the VPC" in kept.said
    assert kept.seen.stack.status == "DELETE_FAILED"
    first = refused.seen.stack.outputs["DomainControllerIds"].split(",")[0]
    assert first in {each["InstanceId"] for each in kept.seen.instances}
    assert kept.seen.workspaces == kept.seen.directories == {}


def test_once_it_can_be_the_deletion_ends_and_leaves_nothing(created: Step, destroyed: Step) -> None:
    expect.gone(destroyed)
    assert created.seen.made.keys() >= {"VPC endpoints", "VPN connections", "documents", "instances", "volumes"}


def test_no_secret_is_written_anywhere(refused: Step, written: Texts) -> None:
    assert len(refused.passwords) == 3
    assert disclosure.found(refused.passwords, written) == []
    assert any(place.startswith("automation ") for place in written)
