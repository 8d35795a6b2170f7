"""Random stories: creates, updates and deletes with mishaps anywhere, also in the rollbacks; nothing leaks."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from local_aws import engine
from local_aws.clock import clock
from tests.runtime.support.cases import CASES, Case, Properties
from tests.runtime.support.framework import Crash, Stack
from tests.runtime.support.play import Play

if TYPE_CHECKING:
    from tests.runtime.support.wire import Effect, Wire

INTERVAL = 120.0
EXAMPLES = 25
"""For each of the nine kinds."""

MISHAPS: tuple[Effect, ...] = ("die before", "die after", "lose", "throttle")
mishaps = st.dictionaries(st.integers(1, 40), st.sampled_from(MISHAPS), max_size=2)
"""At most two in an operation: CloudFormation's clean-up tries three times, then it leaves the old resource behind."""

steps = st.lists(st.tuples(st.integers(0, 5), mishaps), min_size=1, max_size=4)


class Walk:
    """A stack to which things happen."""

    def __init__(self, play: Play, crash: Crash) -> None:
        self.play = play
        self.crash = crash
        self.variants = [play.properties, *(change(play.world) for change in play.case.changes().values())]
        self.variant = play.properties
        self.stack: Stack | None = None

    def step(self, choice: int, effects: dict[int, Effect]) -> None:
        """Create or update to one of the variants, or delete."""
        variant = self.variants[choice % len(self.variants)]
        self.play.case.before_create(self.play.world)
        self.play.wire.restart(effects)
        if self.stack is None:
            self._create(variant)
        elif choice == 0:
            self._delete(self.stack)
        else:
            self._update(self.stack, variant)

    def end(self) -> None:
        """Delete what is left, with no accident."""
        if self.stack is not None:
            self.play.wire.restart()
            self._delete(self.stack)

    def _create(self, variant: Properties) -> None:
        stack = self.play.stack(self.crash)
        if stack.create(variant) == "CREATE_COMPLETE":
            self.stack, self.variant = stack, variant
            self.play.expect_made(stack, variant)
        else:
            self._delete(stack)

    def _update(self, stack: Stack, variant: Properties) -> None:
        status = stack.update(variant)
        while status == "UPDATE_ROLLBACK_FAILED":
            assert self.play.wire.killed, stack.reasons
            self.play.wire.restart()
            status = stack.continue_rollback()
        if status == "UPDATE_COMPLETE":
            self.variant = variant
        self.play.expect_made(stack, self.variant)

    def _delete(self, stack: Stack) -> None:
        while stack.delete() != "DELETE_COMPLETE":
            assert self.play.wire.killed, stack.reasons
            self.play.wire.restart()
        self.stack = None
        self.play.expect_rolled_back(stack)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.kind)
def test_walks(case: Case, wire: Wire) -> None:
    played: list[Play] = []

    @settings(max_examples=EXAMPLES, derandomize=True, database=None, deadline=None)
    @given(crash=st.sampled_from(get_args(Crash)), story=steps)
    def walk(crash: Crash, story: list[tuple[int, dict[int, Effect]]]) -> None:
        if not played:
            engine.load().reset()
            clock.freeze()
            played.append(Play(case, wire, interval=INTERVAL))
        play = played.pop()
        walk = Walk(play, crash)
        for choice, effects in story:
            walk.step(choice, effects)
        walk.end()
        played.append(play)

    walk()
