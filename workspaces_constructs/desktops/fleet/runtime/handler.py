"""The function behind the states of a fleet's state machine."""

from __future__ import annotations

import re
import time
from datetime import datetime
from typing import TYPE_CHECKING, Protocol, TypedDict

from botocore.exceptions import ClientError

from . import aws
from .ending import finish
from .model import Overtaken, Stopped
from .phases import Next, Run, begin, make_plan, work
from .progress import Progress
from .store import Store

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .model import FleetSettings

_SPARE_MILLISECONDS = 240_000
"""What is left of the function's time when it hands over to its next invocation: more than the tags and the plan of
100,000 desktops take after the last page of their listing, or 25 requests one by one."""

_PERMISSIONS_SECONDS = 120
"""How long after a run's start a missing permission may be one that the deployment has given and that is not yet in
force everywhere: the phase fails, and is tried again."""


_INPUT: dict[str, type] = {"trigger": str, "dry_run": bool, "accept_shrunk_roster": bool}


class Context(Protocol):
    """What Lambda tells a function about its invocation."""

    def get_remaining_time_in_millis(self) -> int:
        """Milliseconds until Lambda ends the process."""


class RunInput(TypedDict, total=False):
    """What a person or a schedule can say when starting the state machine."""

    trigger: str
    dry_run: bool
    accept_shrunk_roster: bool


class Event(TypedDict, total=False):
    """What a state of the machine hands over."""

    phase: str
    fleet: FleetSettings
    input: RunInput
    execution: str
    started: str
    error: Mapping[str, str]
    """In the state that ends a failed run: what Step Functions caught."""


def step(event: Event, context: Context) -> dict[str, object]:
    """Do one phase, and say what comes next."""
    if event["phase"] == "begin" and (mistake := _mistake(event.get("input"))):
        return {**Next("stopped")._asdict(), "reason": mistake}
    run = _run(event, context)
    if event["phase"] == "begin":
        return begin(run)._asdict()
    progress = Progress.load(run.store, run.name, run.started)
    match event["phase"]:
        case "plan" | "work":
            following = _advance(run, progress, event["phase"])
        case "report":
            following = Next("stopped" if progress.stopped else "done")
        case _:
            progress.failed = _reason(event.get("error", {}))
            following = Next("failed")
    if following.phase in {"stopped", "done", "failed"}:
        finish(run, progress)
    return {**following._asdict(), "reason": progress.stopped or progress.failed}


def _mistake(given: object) -> str:
    """What is wrong with a run's input. A misspelt dry_run must not become a real run."""
    allowed = 'A run\'s input is {}, or has {"dry_run": true} or {"accept_shrunk_roster": true}'
    if not isinstance(given, dict):
        return f"{allowed}, not {given!r}."
    if wrong := [name for name, value in given.items() if not isinstance(value, _INPUT.get(name, ()))]:
        return f"{allowed}, not {', '.join(f'{name!r}: {given[name]!r}' for name in wrong)}."
    return ""


def _advance(run: Run, progress: Progress, phase: str) -> Next:
    before = aws.pace(run.settings["calls_per_second"]).calls
    try:
        following = (make_plan if phase == "plan" else work)(run, progress)
    except Stopped as stop:
        progress.stopped = str(stop)
        following = Next("report")
    except ClientError as error:
        if not aws.denied(error) or time.time() < run.started + _PERMISSIONS_SECONDS:
            raise
        progress.stopped = f"The fleet's function lacks a permission: {error}"
        following = Next("report")
    except Overtaken:
        return Next("overtaken")
    progress.calls += aws.pace(run.settings["calls_per_second"]).calls - before
    try:
        progress.save(run.store)
    except Overtaken:
        return Next("overtaken")
    return following


def _run(event: Event, context: Context) -> Run:
    settings, given = event["fleet"], event.get("input") or {}
    started = datetime.fromisoformat(event["started"])
    name = event["execution"].rpartition(":")[2]
    return Run(
        settings=settings,
        store=Store(settings["bucket"]),
        execution=event["execution"],
        name=f"{started:%Y-%m-%dT%H-%M-%SZ}-{name[:40]}",
        started=started.timestamp(),
        trigger=given.get("trigger", ""),
        dry_run=settings["dry_run"] or given.get("dry_run", False),
        accept_shrunk_roster=given.get("accept_shrunk_roster", False),
        time_is_up=lambda: context.get_remaining_time_in_millis() < _SPARE_MILLISECONDS,
    )


def _reason(error: Mapping[str, str]) -> str:
    """Why a phase failed, from the error that Step Functions caught; the cause of a function's failure is JSON."""
    cause = error.get("Cause", "")
    told = re.search(r'"errorMessage": ?"((?:[^"\\]|\\.)*)"', cause)
    return f"{error.get('Error', 'unknown error')}: {told.group(1) if told else cause}"
