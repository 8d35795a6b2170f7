"""Policies of IAM, of keys and of secrets, as far as templates tell what they say."""

from __future__ import annotations

import json
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Final

from workspaces_constructs.rules.resources import Unknown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from workspaces_constructs.rules.resources import Value

__all__ = ["Statement", "matches", "statements_of"]

_EVERYBODY: Final = "*"
_LONGEST: Final = 128


@dataclass(frozen=True)
class Statement:
    """A statement of a policy.

    Attributes:
        effect: ``Allow`` or ``Deny``; None where it is not known.
        actions: The actions, with their wildcards.
        resources: What they are for.
        principals: Who, by kind: ``AWS``, ``Service``, ``Federated``; ``*`` alone stands under ``AWS``.
        condition: The condition; None for none.
        inverted: Whether it names actions, principals or resources that it does not mean.
        certain: Whether all of this is known to be so.
    """

    effect: str | None
    actions: Sequence[Value]
    resources: Sequence[Value]
    principals: dict[str, Sequence[Value]]
    condition: Value
    inverted: bool
    certain: bool

    @property
    def allows(self) -> bool:
        """Whether it is certain to allow something."""
        return self.effect == "Allow"

    @property
    def for_everybody(self) -> bool:
        """Whether it is certain to be for everybody, from any account, at any time."""
        return self.condition is None and self.certain and _EVERYBODY in self.principals.get("AWS", ())

    def covers(self, action: str) -> bool:
        """Whether it is certain to be about an action."""
        return not self.inverted and any(isinstance(each, str) and matches(each, action) for each in self.actions)

    def may_cover(self, action: str) -> bool:
        """Whether it may be about an action; false is certain."""
        return self.inverted or self.covers(action) or any(not isinstance(each, str) for each in self.actions)

    def may_be_of(self, kind: str, name: str) -> bool:
        """Whether it may be for a principal; false is certain."""
        given = self.principals.get(kind, ())
        everybody = _EVERYBODY in self.principals.get("AWS", ())
        return everybody or not self.certain or any(not isinstance(each, str) or each == name for each in given)


def matches(pattern: str, action: str) -> bool:
    """Whether an action is one of those that a pattern means; case does not matter."""
    return len(pattern) <= _LONGEST and fnmatchcase(action.lower(), pattern.lower().replace("[", "[[]"))


def statements_of(document: Value) -> list[Statement] | None:
    """The statements of a policy, or None where they are not known; a policy may be given as text."""
    if isinstance(document, str):
        document = _parsed(document)
    given = document.get("Statement") if isinstance(document, dict) else None
    listed = [given] if isinstance(given, dict) else given
    if not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed):
        return None
    return [_statement(each) for each in listed if isinstance(each, dict)]


def _parsed(text: str) -> Value:
    try:
        found: Value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found


def _statement(given: dict[str, Value]) -> Statement:
    principal = given.get("Principal")
    inverted = any(key in given for key in ("NotAction", "NotPrincipal", "NotResource"))
    effect = given.get("Effect")
    return Statement(
        effect if isinstance(effect, str) else None,
        list(_listed(given.get("Action"))),
        list(_listed(given.get("Resource"))),
        _principals(principal),
        given.get("Condition"),
        inverted,
        not isinstance(principal, Unknown) and not inverted and isinstance(effect, str),
    )


def _principals(principal: Value) -> dict[str, Sequence[Value]]:
    if isinstance(principal, dict):
        return {kind: list(_listed(each)) for kind, each in principal.items()}
    return {"AWS": list(_listed(principal))}


def _listed(value: Value) -> Iterator[Value]:
    if value is not None:
        yield from value if isinstance(value, list) else (value,)
