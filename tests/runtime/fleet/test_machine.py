"""The state machine's definition: every state can be reached, leads somewhere, and fits into Step Functions' limits."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from ministack.services import stepfunctions

from workspaces_constructs.desktops.fleet.machine import definition
from workspaces_constructs.desktops.fleet.runtime.phases import BUSY_SECONDS

if TYPE_CHECKING:
    from tests.runtime.fleet.support.fleet import Fleet
    from tests.runtime.fleet.support.interpreter import Context, Interpreter

MACHINE: dict[str, Any] = definition(function_arn="arn:aws:lambda:us-east-1:111122223333:function:f", settings={})
STATES: dict[str, dict[str, Any]] = MACHINE["States"]
TERMINAL = {"Succeed", "Fail"}
MOST_EVENTS = 25_000
"""In the history of an execution (Step Functions quotas)."""


def next_of(state: dict[str, Any]) -> set[str]:
    choices = [*state.get("Choices", ()), *state.get("Catch", ()), state]
    return {target for each in choices for key in ("Next", "Default") if (target := each.get(key))}


def test_every_state_can_be_reached_and_no_other_is_named() -> None:
    reached: set[str] = set()
    waiting = {MACHINE["StartAt"]}
    while waiting:
        name = waiting.pop()
        reached.add(name)
        waiting |= next_of(STATES[name]) - reached
    assert reached == set(STATES)


def test_every_state_leads_somewhere_or_ends_the_run() -> None:
    assert {name for name, state in STATES.items() if not next_of(state)} == {
        name for name, state in STATES.items() if state["Type"] in TERMINAL
    }


def test_whatever_a_task_raises_is_tried_again_and_then_caught() -> None:
    tasks = [state for state in STATES.values() if state["Type"] == "Task"]
    assert tasks
    for task in tasks:
        assert task["Retry"][-1]["ErrorEquals"] == ["States.ALL"]
        assert task["Catch"][-1]["ErrorEquals"] == ["States.ALL"]


@pytest.mark.parametrize("phase", ["begin", "plan", "work", "report", "done", "stopped", "overtaken"])
def test_every_answer_of_the_function_leads_to_a_state(phase: str) -> None:
    leads = [each["Next"] for each in STATES["Next"]["Choices"] if each["StringEquals"] == phase]
    assert len(leads) == 1


def test_a_run_that_waits_for_its_turn_as_long_as_it_may_fits_into_the_history(
    fleet: Fleet, interpreter: Interpreter
) -> None:
    looks = 0

    def step(_event: dict[str, object], _context: Context) -> object:
        nonlocal looks
        looks += 1
        return {"phase": "begin" if looks < 100 else "done", "wait": BUSY_SECONDS if looks < 100 else 0}

    interpreter.handler = step
    arn = interpreter.start(interpreter.create(fleet.definition()))
    interpreter.finish()
    events = len(stepfunctions._executions[arn]["events"])
    assert events / looks * MACHINE["TimeoutSeconds"] / BUSY_SECONDS < MOST_EVENTS


def test_a_run_is_told_who_started_it_and_what_they_want(fleet: Fleet) -> None:
    fleet.people({"anna": "office"})
    ran = fleet.run(dry_run=True, trigger="schedule")
    assert {json.dumps(event["input"], sort_keys=True) for event in ran.invoked} == {
        '{"dry_run": true, "trigger": "schedule"}'
    }
    assert {event["execution"] for event in ran.invoked} == {ran.arn}
