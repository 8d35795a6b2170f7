"""How a VPC is planned before anything is made: zones, ranges of subnets, collisions. Imports no CDK."""

from __future__ import annotations

from ipaddress import IPv4Network
from itertools import islice
from typing import TYPE_CHECKING, Final

from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.facts.networks import (
    LARGEST_SUBNET_PREFIX,
    SMALLEST_SUBNET_PREFIX,
    carve,
    management_collisions,
    require_network,
    require_vpc_cidr,
    usable_addresses,
)
from workspaces_constructs.facts.regions import AZ_IDS, default_az_ids, require_az_ids

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from workspaces_constructs.network.subnets import DesktopSubnets

__all__ = ["SMALL_PAIRS", "plan_subnets", "plan_zones", "require_pinned", "require_usable_ranges"]

SMALL_PAIRS: Final = ("Directory", "Public", "Servers", "Radius", "Proxy", "Link")
"""The pairs beside those of desktops. They keep their ranges reserved, so that adding one later moves no other."""

_SMALL_PREFIX = 28
"""11 usable addresses a subnet: a Managed AD begins with one in each and can grow to ten (quota: 20 controllers)."""

_RESERVED = 2 * len(SMALL_PAIRS) * 2 ** (32 - _SMALL_PREFIX)

_Pair = tuple[IPv4Network, IPv4Network]


def plan_subnets(cidr: str, desktops: Sequence[DesktopSubnets]) -> dict[str, tuple[str, str]]:
    """Give every pair of subnets its two ranges.

    The small pairs have the first ranges of the VPC, pinned pairs what they name, and the others, in their order, the
    lowest place that is free. Pinning pairs where they are therefore moves none.

    Args:
        cidr: The VPC's range.
        desktops: The pairs for desktops, each name once.

    Raises:
        ConfigurationError: The range is none for a VPC, or too small; or a pair is pinned to ranges it cannot have.
    """
    vpc = require_vpc_cidr(cidr)
    for index, pair in enumerate(desktops):
        require_pinned(cidr, pair, desktops[:index])
    pinned = {pair.name: _pins(pair) for pair in desktops if pair.cidrs is not None}
    planned = {pair.name: pair.capacity.subnet_prefix() for pair in desktops if pair.cidrs is None}
    sizes = [network.prefixlen for two in pinned.values() for network in two]
    sizes += [prefix for prefix in planned.values() for _ in range(2)]
    carve(vpc, [_SMALL_PREFIX] * 2 * len(SMALL_PAIRS) + sizes)

    ranges = _small_ranges(vpc) | pinned
    for name, prefix in planned.items():
        taken = [network for two in ranges.values() for network in two]
        first = _lowest_free(vpc, prefix, taken, name)
        ranges[name] = first, _lowest_free(vpc, prefix, [*taken, first], name)
    names = [*SMALL_PAIRS, *(pair.name for pair in desktops)]
    return {name: (str(ranges[name][0]), str(ranges[name][1])) for name in names}


def require_pinned(cidr: str, pair: DesktopSubnets, earlier: Sequence[DesktopSubnets]) -> None:
    """Check the ranges that a pair is pinned to, if it is.

    Args:
        cidr: The VPC's range.
        pair: The pair.
        earlier: The pairs before it; what two of them share is the later one's mistake.

    Raises:
        ConfigurationError: Not two subnets inside the VPC that are large enough and clash with no other.
    """
    if pair.cidrs is None:
        return
    vpc, pins = require_vpc_cidr(cidr), _pins(pair)
    for network in pins:
        _require_subnet_of(vpc, network, pair)
    taken = {**_small_ranges(vpc), **{other.name: _pins(other) for other in earlier if other.cidrs is not None}}
    clashes = [(pins[1], pair.name, pins[0])] + [
        (network, name, theirs) for network in pins for name, two in taken.items() for theirs in two
    ]
    for network, name, theirs in clashes:
        if network.overlaps(theirs):
            raise ConfigurationError(
                f"cidrs of {pair.name}",
                value=str(network),
                allowed=f"a range that shares no address with {theirs} of {name}",
                fix=f"move it out of {theirs}; the first {_RESERVED} addresses of the VPC stay with "
                f"{', '.join(SMALL_PAIRS)}",
            )


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


def _pins(pair: DesktopSubnets) -> _Pair:
    what, given = f"cidrs of {pair.name}", pair.cidrs or ()
    if len(given) != 2:  # noqa: PLR2004 - a pair is two
        raise ConfigurationError(
            what, value=", ".join(given), allowed="two ranges", fix="name the range of each of the two subnets"
        )
    return require_network(given[0], what), require_network(given[1], what)


def _require_subnet_of(vpc: IPv4Network, network: IPv4Network, pair: DesktopSubnets) -> None:
    if not (network.subnet_of(vpc) and network.prefixlen <= SMALLEST_SUBNET_PREFIX):
        raise ConfigurationError(
            f"cidrs of {pair.name}",
            value=str(network),
            allowed=f"a part of {vpc}, /{LARGEST_SUBNET_PREFIX} to /{SMALLEST_SUBNET_PREFIX}",
            fix="correct it, or the range of the VPC",
        )
    needed, there = pair.capacity.addresses_per_subnet(), usable_addresses(network)
    if there < needed:
        raise ConfigurationError(
            f"addresses for {pair.capacity.desktops} desktops of {pair.name} in {network}",
            value=there,
            allowed=f"at least {needed}, with growth and migration",
            fix=f"plan for fewer desktops and put the others into another pair, since a subnet is never resized; "
            f"or, while there are none, pin two /{pair.capacity.subnet_prefix()}",
        )


def _small_ranges(vpc: IPv4Network) -> dict[str, _Pair]:
    """The small pairs' ranges: the first of a VPC, whatever else is in it; none for a VPC that is smaller."""
    ranges = islice(vpc.subnets(new_prefix=_SMALL_PREFIX), 2 * len(SMALL_PAIRS))
    return dict(zip(SMALL_PAIRS, zip(ranges, ranges, strict=False), strict=False))


def _lowest_free(vpc: IPv4Network, prefix: int, taken: Iterable[IPv4Network], name: str) -> IPv4Network:
    """The lowest free range; without pins it is the one that :func:`carve` gives."""
    taken = [*taken]
    for place in vpc.subnets(new_prefix=prefix) if prefix >= vpc.prefixlen else ():
        if not any(place.overlaps(other) for other in taken):
            return place
    raise ConfigurationError(
        f"VPC CIDR for the subnets of {name}",
        value=str(vpc),
        allowed=f"two free /{prefix} between the pinned ranges",
        fix=f"pin the others so that two /{prefix} stay free, or use a larger VPC CIDR",
    )
