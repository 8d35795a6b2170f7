"""What a condition decides: the parameters by which a resource is made at all have other values than by default."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["doubted", "parameters_behind"]

_NOT_KNOWN: Final[Mapping[str, object]] = {"Fn::Transform": {}}
"""A function that nobody works out."""


def parameters_behind(conditions: Mapping[str, Any], name: object) -> frozenset[str]:
    """The parameters that a condition asks, also by way of other conditions."""
    found: set[str] = set()
    seen: set[str] = set()
    left = [name]
    while left:
        each = left.pop()
        if not isinstance(each, str) or each in seen:
            continue
        seen.add(each)
        for key, value in _pairs(conditions.get(each)):
            if key == "Ref" and isinstance(value, str):
                found.add(value)
            elif key == "Condition":
                left.append(value)
    return frozenset(found)


def _pairs(raw: object) -> Iterator[tuple[str, object]]:
    """The keys and values of all mappings at any depth."""
    left = [raw]
    while left:
        each = left.pop()
        if isinstance(each, dict):
            yield from each.items()
            left.extend(each.values())
        elif isinstance(each, list):
            left.extend(each)


def doubted(raw: object, parameters: frozenset[str], depth: int = 48) -> object:
    """A raw value in which the parameters are not known."""
    if isinstance(raw, dict) and depth:
        if len(raw) == 1 and isinstance(name := raw.get("Ref"), str):
            return _NOT_KNOWN if name in parameters else raw
        return {key: doubted(each, parameters, depth - 1) for key, each in raw.items()}
    if isinstance(raw, list) and depth:
        return [doubted(each, parameters, depth - 1) for each in raw]
    return raw
