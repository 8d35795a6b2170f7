"""One run at a time, whatever became of the one before."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from workspaces_constructs.desktops.fleet.runtime import handler

if TYPE_CHECKING:
    from tests.runtime.fleet.support.account import Account
    from tests.runtime.fleet.support.fleet import Fleet
    from tests.runtime.fleet.support.interpreter import Context, Interpreter
    from tests.runtime.support.wire import Wire

PEOPLE = dict.fromkeys(["anna", "ben", "carl"], "office")


def lock(account: Account) -> str | None:
    try:
        found = account.s3.get_object(Bucket=account.bucket, Key="lock.json")["Body"].read()
    except account.s3.exceptions.NoSuchKey:
        return None
    return str(json.loads(found)["execution"])


@pytest.mark.parametrize(("given", "phases"), [({}, ["begin", "begin", "plan"]), ({"trigger": "schedule"}, ["begin"])])
def test_a_run_that_somebody_starts_waits_in_line_and_a_scheduled_one_leaves(
    fleet: Fleet, interpreter: Interpreter, account: Account, given: dict[str, object], phases: list[str]
) -> None:
    """The first run is held in the middle while the second one looks at the lock for the first time."""
    fleet.people(PEOPLE)
    machine = interpreter.create(fleet.definition())
    second: list[str] = []
    seen: dict[str, list[str]] = {}

    def step(event: dict[str, object], context: Context) -> object:
        seen.setdefault(str(event["execution"]), []).append(str(event["phase"]))
        if event["phase"] == "work" and not second:
            second.append(interpreter.start(machine, given))
            event_of_second = {**event, "phase": "begin", "execution": second[0], "input": given}
            seen[second[0]] = ["begin"]
            assert handler.step(event_of_second, context)["phase"] == ("begin" if not given else "done")  # type: ignore[arg-type]  # as the machine makes it
            if given:
                interpreter.states.stop_execution(executionArn=second[0])
        return handler.step(event, context)  # type: ignore[arg-type]  # likewise

    interpreter.handler = step
    first = interpreter.start(machine)
    interpreter.finish()
    assert interpreter.finished(first).status == "SUCCEEDED"
    assert seen[second[0]][: len(phases)] == phases
    assert set(fleet.owned()) == set(PEOPLE)
    assert lock(account) is None


def test_the_lock_of_a_run_that_has_ended_is_taken_over(
    fleet: Fleet, interpreter: Interpreter, account: Account
) -> None:
    fleet.people(PEOPLE)
    machine = interpreter.create(fleet.definition())
    dead = interpreter.start(machine)
    interpreter.states.stop_execution(executionArn=dead)
    interpreter.finish()
    for holder in (dead, f"{dead}-that-nobody-knows"):
        account.s3.put_object(Bucket=account.bucket, Key="lock.json", Body=json.dumps({"execution": holder}).encode())
        assert fleet.run().status == "SUCCEEDED"
        assert lock(account) is None
    assert set(fleet.owned()) == set(PEOPLE)


@pytest.mark.parametrize("phase", ["plan", "work"])
def test_a_function_that_was_overtaken_stops_before_its_next_request(
    fleet: Fleet, account: Account, wire: Wire, phase: str
) -> None:
    fleet.people(PEOPLE)
    real = fleet.handler

    def step(event: dict[str, object], context: Context) -> object:
        if event["phase"] == phase:
            account.s3.put_object(Bucket=account.bucket, Key="lock.json", Body=b'{"execution": "another"}')
        return real(event, context)

    fleet.handler = step
    ran = fleet.run()
    assert (ran.status, ran.error) == ("FAILED", "Overtaken")
    assert not [call for call in wire.changes if call.service == "workspaces"]
    assert lock(account) == "another"


def test_a_run_that_somebody_stops_stops_before_its_next_request_and_the_next_one_goes_on(
    fleet: Fleet, interpreter: Interpreter, wire: Wire
) -> None:
    fleet.people(PEOPLE)
    real = fleet.handler

    def step(event: dict[str, object], context: Context) -> object:
        if event["phase"] == "work":
            interpreter.states.stop_execution(executionArn=str(event["execution"]))
        return real(event, context)

    fleet.handler = step
    assert fleet.run().status == "ABORTED"
    assert not [call for call in wire.changes if call.service == "workspaces"]

    fleet.handler = real
    assert fleet.run().status == "SUCCEEDED"
    assert set(fleet.owned()) == set(PEOPLE)


def test_a_run_that_fails_says_why_and_gives_the_lock_back(fleet: Fleet, account: Account) -> None:
    fleet.people(PEOPLE)
    real = fleet.handler

    def step(event: dict[str, object], context: Context) -> object:
        if event["phase"] == "work":
            raise RuntimeError("something is broken")
        return real(event, context)

    fleet.handler = step
    ran = fleet.run()
    assert (ran.status, ran.error) == ("FAILED", "Failed")
    assert "something is broken" in ran.cause
    assert "something is broken" in fleet.report()
    assert lock(account) is None
