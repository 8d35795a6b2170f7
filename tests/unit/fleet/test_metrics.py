"""What machines read after a run, held against the rules of the embedded metric format.

The rules are those of the CloudWatch User Guide, "Specification: Embedded metric format"; units are those of the API.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from workspaces_constructs.desktops.fleet.runtime.metrics import metrics
from workspaces_constructs.desktops.fleet.runtime.model import Note, NoteKind, Plan
from workspaces_constructs.desktops.fleet.runtime.report import Counts, Outcome

KINDS: tuple[NoteKind, ...] = ("faulty", "leaver", "leaver", "postponed", "postponed", "postponed", "refused")
PLAN = Plan([], [Note(kind, f"u{number}", "text") for number, kind in enumerate(KINDS)], 60, 57, 50)
OUTCOME = Outcome(
    fleet="office",
    run="r",
    started=1_795_000_000.0,
    ended=1_795_000_090.5,
    state="done",
    counts={
        "create": Counts(20, 1), "modify": Counts(3), "tag": Counts(2), "migrate": Counts(5), "stop": Counts(1),
        "terminate": Counts(4),
    },
    first=PLAN,
    last=PLAN,
    refused={"bob": "no such user"},
    api_calls=42,
)  # fmt: skip
FIGURES = {
    "Wanted": 60, "Owned": 57, "Right": 50, "Created": 20, "Changed": 5, "Migrated": 5, "Stopped": 1, "Terminated": 4,
    "Refused": 2, "Postponed": 3, "Faulty": 1, "Leavers": 2, "ApiCalls": 42, "Unfinished": 0,
    "DurationSeconds": 90.5,
}  # fmt: skip


def line(outcome: Outcome) -> dict[str, Any]:
    text = metrics(outcome, 1_795_000_091.25)
    assert "\n" not in text
    found: dict[str, Any] = json.loads(text)
    return found


def directive(outcome: Outcome) -> dict[str, Any]:
    (found,) = line(outcome)["_aws"]["CloudWatchMetrics"]
    assert isinstance(found, dict)
    return found


def test_the_figures_are_the_runs() -> None:
    assert {name: line(OUTCOME)[name] for name in FIGURES} == FIGURES


def test_the_line_keeps_the_rules_of_the_format() -> None:
    found, rules = line(OUTCOME), directive(OUTCOME)

    assert set(found["_aws"]) == {"Timestamp", "CloudWatchMetrics"}
    assert found["_aws"]["Timestamp"] == 1_795_000_091_250
    assert set(rules) == {"Namespace", "Dimensions", "Metrics"}
    assert rules["Namespace"] == "WorkspacesConstructs/Fleet"
    assert rules["Dimensions"] == [["Fleet"]]
    assert found["Fleet"] == "office"
    assert {metric["Name"] for metric in rules["Metrics"]} == set(FIGURES)
    assert len(rules["Metrics"]) == len(FIGURES) <= 100
    for metric in rules["Metrics"]:
        assert metric["Unit"] == ("Seconds" if metric["Name"] == "DurationSeconds" else "Count")
        assert isinstance(found[metric["Name"]], int | float)


def test_a_run_without_a_plan_says_nothing_of_desktops_rather_than_that_there_are_none() -> None:
    early = replace(OUTCOME, state="stopped", first=None, last=None, counts={}, refused={})
    names = {metric["Name"] for metric in directive(early)["Metrics"]}

    assert names == set(FIGURES) - {"Wanted", "Owned", "Right", "Postponed", "Faulty", "Leavers"}
    assert not {"Wanted", "Owned", "Right"} & set(line(early))
    assert line(early)["Created"] == 0
    assert (line(early)["State"], line(early)["Unfinished"]) == ("stopped", 1)
