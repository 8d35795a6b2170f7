"""Deployments that cannot succeed: what the command line says, and that nothing is left; then the same one succeeds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from local_aws.inventory import inventory, leftover
from tests.deploy.support.seen import look
from tests.deploy.support.settings import STACK
from tests.deploy.support.stack import stack

if TYPE_CHECKING:
    from local_aws.inventory import Inventory
    from tests.deploy.support.account import Account, Run
    from tests.deploy.support.seen import Seen
    from tests.deploy.support.stack import Stack

pytestmark = [pytest.mark.deploy, pytest.mark.xdist_group("deploy-failures")]

TWO_PERSONAS = {
    "personas.1": {"name": "contractors", "desktops": 20, "egress": "none"},
    "users.1.persona": "contractors",
}
REASON = "The region's limit of 10 ADConnector directories is reached."


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
    refusal = {"error": "DirectoryLimitExceededException", "message": REASON}
    account.server.control("POST", "faults", service="ds", operation="ConnectDirectory", **refusal)
    run = account.deploy(TWO_PERSONAS)
    assert not run.ok, run.said
    left = leftover(account.before, inventory(account.session))
    return run, stack(account.session, STACK), left


@pytest.fixture(scope="module")
def deployed(account: Account, failed: tuple[Run, Stack, Inventory]) -> Seen:
    """The same once the limit is raised."""
    assert failed
    run = account.deploy(TWO_PERSONAS)
    assert run.ok, run.said
    return look(account.session, account.stacks, account.before)


@pytest.fixture(scope="module")
def destroyed(account: Account, deployed: Seen) -> Inventory:
    """What is left once all of it is destroyed."""
    assert deployed
    run = account.destroy()
    assert run.ok, run.said
    return leftover(account.before, inventory(account.session))


def test_the_first_failure_is_shown_and_the_connector_on_its_way_is_given_up(
    failed: tuple[Run, Stack, Inventory],
) -> None:
    """CloudFormation sends a Create that it gave up a Delete with an id of its own making."""
    run, failing, _ = failed
    assert REASON in " ".join(run.said.split())
    first, cancelled = failing.failures()
    assert "DirectoryLimitExceededException" in first
    assert REASON in first
    name, _, reason = cancelled.partition(": ")
    assert reason == "Resource creation cancelled"
    assert {each["ResourceType"] for each in failing.events if each["LogicalResourceId"] == name} == {
        "Custom::WorkspacesAdConnector"
    }


def test_a_failed_deployment_leaves_nothing_but_its_record(failed: tuple[Run, Stack, Inventory]) -> None:
    _, failing, left = failed
    assert failing.status == "ROLLBACK_COMPLETE"
    assert left == {"stacks": [STACK]}


def test_once_the_cause_is_gone_the_same_deployment_succeeds(deployed: Seen) -> None:
    seen = deployed
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


def test_destroying_it_with_its_desktops_leaves_nothing(destroyed: Inventory) -> None:
    assert destroyed == {}
