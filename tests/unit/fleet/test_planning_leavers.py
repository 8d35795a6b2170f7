"""What a plan does about people who are not on the roster, and about a roster that has lost too many."""

from __future__ import annotations

import pytest

from tests.unit.fleet.office import (
    DAY,
    NOW,
    desktop,
    inventory,
    only_note,
    only_step,
    roster,
    row,
    settings,
)
from workspaces_constructs.desktops.fleet.runtime.model import (
    Memory,
    Mistake,
    Plan,
    Roster,
    Stopped,
)
from workspaces_constructs.desktops.fleet.runtime.planning import plan

# Those who are on the roster no more.


def leaver(action: str, *, away: float = 90 * DAY, mistakes: tuple[Mistake, ...] = (), **changed: object) -> Plan:
    """The plan for zoe, who is not on the roster of a fleet that may lose every second desktop."""
    gone = desktop("zoe", **changed)
    fleet = settings(action, share=0.5)  # type: ignore[arg-type]  # one of the three
    memory = Memory(seen={gone.id: 0.0}, left={gone.id: NOW - away})
    return plan(fleet, Roster([row("anna")], list(mistakes)), inventory(desktop("anna"), gone), memory, NOW)


def test_leavers_are_kept_and_reported() -> None:
    assert only_note(leaver("keep")) == ("leaver", "not on the roster since 2026-10-17; the desktop is kept")


def test_leavers_are_stopped() -> None:
    assert only_step(leaver("stop"))[:2] == ("stop", "zoe")


def test_desktops_that_never_stop_are_made_to_and_stopped_in_the_next_round() -> None:
    step = only_step(leaver("stop", running_mode="ALWAYS_ON", auto_stop_minutes=0))
    assert (step.operation, step.request) == ("modify", {"RunningMode": "AUTO_STOP"})
    assert only_step(leaver("stop", running_mode="AUTO_STOP")).operation == "stop"


@pytest.mark.parametrize("state", ["STOPPED", "STOPPING", "ERROR", "SUSPENDED", "PENDING"])
def test_only_what_runs_is_stopped(state: str) -> None:
    assert only_note(leaver("stop", state=state)) == (
        "leaver",
        f"not on the roster since 2026-10-17; its desktop is {state}",
    )


def test_leavers_are_terminated_after_their_days_of_grace() -> None:
    assert only_note(leaver("terminate", away=30 * DAY - 1)) == (
        "leaver",
        "not on the roster since 2026-12-16; terminated after 30 days, on 2027-01-15",
    )
    step = only_step(leaver("terminate", away=30 * DAY))
    assert (step.operation, step.desktop_id) == ("terminate", "ws-zoe")
    assert step.why == "not on the roster since 2026-12-16; 30 days are over"


def test_grace_begins_when_somebody_is_first_missed() -> None:
    gone = desktop("zoe")
    made = plan(settings("terminate", share=1), roster(row("anna")), inventory(gone), Memory(), NOW)
    assert [note.text for note in made.notes if note.user == "zoe"] == [
        "not on the roster since 2027-01-15; terminated after 30 days, on 2027-02-14"
    ]


@pytest.mark.parametrize("state", ["ERROR", "STOPPED", "UNHEALTHY", "PENDING", "REBOOTING"])
def test_leavers_are_terminated_in_whatever_state(state: str) -> None:
    assert only_step(leaver("terminate", state=state)).operation == "terminate"


def test_a_suspended_desktop_cannot_be_terminated() -> None:
    assert only_note(leaver("terminate", state="SUSPENDED"))[0] == "faulty"


@pytest.mark.parametrize("action", ["keep", "stop", "terminate"])
def test_a_leaver_that_ends_already_is_under_way(action: str) -> None:
    assert only_note(leaver(action, state="TERMINATING"))[0] == "under way"


def test_who_has_a_row_with_a_mistake_is_on_the_roster() -> None:
    kind, text = only_note(leaver("terminate", mistakes=(Mistake(7, "ZOE", "persona is 'x'"),)))
    assert (kind, text) == ("mistake", "line 7: persona is 'x'")


def test_nobody_is_removed_while_a_row_names_nobody() -> None:
    made = leaver("terminate", mistakes=(Mistake(7, "", "user is empty"), Mistake(9, "", "user is empty")))
    assert made.steps == []
    assert [(note.kind, note.user) for note in made.notes] == [("mistake", ""), ("mistake", ""), ("postponed", "zoe")]
    assert "it may be theirs: see line 7, 9" in made.notes[-1].text


def leavers(
    number: int, stay: int, *, share: float, removed: int = 0, action: str = "terminate", mode: str = "AUTO_STOP"
) -> Plan:
    gone = [desktop(f"gone{index:02}", running_mode=mode) for index in range(number)]
    here = [desktop(f"here{index:02}") for index in range(stay)]
    memory = Memory(left={each.id: NOW - (40 + index) * DAY for index, each in enumerate(gone)})
    fleet = settings(action, share=share)  # type: ignore[arg-type]  # one of the three
    people = roster(*(row(each.user) for each in here))
    return plan(fleet, people, inventory(*gone, *here), memory, NOW, removed=removed)


def test_those_who_are_missing_longest_go_first_and_no_more_than_the_share() -> None:
    made = leavers(6, 24, share=0.1)
    assert {step.user for step in made.steps} == {"gone05", "gone04", "gone03"}
    assert [(note.kind, note.user) for note in made.notes] == [("postponed", f"gone0{index}") for index in range(3)]
    assert "no more than 10% of the fleet in one run" in made.notes[0].text


@pytest.mark.parametrize(
    ("share", "removed", "expected"), [(0.1, 2, 1), (0.1, 3, 0), (0.1, 9, 0), (0.0, 0, 0), (0.03, 0, 0), (1.0, 0, 6)]
)
def test_what_the_run_has_removed_counts(share: float, removed: int, expected: int) -> None:
    assert len(leavers(6, 24, share=share, removed=removed).steps) == expected


def test_a_share_is_not_one_less_because_of_how_computers_count() -> None:
    assert len(leavers(40, 60, share=0.29).steps) == 29


def test_the_share_is_for_stops_too() -> None:
    assert [step.operation for step in leavers(6, 24, share=0.1, action="stop").steps] == ["stop"] * 3
    always_on = leavers(6, 24, share=0.1, action="stop", mode="ALWAYS_ON")
    assert [step.operation for step in always_on.steps] == ["modify"] * 3


# Rosters that shrink.


def shrunk(people: int, before: int, *, accept: bool = False, mistakes: int = 0) -> Plan:
    rows = [row(f"u{number}") for number in range(people - mistakes)]
    wrong = [Mistake(number, f"m{number}" if number % 2 else "", "bad") for number in range(mistakes)]
    return plan(settings(), Roster(rows, wrong), inventory(), Memory(rows=before), NOW, accept_shrunk_roster=accept)


def test_a_roster_that_suddenly_shrinks_stops_the_run() -> None:
    with pytest.raises(Stopped) as stopped:
        shrunk(79, 100)
    assert "names 79 people; at the last run it named 100. That more than 20% are gone" in str(stopped.value)
    assert '{"accept_shrunk_roster": true}' in str(stopped.value)


@pytest.mark.parametrize(("people", "before"), [(80, 100), (2, 12), (100, 100), (1, 0)])
def test_a_roster_may_lose_some_and_a_small_one_ten(people: int, before: int) -> None:
    assert len(shrunk(people, before).steps) == people


def test_who_starts_the_run_can_accept_a_shrunk_roster() -> None:
    assert len(shrunk(50, 100, accept=True).steps) == 50


def test_rows_that_have_lost_their_names_do_not_count() -> None:
    assert len(shrunk(100, 100, mistakes=20).steps) == 80
    with pytest.raises(Stopped):
        shrunk(100, 100, mistakes=60)
