"""What a row of the contract suite says of a kind of custom resource."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.runtime.support.world import World

Properties = Mapping[str, object]
Difference = Mapping[str, str | None]
"""What the inventory shows otherwise than before; nothing where an entry is gone."""


@dataclass(frozen=True)
class Case:
    """How a kind is tried.

    Attributes:
        kind: Its name after ``Custom::Workspaces``.
        prepare: Makes what must exist before.
        properties: Of the Create.
        least_kills: Fewer kill points than this, in a Create and in a Delete, mean that calls are not seen.
        made: What exists because of a resource with these properties and this physical id.
        in_place: Changes that must not replace the resource, by name.
        replacing: Changes that must.
        left: What stays when the resource is gone, on purpose.
        before_create: What happens in the account before each Create, and
        before_delete: before each Delete.
    """

    kind: str
    prepare: Callable[[World], object]
    properties: Callable[[World], Properties]
    least_kills: tuple[int, int]
    made: Callable[[World, Properties, str], Difference]
    in_place: Mapping[str, Callable[[World], Properties]] = field(default_factory=dict)
    replacing: Mapping[str, Callable[[World], Properties]] = field(default_factory=dict)
    left: Callable[[World, Properties], Difference] = lambda _world, _properties: {}
    before_create: Callable[[World], object] = lambda _world: None
    before_delete: Callable[[World], object] = lambda _world: None

    def changes(self) -> Mapping[str, Callable[[World], Properties]]:
        """Every change, in place or not."""
        return {**self.in_place, **self.replacing}


def with_changes(base: Callable[[World], Properties], **changes: object) -> Callable[[World], Properties]:
    """The properties with some changed; a function is asked with the world, and nothing takes a property away."""

    def changed(world: World) -> Properties:
        values = {name: value(world) if callable(value) else value for name, value in changes.items()}
        return {name: value for name, value in {**base(world), **values}.items() if value is not None}

    return changed
