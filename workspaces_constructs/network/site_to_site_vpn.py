"""An IPsec VPN between AWS and a network on-premises."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_logs as logs
from constructs import Construct

from workspaces_constructs.custom_resources.places import stack_of
from workspaces_constructs.custom_resources.tokens import is_unresolved
from workspaces_constructs.facts.connectivity import (
    CUSTOMER_ASN,
    TUNNEL_OPTIONS,
    require_customer_asn,
    require_public_address,
    require_remote_ranges,
)
from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.facts.identifiers import require_identifier
from workspaces_constructs.network.flow_logs import let_logs_use
from workspaces_constructs.network.names import name_tag
from workspaces_constructs.network.routes import check_remote_ranges, wait_for
from workspaces_constructs.network.virtual_private_gateway import VirtualPrivateGateway

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aws_cdk import aws_kms as kms
    from aws_cdk import aws_secretsmanager as secretsmanager

    from workspaces_constructs.network.transit_gateway_link import TransitGateway

__all__ = ["SiteToSiteVpn"]

_TUNNELS = 2
_LARGEST_PLAIN_ASN = 2_147_483_647
"""CloudFormation takes larger numbers as ``BgpAsnExtended`` only."""


class SiteToSiteVpn(Construct):
    """A Site-to-Site VPN connection with two tunnels, both held to strong options.

    Both tunnels speak IKE version 2 only, with AES-256 (GCM preferred), SHA-2 of 384 or 512 bits and the
    elliptic-curve groups 19 to 21, are opened by AWS, are opened again when the peer is found dead, and log to
    CloudWatch. AWS's defaults are weaker (Site-to-Site VPN guide, "Tunnel options"). Your device must be configured for
    both tunnels: AWS takes one of the two down for maintenance.

    AWS makes the pre-shared keys; download them with the connection's configuration. To bring your own, pass two
    secrets.

    Example:
        .. code-block:: python

            gateway = VirtualPrivateGateway(stack, "Gateway", vpc=network.vpc)
            SiteToSiteVpn(stack, "Vpn", gateway=gateway, customer_gateway_address="203.0.113.7")
            gateway.propagate_to([network.desktop_subnets["Desktops"]])

    Args:
        scope: The construct it belongs to.
        construct_id: Its id in that scope.
        gateway: The gateway on AWS's side.
        customer_gateway_address: The static public IPv4 address of your device.
        customer_gateway_asn: Your network's autonomous system number for BGP. Default: 65000.
        customer_gateway_id: An existing customer gateway (``cgw-...``), instead of the address.
        static_routes: The ranges behind your device, for one that does not speak BGP. Default: BGP announces them. On a
            transit gateway CloudFormation cannot make such routes, since it does not give out the attachment's id: use
            BGP there.
        pre_shared_keys: Two secrets whose whole text is the key of the first and second tunnel: 8 to 64 letters,
            digits, periods and underscores, not beginning with 0. Default: AWS makes them.
        log_retention: How long tunnel logs are kept. Default: one year.
        encryption_key: A key for the tunnel logs. Default: CloudWatch's own encryption.
        removal_policy: What happens to the logs when the stack goes. Default: the CDK's, which retains them.

    Raises:
        ConfigurationError: Not exactly one of address and id, a private address, a number that BGP cannot use, ranges
            that overlap, static routes on a transit gateway, or not two keys.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        gateway: VirtualPrivateGateway | TransitGateway,
        customer_gateway_address: str | None = None,
        customer_gateway_asn: int = CUSTOMER_ASN,
        customer_gateway_id: str | None = None,
        static_routes: Sequence[str] = (),
        pre_shared_keys: Sequence[secretsmanager.ISecret] = (),
        log_retention: logs.RetentionDays | None = None,
        encryption_key: kms.IKey | None = None,
        removal_policy: cdk.RemovalPolicy | None = None,
    ) -> None:
        super().__init__(scope, construct_id)
        self._check_routes(gateway, static_routes)
        if len(pre_shared_keys) not in {0, _TUNNELS}:
            raise ConfigurationError(
                "pre_shared_keys",
                value=f"{len(pre_shared_keys)} secrets",
                allowed="two, one for each tunnel, or none",
                fix="add or remove one",
            )
        path = self.node.path
        self.customer_gateway_id = self._customer_gateway(
            customer_gateway_address, customer_gateway_asn, customer_gateway_id, path
        )
        if encryption_key is not None:
            let_logs_use(encryption_key, stack_of(self))
        self.log_group = logs.LogGroup(
            self,
            "Logs",
            retention=log_retention or logs.RetentionDays.ONE_YEAR,
            encryption_key=encryption_key,
            removal_policy=removal_policy,
        )
        private = isinstance(gateway, VirtualPrivateGateway)
        self.connection = ec2.CfnVPNConnection(
            self,
            "Connection",
            type="ipsec.1",
            customer_gateway_id=self.customer_gateway_id,
            vpn_gateway_id=gateway.gateway_id if private else None,
            transit_gateway_id=None if private else gateway.gateway_id,
            static_routes_only=bool(static_routes),
            tags=name_tag(path),
        )
        # In the schema's own names, in one call: the typed form costs one object for each algorithm.
        self.connection.add_property_override("VpnTunnelOptionsSpecifications", self._tunnels(pre_shared_keys))
        self.connection_id = self.connection.attr_vpn_connection_id
        links: list[cdk.CfnResource] = [self.connection]
        links += [
            ec2.CfnVPNConnectionRoute(
                self,
                f"RouteTo{index if is_unresolved(cidr) else cidr.replace('/', '-')}",
                vpn_connection_id=self.connection_id,
                destination_cidr_block=cidr,
            )
            for index, cidr in enumerate(static_routes, 1)
        ]
        if isinstance(gateway, VirtualPrivateGateway):
            if gateway.attachment is not None:
                self.connection.node.add_dependency(gateway.attachment)
            wait_for(gateway.vpc, *links)

    def _check_routes(self, gateway: VirtualPrivateGateway | TransitGateway, cidrs: Sequence[str]) -> None:
        if not cidrs:
            return
        what = "static_routes"
        if not isinstance(gateway, VirtualPrivateGateway):
            require_remote_ranges([cidr for cidr in cidrs if not is_unresolved(cidr)], what=what)
            raise ConfigurationError(
                what,
                value=", ".join(cidrs),
                allowed="none on a transit gateway",
                fix="let your device announce its ranges over BGP; CloudFormation does not give out the id of the "
                "VPN's attachment, so no template can route to it",
            )
        check_remote_ranges(self, gateway.vpc, cidrs, what)

    def _customer_gateway(self, address: str | None, asn: int, existing: str | None, path: str) -> str:
        if (address is None) == (existing is None):
            raise ConfigurationError(
                "customer gateway",
                value="none" if address is None else f"{address} and {existing}",
                allowed="customer_gateway_address or customer_gateway_id",
                fix="give the public address of your VPN device, or the id of a customer gateway that exists",
            )
        if existing is not None:
            return existing if is_unresolved(existing) else require_identifier("customer gateway id", existing)
        address = address or ""
        if not is_unresolved(address):
            require_public_address(address)
        require_customer_asn(asn)
        extended = asn > _LARGEST_PLAIN_ASN
        made = ec2.CfnCustomerGateway(
            self,
            "CustomerGateway",
            type="ipsec.1",
            ip_address=address,
            bgp_asn=None if extended else asn,
            bgp_asn_extended=asn if extended else None,
            tags=name_tag(path),
        )
        return made.attr_customer_gateway_id

    def _tunnels(self, keys: Sequence[secretsmanager.ISecret]) -> list[dict[str, object]]:
        stack = stack_of(self)
        # The group's ARN in CDK ends in ":*", which names its streams; the API takes the group's alone.
        group = stack.format_arn(
            service="logs",
            resource="log-group",
            resource_name=self.log_group.log_group_name,
            arn_format=cdk.ArnFormat.COLON_RESOURCE_NAME,
        )
        common: dict[str, object] = {
            **{name: [{"Value": value} for value in values] for name, values in TUNNEL_OPTIONS.items()},
            "DPDTimeoutAction": "restart",
            "StartupAction": "start",
            "LogOptions": {
                "CloudwatchLogOptions": {"LogEnabled": True, "LogGroupArn": group, "LogOutputFormat": "json"}
            },
        }
        return [
            {**common, "PreSharedKey": keys[tunnel].secret_value.unsafe_unwrap()} if keys else common
            for tunnel in range(_TUNNELS)
        ]
