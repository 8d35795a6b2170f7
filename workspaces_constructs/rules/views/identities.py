"""Which directory and which user something is for: the same text, the same resource, or the same expression."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workspaces_constructs.rules.resources import Reference
from workspaces_constructs.rules.views.directories import directory_of

if TYPE_CHECKING:
    from workspaces_constructs.rules.resources import Resource
    from workspaces_constructs.rules.templates import Templates

__all__ = ["Identity", "directory_identity", "user_identity"]

Identity = tuple[str, ...]
"""Two that are equal are certain to mean the same; two that differ may still do."""

_REGISTRATION = "Custom::WorkspacesDirectoryRegistration"


def directory_identity(templates: Templates, resource: Resource) -> Identity | None:
    """Which directory the ``DirectoryId`` of a resource means."""
    value = resource.properties.value("DirectoryId")
    directory = directory_of(templates, value)
    if directory is not None:
        return "resource", directory.resource.name
    if isinstance(value, Reference):
        return "resource", value.resource.name, value.attribute
    if isinstance(value, str):
        return "text", resource.template, value
    return _expression(templates, resource, "DirectoryId")


def user_identity(templates: Templates, resource: Resource) -> Identity | None:
    """Which user the ``UserName`` of a desktop means; names do not differ by case."""
    value = resource.properties.value("UserName")
    if isinstance(value, Reference) and value.attribute == "SAMAccountName":
        name = value.resource.properties.text("SAMAccountName")
        return ("text", name.lower()) if name else ("resource", value.resource.name)
    if isinstance(value, Reference):
        return "resource", value.resource.name, value.attribute
    if isinstance(value, str):
        return "text", value.lower()
    return _expression(templates, resource, "UserName")


def _expression(templates: Templates, resource: Resource, key: str) -> Identity | None:
    """An expression that is not known comes to the same wherever it stands in one template."""
    given = resource.raw.get("Properties")
    raw = given.get(key) if isinstance(given, dict) else None
    if not isinstance(raw, dict) or len(raw) != 1:
        return None
    ((function, argument),) = raw.items()
    parts = argument if isinstance(argument, list) else str(argument).split(".", 1)
    if not all(isinstance(part, str) for part in parts):
        return None
    named = templates.find(resource.template, parts[0]) if function == "Fn::GetAtt" and parts else None
    if named is not None and named.type == _REGISTRATION and named is not resource:
        return directory_identity(templates, named)
    return "expression", resource.template, str(function), *parts
