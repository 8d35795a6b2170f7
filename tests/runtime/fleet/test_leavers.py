"""People who are on the roster no more: what becomes of their desktops, and never of too many at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.runtime.fleet.support.account import Account
    from tests.runtime.fleet.support.fleet import Fleet
    from tests.runtime.fleet.support.interpreter import Context
    from tests.runtime.support.wire import Effect, Wire

DAY = 24 * 60
PEOPLE = {f"p{number:02}": "office" for number in range(20)}
STAYING = dict(list(PEOPLE.items())[4:])


def test_by_default_they_are_kept_and_reported(fleet: Fleet, account: Account, wire: Wire) -> None:
    fleet.people(PEOPLE)
    fleet.run()
    fleet.people(STAYING)
    account.pass_time(400 * DAY)
    wire.restart()
    assert fleet.run().status == "SUCCEEDED"
    assert not [call for call in wire.changes if call.service == "workspaces"]
    assert set(fleet.owned()) == set(PEOPLE)
    assert set(fleet.notes("leaver")) == set(PEOPLE) - set(STAYING)


def test_they_are_stopped_within_the_share_and_desktops_that_are_always_on_after_their_mode_changed(
    fleet: Fleet,
) -> None:
    fleet.settings["leavers"] = {"action": "stop", "grace_days": 0, "share": 0.1}
    people = dict.fromkeys(PEOPLE, "engineers")
    fleet.people(people)
    fleet.run()
    fleet.people(dict.fromkeys(STAYING, "engineers"))
    stopped = []
    for _ in range(3):
        fleet.run()
        mine = fleet.owned()
        stopped.append(sum(each.state in {"STOPPING", "STOPPED"} for each in mine.values()))
    assert stopped == [2, 4, 4]
    assert {mine[user].running_mode for user in set(PEOPLE) - set(STAYING)} == {"AUTO_STOP"}
    assert {mine[user].running_mode for user in STAYING} == {"ALWAYS_ON"}
    assert set(mine) == set(PEOPLE)


def test_they_are_terminated_after_the_days_of_grace_within_the_share(fleet: Fleet, account: Account) -> None:
    fleet.settings["leavers"] = {"action": "terminate", "grace_days": 10, "share": 0.1}
    fleet.people(PEOPLE)
    fleet.run()
    fleet.people(STAYING)
    left = []
    for days in (0, 9, 2, 0.25, 0.25):
        account.pass_time(days * DAY)
        fleet.run()
        account.pass_time(30)
        left.append(len(fleet.owned()))
    assert left == [20, 20, 18, 17, 16]
    assert set(fleet.owned()) == set(STAYING)


def test_who_returns_within_the_days_of_grace_keeps_their_desktop_and_has_them_anew(
    fleet: Fleet, account: Account
) -> None:
    fleet.settings["leavers"] = {"action": "terminate", "grace_days": 10, "share": 1}
    fleet.people(PEOPLE)
    fleet.run()
    before = {user: desktop.id for user, desktop in fleet.owned().items()}
    for people in (STAYING, PEOPLE, STAYING):
        fleet.people(people)
        fleet.run()
        account.pass_time(8 * DAY)
    fleet.run()
    assert {user: desktop.id for user, desktop in fleet.owned().items()} == before


def test_a_run_that_also_creates_does_not_raise_its_own_allowance(fleet: Fleet) -> None:
    fleet.settings["leavers"] = {"action": "terminate", "grace_days": 0, "share": 0.1}
    fleet.people(PEOPLE)
    fleet.run()
    fleet.people(STAYING | {f"new{number:02}": "office" for number in range(40)})
    fleet.run()
    assert len(set(fleet.owned()) & set(PEOPLE)) == 18


def test_a_run_that_is_killed_after_a_termination_counts_it(
    fleet: Fleet, account: Account, wire: Wire, count_kills: Callable[[int], None]
) -> None:
    fleet.settings["leavers"] = {"action": "terminate", "grace_days": 0, "share": 0.1}
    fleet.people(PEOPLE)
    fleet.run()
    fleet.people(STAYING)
    wire.restart()
    fleet.run()
    (number,) = [call.number for call in wire.calls if call.operation == "TerminateWorkspaces"]
    ends: dict[Effect, int] = {"die before": 20, "die after": 18, "lose": 18}
    for effect, left in ends.items():
        fleet.people(PEOPLE)
        account.pass_time(30)
        fleet.run()
        assert len(fleet.owned()) == len(PEOPLE)
        fleet.people(STAYING)
        wire.restart({number: effect})
        assert fleet.run().status == "SUCCEEDED"
        account.pass_time(30)
        assert len(fleet.owned()) == left
    count_kills(2)


def test_what_aws_refuses_for_the_moment_does_not_count_and_is_asked_for_again(fleet: Fleet, account: Account) -> None:
    fleet.settings["leavers"] = {"action": "stop", "grace_days": 0, "share": 0.05}
    fleet.people(PEOPLE)
    fleet.run()
    fleet.people(STAYING)
    real, states = fleet.handler, {"work": "REBOOTING", "plan": "AVAILABLE"}
    asked: list[str] = []

    def step(event: dict[str, object], context: Context) -> object:
        asked.append(str(event["phase"]))
        if asked.count("work") <= 1 and asked[-1] in states:
            for user in set(PEOPLE) - set(STAYING):
                account.fail(fleet.owned()[user].id, states[asked[-1]], "")
        return real(event, context)

    fleet.handler = step
    assert fleet.run().status == "SUCCEEDED"
    account.pass_time(5)
    assert [each.state for each in fleet.owned().values()].count("STOPPED") == 1
    assert asked.count("work") == 2


def test_a_row_without_a_name_may_be_anybody_so_nobody_is_removed(fleet: Fleet) -> None:
    fleet.settings["leavers"] = {"action": "terminate", "grace_days": 0, "share": 1}
    fleet.people(PEOPLE)
    fleet.run()
    fleet.text("user,persona\n" + "".join(f"{user},office\n" for user in STAYING) + ",office\n")
    fleet.run()
    assert set(fleet.owned()) == set(PEOPLE)
