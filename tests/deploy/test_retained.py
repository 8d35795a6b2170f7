"""``removal: retain``: the stack goes and the desktops stay, with all they need; then others build on what stayed."""

from __future__ import annotations

import json
import shlex
import sys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest

from local_aws.cdk import Cdk
from local_aws.environment import ROOT
from local_aws.inventory import inventory, leftover
from tests.deploy.support.stack import stack
from tests.deploy.support.step import deploy, destroy

if TYPE_CHECKING:
    from local_aws.inventory import Inventory
    from tests.deploy.support.account import Account, Run
    from tests.deploy.support.stack import Stack
    from tests.deploy.support.step import Step

pytestmark = [pytest.mark.deploy, pytest.mark.xdist_group("deploy-retained")]

CONNECTOR = "OwnConnector"
CONNECTOR_APP = ROOT / "tests/deploy/support/connector_app.py"
REASON = "Connectivity issues detected: DNS unavailable (TCP port 53) for IP: 172.20.0.4"
WRONG_PASSWORD = "Not-the-account's-password-1"


@pytest.fixture(scope="module")
def deployed(account: Account) -> Step:
    """The scenario with ``removal: retain``."""
    return deploy(account, {"removal": "retain"})


@pytest.fixture(scope="module")
def retained(account: Account, deployed: Step) -> Step:
    """What is there when its stack is destroyed."""
    return destroy(account, deployed)


@dataclass(frozen=True)
class Attempt:
    """A deployment of the small app that did not succeed, and what of it was left."""

    run: Run
    stack: Stack
    left: Inventory


def attempt(account: Account, retained: Step, **told: str) -> Attempt:
    """Deploy the small app beside what stayed."""
    managed, [registration] = retained.seen.directory("MicrosoftAD"), retained.seen.registrations.values()
    subnets = registration["SubnetIds"]
    context = {
        "stack": CONNECTOR,
        "region": account.server.region,
        "vpc": managed["VpcSettings"]["VpcId"],
        "subnets": ",".join(subnets),
        "zones": ",".join(retained.seen.subnets[each]["AvailabilityZone"] for each in subnets),
        "domain": managed["Name"],
        "dns": ",".join(managed["DnsIpAddrs"]),
        "user": "workspaces-join",
        **told,
    }
    before = inventory(account.session)
    app = f"env CDK_VALIDATION=false {shlex.quote(sys.executable)} {shlex.quote(str(CONNECTOR_APP))}"
    run = account.run("deploy", Cdk(account.server, app, context=context))
    assert not run.ok, run.said
    failed = stack(account.session, CONNECTOR)
    left = leftover(before, inventory(account.session))
    cleared = account.destroy()
    assert cleared.ok, cleared.said
    return Attempt(run, failed, left)


@pytest.fixture(scope="module")
def wrong_password(account: Account, retained: Step) -> Attempt:
    """A connector whose secret does not hold the account's password."""
    secret = account.session.client("secretsmanager").create_secret(
        Name="wrong", SecretString=json.dumps({"password": WRONG_PASSWORD})
    )
    return attempt(account, retained, secret=secret["ARN"])


@pytest.fixture(scope="module")
def secret(deployed: Step) -> str:
    """The secret with the password of the account that is used."""
    [arn] = [
        physical_id
        for logical_id, physical_id in deployed.seen.stack.all_of("AWS::SecretsManager::Secret").items()
        if "ServiceAccount" in logical_id
    ]
    return arn


@pytest.fixture(scope="module")
def unreachable(account: Account, retained: Step, secret: str) -> Attempt:
    """A connector that Directory Service gives up."""
    account.server.control("POST", "faults", service="ds", operation="ConnectDirectory", stage="Failed", reason=REASON)
    return attempt(account, retained, secret=secret)


@pytest.fixture(scope="module")
def missing_grant(account: Account, retained: Step, secret: str) -> Attempt:
    """A connector whose handler may not make one."""
    return attempt(account, retained, secret=secret, without="ds:ConnectDirectory")


@pytest.fixture(scope="module")
def attempts(wrong_password: Attempt, unreachable: Attempt, missing_grant: Attempt) -> list[Attempt]:
    """All of them; the clock may be moved only when the last one's functions are gone."""
    return [wrong_password, unreachable, missing_grant]


def test_destroying_a_retained_deployment_takes_no_part_of_the_chain(deployed: Step, retained: Step) -> None:
    before, after = deployed.seen, retained.seen
    assert after.stack.status == "DELETE_COMPLETE"
    assert replace(after, stack=before.stack, made=before.made) == before
    assert retained.passwords == deployed.passwords
    gone = leftover(after.made, before.made)
    assert sorted(gone) == ["IAM policies", "IAM roles", "Lambda functions", "log groups", "stacks", "state machines"]
    kept = after.made
    assert len(kept["KMS keys (Enabled)"]) == 2
    assert "workspaces_DefaultRole" in kept["IAM roles"]


def test_a_wrong_password_shows_the_directorys_reason_and_not_the_password(wrong_password: Attempt) -> None:
    said = " ".join(wrong_password.run.said.split())
    assert "Configuration issues detected: the service account workspaces-join could not be authenticated" in said
    assert "the service account's name and password" in said
    assert WRONG_PASSWORD not in wrong_password.run.said
    assert wrong_password.stack.status == "ROLLBACK_COMPLETE"
    assert wrong_password.left == {"stacks": [CONNECTOR]}


def test_a_connector_that_fails_shows_its_reason_and_what_to_check(unreachable: Attempt) -> None:
    said = " ".join(unreachable.run.said.split())
    assert f"is Failed: {REASON}" in said
    assert "Check that the DNS addresses answer from both subnets (TCP and UDP 53, 88, 389)" in said
    assert "the service account's name and password" in said
    assert unreachable.stack.status == "ROLLBACK_COMPLETE"
    assert unreachable.left == {"stacks": [CONNECTOR]}


def test_a_missing_grant_is_named(missing_grant: Attempt) -> None:
    assert "not authorized to perform: ds:ConnectDirectory" in " ".join(missing_grant.run.said.split())
    assert missing_grant.stack.status == "ROLLBACK_COMPLETE"
    assert missing_grant.left == {"stacks": [CONNECTOR]}


def test_what_was_retained_still_works(
    account: Account, deployed: Step, retained: Step, attempts: list[Attempt]
) -> None:
    """A new user gets a desktop: directory, connector, registration, role, subnets and key all serve."""
    assert all(attempts)
    session, managed = account.session, retained.seen.directory("MicrosoftAD")["DirectoryId"]
    session.client("ds-data").create_user(DirectoryId=managed, SAMAccountName="dora")
    account.server.control("POST", "clock", advance=60)
    session.client("ds").reset_user_password(DirectoryId=managed, UserName="dora", NewPassword="First-Password-1")
    workspaces = session.client("workspaces")
    asked = workspaces.create_workspaces(
        Workspaces=[
            {
                "DirectoryId": deployed.seen.stack.outputs["EmployeesDirectoryId"],
                "UserName": "dora",
                "BundleId": retained.seen.workspaces["alice"]["BundleId"],
                "VolumeEncryptionKey": deployed.seen.stack.outputs["VolumeKeyArn"],
                "RootVolumeEncryptionEnabled": True,
                "UserVolumeEncryptionEnabled": True,
            }
        ]
    )
    assert asked["FailedRequests"] == []
    account.server.control("POST", "clock", advance=3600)
    [made] = workspaces.describe_workspaces(WorkspaceIds=[asked["PendingRequests"][0]["WorkspaceId"]])["Workspaces"]
    assert (made["State"], made["UserName"]) == ("AVAILABLE", "dora")
