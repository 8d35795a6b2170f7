"""Synthesized templates, as far as pictures of them need: resources by type, and references followed.

A reference leaves its stack where one publishes a parameter of Systems Manager and another reads it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    Stacks = Mapping[str, Mapping[str, Mapping[str, Mapping[str, object]]]]
    """Parsed templates by the names of their stacks."""

__all__ = ["Resource", "Template"]

_IN_SUB = re.compile(r"\$\{([A-Za-z0-9_]+)(?=[.}])")
_MACHINERY = frozenset({"ServiceToken", "Tags"})
_PARAMETER: Final = "AWS::SSM::Parameter"


@dataclass(frozen=True)
class Resource:
    """One resource."""

    logical_id: str
    type: str
    properties: Mapping[str, object]
    stack: str = ""

    def text(self, name: str) -> str:
        """A property that is written out in the template; empty if it is missing or only known when deployed."""
        value = self.properties.get(name, "")
        return str(value) if isinstance(value, str | int) else ""

    def texts(self, name: str) -> tuple[str, ...]:
        """What is written out of a property that is a list of texts."""
        value = self.properties.get(name)
        return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()

    def part(self, name: str) -> Mapping[str, object]:
        """A property that is a mapping."""
        return _mapping(self.properties.get(name))

    def parts(self, name: str) -> tuple[Mapping[str, object], ...]:
        """A property that is a list of mappings."""
        value = self.properties.get(name)
        return tuple(map(_mapping, value)) if isinstance(value, list) else ()

    @property
    def last_name(self) -> str:
        """The last part of the ``Name`` tag, which is a construct's path."""
        tags = self.properties.get("Tags")
        names = [tag["Value"] for tag in tags if tag["Key"] == "Name"] if isinstance(tags, list) else []
        return str(names[0]).rsplit("/", 1)[-1] if names else ""


class Template:
    """The resources of one or more templates.

    Args:
        stacks: The parsed templates, by the names of their stacks. Of several, logical ids get a number in front.
    """

    def __init__(self, stacks: Stacks) -> None:
        self.stacks = tuple(stacks)
        several = len(stacks) > 1
        prefixes = {stack: f"s{number}_" if several else "" for number, stack in enumerate(stacks, 1)}
        published = {
            str(_mapping(body["Properties"]).get("Name")): prefixes[stack] + logical_id
            for stack, data in stacks.items()
            for logical_id, body in data["Resources"].items()
            if body["Type"] == _PARAMETER
        }
        self._resources: dict[str, Resource] = {}
        for stack, data in stacks.items():
            names = {logical_id: prefixes[stack] + logical_id for logical_id in data["Resources"]}
            for parameter, body in data.get("Parameters", {}).items():
                default = str(body.get("Default", ""))
                names[parameter] = published.get(default.partition(":parameter")[2] or default, parameter)
            for logical_id, body in data["Resources"].items():
                properties = _mapping(_renamed(body.get("Properties"), names))
                name = names[logical_id]
                self._resources[name] = Resource(name, str(body["Type"]), properties, stack)

    def of(self, *types: str) -> list[Resource]:
        """The resources of some types, in the templates' order."""
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
                    {name: value for name, value in resource.properties.items() if name not in _MACHINERY}
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


def _renamed(value: object, names: Mapping[str, str]) -> object:
    """The value with other logical ids in its references."""
    if isinstance(value, list):
        return [_renamed(item, names) for item in value]
    if not isinstance(value, dict):
        return value
    renamed = {name: _renamed(argument, names) for name, argument in value.items()}
    if isinstance(referred := value.get("Ref"), str):
        renamed["Ref"] = names.get(referred, referred)
    if "Fn::GetAtt" in value:
        given = value["Fn::GetAtt"]
        logical_id, *rest = given if isinstance(given, list) else str(given).split(".", 1)
        renamed["Fn::GetAtt"] = [names.get(logical_id, logical_id), *rest]
    if "Fn::Sub" in value:
        given = value["Fn::Sub"]
        text, *rest = given if isinstance(given, list) else [given]
        text = _IN_SUB.sub(lambda found: f"${{{names.get(found[1], found[1])}", text)
        renamed["Fn::Sub"] = [text, *(_renamed(item, names) for item in rest)]
    return renamed


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}
