"""Runs that must not go on: they end as Stopped, say why, and have changed nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from local_aws.clock import clock

if TYPE_CHECKING:
    from tests.runtime.fleet.support.account import Account
    from tests.runtime.fleet.support.fleet import Fleet
    from tests.runtime.fleet.support.interpreter import Context
    from tests.runtime.support.wire import Wire

PEOPLE = {f"p{number:02}": "office" for number in range(30)}


def changes(wire: Wire) -> list[str]:
    return [call.operation for call in wire.changes if call.service == "workspaces"]


@pytest.fixture
def served(fleet: Fleet, wire: Wire) -> Fleet:
    """A fleet of thirty that would terminate whoever is gone."""
    fleet.settings["leavers"] = {"action": "terminate", "grace_days": 0, "share": 1}
    fleet.people(PEOPLE)
    fleet.run()
    wire.restart()
    return fleet


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "NoSuchKey"),
        (b"user,persona\np\xff1,office\n", "UTF-8"),
        (b"", "roster"),
        (b"user,persona\n", "names nobody"),
        (b"name,persona\np01,office\n", "user"),
        (b"user,persona,colour\np01,office,red\n", "colour"),
        (b"user,persona\n" + b"".join(b"p%02d,office\n" % number for number in range(19)), "accept_shrunk_roster"),
    ],
    ids=["missing", "not UTF-8", "empty", "no rows", "no user column", "unknown column", "shrunk"],
)
def test_a_roster_that_cannot_be_right_stops_the_run(
    served: Fleet, account: Account, wire: Wire, content: bytes | None, reason: str
) -> None:
    if content is None:
        account.s3.delete_object(Bucket=account.bucket, Key="people.csv")
    else:
        account.s3.put_object(Bucket=account.bucket, Key="people.csv", Body=content)
    ran = served.run()
    assert (ran.status, ran.error) == ("FAILED", "Stopped")
    assert reason in ran.cause
    assert reason in served.report()
    assert changes(wire) == []
    assert set(served.owned()) == set(PEOPLE)
    served.people(PEOPLE)
    assert served.run().status == "SUCCEEDED"
    assert changes(wire) == []


def test_a_shrunk_roster_that_is_meant_is_accepted_when_somebody_says_so(served: Fleet, account: Account) -> None:
    served.people({"p00": "office"})
    assert served.run().error == "Stopped"
    assert served.run(accept_shrunk_roster=True).status == "SUCCEEDED"
    account.pass_time(30)
    assert set(served.owned()) == {"p00"}


def test_a_dry_run_writes_its_plan_and_changes_nothing(served: Fleet, account: Account, wire: Wire) -> None:
    served.people({**dict(list(PEOPLE.items())[5:]), "new": "office"})
    memory = account.s3.get_object(Bucket=account.bucket, Key="memory.json")["Body"].read()
    ran = served.run(dry_run=True)
    assert (ran.status, "Work" in ran.states, changes(wire)) == ("SUCCEEDED", False, [])
    assert [step.operation for step in served.plan().steps] == ["terminate"] * 5 + ["create"]
    assert account.s3.get_object(Bucket=account.bucket, Key="memory.json")["Body"].read() == memory
    sheet = account.s3.get_object(Bucket=account.bucket, Key="latest/plan.csv")["Body"].read().decode()
    assert "new,create" in sheet
    assert "What would be done" in served.report()


def test_a_fleet_can_be_set_to_dry_runs(served: Fleet, wire: Wire) -> None:
    served.settings["dry_run"] = True
    served.people({**PEOPLE, "new": "office"})
    assert served.run().status == "SUCCEEDED"
    assert changes(wire) == []


@pytest.mark.parametrize(
    "action",
    ["workspaces:CreateWorkspaces", "workspaces:DescribeWorkspaces", "ec2:DescribeSubnets", "tagging:GetResources"],
)
def test_a_permission_that_is_missing_is_named(served: Fleet, wire: Wire, action: str) -> None:
    served.people({**PEOPLE, "new": "office"})
    wire.denied = {action}
    ran = served.run()
    assert (ran.status, ran.error) == ("FAILED", "Stopped")
    assert action in ran.cause
    assert set(served.owned()) == set(PEOPLE)
    wire.restart()
    assert served.run().status == "SUCCEEDED"
    assert "new" in served.owned()


@pytest.mark.parametrize("denied", ["s3:PutObject", "workspaces:DescribeWorkspaces", "workspaces:CreateWorkspaces"])
def test_a_permission_that_is_not_in_force_yet_is_waited_for(fleet: Fleet, wire: Wire, denied: str) -> None:
    fleet.people({"anna": "office"})
    real, granted_at = fleet.handler, clock.now() + 80
    wire.denied = {denied}

    def step(event: dict[str, object], context: Context) -> object:
        if clock.now() > granted_at:
            wire.denied.clear()
        return real(event, context)

    fleet.handler = step
    assert fleet.run().status == "SUCCEEDED"
    assert set(fleet.owned()) == {"anna"}
