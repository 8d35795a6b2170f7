"""What CloudFormation makes first: what a resource mentions or names in ``DependsOn``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from workspaces_constructs.rules.templates import view

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workspaces_constructs.rules.resources import Resource
    from workspaces_constructs.rules.templates import Templates

__all__ = ["comes_after"]

_LOOPED: Final = re.compile(r"[$&]\{[^{}]*\}")
"""What stands for the name of a loop in the logical id of what it makes."""
_IN_SUB: Final = re.compile(r"\$\{([^!}.]+)[.}]")


def comes_after(templates: Templates, resource: Resource, earlier: Resource) -> bool:
    """Whether CloudFormation is certain to make a resource after another one of the same template."""
    waiting, seen = [resource.logical_id], {resource.logical_id}
    parts = _LOOPED.split(earlier.logical_id)
    looped = re.compile(".+".join(map(re.escape, parts))) if len(parts) > 1 else None
    while waiting:
        for name in _needs(templates, resource.template, waiting.pop()):
            if name == earlier.logical_id or (looped and looped.fullmatch(name)):
                return True
            if name not in seen:
                seen.add(name)
                waiting.append(name)
    return False


@view
def _known_needs(_: Templates) -> dict[tuple[str, str], frozenset[str]]:
    """What has been looked up."""
    return {}


def _needs(templates: Templates, template: str, logical_id: str) -> frozenset[str]:
    """The logical ids that a resource waits for itself; some may be parameters."""
    known, key = _known_needs(templates), (template, logical_id)
    if key not in known:
        resource = templates.find(template, logical_id)
        known[key] = frozenset(_mentioned(resource)) if resource else frozenset()
    return known[key]


def _mentioned(resource: Resource) -> Iterator[str]:
    named = resource.raw.get("DependsOn")
    yield from (each for each in (named if isinstance(named, list) else [named]) if isinstance(each, str))
    waiting: list[object] = [resource.raw.get("Properties")]
    seen = set()
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict | list) and id(each) not in seen:
            seen.add(id(each))
            yield from _of_function(each) if isinstance(each, dict) and len(each) == 1 else ()
            waiting.extend(each.values() if isinstance(each, dict) else each)


def _of_function(raw: dict[str, object]) -> Iterator[str]:
    ((name, argument),) = raw.items()
    text = argument[0] if isinstance(argument, list) and argument else argument
    if not isinstance(text, str):
        return
    if name == "Fn::Sub":
        yield from (match.strip() for match in _IN_SUB.findall(text))
    elif name in {"Ref", "Fn::GetAtt"}:
        yield text.partition(".")[0]
