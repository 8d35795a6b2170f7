"""What is left to whoever deploys a template."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workspaces_constructs.rules.resources import Resource
    from workspaces_constructs.rules.templates import Templates

__all__ = ["is_asked_for"]


def is_asked_for(templates: Templates, resource: Resource, name: str) -> bool:
    """Whether a property is a parameter of its template: the default is often a sample, to be given anew."""
    properties = resource.raw.get("Properties")
    raw = properties.get(name) if isinstance(properties, dict) else None
    asked = raw.get("Ref") if isinstance(raw, dict) and len(raw) == 1 else None
    return isinstance(asked, str) and asked in templates.part(resource.template, "Parameters")
