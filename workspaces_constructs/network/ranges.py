"""Whether the ranges of a network leave AWS those with which it manages desktops and directories."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aws_cdk as cdk

from workspaces_constructs.custom_resources.places import place_of
from workspaces_constructs.custom_resources.tokens import is_unresolved
from workspaces_constructs.network.plan import require_usable_ranges

if TYPE_CHECKING:
    from collections.abc import Sequence

    from constructs import Construct

__all__ = ["check_ranges", "known_region"]


def known_region(scope: Construct) -> str | None:
    """Return the region of the construct's stack, or None where only the deployment will know it."""
    region = place_of(scope).region
    return None if is_unresolved(region) else region


def check_ranges(scope: Construct, cidrs: Sequence[str]) -> None:
    """Warn of ranges that take one of the management ranges; what only the deployment will know is passed over.

    Args:
        scope: The construct that gets the warnings.
        cidrs: The VPC's range, and those it routes to.

    Raises:
        ConfigurationError: With those ranges no directory could be made or registered.
    """
    some_unknown = is_unresolved(",".join(cidrs))
    known = [cidr for cidr in cidrs if not (some_unknown and is_unresolved(cidr))]
    for index, warning in enumerate(require_usable_ranges(known_region(scope), known)):
        cdk.Annotations.of(scope).add_warning_v2(f"@workspaces-constructs/network:managementRange{index}", warning)
