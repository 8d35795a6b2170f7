"""Works out the values of templates: references and functions, as far as templates tell."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Protocol

from workspaces_constructs.rules.attributes import IDENTIFIER_ATTRIBUTES, PROPERTY_ATTRIBUTES
from workspaces_constructs.rules.functions import FUNCTIONS, as_text, holes_in, identifiers_in, unknown_from
from workspaces_constructs.rules.indirections import NOTHING_KNOWN, Indirections
from workspaces_constructs.rules.resources import HOLE, Reference, Unknown, Value, references_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workspaces_constructs.rules.resources import Resource

__all__ = ["Values"]

_DYNAMIC: Final = re.compile(r"\{\{resolve:ssm:(arn:[^{}]*:parameter/[^{}:]+|[^{}:]+)(?::\d+)?\}\}")
_NUMBERS: Final = (bool, int, float)
_DYNAMIC_MARK: Final = "{{resolve:ssm:"
_DEEPEST: Final = 48
_NAMES_FROM: Final = 32
"""How deep the name of something that others look up counts as standing already: names are simple."""

_PSEUDO: Final[Mapping[str, Value]] = {
    "AWS::NoValue": None,
    "AWS::AccountId": Unknown(HOLE),
    "AWS::NotificationARNs": NOTHING_KNOWN,
    "AWS::Partition": Unknown(HOLE),
    "AWS::Region": Unknown(HOLE),
    "AWS::StackId": Unknown(HOLE),
    "AWS::StackName": Unknown(HOLE),
    "AWS::URLSuffix": Unknown(HOLE),
}


class Source(Protocol):
    """The templates whose values are worked out; ``Templates`` says what each of these is."""

    regions: dict[str, str]
    attributes: dict[tuple[str, str], Value]

    def of_type(self, *types: str) -> list[Resource]: ...
    def find(self, template: str, logical_id: str) -> Resource | None: ...
    def part(self, template: str, name: str) -> Mapping[str, Any]: ...
    def nested_in(self, stack: Resource) -> str | None: ...
    def given_by_parent(self, template: str, parameter: str) -> tuple[str, object] | None: ...
    @property
    def exports(self) -> Mapping[str, tuple[str, object]]: ...


class Values:
    """Works out the values of templates that are judged together.

    Args:
        templates: The templates.
    """

    def __init__(self, templates: Source) -> None:
        self._templates = templates
        self._indirections = Indirections()

    def of(self, template: str, raw: object, depth: int = 0) -> Value:
        """What a value of a template comes to; properties that come to nothing are left out."""
        if isinstance(raw, str):
            return self._dynamic(raw, depth) if _DYNAMIC_MARK in raw else raw
        if isinstance(raw, dict):
            return self._mapping(template, raw, depth + 1) if depth <= _DEEPEST else NOTHING_KNOWN
        if isinstance(raw, list):
            if depth > _DEEPEST:
                return NOTHING_KNOWN
            found = (self.of(template, each, depth + 1) for each in raw)
            return [each for each in found if each is not None]
        return raw if isinstance(raw, _NUMBERS) else None

    def _mapping(self, template: str, raw: dict[str, object], depth: int) -> Value:
        """A function's result, or a mapping of values."""
        if len(raw) == 1:
            (name,) = raw
            if name == "Ref" or (isinstance(name, str) and name.startswith("Fn::")):
                return self._function(name, template, raw[name], depth)
        found: dict[str, Value] = {}
        for key, each in raw.items():
            value = self.of(template, each, depth)
            if value is not None:
                found[str(key)] = value
        return found

    def _function(self, name: str, template: str, argument: object, depth: int) -> Value:
        """A function's result; of one that is not worked out it is still known what it is made from."""
        if name == "Ref":
            return self._ref(template, argument, depth)
        if name == "Fn::GetAtt":
            return self._attribute(template, argument, depth)
        if name == "Fn::ImportValue":
            return self._import(template, argument, depth)
        if name in FUNCTIONS:
            return FUNCTIONS[name](self, template, argument, depth)
        return unknown_from(self.of(template, argument, depth))

    def _ref(self, template: str, name: object, depth: int) -> Value:
        if not isinstance(name, str):
            return NOTHING_KNOWN
        if name in _PSEUDO:
            region = self._templates.regions.get(template)
            return region if region and name == "AWS::Region" else _PSEUDO[name]
        resource = self._templates.find(template, name)
        return Reference(resource) if resource else self._parameter(template, name, depth)

    def _parameter(self, template: str, name: str, depth: int) -> Value:
        given = self._templates.given_by_parent(template, name)
        if given:
            return self._follow((template, "parameter", name), *given, depth)
        parameter = self._templates.part(template, "Parameters").get(name)
        if not isinstance(parameter, dict) or "Default" not in parameter or _flag(parameter.get("NoEcho")):
            return Unknown(HOLE)
        key = (template, "parameter", name)
        return self._indirections.follow(key, lambda: self._default(parameter, depth))

    def _default(self, parameter: Mapping[str, object], depth: int) -> Value:
        kind, default = str(parameter.get("Type", "")), parameter["Default"]
        if not isinstance(default, str | int | float):
            return Unknown(HOLE)
        if kind.startswith("AWS::SSM::Parameter::Value<"):
            found = self._published(str(default), depth)
            return _split_list(found) if "List<" in kind else found
        return _split_list(str(default)) if "List" in kind else default

    def _follow(self, key: tuple[str, ...], template: str, raw: object, depth: int) -> Value:
        """The value of something that has a name, worked out once."""
        if depth > _DEEPEST:
            return NOTHING_KNOWN
        return self._indirections.follow(key, lambda: self.of(template, raw, depth + 1))

    def _dynamic(self, text: str, depth: int) -> Value:
        """A text with the values of SSM parameters in it."""
        if match := _DYNAMIC.fullmatch(text):
            return self._published(match[1], depth)
        parts: list[Value] = []
        end = 0
        for match in _DYNAMIC.finditer(text):
            parts += [text[end : match.start()], self._published(match[1], depth)]
            end = match.end()
        return self.text([*parts, text[end:]], "", depth, dynamic=False) if parts else text

    def _published(self, name: str, depth: int) -> Value:
        """The value of an SSM parameter that one of the templates makes; the name may be an ARN."""
        bare = name.partition(":parameter/")[2] if name.startswith("arn:") else name
        resource = self._published_by_name.get(f"/{bare}" if name.startswith("arn:") else name)
        resource = resource or self._published_by_name.get(bare)
        return self._property(resource, "Value", depth) if resource else Unknown(HOLE)

    @cached_property
    def _published_by_name(self) -> Mapping[str, Resource]:
        """The SSM parameters; those whose names are themselves published are not found by them."""
        found: dict[str, Resource] = {}
        self.__dict__["_published_by_name"] = {}
        for resource in self._templates.of_type("AWS::SSM::Parameter"):
            name = self._property(resource, "Name", _NAMES_FROM)
            if isinstance(name, str):
                found.setdefault(name, resource)
        return found

    def _property(self, resource: Resource, name: str, depth: int) -> Value:
        given = resource.raw.get("Properties")
        raw = given.get(name) if isinstance(given, dict) else None
        return None if raw is None else self._follow((resource.name, "property", name), resource.template, raw, depth)

    def _attribute(self, template: str, argument: object, depth: int) -> Value:
        parts = argument.split(".", 1) if isinstance(argument, str) else argument
        if not (isinstance(parts, list) and len(parts) > 1 and all(isinstance(part, str) for part in parts)):
            return NOTHING_KNOWN
        logical_id, attribute = str(parts[0]), ".".join(parts[1:])
        resource = self._templates.find(template, logical_id)
        if resource is None:
            return NOTHING_KNOWN
        if (resource.name, attribute) in self._templates.attributes:
            return self._templates.attributes[resource.name, attribute]
        if resource.type == "AWS::CloudFormation::Stack" and attribute.startswith("Outputs."):
            return self._output_of(resource, attribute.removeprefix("Outputs."), depth)
        if attribute in IDENTIFIER_ATTRIBUTES.get(resource.type, ()):
            return Reference(resource)
        given = PROPERTY_ATTRIBUTES.get(resource.type, {}).get(attribute)
        value = self._property(resource, given, depth) if given else None
        return Reference(resource, attribute) if value is None else value

    def _output_of(self, nested: Resource, output: str, depth: int) -> Value:
        template = self._templates.nested_in(nested)
        given = self._templates.part(template, "Outputs").get(output) if template else None
        if not template or not isinstance(given, dict):
            return Reference(nested, f"Outputs.{output}")
        return self._follow((template, "output", output), template, given.get("Value"), depth)

    def affords(self, pieces: int) -> bool:
        """Whether a value of so many pieces can still be made."""
        return self._indirections.affords(pieces)

    def text(self, parts: list[Value], separator: str, depth: int, *, dynamic: bool = True) -> Value:
        """A text made of parts, which may come to the name of an SSM parameter."""
        texts = [as_text(part) for part in parts]
        if not self._indirections.affords_text(sum(map(len, texts)) + len(separator) * len(texts)):
            return unknown_from(parts)
        whole = separator.join(texts)
        if HOLE not in whole:
            return self._dynamic(whole, depth) if dynamic and _DYNAMIC_MARK in whole else whole
        if len(parts) == 1 and isinstance(parts[0], Reference):
            return parts[0]
        holes = [holes_in(part) for part in parts]
        known = tuple(hole for each in holes for hole in each or ()) if None not in holes else ()
        return Unknown(whole, tuple(dict.fromkeys(references_in(parts))), known)

    def mapped(self, template: str, way: list[str], depth: int) -> Value:
        """What stands in a template's ``Mappings``."""
        found: object = self._templates.part(template, "Mappings")
        for key in way:
            found = found.get(key) if isinstance(found, dict) else None
        return NOTHING_KNOWN if found is None else self._follow((template, "map", *way), template, found, depth)

    def _import(self, template: str, argument: object, depth: int) -> Value:
        name = self.of(template, argument, depth)
        export = self._exports.get(name) if isinstance(name, str) else None
        return self._follow((export[0], "export", str(name)), *export, depth) if export else NOTHING_KNOWN

    @cached_property
    def _exports(self) -> Mapping[str, tuple[str, object]]:
        """What templates export; names that are themselves imported are not found."""
        self.__dict__["_exports"] = {}
        return self._templates.exports

    def exported_name(self, template: str, raw: object) -> str | None:
        """The name of an export, where it is certain."""
        name = self.of(template, raw, _NAMES_FROM)
        return name if isinstance(name, str) else None


def _flag(value: object) -> bool:
    return str(value).lower() == "true"


def _split_list(value: Value) -> Value:
    return (
        [part.strip() for part in value.split(",")] if isinstance(value, str) else identifiers_in(value, ",") or value
    )
