"""A virtual private gateway: the end of VPN connections and Direct Connect on a VPC."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import aws_ec2 as ec2
from constructs import Construct

from workspaces_constructs.custom_resources.tokens import is_unresolved
from workspaces_constructs.facts.connectivity import AMAZON_SIDE_ASN, require_amazon_side_asn
from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.facts.identifiers import require_identifier
from workspaces_constructs.network.names import name_tag
from workspaces_constructs.network.routes import add_routes, check_remote_ranges, route_tables, wait_for
from workspaces_constructs.network.vpcs import vpc_id

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workspaces_constructs.network.subnets import SubnetPair

__all__ = ["VirtualPrivateGateway"]


class VirtualPrivateGateway(Construct):
    """A virtual private gateway of a VPC, its own or one that exists (whitepaper, scenarios 1 to 6).

    A VPC has at most one. Nothing is reachable over it until :meth:`propagate_to` or :meth:`route` names the pairs of
    subnets that may use it.

    Example:
        .. code-block:: python

            gateway = VirtualPrivateGateway(stack, "Gateway", vpc=network.vpc)
            gateway.propagate_to([network.desktop_subnets["Desktops"]])

    Args:
        scope: The construct it belongs to.
        construct_id: Its id in that scope.
        vpc: The VPC.
        gateway_id: An existing gateway (``vgw-...``), such as one that Direct Connect ends on. Default: a new one.
        attach: Whether to attach an existing gateway to the VPC. It must not be attached anywhere yet. Default: no, it
            is attached already. A new gateway is always attached.
        amazon_side_asn: The autonomous system number of AWS's side, for a new gateway. Default: 64512.

    Raises:
        ConfigurationError: No id of a gateway, or a number that is not private.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        vpc: ec2.IVpc,
        gateway_id: str | None = None,
        attach: bool = False,
        amazon_side_asn: int = AMAZON_SIDE_ASN,
    ) -> None:
        super().__init__(scope, construct_id)
        self.vpc = vpc
        if gateway_id is None:
            require_amazon_side_asn(amazon_side_asn)
            made = ec2.CfnVPNGateway(
                self, "Gateway", type="ipsec.1", amazon_side_asn=amazon_side_asn, tags=name_tag(self.node.path)
            )
            gateway_id = made.attr_vpn_gateway_id
            attach = True
        elif not is_unresolved(gateway_id):
            require_identifier("virtual private gateway id", gateway_id)
        self.gateway_id = gateway_id
        self._announced_to: set[str] = set()
        self.attachment: ec2.CfnVPCGatewayAttachment | None = None
        if attach:
            self.attachment = ec2.CfnVPCGatewayAttachment(
                self, "Attachment", vpc_id=vpc_id(vpc), vpn_gateway_id=gateway_id
            )
            wait_for(vpc, self.attachment)

    def propagate_to(self, pairs: Sequence[SubnetPair]) -> None:
        """Let the routes that the other side announces appear in the tables of these pairs.

        What is announced over BGP, and the static routes of a VPN connection, become routes of exactly these tables, of
        one that pairs share once. An
        announced default route comes too: do not announce one to pairs that must not get out that way.

        Args:
            pairs: The pairs that may use the gateway.

        Raises:
            ConfigurationError: No pair.
        """
        if not pairs:
            raise ConfigurationError(
                f"pairs of subnets of {self.node.path}",
                value="none",
                allowed="one pair or more",
                fix="name the pairs that are to reach the other network",
            )
        for pair in pairs:
            tables = [table for table in route_tables(pair) if table not in self._announced_to]
            if not tables:
                continue
            self._announced_to.update(tables)
            propagation = ec2.CfnVPNGatewayRoutePropagation(
                self, f"{pair.name}Propagation", route_table_ids=tables, vpn_gateway_id=self.gateway_id
            )
            if self.attachment is not None:
                propagation.node.add_dependency(self.attachment)
            wait_for(self.vpc, propagation)

    def route(self, pairs: Sequence[SubnetPair], cidrs: Sequence[str] = (), *, default_route: bool = False) -> None:
        """Put static routes over the gateway into the tables of these pairs, and of no other.

        Args:
            pairs: The pairs that may use them.
            cidrs: The ranges on the other side.
            default_route: Whether the default route goes there too: the way out to the internet through the other
                network, for personas whose egress is ``on-premises``.

        Raises:
            ConfigurationError: No pair, or ranges that cannot be routed to.
        """
        if cidrs or not default_route:
            check_remote_ranges(self, self.vpc, cidrs, "remote ranges of the virtual private gateway")
        routes = add_routes(
            self,
            pairs,
            cidrs,
            target="gateway_id",
            target_id=self.gateway_id,
            after=self.attachment,
            default_route=default_route,
        )
        wait_for(self.vpc, *routes)
