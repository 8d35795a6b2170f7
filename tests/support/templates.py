"""Reading templates."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

Template = dict[str, Any]

_SUB = re.compile(r"\$\{([A-Za-z0-9]+)[.}]")


def by_type(template: Template, resource_type: str) -> dict[str, Any]:
    """The resources of a type, by logical id; ``Custom::*`` is every custom resource."""
    prefix = resource_type.rstrip("*")
    return {
        name: resource
        for name, resource in template["Resources"].items()
        if resource["Type"] == resource_type or (prefix != resource_type and resource["Type"].startswith(prefix))
    }


def only(template: Template, resource_type: str) -> tuple[str, Any]:
    """The one resource of a type."""
    (pair,) = by_type(template, resource_type).items()
    return pair


def properties(template: Template, resource_type: str) -> list[Any]:
    """The properties of all resources of a type."""
    return [resource.get("Properties", {}) for resource in by_type(template, resource_type).values()]


def references(value: object) -> Iterator[str]:
    """Every logical id that a value refers to."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "Ref":
                yield inner
            elif key == "Fn::GetAtt":
                yield inner[0] if isinstance(inner, list) else inner.split(".")[0]
            elif key == "Fn::Sub":
                yield from _SUB.findall(inner if isinstance(inner, str) else inner[0])
            yield from references(inner)
    elif isinstance(value, list):
        for item in value:
            yield from references(item)


def dependencies(template: Template, logical_id: str) -> set[str]:
    """Everything that CloudFormation makes before a resource, and so deletes after it."""
    resources, found, open_ids = template["Resources"], set[str](), [logical_id]
    while open_ids:
        resource = resources[open_ids.pop()]
        explicit = resource.get("DependsOn", [])
        direct = {*([explicit] if isinstance(explicit, str) else explicit), *references(resource.get("Properties", {}))}
        new = (direct & resources.keys()) - found
        found |= new
        open_ids += new
    return found


def texts(value: object) -> Iterator[str]:
    """Every text in a value."""
    if isinstance(value, str):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from texts(inner)
