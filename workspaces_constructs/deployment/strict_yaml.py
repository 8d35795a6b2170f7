"""Reading YAML without its surprises."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import yaml

from workspaces_constructs.facts.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Hashable
    from pathlib import Path

__all__ = ["read_yaml"]


class _Loader(yaml.SafeLoader):
    """YAML 1.2's plain values, as editors read them: ``no`` and ``012345670123`` are texts, a key stands once."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, object]:
        seen: set[object] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, str):
                self._refuse(key_node, f"the key {key} is no text")
            if key in seen:
                self._refuse(key_node, f"the key {key} stands here a second time")
            seen.add(key)
        return super().construct_mapping(node, deep)

    @staticmethod
    def _refuse(node: yaml.Node, problem: str) -> None:
        raise yaml.constructor.ConstructorError(problem=problem, problem_mark=node.start_mark)


_Loader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?(?:0|[1-9][0-9]*)", "-+0123456789"),
    ("float", r"[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*)(?:[eE][-+]?[0-9]+)?", "-+.0123456789"),
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(rf"(?:{_pattern})$"), list(_first))


def read_yaml(path: Path) -> object:
    """Return what the file holds.

    Raises:
        ConfigurationError: There is no such file, or it is no YAML. The text of the file is not repeated, since it may
            hold what should not be there.
    """
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - a subclass of the SafeLoader
    except OSError as error:
        raise ConfigurationError(
            f"settings file {path}", allowed="a file that can be read", fix=f"check the path: {error.strerror}"
        ) from error
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"settings file {path}", allowed="UTF-8 text", fix="save it as UTF-8") from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f", line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        raise ConfigurationError(
            f"settings file {path}{where}", allowed="YAML", fix=f"correct this: {error.problem or error.context}"
        ) from error
    except yaml.YAMLError as error:
        raise ConfigurationError(
            f"settings file {path}", allowed="YAML", fix="remove characters that are no text"
        ) from error
