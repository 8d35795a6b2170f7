"""Plans in the bucket: as JSON for the run, and as a table for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from .model import Note, Plan, Step
from .report import plan_csv

if TYPE_CHECKING:
    from .store import Store


def write(store: Store, run: str, number: int, plan: Plan) -> None:
    """Keep a run's plan; the first, which says what the run is about to do, as a table too."""
    store.write(_key(run, number), vars(plan))
    if number == 1:
        store.write_text(f"runs/{run}/plan.csv", plan_csv(plan), "text/csv")


def read(store: Store, run: str, number: int) -> Plan:
    """Return a plan that was kept."""
    found = store.read(_key(run, number)) or {}
    steps = cast("list[list[object]]", found.pop("steps"))
    notes = cast("list[list[object]]", found.pop("notes"))
    return Plan(
        steps=[Step(*row) for row in steps],  # type: ignore[arg-type]  # a Step as JSON keeps it
        notes=[Note(*row) for row in notes],  # type: ignore[arg-type]  # likewise
        **found,  # type: ignore[arg-type]  # likewise
    )


def _key(run: str, number: int) -> str:
    return f"runs/{run}/plan-{number}.json"
