"""Who waits for whom: resources in dependency order, side by side where nothing stands between them."""

# ruff: noqa: SLF001 - ministack has no public hooks; a canary test pins what is used

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping

from ministack.services.cloudformation import engine

Definition = Mapping[str, object]
Graph = dict[str, set[str]]


def dependencies(definitions: Mapping[str, Definition], names: Iterable[str]) -> Graph:
    """Each of the names with those of them its definition refers to (DependsOn, Ref, GetAtt, Sub)."""
    known = set(names)
    return {
        name: (engine._extract_deps(definitions[name], known) - {name}) if name in definitions else set()
        for name in known
    }


def reverse(graph: Graph) -> Graph:
    """Each of the names with those that depend on it: the order of deletion."""
    return {name: {other for other, needs in graph.items() if name in needs} for name in graph}


async def visit_in_order(graph: Graph, visit: Callable[[str], Awaitable[bool]]) -> set[str]:
    """Visit each name as soon as all it depends on were visited with success; return those visited with success.

    A name whose dependency failed, or was skipped, is skipped.
    """
    tasks: dict[str, asyncio.Task[bool]] = {}

    async def run(name: str) -> bool:
        done = [await asyncio.shield(tasks[needed]) for needed in sorted(graph[name])]
        return all(done) and await visit(name)

    for name in sorted(graph):
        tasks[name] = asyncio.create_task(run(name))
    await asyncio.gather(*tasks.values())
    return {name for name, task in tasks.items() if task.result()}
