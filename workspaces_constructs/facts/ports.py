"""Which ports WorkSpaces, its directories and its users need, as tables that security groups are made from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "AD_CONNECTOR_TO_DOMAIN",
    "AD_CONNECTOR_TO_DOMAIN_LDAPS",
    "CLIENT",
    "DESKTOP_TO_DIRECTORY",
    "DESKTOP_TO_DIRECTORY_WIDE",
    "DESKTOP_TO_INTERNET",
    "DNS",
    "DOMAIN_TO_DOMAIN",
    "FILE_SERVER_TO_DOMAIN",
    "FILE_SHARE",
    "HELP_DESK",
    "HTTPS",
    "LINK_LOCAL",
    "MANAGED_AD_INBOUND",
    "RADIUS",
    "STREAMING_ENDPOINT",
    "LinkLocalRule",
    "PortRule",
    "Protocol",
    "joined",
]

Protocol = Literal["tcp", "udp"]

_ADMIN_GUIDE: Final = "Administration Guide, workspaces-port-requirements"
_WHITEPAPER: Final = "whitepaper, Table 1"
_CONNECTOR: Final = "Directory Service guide, prereq_connector"
_MANAGED_AD: Final = "Directory Service guide, ms_ad_getting_started_what_gets_created"

_PURPOSES: Final = {
    53: "DNS",
    80: "HTTP",
    88: "Kerberos",
    123: "time",
    135: "RPC endpoint mapper",
    137: "NetBIOS names",
    138: "NetBIOS datagrams",
    139: "NetBIOS sessions",
    389: "LDAP",
    443: "HTTPS",
    445: "SMB",
    464: "Kerberos password changes",
    636: "LDAPS",
    1024: "dynamic RPC",
    1812: "RADIUS",
    3268: "global catalog",
    3389: "RDP",
    4172: "PCoIP streaming",
    4195: "DCV streaming",
    5985: "WinRM",
    9389: "Active Directory web services",
    49152: "dynamic RPC",
    50002: "PCoIP client",
    55002: "PCoIP client",
}


@dataclass(frozen=True)
class PortRule:
    """One range of ports and what it is for.

    Attributes:
        protocol: "tcp" or "udp".
        from_port: The first port.
        to_port: The last port.
        purpose: What goes through it, short enough for a security group rule's description.
        source: Where AWS says so.
    """

    protocol: Protocol
    from_port: int
    to_port: int
    purpose: str
    source: str


@dataclass(frozen=True)
class LinkLocalRule:
    """A port of a link-local service of the platform.

    Attributes:
        rule: The port.
        address: The service's address.
    """

    rule: PortRule
    address: str


def _rules(source: str, *, tcp: str = "", udp: str = "") -> tuple[PortRule, ...]:
    """Read rows such as "53 88 3268-3269" into rules."""
    protocols: tuple[tuple[Protocol, str], ...] = (("tcp", tcp), ("udp", udp))
    return tuple(
        PortRule(protocol, int(first), int(last or first), _PURPOSES[int(first)], source)
        for protocol, text in protocols
        for first, _, last in (item.partition("-") for item in text.split())
    )


def joined(rules: Iterable[PortRule]) -> list[PortRule]:
    """Return the fewest rules that open the same ports: those that meet or overlap become one.

    EC2 refuses a rule twice, and two tables for the same peer, such as directory and file server, share some.

    Args:
        rules: Any rules; what need not be joined stays as it is and in its order.
    """
    result: list[PortRule] = []
    for rule in rules:
        met = [
            each
            for each in result
            if each.protocol == rule.protocol
            and each.from_port <= rule.to_port + 1
            and rule.from_port <= each.to_port + 1
        ]
        if not met:
            result.append(rule)
            continue
        parts = [*met, rule]
        result[result.index(met[0])] = PortRule(
            rule.protocol,
            min(part.from_port for part in parts),
            max(part.to_port for part in parts),
            ", ".join(dict.fromkeys(purpose for part in parts for purpose in part.purpose.split(", "))),
            "; ".join(dict.fromkeys(source for part in parts for source in part.source.split("; "))),
        )
        for other in met[1:]:
            result.remove(other)
    return result


_MEMBERS_GROUP: Final = "whitepaper (current edition), security: members' security group"

DESKTOP_TO_DIRECTORY: Final = (
    *_rules(
        _MEMBERS_GROUP,
        tcp="53 88 139 389 445 464 3268-3269 49152-65535",
        udp="53 88 123 137-138 389 445 464 49152-65535",
    ),
    *_rules(_ADMIN_GUIDE, tcp="135 636"),
)
"""What a locked-down desktop needs to reach the domain controllers (facts §1.4).

The dynamic ports are those of current Windows; DESKTOP_TO_DIRECTORY_WIDE has the Administration Guide's (facts §13.7).
The whitepaper's list leaves out 135, at which dynamic ports are asked for, and 636; the Administration Guide has both.
"""

DESKTOP_TO_DIRECTORY_WIDE: Final = (
    *_rules(
        _ADMIN_GUIDE,
        tcp="53 88 135 139 389 445 636 1024-65535",
        udp="53 88 123 137-138 389 445 636",
    ),
    *_rules(_MEMBERS_GROUP, tcp="464", udp="464 49152-65535"),
)
"""The Administration Guide's list for domain controllers and DNS, and what only the whitepaper has (facts §1.4).

1024-65535 includes the global catalog's 3268-3269.
"""

DESKTOP_TO_INTERNET: Final = _rules(_ADMIN_GUIDE, tcp="80 443")
"""What a desktop needs towards the internet or its proxies (facts §1.4)."""

LINK_LOCAL: Final = (
    LinkLocalRule(PortRule("tcp", 80, 80, "instance metadata", _ADMIN_GUIDE), "169.254.169.254"),
    LinkLocalRule(PortRule("tcp", 1688, 1688, "Windows activation", _ADMIN_GUIDE), "169.254.169.250"),
    LinkLocalRule(PortRule("tcp", 1688, 1688, "Windows activation", _ADMIN_GUIDE), "169.254.169.251"),
)
"""Services of the platform itself (facts §1.3, §1.4); security groups and network ACLs do not filter them."""

AD_CONNECTOR_TO_DOMAIN: Final = _rules(_CONNECTOR, tcp="53 88 389", udp="53 88 389")
"""The least an AD Connector needs, from both its subnets, to the domain's DNS and controllers (facts §1.5)."""

AD_CONNECTOR_TO_DOMAIN_LDAPS: Final = _rules(_CONNECTOR, tcp="53 88 636", udp="53 88")
"""The same with client-side LDAPS, which takes the place of LDAP (facts §1.5)."""

DOMAIN_TO_DOMAIN: Final = _rules(
    _WHITEPAPER,
    tcp="53 88 135 139 389 445 464 636 3268-3269 9389 49152-65535",
    udp="53 88 123 137-138 389 445 464",
)
"""Domain controllers, both ways, between sites and between trusting domains (whitepaper Table 1, facts §1.4).

9389 is optional there; trusts need it where applications sign in with NetBIOS names (facts §1.6).
"""

RADIUS: Final = _rules(_WHITEPAPER, udp="1812")
"""Directory to RADIUS servers, on the port that is the default (facts §1.5)."""

HELP_DESK: Final = _rules("whitepaper, Example of a Typical Configuration", tcp="3389")
"""The only inbound port of a desktop, and only from a named help-desk range."""

MANAGED_AD_INBOUND: Final = _rules(
    _MANAGED_AD,
    tcp="53 88 135 389 445 464 636 1024-65535",
    udp="53 88 123 138 389 445 464",
)
"""What the security group made for a Managed AD admits, by default from its VPC's primary CIDR only (facts §1.6).

Other VPCs and on-premises networks need the same rules added. ICMP is admitted as well.
"""

CLIENT: Final = _rules(
    _ADMIN_GUIDE,
    tcp="443 4172 4195",
    udp="53 443 4172 4195 50002 55002",
)
"""What the users' own networks must let out to AWS (facts §1.1); nothing in a VPC needs it."""

STREAMING_ENDPOINT: Final = _rules(
    "Administration Guide, creating-streaming-vpc-endpoints", tcp="443 4195", udp="443 4195"
)
"""What clients need inbound to a DCV streaming VPC endpoint (facts §5)."""

FILE_SHARE: Final = _rules("FSx guide, limit-access-security-groups", tcp="445")
"""What desktops need to reach file servers and redirected folders (facts §1.7)."""

FILE_SERVER_TO_DOMAIN: Final = _rules(
    "FSx guide, limit-access-security-groups",
    tcp="53 88 135 389 445 464 636 3268-3269 5985 9389 49152-65535",
    udp="53 88 123 389 464",
)
"""What file systems of FSx for Windows need from their domain (facts §1.7)."""

DNS: Final = _rules("Route 53 developer guide, resolver-forwarding-outbound-queries", tcp="53", udp="53")
"""Queries that Resolver endpoints forward or take."""

HTTPS: Final = _rules("AWS PrivateLink guide, create-interface-endpoint", tcp="443")
"""What an interface endpoint of an AWS service must admit from its clients."""
