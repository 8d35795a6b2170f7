"""What AWS refuses, throttles or loses, item by item and call by call."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from local_aws import faults
from local_aws.faults import Fault
from local_aws.services.workspaces import limiter, quotas

if TYPE_CHECKING:
    from tests.runtime.fleet.support.account import Account
    from tests.runtime.fleet.support.fleet import Fleet
    from tests.runtime.support.wire import Effect, Wire
    from workspaces_constructs.desktops.fleet.runtime.model import NoteKind

REMOVALS_THAT_MAY_HAVE_BEEN_MADE = {"TerminateWorkspaces", "StopWorkspaces"}
"""When no answer comes, they count."""

PEOPLE = {f"p{number:02}": "office" for number in range(60)}


def sent(wire: Wire, operation: str) -> int:
    return sum(call.operation == operation for call in wire.calls)


def test_a_quota_stops_creation_and_when_it_is_raised_the_next_run_goes_on(
    fleet: Fleet, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    fleet.people(PEOPLE)
    monkeypatch.setattr(quotas, "RAISED", 30)
    ran = fleet.run()
    assert ran.status == "SUCCEEDED"
    assert len(fleet.owned()) == 30
    assert sent(wire, "CreateWorkspaces") == 2
    assert len(fleet.notes("postponed")) == 30
    assert "A quota is reached" in fleet.report()
    monkeypatch.setattr(quotas, "RAISED", 100)
    fleet.run()
    assert set(fleet.owned()) == set(PEOPLE)
    assert "A quota is reached" not in fleet.report()


def test_the_quota_of_one_kind_of_hardware_holds_nobody_up_who_has_another(fleet: Fleet, account: Account) -> None:
    graphics = account.bundle("Graphics.g4dn with Windows 10 (Server 2022 based) (WSP)")
    account.add_people(account.connector, PEOPLE)
    rows = [f"{user},office,{graphics if number < 26 else ''}" for number, user in enumerate(PEOPLE)]
    fleet.text("\n".join(["user,persona,bundle", *rows]))
    assert fleet.run().status == "SUCCEEDED"
    assert set(fleet.owned()) == set(list(PEOPLE)[26:])
    assert set(fleet.notes("postponed")) == set(list(PEOPLE)[:26])


def test_one_bad_item_does_not_take_the_others_of_its_call_along(fleet: Fleet, wire: Wire) -> None:
    fleet.people({user: persona for user, persona in PEOPLE.items() if user != "p07"})
    fleet.people(PEOPLE, exist=False)
    fleet.run()
    assert set(fleet.owned()) == set(PEOPLE) - {"p07"}
    assert sent(wire, "CreateWorkspaces") == 3


def test_a_call_that_is_refused_as_a_whole_is_sent_item_by_item(fleet: Fleet, wire: Wire) -> None:
    fleet.people(PEOPLE)
    refused = Fault("workspaces", "CreateWorkspaces", "InvalidParameterValuesException", "One of them is wrong.")
    faults.add(refused)
    fleet.run()
    assert set(fleet.owned()) == set(PEOPLE)
    assert sent(wire, "CreateWorkspaces") == 1 + 25 + 2


def test_only_the_bad_item_of_a_refused_call_is_reported(fleet: Fleet) -> None:
    fleet.people({"anna": "office"})
    faults.add(Fault("workspaces", "CreateWorkspaces", "InvalidParameterValuesException", "That is wrong."))
    assert fleet.run().status == "SUCCEEDED"
    assert fleet.notes("refused")["anna"].endswith("That is wrong. (InvalidParameterValuesException)")
    fleet.run()
    assert set(fleet.owned()) == {"anna"}


def test_somebody_else_uses_up_the_limit_and_the_run_goes_on_afterwards(fleet: Fleet, wire: Wire) -> None:
    fleet.people(PEOPLE)
    faults.add(Fault("workspaces", "CreateWorkspaces", "ThrottlingException", "Rate exceeded", times=6))
    assert fleet.run().status == "SUCCEEDED"
    assert set(fleet.owned()) == set(PEOPLE)
    assert sent(wire, "CreateWorkspaces") == 3 + 6


def test_a_limit_that_stays_used_up_leaves_people_for_the_next_run(fleet: Fleet) -> None:
    fleet.people({"anna": "office"})
    faults.add(Fault("workspaces", "CreateWorkspaces", "ThrottlingException", "Rate exceeded", times=1000))
    assert fleet.run().status == "SUCCEEDED"
    assert "Rate exceeded" in fleet.notes("refused")["anna"]
    faults.clear()
    fleet.run()
    assert set(fleet.owned()) == {"anna"}


@pytest.mark.parametrize("effect", ["throttle", "lose"])
def test_any_call_may_be_throttled_or_its_answer_lost(fleet: Fleet, wire: Wire, effect: Effect) -> None:
    people = {"anna": "office", "ben": "engineers"}
    fleet.people(people)
    fleet.run()
    calls = len(wire.calls)
    one_in_a_phase = 17
    for start in range(1, one_in_a_phase, 4):
        people[f"new{start}"] = "office"
        fleet.people(people)
        wire.restart(dict.fromkeys(range(start, 2 * calls, one_in_a_phase), effect))
        assert fleet.run().status == "SUCCEEDED"
        assert set(fleet.owned()) == set(people)


def test_a_lost_answer_makes_nobody_a_second_desktop(fleet: Fleet, wire: Wire) -> None:
    fleet.people(PEOPLE)
    faults.add(Fault("workspaces", "CreateWorkspaces", times=2, effect="lose-answer"))
    faults.add(Fault("workspaces", "CreateWorkspaces", times=1, effect="drop"))
    assert fleet.run().status == "SUCCEEDED"
    assert set(fleet.owned()) == set(PEOPLE)
    assert sent(wire, "CreateWorkspaces") == 2 + 1 + 1


def test_a_run_never_passes_the_limit_by_itself(fleet: Fleet, monkeypatch: pytest.MonkeyPatch) -> None:
    fleet.people(PEOPLE)
    throttled: list[str] = []
    real = limiter.admit

    def counted() -> None:
        try:
            real()
        except Exception as error:
            throttled.append(str(error))
            raise

    monkeypatch.setattr(limiter, "enabled", True)
    monkeypatch.setattr(limiter, "admit", counted)
    fleet.run()
    fleet.run()
    assert throttled == []


@pytest.mark.parametrize(
    ("operation", "wish"),
    [
        ("CreateTags", {"tags": {"team": "sales"}}),
        ("ModifyWorkspaceProperties", {"running_mode": "ALWAYS_ON", "auto_stop_minutes": 0}),
        ("MigrateWorkspace", {"bundle_id": "Standard with Windows (Server 2025 based) (WSP)"}),
        ("CreateWorkspaces", {}),
        ("TerminateWorkspaces", {}),
        ("StopWorkspaces", {}),
    ],
)
def test_what_never_passes_ends_the_run_all_the_same(
    fleet: Fleet, account: Account, operation: str, wish: dict[str, object]
) -> None:
    stop = operation == "StopWorkspaces"
    fleet.settings["leavers"] = {"action": "stop" if stop else "terminate", "grace_days": 0, "share": 1}
    fleet.people({"anna": "office", "ben": "office"})
    fleet.run()
    account.pass_time(13 * 60)
    if "bundle_id" in wish:
        wish = {"bundle_id": account.bundle(str(wish["bundle_id"]))}
    fleet.settings["personas"]["office"].update(wish)  # type: ignore[typeddict-item]  # a part of one
    fleet.people({"anna": "office", "carl": "office"})
    before = {user: desktop.id for user, desktop in fleet.owned().items()}
    faults.add(Fault("workspaces", operation, message="Not now.", times=1000, effect="drop"))
    assert fleet.run().status == "SUCCEEDED"
    kind: NoteKind = "postponed" if operation in REMOVALS_THAT_MAY_HAVE_BEEN_MADE else "refused"
    (text,) = fleet.notes(kind).values()
    assert "Not now." in text or kind == "postponed"
    assert before["anna"] == fleet.owned()["anna"].id
    assert "carl" in fleet.owned() or operation == "CreateWorkspaces"
    faults.clear()
    assert fleet.run().status == "SUCCEEDED"
    assert not {"refused", "postponed"} & {note.kind for note in fleet.plan().notes}
