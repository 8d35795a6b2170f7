"""What a kind of custom resource is: its properties, what replaces it, and the two functions that do its work."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypedDict

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

OWNER_TAG = "workspaces-constructs:owner"
"""The tag that says which resource made a thing; its value is the physical id."""

Value = str | list["Value"] | dict[str, "Value"]
"""What CloudFormation hands a custom resource: it turns numbers and booleans into text."""


class Failed(Exception):  # noqa: N818 - it is the answer CloudFormation calls FAILED
    """The operation cannot succeed; the message is what the person reading the stack's events gets to see."""


@dataclass(frozen=True)
class Pending:
    """Not done yet. Should time run out, ``why`` and ``check`` become the reason of the failure."""

    why: str
    check: str = "its status in the AWS console, and the AWS Health Dashboard for this region."


@dataclass(frozen=True)
class Done:
    """Finished, with the attributes that ``Fn::GetAtt`` can read. Lists are joined by commas."""

    attributes: Mapping[str, str | Sequence[str]] | None = None


Outcome = Pending | Done


class Tag(TypedDict):
    """A tag in the form every AWS API takes."""

    Key: str
    Value: str


@dataclass(frozen=True)
class Properties:
    """The properties of one request, read by type."""

    values: Mapping[str, Value]

    def text(self, name: str, default: str = "") -> str:
        """A property as text."""
        return str(self.values.get(name, default))

    def texts(self, name: str) -> list[str]:
        """A property as a list of texts."""
        value = self.values.get(name) or []
        return [str(item) for item in value] if isinstance(value, list) else [str(value)]

    def number(self, name: str, default: int = 0) -> int:
        """A property as a whole number."""
        return int(self.text(name, str(default)))

    def flag(self, name: str, *, default: bool = False) -> bool:
        """A property as a boolean."""
        return self.text(name, str(default)).lower() == "true"

    def mapping(self, name: str) -> dict[str, Value]:
        """A property as a mapping."""
        value = self.values.get(name) or {}
        if not isinstance(value, dict):
            message = f"{name} must be a mapping, not {value!r}."
            raise Failed(message)
        return dict(value)

    def tags(self) -> list[Tag]:
        """The ``Tags`` property in the form every AWS API takes."""
        tags = self.values.get("Tags") or []
        return [Tag(Key=str(tag["Key"]), Value=str(tag["Value"])) for tag in tags if isinstance(tag, dict)]


@dataclass(frozen=True)
class Request:
    """One operation that CloudFormation asked for."""

    type: Literal["Create", "Update", "Delete"]
    kind: str
    stack_id: str
    logical_id: str
    physical_id: str
    properties: Properties
    old: Properties
    old_physical_id: str
    started: float
    """When CloudFormation's event arrived, in seconds since the epoch."""
    elapsed: float
    """Seconds since then."""

    @property
    def replaces(self) -> bool:
        """Whether this Update makes a new resource in place of an old one, which is deleted afterwards."""
        return self.type == "Update" and self.physical_id != self.old_physical_id

    def tag_changes(self) -> tuple[list[Tag], list[str]]:
        """The tags that an Update sets and the keys that it takes away; none of either where they are as they were."""
        wanted, old = self.properties.tags(), self.old.tags()
        if self.type != "Update" or wanted == old:
            return [], []
        kept = {tag["Key"] for tag in wanted}
        return wanted, [tag["Key"] for tag in old if tag["Key"] not in kept]

    @property
    def stack_name(self) -> str:
        """The name of the stack, for messages."""
        return _stack_name(self.stack_id)


@dataclass(frozen=True)
class Kind:
    """A kind of custom resource.

    ``ensure`` serves Create and Update: it brings what exists to what the properties say. ``remove`` serves Delete and
    must succeed when there is nothing (left) to remove.
    """

    type: str
    required: frozenset[str]
    optional: frozenset[str]
    replaced_on: frozenset[str]
    attributes: tuple[str, ...]
    ensure: Callable[[Request], Outcome]
    remove: Callable[[Request], Outcome]

    def validate(self, properties: Mapping[str, Value]) -> None:
        """Refuse missing and unknown properties before anything is made."""
        given = set(properties) - _FRAMEWORK_PROPERTIES
        if missing := self.required - given:
            message = f"{self.type} lacks {', '.join(sorted(missing))}. Required: {', '.join(sorted(self.required))}."
            raise Failed(message)
        if unknown := given - self.required - self.optional:
            allowed = ", ".join(sorted(self.required | self.optional))
            message = f"{self.type} does not know {', '.join(sorted(unknown))}. It takes: {allowed}."
            raise Failed(message)

    def physical_id(self, stack_id: str, logical_id: str, properties: Mapping[str, Value]) -> str:
        """A name made of the stack, the logical id and the properties that force a replacement, always the same.

        Only properties that are given count, so that a new optional one in a later version changes no name.
        """
        identity = {name: properties[name] for name in sorted(self.replaced_on) if name in properties}
        digest = hashlib.sha256(json.dumps([stack_id, logical_id, identity], sort_keys=True).encode()).hexdigest()
        return f"{_stack_name(stack_id)[:40]}-{logical_id[:48]}-{digest[:16]}"

    def is_physical_id(self, text: str) -> bool:
        """Whether an id was made by ``physical_id``, of this or of an earlier version."""
        return _PHYSICAL_ID.fullmatch(text) is not None


_PHYSICAL_ID = re.compile(r"[A-Za-z0-9-]+-[0-9a-f]{16}")
_FRAMEWORK_PROPERTIES = {"ServiceToken", "ServiceTimeout"}


def _stack_name(stack_id: str) -> str:
    parts = stack_id.split("/")
    return parts[1] if len(parts) > 1 else stack_id
