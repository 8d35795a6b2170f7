"""What every scenario is built from: keys, the desktops' network with its ways out, and the personas' desktops."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import aws_cdk as cdk
from aws_cdk import aws_kms as kms
from constructs import Construct

from workspaces_constructs.custom_resources.tokens import is_unresolved
from workspaces_constructs.desktops.persona import Persona
from workspaces_constructs.desktops.volume_key import VolumeKey
from workspaces_constructs.directory.ad_connector import AdConnector
from workspaces_constructs.facts.arguments import require_offers
from workspaces_constructs.facts.connectivity import require_remote_ranges
from workspaces_constructs.facts.domains import distinguished_name
from workspaces_constructs.facts.networks import DEFAULT_VPC_CIDR
from workspaces_constructs.network.dhcp_options import DirectoryDhcpOptions
from workspaces_constructs.network.ranges import check_ranges
from workspaces_constructs.network.subnets import DesktopSubnets
from workspaces_constructs.network.vpc import WorkspacesVpc
from workspaces_constructs.network.vpcs import vpc_cidr
from workspaces_constructs.scenarios.extras import Extras
from workspaces_constructs.scenarios.options import TakesOptions
from workspaces_constructs.scenarios.persona_desktops import PersonaDesktops
from workspaces_constructs.scenarios.requirements import require_cost_allocation_tags, require_own, require_personas
from workspaces_constructs.scenarios.ways_out import WaysOut

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from constructs import IDependable

    from workspaces_constructs.custom_resources.resource import WorkspacesResource
    from workspaces_constructs.desktops.fleet.fleet import WorkspaceFleet
    from workspaces_constructs.desktops.registration import RegistrableDirectory
    from workspaces_constructs.directory.managed_microsoft_ad import ManagedAdBase
    from workspaces_constructs.directory.on_premises import OnPremisesDomain
    from workspaces_constructs.directory.service_account import ServiceAccount
    from workspaces_constructs.network.existing import ExistingNetwork
    from workspaces_constructs.network.subnets import SubnetPair
    from workspaces_constructs.scenarios.customer_side import CustomerSide
    from workspaces_constructs.scenarios.options import ScenarioOptions

    Register = Callable[[Construct, Persona, SubnetPair], RegistrableDirectory]

__all__ = ["Scenario", "records_key"]


class Scenario(TakesOptions, Construct):
    """The part of a scenario that does not depend on where its users are.

    Attributes:
        network: The desktops' VPC and its pairs of subnets.
        vpc: That VPC.
        personas: The desktops of each persona, by its name.
        volume_key: The key of the desktops' volumes.
        records_key: The key of secrets and logs.
        ways_out: NAT gateways, proxy and the link to on-premises, as far as the scenario has them.
        extras: RADIUS servers and endpoints, as far as the scenario has them.
        cost_allocation_tags: The keys by which the bill is divided, to be activated in the Billing console.
        fleet: The fleet that serves the roster, or None.
        customer_side: Texts for those who administer the network and the domain on-premises, or None.
    """

    personas: dict[str, PersonaDesktops]

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        options: ScenarioOptions,
        *,
        domains: Sequence[str],
        directory_subnets: bool,
        managed_hosts: bool = False,
        managed_pair: Literal["Servers", "Directory"] = "Servers",
        connectors: bool = True,
    ) -> None:
        super().__init__(scope, construct_id)
        self.options = options
        self._given = tuple(options.get("personas", (Persona(),)))
        self._users = tuple(options.get("users") or ())
        self._tags = dict(options.get("tags") or {})
        self.cost_allocation_tags = tuple(options.get("cost_allocation_tags", ()))
        self._connectors = connectors
        require_personas(self._given, self._users, connectors=connectors)
        require_cost_allocation_tags(self.cost_allocation_tags, self._tags, self._given, self._users)
        self.volume_key = options.get("volume_key") or self._own_volume_key()
        self.records_key = options.get("records_key") or records_key(self)
        self.network = self._network(directory_subnets=directory_subnets, managed_hosts=managed_hosts)
        self.vpc = self.network.vpc
        self.ways_out = WaysOut(self, self.network, self._given, options, records_key=self.records_key, domains=domains)
        self.extras = Extras(
            self,
            self.network,
            self._given,
            options,
            records_key=self.records_key,
            managed_hosts=managed_hosts,
            managed_pair=managed_pair,
            connectors=connectors,
        )
        if self.extras.radius_servers is not None and self.ways_out.nat is not None:
            self.extras.radius_servers.node.add_dependency(self.ways_out.nat)
        self.personas = {}
        self.fleet: WorkspaceFleet | None = None
        self.customer_side: CustomerSide | None = None

    def _own_volume_key(self) -> kms.IKey:
        made = VolumeKey(self, "VolumeKey")
        for name, value in self._tags.items():
            cdk.Tags.of(made).add(name, value)
        return made.key

    def _network(self, *, directory_subnets: bool, managed_hosts: bool) -> ExistingNetwork:
        existing = self.options.get("network")
        if existing is not None:
            allowed = "an ExistingNetwork"
            require_offers(existing, "require_desktop_subnets", "network", allowed=allowed, inner="network")
        cidr = self.options.get("cidr", str(DEFAULT_VPC_CIDR))
        ranges = existing.cidrs if existing is not None else [cidr]
        if remote := self._remote_cidrs():
            require_remote_ranges(remote, [text for text in ranges if not is_unresolved(text)], "remote_cidrs")
        routed = [*self.options.get("routed_cidrs", ()), *self._remote_cidrs()]
        if existing is not None:
            check_ranges(self, [*ranges, *routed])
            pins = [persona.name for persona in self._given if persona.cidrs is not None]
            require_own("cidrs of personas", pins, "leave them out; the subnets of an existing VPC have theirs")
            return existing
        flags = WaysOut.pairs(self._given, self.options) | Extras.pairs(self.options, managed_hosts=managed_hosts)
        return WorkspacesVpc(
            self,
            "Network",
            cidr=cidr,
            availability_zone_ids=self.options.get("availability_zone_ids"),
            desktop_subnets=[DesktopSubnets(persona.name, persona.capacity, persona.cidrs) for persona in self._given],
            directory_subnets=directory_subnets,
            public_subnets="Public" in flags,
            server_subnets="Servers" in flags,
            radius_subnets="Radius" in flags,
            proxy_subnets="Proxy" in flags,
            link_subnets="Link" in flags,
            routed_cidrs=routed,
            encryption_key=self.records_key,
        ).network

    def _register(
        self,
        directory_of: Register,
        *,
        directory_cidrs: Sequence[str],
        on_premises_cidrs: Sequence[str] = (),
        user_names: Mapping[str, str] | None = None,
        computers_domain: str | None = None,
        after: Mapping[str, IDependable] | None = None,
    ) -> None:
        """Make every persona's directory, registration and desktops.

        Args:
            directory_of: Makes or returns what is registered for a persona.
            directory_cidrs: Where the domain controllers of all domains are that desktops log on to.
            on_premises_cidrs: Networks behind the link.
            user_names: The names of users who are made here, by the id of the user.
            computers_domain: The domain of the computer objects, where it is not the registered directory's.
            after: What a user's desktop waits for, by the id of the user.
        """
        names = {user.user_name: user.user_name for user in self._users} | dict(user_names or {})
        default = self._given[0].name
        for persona in self._given:
            place = Construct(self, persona.name)
            subnets = self.network.require_desktop_subnets(persona.name)
            directory = directory_of(place, persona, subnets)
            if persona.mfa:
                self.extras.require_mfa(place, directory)
            self.personas[persona.name] = PersonaDesktops(
                place,
                "Desktops",
                persona=persona,
                directory=directory,
                computers_domain=computers_domain,
                vpc=self.vpc,
                subnets=subnets.subnets,
                reach=self.ways_out.reach(
                    persona, directory_cidrs=directory_cidrs, on_premises_cidrs=on_premises_cidrs
                ),
                streaming_endpoint=self.extras.streaming_endpoint,
                volume_key=self.volume_key,
                users={
                    user.user_name: (user, names[user.user_name])
                    for user in self._users
                    if user.desktop and (user.persona or default) == persona.name
                },
                tags=self._tags,
                removal_policy=self.options.get("removal_policy"),
            )
        for name, made in (after or {}).items():
            for desktops in self.personas.values():
                if name in desktops.desktops:
                    desktops.desktops[name].node.add_dependency(made)
        self.ways_out.enforce(
            directory_cidrs=directory_cidrs,
            radius_cidrs=self.extras.radius_cidrs if self._connectors else (),
            radius_port=self.extras.radius_port,
        )

    def _connector(
        self,
        place: Construct,
        persona: Persona,
        subnets: SubnetPair,
        *,
        domain_name: str,
        netbios_name: str | None,
        dns_addresses: Sequence[str],
        account: ServiceAccount,
        await_domain: bool = False,
    ) -> AdConnector:
        connector = AdConnector(
            place,
            "Connector",
            vpc=self.vpc,
            subnets=subnets.subnets,
            domain_name=domain_name,
            netbios_name=netbios_name,
            dns_addresses=dns_addresses,
            service_account=account,
            size=persona.connector_size,
            await_domain=await_domain,
            tags={**self._tags, **persona.tags},
        )
        if certificates := self.options.get("connector_ldaps_certificates"):
            from workspaces_constructs.directory.client_ldaps import ClientLdaps

            ClientLdaps(place, "ClientLdaps", directory=connector, certificates=certificates)
        return connector

    def _directory_cidrs(self) -> list[str]:
        """Where domain controllers in the desktops' VPC are; of a directory made elsewhere only the VPC is known."""
        pair = self.network.directory_subnets
        return list(pair.cidrs) if pair else [vpc_cidr(self.vpc)]

    def _desktop_cidrs(self) -> list[str]:
        """Where desktops and their AD Connectors are."""
        return [cidr for persona in self._given for cidr in self.network.require_desktop_subnets(persona.name).cidrs]

    def _remote_cidrs(self) -> tuple[str, ...]:
        """The networks behind the link."""
        connectivity = self.options.get("connectivity")
        return tuple(connectivity.remote_cidrs) if connectivity else ()

    def _point_at(self, domain_name: str, dns_addresses: Sequence[str]) -> None:
        """Make the own VPC's DHCP options after the registrations.

        An update that would replace the directory is refused by the connectors or the registrations. No rollback brings
        a VPC's former options back, so they must not have been changed by then.
        """
        if self.options.get("network") is not None:
            return
        options = DirectoryDhcpOptions(
            self, "DhcpOptions", vpc=self.vpc, domain_name=domain_name, dns_addresses=dns_addresses
        )
        options.node.add_dependency(*(persona.registration for persona in self.personas.values()))

    def _tell_customer(
        self, domain: OnPremisesDomain | None = None, *, domain_cidrs: Sequence[str] = (), connectors: bool = False
    ) -> None:
        """Write down what the firewall in front of on-premises must let through, if it must anything.

        Args:
            domain: The domain there.
            domain_cidrs: Where domain controllers in AWS are that trust it or replicate with it.
            connectors: Whether AD Connectors in the desktops' subnets ask it.
        """
        from workspaces_constructs.directory.firewall import firewall_table
        from workspaces_constructs.scenarios.customer_side import CustomerSide, firewall_text
        from workspaces_constructs.scenarios.traffic import traffic_beside_the_domain

        desktops = self._desktop_cidrs()
        rows = firewall_table(
            remote=domain,
            connector_cidrs=desktops if connectors else (),
            desktop_cidrs=desktops,
            domain_cidrs=domain_cidrs,
            radius=self.extras.radius_targets,
            ldaps=bool(self.options.get("connector_ldaps_certificates")),
            others=traffic_beside_the_domain(
                self.network, self._given, self.options, dns_addresses=self.extras.resolver_asks
            ),
        )
        if rows:
            self.customer_side = CustomerSide(self, "CustomerSide")
            self.customer_side.add("Firewall", firewall_text(rows))

    def _tell_delegation(self, domain: OnPremisesDomain, account: ServiceAccount) -> None:
        """Write down how the connectors' account gets its rights in the OUs of the desktops."""
        from workspaces_constructs.directory.customer_side import delegation_script

        side = self.customer_side
        if side is None or is_unresolved(account.user_name):
            return
        units = [persona.default_ou for persona in self._given if persona.default_ou]
        for index, unit in enumerate(
            dict.fromkeys(units) or [f"OU=WorkSpaces,{distinguished_name(domain.domain_name)}"]
        ):
            side.add(
                f"Delegation{index + 1 if index else ''}",
                delegation_script(domain_name=domain.domain_name, account=account.user_name, ou=unit),
            )

    def _after(self, made: WorkspacesResource | None) -> None:
        """Let registrations wait for the organizational unit in which they place computers."""
        if made is not None:
            for desktops in self.personas.values():
                desktops.registration.resource.resource.node.add_dependency(made.resource)

    def _finish(self, directory: ManagedAdBase | None = None) -> None:
        """Make the fleet, and apply the removal policy; the directory is the one whose groups may be the roster."""
        if self.customer_side is None:
            self._tell_customer()
        removal_policy = self.options.get("removal_policy", cdk.RemovalPolicy.DESTROY)
        if (fleet := self.options.get("fleet")) is not None:
            from workspaces_constructs.scenarios.fleet import scenario_fleet

            self.fleet = scenario_fleet(
                self,
                fleet,
                self.personas,
                directory=directory,
                records_key=self.records_key,
                tags=self._tags,
                removal_policy=removal_policy,
            )
        cdk.RemovalPolicies.of(self).apply(removal_policy)


def records_key(scope: Construct) -> kms.IKey:
    """Make the key of a scenario's secrets and logs."""
    return kms.Key(scope, "RecordsKey", description="Secrets and logs of Amazon WorkSpaces", enable_key_rotation=True)
