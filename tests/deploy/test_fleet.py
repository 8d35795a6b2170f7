"""A fleet by the real CLI: a deployment starts a run, a changed roster starts another, and all goes with the stack."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from local_aws.on_premises import surround
from tests.deploy.support import expect
from tests.deploy.support.step import deploy, destroy

if TYPE_CHECKING:
    from pathlib import Path

    from tests.deploy.support.account import Account
    from tests.deploy.support.step import Step

pytestmark = [pytest.mark.deploy, pytest.mark.xdist_group("deploy-fleet")]

Act = tuple["Step", str, dict[str, tuple[str, str]]]
"""What a deployment did, the report of the run that it started, and the desktops after it."""

SCENARIO = "fleet"
FIRST = {"p001": "office", "p002": "office", "p003": "engineers", "p004": "analysts", "nobody": "office"}
SECOND = {"p001": "engineers", "p003": "engineers", "p004": "analysts", "p005": "office", "p006": "office"}
LONGEST_SECONDS = 240


def roster(path: Path, people: dict[str, str]) -> dict[str, object]:
    """Settings with a roster."""
    path.write_text("user,persona\n" + "".join(f"{user},{persona}\n" for user, persona in people.items()))
    return {"fleet.roster.file": str(path)}


def settled(account: Account, step: Step) -> str:
    """Wait until the run has ended that a deployment has started; what its report says first."""
    outputs = step.seen.stack.outputs
    states, machine = account.session.client("stepfunctions"), outputs["FleetStateMachineArn"]
    deadline = time.monotonic() + LONGEST_SECONDS
    while states.list_executions(stateMachineArn=machine, statusFilter="RUNNING")["executions"]:
        assert time.monotonic() < deadline
        time.sleep(0.2)
    latest = states.list_executions(stateMachineArn=machine)["executions"][0]
    assert latest["status"] == "SUCCEEDED", states.describe_execution(executionArn=latest["executionArn"])
    found = account.session.client("s3").get_object(Bucket=outputs["FleetBucket"], Key="latest/report.md")
    return found["Body"].read().decode()


def desktops(account: Account) -> dict[str, tuple[str, str]]:
    """The hardware and the running mode of everybody's desktop."""
    shown = account.session.client("workspaces").describe_workspaces()["Workspaces"]
    return {
        each["UserName"]: (each["WorkspaceProperties"]["ComputeTypeName"], each["WorkspaceProperties"]["RunningMode"])
        for each in shown
    }


@pytest.fixture(scope="module")
def created(account: Account, tmp_path_factory: pytest.TempPathFactory) -> Act:
    """Five people, of whom the directory does not know one."""
    surround(account.server, SCENARIO)
    step = deploy(account, roster(tmp_path_factory.mktemp("first") / "people.csv", FIRST))
    return step, settled(account, step), desktops(account)


@pytest.fixture(scope="module")
def updated(account: Account, created: Act, tmp_path_factory: pytest.TempPathFactory) -> Act:
    """Two join, two leave, one changes; the leavers' desktops go at once, as far as the share allows."""
    assert created
    changes = roster(tmp_path_factory.mktemp("second") / "people.csv", SECOND)
    step = deploy(account, changes | {"fleet.leavers.grace_days": 0, "fleet.leavers.share": 0.25})
    return step, settled(account, step), desktops(account)


def test_everybody_gets_a_desktop_of_their_kind(created: Act) -> None:
    step, _, shown = created
    expect.created(step)
    assert shown == {
        "p001": ("STANDARD", "AUTO_STOP"),
        "p002": ("STANDARD", "AUTO_STOP"),
        "p003": ("PERFORMANCE", "ALWAYS_ON"),
        "p004": ("STANDARD", "AUTO_STOP"),
    }


def test_somebody_whom_the_directory_does_not_know_is_reported(created: Act) -> None:
    assert "**nobody**" in created[1]
    assert "The user nobody does not exist" in created[1]


def test_a_changed_roster_changes_the_fleet(updated: Act) -> None:
    _, report, shown = updated
    assert shown == {
        "p001": ("PERFORMANCE", "ALWAYS_ON"),
        "p003": ("PERFORMANCE", "ALWAYS_ON"),
        "p004": ("STANDARD", "AUTO_STOP"),
        "p005": ("STANDARD", "AUTO_STOP"),
        "p006": ("STANDARD", "AUTO_STOP"),
    }, report


def test_nothing_else_of_the_stack_is_replaced(created: Act, updated: Act) -> None:
    expect.updated(created[0], updated[0])


def test_the_fleet_goes_with_the_stack(account: Account, updated: Act) -> None:
    expect.gone(destroy(account, updated[0]))
    assert desktops(account) == {}
