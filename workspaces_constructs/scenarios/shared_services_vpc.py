"""The shared services VPC of scenarios 5 and 6: a Managed AD for VPCs and accounts around it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import aws_cdk as cdk
from constructs import Construct

from workspaces_constructs.custom_resources.places import place_of
from workspaces_constructs.custom_resources.tokens import is_unresolved
from workspaces_constructs.directory.firewall import firewall_table
from workspaces_constructs.directory.trust import Trust
from workspaces_constructs.facts.arguments import require_list
from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.facts.iam import peering_role_name
from workspaces_constructs.facts.networks import require_disjoint
from workspaces_constructs.network.dhcp_options import DirectoryDhcpOptions
from workspaces_constructs.network.direct_connect import DirectConnect
from workspaces_constructs.network.on_premises_link import OnPremisesLink
from workspaces_constructs.network.routes import wait_for
from workspaces_constructs.network.site_to_site_vpn import SiteToSiteVpn
from workspaces_constructs.network.transit_gateway_link import TransitGateway, TransitGatewayLink
from workspaces_constructs.network.vpc import WorkspacesVpc
from workspaces_constructs.network.vpc_peering import PeeringAccepterRole
from workspaces_constructs.network.vpcs import vpc_cidr, vpc_id
from workspaces_constructs.scenarios.customer_side import CustomerSide, firewall_text
from workspaces_constructs.scenarios.linked import TrustOptions, open_to, trust_half
from workspaces_constructs.scenarios.managed_ad import ManagedAdOptions, ScenarioDirectory, unit_name
from workspaces_constructs.scenarios.options import TakesOptions
from workspaces_constructs.scenarios.requirements import require_network_of
from workspaces_constructs.scenarios.scenario import records_key as made_records_key
from workspaces_constructs.scenarios.shared_parameters import publish

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Unpack

    from aws_cdk import aws_kms as kms

    from workspaces_constructs.desktops.persona import DesktopUser
    from workspaces_constructs.directory.on_premises import OnPremisesDomain
    from workspaces_constructs.directory.service_account import ServiceAccount
    from workspaces_constructs.network.connectivity import Connectivity
    from workspaces_constructs.network.existing import ExistingNetwork
    from workspaces_constructs.network.interface_endpoints import SystemsManagerEndpoints

__all__ = ["DEFAULT_SHARED_SERVICES_CIDR", "SharedServicesOptions", "SharedServicesReference", "SharedServicesVpc"]

DEFAULT_SHARED_SERVICES_CIDR = "172.21.0.0/16"

Between = Literal["transit-gateway", "peering"]


@dataclass(frozen=True)
class SharedServicesReference:
    """What the desktops' stack knows of the shared services without asking; the rest it reads when it is deployed.

    Attributes:
        name: Of the deployment, by which both stacks find each other.
        domain_name: Of the Managed AD.
        netbios_name: Of the Managed AD.
        cidr: The range of the shared services VPC.
        directory_cidrs: The Managed AD's subnets.
        between: What joins the two VPCs.
        account: The account of the shared services, where it is another.
        remote_cidrs: Networks on-premises behind the transit gateway.
        customer_gateway_address: The VPN device of the shared services' own link, beside a peering.
        organizational_unit: The distinguished name of the unit that was made for desktops.
        joinable_before: Whether a VPC of desktops that exists may be joined to it already, because its transit gateway
            existed; or, for a peering, its VPC.
    """

    name: str
    domain_name: str
    netbios_name: str
    cidr: str
    directory_cidrs: Sequence[str]
    between: Between = "transit-gateway"
    account: str | None = None
    remote_cidrs: Sequence[str] = ()
    customer_gateway_address: str | None = None
    organizational_unit: str | None = None
    joinable_before: bool = False

    @property
    def accepter_role_name(self) -> str:
        """The role with which the desktops' account has a peering accepted."""
        return peering_role_name(self.name)


class SharedServicesOptions(ManagedAdOptions, TrustOptions, total=False):
    """Optional keyword arguments of :class:`SharedServicesVpc`, beside those of the directory and of a trust.

    Args:
        cidr: The range of the VPC. Default: 172.21.0.0/16.
        availability_zone_ids: Default: the region's first two that WorkSpaces supports.
        network: An existing VPC in place of an own one, with its pair for the directory, and one for the attachment of
            a transit gateway. Default: none.
        between: What joins the VPCs: a ``transit-gateway`` or a ``peering``. Default: a transit gateway.
        transit_gateway_id: An existing transit gateway in place of an own one. Default: none.
        connectivity: How the VPC reaches on-premises. With an own transit gateway the VPN ends there and serves both
            VPCs. Default: not at all.
        domain: A domain on-premises that the Managed AD trusts, one way. Default: none.
        desktops_account: The account of the desktops, where it is another. Default: the same.
        users: Users to make in the directory. Default: none.
        service_account: Whether to make the account of the desktops' AD Connectors in it. Default: yes.
        joiner: The connectors' account in the trusted domain, which gets its rights in the ``organizational_unit`` if
            its ``sid`` is known. Default: none.
        records_key: An existing key for secrets and logs. Default: an own one.
        removal_policy: One decision for everything in it. Default: DESTROY.
    """

    cidr: str
    availability_zone_ids: Sequence[str] | None
    network: ExistingNetwork | None
    between: Between
    transit_gateway_id: str | None
    connectivity: Connectivity | None
    domain: OnPremisesDomain | None
    desktops_account: str | None
    users: Sequence[DesktopUser]
    service_account: bool
    joiner: ServiceAccount | None
    records_key: kms.IKey | None
    removal_policy: cdk.RemovalPolicy


class SharedServicesVpc(TakesOptions, Construct):
    """A VPC with a Managed AD that authenticates for WorkSpaces and other services, in its own stack or account.

    It publishes what the desktops' stack must know as parameters of Systems Manager, below
    ``/workspaces-constructs/<name>/``. In another account they are shared by AWS Resource Access Manager, and so is the
    transit gateway; outside an organization the desktops' account accepts both invitations first.

    Args:
        scope: The construct it belongs to.
        construct_id: Its id in that scope.
        name: Of the deployment, unique in its accounts and region.
        domain_name: The domain of the Managed AD.
        desktop_cidrs: The range of the desktops' VPC.
        **options: See :class:`SharedServicesOptions`, :class:`ManagedAdOptions` and :class:`TrustOptions`.

    Attributes:
        network: The VPC and its pairs.
        directory: The Managed AD.
        trust: The trust, or None.
        customer_side: Texts for those who administer the domain that is trusted, or None.
        vpn: Its own VPN to on-premises, or None.
        reference: What the desktops' scenario takes.

    Raises:
        ConfigurationError: Overlapping ranges, and any argument that AWS would refuse.
    """

    options_type = SharedServicesOptions

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        name: str,
        domain_name: str,
        desktop_cidrs: Sequence[str],
        **options: Unpack[SharedServicesOptions],
    ) -> None:
        super().__init__(scope, construct_id)
        require_list(desktop_cidrs, "desktop_cidrs")
        require_network_of(options.get("directory"), options.get("network"))
        self.options = options
        self._between: Between = options.get("between", "transit-gateway")
        joined_by = options.get("transit_gateway_id" if self._between == "transit-gateway" else "network")
        connectivity = options.get("connectivity")
        remote = tuple(connectivity.remote_cidrs) if connectivity else ()
        cidr = options.get("cidr", DEFAULT_SHARED_SERVICES_CIDR)
        self.records_key = options.get("records_key") or made_records_key(self)
        self.network = options.get("network") or self._network(cidr, [*desktop_cidrs, *remote])
        self.vpc = self.network.vpc
        known = [*self.network.cidrs, *desktop_cidrs, *remote]
        require_disjoint(
            [text for text in known if not is_unresolved(text)],
            "ranges of the desktops, the shared services and on-premises",
        )
        made = ScenarioDirectory(
            self,
            network=self.network,
            domain_name=domain_name,
            options=options,
            users=options.get("users", ()),
            accounts=options.get("service_account", True),
            joiner=options.get("joiner"),
            systems_manager=self._systems_manager(),
            records_key=self.records_key,
        )
        self.directory, self.users, self.service_account = made.directory, made.users, made.service_account
        open_to(self.directory, desktop_cidrs)
        self._published: dict[str, str | Sequence[str]] = {
            "directory-id": self.directory.directory_id,
            "dns-addresses": self.directory.dns_addresses,
            "vpc-id": vpc_id(self.vpc),
        }
        self.reference = SharedServicesReference(
            name=name,
            domain_name=self.directory.domain_name,
            netbios_name=self.directory.netbios_name,
            cidr=next(iter(self.network.cidrs), cidr),
            directory_cidrs=self.network.require_pair("Directory").cidrs,
            between=self._between,
            account=self._own_account(),
            remote_cidrs=remote if self._between == "transit-gateway" else (),
            customer_gateway_address=connectivity.customer_gateway_address if connectivity else None,
            organizational_unit=unit_name(domain_name, options),
            joinable_before=joined_by is not None,
        )
        self._share_account()
        self.vpn: SiteToSiteVpn | None = None
        self._join(desktop_cidrs, connectivity)
        self.customer_side: CustomerSide | None = None
        self.trust = self._trust(options.get("domain"))
        if options.get("network") is None:
            DirectoryDhcpOptions(
                self,
                "DhcpOptions",
                vpc=self.vpc,
                domain_name=self.directory.domain_name,
                dns_addresses=self.directory.dns_addresses,
            )
        publish(self, name, self._published, share_with=options.get("desktops_account"))
        cdk.RemovalPolicies.of(self).apply(options.get("removal_policy", cdk.RemovalPolicy.DESTROY))

    def _own_account(self) -> str | None:
        """The account that the desktops' stack must name; none where both stacks are in one."""
        if self.options.get("desktops_account") is None:
            return None
        account = place_of(self).account
        if is_unresolved(account):
            raise ConfigurationError(
                "account of the shared services",
                value="none",
                allowed="12 digits, where the desktops are in another account",
                fix="give the stack its account",
            )
        return account

    def _network(self, cidr: str, routed: Sequence[str]) -> ExistingNetwork:
        return WorkspacesVpc(
            self,
            "Network",
            cidr=cidr,
            availability_zone_ids=self.options.get("availability_zone_ids"),
            desktop_subnets=[],
            directory_subnets=True,
            server_subnets=bool(self.options.get("organizational_unit")),
            link_subnets=self._between == "transit-gateway",
            routed_cidrs=routed,
            encryption_key=self.records_key,
        ).network

    def _systems_manager(self) -> SystemsManagerEndpoints | None:
        """How an admin host is reached in an own VPC, which has no way to the internet."""
        servers = self.network.server_subnets
        if servers is None or self.options.get("network") is not None or not self.options.get("organizational_unit"):
            return None
        from workspaces_constructs.network.interface_endpoints import SystemsManagerEndpoints

        return SystemsManagerEndpoints(
            self, "SystemsManager", vpc=self.vpc, subnets=servers, client_cidrs=servers.cidrs
        )

    def _share_account(self) -> None:
        """Let the desktops' stack read the password of the connectors' account."""
        if self.service_account is None:
            return
        secret = self.service_account.account.secret
        self._published["service-account-secret-arn"] = secret.secret_arn
        self._published["secrets-key-arn"] = self.records_key.key_arn
        if account := self.options.get("desktops_account"):
            from aws_cdk import aws_iam as iam

            # The key too, but by way of Secrets Manager only: logs and other secrets have the same one.
            secret.grant_read(iam.AccountPrincipal(account))

    def _join(self, desktop_cidrs: Sequence[str], connectivity: Connectivity | None) -> None:
        """Join the VPCs, and this one to on-premises; only the directory's subnets get routes."""
        pairs = [self.network.require_pair("Directory")]
        if self._between == "peering":
            self._expect_peering()
            if connectivity is not None:
                link = OnPremisesLink(
                    self, "OnPremises", vpc=self.vpc, connectivity=connectivity, encryption_key=self.records_key
                )
                link.open(pairs)
                self.vpn = link.vpn
                if self.vpn is not None:
                    self._published["customer-gateway-id"] = self.vpn.customer_gateway_id
            return
        account = self.options.get("desktops_account")
        gateway_id = self.options.get("transit_gateway_id")
        gateway = TransitGateway(
            self,
            "TransitGateway",
            gateway_id=gateway_id,
            share_with=[account] if account and gateway_id is None else [],
            allow_external_accounts=True,
            auto_accept=bool(account) and gateway_id is None,
        )
        self._published["transit-gateway-id"] = gateway.gateway_id
        link_to_all = TransitGatewayLink(
            self, "Link", vpc=self.vpc, subnets=self.network.require_pair("Link"), transit_gateway=gateway
        )
        link_to_all.route(pairs, [*desktop_cidrs, *(connectivity.remote_cidrs if connectivity else ())])
        if connectivity is not None:
            self._end_at(gateway, connectivity, [vpc_cidr(self.vpc), *desktop_cidrs])

    def _end_at(self, gateway: TransitGateway, connectivity: Connectivity, cidrs: Sequence[str]) -> None:
        """Let the way to on-premises end at the transit gateway, where both VPCs have it."""
        if connectivity.direct_connect_gateway_id is not None:
            DirectConnect(
                self,
                "DirectConnect",
                gateway=gateway,
                direct_connect_gateway_id=connectivity.direct_connect_gateway_id,
                allowed_prefixes=cidrs,
            )
        if connectivity.makes_vpn:
            self.vpn = SiteToSiteVpn(
                self,
                "Vpn",
                gateway=gateway,
                customer_gateway_address=connectivity.customer_gateway_address,
                customer_gateway_id=connectivity.customer_gateway_id,
                customer_gateway_asn=connectivity.bgp_asn,
                static_routes=connectivity.remote_cidrs if connectivity.static_routes else (),
                encryption_key=self.records_key,
            )
            wait_for(self.vpc, self.vpn.connection)

    def _expect_peering(self) -> None:
        """Publish the tables that the peering's way back belongs to; another account gets a role for that."""
        tables = list(self.network.require_pair("Directory").route_table_ids)
        self._published["route-table-ids"] = tables
        if account := self.options.get("desktops_account"):
            PeeringAccepterRole(
                self,
                "PeeringAccepter",
                requester_account=account,
                vpc_id=vpc_id(self.vpc),
                route_table_ids=tables,
                role_name=self.reference.accepter_role_name,
            )

    def _trust(self, domain: OnPremisesDomain | None) -> Trust | None:
        if domain is None:
            return None
        open_to(self.directory, domain.cidrs)
        trust = Trust(
            self,
            "Trust",
            directory=self.directory,
            remote=domain,
            direction="one-way-outgoing",
            trust_type=self.options.get("trust_type", "forest"),
            selective_authentication=self.options.get("selective_authentication", False),
            secret=self.options.get("trust_secret"),
            accept_unverified=self.options.get("accept_unverified_trust", False),
            encryption_key=self.records_key,
        )
        rows = firewall_table(remote=domain, domain_cidrs=self.network.require_pair("Directory").cidrs)
        self.customer_side = CustomerSide(self, "CustomerSide")
        self.customer_side.add("Firewall", firewall_text(rows))
        self.customer_side.add("TrustScript", trust_half(self.directory, trust))
        return trust
