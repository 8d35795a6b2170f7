"""Scenario 3: a standalone deployment in the AWS Cloud."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import aws_cdk as cdk
from aws_cdk import aws_kms as kms
from constructs import Construct

from workspaces_constructs.desktops.persona import DesktopUser, Persona
from workspaces_constructs.desktops.volume_key import VolumeKey
from workspaces_constructs.directory.ad_connector import AdConnector
from workspaces_constructs.directory.managed_microsoft_ad import ManagedAdBase, ManagedMicrosoftAd
from workspaces_constructs.directory.service_account import SERVICE_ACCOUNT_NAME, ManagedServiceAccount
from workspaces_constructs.directory.users import DirectoryUsers
from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.facts.iam import SERVER_ADMINISTRATORS_GROUP
from workspaces_constructs.facts.networks import DEFAULT_VPC_CIDR
from workspaces_constructs.network.dhcp_options import DirectoryDhcpOptions
from workspaces_constructs.network.nat_egress import NatEgress
from workspaces_constructs.network.ranges import check_ranges
from workspaces_constructs.network.subnets import DesktopSubnets
from workspaces_constructs.network.vpc import WorkspacesVpc
from workspaces_constructs.scenarios.persona_desktops import PersonaDesktops

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from aws_cdk import aws_secretsmanager as secretsmanager

    from workspaces_constructs.network.existing import ExistingNetwork
    from workspaces_constructs.network.subnets import SubnetPair

__all__ = ["StandaloneScenario"]


class StandaloneScenario(Construct):
    """Scenario 3 of the whitepaper: everything in AWS, nothing on-premises.

    A VPC with four or more private subnets in two Availability Zones: an AWS Managed Microsoft AD in a pair of its own,
    and per persona a pair for desktops with an AD Connector to it. The connector separates roles; MFA can be switched
    on for each, by hand so far. With one persona the Managed AD can be registered directly instead. Users and their
    desktops are made too. Desktops reach the internet through one NAT gateway in each zone.

    Example:
        .. code-block:: python

            scenario = StandaloneScenario(
                stack, "WorkSpaces", domain_name="corp.example.com",
                users=[DesktopUser("alice"), DesktopUser("bob")],
            )
            scenario.personas["employees"].registration.registration_code

    Args:
        scope: The construct it belongs to.
        construct_id: Its id in that scope.
        domain_name: The new domain, such as ``corp.example.com``.
        netbios_name: Default: the first label of the domain name.
        edition: Of the Managed AD. Default: Standard.
        personas: Kinds of users. Default: one, called employees, with up to 100 desktops.
        users: Users to make in the directory, with a desktop each. Default: none.
        registered: What is registered: a ``connector`` per persona, or the ``directory`` itself. Default: connector.
        service_account_group: The group that lets the connector's account join computers; see
            :class:`ManagedServiceAccount`.
        cidr: The VPC's range. Default: 172.20.0.0/16.
        routed_cidrs: Networks reachable from the VPC, such as on-premises, checked against management ranges too.
            Default: none.
        availability_zone_ids: Default: the region's first two that WorkSpaces supports.
        network: An existing VPC in place of an own one. Default: none.
        directory: An existing Managed AD in place of an own one. Default: none.
        reachable_from: Ranges outside the VPC that must reach the own Managed AD: peered VPCs, on-premises. An existing
            one is opened with its ``allow_from``. Default: none.
        admin_secret: The administrator's password in place of a generated one. Default: none.
        volume_key: An existing key for the volumes. Default: an own one.
        records_key: An existing key for secrets and traffic logs. Default: an own one.
        tags: Tags of connectors, registrations and desktops. Default: none.
        removal_policy: One decision for the whole chain from desktops to keys. Default: DESTROY.

    Raises:
        ConfigurationError: Any argument that AWS would refuse, before anything is made.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        domain_name: str,
        netbios_name: str | None = None,
        edition: Literal["Standard", "Enterprise"] = "Standard",
        personas: Sequence[Persona] = (Persona(),),
        users: Sequence[DesktopUser] = (),
        registered: Literal["connector", "directory"] = "connector",
        service_account_group: str | None = SERVER_ADMINISTRATORS_GROUP,
        cidr: str = str(DEFAULT_VPC_CIDR),
        availability_zone_ids: Sequence[str] | None = None,
        routed_cidrs: Sequence[str] = (),
        network: ExistingNetwork | None = None,
        directory: ManagedAdBase | None = None,
        reachable_from: Sequence[str] = (),
        admin_secret: secretsmanager.ISecret | None = None,
        volume_key: kms.IKey | None = None,
        records_key: kms.IKey | None = None,
        tags: Mapping[str, str] | None = None,
        removal_policy: cdk.RemovalPolicy = cdk.RemovalPolicy.DESTROY,
    ) -> None:
        super().__init__(scope, construct_id)
        self._tags = dict(tags or {})
        _check(personas, users, registered)
        self.volume_key = volume_key or VolumeKey(self, "VolumeKey").key
        self.records_key = records_key or kms.Key(
            self, "RecordsKey", description="Secrets and logs of Amazon WorkSpaces", enable_key_rotation=True
        )
        if directory is not None:
            _require_own("reachable_from", reachable_from, "call allow_from of the existing directory")
        if network is not None:
            check_ranges(self, [*network.cidrs, *routed_cidrs])
            pins = [persona.name for persona in personas if persona.cidrs is not None]
            _require_own("cidrs of personas", pins, "leave them out; the subnets of an existing VPC have theirs")
        self.network = network or self._own_network(cidr, availability_zone_ids, personas, routed_cidrs)
        self.vpc = self.network.vpc
        self.directory = directory or ManagedMicrosoftAd(
            self,
            "Directory",
            vpc=self.vpc,
            subnets=self.network.require_directory_subnets().subnets,
            domain_name=domain_name,
            netbios_name=netbios_name,
            edition=edition,
            admin_secret=admin_secret,
            encryption_key=self.records_key,
            reachable_from=reachable_from,
        )
        self.users = DirectoryUsers(
            self,
            "Users",
            directory=self.directory,
            users=users,
            encryption_key=self.records_key,
        )
        self.service_account = (
            ManagedServiceAccount(
                self,
                "ServiceAccount",
                directory=self.directory,
                group=service_account_group,
                encryption_key=self.records_key,
            )
            if registered == "connector"
            else None
        )
        self.personas = {persona.name: self._persona(persona, users, personas[0].name) for persona in personas}
        if network is None:
            self._point_at_directory()
        cdk.RemovalPolicies.of(self).apply(removal_policy)

    def _own_network(
        self,
        cidr: str,
        availability_zone_ids: Sequence[str] | None,
        personas: Sequence[Persona],
        routed_cidrs: Sequence[str],
    ) -> ExistingNetwork:
        with_nat = [persona.name for persona in personas if persona.egress == "nat"]
        made = WorkspacesVpc(
            self,
            "Network",
            cidr=cidr,
            availability_zone_ids=availability_zone_ids,
            desktop_subnets=[DesktopSubnets(persona.name, persona.capacity, persona.cidrs) for persona in personas],
            public_subnets=bool(with_nat),
            routed_cidrs=routed_cidrs,
            encryption_key=self.records_key,
        )
        if made.public_subnets is not None:
            NatEgress(
                self,
                "NatEgress",
                public_subnets=made.public_subnets,
                subnets=[made.desktop_subnets[name] for name in with_nat],
            )
        return made.network

    def _point_at_directory(self) -> None:
        """Make the VPC's DHCP options after the registrations.

        An update that would replace the directory is refused by the connectors or the registrations. No rollback brings
        a VPC's former options back, so they must not have been changed by then.
        """
        options = DirectoryDhcpOptions(
            self,
            "DhcpOptions",
            vpc=self.vpc,
            domain_name=self.directory.domain_name,
            dns_addresses=self.directory.dns_addresses,
        )
        options.node.add_dependency(*(persona.registration for persona in self.personas.values()))

    def _persona(self, persona: Persona, users: Sequence[DesktopUser], default: str) -> PersonaDesktops:
        place = Construct(self, persona.name)
        subnets = self.network.require_desktop_subnets(persona.name)
        return PersonaDesktops(
            place,
            "Desktops",
            persona=persona,
            directory=(
                self._connector(place, persona, subnets, self.service_account)
                if self.service_account
                else self.directory
            ),
            vpc=self.vpc,
            subnets=subnets.subnets,
            directory_cidrs=self._directory_cidrs(),
            volume_key=self.volume_key,
            users={
                user.user_name: (user, self.users.by_name[user.user_name].user_name)
                for user in users
                if user.desktop and (user.persona or default) == persona.name
            },
            tags=self._tags,
        )

    def _connector(
        self, place: Construct, persona: Persona, subnets: SubnetPair, account: ManagedServiceAccount
    ) -> AdConnector:
        return AdConnector(
            place,
            "Connector",
            vpc=self.vpc,
            subnets=subnets.subnets,
            domain_name=self.directory.domain_name,
            netbios_name=self.directory.netbios_name,
            dns_addresses=self.directory.dns_addresses,
            service_account=account.account,
            size=persona.connector_size,
            tags=self._tags,
        )

    def _directory_cidrs(self) -> list[str]:
        pair = self.network.directory_subnets
        return list(pair.cidrs) if pair else [self.vpc.vpc_cidr_block]


def _require_own(what: str, given: Sequence[str], fix: str) -> None:
    if given:
        raise ConfigurationError(
            what, value=", ".join(given), allowed="only for what this scenario makes itself", fix=fix
        )


def _check(personas: Sequence[Persona], users: Sequence[DesktopUser], registered: str) -> None:
    names = [persona.name for persona in personas]
    if not names or len(set(names)) != len(names):
        raise ConfigurationError(
            "personas",
            value=", ".join(names) or "none",
            allowed="at least one, each name once",
            fix="give every persona a name of its own",
        )
    if registered not in {"connector", "directory"}:
        raise ConfigurationError(
            "registered", value=registered, allowed=("connector", "directory"), fix="use connector"
        )
    if registered == "directory" and len(names) > 1:
        raise ConfigurationError(
            "personas",
            value=", ".join(names),
            allowed="one persona where the Managed AD itself is registered: a directory is registered once",
            fix="use registered='connector'",
        )
    for user in users:
        if registered == "connector" and user.user_name.lower() == SERVICE_ACCOUNT_NAME:
            raise ConfigurationError(
                "user name",
                value=user.user_name,
                allowed="any but the name of the connectors' service account",
                fix="take another name",
            )
        if user.persona is not None and user.persona not in names:
            raise ConfigurationError(
                f"persona of user {user.user_name}", value=user.persona, allowed=names, fix=f"use {names[0]}"
            )
