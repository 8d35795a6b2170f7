"""Settings files: the repository's own with some values changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

from local_aws.environment import ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

STACK = "WorkSpaces-Standalone"
"""The name of the stack in the repository's own settings file."""


def write(path: Path, changes: Mapping[str, object]) -> Path:
    """Write the standalone scenario's settings with changes.

    Args:
        path: Where.
        changes: New values by their paths, such as ``personas.0.connector_size``. Those of a list's end are appended.
    """
    tree = yaml.safe_load((ROOT / "settings" / "standalone.yaml").read_text())
    for where, value in changes.items():
        *above, last = where.split(".")
        place = tree
        for part in above:
            place = place[int(part)] if isinstance(place, list) else place.setdefault(part, {})
        if not isinstance(place, list):
            place[last] = value
        elif int(last) == len(place):
            place.append(value)
        else:
            place[int(last)] = value
    path.write_text(yaml.safe_dump(tree, sort_keys=False))
    return path
