"""A case being played: its world, its stack, and what must be true after every operation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.runtime.support.framework import Crash, Provider, Stack
from tests.runtime.support.world import OTHER_PASSWORD, PASSWORD, World
from workspaces_constructs.custom_resources.runtime.handler import KINDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.runtime.support.cases import Case, Properties
    from tests.runtime.support.inventory import Inventory
    from tests.runtime.support.wire import Effect, Wire


class Play:
    """One kind of custom resource in a world of its own."""

    def __init__(self, case: Case, wire: Wire, *, interval: float = 10.0) -> None:
        self.case = case
        self.wire = wire
        self.provider = Provider(wire, interval)
        self.world = World()
        case.prepare(self.world)
        case.before_create(self.world)
        self.before = self.world.inventory()
        self.properties = case.properties(self.world)
        variants = [self.properties, *(change(self.world) for change in case.changes().values())]
        self._stays = {name for variant in variants for name in self._left(variant)}

    def stack(self, crash: Crash = "is answered", name: str = "desktops") -> Stack:
        """A new stack for the case's resource."""
        self.case.before_create(self.world)
        self.provider.crash = crash
        return Stack(self.provider, self.case.kind, name)

    def created(self, crash: Crash = "is answered") -> Stack:
        """A stack that was created with no accident."""
        self.wire.restart()
        stack = self.stack(crash)
        assert stack.create(self.properties) == "CREATE_COMPLETE", stack.reasons
        return stack

    def delete(self, stack: Stack, effects: dict[int, Effect] | None = None) -> str:
        """Delete a stack after what the case wants to happen before."""
        self.case.before_delete(self.world)
        self.wire.restart(effects)
        return stack.delete()

    def expect_made(self, stack: Stack, properties: Properties) -> None:
        """What the properties say exists, once, and nothing else but what was there before."""
        made = self.case.made(self.world, properties, stack.physical_id)
        self._compare({**self.before, **made}, self._stays - set(made))
        assert set(stack.attributes) == set(self._attributes), "Fn::GetAtt reads exactly what KIND.attributes says"
        self._expect_silence(stack)

    def expect_gone(self, stack: Stack) -> None:
        """Nothing exists but what was there before and what stays on purpose."""
        left = self._left(stack.properties)
        self._compare({**self.before, **left}, self._stays - set(left))
        self._expect_silence(stack)

    def expect_rolled_back(self, stack: Stack) -> None:
        """The same, but what the kind never takes back may be done or half done."""
        self._compare(self.before, self._stays)
        self._expect_silence(stack)

    @property
    def _attributes(self) -> tuple[str, ...]:
        return KINDS[f"Custom::Workspaces{self.case.kind}"].attributes

    def _left(self, properties: Properties) -> Inventory:
        given = {name: value for name, value in properties.items() if name != "ServiceToken"}
        return {name: text for name, text in self.case.left(self.world, given).items() if text is not None}

    def _compare(self, expected: Mapping[str, str | None], ignored: set[str] | None = None) -> None:
        wanted = {key: text for key, text in expected.items() if text is not None and key not in (ignored or ())}
        there = {key: text for key, text in self.world.inventory().items() if key not in (ignored or ())}
        difference = {
            key: (there.get(key), wanted.get(key)) for key in there | wanted if there.get(key) != wanted.get(key)
        }
        assert not difference, f"there, and expected: {difference}"

    def _expect_silence(self, stack: Stack) -> None:
        told = repr([stack.reasons, dict(stack.attributes)])
        assert PASSWORD not in told
        assert OTHER_PASSWORD not in told
