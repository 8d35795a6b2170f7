"""Reading YAML without its surprises: settings and rosters. It needs PyYAML, which the constructs do without."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import yaml

from workspaces_constructs.facts.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator
    from pathlib import Path

__all__ = ["Section", "read_sections", "read_yaml"]


class Section(dict[str, object]):
    """A mapping that knows where it stands.

    Attributes:
        line: The line of the file, from 1.
    """

    line = 0


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


class _SectionLoader(_Loader):
    """The same, with sections as mappings."""

    def construct_section(self, node: yaml.MappingNode) -> Iterator[Section]:
        """Return a mapping that is filled when all of its values are known, as the SafeLoader does."""
        section = Section()
        section.line = node.start_mark.line + 1
        yield section
        section.update({str(key): value for key, value in self.construct_mapping(node).items()})


_SectionLoader.add_constructor("tag:yaml.org,2002:map", _SectionLoader.construct_section)


def read_yaml(path: Path) -> object:
    """Return what a settings file holds.

    Raises:
        ConfigurationError: There is no such file, or it is no YAML. The text of the file is not repeated, since it may
            hold what should not be there.
    """
    return _read(path, "settings file", _Loader)


def read_sections(path: Path, what: str) -> object:
    """Return what a file holds, its mappings as sections.

    Args:
        path: The file.
        what: What it is, for messages.

    Raises:
        ConfigurationError: As above.
    """
    return _read(path, what, _SectionLoader)


def _read(path: Path, what: str, loader: type[_Loader]) -> object:
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 - a subclass of the SafeLoader
    except OSError as error:
        raise ConfigurationError(
            f"{what} {path}", allowed="a file that can be read", fix=f"check the path: {error.strerror}"
        ) from error
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"{what} {path}", allowed="UTF-8 text", fix="save it as UTF-8") from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f", line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        raise ConfigurationError(
            f"{what} {path}{where}", allowed="YAML", fix=f"correct this: {error.problem or error.context}"
        ) from error
    except yaml.YAMLError as error:
        raise ConfigurationError(f"{what} {path}", allowed="YAML", fix="remove characters that are no text") from error
