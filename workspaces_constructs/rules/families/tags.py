"""Tags of WorkSpaces resources, whose rules are narrower than those of most services."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.facts.tags import (
    MAX_TAG_KEY_LENGTH,
    MAX_TAG_VALUE_LENGTH,
    MAX_TAGS,
    RESERVED_TAG_PREFIXES,
    require_tags,
)
from workspaces_constructs.rules.rule import Violation, rule
from workspaces_constructs.rules.templates import view
from workspaces_constructs.rules.views.settings import OWN_DIRECTORY, REGISTRATION

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from workspaces_constructs.rules.resources import Resource
    from workspaces_constructs.rules.templates import Templates

_BILLED: Final = ("AWS::WorkSpaces::Workspace", REGISTRATION, OWN_DIRECTORY)
_TAGGED: Final = (
    *_BILLED,
    "AWS::WorkSpaces::ConnectionAlias",
    "AWS::WorkSpaces::WorkspaceIpGroup",
    "AWS::WorkSpaces::WorkspacesPool",
)
_SOURCE: Final = "whitepaper: Tag Restrictions"


@dataclass(frozen=True)
class _Tag:
    resource: Resource
    location: str
    key: str
    value: str

    @property
    def is_reserved(self) -> bool:
        return any(text.lower().startswith(RESERVED_TAG_PREFIXES) for text in (self.key, self.value))


@view
def _tags(templates: Templates) -> Sequence[_Tag]:
    """The tags with a known key; a value that is not known is taken for empty."""
    return [
        _Tag(resource, f"Tags.{number}", str(given["Key"]), str(value) if isinstance(value, str | int) else "")
        for resource in templates.of_type(*_TAGGED)
        for number, given in enumerate(resource.properties.values("Tags"))
        if isinstance(given, dict) and isinstance(given.get("Key"), str | int)
        for value in (given.get("Value"),)
    ]


@rule(
    "WorkSpaces-TAG1",
    "error",
    title="Tags do not begin with what AWS reserves",
    reason="AWS refuses keys and values that begin with aws: or aws:workspaces:.",
    fix="Use another name, without the prefix.",
    source=_SOURCE,
)
def no_reserved_prefixes(templates: Templates) -> Iterator[Violation]:
    """Tags with a reserved prefix in the key or the value."""
    for tag in _tags(templates):
        if tag.is_reserved:
            yield Violation(tag.resource, f"the tag {tag.key}={tag.value} has a prefix that AWS reserves", tag.location)


@rule(
    "WorkSpaces-TAG2",
    "error",
    title="Tags have a form that WorkSpaces takes",
    reason=f"Keys have 1 to {MAX_TAG_KEY_LENGTH} characters and values up to {MAX_TAG_VALUE_LENGTH}, one less than "
    "elsewhere: letters, digits, spaces but not at the ends, and + - = . _ : / @.",
    fix="Shorten the key or the value, or replace the characters that are not allowed.",
    source=_SOURCE,
)
def form_of_tags(templates: Templates) -> Iterator[Violation]:
    """Tags that are too long or have other characters."""
    for tag in _tags(templates):
        if not tag.is_reserved and not _is_accepted(tag):
            key = tag.key if len(tag.key) <= MAX_TAG_KEY_LENGTH else f"{tag.key[:20]}..."
            yield Violation(tag.resource, f"WorkSpaces does not take the tag {key!r}", tag.location)


def _is_accepted(tag: _Tag) -> bool:
    try:
        require_tags({tag.key: tag.value})
    except ConfigurationError:
        return False
    return True


@rule(
    "WorkSpaces-TAG3",
    "error",
    title=f"A resource has at most {MAX_TAGS} tags",
    reason="AWS refuses more. A registration gets one more from its custom resource, which tells whose it is.",
    fix="Remove tags that nothing uses.",
    source=_SOURCE,
)
def not_too_many_tags(templates: Templates) -> Iterator[Violation]:
    """Resources with more tags than WorkSpaces takes."""
    for resource in templates.of_type(*_TAGGED):
        most = MAX_TAGS - 1 if resource.type == REGISTRATION else MAX_TAGS
        number = len(resource.properties.each("Tags"))
        if number > most:
            yield Violation(resource, f"it has {number} tags, and {most} are allowed", "Tags")


@rule(
    "WorkSpaces-TAG4",
    "error",
    title="Each key is on a resource once",
    reason="AWS refuses two tags with one key.",
    fix="Remove one of the tags.",
    source=_SOURCE,
)
def keys_are_unique(templates: Templates) -> Iterator[Violation]:
    """Resources with two tags of one key."""
    for (name, key), number in Counter((tag.resource.name, tag.key) for tag in _tags(templates)).items():
        if number > 1:
            yield Violation(_first(templates, name), f"the tag {key} is there {number} times", "Tags")


def _first(templates: Templates, name: str) -> Resource:
    return next(tag.resource for tag in _tags(templates) if tag.resource.name == name)


@rule(
    "WorkSpaces-TAG5",
    "advice",
    title="Keys of tags do not differ by capitals only",
    reason="Keys are case-sensitive: costs under Project and under project are two lines of the bill.",
    fix="Write the key in one way everywhere.",
    source=_SOURCE,
)
def keys_differ_clearly(templates: Templates) -> Iterator[Violation]:
    """Tags whose key is written differently elsewhere."""
    first: dict[str, str] = {}
    for tag in _tags(templates):
        usual = first.setdefault(tag.key.lower(), tag.key)
        if usual != tag.key:
            yield Violation(tag.resource, f"the tag {tag.key} is {usual} elsewhere", tag.location)


@rule(
    "WorkSpaces-TAG6",
    "advice",
    title="Desktops and directories have tags for the bill",
    reason="Tags that are activated for cost allocation tell who pays for what.",
    fix="Give each a tag such as Project or CostCenter, and activate it for cost allocation.",
    source="whitepaper: Using the Cost Allocation Tag",
)
def tags_for_the_bill(templates: Templates) -> Iterator[Violation]:
    """Desktops and directories without a tag."""
    for resource in templates.of_type(*_BILLED):
        if not resource.properties.values("Tags"):
            yield Violation(resource, "it has no tag", "Tags")
