"""Settings files: the repository's own with some values changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import yaml

from local_aws.environment import ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

STACK = "WorkSpaces-Standalone"
"""The name of the stack in the repository's own settings file of the standalone scenario."""


def tree(scenario: str) -> dict[str, object]:
    """The repository's own settings of a scenario."""
    text = (ROOT / "settings" / f"{scenario}.yaml").read_text(encoding="utf-8")
    return cast("dict[str, object]", yaml.safe_load(text))


def stacks(scenario: str) -> tuple[str, ...]:
    """The names of the scenario's stacks, the one with the desktops first."""
    found = tree(scenario)
    name = str(found["name"])
    return (name, f"{name}-Shared") if "shared_services" in found else (name,)


def write(path: Path, changes: Mapping[str, object], scenario: str = "standalone") -> Path:
    """Write a scenario's settings with changes.

    Args:
        path: Where.
        changes: New values by their paths, such as ``personas.0.connector_size``. Those of a list's end are appended.
        scenario: Whose settings.
    """
    changed = tree(scenario)
    for where, value in changes.items():
        *above, last = where.split(".")
        place: object = changed
        for part in above:
            place = place[int(part)] if isinstance(place, list) else place.setdefault(part, {})  # type: ignore[attr-defined]
        if isinstance(place, dict):
            place[last] = value
        elif isinstance(place, list):
            place[int(last) : int(last) + 1] = [value]
    path.write_text(yaml.safe_dump(changed, sort_keys=False), encoding="utf-8")
    return path
