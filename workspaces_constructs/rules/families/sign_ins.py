"""Rules of EventBridge for the events of WorkSpaces."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from workspaces_constructs.rules.resources import HOLE, Reference, Unknown
from workspaces_constructs.rules.rule import Violation, rule
from workspaces_constructs.rules.views.directories import directory_of
from workspaces_constructs.rules.views.records import SIGN_IN_SOURCE, SIGN_IN_TYPE, event_pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workspaces_constructs.rules.resources import Properties, Resource, Value
    from workspaces_constructs.rules.templates import Templates

_EVENTS: Final = "https://docs.aws.amazon.com/workspaces/latest/adminguide/cloudwatch-events.html"
_LETTERS: Final = re.compile(r"[^a-z]")
_PREFIX: Final = "domain/"
_ACTION: Final = "successfulLogin"


def _bare(text: str) -> str:
    """A text without what people misspell."""
    return _LETTERS.sub("", text.lower())


@rule(
    "WorkSpaces-OPS10",
    "error",
    title="A rule for sign-ins matches the events that WorkSpaces sends",
    reason="Patterns are compared letter by letter: a rule with another source, type, action or form of the "
    "directory's id never gets an event.",
    fix="Write source aws.workspaces, detail-type WorkSpaces Access, actionType successfulLogin, and directoryId as "
    "domain/ with the directory's id.",
    source=_EVENTS,
)
def patterns_match(templates: Templates) -> Iterator[Violation]:
    """Rules for sign-ins whose pattern no event matches."""
    for listener in templates.of_type("AWS::Events::Rule"):
        pattern = event_pattern(listener)
        wrong = _wrong(templates, pattern) if _is_meant(pattern) else None
        if wrong:
            yield Violation(listener, wrong, "EventPattern")


def _is_meant(pattern: Properties) -> bool:
    """Whether a pattern is plainly for the events of WorkSpaces."""
    near = any(_bare(each) in {"awsworkspaces", "awsworkspace"} for each in pattern.texts("source"))
    return near or any(_bare(each) == "workspacesaccess" for each in pattern.texts("detail-type"))


def _wrong(templates: Templates, pattern: Properties) -> str | None:
    for key, right in (("source", SIGN_IN_SOURCE), ("detail-type", SIGN_IN_TYPE)):
        texts = pattern.texts(key)
        complete = bool(texts) and len(texts) == len(pattern.values(key))
        meant = any(_bare(each) in {_bare(right), _bare(right).removesuffix("s")} for each in texts)
        if complete and meant and right not in texts:
            return f"its {key} is {', '.join(texts)}, and the events have {right}"
    if SIGN_IN_TYPE not in pattern.texts("detail-type"):
        return None
    actions = pattern.values("detail", "actionType")
    if actions and all(isinstance(each, str) and each != _ACTION for each in actions):
        return f"its actionType is {actions[0]}, and the events have {_ACTION}"
    ids = pattern.values("detail", "directoryId")
    if ids and all(_has_no_prefix(templates, each) for each in ids):
        return "its directoryId does not begin with domain/"
    return None


def _has_no_prefix(templates: Templates, value: Value) -> bool:
    if isinstance(value, Reference):
        return directory_of(templates, value) is not None
    text = value if isinstance(value, str) else value.text if isinstance(value, Unknown) else ""
    return bool(text) and not text.startswith((_PREFIX, HOLE))


@rule(
    "WorkSpaces-OPS11",
    "error",
    title="A rule for sign-ins has a target",
    reason="Without a target the events go nowhere.",
    fix="Give Targets, such as a log group whose name begins with /aws/events/.",
    source=_EVENTS,
)
def rules_have_targets(templates: Templates) -> Iterator[Violation]:
    """Rules for sign-ins without a target."""
    for listener in templates.of_type("AWS::Events::Rule"):
        if SIGN_IN_SOURCE in event_pattern(listener).texts("source") and not _targets(listener):
            yield Violation(listener, "it has no target", "Targets")


def _targets(listener: Resource) -> bool:
    return bool(listener.properties.values("Targets"))
