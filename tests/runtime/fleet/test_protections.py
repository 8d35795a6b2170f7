"""What people do by mistake, and AWS by accident, costs nobody a desktop and gives nobody a second one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from local_aws import faults
from tests.runtime.fleet.support.fleet import Fleet, persona

if TYPE_CHECKING:
    from tests.runtime.fleet.support.account import Account
    from tests.runtime.fleet.support.interpreter import Interpreter
    from tests.runtime.support.wire import Wire

HOUR = 60.0
PEOPLE = {f"p{number:03}": "office" for number in range(20)}


def test_a_roster_with_names_of_another_kind_makes_nobody_a_leaver(
    account: Account, interpreter: Interpreter, wire: Wire
) -> None:
    fleet = Fleet(account, interpreter, leavers={"action": "terminate", "grace_days": 0, "share": 1.0})
    fleet.people(PEOPLE)
    fleet.run()
    fleet.people({f"{user}@corp.example.com": kind for user, kind in PEOPLE.items()}, exist=False)
    wire.restart()

    stopped = fleet.run()

    assert stopped.error == "Stopped"
    assert "no longer names the users of 20 of the fleet's 20 desktops" in stopped.cause
    assert not [call for call in wire.changes if call.service == "workspaces"]
    assert set(fleet.owned()) == set(PEOPLE)


def test_a_persona_that_moves_to_another_directory_gives_nobody_a_second_desktop(
    fleet: Fleet, account: Account
) -> None:
    fleet.people({"anna": "office", "bert": "office"})
    fleet.run()
    there = account.managed
    account.add_people(there, ["anna", "bert"])
    fleet.settings["personas"] = {"office": {**persona(account), "directory_id": there}}

    fleet.run()

    assert sorted(each.user for each in account.desktops()) == ["anna", "bert"]
    assert "cannot move without losing its data" in fleet.report()


def test_a_migration_that_aws_takes_back_is_not_tried_again_at_once(fleet: Fleet, account: Account, wire: Wire) -> None:
    fleet.people({"anna": "office"})
    fleet.run()
    account.pass_time(13 * HOUR)
    new = persona(account, "Standard with Windows (Server 2025 based) (WSP)", system="WINDOWS_SERVER_2025")
    fleet.settings["personas"]["office"] = new
    faults.add(faults.Fault("workspaces", "MigrateWorkspace", stage="ERROR", reason="no capacity"))

    fleet.run()
    wire.restart()
    fleet.run()

    assert not [call for call in wire.calls if call.operation == "MigrateWorkspace"]
    assert "AWS has put the desktop back as it was" in fleet.report()


@pytest.mark.parametrize("given", [{"dryRun": True}, {"dry_run": "true"}, {"accept_shrunk_roster": "false"}])
def test_an_input_that_is_misspelt_starts_no_run(fleet: Fleet, wire: Wire, given: dict[str, object]) -> None:
    fleet.people({"anna": "office"})
    wire.restart()

    stopped = fleet.run(**given)

    assert stopped.error == "Stopped"
    assert repr(next(iter(given))) in stopped.cause
    assert '{"dry_run": true}' in stopped.cause
    assert wire.calls == []


def test_whoever_is_connected_keeps_working_and_is_changed_later(fleet: Fleet, account: Account) -> None:
    fleet.people({"anna": "office", "bert": "office"})
    fleet.run()
    account.pass_time(13 * HOUR)
    anna = next(each for each in account.desktops() if each.user == "anna")
    anna.connected = True
    fleet.people({"anna": "engineers", "bert": "engineers"})

    fleet.run()

    assert {user: desktop.compute for user, desktop in fleet.owned().items()} == {
        "anna": "STANDARD",
        "bert": "PERFORMANCE",
    }
    assert "somebody is connected" in fleet.notes("postponed")["anna"]
    anna.connected = False
    fleet.run()
    assert fleet.owned()["anna"].compute == "PERFORMANCE"


def test_an_accent_that_is_written_otherwise_makes_nobody_another_user(fleet: Fleet, account: Account) -> None:
    fleet.people({"j\u00f6rg": "office"})
    fleet.run()
    (desktop,) = account.desktops()
    desktop.user = "jo\u0308rg"

    fleet.run()

    assert account.desktops() == [desktop]
    assert (fleet.plan().steps, fleet.plan().notes) == ([], [])
