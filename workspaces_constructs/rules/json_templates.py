"""Reading JSON templates."""

from __future__ import annotations

import json
import re
from typing import Final

from workspaces_constructs.rules.unreadable import Unreadable

__all__ = ["read", "resource_lines"]

_PART: Final = re.compile(r'"(?:[^"\\]|\\.)*+"|[{}\[\],:]')


def read(text: str) -> object:
    """What a text of JSON holds.

    Raises:
        Unreadable: It is no JSON, or repeats keys.
    """
    try:
        return json.loads(text, object_pairs_hook=_mapping)
    except json.JSONDecodeError as error:
        problem = f"{error.msg[:1].lower()}{error.msg[1:]}"
        raise Unreadable(f"not JSON: {problem}, line {error.lineno}, column {error.colno}") from error
    except RecursionError as error:
        raise Unreadable("lists and mappings nest too deeply") from error
    except ValueError as error:
        raise Unreadable("not JSON: it has a number with thousands of digits") from error


def _mapping(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise Unreadable(f"the key {key} stands there a second time")
            seen.add(key)
    return found


def resource_lines(text: str) -> dict[str, int]:
    """The line of each logical id, from 1, in a text that is known to be JSON."""
    found: dict[str, int] = {}
    depth, section, is_key, line, seen = 0, "", False, 1, 0
    for match in _PART.finditer(text):
        part = match[0]
        if part in "{[":
            depth, is_key = depth + 1, part == "{"
        elif part in "}]":
            depth, is_key = depth - 1, False
        elif part == ",":
            is_key = True
        elif part == ":":
            is_key = False
        elif is_key and depth in {1, 2}:
            is_key = False
            key = json.loads(part)
            if depth == 1:
                section = key
            elif section == "Resources":
                line += text.count("\n", seen, match.start())
                seen = match.start()
                found[key] = line
    return found
