"""A function has fifteen minutes; what it cannot do in them, its next invocation does."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.runtime.fleet.support.fleet import Fleet
    from tests.runtime.support.wire import Wire

PEOPLE = {f"p{number:03}": "office" for number in range(150)}


def test_work_and_listing_go_on_where_the_time_was_up(fleet: Fleet, wire: Wire) -> None:
    fleet.people(PEOPLE)
    fleet.interpreter.timeout = 241
    ran = fleet.run()
    assert ran.status == "SUCCEEDED"
    assert set(fleet.owned()) == set(PEOPLE)
    assert sum(call.operation == "CreateWorkspaces" for call in wire.calls) == 6
    assert ran.states.count("Work") > 1
    wire.restart()
    listing = fleet.run()
    assert listing.states.count("Plan") > 1
    assert "Work" not in listing.states
    assert sum(call.operation == "DescribeWorkspaces" for call in wire.calls) == 6
    assert fleet.plan().owned == len(PEOPLE)


def test_a_kill_between_two_parts_of_a_listing_counts_nobody_twice(
    fleet: Fleet, wire: Wire, count_kills: Callable[[int], None]
) -> None:
    fleet.people(PEOPLE)
    fleet.run()
    fleet.interpreter.timeout = 241
    wire.restart()
    fleet.run()
    puts = [call.number for call in wire.calls if call.operation == "PutObject"]
    for number in puts:
        wire.restart({number: "die after"})
        assert fleet.run().status == "SUCCEEDED"
        assert (fleet.plan().owned, fleet.plan().right) == (len(PEOPLE), len(PEOPLE))
        assert not fleet.plan().notes
    count_kills(len(puts))
