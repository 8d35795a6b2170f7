"""Where WorkSpaces and its directories exist: regions, zones and the addresses AWS keeps for itself."""

from __future__ import annotations

from difflib import get_close_matches
from ipaddress import IPv4Network
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from .errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = [
    "ASSUMED_MANAGEMENT_RANGES",
    "AZ_IDS",
    "CONNECTION_ALIAS_CFN_REGIONS",
    "FIPS_REGIONS",
    "IP_GROUP_CFN_REGIONS",
    "MANAGEMENT_RANGES",
    "SIMPLE_AD_REGIONS",
    "default_az_ids",
    "partition_of",
    "require_az_ids",
    "require_region",
    "require_simple_ad_region",
    "workspaces_az_ids",
]

AZ_IDS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "us-east-1": ("use1-az2", "use1-az4", "use1-az6"),
        "us-east-2": ("use2-az1", "use2-az2", "use2-az3"),
        "us-west-2": ("usw2-az1", "usw2-az2", "usw2-az3"),
        "ap-south-1": ("aps1-az1", "aps1-az2", "aps1-az3"),
        "ap-northeast-1": ("apne1-az1", "apne1-az4"),
        "ap-northeast-2": ("apne2-az1", "apne2-az3"),
        "ap-southeast-1": ("apse1-az1", "apse1-az2"),
        "ap-southeast-2": ("apse2-az1", "apse2-az3"),
        "ap-southeast-5": ("apse5-az1", "apse5-az2", "apse5-az3"),
        "ca-central-1": ("cac1-az1", "cac1-az2"),
        "eu-central-1": ("euc1-az2", "euc1-az3"),
        "eu-west-1": ("euw1-az1", "euw1-az2", "euw1-az3"),
        "eu-west-2": ("euw2-az2", "euw2-az3"),
        "eu-west-3": ("euw3-az1", "euw3-az2", "euw3-az3"),
        "sa-east-1": ("sae1-az1", "sae1-az3"),
        "af-south-1": ("afs1-az1", "afs1-az2", "afs1-az3"),
        "il-central-1": ("ilc1-az1", "ilc1-az2", "ilc1-az3"),
        "us-gov-west-1": ("usgw1-az1", "usgw1-az2", "usgw1-az3"),
        "us-gov-east-1": ("usge1-az1", "usge1-az2", "usge1-az3"),
    }
)
"""The zones, by AZ ID, in which WorkSpaces runs (facts §2.1, Administration Guide "azs-workspaces").

Zone names differ from account to account, AZ IDs do not. China's Ningxia has an endpoint and no published zones, so it
is not offered.
"""

_ROWS: Final = (
    (
        ("us-east-1", "us-west-2", "ap-southeast-2", "eu-west-1"),
        ("172.31.0.0/16", "192.168.0.0/16", "198.19.0.0/16", "10.0.0.0/8"),
    ),
    (("ap-south-1",), ("192.168.0.0/16", "10.0.0.0/8")),
    (("af-south-1",), ("172.31.0.0/16", "198.19.0.0/16", "10.0.0.0/8")),
    (
        (
            "ap-northeast-1",
            "ap-northeast-2",
            "ap-southeast-1",
            "ca-central-1",
            "eu-central-1",
            "eu-west-2",
            "eu-west-3",
            "sa-east-1",
            "il-central-1",
            "us-gov-east-1",
            "us-east-2",
            "ap-southeast-5",
        ),
        ("198.19.0.0/16", "10.0.0.0/8"),
    ),
    (("us-gov-west-1",), ("198.19.0.0/16", "192.169.0.0/16", "10.0.0.0/8")),
)

MANAGEMENT_RANGES: Final[Mapping[str, tuple[IPv4Network, ...]]] = MappingProxyType(
    {region: tuple(IPv4Network(text) for text in ranges) for regions, ranges in _ROWS for region in regions}
)
"""The ranges from which AWS takes the address of a WorkSpace's management interface (facts §1.2).

10.0.0.0/8 serves the DCV bundles of every region. A range that the VPC uses or routes to is not available to the
service; registration fails when none is left. Administration Guide "workspaces-port-requirements".
"""

ASSUMED_MANAGEMENT_RANGES: Final = frozenset({"us-east-2", "ap-southeast-5"})
"""The regions that AWS's table of management ranges leaves out; theirs are assumed to be the commonest row."""

SIMPLE_AD_REGIONS: Final = frozenset(
    {"us-east-1", "us-west-2", "ap-southeast-1", "ap-southeast-2", "ap-northeast-1", "eu-west-1"}
)
"""The only regions with Simple AD (facts §2.2, Directory Service guide "regions"); Managed AD is in all of AZ_IDS."""

FIPS_REGIONS: Final = frozenset({"us-east-1", "us-west-2", "us-gov-west-1", "us-gov-east-1"})
"""The regions whose WorkSpaces API has FIPS endpoints (facts §2.2, botocore's endpoints)."""

IP_GROUP_CFN_REGIONS: Final = frozenset(region for region in AZ_IDS if not region.startswith("us-gov-"))
"""Where CloudFormation has AWS::WorkSpaces::WorkspaceIpGroup; GovCloud needs the API (facts §3.1)."""

CONNECTION_ALIAS_CFN_REGIONS: Final = frozenset(
    {
        "ap-northeast-1",
        "ap-northeast-2",
        "ap-southeast-1",
        "ap-southeast-2",
        "ca-central-1",
        "eu-central-1",
        "eu-west-1",
        "eu-west-2",
        "sa-east-1",
        "us-east-1",
        "us-west-2",
    }
)
"""Where CloudFormation has AWS::WorkSpaces::ConnectionAlias; elsewhere an alias needs the API (facts §0.14, §3.1)."""


def require_region(region: str) -> str:
    """Return the region if WorkSpaces runs there."""
    if region in AZ_IDS:
        return region
    spelled = region.lower().replace("_", "-")
    neighbours = [other for other in AZ_IDS if other.partition("-")[0] == spelled.partition("-")[0]]
    near = get_close_matches(spelled, neighbours, n=1, cutoff=0)
    raise ConfigurationError(
        "WorkSpaces region",
        value=region,
        allowed=AZ_IDS,
        fix=f"use {near[0]}" if near else "choose the region nearest to the users",
    )


def partition_of(region: str) -> str:
    """Return what stands after ``arn:`` in a region: of those with WorkSpaces only GovCloud's differ."""
    return "aws-us-gov" if region.startswith("us-gov-") else "aws"


def require_simple_ad_region(region: str) -> str:
    """Return the region if it has Simple AD."""
    if require_region(region) in SIMPLE_AD_REGIONS:
        return region
    raise ConfigurationError(
        "region for Simple AD",
        value=region,
        allowed=sorted(SIMPLE_AD_REGIONS),
        fix="use one of these, or a scenario with AWS Managed Microsoft AD, such as standalone",
    )


def workspaces_az_ids(region: str) -> tuple[str, ...]:
    """Return the AZ IDs in which WorkSpaces runs in the region."""
    return AZ_IDS[require_region(region)]


def default_az_ids(region: str) -> tuple[str, str]:
    """Return the pair of AZ IDs used when none is asked for: the first two of the region."""
    first, second = workspaces_az_ids(region)[:2]
    return first, second


def require_az_ids(region: str, ids: Sequence[str]) -> tuple[str, str]:
    """Return the AZ IDs if they are two different zones that WorkSpaces supports in the region."""
    supported = workspaces_az_ids(region)
    kept = [az_id for az_id in dict.fromkeys(ids) if az_id in supported]
    if len(kept) == len(ids) == 2:  # noqa: PLR2004 - WorkSpaces registers a directory in a pair of subnets
        return kept[0], kept[1]
    pair = [*kept, *(az_id for az_id in supported if az_id not in kept)][:2]
    raise ConfigurationError(
        f"availability zones in {region}",
        value=list(ids),
        allowed=f"two different AZ IDs of {', '.join(supported)} (AZ IDs, not zone names such as {region}a)",
        fix=f"use {pair[0]} and {pair[1]}",
    )
