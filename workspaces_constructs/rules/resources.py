"""What templates hold: resources, their properties, and what the values of those can be."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

__all__ = [
    "HOLE",
    "Literal",
    "Properties",
    "Reference",
    "Resource",
    "Unknown",
    "Value",
    "WorkOut",
    "number_of",
    "references_in",
    "text_of",
]

Literal: TypeAlias = "str | int | float | bool"
Value: TypeAlias = "Literal | Reference | Unknown | list[Value] | dict[str, Value] | None"
"""``None`` is what is not there: no such property, or ``AWS::NoValue``."""

WorkOut: TypeAlias = "Callable[[str, object], Value]"
"""What a raw value of a template comes to."""

HOLE: Final = "\0"
"""What stands in the text of an ``Unknown`` for each part that is not known."""


_CONTAINERS: Final = (list, dict)
_MACRO: Final = "Fn::Transform"
"""Beside properties, it may add any other."""


class Reference(NamedTuple):
    """Something of a resource in one of the templates that is known only when it exists.

    Attributes:
        resource: The resource.
        attribute: Which of its attributes; empty for the resource's own identifier, however it was asked for.
    """

    resource: Resource
    attribute: str = ""


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that the templates do not tell.

    Attributes:
        text: What is known of a text, with ``HOLE`` for each part that is not; empty where nothing is.
        references: The resources that the value is made from, as far as they are in the templates.
        holes: What stands in the holes of the text, one by one, where each is a resource's own identifier.
    """

    text: str = ""
    references: tuple[Reference, ...] = field(default=())
    holes: tuple[Reference, ...] = field(default=(), compare=False)


def references_in(value: Value) -> Iterator[Reference]:
    """Every resource that a value mentions, at any depth."""
    if isinstance(value, Reference):
        yield value
    elif isinstance(value, Unknown):
        yield from value.references
    elif isinstance(value, _CONTAINERS):
        for each in value if isinstance(value, list) else value.values():
            yield from references_in(each)


_NUMBERS: Final = (int, float)
_FLAGS: Final[Mapping[str, bool]] = {"true": True, "false": False}


def text_of(value: Value) -> str | None:
    """A value as a text, where it is certain; a number as its digits."""
    if isinstance(value, str):
        return value
    if value is True or value is False:
        return "true" if value else "false"
    return str(value) if isinstance(value, _NUMBERS) else None


def number_of(value: Value) -> int | None:
    """A value as a whole number, where it is certain, also when it is given as text."""
    if type(value) is int:
        return value
    found = text_of(value)
    try:
        return int(found) if found is not None else None
    except ValueError:
        return None


class Properties:
    """Properties at some depth. All questions take the way to a value: ``properties.text("VpcSettings", "VpcId")``.

    An answer is only what is certain: text, number and flag are ``None`` both where there is nothing and where it is
    not known; ``has`` and ``knows`` tell the two apart.
    """

    __slots__ = ("_found",)

    def __init__(self, found: Mapping[str, Value]) -> None:
        self._found = found

    def value(self, *way: str) -> Value:
        """What is there: a literal, a list, a mapping, a ``Reference``, an ``Unknown``, or None for nothing."""
        found = self._found.get(way[0])
        return found if len(way) == 1 else _further(found, way)

    def has(self, *way: str) -> bool:
        """Whether anything is given there, known or not."""
        return self.value(*way) is not None

    def knows(self, *way: str) -> bool:
        """Whether all that is given there is known; also when nothing is."""
        return _known(self.value(*way))

    def text(self, *way: str) -> str | None:
        """A text that is certain; a number as its digits."""
        return text_of(self.value(*way))

    def number(self, *way: str) -> int | None:
        """A whole number that is certain, also when it is given as text."""
        return number_of(self.value(*way))

    def flag(self, *way: str) -> bool | None:
        """True or false where it is certain, also when it is given as text."""
        return _FLAGS.get((self.text(*way) or "").lower())

    def texts(self, *way: str) -> list[str]:
        """The texts of a list that are certain; a single text is a list of one."""
        return [str(each) for each in self.values(*way) if isinstance(each, str | int | float)]

    def values(self, *way: str) -> list[Value]:
        """The members of a list; a single value is a list of one, nothing is none."""
        found = self.value(*way)
        return [] if found is None else found if isinstance(found, list) else [found]

    def each(self, *way: str) -> list[Properties]:
        """The members of a list that are mappings and known as such."""
        return [Properties(each) for each in self.values(*way) if isinstance(each, dict)]

    def references(self, *way: str) -> list[Reference]:
        """Every resource that is mentioned there, at any depth."""
        return list(references_in(self.value(*way)))

    def resource(self, *way: str) -> Resource | None:
        """The resource whose identifier is given there."""
        found = self.value(*way)
        return found.resource if isinstance(found, Reference) and not found.attribute else None

    def resources(self, *way: str) -> list[Resource]:
        """The resources whose identifiers are given there, in a list or alone."""
        return [each.resource for each in self.values(*way) if isinstance(each, Reference) and not each.attribute]


class _TopLevel(Properties):
    """A resource's own properties, each worked out when it is asked for."""

    __slots__ = ("_raw", "_template", "_work_out")

    def __init__(self, work_out: WorkOut, template: str, raw: Mapping[str, object]) -> None:
        super().__init__({})
        self._found: dict[str, Value] = {}
        self._work_out = work_out
        self._template = template
        self._raw = raw

    def value(self, *way: str) -> Value:
        """The same; what was asked for before is known."""
        key = way[0]
        found: Value
        if key in self._found:
            found = self._found[key]
        else:
            found = self._found[key] = self._first(key)
        return found if len(way) == 1 else _further(found, way)

    def _first(self, key: str) -> Value:
        raw = self._raw.get(key)
        if raw is None:
            return Unknown() if _MACRO in self._raw else None
        return self._work_out(self._template, raw)


class Resource:
    """One resource.

    Attributes:
        template: The name of its template.
        logical_id: Its logical id.
        name: The template and the logical id: unique among templates that are judged together.
        type: Its type, such as ``AWS::EC2::Subnet``.
        raw: The resource as the template has it.
        properties: Its properties.
    """

    __slots__ = ("_properties", "_work_out", "logical_id", "name", "raw", "template", "type")

    def __init__(self, work_out: WorkOut, template: str, logical_id: str, raw: Mapping[str, Any]) -> None:
        self._work_out = work_out
        self._properties: Properties | None = None
        self.template = template
        self.logical_id = logical_id
        self.name = f"{template}/{logical_id}"
        self.type = str(raw["Type"])
        self.raw = raw

    def __repr__(self) -> str:
        return f"<{self.type} {self.name}>"

    @property
    def path(self) -> str | None:
        """The construct path that the CDK has left in the metadata, or none."""
        found = self.metadata.get("aws:cdk:path")
        return found if isinstance(found, str) else None

    @property
    def metadata(self) -> Mapping[str, object]:
        """The resource's metadata."""
        found = self.raw.get("Metadata")
        return found if isinstance(found, dict) else {}

    @property
    def properties(self) -> Properties:
        """The resource's properties."""
        if self._properties is None:
            raw = self.raw.get("Properties")
            self._properties = _TopLevel(self._work_out, self.template, raw if isinstance(raw, dict) else {})
        return self._properties


def _further(found: Value, way: tuple[str, ...]) -> Value:
    """What is at the end of a way that begins with something found."""
    for step in way[1:]:
        if isinstance(found, dict):
            found = found.get(step)
        else:
            return Unknown(references=tuple(references_in(found))) if isinstance(found, Unknown) else None
    return found


def _known(value: Value) -> bool:
    if isinstance(value, _CONTAINERS):
        return all(map(_known, value if isinstance(value, list) else value.values()))
    return not isinstance(value, Unknown)
