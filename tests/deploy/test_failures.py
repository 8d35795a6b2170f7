"""Deployments that cannot succeed: what the command line says, and that nothing is left; then the same one succeeds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from local_aws.inventory import inventory, leftover
from tests.deploy.support.seen import look, stack
from tests.deploy.support.settings import STACK

if TYPE_CHECKING:
    from local_aws.inventory import Inventory
    from tests.deploy.support.account import Account, Run
    from tests.deploy.support.seen import Seen, Stack

pytestmark = [pytest.mark.deploy, pytest.mark.xdist_group("deploy-failures")]

TWO_PERSONAS = {
    "personas.1": {"name": "contractors", "desktops": 20, "egress": "none"},
    "users.1.persona": "contractors",
}
REASON = "Connectivity issues detected: DNS unavailable (TCP port 53) for IP: 172.20.0.4"


@pytest.mark.parametrize(
    ("changes", "messages"),
    [
        ({"environment.region": "us-west-1"}, ["environment.region: ", "us-west-1", "us-west-2"]),
        (
            {"directory.domain_name": "corp", "personas.0.auto_stop_minutes": 90, "users.0.password": "hunter2"},
            ["3 mistakes", "directory.domain_name: ", "personas[0].auto_stop_minutes: ", "users[0].password: "],
        ),
    ],
    ids=["region", "three-at-once"],
)
def test_mistakes_in_the_settings_are_named_before_anything_is_made(
    changes: dict[str, object], messages: list[str], account: Account
) -> None:
    before = inventory(account.session)
    run = account.deploy(changes)
    assert not run.ok
    for message in messages:
        assert message in run.said
    assert "Traceback" not in run.said
    assert "hunter2" not in run.said
    assert inventory(account.session) == before


@pytest.fixture(scope="module")
def failed(account: Account) -> tuple[Run, Stack, Inventory]:
    """Two personas, of which one's AD Connector does not come up while the other's is on its way."""
    account.server.control("POST", "faults", service="ds", operation="ConnectDirectory", stage="Failed", reason=REASON)
    run = account.deploy(TWO_PERSONAS)
    left = leftover(account.before, inventory(account.session))
    return run, stack(account.session, STACK), left


@pytest.fixture(scope="module")
def deployed(account: Account, failed: tuple[Run, Stack, Inventory]) -> tuple[Run, Seen]:
    """The same once the network is repaired."""
    assert failed[1].status == "ROLLBACK_COMPLETE"
    return account.deploy(TWO_PERSONAS), look(account.session, STACK, account.before)


@pytest.fixture(scope="module")
def destroyed(account: Account, deployed: tuple[Run, Seen]) -> tuple[Run, Inventory]:
    """All of it destroyed."""
    assert deployed[0].ok, deployed[0].said
    return account.destroy(), leftover(account.before, inventory(account.session))


def test_a_connector_that_fails_shows_its_reason_and_what_to_check(failed: tuple[Run, Stack, Inventory]) -> None:
    run, failing, _ = failed
    assert not run.ok
    said = " ".join(run.said.split())
    assert REASON in said
    assert "is Failed: " in said
    assert "Check that the DNS addresses answer from both subnets (TCP and UDP 53, 88, 389)" in said
    assert "the service account's name and password" in said
    first, *others = failing.failures()
    assert REASON in first
    assert all("cancelled" in other for other in others), others


def test_a_failed_deployment_leaves_nothing_but_its_record(failed: tuple[Run, Stack, Inventory]) -> None:
    _, failing, left = failed
    assert failing.status == "ROLLBACK_COMPLETE"
    assert left == {"stacks": [STACK]}


def test_once_the_cause_is_gone_the_same_deployment_succeeds(deployed: tuple[Run, Seen]) -> None:
    run, seen = deployed
    assert run.ok, run.said
    assert seen.stack.status == "CREATE_COMPLETE"
    registrations = {
        persona: seen.registrations[seen.stack.outputs[f"{persona}DirectoryId"]]
        for persona in ("Employees", "Contractors")
    }
    assert len(seen.registrations) == 2
    for persona, user in (("Employees", "alice"), ("Contractors", "bob")):
        desktop = seen.workspaces[user]
        assert desktop["State"] == "AVAILABLE"
        assert desktop["DirectoryId"] == registrations[persona]["DirectoryId"]
        assert desktop["SubnetId"] in registrations[persona]["SubnetIds"]
        assert registrations[persona]["RegistrationCode"] == seen.stack.outputs[f"{persona}RegistrationCode"]
    ways = {
        persona: [
            route.get("NatGatewayId")
            for subnet in registration["SubnetIds"]
            for route in seen.routes[subnet]["Routes"]
            if route.get("DestinationCidrBlock") == "0.0.0.0/0"
        ]
        for persona, registration in registrations.items()
    }
    assert sorted(map(str, ways["Employees"])) == sorted(each["NatGatewayId"] for each in seen.nat_gateways)
    assert ways["Contractors"] == []


def test_destroying_it_with_its_desktops_leaves_nothing(destroyed: tuple[Run, Inventory]) -> None:
    run, left = destroyed
    assert run.ok, run.said
    assert left == {}
