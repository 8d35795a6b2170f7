"""From a settings file to settings, or to all of its mistakes at once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from workspaces_constructs.strict_yaml import read_yaml

from .checks import CHECKS, check_parts, check_raw
from .mistakes import Mistakes, SettingsError
from .settings import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["load", "parse"]

_STAND_INS = {"scenario": "standalone", "name": "Stack"}
"""What takes the place of a required section with mistakes, so that the others can be checked against each other."""


def load(path: str | Path) -> Settings:
    """Read a settings file.

    Args:
        path: A YAML file.

    Raises:
        SettingsError: The file cannot be read, or has mistakes: one message for each, with its path in the file.
    """
    data = read_yaml(Path(path))
    if not isinstance(data, dict):
        raise SettingsError(
            str(path), ["the file is empty or no section of keys; fix: begin with scenario: standalone"]
        )
    return parse(data, str(path))


def parse(data: Mapping[str, object], source: str = "settings") -> Settings:
    """Check settings that were read from somewhere.

    Args:
        data: The tree.
        source: Where it is from, for the message; files that the settings name are looked for in its folder.

    Raises:
        SettingsError: As above.
    """
    mistakes = Mistakes()
    check_raw(data, mistakes)
    context = {"folder": str(Path(source).parent)}
    try:
        settings = Settings.model_validate(data, context=context)
        bad: set[str] = set()
    except ValidationError as invalid:
        errors = invalid.errors(include_url=False)
        for error in errors:
            mistakes.add_from_pydantic(Settings, error)
        bad = {str(error["loc"][0]) for error in errors}
        good = {key: value for key, value in data.items() if key not in bad}
        settings = Settings.model_validate({**_STAND_INS, **good}, context=context)
    settings = check_parts(settings, bad, mistakes)
    for sections, check in CHECKS:
        if not bad.intersection(sections):
            check(settings, mistakes)
    if mistakes.messages:
        raise SettingsError(source, mistakes.messages)
    return settings
