"""PowerShell read by a real parser, so that a script in a test is a program and not a text."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import tree_sitter_powershell
from tree_sitter import Language, Node, Parser

if TYPE_CHECKING:
    from collections.abc import Iterator


@cache
def _parser() -> Parser:
    return Parser(Language(tree_sitter_powershell.language()))


def parsed(script: str) -> Node:
    """The root of the syntax tree."""
    return _parser().parse(script.encode()).root_node


def problems(script: str) -> list[str]:
    """Where the parser could not go on: line and text."""
    return [
        f"line {node.start_point[0] + 1}: {_text(node)[:80]!r}"
        for node in _nodes(parsed(script))
        if node.is_error or node.is_missing
    ]


def require_parsed(script: str) -> None:
    """Fail unless the script is PowerShell."""
    found = problems(script)
    assert not found, found


def commands(script: str) -> list[str]:
    """The names of the commands that a script calls, in order."""
    return [_text(node) for node in _nodes(parsed(script)) if node.type == "command_name"]


def function_bodies(script: str, name: str) -> list[str]:
    """The functions of a name that a script declares."""
    declared = [node for node in _nodes(parsed(script)) if node.type == "function_statement"]
    return [_text(node) for node in declared if any(_text(child) == name for child in node.children)]


def _nodes(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        yield from _nodes(child)


def _text(node: Node) -> str:
    return (node.text or b"").decode()
