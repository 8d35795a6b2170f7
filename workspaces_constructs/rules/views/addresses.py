"""Ranges of addresses as templates write them, IPv4 and IPv6."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Network", "is_everywhere", "is_wide", "may_share", "range_of"]

Network: TypeAlias = "IPv4Network | IPv6Network"

_LARGEST_PRIVATE: Final = {4: 8, 6: 7}
"""The prefixes of 10.0.0.0/8 and fc00::/7: what is wider is for the most part not one's own."""

_LARGEST_OFFICE: Final = {4: 17, 6: 57}
"""A whole private network, such as 192.168.0.0/16, is more than the place where some people work."""


@lru_cache(maxsize=4096)
def range_of(text: str | None) -> Network | None:
    """The range that a text names, also with host bits; None where it names none."""
    try:
        return ip_network(text, strict=False) if text else None
    except ValueError:
        return None


def may_share(text: str | None, network: Network) -> bool:
    """Whether a range and a network may have an address in common; a range that is not known may."""
    found = range_of(text)
    return found is None or (found.version == network.version and found.overlaps(network))


def is_everywhere(text: str | None) -> bool:
    """Whether a range is every address, or wider than any private range can be."""
    found = range_of(text)
    return found is not None and found.prefixlen < _LARGEST_PRIVATE[found.version]


def is_wide(text: str | None, whole: Iterable[IPv4Network]) -> bool:
    """Whether a range is a whole network rather than a place in one: a /16 or wider, or all of one of ``whole``."""
    found = range_of(text)
    if found is None:
        return False
    if found.prefixlen < _LARGEST_OFFICE[found.version]:
        return True
    return isinstance(found, IPv4Network) and any(each.subnet_of(found) for each in whole)
