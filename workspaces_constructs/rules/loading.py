"""From files and folders to the templates that are judged together."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from workspaces_constructs.rules import texts
from workspaces_constructs.rules.assembly import is_assembly, stacks_of
from workspaces_constructs.rules.documents import (
    Document,
    as_documents,
    claims_to_be_template,
    documents_in,
    is_template,
    read_text,
)
from workspaces_constructs.rules.templates import Template, Templates
from workspaces_constructs.rules.unreadable import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from workspaces_constructs.rules.documents import Source

__all__ = ["Loaded", "load"]

_ENDINGS: Final = (".json", ".template", ".yaml", ".yml")
_SKIPPED: Final = frozenset({"__pycache__", "node_modules"})
_MOST: Final = 5_000
"""How many templates are judged together."""


@dataclass
class Loaded:
    """What was read.

    Attributes:
        documents: The templates by name, with where each was read.
        regions: The regions of those whose region is known.
        nested: The names of nested stacks' templates, by the resource that makes each.
    """

    documents: dict[str, Document] = field(default_factory=dict)
    regions: dict[str, str] = field(default_factory=dict)
    nested: dict[str, str] = field(default_factory=dict)

    def templates(self) -> Templates:
        """The templates, to be judged."""
        return Templates(
            {name: each.template for name, each in self.documents.items()}, regions=self.regions, nested=self.nested
        )

    def source_of(self, template: str) -> Source:
        """Where a template was read."""
        return self.documents[template].source

    def add(self, name: str, document: Document, region: str | None = None, parent: str | None = None) -> None:
        """Take in a template."""
        if len(self.documents) >= _MOST:
            raise Unreadable(f"{document.source.file}: there are more than {_MOST:,} templates")
        self.documents[name] = document
        if region:
            self.regions[name] = region
        if parent:
            self.nested[parent] = name


def load(paths: Iterable[str]) -> Loaded:
    """Read templates.

    A file must be a template. Of a folder, the templates in it and below are read, and all that is something else is
    left out; a cloud assembly (``cdk.out``) gives its stacks, with what its manifest tells of them.

    Args:
        paths: Files and folders; ``-`` is standard input. What is given twice counts once.

    Raises:
        Unreadable: Something cannot be read: a line for each.
    """
    loaded = Loaded()
    problems: list[str] = []
    seen: set[str] = set()
    for path in paths:
        try:
            _take(loaded, path, seen)
        except Unreadable as error:
            problems.extend(error.problems)
    if problems:
        raise Unreadable(*problems)
    _link(loaded)
    return loaded


def _take(loaded: Loaded, path: str, seen: set[str]) -> None:
    if path != texts.STANDARD_INPUT and Path(path).is_dir():
        _take_folder(loaded, path, seen)
    elif _is_new(path, seen):
        try:
            text = texts.of_standard_input() if path == texts.STANDARD_INPUT else texts.of_file(path)
            documents = documents_in(text, "" if path == texts.STANDARD_INPUT else path, path.lower())
        except Unreadable as error:
            raise Unreadable(f"{'standard input' if path == texts.STANDARD_INPUT else path}: {error}") from error
        _add_all(loaded, "standard input" if path == texts.STANDARD_INPUT else path, documents)


def _take_folder(loaded: Loaded, path: str, seen: set[str]) -> None:
    found = False
    problems: list[str] = []
    for folder, files in _folders(path):
        for each in files or [folder]:
            try:
                found |= _take_file(loaded, each, seen) if files else _take_assembly(loaded, each, seen)
            except Unreadable as error:
                problems.extend(error.problems)
    if problems:
        raise Unreadable(*problems)
    if not found:
        raise Unreadable(f"{path}: no CloudFormation template is in this folder")


def _folders(path: str) -> Iterator[tuple[str, list[str]]]:
    """The folders below a path with the files that may be templates; a cloud assembly comes with no files."""
    for folder, inner, names in os.walk(path, onerror=_refuse):
        if is_assembly(folder):
            inner.clear()
            yield folder, []
            continue
        inner[:] = sorted(each for each in inner if each not in _SKIPPED and not each.startswith("."))
        files = [str(Path(folder, each)) for each in sorted(names) if each.lower().endswith(_ENDINGS)]
        if files:
            yield folder, files


def _refuse(error: OSError) -> None:
    raise Unreadable(f"{error.filename}: cannot be read: {(error.strerror or 'no reason given').lower()}") from error


def _take_file(loaded: Loaded, file: str, seen: set[str]) -> bool:
    """Take in the templates of a file in a folder; whether there were any, or have been before."""
    if not _is_new(file, seen):
        return True
    documents = _templates_in(file)
    _add_all(loaded, file, documents)
    return bool(documents)


def _take_assembly(loaded: Loaded, folder: str, seen: set[str]) -> bool:
    """Take in the stacks of an assembly; whether there were any, or have been before."""
    if not _is_new(folder, seen):
        return True
    names: dict[str, str] = {}
    for stack in stacks_of(folder):
        if not stack.way:
            names[stack.artifact] = stack.artifact if stack.name in loaded.documents else stack.name
        name = "/".join((names[stack.artifact], *stack.way))
        loaded.add(name, stack.document, stack.region, name if stack.way else None)
    return bool(names)


def _templates_in(file: str) -> list[Document]:
    """The templates of a file in a folder: none if it is something else.

    Raises:
        Unreadable: It was meant as a template, or it is not for us to read.
    """
    text = ""
    try:
        text = texts.of_file(file) if Path(file).is_file() else ""
        if "Resources" in text:
            language, found = read_text(text, file.lower())
            return as_documents(text, file, language, found) if any(map(is_template, found)) else []
    except Unreadable as error:
        if claims_to_be_template(text) or str(error).startswith("cannot be read"):
            raise Unreadable(f"{file}: {error}") from error
    return []


def _add_all(loaded: Loaded, path: str, documents: list[Document]) -> None:
    for number, document in enumerate(documents, start=1):
        loaded.add(path if number == 1 else f"{path}#{number}", document)


def _is_new(path: str, seen: set[str]) -> bool:
    if "\0" in path:
        raise Unreadable(f"{path}: cannot be read: no path has such characters")
    real = path if path == texts.STANDARD_INPUT else os.path.realpath(path)
    new = real not in seen
    seen.add(real)
    return new


def _link(loaded: Loaded) -> None:
    """Connect nested stacks with the files that their ``TemplateURL`` names, as before ``cloudformation package``.

    A file that several stacks nest is left alone: it would have several values for each of its parameters.
    """
    files = {os.path.realpath(each.source.file): name for name, each in loaded.documents.items() if each.source.file}
    found: dict[str, list[str]] = {}
    for name, document in loaded.documents.items():
        for logical_id, resource in document.template["Resources"].items():
            url = _template_url(resource)
            if url and document.source.file:
                file = os.path.realpath(Path(document.source.file).parent / url)
                if file in files and files[file] != name:
                    found.setdefault(files[file], []).append(f"{name}/{logical_id}")
    for child, parents in found.items():
        if len(parents) == 1 and parents[0] not in loaded.nested and child not in loaded.nested.values():
            loaded.nested[parents[0]] = child


def _template_url(resource: Template | object) -> str:
    if not isinstance(resource, dict) or resource.get("Type") != "AWS::CloudFormation::Stack":
        return ""
    properties = resource.get("Properties")
    url = properties.get("TemplateURL") if isinstance(properties, dict) else None
    return url if isinstance(url, str) and "\0" not in url and "://" not in url else ""
