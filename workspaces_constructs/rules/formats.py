"""Findings as a person, a program and GitHub read them."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final, Literal

from workspaces_constructs.rules.rule import LEVELS
from workspaces_constructs.rules.unreadable import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from workspaces_constructs.rules.loading import Loaded
    from workspaces_constructs.rules.rule import Finding, Level

__all__ = ["FORMATS", "Format", "counts"]

Format = Literal["text", "json", "github"]

_COLOURS: Final[Mapping[Level, str]] = {"error": "31", "warning": "33", "advice": "36"}
_BOLD: Final = "1"
_ANNOTATIONS: Final[Mapping[Level, str]] = {"error": "error", "warning": "warning", "advice": "notice"}


def counts(findings: Sequence[Finding]) -> str:
    """How many findings there are of each level, in words."""
    numbers = {level: sum(finding.level == level for finding in findings) for level in LEVELS}
    words = {"error": ("error", "errors"), "warning": ("warning", "warnings"), "advice": ("advice", "advice")}
    return ", ".join(f"{number} {words[level][number != 1]}" for level, number in numbers.items() if number)


def text(findings: Sequence[Finding], loaded: Loaded, *, colours: bool) -> Iterator[str]:
    """For a person: by template and resource, in the order in which they stand there."""

    def paint(code: str, words: str) -> str:
        return f"\x1b[{code}m{words}\x1b[0m" if colours else words

    placed = sorted(findings, key=_place(loaded))
    for template, of_template in groupby(placed, key=lambda each: each.template):
        source = loaded.source_of(template)
        file = f" ({clean(source.file)})" if source.file and not template.startswith(source.file) else ""
        yield f"{paint(_BOLD, clean(template))}{file}\n"
        for resource, of_resource in groupby(of_template, key=lambda each: each.resource):
            given = list(of_resource)
            made = loaded.documents[template].template["Resources"].get(resource)
            kind = made["Type"] if made else "in a loop"
            line = f", line {source.lines[resource]}" if resource in source.lines else ""
            path = f"\n    {clean(given[0].path)}" if given[0].path else ""
            yield f"\n  {paint(_BOLD, clean(resource))} ({clean(kind)}){line}{path}\n"
            for each in given:
                where = f" ({clean(each.location)})" if each.location else ""
                yield f"    {paint(_COLOURS[each.level], each.level)} {each.rule}: {clean(each.message)}{where}\n"
                yield f"      fix: {clean(each.fix)}\n      source: {clean(each.source)}\n"
        yield "\n"


def json_(findings: Sequence[Finding], _loaded: Loaded, *, colours: bool) -> Iterator[str]:
    """For a program: a list of the findings' fields."""
    import json

    del colours
    yield json.dumps([each.as_json() for each in findings], indent=2) + "\n"


def github(findings: Sequence[Finding], loaded: Loaded, *, colours: bool) -> Iterator[str]:
    """For GitHub Actions: annotations of the files."""
    del colours
    for each in sorted(findings, key=_place(loaded)):
        source = loaded.source_of(each.template)
        given = {"file": source.file, "line": str(source.lines.get(each.resource, "")), "title": each.rule}
        properties = ",".join(f"{key}={_escaped(value, ':,')}" for key, value in given.items() if value)
        message = f"{each.resource}: {each.message}. {each.fix}"
        yield f"::{_ANNOTATIONS[each.level]} {properties}::{_escaped(message)}\n"


def _escaped(value: str, more: str = "") -> str:
    """A value of a workflow command, as GitHub's own toolkit escapes it."""
    value = value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    for character in more:
        value = value.replace(character, f"%{ord(character):02X}")
    return clean(value)


def _place(loaded: Loaded) -> Callable[[Finding], tuple[int, int, str, int]]:
    order = {name: number for number, name in enumerate(loaded.documents)}
    levels = {level: number for number, level in enumerate(LEVELS)}

    def place(finding: Finding) -> tuple[int, int, str, int]:
        line = loaded.source_of(finding.template).lines.get(finding.resource, 0)
        return order[finding.template], line, finding.resource, levels[finding.level]

    return place


FORMATS: Final = {"text": text, "json": json_, "github": github}
"""What writes findings, by the name of the format."""
