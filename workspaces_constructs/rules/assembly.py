"""Cloud assemblies: the folders that ``cdk synth`` writes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from workspaces_constructs.rules import json_templates, texts
from workspaces_constructs.rules.documents import Document, as_documents, read_text
from workspaces_constructs.rules.unreadable import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workspaces_constructs.rules.templates import Template

__all__ = ["MANIFEST", "Stack", "is_assembly", "nested_files", "stacks_of"]

MANIFEST: Final = "manifest.json"

_NESTED: Final = "AWS::CloudFormation::Stack"
_HASH: Final = re.compile(r"\b[0-9a-f]{64}\b")
_DEEPEST: Final = 20


@dataclass(frozen=True)
class Stack:
    """A stack of an assembly.

    Attributes:
        name: Its name; for a nested stack that of the outermost one around it.
        artifact: The folder and the id there of the same: other than names, no two are alike.
        way: For a nested stack, the logical ids that lead to it.
        document: Its template.
        region: Its region, where it is known.
    """

    name: str
    artifact: str
    way: tuple[str, ...]
    document: Document
    region: str | None


def is_assembly(folder: str) -> bool:
    """Whether a folder is a cloud assembly: it has a manifest that lists artifacts."""
    path = Path(folder, MANIFEST)
    if not path.is_file():
        return False
    try:
        return "artifacts" in _manifest(path)
    except Unreadable:
        return Path(folder, "cdk.out").is_file()


def stacks_of(folder: str, depth: int = 0) -> Iterator[Stack]:
    """The stacks of an assembly, of the assemblies in it, and their nested stacks.

    Raises:
        Unreadable: The manifest or a template of it cannot be read.
    """
    if depth > _DEEPEST:
        raise Unreadable(f"{folder}: assemblies nest too deeply")
    path = Path(folder, MANIFEST)
    try:
        artifacts = _manifest(path).get("artifacts", {})
    except Unreadable as error:
        raise Unreadable(f"{path}: {error}") from error
    for name, artifact in artifacts.items() if isinstance(artifacts, dict) else ():
        kind, given = (artifact.get("type"), artifact.get("properties")) if isinstance(artifact, dict) else (None, None)
        if not isinstance(given, dict):
            continue
        if kind == "aws:cloudformation:stack":
            file = given.get("templateFile")
            if not isinstance(file, str):
                raise Unreadable(f"{path}: the stack {name} has no templateFile")
            document = _document(folder, file)
            stack = str(given.get("stackName") or name)
            outermost = Stack(stack, f"{folder}/{name}", (), document, _region(artifact.get("environment")))
            yield outermost
            yield from _nested_in(outermost, folder)
        elif kind == "cdk:cloud-assembly" and isinstance(given.get("directoryName"), str):
            yield from stacks_of(str(Path(folder, given["directoryName"])), depth + 1)


def _document(folder: str, file: str) -> Document:
    path = str(Path(folder, file))
    try:
        text = texts.of_file(path)
        language, given = read_text(text, file)
        # The CDK leaves the Resources of a stack without resources out.
        found = as_documents(
            text, path, language, [{"Resources": {}, **each} for each in given if isinstance(each, dict)]
        )
    except Unreadable as error:
        raise Unreadable(f"{path}: {error}") from error
    if len(found) > 1:
        raise Unreadable(f"{path}: it has more than one YAML document")
    return found[0]


def _nested_in(stack: Stack, folder: str) -> Iterator[Stack]:
    if len(stack.way) >= _DEEPEST:
        raise Unreadable(f"{stack.document.source.file}: nested stacks contain themselves, or nest too deeply")
    for logical_id, file in nested_files(folder, stack.document.template):
        nested = Stack(stack.name, stack.artifact, (*stack.way, logical_id), _document(folder, file), stack.region)
        yield nested
        yield from _nested_in(nested, folder)


def nested_files(folder: str, template: Template) -> Iterator[tuple[str, str]]:
    """The nested stacks of a template whose templates are in the same folder: the logical id and the file."""
    nested = {
        logical_id: each
        for logical_id, each in template["Resources"].items()
        if isinstance(each, dict) and each.get("Type") == _NESTED
    }
    assets = _assets(folder) if nested else {}
    for logical_id, each in nested.items():
        metadata, properties = each.get("Metadata"), each.get("Properties")
        file = metadata.get("aws:asset:path") if isinstance(metadata, dict) else None
        if file is None and isinstance(properties, dict):
            hashes = _HASH.findall(str(properties.get("TemplateURL")))
            file = assets.get(hashes[-1]) if hashes else None
        if isinstance(file, str) and Path(folder, file).is_file():
            yield logical_id, file


def _assets(folder: str) -> dict[str, str]:
    """The files of a folder's assets by their hashes, which the addresses of templates end in."""
    found: dict[str, str] = {}
    for path in sorted(Path(folder).glob("*.assets.json")):
        try:
            files = _manifest(path).get("files")
        except Unreadable:
            continue
        for key, each in files.items() if isinstance(files, dict) else ():
            source = each.get("source") if isinstance(each, dict) else None
            if isinstance(source, dict) and isinstance(source.get("path"), str):
                found[key] = source["path"]
    return found


def _manifest(path: Path) -> dict[str, Any]:
    found = json_templates.read(texts.of_file(str(path)))
    if not isinstance(found, dict):
        raise Unreadable("not a cloud assembly's manifest")
    return found


def _region(environment: object) -> str | None:
    """The region of ``aws://account/region``, unless the stack has none of its own."""
    region = environment.rpartition("/")[2] if isinstance(environment, str) else ""
    return region if region and region != "unknown-region" else None
