"""The account's limit is kept full and never passed, whatever the size of the fleet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.runtime.fleet.support.fleet import persona
from tests.runtime.fleet.support.throughput import measured

if TYPE_CHECKING:
    import pytest

    from tests.runtime.fleet.support.fleet import Fleet

MOST = 1.1
PEOPLE = 1_500


def test_people_are_served_as_fast_as_the_limit_lets(fleet: Fleet, monkeypatch: pytest.MonkeyPatch) -> None:
    people = {f"p{number:04}": "office" for number in range(PEOPLE)}
    fleet.people(people)
    made = measured(fleet, monkeypatch, "CreateWorkspaces", PEOPLE // 25)
    assert set(fleet.owned()) == set(people)
    assert made.needed == 2 * PEOPLE / 25
    assert made.ratio <= MOST
    assert made.throttled == 0


def test_desktops_are_changed_as_fast_as_the_limit_lets(fleet: Fleet, monkeypatch: pytest.MonkeyPatch) -> None:
    people = {f"p{number:03}": "office" for number in range(200)}
    fleet.people(people)
    fleet.run()
    fleet.settings["personas"]["office"] = persona(fleet.account, running_mode="ALWAYS_ON")
    made = measured(fleet, monkeypatch, "ModifyWorkspaceProperties", len(people))
    assert {each.running_mode for each in fleet.owned().values()} == {"ALWAYS_ON"}
    assert made.ratio <= MOST
    assert made.throttled == 0
