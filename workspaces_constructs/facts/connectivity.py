"""What links a VPC to other networks: numbers, addresses and ranges that AWS takes, and the tunnel options we set."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from .addresses import is_address, within
from .errors import ConfigurationError
from .networks import overlaps, require_disjoint

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = [
    "AMAZON_SIDE_ASN",
    "CUSTOMER_ASN",
    "DEFAULT_ROUTE",
    "TUNNEL_OPTIONS",
    "require_amazon_side_asn",
    "require_customer_asn",
    "require_public_address",
    "require_remote_ranges",
]

DEFAULT_ROUTE: Final = "0.0.0.0/0"
CUSTOMER_ASN: Final = 65000
AMAZON_SIDE_ASN: Final = 64512
"""The defaults of CreateCustomerGateway, and of CreateVpnGateway and CreateTransitGateway (EC2 API reference)."""

_LARGEST_ASN = 4_294_967_295
_PRIVATE_ASNS = ((64512, 65534), (4_200_000_000, 4_294_967_294))
_RESERVED_ASNS = (0, 23456, _LARGEST_ASN)
_DOCUMENTATION = tuple(map(IPv4Network, ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24")))

TUNNEL_OPTIONS: Final[Mapping[str, tuple[str | int, ...]]] = MappingProxyType(
    {
        "IKEVersions": ("ikev2",),
        "Phase1EncryptionAlgorithms": ("AES256-GCM-16", "AES256"),
        "Phase2EncryptionAlgorithms": ("AES256-GCM-16", "AES256"),
        "Phase1IntegrityAlgorithms": ("SHA2-384", "SHA2-512"),
        "Phase2IntegrityAlgorithms": ("SHA2-384", "SHA2-512"),
        "Phase1DHGroupNumbers": (19, 20, 21),
        "Phase2DHGroupNumbers": (19, 20, 21),
    }
)
"""What a tunnel may negotiate: IKE version 2, 256-bit AES, SHA-2 from 384 bits, elliptic-curve groups only.

AWS's own defaults also allow IKE version 1, AES-128, SHA-1 and Diffie-Hellman group 2 (Site-to-Site VPN guide, "Tunnel
options"); the names are those of the registry schema of ``AWS::EC2::VPNConnection``.
"""


def require_customer_asn(asn: int) -> int:
    """Return the autonomous system number of a customer's device if BGP can use it."""
    if 1 <= asn < _LARGEST_ASN and asn not in _RESERVED_ASNS:
        return asn
    raise ConfigurationError(
        "autonomous system number of the customer gateway",
        value=asn,
        allowed=f"1 to {_LARGEST_ASN - 1}, without 23456",
        fix=f"use your network's own number, or a private one such as {CUSTOMER_ASN}",
    )


def require_amazon_side_asn(asn: int) -> int:
    """Return the autonomous system number of AWS's side, which must be a private one."""
    if any(low <= asn <= high for low, high in _PRIVATE_ASNS):
        return asn
    raise ConfigurationError(
        "autonomous system number of the Amazon side",
        value=asn,
        allowed="64512 to 65534, or 4200000000 to 4294967294",
        fix=f"use a private number that your own network does not use, such as {AMAZON_SIDE_ASN}",
    )


def require_public_address(address: str) -> str:
    """Return the address of a customer's device if tunnels over the internet can end there.

    Addresses of the documentation ranges pass: examples need some.
    """
    if is_address(address) and (IPv4Address(address).is_global or within(address, _DOCUMENTATION)):
        return address
    raise ConfigurationError(
        "address of the customer gateway",
        value=address,
        allowed="a public IPv4 address",
        fix="give the static public IPv4 address of your VPN device",
    )


def require_remote_ranges(
    remote: Sequence[str], local: Sequence[str] = (), what: str = "remote ranges"
) -> list[IPv4Network]:
    """Return the ranges on the other side of a link if routes to them can work.

    Args:
        remote: The ranges.
        local: Those of the VPC, which none of them may share an address with.
        what: What they are, for the error.

    Raises:
        ConfigurationError: None at all, the default route, ranges that overlap each other, or overlap the VPC.
    """
    if not remote:
        raise ConfigurationError(
            what, value="none", allowed="one range or more", fix="name the ranges on the other side"
        )
    if any(str(cidr).endswith("/0") for cidr in remote):
        raise ConfigurationError(
            what,
            value=DEFAULT_ROUTE,
            allowed="the ranges of the other network, each by itself",
            fix="name them; the way out to the internet over the other network is an option of its own: "
            "default_route=True, egress on-premises",
        )
    found = require_disjoint(remote, what)
    for network, ours in overlaps(found, local):
        raise ConfigurationError(
            what,
            value=f"{network} and {ours} of the VPC",
            allowed="networks that share no address",
            fix=f"move the VPC out of {network}, or name the smaller ranges that are really used there",
        )
    return found
