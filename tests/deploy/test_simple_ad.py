"""The quick set-up: a Simple AD whose users a host makes; left alone, given another user, refused other desktops, and
destroyed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.deploy.support import disclosure, expect
from tests.deploy.support.step import deploy, destroy

if TYPE_CHECKING:
    from tests.deploy.support.account import Account
    from tests.deploy.support.disclosure import Texts
    from tests.deploy.support.step import Step

pytestmark = [pytest.mark.deploy, pytest.mark.xdist_group("deploy-simple-ad")]

SCENARIO = "simple-ad"
UPDATED = {"users.2": {"user_name": "carol", "email": "carol@example.com"}, "personas.0.running_mode": "ALWAYS_ON"}
ANOTHER_BUNDLE = {**UPDATED, "personas.0.bundle": {"compute_type": "PERFORMANCE"}, "users.1.running_mode": "AUTO_STOP"}


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
    """A user and a desktop more, and desktops that always run."""
    assert again
    return deploy(account, UPDATED)


@pytest.fixture(scope="module")
def refused(account: Account, updated: Step) -> Step:
    """Desktops from another bundle, which no WorkSpace can change to with its data."""
    assert updated
    return deploy(account, ANOTHER_BUNDLE, succeeds=False)


@pytest.fixture(scope="module")
def written(account: Account, refused: Step) -> Texts:
    """All that the stack has written down so far."""
    assert refused
    return disclosure.texts(account)


@pytest.fixture(scope="module")
def destroyed(account: Account, refused: Step, written: Texts) -> Step:
    """The stack destroyed."""
    assert written
    return destroy(account, refused)


def test_desktops_are_in_the_simple_ad(created: Step) -> None:
    expect.complete(created)
    seen, outputs = created.seen, created.seen.stack.outputs
    directory = seen.directory("SimpleAD")
    assert (directory["Stage"], directory["Size"], directory["Name"]) == ("Active", "Small", "corp.example.com")
    assert list(seen.directories) == list(seen.registrations) == [directory["DirectoryId"]]
    assert outputs["SimpleAdId"] == outputs["EmployeesDirectoryId"] == directory["DirectoryId"]
    assert expect.dns(seen, outputs["VpcId"]) == (["corp.example.com"], directory["DnsIpAddrs"])
    assert {user: each["State"] for user, each in seen.workspaces.items()} == dict.fromkeys(
        ("alice", "bob"), "AVAILABLE"
    )
    nat = {each["NatGatewayId"] for each in seen.nat_gateways}
    assert {seen.ways(each)["0.0.0.0/0"] for each in outputs["EmployeesSubnetIds"].split(",")} == nat


def test_the_host_that_made_the_users_is_reached_by_nobody(created: Step) -> None:
    [host] = created.seen.instances
    assert host["InstanceId"] == created.seen.stack.outputs["AdminHostId"]
    assert not host.get("PublicIpAddress")
    assert created.seen.ways(host["SubnetId"]) == {"172.20.0.0/16": "local"}
    [group] = [created.seen.groups[each["GroupId"]] for each in host["SecurityGroups"]]
    assert group["IpPermissions"] == []
    assert set(created.seen.automations.values()) == {"Success"}


def test_a_second_deployment_touches_nothing(created: Step, again: Step) -> None:
    expect.untouched(created, again)


def test_another_user_gets_a_desktop_and_no_host_is_replaced(again: Step, updated: Step) -> None:
    expect.changed_in_place(again, updated)
    assert [each["InstanceId"] for each in updated.seen.instances] == [
        each["InstanceId"] for each in again.seen.instances
    ]
    assert {
        user: (each["State"], each["WorkspaceProperties"]["RunningMode"])
        for user, each in updated.seen.workspaces.items()
    } == dict.fromkeys(("alice", "bob", "carol"), ("AVAILABLE", "ALWAYS_ON"))
    assert set(updated.seen.automations.values()) == {"Success"}


def test_another_bundle_is_refused_with_what_to_do_before_any_desktop_is_touched(updated: Step, refused: Step) -> None:
    for user in ("alice", "bob", "carol"):
        assert f" of {user} (BundleId from wsb-" in refused.said
    assert "A WorkSpace has its bundle and key for life" in refused.said
    assert "For other hardware leave the bundle and give the Workspace a compute_type of its own" in refused.said
    before, after = updated.seen, refused.seen
    assert after.stack.status == "UPDATE_ROLLBACK_COMPLETE"
    assert after.workspaces == before.workspaces
    since = after.stack.events[: -len(before.stack.events)]
    assert [each for each in since if each["ResourceType"] == "AWS::WorkSpaces::Workspace"] == []


def test_no_password_is_written_anywhere(updated: Step, written: Texts) -> None:
    assert len(updated.passwords) == 4
    assert disclosure.found(updated.passwords, written) == []
    assert any(place.startswith("automation ") for place in written)


def test_destroying_leaves_nothing(created: Step, destroyed: Step) -> None:
    expect.gone(destroyed)
    assert created.seen.made.keys() >= {"VPC endpoints", "directories", "documents", "instances", "volumes"}
