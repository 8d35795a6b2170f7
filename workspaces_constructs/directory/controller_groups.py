"""The security groups of domain controllers: Table 1 of the whitepaper, towards each network that needs it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.facts.ports import (
    AD_CONNECTOR_TO_DOMAIN,
    DESKTOP_TO_DIRECTORY,
    DNS,
    DOMAIN_TO_DOMAIN,
    HTTPS,
    PortRule,
)
from workspaces_constructs.network.security_groups import Opening, inbound, made_group, merged_cidrs, outbound

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aws_cdk import aws_ec2 as ec2
    from constructs import Construct

    from workspaces_constructs.directory.on_premises import OnPremisesDomain

__all__ = ["controller_groups"]

_NETWORKS_OF_A_GROUP: Final = 3
_MOST_GROUPS: Final = 5
"""Groups of a network interface, unless the quota was raised (VPC guide, "Amazon VPC quotas")."""


def controller_groups(
    scope: Construct,
    vpc: ec2.IVpc,
    domain: OnPremisesDomain,
    *,
    own_cidrs: Sequence[str],
    desktop_cidrs: Sequence[str],
    api_cidrs: Sequence[str],
    resolver_cidrs: Sequence[str] = (),
) -> list[ec2.ISecurityGroup]:
    """Make as many groups as the rules need: a group holds 60 each way, which are three networks.

    Args:
        scope: The construct of the controllers.
        vpc: The VPC.
        domain: The domain that they replicate, both ways.
        own_cidrs: Where they are themselves.
        desktop_cidrs: The ranges of desktops and AD Connectors.
        api_cidrs: Where AWS's APIs are reached.
        resolver_cidrs: Where Resolver endpoints ask them for names.

    Raises:
        ConfigurationError: More networks than the groups of a network interface hold.
    """
    peers = _openings(DOMAIN_TO_DOMAIN, [*domain.cidrs, *own_cidrs])
    clients = _openings((*DESKTOP_TO_DIRECTORY, *AD_CONNECTOR_TO_DOMAIN), desktop_cidrs)
    clients += _openings(DNS, resolver_cidrs)
    if len(peers) + len(clients) > _MOST_GROUPS:
        raise ConfigurationError(
            "networks of domain controllers and desktops",
            value=", ".join([*domain.cidrs, *own_cidrs, *desktop_cidrs, *resolver_cidrs]),
            allowed=f"what fits {_MOST_GROUPS} security groups of {_NETWORKS_OF_A_GROUP} networks each",
            fix="name fewer, larger ranges",
        )
    first, *others = peers
    ways_out = [[first, Opening(HTTPS, cidrs=api_cidrs)], *([peer] for peer in others), *([] for _ in clients)]
    return [
        made_group(
            scope,
            f"SecurityGroup{number if number > 1 else ''}",
            vpc=vpc,
            description=f"Domain controllers of {domain.domain_name}",
            ingress=inbound(opening, what="inbound rules of domain controllers"),
            egress=outbound(*out),
        )
        for number, (opening, out) in enumerate(zip([*peers, *clients], ways_out, strict=True), 1)
    ]


def _openings(rules: Sequence[PortRule], cidrs: Sequence[str]) -> list[Opening]:
    networks = merged_cidrs(cidrs)
    starts = range(0, len(networks), _NETWORKS_OF_A_GROUP)
    return [Opening(rules, cidrs=networks[start : start + _NETWORKS_OF_A_GROUP]) for start in starts]
