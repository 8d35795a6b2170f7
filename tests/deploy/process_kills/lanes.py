"""Lanes: parts of the cases that are played side by side, each in its own part of the account."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.deploy.process_kills.world import KillingServer, ServerWorld, Stack
from tests.runtime.support.cases import BY_KIND, Case

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.runtime.support.cases import Difference, Properties

CREATE, DELETE = "create", "delete"


@dataclass(frozen=True)
class Lane:
    """Operations of one kind, one after the other.

    Attributes:
        kind: The kind.
        operations: ``create``, ``delete``, or a change's name.
        first: The first call to die at.
        step: How far it is from one such call to the next; other lanes take those between.
    """

    kind: str
    operations: tuple[str, ...]
    first: int = 1
    step: int = 1

    @property
    def case(self) -> Case:
        return BY_KIND[self.kind]


@dataclass
class Run:
    """A lane being played.

    Attributes:
        killed: The points at which a process was ended.
        problems: What was not as it should be.
    """

    lane: Lane
    server: KillingServer
    token: str
    world: ServerWorld
    killed: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def play(self) -> None:
        """Play every operation with a kill at each of its calls."""
        self.properties = self.lane.case.properties(self.world)
        changes = self.lane.case.changes()
        self.changes = {name: changes[name](self.world) for name in self.lane.operations if name in changes}
        self.lane.case.before_create(self.world)
        self.before = self.world.about(*self._about("#"))
        for operation in self.lane.operations:
            if operation == CREATE:
                self._create()
            elif operation == DELETE:
                self._delete()
            else:
                self._update(operation, self.changes[operation])

    def _create(self) -> None:
        for call in self._calls():
            stack = self._stack()
            stack.kill_at(call)
            status = stack.create(self.properties)
            if self._was_killed(CREATE, call, stack):
                self._check(status == "ROLLBACK_COMPLETE", CREATE, call, stack, status)
                self._compare(CREATE, call, stack, {}, lasting=False)
                self._end(CREATE, stack)
            else:
                self._check(status == "CREATE_COMPLETE", CREATE, call, stack, status)
                self._end(CREATE, stack)
                return

    def _update(self, name: str, changed: Properties) -> None:
        stack = self._created(name)
        for call in self._calls():
            self.lane.case.before_create(self.world)
            stack.kill_at(call)
            status = stack.update(changed)
            killed = self._was_killed(name, call, stack)
            done = status == "UPDATE_COMPLETE"
            self._check(done or (killed and status == "UPDATE_ROLLBACK_COMPLETE"), name, call, stack, status)
            self._expect_made(name, call, stack, changed if done else self.properties)
            if done:
                stack.kill_at(0)
                status = stack.update(self.properties)
                self._check(status == "UPDATE_COMPLETE", f"{name} and back", call, stack, status)
            if not killed:
                break
        self._end(name, stack)

    def _delete(self) -> None:
        for call in self._calls():
            stack = self._created(DELETE)
            self.lane.case.before_delete(self.world)
            stack.kill_at(call)
            status = stack.delete()
            killed = self._was_killed(DELETE, call, stack)
            if killed:
                self._check(status == "DELETE_FAILED", DELETE, call, stack, status)
                status = stack.delete()
            self._check(status == "DELETE_COMPLETE", DELETE, call, stack, status)
            self._compare(DELETE, call, stack, self.lane.case.left(self.world, self.properties))
            if not killed:
                return

    def _end(self, operation: str, stack: Stack) -> None:
        stack.kill_at(0)
        status = stack.delete()
        self._check(status == "DELETE_COMPLETE", f"{operation}, at the end", 0, stack, status)

    def _calls(self) -> Iterator[int]:
        call = self.lane.first
        while not self.problems:
            yield call
            call += self.lane.step

    def _stack(self) -> Stack:
        self.lane.case.before_create(self.world)
        return Stack(self.server, self.token, self.lane.case)

    def _created(self, operation: str) -> Stack:
        stack = self._stack()
        status = stack.create(self.properties)
        self._check(status == "CREATE_COMPLETE", operation, 0, stack, status)
        self._expect_made(operation, 0, stack, self.properties)
        return stack

    def _was_killed(self, operation: str, call: int, stack: Stack) -> bool:
        killed = len(stack.calls) >= call > 0
        if killed:
            self.killed.append(f"{self.lane.kind} {operation} {call} {stack.calls[call - 1]}")
        return killed

    def _expect_made(self, operation: str, call: int, stack: Stack, properties: Properties) -> None:
        made = self.lane.case.made(self.world, properties, stack.physical_id)
        marks = {name: text and text.replace("=desktops", f"={stack.name}") for name, text in made.items()}
        self._compare(operation, call, stack, marks, lasting=False)

    def _compare(
        self, operation: str, call: int, stack: Stack, difference: Difference, *, lasting: bool = True
    ) -> None:
        """Compare what exists; what a kind never takes back counts only where it must be done."""
        variants = [self.properties, *self.changes.values()]
        stays = {name for variant in variants for name in self.lane.case.left(self.world, variant)}
        ignored = stays - set(difference) if lasting else stays
        expected = {name: text for name, text in {**self.before, **difference}.items() if text is not None}
        there = self.world.about(*self._about(stack.name))
        pairs = {name: (there.get(name), expected.get(name)) for name in there | expected}
        wrong = {
            name: pair
            for name, pair in pairs.items()
            if pair[0] != pair[1] and name not in ignored and not name.startswith("password of ")
        }
        self._check(not wrong, operation, call, stack, f"there, and expected: {wrong}")

    def _about(self, stack: str) -> tuple[str, ...]:
        return (f"{stack}-Thing", *(("workspaces_DefaultRole",) if self.lane.kind == "DefaultRole" else ()))

    def _check(self, fine: bool, operation: str, call: int, stack: Stack, found: str) -> None:
        if not fine:
            reasons = "; ".join(stack.reasons())[:600]
            self.problems.append(f"{self.lane.kind} {operation}, killed at {call} ({stack.calls}): {found} {reasons}")
