"""The stacks that a CDK app has just written, and where the constructs are that they were made from."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

from workspaces_constructs.rules.assembly import MANIFEST, nested_files
from workspaces_constructs.rules.templates import Templates

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from aws_cdk.cx_api import CloudAssembly

    from workspaces_constructs.rules.rule import Finding
    from workspaces_constructs.rules.templates import Template

__all__ = ["StackFile", "Synthesized"]

_STACK: Final = "aws:cloudformation:stack"
_UNKNOWN: Final = "unknown-region"


@dataclass(frozen=True)
class StackFile:
    """A stack that is deployed by itself.

    Attributes:
        path: Its construct path.
        file: Its template.
        region: Its region, where it is known.
    """

    path: str
    file: Path
    region: str | None


class Synthesized:
    """The stacks of an app, with those that are nested in them.

    Args:
        stacks: The stacks that are deployed by themselves.

    Attributes:
        stages: The templates of the app itself and of each stage, by the construct paths of the stacks; nested ones by
            the names of the resources. No stack can refer to one of another stage, and stages are often alike.
        files: The files of all templates.
    """

    def __init__(self, stacks: Iterable[StackFile]) -> None:
        self.files: dict[str, Path] = {}
        self._stacks: dict[str, StackFile] = {}
        self._paths: dict[Path, Mapping[tuple[str, str], str]] = {}
        folders: dict[Path, list[StackFile]] = {}
        for stack in stacks:
            folders.setdefault(stack.file.parent, []).append(stack)
        self.stages = [self._read(each) for each in folders.values()]

    @classmethod
    def from_assembly(cls, assembly: CloudAssembly) -> Self:
        """All stacks of an assembly, and of those in it."""
        return cls(
            StackFile(
                each.hierarchical_id,
                Path(each.template_full_path),
                None if each.environment.region == _UNKNOWN else each.environment.region,
            )
            for each in assembly.stacks_recursively
        )

    def _read(self, stacks: Iterable[StackFile]) -> Templates:
        read: dict[str, Template] = {}
        regions: dict[str, str] = {}
        nested: dict[str, str] = {}
        waiting = [(each.path, each.file, each) for each in stacks]
        for name, file, stack in waiting:
            self.files[name] = file
            self._stacks[name] = stack
            read[name] = {"Resources": {}, **_json(file)}
            if stack.region:
                regions[name] = stack.region
            for logical_id, inner in nested_files(str(file.parent), read[name]):
                nested[f"{name}/{logical_id}"] = f"{name}/{logical_id}"
                waiting.append((f"{name}/{logical_id}", file.parent / inner, stack))
        return Templates(read, regions=regions, nested=nested)

    def path(self, finding: Finding) -> str:
        """The construct path of a finding's resource, or the stack's where the CDK has left no other.

        The CDK's own notes come first: metadata in an included template can be another app's.
        """
        file = self.files[finding.template]
        if file.parent not in self._paths:
            self._paths[file.parent] = _construct_paths(file.parent)
        noted = self._paths[file.parent].get((file.name, finding.resource))
        return noted or finding.path or self._stacks[finding.template].path


def _construct_paths(folder: Path) -> Mapping[tuple[str, str], str]:
    """The construct paths of a folder's resources, by the names of their templates' files and the logical ids.

    They stand beside the templates also where resources have no path in their metadata.
    """
    found = {}
    for metadata in _metadata(folder):
        files = dict(_entries(metadata, "aws:cdk:templateFile"))
        for path, logical_id in _entries(metadata, "aws:cdk:logicalId"):
            if stack := next((each for each in _upwards(path) if each in files), None):
                found[files[stack], logical_id] = path.removeprefix("/")
    return found


def _metadata(folder: Path) -> Iterator[Mapping[str, Any]]:
    """What the CDK notes about constructs, stack by stack: in the manifest, or in files that it names."""
    for artifact in _json(folder / MANIFEST).get("artifacts", {}).values():
        if artifact["type"] == _STACK:
            yield artifact.get("metadata") or _json(folder / artifact.get("additionalMetadataFile", ""))


def _entries(metadata: Mapping[str, Any], kind: str) -> Iterator[tuple[str, str]]:
    for path, entries in metadata.items():
        for entry in entries:
            if entry["type"] == kind:
                yield path, entry["data"]


def _upwards(path: str) -> Iterator[str]:
    while path:
        yield path
        path = path.rpartition("/")[0]


def _json(file: Path) -> Mapping[str, Any]:
    read: dict[str, Any] = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    return read
