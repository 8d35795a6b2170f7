"""Security groups from port tables: rules between peers as data, one finished list for each direction."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Network, collapse_addresses
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

from aws_cdk import aws_ec2 as ec2
from constructs import Construct

from workspaces_constructs.custom_resources.tokens import is_unresolved
from workspaces_constructs.facts.arguments import require_list
from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.facts.networks import require_limited_network, require_network
from workspaces_constructs.facts.ports import PortRule, joined
from workspaces_constructs.network.vpcs import vpc_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = ["ANYWHERE", "MOST_RULES", "Opening", "group_id", "inbound", "made_group", "merged_cidrs", "outbound"]

ANYWHERE: Final = "0.0.0.0/0"

MOST_RULES: Final = 60
"""Rules that a security group holds each way, unless the quota was raised (VPC guide, "Amazon VPC quotas")."""

_NOTHING: Final = ec2.CfnSecurityGroup.EgressProperty(
    cidr_ip="255.255.255.255/32", description="Disallow all traffic", ip_protocol="icmp", from_port=252, to_port=86
)
"""A rule that matches nothing. Without any, EC2 adds one that lets everything out."""


@dataclass(frozen=True)
class Opening:
    """A table of ports, open for some peers.

    Attributes:
        rules: A table of ``facts.ports``, or a few ``PortRule`` of your own.
        cidrs: The networks that are at the other end.
        group_ids: The security groups whose members are.
    """

    rules: Sequence[PortRule]
    cidrs: Sequence[str] = ()
    group_ids: Sequence[str] = ()

    def __post_init__(self) -> None:
        """Refuse a network whose letters would be networks."""
        require_list(self.cidrs, "cidrs")


def inbound(*openings: Opening, what: str = "inbound rules") -> list[ec2.CfnSecurityGroup.IngressProperty]:
    """Return the ``security_group_ingress`` of a ``CfnSecurityGroup``.

    Neighbouring ranges of one table are joined, and so are ports that meet or overlap for the same peer.

    Example:
        .. code-block:: python

            ec2.CfnSecurityGroup(
                stack, "Group", group_description="RADIUS servers", vpc_id=network.vpc.vpc_id,
                security_group_ingress=inbound(Opening(RADIUS, cidrs=network.directory_subnets.cidrs)),
                security_group_egress=outbound(),
            )

    Args:
        openings: What is open, and for whom.
        what: What an error calls the rules.

    Raises:
        ConfigurationError: The whole internet as a peer, a CIDR that is none, or more than 60 rules.
    """
    for opening in openings:
        for cidr in opening.cidrs:
            if not is_unresolved(cidr):
                require_limited_network(cidr, what)
    return [
        ec2.CfnSecurityGroup.IngressProperty(
            ip_protocol=rule.protocol,
            from_port=rule.from_port,
            to_port=rule.to_port,
            description=rule.purpose,
            cidr_ip=None if is_group else peer,
            source_security_group_id=peer if is_group else None,
        )
        for peer, is_group, rule in _listed(openings, what)
    ]


def outbound(*openings: Opening, what: str = "outbound rules") -> list[ec2.CfnSecurityGroup.EgressProperty]:
    """Return the ``security_group_egress`` of a ``CfnSecurityGroup``; with no opening, a rule that lets nothing out.

    Args:
        openings: What may be reached, and where.
        what: What an error calls the rules.

    Raises:
        ConfigurationError: A CIDR that is none, or more than 60 rules.
    """
    return [
        ec2.CfnSecurityGroup.EgressProperty(
            ip_protocol=rule.protocol,
            from_port=rule.from_port,
            to_port=rule.to_port,
            description=rule.purpose,
            cidr_ip=None if is_group else peer,
            destination_security_group_id=peer if is_group else None,
        )
        for peer, is_group, rule in _listed(openings, what)
    ] or [_NOTHING]


def made_group(
    scope: Construct,
    construct_id: str,
    *,
    vpc: ec2.IVpc,
    description: str,
    ingress: Sequence[ec2.CfnSecurityGroup.IngressProperty] = (),
    egress: Sequence[ec2.CfnSecurityGroup.EgressProperty] = (_NOTHING,),
) -> ec2.ISecurityGroup:
    """Make a security group as one resource, under the path that an ``ec2.SecurityGroup`` would have.

    Args:
        scope: The construct it belongs to.
        construct_id: Its id in that scope.
        vpc: The VPC.
        description: What it is for.
        ingress: The finished inbound rules. Default: none.
        egress: The finished outbound rules. Default: nothing gets out.
    """
    place = Construct(scope, construct_id)
    group = ec2.CfnSecurityGroup(
        place,
        "Resource",
        group_description=description,
        vpc_id=vpc_id(vpc),
        security_group_ingress=list(ingress) or None,
        security_group_egress=list(egress),
    )
    made_id = group.attr_group_id
    made = ec2.SecurityGroup.from_security_group_id(place, "Interface", made_id, allow_all_outbound=False)
    _IDS[made] = made_id
    return made


def group_id(group: ec2.ISecurityGroup) -> str:
    """Return the id of a security group, asked of the CDK once."""
    if group not in _IDS:
        _IDS[group] = group.security_group_id
    return _IDS[group]


_IDS: WeakKeyDictionary[ec2.ISecurityGroup, str] = WeakKeyDictionary()


def merged_cidrs(cidrs: Iterable[str]) -> list[str]:
    """Join neighbouring ranges; those that only the deployment will know are kept as they are, after the others."""
    cidrs = list(dict.fromkeys(cidrs))
    known = [cidr for cidr in cidrs if not is_unresolved(cidr)]
    merged = collapse_addresses(IPv4Network(require_network(cidr)) for cidr in known)
    return [str(network) for network in merged] + [cidr for cidr in cidrs if is_unresolved(cidr)]


def _listed(openings: Sequence[Opening], what: str) -> list[tuple[str, bool, PortRule]]:
    by_peer: dict[tuple[str, bool], list[PortRule]] = {}
    for opening in openings:
        for peer in _peers(opening):
            by_peer.setdefault(peer, []).extend(opening.rules)
    rules = [(peer, is_group, rule) for (peer, is_group), table in by_peer.items() for rule in joined(table)]
    if len(rules) > MOST_RULES:
        raise ConfigurationError(
            what,
            value=f"{len(rules)} rules for {len(by_peer)} peers ({', '.join(peer for peer, _ in by_peer)})",
            allowed=f"at most {MOST_RULES}, which is what a security group holds each way",
            fix="name fewer, larger ranges, such as 10.1.0.0/16 in place of the subnets in it",
        )
    return rules


def _peers(opening: Opening) -> Iterator[tuple[str, bool]]:
    for cidr in merged_cidrs(opening.cidrs):
        yield cidr, False
    for group_id in dict.fromkeys(opening.group_ids):
        yield group_id, True
