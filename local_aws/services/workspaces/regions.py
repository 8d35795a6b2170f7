"""What differs from region to region: zones, management ranges, registration codes.

Kept apart from the constructs' own facts on purpose: an error there must be able to show here.
"""

from __future__ import annotations

from typing import Final

ZONE_IDS: Final[dict[str, tuple[str, ...]]] = {
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
"""Zones in which WorkSpaces runs (facts §2.1)."""

_ALL_THREE = ("172.31.0.0/16", "192.168.0.0/16", "198.19.0.0/16")
_RANGES: Final[dict[str, tuple[str, ...]]] = {
    "us-east-1": _ALL_THREE,
    "us-west-2": _ALL_THREE,
    "ap-southeast-2": _ALL_THREE,
    "eu-west-1": _ALL_THREE,
    "ap-south-1": ("192.168.0.0/16",),
    "af-south-1": ("172.31.0.0/16", "198.19.0.0/16"),
    "us-gov-west-1": ("198.19.0.0/16", "192.169.0.0/16"),
}

CODES: Final[dict[str, str]] = {
    "us-east-1": "iad",
    "us-east-2": "cmh",
    "us-west-2": "pdx",
    "ap-south-1": "bom",
    "ap-northeast-1": "nrt",
    "ap-northeast-2": "icn",
    "ap-southeast-1": "sin",
    "ap-southeast-2": "syd",
    "ap-southeast-5": "kul",
    "ca-central-1": "yul",
    "eu-central-1": "fra",
    "eu-west-1": "dub",
    "eu-west-2": "lhr",
    "eu-west-3": "cdg",
    "sa-east-1": "gru",
    "af-south-1": "cpt",
    "il-central-1": "tlv",
    "us-gov-west-1": "pdt",
    "us-gov-east-1": "osu",
}
"""The airport in a region's registration codes [R]."""


def management_ranges(region: str) -> tuple[str, ...]:
    """Return the ranges that the management interfaces of a region may use (facts §1.2)."""
    return (*_RANGES.get(region, ("198.19.0.0/16",)), "10.0.0.0/8")
