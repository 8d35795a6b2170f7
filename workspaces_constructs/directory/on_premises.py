"""An Active Directory domain that is not made here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workspaces_constructs.custom_resources.tokens import require_known
from workspaces_constructs.facts.addresses import within
from workspaces_constructs.facts.arguments import require_list
from workspaces_constructs.facts.domains import (
    default_netbios_name,
    require_dns_addresses,
    require_domain_name,
    require_netbios_name,
)
from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.facts.networks import require_limited_network

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["OnPremisesDomain"]


@dataclass(frozen=True)
class OnPremisesDomain:
    """A domain on-premises, or on servers of yours in AWS, as connectors, trusts and security groups need to know it.

    Example:
        .. code-block:: python

            OnPremisesDomain("corp.example.com", dns_addresses=["10.20.0.10", "10.20.1.10"], cidrs=["10.20.0.0/16"])

    Attributes:
        domain_name: Its fully qualified name.
        dns_addresses: One to four of its DNS servers; an AD Connector uses the first two.
        cidrs: The networks in which its domain controllers and DNS servers are; firewalls and security groups are made
            from them, so keep them narrow.
        netbios_name: Default: the first label of the domain name.

    Raises:
        ConfigurationError: A single-label domain, no DNS address or more than four, one twice or outside the networks,
            a network that is none.
    """

    domain_name: str
    dns_addresses: Sequence[str]
    cidrs: Sequence[str]
    netbios_name: str | None = None

    def __post_init__(self) -> None:
        """Refuse what no directory could connect to."""
        require_domain_name(require_known(self.domain_name, "domain name", "scripts and firewall tables name it"))
        if self.netbios_name is not None:
            require_netbios_name(self.netbios_name)
        cidrs = require_list(self.cidrs, f"cidrs of {self.domain_name}")
        networks = [require_limited_network(cidr, f"network of {self.domain_name}") for cidr in cidrs]
        places = ", ".join(map(str, networks)) or "of which there is none"
        for address in require_dns_addresses(self.dns_addresses, self.domain_name):
            if not within(address, networks):
                raise ConfigurationError(
                    f"DNS address of {self.domain_name}",
                    value=address,
                    allowed=f"an address in one of its networks, {places}",
                    fix="add the network of that server to cidrs, or correct the address",
                )

    @property
    def short_name(self) -> str:
        """The NetBIOS name, given or by default."""
        return self.netbios_name or default_netbios_name(self.domain_name)
