"""Which rules IP access control groups take (Administration Guide, amazon-workspaces-ip-access-control-groups)."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import TYPE_CHECKING, Final

from .errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["MOST_IP_GROUPS", "MOST_IP_RULES", "PRIVATE_NETWORKS", "WIDEST_IP_RULE", "require_ip_rules"]

MOST_IP_RULES: Final = 30
"""Rules in a group (facts §4.7)."""

MOST_IP_GROUPS: Final = 35
"""Groups of a directory (facts §4.7)."""

WIDEST_IP_RULE: Final[Mapping[int, int]] = {4: 8, 6: 13}
"""The prefix of the widest ranges that registries have given to one organization, by the version of IP [R]."""

PRIVATE_NETWORKS: Final = tuple(map(IPv4Network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")))
"""What no service on the internet sees as the source of a connection."""


def require_ip_rules(rules: Mapping[str, str]) -> dict[str, str]:
    """Return rules that a group takes and that let somebody in: descriptions by range, ranges in CIDR notation.

    ``require_ip_rules({"203.0.113.10": "Office"})`` gives ``{"203.0.113.10/32": "Office"}``.

    Raises:
        ConfigurationError: No rule, more than 30, a range that is none or given twice, one that is private or as wide
            as no organization's.
    """
    if not 0 < len(rules) <= MOST_IP_RULES:
        raise ConfigurationError(
            "rules of an IP access control group",
            value=len(rules),
            allowed=f"1 to {MOST_IP_RULES}; a group without rules keeps everybody out",
            fix="give the public addresses from which users connect" if not rules else "use two groups",
        )
    found: dict[str, str] = {}
    for text, description in rules.items():
        network = str(_require_network(text))
        if network in found:
            raise ConfigurationError(
                "range of an IP access control group", value=text, allowed="each range once", fix="remove one"
            )
        found[network] = description
    return found


def _require_network(text: str) -> IPv4Network | IPv6Network:
    try:
        network = ip_network(text)
    except ValueError as error:
        raise ConfigurationError(
            "range of an IP access control group",
            value=text,
            allowed="an address, or a range in CIDR notation",
            fix=f"write it like 203.0.113.0/24: {error}",
        ) from error
    if network.prefixlen < WIDEST_IP_RULE[network.version]:
        raise ConfigurationError(
            "range of an IP access control group",
            value=text,
            allowed=f"/{WIDEST_IP_RULE[network.version]} or narrower: no organization has more",
            fix="name the ranges of your offices",
        )
    if isinstance(network, IPv4Network) and any(network.subnet_of(private) for private in PRIVATE_NETWORKS):
        raise ConfigurationError(
            "range of an IP access control group",
            value=text,
            allowed="public addresses: WorkSpaces sees those of users' NAT devices",
            fix="name the public addresses behind which users are",
        )
    return network
