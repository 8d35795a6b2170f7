"""How a VPC reaches on-premises, as scenarios are told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workspaces_constructs.facts.arguments import require_list
from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.facts.networks import require_disjoint, require_limited_network

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Connectivity"]


@dataclass(frozen=True)
class Connectivity:
    """A site-to-site VPN that is made, or a gateway that exists, with a VPN or Direct Connect on it.

    Exactly one way is named. What is behind it is named too: routes, security groups and network ACLs are made for
    these networks and no others.

    Example:
        .. code-block:: python

            Connectivity(remote_cidrs=["10.20.0.0/16"], customer_gateway_address="198.51.100.10")

    Attributes:
        remote_cidrs: The networks on-premises.
        customer_gateway_address: The public address of your VPN device: a VPN is made.
        customer_gateway_id: A customer gateway that exists: a VPN is made.
        virtual_private_gateway_id: An unattached gateway that exists, with a VPN or Direct Connect on it.
        direct_connect_gateway_id: A Direct Connect gateway, which a virtual private gateway made here is for.
        transit_gateway_id: A transit gateway that knows the way.
        bgp_asn: Your VPN device's autonomous system number. Default: 65000.
        static_routes: Whether the VPN has static routes to the networks in place of BGP. Default: BGP.

    Raises:
        ConfigurationError: Not exactly one way, or networks that overlap or are none.
    """

    remote_cidrs: Sequence[str]
    customer_gateway_address: str | None = None
    customer_gateway_id: str | None = None
    virtual_private_gateway_id: str | None = None
    direct_connect_gateway_id: str | None = None
    transit_gateway_id: str | None = None
    bgp_asn: int = 65000
    static_routes: bool = False

    def __post_init__(self) -> None:
        """Refuse two ways at once, or none, and networks that cannot be routed to."""
        ways = {
            "customer_gateway_address": self.customer_gateway_address,
            "customer_gateway_id": self.customer_gateway_id,
            "virtual_private_gateway_id": self.virtual_private_gateway_id,
            "direct_connect_gateway_id": self.direct_connect_gateway_id,
            "transit_gateway_id": self.transit_gateway_id,
        }
        given = [name for name, value in ways.items() if value is not None]
        if len(given) != 1:
            raise ConfigurationError(
                "connectivity",
                value=", ".join(given) or "none",
                allowed=f"exactly one of {', '.join(ways)}",
                fix="name customer_gateway_address for a VPN",
            )
        require_list(self.remote_cidrs, "remote_cidrs")
        if not self.remote_cidrs:
            raise ConfigurationError(
                "remote_cidrs", value="none", allowed="the networks on-premises", fix="name at least one"
            )
        for cidr in self.remote_cidrs:
            require_limited_network(cidr, "remote_cidrs")
        require_disjoint(self.remote_cidrs, "remote_cidrs")

    @property
    def makes_vpn(self) -> bool:
        """Whether a VPN is to be made."""
        return self.customer_gateway_address is not None or self.customer_gateway_id is not None
