"""Subnets as the library makes them: pairs, one in each of two Availability Zones."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from ipaddress import IPv4Network
from typing import TYPE_CHECKING, NoReturn
from weakref import WeakKeyDictionary, WeakSet

from workspaces_constructs.custom_resources.tokens import is_placeholder, is_unresolved
from workspaces_constructs.facts.arguments import require_list, require_offers
from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.facts.networks import DesktopCapacity
from workspaces_constructs.network.vpcs import STAND_IN, vpc_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from aws_cdk import aws_ec2 as ec2

__all__ = ["DesktopSubnets", "SubnetPair", "remember", "require_pair", "route_table_ids", "subnet_ids"]

_PAIR = 2
_STAND_INS = tuple(map(str, IPv4Network(STAND_IN).subnets()))
_IDS: WeakKeyDictionary[ec2.ISubnet, str] = WeakKeyDictionary()
_TABLES: WeakKeyDictionary[ec2.ISubnet, str] = WeakKeyDictionary()
_ZONED: WeakSet[ec2.ISubnet] = WeakSet()
"""The subnets that this library made, in zones of its own choice."""


@dataclass(frozen=True)
class DesktopSubnets:
    """A pair of subnets for the desktops of one persona.

    Routes, and so ways out, belong to subnets: personas with different ways out need pairs of their own (DESIGN §4).

    Attributes:
        name: A word that is unique in the VPC; it becomes part of logical ids.
        capacity: How many desktops the pair must hold, now and later.
        cidrs: The ranges of its two subnets, /16 to /28. Default: the lowest that are free, in the order of the pairs.
            Pin the ranges of pairs that exist before you remove, reorder or grow one: subnets can never move.
    """

    name: str = "Desktops"
    capacity: DesktopCapacity = field(default_factory=lambda: DesktopCapacity(desktops=100))
    cidrs: tuple[str, str] | None = None


@dataclass(frozen=True)
class SubnetPair:
    """Two subnets of the same purpose in two Availability Zones.

    Attributes:
        name: What they are for.
        subnets: The subnet of the first zone and that of the second.
        cidrs: Their address ranges, known without a look-up; stand-ins for those that the CDK has yet to look up.
    """

    name: str
    subnets: tuple[ec2.ISubnet, ec2.ISubnet]
    cidrs: tuple[str, str]

    def __post_init__(self) -> None:
        """Refuse what is no pair."""
        _require_two_zones(self.subnets, self.name)
        if any(map(is_placeholder, self.cidrs)):
            object.__setattr__(self, "cidrs", _STAND_INS)

    @property
    def has_stand_ins(self) -> bool:
        """Whether the ranges are not those that it will have."""
        return self.cidrs == _STAND_INS

    @cached_property
    def subnet_ids(self) -> tuple[str, str]:
        """Their ids."""
        first, second = subnet_ids(self.subnets)
        return first, second

    @cached_property
    def route_table_ids(self) -> tuple[str, str]:
        """The ids of their route tables."""
        first, second = route_table_ids(self.subnets)
        return first, second

    @cached_property
    def has_route_tables(self) -> bool:
        """Whether their route tables are known; imported subnets may be without."""
        return all(_route_table_id(subnet) is not None for subnet in self.subnets)

    @property
    def last_addresses(self) -> tuple[str, str]:
        """The last usable address of each, for what must have fixed ones."""
        first, second = (str(IPv4Network(cidr)[-2]) for cidr in self.cidrs)
        return first, second


def subnet_ids(subnets: Iterable[ec2.ISubnet]) -> list[str]:
    """Return the ids of subnets, each asked of the CDK once."""
    for subnet in (subnets := list(subnets)):
        if subnet not in _IDS:
            _IDS[subnet] = subnet.subnet_id
    return [_IDS[subnet] for subnet in subnets]


def route_table_ids(subnets: Iterable[ec2.ISubnet]) -> list[str]:
    """Return the ids of the route tables of subnets, each asked of the CDK once.

    Raises:
        ConfigurationError: A subnet was imported without.
    """
    return [_route_table_id(subnet) or _refuse_without_table(subnet) for subnet in subnets]


def remember(subnet: ec2.ISubnet, *, subnet_id: str, route_table_id: str) -> None:
    """Keep what is known of a subnet, so that the CDK is never asked."""
    _IDS[subnet] = subnet_id
    _TABLES[subnet] = route_table_id
    _ZONED.add(subnet)


def _route_table_id(subnet: ec2.ISubnet) -> str | None:
    if subnet not in _TABLES:
        try:
            _TABLES[subnet] = subnet.route_table.route_table_id
        except RuntimeError:  # imported without one
            return None
    return _TABLES[subnet]


def _refuse_without_table(subnet: ec2.ISubnet) -> NoReturn:
    raise ConfigurationError(
        f"route table of {subnet.node.path}",
        value="none",
        allowed="its id, because routes are put into it",
        fix="import the subnet with its route_table_id",
    )


def require_pair(vpc: ec2.IVpc, subnets: Sequence[ec2.ISubnet] | ec2.SubnetSelection, what: str) -> list[ec2.ISubnet]:
    """Return exactly two subnets, as every directory and every registration needs.

    Args:
        vpc: The VPC that a selection is made in.
        subnets: Two subnets, or a selection of two.
        what: Who needs them, for the error.
    """
    from aws_cdk import aws_ec2 as ec2

    known_id = vpc_id(vpc)
    if isinstance(subnets, ec2.SubnetSelection):
        chosen = list(
            vpc.select_subnets(
                availability_zones=subnets.availability_zones,
                one_per_az=subnets.one_per_az,
                subnet_filters=subnets.subnet_filters,
                subnet_group_name=subnets.subnet_group_name,
                subnets=subnets.subnets,
                subnet_type=subnets.subnet_type,
            ).subnets
        )
    else:
        chosen = require_list(subnets, f"subnets of {what}")
    if len(chosen) != _PAIR and is_placeholder(known_id):
        chosen = list(vpc.private_subnets)  # Any two will do: the CDK has yet to look up which there are.
    return _require_two_zones(chosen, what)


def _require_two_zones(subnets: Sequence[ec2.ISubnet], what: str) -> list[ec2.ISubnet]:
    for subnet in subnets:
        if subnet not in _ZONED:  # Our own are right, and asking costs two calls.
            require_offers(subnet, "subnet_id", f"subnets of {what}", allowed="an ec2.ISubnet, not its id")
    zones = list(filter(None, map(_known_zone, subnets)))
    if len(subnets) == _PAIR and subnets[0] is not subnets[1] and len(set(zones)) == len(zones):
        return list(subnets)
    paths = ", ".join(subnet.node.path for subnet in subnets)
    raise ConfigurationError(
        f"subnets of {what}",
        value=f"{paths} in {', '.join(zones)}" if zones else paths or "none",
        allowed="exactly two subnets in two different Availability Zones that WorkSpaces supports",
        fix="pass the two subnets themselves, such as workspaces_vpc.desktop_subnets['Desktops'].subnets",
    )


def _known_zone(subnet: ec2.ISubnet) -> str | None:
    if subnet in _ZONED:
        return None
    try:
        zone = subnet.availability_zone
    except RuntimeError:  # It was imported without its zone.
        return None
    return None if is_unresolved(zone) else zone
