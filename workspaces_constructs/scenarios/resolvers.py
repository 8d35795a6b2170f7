"""The Route 53 Resolver endpoints of a scenario, in the desktops' VPC."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workspaces_constructs.network.resolver import ResolverInbound, ResolverOutbound

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from aws_cdk import aws_ec2 as ec2
    from constructs import Construct

    from workspaces_constructs.network.existing import ExistingNetwork
    from workspaces_constructs.scenarios.options import ResolverEndpoints

__all__ = ["make_resolvers"]


def make_resolvers(
    scope: Construct,
    network: ExistingNetwork,
    options: ResolverEndpoints,
    domains: Mapping[str, Sequence[str]],
    *,
    own: bool,
    neighbours: Iterable[ec2.CfnVPCEndpoint],
) -> ResolverInbound | None:
    """Make the endpoints that are asked for, and return the inbound one.

    In an own VPC it has the last address of each subnet, so that forwarders on-premises know it beforehand. Whoever
    else takes an address in these subnets waits until it has them.

    Args:
        scope: The scenario.
        network: The VPC and its pairs.
        options: Which endpoints.
        domains: The DNS servers of each domain.
        own: Whether the VPC is made here.
        neighbours: The interface endpoints in the same subnets.
    """
    servers = network.require_pair("Servers")
    outbound = (
        ResolverOutbound(scope, "ResolverOutbound", vpc=network.vpc, subnets=servers, domains=domains)
        if options.outbound
        else None
    )
    if not options.inbound_from:
        return None
    inbound = ResolverInbound(
        scope,
        "ResolverInbound",
        vpc=network.vpc,
        subnets=servers,
        askers=options.inbound_from,
        addresses=servers.last_addresses if own else None,
    )
    if own:
        for each in (*neighbours, *([outbound.endpoint] if outbound is not None else [])):
            each.node.add_dependency(inbound.endpoint)
    return inbound
