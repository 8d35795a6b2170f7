"""Values against a botocore shape: read from JSON, checked against its constraints, written back.

The messages of violations follow the services' own wording, with the path in lower camel case
("1 validation error detected: Value 'x' at 'connectSettings.vpcId' failed to satisfy constraint: ...").
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from botocore.model import ListShape, MapShape, StructureShape

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from botocore.model import Shape

JSON_TYPES: dict[str, tuple[type, ...]] = {
    "structure": (dict,),
    "list": (list,),
    "map": (dict,),
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "long": (int,),
    "float": (int, float),
    "double": (int, float),
    "timestamp": (int, float),
}

JAVA_CLASSES = {r"\p{L}\p{Z}\p{N}": r"\w\s", r"\p{LD}": r"\w", r"\p{Punct}": r"[!-/:-@\[-`{-~]"}
"""Character classes of the models' Java expressions, in Python's words."""


class SerializationError(ValueError):
    """A value of the wrong JSON type."""


class EmulatorError(Exception):
    """The emulator itself answered something that the model does not allow."""


def parse(shape: Shape, value: object, path: str = "") -> object:
    """Read a JSON value: unknown members and nulls are dropped, as the services do; a wrong type raises."""
    if not _is(shape, value):
        given = type(value).__name__
        raise SerializationError(f"{path or 'The request'} is a {shape.type_name}, but a {given} was given.")
    match shape, value:
        case StructureShape(), dict():
            return {
                name: parse(member, value[_wire_name(name, member)], _join(path, name))
                for name, member in shape.members.items()
                if value.get(_wire_name(name, member)) is not None
            }
        case ListShape(), list():
            return [parse(shape.member, each, f"{path}[{index}]") for index, each in enumerate(value)]
        case MapShape(), dict():
            return {key: parse(shape.value, each, _join(path, key)) for key, each in value.items()}
    return value


def violations(shape: Shape, value: object, path: str = "") -> Iterator[str]:
    """Yield every constraint of the model that a parsed value breaks."""
    yield from _own_violations(shape, value, path)
    match shape, value:
        case StructureShape(), dict():
            for name in shape.required_members:
                if name not in value:
                    yield _broken("null", _join(path, _camel(name)), "Member must not be null")
            for name, each in value.items():
                yield from violations(shape.members[name], each, _join(path, _camel(name)))
        case ListShape(), list():
            for index, each in enumerate(value, start=1):
                yield from violations(shape.member, each, f"{path}.{index}.member")
        case MapShape(), dict():
            for key, each in value.items():
                yield from violations(shape.key, key, f"{path}.{key}.key")
                yield from violations(shape.value, each, f"{path}.{key}.member")


def write(shape: Shape, value: object, path: str = "") -> object:
    """Return the JSON value of an answer; what the model does not know raises."""
    if not _is(shape, value):
        raise EmulatorError(f"{path} is a {shape.type_name}, not {value!r}")
    match shape, value:
        case StructureShape(), dict():
            if unknown := set(value) - set(shape.members):
                raise EmulatorError(f"{path} has no member {', '.join(sorted(unknown))}")
            return {
                _wire_name(name, shape.members[name]): write(shape.members[name], each, _join(path, name))
                for name, each in value.items()
                if each is not None
            }
        case ListShape(), list():
            return [write(shape.member, each, f"{path}[{index}]") for index, each in enumerate(value)]
        case MapShape(), dict():
            return {key: write(shape.value, each, _join(path, key)) for key, each in value.items()}
    if isinstance(value, str) and (allowed := shape.metadata.get("enum")) and value not in allowed:
        raise EmulatorError(f"{path} is one of {', '.join(allowed)}, not {value!r}")
    return value


def _is(shape: Shape, value: object) -> bool:
    """Tell whether a value has the shape's JSON type; a boolean is no number."""
    expected = JSON_TYPES[shape.type_name]
    return isinstance(value, expected) and (bool in expected or not isinstance(value, bool))


def _own_violations(shape: Shape, value: object, path: str) -> Iterator[str]:
    rules: Mapping[str, object] = shape.metadata
    shown = "***" if rules.get("sensitive") else f"{value}"
    size = value if isinstance(value, int | float) else len(value) if isinstance(value, str | list | dict) else 0
    bound = "value" if isinstance(value, int | float) else "length"
    if isinstance(value, bool):
        return
    least, most, allowed, pattern = (rules.get(name) for name in ("min", "max", "enum", "pattern"))
    if isinstance(least, int) and size < least:
        yield _broken(shown, path, f"Member must have {bound} greater than or equal to {least}")
    if isinstance(most, int) and size > most:
        yield _broken(shown, path, f"Member must have {bound} less than or equal to {most}")
    if isinstance(allowed, list) and value not in allowed:
        yield _broken(shown, path, f"Member must satisfy enum value set: [{', '.join(allowed)}]")
    if isinstance(pattern, str) and isinstance(value, str) and not expression(pattern).fullmatch(value):
        yield _broken(shown, path, f"Member must satisfy regular expression pattern: {pattern}")


@cache
def expression(pattern: str) -> re.Pattern[str]:
    """Compile a model's Java expression."""
    for java, python in JAVA_CLASSES.items():
        pattern = pattern.replace(java, python)
    return re.compile(pattern, re.DOTALL)


def _broken(value: str, path: str, constraint: str) -> str:
    given = value if value == "null" else f"'{value}'"
    return f"Value {given} at '{path}' failed to satisfy constraint: {constraint}"


def _wire_name(name: str, member: Shape) -> str:
    serialization: Mapping[str, object] = member.serialization
    return str(serialization.get("name", name))


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _camel(name: str) -> str:
    return name[:1].lower() + name[1:]
