"""The page about desktops and fleets says what the code says."""

from __future__ import annotations

import json
import re
from inspect import signature
from typing import TYPE_CHECKING, get_args

import pytest

from tests.support.synth import ROOT
from workspaces_constructs import Leavers, WorkspaceFleet
from workspaces_constructs.desktops.fleet.machine import definition
from workspaces_constructs.desktops.fleet.runtime.handler import RunInput
from workspaces_constructs.desktops.fleet.runtime.leavers import allowance
from workspaces_constructs.desktops.fleet.runtime.metrics import NAMESPACE, metrics
from workspaces_constructs.desktops.fleet.runtime.model import FLEET_TAG, ORDER, NoteKind, Plan, Step
from workspaces_constructs.desktops.fleet.runtime.report import Counts, Outcome, report_markdown
from workspaces_constructs.desktops.fleet.runtime.roster import COLUMNS, parse_csv
from workspaces_constructs.facts.desktops import SMALL_VOLUME_PAIRS

if TYPE_CHECKING:
    from collections.abc import Iterable

PAGE = (ROOT / "docs/desktops.md").read_text(encoding="utf-8")
PLAN = Plan([], [], wanted=70, owned=80, right=70)
OUTCOME = Outcome(
    fleet="office",
    run="one",
    started=0,
    ended=3409,
    state="done",
    counts={"create": Counts(done=20), "migrate": Counts(done=2), "modify": Counts(done=5)},
    first=Plan([Step("create", "p061", "on the roster as office, and has no desktop", "d-1")], [], 70, 60, 70),
    last=PLAN,
)


def section(heading: str) -> str:
    """What stands below a heading, up to the next one; headings in blocks are none."""
    inside, fenced, found = False, False, []
    for line in PAGE.splitlines():
        fenced ^= line.startswith("```")
        if line.startswith("#") and not fenced:
            inside = line.lstrip("# ") == heading
        elif inside:
            found.append(line)
    return "\n".join(found)


def first_cells(text: str) -> set[str]:
    """What stands in code in the first cells of a section's tables."""
    return {name for row in re.findall(r"^\| (`[^|]*) \|", text, re.MULTILINE) for name in re.findall(r"`(.*?)`", row)}


def blocks(text: str) -> Iterable[str]:
    return re.findall(r"```text\n(.*?)```", text, re.DOTALL)


def test_every_column_of_a_roster_is_told_and_the_one_shown_has_no_mistake() -> None:
    (shown,) = blocks(section("The roster"))
    read = parse_csv(shown, ["office", "engineers"])

    assert first_cells(section("The roster")) >= set(COLUMNS)
    assert read.mistakes == []
    assert {row.user: row.tags for row in read.rows}["frank"] == (("Project", "archive"), ("Team", "backend"))


def test_every_word_of_a_plan_is_told() -> None:
    assert first_cells(section("Plan and report")) == {*ORDER, *get_args(NoteKind)}


def test_the_report_that_is_shown_is_one() -> None:
    (shown,) = blocks(section("Plan and report"))
    written = report_markdown(OUTCOME).splitlines()

    ours = [line for line in shown.splitlines() if line.startswith(("**", "|", "## What", "- **p061", "Nothing."))]
    assert [line for line in ours if line not in written] == []
    assert len(ours) > 8


def test_every_metric_is_told() -> None:
    line = json.loads(metrics(OUTCOME, 0))
    (directive,) = line["_aws"]["CloudWatchMetrics"]

    assert first_cells(section("Metrics and alarms")) == {each["Name"] for each in directive["Metrics"]}
    assert f"`{NAMESPACE}`" in section("Metrics and alarms")
    assert directive["Dimensions"] == [["Fleet"]]
    assert f"{len(directive['Metrics'])} metrics" in section("What it costs")


@pytest.mark.parametrize("row", re.findall(r"^\| (0\.\d+).*? \| (\d+ \|.*\d+) \|$", section("Leavers"), re.MULTILINE))
def test_the_arithmetic_of_leavers_is_the_codes(row: tuple[str, str]) -> None:
    settings = Leavers(share=float(row[0])).settings()

    found = [allowance(settings, owned, 0) for owned in (9, 19, 20, 100, 1000)]
    assert [int(cell) for cell in row[1].split("|")] == found


def test_what_can_be_said_when_a_run_is_started_is_told() -> None:
    said = set(re.findall(r"--input '\{\"(\w+)\"", section("On demand")))

    assert said == set(RunInput.__annotations__) - {"trigger"}
    assert f"Key={FLEET_TAG}," in section("Handing a desktop over")


def test_every_end_of_a_run_is_in_the_table() -> None:
    states = definition(function_arn="arn", settings={})["States"]
    assert isinstance(states, dict)

    errors = {state["Error"] for state in states.values() if state["Type"] == "Fail"}
    assert {f"error `{name}`" for name in errors} <= set(re.findall(r"error `\w+`", PAGE.partition("\n## Trouble")[2]))


def test_the_figures_of_the_page_are_the_codes() -> None:
    assert signature(WorkspaceFleet.__init__).parameters["most_shrunk"].default == 0.2
    assert Leavers() == Leavers("keep", 30, 0.05)
    assert all(f"{root}/{user}" in PAGE for root, user in SMALL_VOLUME_PAIRS)
    assert all(title in PAGE for title in ("A quota is reached", "What needs you"))
    assert "A quota is reached" in report_markdown(Outcome("a", "b", 0, 0, "done", quota="x", first=PLAN, last=PLAN))
