"""Whether desktops can be where a stack is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workspaces_constructs.facts.regions import require_region
from workspaces_constructs.network.ranges import known_region

if TYPE_CHECKING:
    from constructs import Construct

__all__ = ["desktop_region"]


def desktop_region(scope: Construct) -> str | None:
    """Return the region of the construct's stack, or None where only the deployment will know it.

    Raises:
        ConfigurationError: WorkSpaces does not run there.
    """
    region = known_region(scope)
    return None if region is None else require_region(region)
