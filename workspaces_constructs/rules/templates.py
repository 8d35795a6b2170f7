"""CloudFormation templates that are judged together: their resources by type, and what leads from one to another."""

from __future__ import annotations

from functools import cached_property, partial, wraps
from typing import TYPE_CHECKING, Any, TypeVar

from workspaces_constructs.rules.conditions import doubted, parameters_behind
from workspaces_constructs.rules.loops import with_looped
from workspaces_constructs.rules.resolving import Values
from workspaces_constructs.rules.resources import Resource

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from workspaces_constructs.rules.resources import Value

__all__ = ["Template", "Templates", "view"]

Template = dict[str, Any]
T = TypeVar("T")


class Templates:
    """Some templates.

    Args:
        templates: The templates by name: a file, a stack.
        regions: The region of each template, by its name, where it is known.
        nested: The names of nested stacks' templates, by the ``<template>/<logical id>`` of the
            ``AWS::CloudFormation::Stack`` that makes each.
        attributes: What is known of attributes otherwise, by ``<template>/<logical id>`` and the attribute's name.
    """

    def __init__(
        self,
        templates: Mapping[str, Template],
        *,
        regions: Mapping[str, str] | None = None,
        nested: Mapping[str, str] | None = None,
        attributes: Mapping[tuple[str, str], Value] | None = None,
    ) -> None:
        self.templates = templates
        self.regions = dict(regions or {})
        self.attributes = dict(attributes or {})
        self._nested = dict(nested or {})
        self._parents = {child: parent for parent, child in self._nested.items()}
        self._views: dict[object, Any] = {}
        self._decided: dict[tuple[str, str], frozenset[str]] = {}
        self.values = Values(self)
        self._by_name: dict[str, dict[str, Resource]] = {}
        self._by_type: dict[str, list[Resource]] = {}
        for name in templates:
            self._by_name[name] = own = {}
            for logical_id, raw in with_looped(self.part(name, "Resources")):
                if isinstance(raw, dict) and isinstance(raw.get("Type"), str):
                    condition = raw.get("Condition")
                    work_out = partial(self._of_conditional, condition) if condition else self.values.of
                    own[logical_id] = made = Resource(work_out, name, logical_id, raw)
                    self._by_type.setdefault(made.type, []).append(made)

    def _of_conditional(self, condition: object, template: str, raw: object) -> Value:
        """A value of a resource with a condition: where it is made, the parameters behind that are not known."""
        key = (template, str(condition))
        if key not in self._decided:
            asked = parameters_behind(self.part(template, "Conditions"), condition)
            self._decided[key] = frozenset(each for each in asked if not self.given_by_parent(template, each))
        parameters = self._decided[key]
        return self.values.of(template, doubted(raw, parameters) if parameters else raw)

    def of_type(self, *types: str) -> list[Resource]:
        """The resources of some types, in the templates' order."""
        return [resource for each in types for resource in self._by_type.get(each, ())]

    def all(self) -> Iterator[Resource]:
        """Every resource."""
        for resources in self._by_type.values():
            yield from resources

    def find(self, template: str, logical_id: str) -> Resource | None:
        """A resource by its logical id."""
        return self._by_name.get(template, {}).get(logical_id)

    def part(self, template: str, name: str) -> Mapping[str, Any]:
        """A part of a template, such as ``Parameters``; empty where there is none."""
        found = self.templates.get(template, {}).get(name)
        return found if isinstance(found, dict) else {}

    def region_of(self, resource: Resource) -> str | None:
        """The region of a resource, where it is known."""
        return self.regions.get(resource.template)

    def nested_in(self, stack: Resource) -> str | None:
        """The name of the template of a nested stack."""
        return self._nested.get(stack.name)

    def given_by_parent(self, template: str, parameter: str) -> tuple[str, object] | None:
        """What the stack around a nested one gives for a parameter, as that stack's template and the raw value."""
        parent, _, logical_id = self._parents.get(template, "").rpartition("/")
        stack = self.find(parent, logical_id)
        given = stack.raw.get("Properties") if stack else None
        parameters = given.get("Parameters") if isinstance(given, dict) else None
        return (parent, parameters[parameter]) if isinstance(parameters, dict) and parameter in parameters else None

    @cached_property
    def exports(self) -> Mapping[str, tuple[str, object]]:
        """What templates export, by its name: the template and the raw value."""
        found: dict[str, tuple[str, object]] = {}
        for template in self.templates:
            for output in self.part(template, "Outputs").values():
                export = output.get("Export") if isinstance(output, dict) else None
                name = self.values.exported_name(template, export.get("Name")) if isinstance(export, dict) else None
                if name is not None:
                    found[name] = (template, output.get("Value"))
        return found


def view(make: Callable[[Templates], T]) -> Callable[[Templates], T]:
    """Make a function of templates work once for each: rules share what they look up."""

    @wraps(make)
    def once(templates: Templates) -> T:
        views = templates._views  # noqa: SLF001 - the cache is for this function only
        if make not in views:
            views[make] = make(templates)
        found: T = views[make]
        return found

    return once
