"""The Service Authorization Reference as cfn-lint brings it: which actions there are, and what each can be held to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from cfnlint.data import AdditionalSpecs
from cfnlint.helpers import load_resource

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ANY: Final = "*"
_REFERENCE: Final[Mapping[str, Any]] = load_resource(AdditionalSpecs, "Policies.json")
_TAGGED: Final = re.compile(r"(?<=Tag/).+")


@dataclass(frozen=True)
class ResourceType:
    """What an action can be held to: the ARNs, and the condition keys that it brings."""

    arns: frozenset[str]
    condition_keys: frozenset[str]


def actions(pattern: str) -> list[str]:
    """The actions of the reference that one of a policy names, in small letters."""
    service, _, name = pattern.lower().partition(":")
    known = _REFERENCE.get(service, {"Actions": {}})["Actions"]
    return [f"{service}:{each}" for each in known if fnmatchcase(each, name)]


def resource_types(action: str) -> list[ResourceType]:
    """What an action can be held to; nothing for one that is allowed on all resources or not at all."""
    service, _, name = action.lower().partition(":")
    names = _REFERENCE[service]["Actions"][name].get("Resources", [])
    return [_resource_type(service, each.lower()) for each in names]


def mistakes(statement: Mapping[str, Any]) -> Iterator[str]:
    """Why IAM would not do what a statement means, of a policy in which intrinsic functions are replaced by ``*``."""
    resources = _list(statement.get("Resource", ANY))
    keys = {_TAGGED.sub("${TagKey}", key) for each in statement.get("Condition", {}).values() for key in each}
    for pattern in _list(statement.get("Action", [])):
        if pattern != ANY and not actions(pattern):
            yield f"there is no action {pattern}"
        for action in actions(pattern) if "*" not in pattern else ():
            yield from _action_mistakes(pattern, resource_types(action), resources, keys)


def _action_mistakes(action: str, types: list[ResourceType], resources: list[str], keys: set[str]) -> Iterator[str]:
    if ANY not in resources:
        if not types:
            yield f"{action} has no resource type and is allowed on * only, not on {resources}"
            return
        types = [each for each in types if any(_meet(one, arn) for one in resources for arn in each.arns)]
        if not types:
            yield f"{action} is not an action on {resources}"
    for each in types:
        for key in sorted(keys & _known_keys(action.partition(":")[0]) - each.condition_keys):
            yield f"{action} has no condition key {key} on {sorted(each.arns)}"


@cache
def _resource_type(service: str, name: str) -> ResourceType:
    found = _REFERENCE[service]["Resources"][name]
    arns = (re.sub(r"\$\{\w+\}|\.\*", ANY, each) for each in found["ARNFormats"])
    return ResourceType(frozenset(arns), frozenset(found.get("ConditionKeys", [])))


@cache
def _known_keys(service: str) -> frozenset[str]:
    """The condition keys that belong to resources; of those that belong to requests the file knows nothing."""
    found = (_resource_type(service, name).condition_keys for name in _REFERENCE[service]["Resources"])
    return frozenset(key for keys in found for key in keys if not key.startswith(("aws:RequestTag/", "aws:TagKeys")))


def _meet(one: str, other: str) -> bool:
    """Whether two patterns of ARNs have an ARN in common."""
    return all(_overlap(a, b) for a, b in zip(one.split(":", 5), other.split(":", 5), strict=True))


@cache
def _overlap(a: str, b: str) -> bool:
    if not a or not b:
        return not (a + b).strip(ANY)
    if a[0] == ANY:
        return _overlap(a[1:], b) or _overlap(a, b[1:])
    if b[0] == ANY:
        return _overlap(b, a)
    return a[0] == b[0] and _overlap(a[1:], b[1:])


def _list(value: Any) -> list[str]:  # noqa: ANN401 - a policy's one or many
    return [value] if isinstance(value, str) else list(value)
