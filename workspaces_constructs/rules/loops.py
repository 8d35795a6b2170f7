"""Resources that ``Fn::ForEach`` makes: how many there will be is not known, what is the same for all of them is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["with_looped"]

_LOOP: Final = "Fn::ForEach::"
_PARTS: Final = 3
_DEEPEST: Final = 48


def with_looped(resources: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The resources of a template by logical id, with one for each resource in a loop.

    Wherever the name of the loop stands in that one, its value is not known.
    """
    for key, raw in resources.items():
        if key.startswith(_LOOP):
            yield from _unrolled(key, raw)
        else:
            yield key, raw


def _unrolled(loop: str, body: object) -> Iterator[tuple[str, Any]]:
    """One resource for each in a loop, and in the loops inside it."""
    nothing: frozenset[str] = frozenset()
    left = [(loop, body, nothing)]
    while left:
        key, raw, names = left.pop()
        if not key.startswith(_LOOP):
            yield key, _looped(raw, names, f" of {key}")
            continue
        if not (isinstance(raw, list) and len(raw) == _PARTS and isinstance(raw[0], str) and isinstance(raw[2], dict)):
            continue
        if len(names) < _DEEPEST:
            left.extend((str(each), inner, names | {raw[0]}) for each, inner in reversed(list(raw[2].items())))


def _looped(raw: object, names: frozenset[str], whose: str) -> object:
    found = _varied(raw, names, whose)
    if isinstance(raw, dict) and isinstance(found, dict) and "DependsOn" in raw:
        found["DependsOn"] = raw["DependsOn"]
    return found


def _varied(raw: object, names: frozenset[str], whose: str, depth: int = _DEEPEST) -> object:
    """A raw value in which each mention of a loop's name is a parameter that nobody gives."""
    if isinstance(raw, str):
        mentioned = (each for each in names if f"${{{each}}}" in raw or f"&{{{each}}}" in raw)
        found = next(mentioned, None)
        return raw if found is None else {"Ref": found + whose}
    if isinstance(raw, dict) and depth:
        if len(raw) == 1 and isinstance(name := raw.get("Ref"), str) and name in names:
            return {"Ref": name + whose}
        return {key: _varied(each, names, whose, depth - 1) for key, each in raw.items()}
    if isinstance(raw, list) and depth:
        return [_varied(each, names, whose, depth - 1) for each in raw]
    return raw
