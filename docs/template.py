"""A synthesized template, as far as pictures of it need: resources by type, and references followed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["Resource", "Template"]

_IN_SUB = re.compile(r"\$\{([A-Za-z0-9]+)[.}]")
_MACHINERY = frozenset({"ServiceToken", "Tags"})


@dataclass(frozen=True)
class Resource:
    """One resource."""

    logical_id: str
    type: str
    properties: Mapping[str, object]

    def text(self, name: str) -> str:
        """A property that is written out in the template; empty if it is missing or only known when deployed."""
        value = self.properties.get(name, "")
        return value if isinstance(value, str) else ""

    def texts(self, name: str) -> tuple[str, ...]:
        """A property that is a list of texts."""
        value = self.properties.get(name)
        return tuple(str(item) for item in value) if isinstance(value, list) else ()

    def part(self, name: str) -> Mapping[str, object]:
        """A property that is a mapping."""
        value = self.properties.get(name)
        return value if isinstance(value, dict) else {}

    @property
    def last_name(self) -> str:
        """The last part of the ``Name`` tag, which is a construct's path."""
        tags = self.properties.get("Tags")
        names = [tag["Value"] for tag in tags if tag["Key"] == "Name"] if isinstance(tags, list) else []
        return str(names[0]).rsplit("/", 1)[-1] if names else ""


class Template:
    """The resources of a template.

    Args:
        data: The parsed template.
    """

    def __init__(self, data: Mapping[str, Mapping[str, Mapping[str, object]]]) -> None:
        self._resources = {
            logical_id: Resource(logical_id, str(body["Type"]), _mapping(body.get("Properties")))
            for logical_id, body in data["Resources"].items()
        }

    def of(self, *types: str) -> list[Resource]:
        """The resources of some types, in the template's order."""
        return [resource for resource in self._resources.values() if resource.type in types]

    def reached(self, value: object, *wanted: str) -> list[Resource]:
        """The nearest resources of some types that a value refers to, directly or through others, each once."""
        found: dict[str, Resource] = {}
        seen: set[str] = set()
        waiting = list(_references(value))
        while waiting:
            logical_id = waiting.pop(0)
            resource = self._resources.get(logical_id)
            if resource is None or logical_id in seen:
                continue
            seen.add(logical_id)
            if resource.type in wanted:
                found[logical_id] = resource
            else:
                waiting += _references(
                    {name: resource.properties[name] for name in resource.properties.keys() - _MACHINERY}
                )
        return list(found.values())


def _references(value: object) -> Iterator[str]:
    """The logical ids in a value: Ref, Fn::GetAtt in both forms, and Fn::Sub."""
    if isinstance(value, list):
        for item in value:
            yield from _references(item)
    elif isinstance(value, dict):
        for name, argument in value.items():
            if name == "Ref":
                yield str(argument)
            elif name == "Fn::GetAtt":
                yield argument[0] if isinstance(argument, list) else str(argument).split(".")[0]
            elif name == "Fn::Sub":
                yield from _IN_SUB.findall(argument if isinstance(argument, str) else argument[0])
                yield from _references(argument)
            else:
                yield from _references(argument)


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}
