"""A roster that is the members of a directory's groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.runtime.fleet.support.fleet import Fleet

if TYPE_CHECKING:
    from tests.runtime.fleet.support.account import Account
    from tests.runtime.fleet.support.interpreter import Interpreter

STAFF = [f"s{number:02}" for number in range(12)]


@pytest.fixture
def grouped(account: Account, interpreter: Interpreter) -> Fleet:
    """Two groups; one has a group in it, which has the first in it."""
    directory = account.managed
    account.add_people(directory, [*STAFF, "boss", "guru"])
    account.add_group(directory, "Staff", STAFF)
    account.add_group(directory, "Leads", ["boss", "Staff"])
    account.add_group(directory, "Engineers", ["guru"])
    account.domain(directory).groups["staff"].members.add("leads")
    fleet = Fleet(account, interpreter)
    fleet.settings["roster"] = {"directory_id": directory, "groups": {"Leads": "office", "Engineers": "engineers"}}
    for each in fleet.settings["personas"].values():
        each["directory_id"] = directory
    return fleet


def test_members_of_groups_and_of_groups_in_them_get_desktops(grouped: Fleet) -> None:
    assert grouped.run().status == "SUCCEEDED"
    modes = {user: desktop.running_mode for user, desktop in grouped.owned().items()}
    assert modes == {**dict.fromkeys([*STAFF, "boss"], "AUTO_STOP"), "guru": "ALWAYS_ON"}
    assert "Work" not in grouped.run().states


def test_who_leaves_a_group_is_a_leaver(grouped: Fleet, account: Account) -> None:
    grouped.run()
    account.domain(account.managed).groups["staff"].members.discard("s00")
    grouped.run()
    assert set(grouped.notes("leaver")) == {"s00"}


def test_a_group_that_is_gone_stops_the_run(grouped: Fleet, account: Account) -> None:
    grouped.run()
    account.domain(account.managed).remove("engineers")
    ran = grouped.run()
    assert ran.error == "Stopped"
    assert "Engineers" in ran.cause
    assert len(grouped.owned()) == 14
