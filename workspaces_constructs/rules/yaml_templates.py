"""Reading YAML templates: CloudFormation's short forms of functions are tags.

Values are built from the parser's events, without recursion: a file can neither nest so deeply nor repeat its anchors
so often that reading it, or judging it, would not end.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NoReturn

import yaml

from workspaces_constructs.rules.unreadable import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["read", "read_all", "resource_lines"]

DEEPEST: Final = 200
"""How deeply lists and mappings may nest, with what anchors repeat."""

MOST_REPEATED: Final = 500_000
"""How many values anchors may repeat in one file."""

_Parser: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_CORE: Final = "tag:yaml.org,2002:"
_PLAIN: Final = frozenset({_CORE + name for name in ("bool", "float", "int", "null")})
_AS_WRITTEN: Final = frozenset({_CORE + name for name in ("map", "seq", "str")})
_WORDS: Final[Mapping[str, object]] = {
    form: value
    for words, value in ((("yes", "true", "on"), True), (("no", "false", "off"), False), (("null",), None))
    for word in words
    for form in (word, word.title(), word.upper())
} | {"": None, "~": None}
_NUMBER: Final = re.compile(r"[-+]?(?:(?P<whole>0|[1-9][0-9]{0,99})|(?:\.[0-9]+|[0-9]+\.[0-9]*)(?:[eE][-+]?[0-9]+)?)")
_CHARACTERS_AS_ONE_VALUE: Final = 100


@dataclass(slots=True)
class _Open:
    """A list or mapping that is being read."""

    value: list[object] | dict[str, object]
    tag: str | None
    anchor: str | None
    key: str | None = None
    merged: list[dict[str, object]] = field(default_factory=list)
    weight: int = 1
    height: int = 1


class _Builder:
    """Makes the value of one document from its events."""

    def __init__(self) -> None:
        self.open: list[_Open] = []
        self.anchors: dict[str, tuple[object, int, int] | None] = {}
        self.result: object = None
        self.repeated = 0

    def scalar(self, event: yaml.ScalarEvent) -> None:
        top = self.open[-1] if self.open else None
        tag, text = event.tag, event.value
        value: object
        if tag is None:
            value = _plain(text) if event.implicit[0] else text
        elif tag in _PLAIN:
            value = _plain(text)
        elif tag in _AS_WRITTEN or tag == "!":
            value = text
        else:
            value = _function(tag, text, event)
        if event.anchor:
            self.anchors[event.anchor] = (value, 1 + len(text) // _CHARACTERS_AS_ONE_VALUE, 0)
        if top is not None and top.key is None and isinstance(top.value, dict):
            top.key = text
            if text in top.value or (text == "<<" and top.merged):
                _refuse(f"the key {text} stands here a second time", event)
            return
        self.put(value, 1, 0, event)

    def start(self, event: yaml.CollectionStartEvent) -> None:
        top = self.open[-1] if self.open else None
        if top is not None and top.key is None and isinstance(top.value, dict):
            _refuse("a key is a list or a mapping", event)
        if len(self.open) >= DEEPEST:
            _refuse("lists and mappings nest too deeply", event)
        if event.anchor:
            self.anchors[event.anchor] = None
        self.open.append(_Open({} if isinstance(event, yaml.MappingStartEvent) else [], event.tag, event.anchor))

    def end(self, event: yaml.CollectionEndEvent) -> None:
        done = self.open.pop()
        value: object = done.value
        if done.merged and isinstance(value, dict):
            for each in done.merged:
                value = {**each, **value}
        if done.tag is not None and done.tag not in _AS_WRITTEN and done.tag != "!":
            value = _function(done.tag, value, event)
        if done.anchor:
            self.anchors[done.anchor] = (value, done.weight, done.height)
        self.put(value, done.weight, done.height, event)

    def alias(self, event: yaml.AliasEvent) -> None:
        name, top = str(event.anchor), self.open[-1] if self.open else None
        if top is not None and top.key is None and isinstance(top.value, dict):
            _refuse("a key is an alias", event)
        if name not in self.anchors:
            _refuse(f"there is no anchor {name}", event)
        known = self.anchors[name]
        if known is None:
            _refuse(f"the anchor {name} contains itself", event)
        value, weight, height = known
        self.repeated += weight
        if self.repeated > MOST_REPEATED:
            _refuse("its anchors repeat too much", event)
        self.put(value, weight, height, event)

    def put(self, value: object, weight: int, height: int, event: yaml.Event) -> None:
        """Add a finished value to what it stands in."""
        if not self.open:
            self.result = value
            return
        top = self.open[-1]
        top.weight += weight
        if height >= top.height:
            top.height = height + 1
            if top.height + len(self.open) > DEEPEST:
                _refuse("lists and mappings nest too deeply", event)
        if isinstance(top.value, list):
            top.value.append(value)
        elif top.key == "<<":
            given = value if isinstance(value, list) else [value]
            if not given or not all(isinstance(each, dict) for each in given):
                _refuse("only mappings can be merged", event)
            top.merged = [each for each in given if isinstance(each, dict)]
            top.key = None
        elif top.key is not None:
            top.value[top.key] = value
            top.key = None


def _plain(text: str) -> object:
    """A value without quotes: YAML 1.1, but what it takes for a date or for a number to another base stays a text."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] in "+-.0123456789" and (match := _NUMBER.fullmatch(text)):
        return int(text) if match["whole"] else float(text)
    return text


def _function(tag: str, argument: object, event: yaml.Event) -> dict[str, object]:
    """The long form of a function's short one."""
    if not tag.startswith("!") or len(tag) < 2:  # noqa: PLR2004 - the mark and a name
        _refuse(f"CloudFormation has no tag {tag}", event)
    name = tag[1:]
    if name == "GetAtt" and isinstance(argument, str):
        argument = argument.split(".", 1)
    return {name if name in {"Ref", "Condition"} or name.startswith("Fn::") else f"Fn::{name}": argument}


def _refuse(problem: str, event: yaml.Event) -> NoReturn:
    mark = event.start_mark
    where = f", line {mark.line + 1}, column {mark.column + 1}" if mark else ""
    raise Unreadable(f"{problem}{where}")


def _events(text: str) -> Iterator[yaml.Event]:
    try:
        yield from yaml.parse(text, Loader=_Parser)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f", line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        raise Unreadable(f"not YAML: {error.problem or error.context}{where}") from error
    except (yaml.YAMLError, UnicodeError) as error:
        raise Unreadable("not YAML: it has characters that are no text") from error


def read_all(text: str) -> list[object]:
    """What the documents of a text of YAML hold.

    Raises:
        Unreadable: It is no YAML, or repeats keys, or asks for values that are not CloudFormation's.
    """
    found: list[object] = []
    builder = _Builder()
    for event in _events(text):
        if isinstance(event, yaml.ScalarEvent):
            builder.scalar(event)
        elif isinstance(event, yaml.CollectionStartEvent):
            builder.start(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            builder.end(event)
        elif isinstance(event, yaml.AliasEvent):
            builder.alias(event)
        elif isinstance(event, yaml.DocumentStartEvent):
            builder = _Builder()
        elif isinstance(event, yaml.DocumentEndEvent):
            found.append(builder.result)
    return found


def read(text: str) -> object:
    """What a text of YAML with one document holds; None for an empty one."""
    found = read_all(text)
    if len(found) > 1:
        raise Unreadable("it has more than one YAML document")
    return found[0] if found else None


def resource_lines(text: str) -> list[dict[str, int]]:
    """Where each document has its resources: the line of each logical id, from 1."""
    found: list[dict[str, int]] = []
    depth, keys, is_key = 0, ["", ""], True
    for event in _events(text):
        if isinstance(event, yaml.DocumentStartEvent):
            found.append({})
            depth, keys, is_key = 0, ["", ""], True
        elif isinstance(event, yaml.CollectionStartEvent):
            depth, is_key = depth + 1, True
        elif isinstance(event, yaml.CollectionEndEvent):
            depth, is_key = depth - 1, True
        elif isinstance(event, yaml.ScalarEvent | yaml.AliasEvent) and depth in {1, 2}:
            if is_key and isinstance(event, yaml.ScalarEvent):
                keys[depth - 1] = event.value
                if depth == 2 and keys[0] == "Resources" and event.start_mark:  # noqa: PLR2004 - a resource's key
                    found[-1].setdefault(event.value, event.start_mark.line + 1)
            is_key = not is_key
    return found
