"""What VPCs are asked once: of an interface of the CDK, each question takes two calls."""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from workspaces_constructs.facts.arguments import require_offers

if TYPE_CHECKING:
    from aws_cdk import aws_ec2 as ec2

__all__ = ["known_cidrs", "remember_vpc", "vpc_cidr", "vpc_id"]

_IDS: WeakKeyDictionary[ec2.IVpc, str] = WeakKeyDictionary()
_CIDRS: WeakKeyDictionary[ec2.IVpc, str] = WeakKeyDictionary()


def vpc_id(vpc: ec2.IVpc) -> str:
    """Return the id of a VPC.

    Raises:
        ConfigurationError: It is none, but something that has one, or nothing.
    """
    if vpc not in _IDS:
        require_offers(vpc, "vpc_id", "vpc", allowed="an ec2.IVpc", inner="vpc")
        _IDS[vpc] = vpc.vpc_id
    return _IDS[vpc]


def vpc_cidr(vpc: ec2.IVpc) -> str:
    """Return the range of a VPC.

    Raises:
        RuntimeError: It was imported without its range.
    """
    if vpc not in _CIDRS:
        _CIDRS[vpc] = vpc.vpc_cidr_block
    return _CIDRS[vpc]


def known_cidrs(vpc: ec2.IVpc) -> tuple[str, ...]:
    """Return the range of a VPC, or none of one that was imported without it."""
    try:
        return (vpc_cidr(vpc),)
    except RuntimeError:
        return ()


def remember_vpc(vpc: ec2.IVpc, *, known_id: str, cidr: str) -> None:
    """Keep what is known of a VPC, so that the CDK is never asked."""
    _IDS[vpc] = known_id
    _CIDRS[vpc] = cidr
