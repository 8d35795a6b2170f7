"""A transit gateway, and the attachment of a VPC to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from constructs import Construct

from workspaces_constructs.custom_resources.tokens import is_unresolved
from workspaces_constructs.facts.connectivity import AMAZON_SIDE_ASN, require_amazon_side_asn
from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.facts.identifiers import require_identifier
from workspaces_constructs.network.names import name_tag
from workspaces_constructs.network.routes import add_routes, check_remote_ranges, wait_for
from workspaces_constructs.network.vpcs import vpc_id

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workspaces_constructs.network.subnets import SubnetPair

__all__ = ["TransitGateway", "TransitGatewayLink"]


class TransitGateway(Construct):
    """A transit gateway between VPCs and on-premises networks, its own or one that exists (whitepaper, scenario 5).

    Every attachment joins the gateway's default route table and announces its range there; what a VPC can reach is
    decided by its own route tables (:meth:`TransitGatewayLink.route`). The attachments of other accounts wait until the
    gateway's owner accepts them, unless ``auto_accept`` is asked for.

    Args:
        scope: The construct it belongs to.
        construct_id: Its id in that scope.
        gateway_id: An existing gateway (``tgw-...``) of this account, or shared with it. Default: a new one.
        amazon_side_asn: The autonomous system number of AWS's side, for a new gateway. Default: 64512.
        share_with: Accounts that may attach VPCs to a new gateway, shared by AWS Resource Access Manager inside the
            organization. Default: none.
        allow_external_accounts: Whether they may be outside the organization; they then have to accept an invitation.
            Default: no.
        auto_accept: Whether their attachments are accepted at once. Default: no. A stack of the other account that
            routes over its attachment needs it, or has to be deployed again after the owner has accepted.

    Raises:
        ConfigurationError: No id of a gateway or an account, a number that is not private, or options of a new gateway
            for one that exists.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        gateway_id: str | None = None,
        amazon_side_asn: int = AMAZON_SIDE_ASN,
        share_with: Sequence[str] = (),
        allow_external_accounts: bool = False,
        auto_accept: bool = False,
    ) -> None:
        super().__init__(scope, construct_id)
        self.share: cdk.CfnResource | None = None
        if gateway_id is not None:
            if not is_unresolved(gateway_id):
                require_identifier("transit gateway id", gateway_id)
            if share_with or auto_accept:
                raise ConfigurationError(
                    "options of a transit gateway that exists",
                    value=gateway_id,
                    allowed="neither share_with nor auto_accept",
                    fix="set both where the gateway is made",
                )
            self.gateway_id = gateway_id
            return
        require_amazon_side_asn(amazon_side_asn)
        path = self.node.path
        made = ec2.CfnTransitGateway(
            self,
            "Gateway",
            amazon_side_asn=amazon_side_asn,
            auto_accept_shared_attachments="enable" if auto_accept else "disable",
            default_route_table_association="enable",
            default_route_table_propagation="enable",
            description=path,
            dns_support="enable",
            vpn_ecmp_support="enable",
            tags=name_tag(path),
        )
        self.gateway_id = made.attr_id
        if share_with:
            self.share = self._share(made.attr_transit_gateway_arn, share_with, external=allow_external_accounts)

    def _share(self, arn: str, accounts: Sequence[str], *, external: bool) -> cdk.CfnResource:
        from aws_cdk import aws_ram as ram

        for account in accounts:
            if not is_unresolved(account):
                require_identifier("account", account)
        return ram.CfnResourceShare(
            self,
            "Share",
            name=cdk.Names.unique_resource_name(self, max_length=64, separator="-"),
            resource_arns=[arn],
            principals=list(accounts),
            allow_external_principals=external,
        )


class TransitGatewayLink(Construct):
    """The attachment of a VPC to a transit gateway, in small subnets of its own.

    The gateway's interfaces are in the Link pair, whose route tables stay empty, as the VPC guide advises ("Transit
    gateway design best practices"). Nothing is reachable over it until :meth:`route` names the pairs that may use it.

    Example:
        .. code-block:: python

            gateway = TransitGateway(stack, "TransitGateway")
            link = TransitGatewayLink(
                stack, "Link", vpc=network.vpc, subnets=network.link_subnets, transit_gateway=gateway
            )
            link.route([network.desktop_subnets["Desktops"]], ["10.20.0.0/16"])

    Args:
        scope: The construct it belongs to.
        construct_id: Its id in that scope.
        vpc: The VPC.
        subnets: The pair for the gateway's interfaces: ``link_subnets`` of a ``WorkspacesVpc``.
        transit_gateway: The gateway.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        vpc: ec2.IVpc,
        subnets: SubnetPair,
        transit_gateway: TransitGateway,
    ) -> None:
        super().__init__(scope, construct_id)
        self.vpc = vpc
        self.transit_gateway = transit_gateway
        self.attachment = ec2.CfnTransitGatewayVpcAttachment(
            self,
            "Attachment",
            vpc_id=vpc_id(vpc),
            subnet_ids=list(subnets.subnet_ids),
            transit_gateway_id=transit_gateway.gateway_id,
            options={"DnsSupport": "enable", "Ipv6Support": "disable", "ApplianceModeSupport": "disable"},
            tags=name_tag(self.node.path),
        )
        self.attachment_id = self.attachment.attr_id
        wait_for(vpc, self.attachment)

    def route(self, pairs: Sequence[SubnetPair], cidrs: Sequence[str] = (), *, default_route: bool = False) -> None:
        """Put routes over the transit gateway into the tables of these pairs, and of no other.

        Args:
            pairs: The pairs that may use them.
            cidrs: The ranges on the other side.
            default_route: Whether the default route goes there too, for personas whose egress is ``on-premises``.

        Raises:
            ConfigurationError: No pair, or ranges that cannot be routed to.
        """
        if cidrs or not default_route:
            check_remote_ranges(self, self.vpc, cidrs, "remote ranges of the transit gateway")
        routes = add_routes(
            self,
            pairs,
            cidrs,
            target="transit_gateway_id",
            target_id=self.transit_gateway.gateway_id,
            after=self.attachment,
            default_route=default_route,
        )
        wait_for(self.vpc, *routes)
