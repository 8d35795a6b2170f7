"""A VPC that exists already, in the terms of this library."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.network.vpcs import known_cidrs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aws_cdk import aws_ec2 as ec2

    from workspaces_constructs.network.subnets import SubnetPair

__all__ = ["ExistingNetwork"]


@dataclass(frozen=True)
class ExistingNetwork:
    """An existing VPC and which of its subnets are for what. Routes, DHCP options and traffic logs stay yours.

    Attributes:
        vpc: The VPC.
        desktop_subnets: A pair for each persona, by the persona's name, in zones that WorkSpaces supports.
        directory_subnets: A pair for a Managed AD or for domain controllers, unless they exist too.
        public_subnets: A pair with a route to an internet gateway, for NAT gateways.
        server_subnets: A pair for admin hosts, interface endpoints and Resolver endpoints.
        radius_subnets: A pair for RADIUS servers.
        proxy_subnets: A pair for a proxy.
        link_subnets: A pair for a transit gateway's attachment.
    """

    vpc: ec2.IVpc
    desktop_subnets: Mapping[str, SubnetPair] = field(default_factory=dict)
    directory_subnets: SubnetPair | None = None
    public_subnets: SubnetPair | None = None
    server_subnets: SubnetPair | None = None
    radius_subnets: SubnetPair | None = None
    proxy_subnets: SubnetPair | None = None
    link_subnets: SubnetPair | None = None

    @property
    def cidrs(self) -> tuple[str, ...]:
        """The VPC's range, or none of a VPC that was imported without it."""
        return known_cidrs(self.vpc)

    def require_desktop_subnets(self, persona: str) -> SubnetPair:
        """Return a persona's pair.

        Raises:
            ConfigurationError: There is none of that name.
        """
        if persona not in self.desktop_subnets:
            raise ConfigurationError(
                "desktop_subnets",
                value=", ".join(self.desktop_subnets) or "none",
                allowed=f"a pair for every persona, {persona} among them",
                fix=f"add the two subnets for {persona}",
            )
        return self.desktop_subnets[persona]

    def require_pair(self, name: str) -> SubnetPair:
        """Return one of the small pairs.

        Args:
            name: Directory, Public, Servers, Radius, Proxy or Link, as in :data:`SMALL_PAIRS`.

        Raises:
            ConfigurationError: There is none.
        """
        pairs = {
            "Directory": (self.directory_subnets, "directory_subnets", "the Managed AD or the domain controllers"),
            "Public": (self.public_subnets, "public_subnets", "the NAT gateways"),
            "Servers": (self.server_subnets, "server_subnets", "admin hosts and endpoints"),
            "Radius": (self.radius_subnets, "radius_subnets", "the RADIUS servers"),
            "Proxy": (self.proxy_subnets, "proxy_subnets", "the proxy servers"),
            "Link": (self.link_subnets, "link_subnets", "the transit gateway's attachment"),
        }
        pair, argument, purpose = pairs[name]
        if pair is None:
            raise ConfigurationError(
                argument,
                value="none",
                allowed="two subnets in two Availability Zones",
                fix=f"name the pair in which {purpose} will be, or pass what exists in their place",
            )
        return pair
