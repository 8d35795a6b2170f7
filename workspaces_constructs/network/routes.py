"""Routes over a link to another network: in the route tables of the pairs that are named, and in no other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from constructs import DependencyGroup, IDependable

from workspaces_constructs.custom_resources.tokens import is_unresolved
from workspaces_constructs.facts.connectivity import DEFAULT_ROUTE, require_remote_ranges
from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.network.ranges import check_ranges
from workspaces_constructs.network.vpcs import vpc_cidr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from constructs import Construct

    from workspaces_constructs.network.subnets import SubnetPair

__all__ = ["add_routes", "check_remote_ranges", "established", "known_ranges", "route_tables", "wait_for"]

_TARGETS: Final = frozenset({"gateway_id", "transit_gateway_id", "vpc_peering_connection_id"})


def known_ranges(vpc: ec2.IVpc) -> list[str]:
    """Return the range of a VPC, or none where only the deployment will know it."""
    try:
        cidr = vpc_cidr(vpc)
    except RuntimeError:  # imported without its range
        return []
    return [] if is_unresolved(cidr) else [cidr]


def check_remote_ranges(scope: Construct, vpc: ec2.IVpc, cidrs: Sequence[str], what: str) -> None:
    """Check the ranges on the other side; those that only the deployment will know are passed over.

    Args:
        scope: The construct that gets the warnings about management ranges.
        vpc: The VPC on this side.
        cidrs: The ranges.
        what: What they are, for the error.

    Raises:
        ConfigurationError: Routes to them could not work, or would take every management range of WorkSpaces.
    """
    if is_unresolved(list(cidrs)) or any(is_unresolved(cidr) for cidr in cidrs):
        return
    local = known_ranges(vpc)
    require_remote_ranges(cidrs, local, what)
    check_ranges(scope, [*local, *cidrs])


def route_tables(pair: SubnetPair) -> list[str]:
    """Return the ids of a pair's route tables, each once."""
    return list(dict.fromkeys(pair.route_table_ids))


def add_routes(
    scope: Construct,
    pairs: Sequence[SubnetPair],
    cidrs: Sequence[str],
    *,
    target: str,
    target_id: str,
    after: IDependable | None = None,
    default_route: bool = False,
) -> list[ec2.CfnRoute]:
    """Put routes into the tables of these pairs, into one that several share once.

    Args:
        scope: Where the routes belong. Their ids are made of the pair, the zone and the destination.
        pairs: The pairs that get the routes.
        cidrs: The destinations.
        target: What the routes lead to: ``gateway_id``, ``transit_gateway_id`` or ``vpc_peering_connection_id``.
        target_id: Its id.
        after: What must exist before, such as the attachment of the target to the VPC.
        default_route: Whether the default route goes there too.

    Raises:
        ConfigurationError: No pair, or a list of unknown length.
    """
    if not pairs:
        raise ConfigurationError(
            f"pairs of subnets of {scope.node.path}",
            value="none",
            allowed="one pair or more",
            fix="name the pairs that are to reach the other network",
        )
    if is_unresolved(list(cidrs)):
        raise ConfigurationError(
            f"destinations of {scope.node.path}",
            value="a list that only the deployment will know",
            allowed="a list of known length, whose members may be unresolved",
            fix="take the members out of it, as cdk.Fn.select(0, cidrs)",
        )
    if target not in _TARGETS:
        raise ConfigurationError("target of routes", value=target, allowed=sorted(_TARGETS))
    there = _ROUTED.setdefault(scope, set())
    destinations = {
        str(index) if is_unresolved(cidr) else cidr.replace("/", "-"): cidr
        for index, cidr in enumerate([*cidrs, *([DEFAULT_ROUTE] if default_route else [])], 1)
    }
    made = []
    for pair in pairs:
        for zone, table in enumerate(route_tables(pair), 1):
            for place, cidr in destinations.items():
                if (table, cidr) in there:
                    continue
                there.add((table, cidr))
                route = ec2.CfnRoute(
                    scope,
                    f"{pair.name}Route{zone}To{place}",
                    route_table_id=table,
                    destination_cidr_block=cidr,
                    **{target: target_id},
                )
                if isinstance(after, cdk.CfnResource):
                    route.add_resource_dependency(after)
                elif after is not None:
                    route.node.add_dependency(after)
                made.append(route)
    return made


def wait_for(vpc: ec2.IVpc, *links: IDependable) -> None:
    """Let whatever needs the VPC's network, directories and registrations above all, wait for these links.

    An AD Connector is refused by AWS when it cannot reach the domain at once, so the way there has to exist before it
    and outlive it.

    Args:
        vpc: The VPC.
        links: Routes, propagations, attachments and connections.
    """
    established(vpc).add(*links)


def established(place: ec2.IVpc | ec2.ISubnet) -> DependencyGroup:
    """Return what others wait for before they use a VPC or a subnet; on imported ones it is empty until filled."""
    if place not in _ESTABLISHED:
        group = place.internet_connectivity_established
        if not isinstance(group, DependencyGroup):
            message = "internet_connectivity_established of a VPC is no DependencyGroup in this aws-cdk-lib."
            raise TypeError(message)
        _ESTABLISHED[place] = group
    return _ESTABLISHED[place]


_ROUTED: WeakKeyDictionary[Construct, set[tuple[str, str]]] = WeakKeyDictionary()
"""Tables and destinations of the routes of a link."""

_ESTABLISHED: WeakKeyDictionary[ec2.IVpc | ec2.ISubnet, DependencyGroup] = WeakKeyDictionary()
