"""Address arithmetic: how large subnets must be, where they go, and which ranges AWS keeps for itself."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from ipaddress import AddressValueError, IPv4Address, IPv4Network, NetmaskValueError
from math import ceil
from typing import TYPE_CHECKING, Final

from .errors import ConfigurationError
from .regions import MANAGEMENT_RANGES, require_region

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = [
    "AD_CONNECTOR_RANGES",
    "AD_CONNECTOR_RANGES_IN_10",
    "DEFAULT_VPC_CIDR",
    "LARGEST_SUBNET_PREFIX",
    "MANAGED_AD_RANGE",
    "RESERVED_ADDRESSES_PER_SUBNET",
    "SMALLEST_SUBNET_PREFIX",
    "Collisions",
    "DesktopCapacity",
    "ad_connector_ranges",
    "carve",
    "management_collisions",
    "overlaps",
    "require_disjoint",
    "require_limited_network",
    "require_network",
    "require_reachable_by_connector",
    "require_vpc_cidr",
    "smallest_prefix",
    "usable_addresses",
]

RESERVED_ADDRESSES_PER_SUBNET: Final = 5
"""Addresses that a VPC keeps in every subnet: the first four and the last (whitepaper, "VPC Design")."""

LARGEST_SUBNET_PREFIX: Final = 16
"""The prefix of the largest VPC CIDR and subnet (VPC guide "Subnet CIDR blocks")."""

SMALLEST_SUBNET_PREFIX: Final = 28
"""The prefix of the smallest VPC CIDR and subnet (VPC guide "Subnet CIDR blocks")."""

DEFAULT_VPC_CIDR: Final = IPv4Network("172.20.0.0/16")
"""A private range outside every management range of every region (DESIGN §4)."""

MANAGED_AD_RANGE: Final = IPv4Network("198.18.0.0/15")
"""Managed AD's own management traffic; it cannot be created in a VPC that uses it (facts §1.2)."""

AD_CONNECTOR_RANGES: Final = tuple(map(IPv4Network, ("10.0.1.0/24", "10.0.2.0/24", "169.254.0.0/16")))
"""What an AD Connector's second interface uses where its VPC address does not begin with 10 (facts §1.2)."""

AD_CONNECTOR_RANGES_IN_10: Final = tuple(map(IPv4Network, ("192.168.1.0/24", "192.168.2.0/24", "169.254.0.0/16")))
"""What an AD Connector's second interface uses where its VPC address begins with 10 (facts §1.2)."""

_EVERY_REGION_RANGE: Final = IPv4Network("10.0.0.0/8")


def require_network(cidr: str | IPv4Network, what: str = "CIDR") -> IPv4Network:
    """Return the CIDR as a network if it is a well-formed IPv4 one without host bits."""
    if isinstance(cidr, IPv4Network):
        return cidr
    try:
        return IPv4Network(cidr)
    except (AddressValueError, NetmaskValueError):
        fix = "write it as, for example, 172.20.0.0/16"
    except ValueError:
        fix = f"use {IPv4Network(cidr, strict=False)}"
    raise ConfigurationError(what, value=cidr, allowed="an IPv4 network without host bits", fix=fix)


def require_limited_network(cidr: str | IPv4Network, what: str) -> IPv4Network:
    """Return the CIDR as a network if it is not the whole internet, which nothing inbound is ever open to."""
    network = require_network(cidr, what)
    if network.prefixlen:
        return network
    raise ConfigurationError(
        what, value=str(network), allowed="networks of your own", fix="name them, such as 10.20.30.0/24"
    )


def require_vpc_cidr(cidr: str | IPv4Network) -> IPv4Network:
    """Return the CIDR as a network if a VPC can have it: /16 to /28."""
    network = require_network(cidr, "VPC CIDR")
    if LARGEST_SUBNET_PREFIX <= network.prefixlen <= SMALLEST_SUBNET_PREFIX:
        return network
    nearest = LARGEST_SUBNET_PREFIX if network.prefixlen < LARGEST_SUBNET_PREFIX else SMALLEST_SUBNET_PREFIX
    raise ConfigurationError(
        "VPC CIDR",
        value=str(network),
        allowed=f"/{LARGEST_SUBNET_PREFIX} to /{SMALLEST_SUBNET_PREFIX}",
        fix=f"use {IPv4Network((network.network_address, nearest), strict=False)}",
    )


def usable_addresses(network: IPv4Network) -> int:
    """Return how many addresses of a subnet are left for interfaces."""
    return max(network.num_addresses - RESERVED_ADDRESSES_PER_SUBNET, 0)


def smallest_prefix(addresses_needed: int) -> int:
    """Return the prefix of the smallest subnet with that many usable addresses; the five reserved come on top."""
    for prefix in range(SMALLEST_SUBNET_PREFIX, LARGEST_SUBNET_PREFIX - 1, -1):
        if 2 ** (32 - prefix) - RESERVED_ADDRESSES_PER_SUBNET >= addresses_needed:
            return prefix
    largest = 2 ** (32 - LARGEST_SUBNET_PREFIX) - RESERVED_ADDRESSES_PER_SUBNET
    raise ConfigurationError(
        "addresses in one subnet",
        value=addresses_needed,
        allowed=f"at most {largest}, a /{LARGEST_SUBNET_PREFIX}",
        fix="split the desktops over several personas, each with its own pair of subnets",
    )


def overlaps(
    networks: Iterable[str | IPv4Network], others: Iterable[str | IPv4Network]
) -> list[tuple[IPv4Network, IPv4Network]]:
    """Return every pair of one network and one other that share addresses."""
    right = [require_network(other) for other in others]
    return [(left, other) for left in map(require_network, networks) for other in right if left.overlaps(other)]


def require_disjoint(networks: Sequence[str | IPv4Network], what: str = "CIDRs") -> list[IPv4Network]:
    """Return the networks if no two of them share addresses, as subnets of one VPC and peered VPCs must not."""
    parsed = [require_network(network, what) for network in networks]
    for index, network in enumerate(parsed):
        for earlier in parsed[:index]:
            if network.overlaps(earlier):
                raise ConfigurationError(
                    what,
                    value=f"{network} and {earlier}",
                    allowed="networks that share no address",
                    fix=f"move {network} out of {earlier}" if network != earlier else f"name {network} once",
                )
    return parsed


def require_apart(alone: Sequence[str], others: Iterable[Sequence[str]], what: str) -> None:
    """Refuse ranges that need their addresses for themselves, where each of the others may be another's too.

    Raises:
        ConfigurationError: Two of them share addresses, or one does with the others.
    """
    require_disjoint(alone, what)
    for together in others:
        require_disjoint([*alone, *together], what)


def ad_connector_ranges(subnet: str | IPv4Network) -> tuple[IPv4Network, ...]:
    """Return the ranges that an AD Connector in that subnet uses itself and so cannot reach (facts §1.2)."""
    inside_10 = _EVERY_REGION_RANGE.overlaps(require_network(subnet))
    return AD_CONNECTOR_RANGES_IN_10 if inside_10 else AD_CONNECTOR_RANGES


def require_reachable_by_connector(subnet: str | IPv4Network, addresses: Sequence[str]) -> list[IPv4Address]:
    """Return the DNS or domain controller addresses if an AD Connector in that subnet can reach them."""
    try:
        parsed = [IPv4Address(address) for address in addresses]
    except AddressValueError as error:
        raise ConfigurationError(
            "DNS addresses", value=list(addresses), allowed="IPv4 addresses", fix=f"correct: {error}"
        ) from error
    ranges = ad_connector_ranges(subnet)
    for address in parsed:
        taken = next((network for network in ranges if address in network), None)
        if taken:
            raise ConfigurationError(
                f"address to be reached by an AD Connector in {subnet}",
                value=str(address),
                allowed=f"an address outside {', '.join(map(str, ranges))}, which the connector's own interface uses",
                fix=f"point it at a server outside {taken}, or place the connector in a VPC "
                f"{'outside' if ranges is AD_CONNECTOR_RANGES_IN_10 else 'inside'} {_EVERY_REGION_RANGE}",
            )
    return parsed


@dataclass(frozen=True)
class Collisions:
    """What a VPC's networks would take away from the service.

    Attributes:
        errors: Reasons for which AWS would refuse; each a whole sentence.
        warnings: What still works but should be known; each a whole sentence.
    """

    errors: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def management_collisions(region: str, cidrs: Iterable[str | IPv4Network], *, managed_ad: bool = True) -> Collisions:
    """Compare a VPC's CIDRs and routed CIDRs with the management ranges of the region (facts §1.2).

    Registration looks for a range that nothing of ours uses and fails only when there is none. A VPC in 10.0.0.0/8 is
    the normal case and worth no warning while another range is free.

    Args:
        region: A WorkSpaces region.
        cidrs: The VPC's CIDRs and those it routes to.
        managed_ad: Whether a Managed AD will be in the VPC, which then must not use 198.18.0.0/15.
    """
    networks = [require_network(cidr) for cidr in cidrs]
    ranges = MANAGEMENT_RANGES[require_region(region)]
    taken = [network for network in ranges if any(network.overlaps(ours) for ours in networks)]
    free = [network for network in ranges if network not in taken]
    ours = ", ".join(map(str, networks))
    errors, warnings = [], []
    if not free:
        errors.append(
            f"{ours} overlaps every management range of WorkSpaces in {region} ({', '.join(map(str, ranges))}), so the "
            f"directory could not be registered; use a range such as {DEFAULT_VPC_CIDR}."
        )
    elif any(network != _EVERY_REGION_RANGE for network in taken):
        warnings.append(
            f"{ours} overlaps {', '.join(map(str, taken))} of the management ranges of WorkSpaces in {region}; "
            f"{', '.join(map(str, free))} must stay unused by this VPC and everything it routes to."
        )
    if managed_ad and any(MANAGED_AD_RANGE.overlaps(network) for network in networks):
        errors.append(
            f"{ours} overlaps {MANAGED_AD_RANGE}, which AWS Managed Microsoft AD uses itself; "
            f"use a range such as {DEFAULT_VPC_CIDR}."
        )
    return Collisions(tuple(errors), tuple(warnings))


@dataclass(frozen=True)
class DesktopCapacity:
    """How many desktops a pair of subnets must hold, now and later; a subnet's size can never change.

    Attributes:
        desktops: WorkSpaces to begin with.
        growth: The fraction by which they may grow: 0.2 plans for a fifth more.
        connectors: AD Connectors in the same subnets; each takes one address in each of the two.
        migration_headroom: The fraction of the grown number that may be migrated to another bundle at the same time.
            MigrateWorkspace builds the new WorkSpace, with an address of its own, before it ends the old one.
    """

    desktops: int
    growth: float = 0.2
    connectors: int = 1
    migration_headroom: float = 0.1

    def __post_init__(self) -> None:
        """Refuse numbers that are no capacity."""
        if self.desktops < 1:
            raise ConfigurationError(
                "desktops", value=self.desktops, allowed="1 or more", fix="give the number of WorkSpaces to plan for"
            )
        for name in ("growth", "connectors", "migration_headroom"):
            value = getattr(self, name)
            if value < 0:
                raise ConfigurationError(name, value=value, allowed="0 or more", fix="use 0 for none")

    @property
    def planned_desktops(self) -> int:
        """The desktops after growth, rounded up."""
        return ceil(self.desktops * (1 + Fraction(str(self.growth))))

    def addresses_per_subnet(self) -> int:
        """Return the addresses each of the two subnets must offer, the five reserved ones not counted.

        The grown number of desktops and, on top of it, the second address of each WorkSpace that is being migrated are
        shared by the two subnets; then comes one address for each connector.
        """
        migrating = ceil(self.planned_desktops * Fraction(str(self.migration_headroom)))
        return ceil(Fraction(self.planned_desktops + migrating, 2)) + self.connectors

    def subnet_prefix(self) -> int:
        """Return the prefix of the smallest subnet that is large enough for one of the two."""
        return smallest_prefix(self.addresses_per_subnet())


def carve(cidr: str | IPv4Network, requests: Sequence[int]) -> list[IPv4Network]:
    """Cut subnets of the given prefixes out of a VPC CIDR, in the order in which they are asked for.

    Each is the lowest-addressed of the smallest free blocks that can hold it. Later requests therefore never move
    earlier ones, and the requests fit exactly when their sizes add up to no more than the CIDR's.

    Args:
        cidr: The VPC CIDR.
        requests: The prefix of each subnet, /16 to /28.
    """
    vpc = require_vpc_cidr(cidr)
    for prefix in requests:
        if not LARGEST_SUBNET_PREFIX <= prefix <= SMALLEST_SUBNET_PREFIX:
            raise ConfigurationError(
                "subnet size",
                value=f"/{prefix}",
                allowed=f"/{LARGEST_SUBNET_PREFIX} to /{SMALLEST_SUBNET_PREFIX}",
                fix=f"use /{min(max(prefix, LARGEST_SUBNET_PREFIX), SMALLEST_SUBNET_PREFIX)}",
            )
    free, carved = [vpc], []
    for prefix in requests:
        block = max((b for b in free if b.prefixlen <= prefix), key=lambda b: b.prefixlen, default=None)
        if block is None:
            raise _too_small(vpc, requests)
        free.remove(block)
        while block.prefixlen < prefix:
            block, other = block.subnets()
            free.append(other)
        carved.append(block)
    return carved


def _too_small(vpc: IPv4Network, requests: Sequence[int]) -> ConfigurationError:
    needed = sum(2 ** (32 - prefix) for prefix in requests)
    fitting = 32 - (needed - 1).bit_length()
    sizes = ", ".join(f"/{prefix}" for prefix in requests)
    return ConfigurationError(
        f"VPC CIDR for subnets of {sizes}",
        value=str(vpc),
        allowed=f"at least {needed} addresses",
        fix=f"use a /{fitting}, for example {IPv4Network((vpc.network_address, fitting), strict=False)}"
        if fitting >= LARGEST_SUBNET_PREFIX
        else f"plan for fewer desktops: no VPC CIDR is larger than a /{LARGEST_SUBNET_PREFIX}",
    )
