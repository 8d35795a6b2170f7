"""CloudFormation's functions of texts, lists and mappings, as far as their arguments are known."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Protocol

from workspaces_constructs.rules.indirections import NOTHING_KNOWN
from workspaces_constructs.rules.resources import HOLE, Reference, Unknown, references_in

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from workspaces_constructs.rules.resources import Value

    Function = Callable[["Resolver", str, object, int], Value]

__all__ = ["FUNCTIONS", "Resolver", "as_text", "holes_in", "identifiers_in", "unknown_from"]

_HOLE_IN_SUB: Final = re.compile(r"\$\{(!?)([^${}]+)\}")
_PAIR: Final = 2
_CONDITION_AND_WAYS: Final = 3
_MAP_AND_KEYS: Final = 3
_DIGITS: Final = 6
_BETWEEN: Final = ",;|"


class Resolver(Protocol):
    """What functions ask of whoever works out their arguments."""

    def of(self, template: str, raw: object, depth: int = 0) -> Value:
        """What a value of a template comes to."""

    def text(self, parts: list[Value], separator: str, depth: int) -> Value:
        """A text made of parts."""

    def mapped(self, template: str, way: list[str], depth: int) -> Value:
        """What stands in a template's ``Mappings``."""

    def affords(self, pieces: int) -> bool:
        """Whether a value of so many pieces can still be made."""


def unknown_from(value: Value) -> Unknown:
    """What is known of something made from a value: the resources that it mentions."""
    return Unknown(references=tuple(dict.fromkeys(references_in(value))))


def as_text(value: Value) -> str:
    """A value as functions put it into texts; with holes for what is not known."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return str(value)
    return (value.text or HOLE) if isinstance(value, Unknown) else HOLE


def holes_in(value: Value) -> tuple[Reference, ...] | None:
    """What stands in the holes of a value's text; None where it is not known to be resources' own identifiers."""
    if isinstance(value, Reference):
        return None if value.attribute else (value,)
    if isinstance(value, Unknown):
        return value.holes or None
    return ()


def identifiers_in(value: Value, separator: str) -> list[Value]:
    """The members of a text that joins resources' own identifiers, which have no such separator; else none."""
    holes = holes_in(value)
    if separator not in _BETWEEN or not holes:
        return []
    left = iter(holes)
    members = as_text(value).split(separator)
    if any(HOLE in member and member != HOLE for member in members):
        return []
    return [next(left) if member == HOLE else member for member in members]


def _if(values: Resolver, template: str, argument: object, depth: int) -> Value:
    """Both ways when they come to the same; which of two different ones holds is not known."""
    if not isinstance(argument, list) or len(argument) != _CONDITION_AND_WAYS:
        return NOTHING_KNOWN
    yes, no = (values.of(template, each, depth) for each in argument[1:])
    return yes if yes == no else unknown_from([yes, no])


def _join(values: Resolver, template: str, argument: object, depth: int) -> Value:
    if not isinstance(argument, list) or len(argument) != _PAIR or not isinstance(argument[0], str):
        return NOTHING_KNOWN
    parts = values.of(template, argument[1], depth)
    return values.text(parts, argument[0], depth) if isinstance(parts, list) else unknown_from(parts)


def _select(values: Resolver, template: str, argument: object, depth: int) -> Value:
    if not isinstance(argument, list) or len(argument) != _PAIR:
        return NOTHING_KNOWN
    index, parts = (values.of(template, each, depth) for each in argument)
    if isinstance(index, str) and index.isdecimal() and len(index) <= _DIGITS:
        index = int(index)
    if isinstance(parts, list) and isinstance(index, int) and 0 <= index < len(parts):
        return parts[index]
    return unknown_from(parts)


def _split(values: Resolver, template: str, argument: object, depth: int) -> Value:
    if not isinstance(argument, list) or len(argument) != _PAIR:
        return NOTHING_KNOWN
    separator, text = argument[0], values.of(template, argument[1], depth)
    if not isinstance(separator, str) or not separator:
        return unknown_from(text)
    if isinstance(text, str):
        return [*text.split(separator)] if values.affords(text.count(separator) + 1) else unknown_from(text)
    return identifiers_in(text, separator) or unknown_from(text)


def _sub(values: Resolver, template: str, argument: object, depth: int) -> Value:
    text, own = argument if isinstance(argument, list) and len(argument) == _PAIR else (argument, {})
    if not isinstance(text, str) or not isinstance(own, dict):
        return NOTHING_KNOWN
    parts: list[Value] = []
    known: dict[str, Value] = {}
    end = 0
    for match in _HOLE_IN_SUB.finditer(text):
        name = match[2].strip()
        if not match[1] and name not in known:
            known[name] = _hole(values, template, name, own, depth)
        parts += [text[end : match.start()], f"${{{match[2]}}}" if match[1] else known[name]]
        end = match.end()
    parts.append(text[end:])
    return values.text([part for part in parts if part != ""], "", depth)


def _hole(values: Resolver, template: str, name: str, own: Mapping[str, object], depth: int) -> Value:
    if name in own:
        return values.of(template, own[name], depth)
    return values.of(template, {"Fn::GetAtt": name} if "." in name else {"Ref": name}, depth)


def _find_in_map(values: Resolver, template: str, argument: object, depth: int) -> Value:
    if not isinstance(argument, list) or len(argument) < _MAP_AND_KEYS:
        return NOTHING_KNOWN
    found = (values.of(template, each, depth) for each in argument[:_MAP_AND_KEYS])
    keys = [each for each in found if isinstance(each, str)]
    return values.mapped(template, keys, depth) if len(keys) == _MAP_AND_KEYS else NOTHING_KNOWN


FUNCTIONS: Final[Mapping[str, Function]] = {
    "Fn::FindInMap": _find_in_map,
    "Fn::If": _if,
    "Fn::Join": _join,
    "Fn::Select": _select,
    "Fn::Split": _split,
    "Fn::Sub": _sub,
}
