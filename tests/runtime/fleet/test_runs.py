"""Runs of a fleet against the local AWS: what they do, and what a second one finds to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.runtime.fleet.support.account import Account
    from tests.runtime.fleet.support.fleet import Fleet
    from tests.runtime.support.wire import Wire


def test_everybody_on_the_roster_gets_a_desktop_and_a_second_run_changes_nothing(fleet: Fleet, wire: Wire) -> None:
    people = {f"p{number:03}": ("office", "engineers", "linux")[number % 3] for number in range(60)}
    fleet.people(people)

    first = fleet.run()
    made = fleet.owned()
    wire.restart()
    second = fleet.run()

    assert (first.status, second.status) == ("SUCCEEDED", "SUCCEEDED")
    assert set(made) == set(people)
    assert {each.state for each in made.values()} == {"AVAILABLE"}
    assert {made[user].running_mode for user, persona in people.items() if persona == "engineers"} == {"ALWAYS_ON"}
    assert {each.id for each in made.values()} == {each.id for each in fleet.owned().values()}
    assert "Work" not in second.states
    assert not [call for call in wire.changes if call.service == "workspaces"]
    assert "60 desktops for 60 people, 60 as they should be; nothing changed; nothing needs you" in fleet.report()


def test_desktops_are_encrypted_and_carry_the_tags_of_fleet_persona_and_row(fleet: Fleet, account: Account) -> None:
    fleet.settings["personas"]["office"]["tags"] = {"team": "sales", "site": "north"}
    account.add_people(account.connector, ["anna"])
    fleet.text("user,persona,tags\nanna,office,team=press\n")
    fleet.run()
    desktop = fleet.owned()["anna"]
    assert (desktop.root_encrypted, desktop.user_encrypted, desktop.key) == (True, True, account.key)
    assert account.tags(desktop.id) == {"team": "press", "site": "north", "workspaces-constructs:fleet": "office"}


def test_tags_that_are_missing_are_added_and_others_stay(fleet: Fleet, account: Account) -> None:
    fleet.people({"anna": "office", "ben": "office"})
    fleet.run()
    desktop = fleet.owned()["anna"]
    account.workspaces.create_tags(ResourceId=desktop.id, Tags=[{"Key": "by", "Value": "hand"}])
    fleet.settings["personas"]["office"]["tags"] = {"team": "sales"}
    fleet.run()
    assert account.tags(desktop.id) == {"by": "hand", "team": "sales", "workspaces-constructs:fleet": "office"}
    assert fleet.owned()["anna"].id == desktop.id


def test_who_joins_gets_a_desktop_and_nobody_else_is_touched(fleet: Fleet, wire: Wire) -> None:
    fleet.people(dict.fromkeys(["anna", "ben"], "office"))
    fleet.run()
    before = fleet.owned()
    fleet.people(dict.fromkeys(["anna", "ben", "carl"], "office"))
    wire.restart()
    fleet.run()
    assert [call.operation for call in wire.changes if call.service == "workspaces"] == ["CreateWorkspaces"]
    assert {user: desktop.id for user, desktop in fleet.owned().items() if user != "carl"} == {
        user: desktop.id for user, desktop in before.items()
    }


def test_users_are_the_same_whatever_their_case(fleet: Fleet) -> None:
    fleet.people({"anna": "office"})
    fleet.run()
    fleet.people({"ANNA": "office"})
    assert "Work" not in fleet.run().states
    assert set(fleet.owned()) == {"anna"}


def test_a_user_whom_the_directory_does_not_know_is_reported_and_the_others_are_served(fleet: Fleet) -> None:
    fleet.people({"anna": "office", "ben": "office"})
    fleet.people({"anna": "office", "ben": "office", "nobody": "office"}, exist=False)
    assert fleet.run().status == "SUCCEEDED"
    assert set(fleet.owned()) == {"anna", "ben"}
    assert "The user nobody does not exist" in fleet.notes("refused")["nobody"]
    assert "nobody" in fleet.report()


def test_a_user_with_two_rows_gets_nothing_and_keeps_what_they_have(fleet: Fleet, account: Account) -> None:
    fleet.settings["leavers"] = {"action": "terminate", "grace_days": 0, "share": 1}
    fleet.people({"anna": "office"})
    fleet.run()
    account.add_people(account.connector, ["ben"])
    fleet.text("user,persona\nanna,office\nanna,engineers\nben,office\nBen,office\n")
    assert fleet.run().status == "SUCCEEDED"
    assert set(fleet.owned()) == {"anna"}
    assert set(fleet.notes("mistake")) == {"anna", "ben"}
    assert fleet.owned()["anna"].running_mode == "AUTO_STOP"


def test_who_has_a_desktop_made_by_hand_gets_no_second_one_and_it_is_not_changed(
    fleet: Fleet, account: Account, wire: Wire
) -> None:
    fleet.settings["leavers"] = {"action": "terminate", "grace_days": 0, "share": 1}
    fleet.people({"anna": "office"})
    by_hand = account.launch(account.connector, "anna")
    wire.restart()
    fleet.run()
    assert [each.id for each in account.desktops()] == [by_hand]
    assert by_hand not in account.tags(by_hand)
    assert set(fleet.notes("by hand")) == {"anna"}
    fleet.people({"ben": "office"})
    fleet.run()
    assert by_hand in [each.id for each in account.desktops()]


def test_a_faulty_desktop_is_reported_and_not_made_twice(fleet: Fleet, account: Account) -> None:
    fleet.people(dict.fromkeys(["anna", "ben", "carl", "dora"], "office"))
    fleet.run()
    before = {user: desktop.id for user, desktop in fleet.owned().items()}
    for user, state in (("anna", "ERROR"), ("ben", "UNHEALTHY"), ("carl", "IMPAIRED"), ("dora", "SUSPENDED")):
        account.fail(before[user], state)
    assert "Work" not in fleet.run().states
    assert {user: desktop.id for user, desktop in fleet.owned().items()} == before
    assert set(fleet.notes("faulty")) == set(before)
    assert "The desktop does not answer" in fleet.report()


def test_who_comes_back_while_their_desktop_goes_gets_a_new_one_when_it_is_gone(fleet: Fleet, account: Account) -> None:
    fleet.settings["leavers"] = {"action": "terminate", "grace_days": 0, "share": 1}
    fleet.people({"anna": "office", "ben": "office"})
    fleet.run()
    old = fleet.owned()["anna"].id
    account.workspaces.terminate_workspaces(TerminateWorkspaceRequests=[{"WorkspaceId": old}])
    assert fleet.run().status == "SUCCEEDED"
    assert fleet.owned()["anna"].id != old
    assert fleet.owned()["anna"].state == "AVAILABLE"
