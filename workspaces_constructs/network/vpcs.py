"""What VPCs are asked once: of an interface of the CDK, each question takes two calls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

from workspaces_constructs.custom_resources.tokens import is_placeholder
from workspaces_constructs.facts.arguments import require_offers

if TYPE_CHECKING:
    from aws_cdk import aws_ec2 as ec2

__all__ = ["STAND_IN", "known_cidrs", "remember_vpc", "vpc_cidr", "vpc_id"]

STAND_IN: Final = "192.0.2.0/24"
"""A range for documentation: addresses can be reckoned in it, and nobody has it (RFC 5737)."""

_IDS: WeakKeyDictionary[ec2.IVpc, str] = WeakKeyDictionary()
_CIDRS: WeakKeyDictionary[ec2.IVpc, str] = WeakKeyDictionary()


def vpc_id(vpc: ec2.IVpc) -> str:
    """Return the id of a VPC."""
    if vpc not in _IDS:
        _require_vpc(vpc)
        _IDS[vpc] = vpc.vpc_id
    return _IDS[vpc]


def vpc_cidr(vpc: ec2.IVpc) -> str:
    """Return the range of a VPC, or a stand-in for one that the CDK has yet to look up.

    Raises:
        RuntimeError: It was imported without its range.
    """
    if vpc not in _CIDRS:
        _require_vpc(vpc)
        cidr = vpc.vpc_cidr_block
        _CIDRS[vpc] = STAND_IN if is_placeholder(cidr) else cidr
    return _CIDRS[vpc]


def known_cidrs(vpc: ec2.IVpc) -> tuple[str, ...]:
    """Return the range of a VPC, or none of one that was imported without it."""
    try:
        return (vpc_cidr(vpc),)
    except RuntimeError:
        return ()


def _require_vpc(vpc: ec2.IVpc) -> None:
    require_offers(vpc, "vpc_id", "vpc", allowed="an ec2.IVpc", inner="vpc")


def remember_vpc(vpc: ec2.IVpc, *, known_id: str, cidr: str) -> None:
    """Keep what is known of a VPC, so that the CDK is never asked."""
    _IDS[vpc] = known_id
    _CIDRS[vpc] = cidr
