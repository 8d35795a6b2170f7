"""Single addresses, and in which networks they are."""

from __future__ import annotations

from ipaddress import AddressValueError, IPv4Address, IPv4Network
from typing import TYPE_CHECKING

from .errors import ConfigurationError
from .networks import RESERVED_ADDRESSES_PER_SUBNET, require_network

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["is_address", "require_address", "require_host_address", "within"]


def is_address(text: str) -> bool:
    """Whether the text is an IPv4 address, and not the name of a server."""
    try:
        IPv4Address(text)
    except AddressValueError:
        return False
    return True


def require_address(address: str, what: str = "address") -> IPv4Address:
    """Return the address if it is an IPv4 one."""
    if is_address(address):
        return IPv4Address(address)
    raise ConfigurationError(what, value=address, allowed="an IPv4 address", fix="write it as, for example, 10.20.0.10")


def require_host_address(address: str, subnet: str | IPv4Network, what: str) -> IPv4Address:
    """Return the address if it is one of the subnet's that the VPC does not keep for itself."""
    network = require_network(subnet)
    first, last = network.network_address + RESERVED_ADDRESSES_PER_SUBNET - 1, network.broadcast_address - 1
    if is_address(address) and first <= IPv4Address(address) <= last:
        return IPv4Address(address)
    raise ConfigurationError(
        what, value=address, allowed=f"{first} to {last}, those of {network} that are free to use", fix=f"use {last}"
    )


def within(cidr: str | IPv4Network, networks: Iterable[str | IPv4Network]) -> bool:
    """Whether a network, or a single address, lies in one of the networks."""
    inner = require_network(cidr)
    return any(inner.subnet_of(require_network(network)) for network in networks)
