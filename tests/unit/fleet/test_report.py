"""What people read after a run: a report without code, and a plan that a spreadsheet opens."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest

from workspaces_constructs.desktops.fleet.runtime.model import Note, NoteKind, Operation, Plan, Step
from workspaces_constructs.desktops.fleet.runtime.report import Counts, Outcome, State, plan_csv, report_markdown

STARTED = 1_795_000_000.0
D = "d-0123456789"


def create(user: str) -> Step:
    request = {
        "DirectoryId": D,
        "UserName": user,
        "BundleId": "wsb-0123456789",
        "WorkspaceProperties": {"RunningMode": "AUTO_STOP", "RunningModeAutoStopTimeoutInMinutes": 60},
        "Tags": [{"Key": "Team", "Value": "Sales"}, {"Key": "workspaces-constructs:fleet", "Value": "office"}],
    }
    return Step("create", user, "is on the roster and has no desktop", D, "", request)


STEPS = [
    Step("stop", "zoe", "left on 2026-10-20", D, "ws-00000zoe"),
    Step("modify", "mia", "ALWAYS_ON is wanted, AUTO_STOP is there", D, "ws-00000mia", {"RunningMode": "ALWAYS_ON"}),
    Step("migrate", "leo", "wsb-0123456789 is wanted, wsb-9876543210 is there", D, "ws-00000leo",
         {"BundleId": "wsb-0123456789"}),
    *map(create, ["alice", "bob", "carol"]),
]  # fmt: skip
NOTES = [
    Note("by hand", "amy", "has a desktop without the fleet's tag", "ws-00000amy"),
    Note("faulty", "eva", "is UNHEALTHY", "ws-00000eva"),
    Note("leaver", "kim", "missing since 2026-11-10; terminated on 2026-12-10 or later", "ws-00000kim"),
    Note("left alone", "max", "root volume of 300 GiB, and 175 GiB are wanted", "ws-00000max"),
    Note("mistake", "tom", "line 17: persona is 'engineer'; allowed: employees, engineers"),
    Note("mistake", "", "line 20: user is empty"),
    Note("postponed", "pia", "the user volume may grow again after 2026-11-18 23:00 UTC", "ws-00000pia"),
    Note("under way", "alice", "is being made", "ws-00alice"),
]
FIRST = Plan(STEPS, NOTES[:-1], wanted=60, owned=55, right=50)
LAST = Plan([STEPS[-1]], NOTES, wanted=60, owned=57, right=53)
OUTCOME = Outcome(
    fleet="office",
    run="2026-11-18T11-06-40Z",
    started=STARTED,
    ended=STARTED + 3725,
    state="done",
    counts={
        "create": Counts(1, 1, 2), "stop": Counts(1), "modify": Counts(1), "migrate": Counts(1),
    },
    quota="The maximum number of WorkSpaces in your account has been reached.",
    first=FIRST,
    last=LAST,
    refused={"bob": "The user could not be found in the directory. (ResourceNotFound.User)"},
    api_calls=42,
)  # fmt: skip


def test_the_report_says_first_how_it_went_then_what_needs_somebody_then_the_rest() -> None:
    assert report_markdown(OUTCOME) == (Path(__file__).parent / "report.md").read_text()


@pytest.mark.parametrize(
    ("state", "verdict"),
    [
        ("done", "**57 desktops for 60 people, 53 as they should be; "),
        ("stopped", "**The run stopped early: 57 desktops"),
        ("failed", "**The run failed: 57 desktops"),
        ("dry run", "**Dry run: 57 desktops for 60 people, 53 as they should be; would be 1 created; "),
    ],
)
def test_the_verdict_says_how_the_run_ended(state: State, verdict: str) -> None:
    assert report_markdown(replace(OUTCOME, state=state)).splitlines()[2].startswith(verdict)


def test_a_dry_run_says_what_would_be_done_and_that_nothing_was() -> None:
    dry = replace(OUTCOME, state="dry run", counts={}, refused={}, quota="", first=FIRST, last=FIRST)
    text = report_markdown(dry)

    assert "## What would be done" in text
    assert "## What was done" not in text
    assert "### Created (3)" in text
    assert "**alice**: is on the roster and has no desktop" in text


def test_a_run_that_stopped_before_it_planned_says_why_and_that_nothing_was_changed() -> None:
    stopped = Outcome("office", "r", STARTED, STARTED, "stopped", reason="The roster has 3 rows, and had 60.")
    text = report_markdown(stopped)

    assert "**The run stopped before it had a plan: nothing was changed.**" in text
    assert "**Why the run stopped.** The roster has 3 rows, and had 60." in text
    assert "People on the roster" not in text


def test_a_run_with_nothing_to_do_says_so() -> None:
    plan = Plan([], [], wanted=1, owned=1, right=1)
    text = report_markdown(Outcome("office", "r", STARTED, STARTED + 61, "done", first=plan, last=plan))

    assert "**1 desktop for 1 person, 1 as they should be; nothing changed; nothing needs you.**" in text
    assert "1 min 1 s" in text
    assert text.count("Nothing.") == 2


def test_a_long_list_names_fifty_and_where_the_others_are() -> None:
    people = [f"user{number:03}" for number in range(120)]
    plan = Plan([create(user) for user in people], [], 120, 0, 0)
    counts: dict[Operation, Counts] = {"create": Counts(120)}
    text = report_markdown(replace(OUTCOME, counts=counts, first=plan, last=Plan([], [], 120, 120, 120)))

    assert "**user049**" in text
    assert "**user050**" not in text
    assert "- and 70 more: see plan.csv" in text


def test_what_later_rounds_of_a_run_did_is_counted_even_where_its_plans_no_longer_name_it() -> None:
    counts: dict[Operation, Counts] = {"create": Counts(2), "terminate": Counts(7)}
    text = report_markdown(replace(OUTCOME, counts=counts))

    assert "### Created (2)" in text
    assert "- and 1 more: see plan.csv" in text
    assert "### Terminated (7)\n\n- See plan.csv" in text


def test_a_refusal_stands_once_whether_or_not_the_last_plan_knows_it() -> None:
    last = replace(LAST, notes=[Note("refused", "bob", "The user could not be found")])

    assert report_markdown(replace(OUTCOME, last=last)).count("**bob**") == 1
    assert report_markdown(OUTCOME).count("**bob**") == 1


def test_no_name_and_no_message_breaks_the_page() -> None:
    bad = Note("refused", "<img src=x>|a", "two\nlines with [a link](http://example.com) and `code`")
    text = report_markdown(replace(OUTCOME, last=replace(LAST, notes=[bad]), refused={}))

    assert r"- **\<img src=x\>\|a**: two lines with \[a link\](http://example.com) and \`code\`" in text


@pytest.mark.parametrize("kind", ["mistake", "refused", "by hand", "leaver", "postponed", "under way", "faulty",
                                  "left alone"])  # fmt: skip
def test_every_kind_of_note_is_in_the_report_with_its_number(kind: NoteKind) -> None:
    last = replace(LAST, notes=[Note(kind, "nia", "the one note", "ws-00000nia")])
    text = report_markdown(replace(OUTCOME, last=last, refused={}))

    assert "- **nia** (ws-00000nia): the one note" in text
    assert " (1)\n" in text


def read(sheet: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(sheet.removeprefix("\ufeff"), newline="")))


def test_the_sheet_has_every_step_and_every_note() -> None:
    sheet = plan_csv(FIRST)
    rows = read(sheet)

    assert sheet.startswith("\ufeffuser,action,why,desktop,directory,details\r\n")
    assert len(rows) == len(STEPS) + len(FIRST.notes)
    assert rows[3] == {
        "user": "alice",
        "action": "create",
        "why": "is on the roster and has no desktop",
        "desktop": "",
        "directory": D,
        "details": "BundleId=wsb-0123456789; RunningMode=AUTO_STOP; RunningModeAutoStopTimeoutInMinutes=60; "
        "tag Team=Sales; tag workspaces-constructs:fleet=office",
    }
    assert rows[6]["action"] == "by hand"
    assert rows[6]["desktop"] == "ws-00000amy"


@pytest.mark.parametrize("user", ["=cmd|' /C calc'!A0", "+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_no_cell_is_a_formula(user: str) -> None:
    plan = Plan([Step("stop", user, user, D)], [Note("faulty", user, user)], 1, 1, 0)
    rows = read(plan_csv(plan))

    assert [row["user"] for row in rows] == [f"'{user}"] * 2
    assert [row["why"] for row in rows] == [f"'{user}"] * 2


def test_a_cell_with_separators_quotes_and_letters_of_any_language_comes_back() -> None:
    text = 'a, "b"; ÄÖ\n日本'
    (row,) = read(plan_csv(Plan([], [Note("faulty", "müller", text)], 1, 1, 0)))

    assert (row["user"], row["why"]) == ("müller", text)
