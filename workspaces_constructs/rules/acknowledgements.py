"""What is acknowledged on constructs of a CDK app."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from aws_cdk import Validations

if TYPE_CHECKING:
    from collections.abc import Iterator

    from constructs import IConstruct

__all__ = ["BARE", "Acknowledgements"]

BARE: Final = ("Annotation::", "annotation::")
"""What ``Validations.acknowledge`` puts before an id that names no plugin: now, and before aws-cdk-lib 2.262.1."""


class Acknowledgements:
    """The acknowledgements in a tree of constructs, looked up where findings are and nowhere else.

    Args:
        root: The app.
        prefixes: What stands before the ids of the rules.
    """

    def __init__(self, root: IConstruct, prefixes: tuple[str, ...]) -> None:
        self._prefixes = prefixes
        self._constructs: dict[str, IConstruct | None] = {"": root}
        self._ids: dict[str, frozenset[str]] = {}

    def cover(self, rule: str, path: str) -> bool:
        """Whether a rule is acknowledged at a construct path or above it."""
        written = rule.replace(" ", "-")  # as the CDK writes it
        return any(f"{prefix}{written}" in ids for ids in self._upwards(path) for prefix in self._prefixes)

    def _upwards(self, path: str) -> Iterator[frozenset[str]]:
        while path:
            yield self._at(path)
            path = path.rpartition("/")[0]
        yield self._at("")

    def _at(self, path: str) -> frozenset[str]:
        if path not in self._ids:
            construct = self._construct(path)
            entries = construct.node.metadata if construct else ()
            key = Validations.ACKNOWLEDGED_RULES_METADATA_KEY
            self._ids[path] = frozenset(rule for entry in entries if entry.type == key for rule in entry.data or ())
        return self._ids[path]

    def _construct(self, path: str) -> IConstruct | None:
        if path not in self._constructs:
            parent, _, last = path.rpartition("/")
            around = self._construct(parent)
            self._constructs[path] = around.node.try_find_child(last) if around else None
        return self._constructs[path]
