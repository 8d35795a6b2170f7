"""The steps of a run. Each looks at the truth, does what it can in its time, and says what comes next.

Killed anywhere, a run goes on by planning anew from what exists: a step that was under way is done or not, and the next
plan shows which.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from . import aws, lock, planfile
from .in_use import spare_connected
from .listing import complete, list_desktops
from .model import Note, Overtaken
from .people import read_roster
from .planning import plan, remember, requests
from .progress import load_memory, save_memory
from .sending import REMOVALS, Lost, over_quota, send, subject

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .model import FleetSettings, Plan
    from .progress import Progress
    from .store import Store

BUSY_SECONDS = 120
"""An execution has 25,000 events at most (Step Functions quotas), and eleven of them for each look at the lock."""

SETTLE_SECONDS = 300
RETRY_SECONDS = 60
MOST_STALLS = 3
LONGEST_SECONDS = 48 * 3600
"""A run that goes on for longer reports and leaves the rest to the next one; the state machine ends after 72 hours."""

MOST_WAITS = 24
"""Two hours: the longest that AWS takes is an hour for a desktop with an encrypted root volume (facts §3.4)."""


class Next(NamedTuple):
    """What the state machine does next, and after how many seconds."""

    phase: str
    wait: int = 0


class Run(NamedTuple):
    """One execution of the state machine."""

    settings: FleetSettings
    store: Store
    execution: str
    name: str
    started: float
    trigger: str
    dry_run: bool
    accept_shrunk_roster: bool
    time_is_up: Callable[[], bool]


def begin(run: Run) -> Next:
    """Take the lock. A scheduled run leaves when another is at work; one that was asked for waits for its turn."""
    if not lock.acquire(run.store, run.execution):
        return Next("done") if run.trigger == "schedule" else Next("begin", BUSY_SECONDS)
    return Next("plan")


def make_plan(run: Run, progress: Progress) -> Next:
    """List what exists, read the roster, and plan."""
    progress.in_flight = False
    key = f"runs/{progress.run}/listing-{progress.rounds + 1}.json"
    desktops = list_desktops(run.settings, run.store, key, run.time_is_up)
    if desktops is None:
        return Next("plan")
    now = time.time()
    roster = read_roster(run.settings["roster"], run.settings["personas"])
    inventory = complete(run.settings, desktops, roster)
    before = load_memory(run.store)
    for desktop, changes in progress.changed.items():
        before.changed.setdefault(desktop, {}).update(changes)
    made = plan(
        run.settings,
        roster,
        inventory,
        before,
        now,
        refused=progress.refused,
        owned=progress.owned,
        removed=progress.removed,
        accept_shrunk_roster=run.accept_shrunk_roster,
    )
    if not lock.is_held(run.store, run.execution):
        raise Overtaken
    if not run.dry_run:
        save_memory(run.store, remember(before, roster, inventory, now))
    progress.changed.clear()
    if progress.owned is None:
        progress.owned = made.owned
    made = spare_connected(_within_quotas(made, progress.quota), aws.workspaces(run.settings["calls_per_second"]))
    progress.rounds += 1
    progress.batch = 0
    planfile.write(run.store, progress.run, progress.rounds, made)
    return Next("report") if run.dry_run else _after_plan(run, progress, made)


def _after_plan(run: Run, progress: Progress, made: Plan) -> Next:
    if time.time() > run.started + LONGEST_SECONDS:
        return Next("report")
    if made.steps:
        progress.waits = 0
        before = planfile.read(run.store, progress.run, progress.rounds - 1).steps if progress.rounds > 1 else None
        progress.stalls = progress.stalls + 1 if made.steps == before else 0
        tags_only = all(step.operation == "tag" for step in made.steps)
        if progress.stalls < MOST_STALLS:
            pause = SETTLE_SECONDS if tags_only else RETRY_SECONDS
            return Next("work", pause if progress.stalls else 0)
        if tags_only:  # The index of tags is behind; a later run sees them.
            return Next("report")
        stuck = [step for step in made.steps if subject(step) in progress.passing] or made.steps
        for step in stuck:
            reason = progress.passing.get(subject(step), "It was asked for several times, and nothing changed.")
            progress.refused[subject(step)] = reason
        return Next("plan")
    if (made.waiting or made.settling) and progress.waits < MOST_WAITS:
        progress.waits += 1
        return Next("plan", SETTLE_SECONDS)
    return Next("report")


def _within_quotas(made: Plan, quota: Mapping[str, str]) -> Plan:
    """A plan that leaves those for a later run who would pass a quota."""
    waiting = [Note("postponed", step.user, text) for step in made.steps if (text := over_quota(step, quota))]
    steps = [step for step in made.steps if not over_quota(step, quota)]
    return replace(made, steps=steps, notes=[*made.notes, *waiting]) if waiting else made


def work(run: Run, progress: Progress) -> Next:
    """Send the plan's requests. Before each one, the progress says that it may have been sent."""
    if progress.in_flight:
        return Next("plan")
    progress.passing.clear()
    batches = requests(planfile.read(run.store, progress.run, progress.rounds).steps)
    for index in range(progress.batch, len(batches)):
        if run.time_is_up():
            return Next("work")
        if not lock.is_held(run.store, run.execution):
            raise Overtaken
        batch = [step for step in batches[index] if not over_quota(step, progress.quota)]
        if not batch:
            continue
        if batch[0].operation in REMOVALS:
            progress.removed += len(batch)
        progress.batch, progress.in_flight = index + 1, True
        progress.save(run.store)
        try:
            send(batch, progress, run.settings["calls_per_second"])
        except Lost as lost:
            progress.passing |= {subject(step): str(lost) for step in batch}
            return Next("plan", RETRY_SECONDS)
        progress.in_flight = False
    return Next("plan")
