"""A VPC that exists already, in the terms of this library."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from workspaces_constructs.custom_resources.tokens import is_unresolved
from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.facts.networks import require_apart
from workspaces_constructs.network.vpcs import known_cidrs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aws_cdk import aws_ec2 as ec2

    from workspaces_constructs.network.subnets import SubnetPair

__all__ = ["OWN_SUBNETS", "ExistingNetwork"]

OWN_SUBNETS: Final = "subnets of personas, RADIUS servers and the proxy, which are theirs alone"


@dataclass(frozen=True)
class ExistingNetwork:
    """An existing VPC and which of its subnets are for what. Routes, DHCP options and traffic logs stay yours.

    The exception are routes over a link that a scenario makes: they are put into the tables of its subnets, which are
    then imported with their ``route_table_id``. And no persona is kept to its way out unless ``network_acls`` is set.

    Attributes:
        vpc: The VPC.
        desktop_subnets: A pair for each persona, by the persona's name, in zones that WorkSpaces supports.
        directory_subnets: A pair for a Managed AD or for domain controllers, unless they exist too.
        public_subnets: A pair with a route to an internet gateway, for NAT gateways.
        server_subnets: A pair for admin hosts, interface endpoints and Resolver endpoints.
        radius_subnets: A pair for RADIUS servers.
        proxy_subnets: A pair for a proxy.
        link_subnets: A pair for a transit gateway's attachment.
        network_acls: Whether the subnets of personas without NAT get network ACLs that leave them their way out and no
            other, in place of those they have. When these are deleted, the subnets get the VPC's default one. Default:
            no; then your own routes and ACLs have to keep them in, and a warning says so.
    """

    vpc: ec2.IVpc
    desktop_subnets: Mapping[str, SubnetPair] = field(default_factory=dict)
    directory_subnets: SubnetPair | None = None
    public_subnets: SubnetPair | None = None
    server_subnets: SubnetPair | None = None
    radius_subnets: SubnetPair | None = None
    proxy_subnets: SubnetPair | None = None
    link_subnets: SubnetPair | None = None
    network_acls: bool = False

    def __post_init__(self) -> None:
        """Refuse subnets that cannot serve two purposes: a persona's ways out, or two fixed addresses.

        Raises:
            ConfigurationError: Subnets of a persona are another pair's too, or the proxy's are those of RADIUS servers.
        """
        apart = [*self.desktop_subnets.values(), self.radius_subnets, self.proxy_subnets]
        others = (self.directory_subnets, self.public_subnets, self.server_subnets, self.link_subnets)
        require_apart([cidr for pair in apart for cidr in _known(pair)], [_known(pair) for pair in others], OWN_SUBNETS)

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


def _known(pair: SubnetPair | None) -> list[str]:
    if pair is None or pair.has_stand_ins:
        return []
    return [cidr for cidr in pair.cidrs if not is_unresolved(cidr)]
