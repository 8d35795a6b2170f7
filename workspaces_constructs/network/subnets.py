"""Subnets as the library makes them: pairs, one in each of two Availability Zones."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.facts.networks import DesktopCapacity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aws_cdk import aws_ec2 as ec2

__all__ = ["DesktopSubnets", "SubnetPair", "require_pair"]


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
        cidrs: Their address ranges, known without a look-up.
    """

    name: str
    subnets: tuple[ec2.ISubnet, ec2.ISubnet]
    cidrs: tuple[str, str]

    @cached_property
    def subnet_ids(self) -> tuple[str, str]:
        """Their ids."""
        first, second = self.subnets
        return first.subnet_id, second.subnet_id

    @cached_property
    def route_table_ids(self) -> tuple[str, str]:
        """The ids of their route tables."""
        first, second = self.subnets
        return first.route_table.route_table_id, second.route_table.route_table_id


def require_pair(vpc: ec2.IVpc, subnets: Sequence[ec2.ISubnet] | ec2.SubnetSelection, what: str) -> list[ec2.ISubnet]:
    """Return exactly two subnets, as every directory and every registration needs.

    Args:
        vpc: The VPC that a selection is made in.
        subnets: Two subnets, or a selection of two.
        what: Who needs them, for the error.
    """
    from aws_cdk import aws_ec2 as ec2

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
        chosen = list(subnets)
    if len(chosen) != 2 or chosen[0] is chosen[1]:  # noqa: PLR2004 - a pair is two
        raise ConfigurationError(
            f"subnets of {what}",
            value=", ".join(subnet.node.path for subnet in chosen) or "none",
            allowed="exactly two subnets in two different Availability Zones that WorkSpaces supports",
            fix="pass the two subnets themselves, such as workspaces_vpc.desktop_subnets['Desktops'].subnets",
        )
    return chosen
