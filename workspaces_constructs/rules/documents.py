"""The CloudFormation templates in a text, JSON or YAML."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Literal

from workspaces_constructs.rules import json_templates
from workspaces_constructs.rules.unreadable import Unreadable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workspaces_constructs.rules.templates import Template

__all__ = [
    "INSTALL",
    "Document",
    "Source",
    "as_documents",
    "claims_to_be_template",
    "documents_in",
    "is_template",
    "read_text",
]

INSTALL: Final = "YAML needs PyYAML: pip install 'workspaces-constructs[rules]'"

_CLAIM: Final = re.compile(r"AWSTemplateFormatVersion|^[\"']?Resources[\"']?\s*:|\"Resources\"\s*:\s*\{", re.MULTILINE)


_KINDS: Final[Mapping[type, str]] = {
    type(None): "nothing",
    bool: "true or false",
    int: "a number",
    float: "a number",
    list: "a list",
}


@dataclass(frozen=True)
class Source:
    """Where a template was read.

    Attributes:
        file: The path of its file, as it was given; empty for standard input.
        text: What stands there.
        language: ``json`` or ``yaml``.
        number: Which of the file's documents it is, from 0.
    """

    file: str
    text: str
    language: Literal["json", "yaml"]
    number: int = 0

    @cached_property
    def lines(self) -> Mapping[str, int]:
        """The line of each resource, from 1; worked out at the first question."""
        if self.language == "json":
            return json_templates.resource_lines(self.text)
        from workspaces_constructs.rules import yaml_templates

        return yaml_templates.resource_lines(self.text)[self.number]


@dataclass(frozen=True)
class Document:
    """A template with its source."""

    template: Template
    source: Source


def claims_to_be_template(text: str) -> bool:
    """Whether a text that is neither JSON nor YAML was meant as a template."""
    return bool(_CLAIM.search(text)) and "AWS::" in text


def is_template(found: object) -> bool:
    """Whether something is a template beyond doubt: what a folder's other files are not."""
    if not isinstance(found, dict) or not isinstance(found.get("Resources"), dict):
        return False
    resources = found["Resources"].values()
    return "AWSTemplateFormatVersion" in found or any(
        isinstance(each, dict) and isinstance(each.get("Type"), str) and "::" in each["Type"] for each in resources
    )


def read_text(text: str, name: str) -> tuple[Literal["json", "yaml"], list[Any]]:
    """The language of a text, and what its documents hold.

    Raises:
        Unreadable: It is neither JSON nor YAML.
    """
    braced = text.lstrip()[:1] == "{"
    if braced or name.endswith(".json"):
        try:
            return "json", [json_templates.read(text)]
        except Unreadable:
            if not name.endswith((".yaml", ".yml")):
                raise
    try:
        from workspaces_constructs.rules import yaml_templates
    except ModuleNotFoundError as error:
        if error.name != "yaml":
            raise
        raise Unreadable(INSTALL) from error
    return "yaml", yaml_templates.read_all(text)


def documents_in(text: str, file: str, name: str) -> list[Document]:
    """The templates in a text that must be one, or several YAML documents.

    Args:
        text: The text.
        file: Where it was read.
        name: Its file's name, whose ending tells the language.

    Raises:
        Unreadable: It is not.
    """
    return as_documents(text, file, *read_text(text, name))


def as_documents(text: str, file: str, language: Literal["json", "yaml"], found: list[Any]) -> list[Document]:
    """The same, for a text that was parsed before.

    Raises:
        Unreadable: One of the documents is no template.
    """
    given = [each for each in found if each is not None] or [None]
    for each in given:
        require_template(each)
    numbers = [number for number, each in enumerate(found) if each is not None]
    return [Document(each, Source(file, text, language, number)) for number, each in zip(numbers, given, strict=True)]


def require_template(found: object) -> None:
    """Refuse what is no template.

    Raises:
        Unreadable: It is none.
    """
    if not isinstance(found, dict):
        raise Unreadable(f"not a CloudFormation template: it holds {_KINDS.get(type(found), 'a text')}")
    if "Resources" not in found:
        raise Unreadable("not a CloudFormation template: it has no Resources")
    if not isinstance(found["Resources"], dict):
        kind = _KINDS.get(type(found["Resources"]), "a text")
        raise Unreadable(f"not a CloudFormation template: its Resources are {kind}, not a mapping")
