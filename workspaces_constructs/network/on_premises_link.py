"""A VPC's link to on-premises, whatever it consists of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from constructs import Construct

from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.network.direct_connect import DirectConnect
from workspaces_constructs.network.site_to_site_vpn import SiteToSiteVpn
from workspaces_constructs.network.transit_gateway_link import TransitGateway, TransitGatewayLink
from workspaces_constructs.network.virtual_private_gateway import VirtualPrivateGateway

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aws_cdk import aws_ec2 as ec2
    from aws_cdk import aws_kms as kms

    from workspaces_constructs.network.connectivity import Connectivity
    from workspaces_constructs.network.subnets import SubnetPair

__all__ = ["OnPremisesLink"]


class OnPremisesLink(Construct):
    """What a :class:`Connectivity` says, built: a gateway, and a VPN or Direct Connect on it.

    Nothing is reachable over it until :meth:`open` or :meth:`route` names the pairs of subnets that may use it.

    Args:
        scope: The construct it belongs to.
        construct_id: Its id in that scope.
        vpc: The VPC.
        connectivity: The way.
        link_subnets: The pair for a transit gateway's interfaces.
        encryption_key: A key for the VPN's logs. Default: CloudWatch's own encryption.

    Raises:
        ConfigurationError: A transit gateway without a pair for it.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        vpc: ec2.IVpc,
        connectivity: Connectivity,
        link_subnets: SubnetPair | None = None,
        encryption_key: kms.IKey | None = None,
    ) -> None:
        super().__init__(scope, construct_id)
        self.connectivity = connectivity
        self.vpn: SiteToSiteVpn | None = None
        self._gateway = self._transit(vpc, link_subnets) if connectivity.transit_gateway_id else self._private(vpc)
        if connectivity.makes_vpn and isinstance(self._gateway, VirtualPrivateGateway):
            self.vpn = SiteToSiteVpn(
                self,
                "Vpn",
                gateway=self._gateway,
                customer_gateway_address=connectivity.customer_gateway_address,
                customer_gateway_id=connectivity.customer_gateway_id,
                customer_gateway_asn=connectivity.bgp_asn,
                static_routes=connectivity.remote_cidrs if connectivity.static_routes else (),
                encryption_key=encryption_key,
            )

    @property
    def gateway_id(self) -> str:
        """The virtual private gateway, or the transit gateway's attachment."""
        gateway = self._gateway
        return gateway.gateway_id if isinstance(gateway, VirtualPrivateGateway) else gateway.attachment_id

    def open(self, pairs: Sequence[SubnetPair]) -> None:
        """Let pairs reach all networks on the other side: what it announces, or what the connectivity names.

        Args:
            pairs: The pairs that may use the link.
        """
        if isinstance(self._gateway, VirtualPrivateGateway):
            self._gateway.propagate_to(pairs)
        else:
            self._gateway.route(pairs, self.connectivity.remote_cidrs)

    def route(self, pairs: Sequence[SubnetPair], cidrs: Sequence[str] = (), *, default_route: bool = False) -> None:
        """Let pairs reach these networks and no others over the link.

        Args:
            pairs: The pairs that may use it.
            cidrs: The networks.
            default_route: Whether their way out to the internet is there too.
        """
        self._gateway.route(pairs, cidrs, default_route=default_route)

    def _private(self, vpc: ec2.IVpc) -> VirtualPrivateGateway:
        gateway = VirtualPrivateGateway(
            self, "Gateway", vpc=vpc, gateway_id=self.connectivity.virtual_private_gateway_id, attach=True
        )
        if self.connectivity.direct_connect_gateway_id is not None:
            DirectConnect(
                self,
                "DirectConnect",
                gateway=gateway,
                direct_connect_gateway_id=self.connectivity.direct_connect_gateway_id,
            )
        return gateway

    def _transit(self, vpc: ec2.IVpc, subnets: SubnetPair | None) -> TransitGatewayLink:
        if subnets is None:
            raise ConfigurationError(
                "link_subnets",
                value="none",
                allowed="two subnets in two Availability Zones",
                fix="name the pair in which the transit gateway's attachment will be",
            )
        gateway = TransitGateway(self, "TransitGateway", gateway_id=self.connectivity.transit_gateway_id)
        return TransitGatewayLink(self, "Link", vpc=vpc, subnets=subnets, transit_gateway=gateway)
