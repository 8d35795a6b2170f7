"""The process is killed before and after every AWS call; CloudFormation's rollback or retry must leave nothing behind.

``is answered``: the framework tells CloudFormation that the request failed, which rolls back. ``is retried``: the
framework's own function went down too, and the waiter's next poll goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, get_args

import pytest

from tests.runtime.support.cases import CASES, Case
from tests.runtime.support.framework import Crash
from tests.runtime.support.play import Play

if TYPE_CHECKING:
    from tests.runtime.support.wire import Call, Effect, Wire

INTERVAL = 60.0
"""Seconds between two polls: with the real ten there are six times as many points, all of them alike."""

Count = Callable[[int], None]

every_crash = pytest.mark.parametrize("crash", get_args(Crash))
every_kind = pytest.mark.parametrize("case", CASES, ids=lambda case: case.kind)
every_change = pytest.mark.parametrize(
    ("case", "change"),
    [pytest.param(case, change, id=f"{case.kind}-{change}") for case in CASES for change in case.changes()],
)


class Points:
    """Each point at which an operation can be killed, until one is past the operation's end.

    A call that changes nothing leaves all as it was: to die after it is to die before it. So of these only the last
    one dies after too; the others count for both.
    """

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._calls: list[Call] = []

    def __iter__(self) -> Iterator[dict[int, Effect]]:
        number = 1
        while True:
            yield {number: "die before"}
            if not self._wire.killed:
                break
            number += 1
        calls = self._calls
        for call in calls:
            if call.changes or call is calls[-1]:
                yield {call.number: "die after"}

    @property
    def covered(self) -> int:
        """The points of the operation, before and after each of its calls, with those that are alike."""
        return 2 * len(self._calls)

    def ended(self) -> bool:
        """The operation has ended, whatever comes now; and whether it was killed."""
        self._calls = list(self._wire.calls)
        return self._wire.killed


@every_crash
@every_kind
def test_create(case: Case, crash: Crash, wire: Wire, count_kills: Count) -> None:
    play, points, count = Play(case, wire, interval=INTERVAL), Points(wire), 0
    for point in points:
        stack = play.stack(crash)
        wire.restart(point)

        status = stack.create(play.properties)

        killed = points.ended()
        count += killed
        if killed and crash == "is answered":
            assert status == "ROLLBACK_COMPLETE", (point, stack.reasons)
            play.expect_rolled_back(stack)
        else:
            assert status == "CREATE_COMPLETE", (point, stack.reasons)
            play.expect_made(stack, play.properties)
            assert play.delete(stack) == "DELETE_COMPLETE", (point, stack.reasons)
            play.expect_gone(stack)
            wire.killed = killed
    assert points.covered >= case.least_kills[0]
    count_kills(count)


@every_crash
@every_change
def test_update(case: Case, change: str, crash: Crash, wire: Wire, count_kills: Count) -> None:
    play, points, count = Play(case, wire, interval=INTERVAL), Points(wire), 0
    changed = case.changes()[change](play.world)
    stack = play.created(crash)
    for point in points:
        case.before_create(play.world)
        wire.restart(point)

        status = stack.update(changed)

        killed = points.ended()
        count += killed
        if status == "UPDATE_COMPLETE":
            play.expect_made(stack, changed)
            wire.restart()
            assert stack.update(play.properties) == "UPDATE_COMPLETE", (point, stack.reasons)
            wire.killed = killed
        else:
            assert (killed, crash) == (True, "is answered"), (point, stack.reasons)
            assert status == "UPDATE_ROLLBACK_COMPLETE", (point, stack.reasons)
        play.expect_made(stack, play.properties)
    assert play.delete(stack) == "DELETE_COMPLETE"
    play.expect_gone(stack)
    assert points.covered >= 4
    count_kills(count)


@every_crash
@every_kind
def test_delete(case: Case, crash: Crash, wire: Wire, count_kills: Count) -> None:
    play, points, count = Play(case, wire, interval=INTERVAL), Points(wire), 0
    for point in points:
        stack = play.created(crash)

        status = play.delete(stack, point)

        count += points.ended()
        if wire.killed and crash == "is answered":
            assert status == "DELETE_FAILED", point
            status = stack.delete()
        assert status == "DELETE_COMPLETE", (point, stack.reasons)
        play.expect_gone(stack)
    assert points.covered >= case.least_kills[1]
    count_kills(count)
