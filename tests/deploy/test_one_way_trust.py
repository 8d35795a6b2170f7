"""Scenario 6 over a transit gateway: its second stack fails, both succeed, are left alone, changed in place, destroyed.

Everything is made by two stacks, of which the first one stays while the other is mended.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from local_aws.on_premises import surround
from tests.deploy.support import disclosure, expect, settings
from tests.deploy.support.step import deploy, destroy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.deploy.support.account import Account
    from tests.deploy.support.disclosure import Texts
    from tests.deploy.support.step import Step

pytestmark = [pytest.mark.deploy, pytest.mark.xdist_group("deploy-one-way-trust")]

SCENARIO = "one-way-trust"
REMOTE = "corp.example.com"
DNS = ["10.20.0.10", "10.20.1.10"]
WRONG_PASSWORD = "Not-the-account's-password-1"
UPDATED = {"trust.selective_authentication": True, "personas.0.connector_size": "Large"}


@pytest.fixture(scope="module")
def wrong_password(account: Account) -> Step:
    """The secret of the service account on-premises does not hold its password."""
    tree = settings.tree(SCENARIO)
    arn = tree["on_premises"]["service_account"]["secret_arn"]  # type: ignore[index]
    account.server.control("POST", "secrets", arn=arn, value={"password": WRONG_PASSWORD})
    return deploy(account, {}, succeeds=False)


@pytest.fixture(scope="module")
def created(account: Account, wrong_password: Step) -> Step:
    """The scenario as its settings file has it, with the right one."""
    assert wrong_password
    surround(account.server, SCENARIO)
    return deploy(account, {})


@pytest.fixture(scope="module")
def again(account: Account, created: Step) -> Step:
    """The same a second time."""
    assert created
    return deploy(account, {})


@pytest.fixture(scope="module")
def updated(account: Account, again: Step) -> Step:
    """Selective authentication, and a larger connector."""
    assert again
    return deploy(account, UPDATED)


@pytest.fixture(scope="module")
def written(account: Account, updated: Step) -> Texts:
    """All that the stacks have written down so far."""
    assert updated
    return disclosure.texts(account)


@pytest.fixture(scope="module")
def destroyed(account: Account, updated: Step, written: Texts) -> Step:
    """Everything destroyed."""
    assert written
    return destroy(account, updated)


def test_a_wrong_password_is_named_and_the_shared_services_stay(wrong_password: Step) -> None:
    assert "the service account svc-workspaces could not be authenticated in corp.example.com" in wrong_password.said
    assert "the service account's name and password" in wrong_password.said
    assert [each.status for each in wrong_password.seen.stacks] == ["ROLLBACK_COMPLETE", "CREATE_COMPLETE"]
    assert [each["Type"] for each in wrong_password.seen.directories.values()] == ["MicrosoftAD"]
    assert not wrong_password.seen.made.keys() & {"NAT gateways", "registrations", "internet gateways"}
    assert len(wrong_password.seen.vpcs) == 1


def test_the_next_deployment_goes_on_from_there(wrong_password: Step, created: Step) -> None:
    expect.complete(created)
    assert created.seen.shared == wrong_password.seen.shared
    assert sorted(created.seen.workspaces) == ["alice", "bob"]


def test_the_resource_domain_trusts_the_users_domain(created: Step) -> None:
    seen, shared = created.seen, outputs_of_shared(created)
    [trust] = seen.trusts
    assert (trust["DirectoryId"], trust["RemoteDomainName"]) == (shared["ManagedAdId"], REMOTE)
    assert (trust["TrustDirection"], trust["TrustState"]) == ("One-Way: Outgoing", "Verified")
    assert (shared["TrustId"], shared["TrustState"]) == (trust["TrustId"], "Verified")
    assert seen.forwarders == {(shared["ManagedAdId"], REMOTE): DNS}


def test_users_come_from_on_premises_and_computers_go_to_the_resource_domain(created: Step) -> None:
    seen = created.seen
    connector, [registration] = seen.directory("ADConnector"), seen.registrations.values()
    assert (connector["Name"], connector["DnsIpAddrs"], connector["Stage"]) == (REMOTE, DNS, "Active")
    assert registration["DirectoryId"] == connector["DirectoryId"]
    unit = "OU=WorkSpaces,OU=AWS,DC=aws,DC=example,DC=com"
    assert registration["WorkspaceCreationProperties"]["DefaultOu"] == unit
    assert seen.users == {}


def test_the_admin_host_has_made_the_unit(created: Step) -> None:
    [host] = created.seen.instances
    assert host["State"]["Name"] == "running"
    assert host["MetadataOptions"]["HttpTokens"] == "required"
    assert not host.get("PublicIpAddress")
    assert set(created.seen.automations.values()) == {"Success"}


def test_both_networks_reach_on_premises_and_each_other_where_they_must(created: Step) -> None:
    seen, shared = created.seen, outputs_of_shared(created)
    assert set(seen.links.values()) == {"available"}
    assert sorted(each.partition("-")[0] for each in seen.links) == ["tgw", "tgw", "tgw", "vpn"]
    desktops = seen.stack.outputs["EmployeesSubnetIds"].split(",")
    directory = shared["DirectorySubnetIds"].split(",")
    for subnet in seen.routes:
        over = {where for where, target in seen.ways(subnet).items() if target.startswith("tgw-")}
        if subnet in desktops:
            assert over == {"10.20.0.0/16", *(seen.subnets[each]["CidrBlock"] for each in directory)}
        else:
            assert over == ({"10.20.0.0/16", "172.20.0.0/16"} if subnet in directory else set())


def test_a_second_deployment_touches_nothing(created: Step, again: Step) -> None:
    expect.untouched(created, again)


def test_an_update_reaches_both_stacks_and_replaces_nothing(again: Step, updated: Step) -> None:
    expect.changed_in_place(again, updated)
    [trust] = updated.seen.trusts
    assert (trust["TrustId"], trust["TrustState"]) == (again.seen.trusts[0]["TrustId"], "Verified")
    assert trust["SelectiveAuth"] == "Enabled"
    connector = updated.seen.directory("ADConnector")
    assert (connector["Size"], connector["Stage"]) == ("Large", "Active")


def test_no_secret_is_written_anywhere(updated: Step, written: Texts) -> None:
    secrets = {**updated.passwords, "wrong": WRONG_PASSWORD}
    assert len(secrets) == 4
    assert disclosure.found(secrets, written) == []
    assert any(place.startswith("automation ") for place in written)


def test_destroying_leaves_nothing_of_both(created: Step, destroyed: Step) -> None:
    expect.gone(destroyed)
    assert created.seen.made.keys() >= {"documents", "transit gateway attachments", "transit gateways", "trusts"}


def outputs_of_shared(step: Step) -> Mapping[str, str]:
    """The outputs of the stack with the shared services."""
    assert step.seen.shared is not None
    return step.seen.shared.outputs
