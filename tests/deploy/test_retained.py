"""``removal: retain``: the stack goes and the desktops stay, with all they need; then others build on what stayed."""

from __future__ import annotations

import json
import shlex
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from local_aws.cdk import Cdk
from local_aws.environment import ROOT
from local_aws.inventory import inventory, leftover
from tests.deploy.support import disclosure
from tests.deploy.support.seen import look, stack
from tests.deploy.support.settings import STACK

if TYPE_CHECKING:
    from local_aws.inventory import Inventory
    from tests.deploy.support.account import Account, Run
    from tests.deploy.support.disclosure import Texts
    from tests.deploy.support.seen import Seen, Stack

pytestmark = [pytest.mark.deploy, pytest.mark.xdist_group("deploy-retained")]

CONNECTOR = "OwnConnector"
CONNECTOR_APP = ROOT / "tests/deploy/support/connector_app.py"
WRONG_PASSWORD = "Not-the-account's-password-1"


@dataclass(frozen=True)
class Retained:
    """A deployment before and after its stack was destroyed."""

    before: Seen
    passwords_before: Texts
    destroy: Run
    after: Seen
    passwords_after: Texts


@pytest.fixture(scope="module")
def retained(account: Account) -> Retained:
    """The scenario deployed with ``removal: retain``, and its stack destroyed."""
    run = account.deploy({"removal": "retain"})
    assert run.ok, run.said
    before = look(account.session, STACK, account.before)
    passwords = disclosure.passwords(account.session)
    destroy = account.destroy()
    after = look(account.session, before.stack.events[0]["StackId"], account.before)
    return Retained(before, passwords, destroy, after, disclosure.passwords(account.session))


@dataclass(frozen=True)
class Attempt:
    """A deployment of the small app that did not succeed, and what of it was left."""

    run: Run
    stack: Stack
    left: Inventory


def attempt(account: Account, retained: Retained, **told: str) -> Attempt:
    """Deploy the small app beside what stayed."""
    managed = retained.after.directory("MicrosoftAD")
    subnets = retained.before.stack.outputs["EmployeesSubnetIds"].split(",")
    context = {
        "stack": CONNECTOR,
        "region": account.server.region,
        "vpc": managed["VpcSettings"]["VpcId"],
        "subnets": ",".join(subnets),
        "zones": ",".join(retained.after.subnets[each]["AvailabilityZone"] for each in subnets),
        "domain": managed["Name"],
        "dns": ",".join(managed["DnsIpAddrs"]),
        "user": "workspaces-join",
        **told,
    }
    before = inventory(account.session)
    app = f"env CDK_VALIDATION=false {shlex.quote(sys.executable)} {shlex.quote(str(CONNECTOR_APP))}"
    run = account.run("deploy", Cdk(account.server, app, context=context))
    failed = stack(account.session, CONNECTOR)
    left = leftover(before, inventory(account.session))
    account.destroy()
    return Attempt(run, failed, left)


@pytest.fixture(scope="module")
def wrong_password(account: Account, retained: Retained) -> Attempt:
    """A connector whose secret does not hold the account's password."""
    secret = account.session.client("secretsmanager").create_secret(
        Name="wrong", SecretString=json.dumps({"password": WRONG_PASSWORD})
    )
    return attempt(account, retained, secret=secret["ARN"])


@pytest.fixture(scope="module")
def missing_grant(account: Account, retained: Retained) -> Attempt:
    """A connector whose handler may not make one."""
    [secret] = [
        physical_id
        for logical_id, physical_id in retained.before.stack.all_of("AWS::SecretsManager::Secret").items()
        if "ServiceAccount" in logical_id
    ]
    return attempt(account, retained, secret=secret, without="ds:ConnectDirectory")


def test_destroying_a_retained_deployment_takes_no_part_of_the_chain(retained: Retained) -> None:
    before, after = retained.before, retained.after
    assert retained.destroy.ok, retained.destroy.said
    assert after.stack.status == "DELETE_COMPLETE"
    assert after.vpcs == before.vpcs
    assert after.subnets == before.subnets
    assert after.routes == before.routes
    assert after.dhcp_options == before.dhcp_options
    assert after.nat_gateways == before.nat_gateways
    assert after.groups == before.groups
    assert after.interfaces == before.interfaces
    assert after.directories == before.directories
    assert after.data_access == before.data_access
    assert after.users == before.users
    assert after.registrations == before.registrations
    assert after.workspaces == before.workspaces
    assert retained.passwords_after == retained.passwords_before
    gone = leftover(after.made, before.made)
    assert sorted(gone) == ["IAM roles", "Lambda functions", "log groups", "stacks", "state machines"]
    kept = after.made
    assert len(kept["KMS keys (Enabled)"]) == 2
    assert "workspaces_DefaultRole" in kept["IAM roles"]


def test_a_wrong_password_shows_the_directorys_reason_and_not_the_password(wrong_password: Attempt) -> None:
    said = " ".join(wrong_password.run.said.split())
    assert not wrong_password.run.ok
    assert "Configuration issues detected: the service account workspaces-join could not be authenticated" in said
    assert "the service account's name and password" in said
    assert WRONG_PASSWORD not in wrong_password.run.said
    assert wrong_password.stack.status == "ROLLBACK_COMPLETE"
    assert wrong_password.left == {"stacks": [CONNECTOR]}


def test_a_missing_grant_is_named(missing_grant: Attempt) -> None:
    assert not missing_grant.run.ok
    assert "not authorized to perform: ds:ConnectDirectory" in " ".join(missing_grant.run.said.split())
    assert missing_grant.stack.status == "ROLLBACK_COMPLETE"
    assert missing_grant.left == {"stacks": [CONNECTOR]}


def test_what_was_retained_still_works(
    account: Account, retained: Retained, wrong_password: Attempt, missing_grant: Attempt
) -> None:
    """A new user gets a desktop: directory, connector, registration, role, subnets and key all serve."""
    assert wrong_password.stack.status == missing_grant.stack.status
    session, managed = account.session, retained.after.directory("MicrosoftAD")["DirectoryId"]
    session.client("ds-data").create_user(DirectoryId=managed, SAMAccountName="dora")
    account.server.control("POST", "clock", advance=60)
    session.client("ds").reset_user_password(DirectoryId=managed, UserName="dora", NewPassword="First-Password-1")
    workspaces = session.client("workspaces")
    asked = workspaces.create_workspaces(
        Workspaces=[
            {
                "DirectoryId": retained.before.stack.outputs["EmployeesDirectoryId"],
                "UserName": "dora",
                "BundleId": retained.after.workspaces["alice"]["BundleId"],
                "VolumeEncryptionKey": retained.before.stack.outputs["VolumeKeyArn"],
                "RootVolumeEncryptionEnabled": True,
                "UserVolumeEncryptionEnabled": True,
            }
        ]
    )
    assert asked["FailedRequests"] == []
    account.server.control("POST", "clock", advance=3600)
    [made] = workspaces.describe_workspaces(WorkspaceIds=[asked["PendingRequests"][0]["WorkspaceId"]])["Workspaces"]
    assert (made["State"], made["UserName"]) == ("AVAILABLE", "dora")
