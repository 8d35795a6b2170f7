"""Mutations: small changes of a scenario's templates, each of which breaks the practice of one rule."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from random import Random

    from workspaces_constructs.rules.templates import Templates

    Change = Callable[[Templates, Random], bool]


@dataclass(frozen=True)
class Mutation:
    """A change that breaks a rule.

    Attributes:
        rule: The rule's id.
        related: Other rules that the same change may rightly break.
        change: Changes the raw templates and says whether there was anything to change.
    """

    rule: str
    related: frozenset[str]
    change: Change


def mutation(rule: str, *, related: tuple[str, ...] = ()) -> Callable[[Change], Mutation]:
    """Make a function a mutation: ``@mutation("WorkSpaces-NET1", related=("WorkSpaces-NET2",))``."""

    def made(change: Change) -> Mutation:
        return Mutation(rule, frozenset(related), change)

    return made


def all_mutations() -> Iterator[Mutation]:
    """Those of every module of ``tests/rules/mutations``."""
    for path in sorted((Path(__file__).parents[1] / "mutations").glob("*.py")):
        for each in vars(import_module(f"tests.rules.mutations.{path.stem}")).values():
            if isinstance(each, Mutation):
                yield each
