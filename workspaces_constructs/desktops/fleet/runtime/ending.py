"""The end of a run: its report for people, its metrics, and the lock."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from . import lock, planfile
from .metrics import metrics
from .report import Counts, Outcome, plan_csv, report_markdown

if TYPE_CHECKING:
    from .model import Operation
    from .phases import Run
    from .progress import Progress
    from .report import State


def finish(run: Run, progress: Progress) -> None:
    """Write the report, say the figures, and give the lock back."""
    outcome = _outcome(run, progress)
    report = report_markdown(outcome)
    for folder in (f"runs/{progress.run}", "latest"):
        run.store.write_text(f"{folder}/report.md", report, "text/markdown")
    if outcome.first is not None:
        run.store.write_text("latest/plan.csv", plan_csv(outcome.first), "text/csv")
    print(metrics(outcome, time.time()))  # noqa: T201 - CloudWatch reads the figures from the log
    lock.release(run.store, run.execution)


def _outcome(run: Run, progress: Progress) -> Outcome:
    counts: dict[Operation, Counts] = {name: Counts(**row) for name, row in progress.counts.items()}  # type: ignore[misc]  # as ``count`` made it
    first = planfile.read(run.store, progress.run, 1) if progress.rounds else None
    last = planfile.read(run.store, progress.run, progress.rounds) if progress.rounds else None
    return Outcome(
        fleet=run.settings["name"],
        run=progress.run,
        started=progress.started,
        ended=time.time(),
        state=_state(run, progress),
        reason=progress.stopped or progress.failed,
        counts=counts,
        quota=" ".join(dict.fromkeys(progress.quota.values())),
        first=first,
        last=last,
        refused=progress.refused,
        api_calls=progress.calls,
    )


def _state(run: Run, progress: Progress) -> State:
    if progress.stopped:
        return "stopped"
    if progress.failed:
        return "failed"
    return "dry run" if run.dry_run else "done"
