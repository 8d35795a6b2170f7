"""How a VPC is planned before anything is made: zones, ranges of subnets, collisions. Imports no CDK."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.facts.networks import carve, management_collisions
from workspaces_constructs.facts.regions import AZ_IDS, default_az_ids, require_az_ids

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workspaces_constructs.facts.networks import DesktopCapacity

__all__ = ["SMALL_PAIRS", "plan_subnets", "plan_zones", "require_usable_ranges"]

SMALL_PAIRS: Final = ("Directory", "Public", "Servers")
"""The pairs beside those of desktops. They keep their ranges reserved, so that adding one later moves no other."""

_SMALL_PREFIX = 28
"""11 usable addresses a subnet: a Managed AD begins with one in each and can grow to ten (quota: 20 controllers)."""


def plan_subnets(cidr: str, capacities: Mapping[str, DesktopCapacity]) -> dict[str, tuple[str, str]]:
    """Give every pair of subnets its two ranges.

    Args:
        cidr: The VPC's range.
        capacities: What each pair of desktop subnets must hold, in an order that is kept.

    Raises:
        ConfigurationError: The range is none for a VPC, or too small.
    """
    prefixes = [_SMALL_PREFIX] * len(SMALL_PAIRS) + [capacity.subnet_prefix() for capacity in capacities.values()]
    ranges = [str(network) for network in carve(cidr, [prefix for prefix in prefixes for _ in range(2)])]
    return dict(zip([*SMALL_PAIRS, *capacities], zip(ranges[::2], ranges[1::2], strict=True), strict=True))


def plan_zones(region: str | None, given: Sequence[str] | None) -> tuple[str, str] | None:
    """Return the AZ IDs of the two zones, or None where only the deployment will know the region.

    Raises:
        ConfigurationError: Zones that WorkSpaces does not support, or zones without a region.
    """
    if region is not None:
        return require_az_ids(region, given) if given else default_az_ids(region)
    if given:
        raise ConfigurationError(
            "availability_zone_ids",
            value=", ".join(given),
            allowed="AZ IDs only in a stack with a region",
            fix="give the stack a region, or leave the zones out",
        )
    return None


def require_usable_ranges(region: str | None, cidrs: Sequence[str]) -> tuple[str, ...]:
    """Return warnings about ranges that collide with those AWS manages desktops and directories with.

    Raises:
        ConfigurationError: With those ranges no directory could be made or registered, in this region or in any.
    """
    collisions = [management_collisions(name, cidrs) for name in ([region] if region else AZ_IDS)]
    if all(collision.errors for collision in collisions):
        raise ConfigurationError("network ranges", value=", ".join(cidrs), fix=" ".join(collisions[0].errors))
    return collisions[0].warnings if region else ()
