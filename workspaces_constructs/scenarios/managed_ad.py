"""The Managed AD of a scenario, with what belongs to it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal, TypedDict

from workspaces_constructs.directory.managed_microsoft_ad import ManagedAdBase, ManagedMicrosoftAd
from workspaces_constructs.directory.service_account import ManagedServiceAccount
from workspaces_constructs.directory.users import DirectoryUsers
from workspaces_constructs.facts.domains import SERVICE_ACCOUNT_NAME, managed_ad_ou
from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.facts.iam import SERVER_ADMINISTRATORS_GROUP
from workspaces_constructs.scenarios.requirements import require_own

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from aws_cdk import aws_kms as kms
    from aws_cdk import aws_secretsmanager as secretsmanager
    from constructs import Construct

    from workspaces_constructs.custom_resources.resource import WorkspacesResource
    from workspaces_constructs.desktops.persona import DesktopUser, Persona
    from workspaces_constructs.directory.admin_host import AdminHost
    from workspaces_constructs.directory.service_account import ServiceAccount
    from workspaces_constructs.network.existing import ExistingNetwork
    from workspaces_constructs.network.interface_endpoints import SystemsManagerEndpoints

__all__ = ["ManagedAdOptions", "ScenarioDirectory", "placed", "unit_name"]


class ManagedAdOptions(TypedDict, total=False):
    """Keyword arguments that all scenarios with a Managed AD share.

    Args:
        netbios_name: Default: the first label of the domain name.
        edition: Of the Managed AD. Default: Standard.
        directory: An existing Managed AD in place of an own one. Default: none.
        reachable_from: Ranges outside the VPC that must reach the own Managed AD. An existing one is opened with its
            ``allow_from``. Default: none.
        admin_secret: The administrator's password in place of a generated one. Default: none.
        service_account_group: The group that lets connectors' account join computers; see
            :class:`ManagedServiceAccount`. Default: AWS Delegated Server Administrators; none with an
            ``organizational_unit``, in which the account has the rights it needs.
        organizational_unit: The name of an organizational unit for the desktops, made below the Managed AD's own by an
            admin host, in which the connectors' account may join computers and do nothing else. Default: none.
        directory_logs: Whether the domain controllers' security events go to CloudWatch Logs. Default: no.
        ldaps_certificates: PEM texts of the authorities whose certificates the domains' LDAPS servers have, for
            client-side LDAPS. Default: none, plain LDAP.
        forward: DNS servers of further domains, by domain: a conditional forwarder each. Default: none.
    """

    netbios_name: str | None
    edition: Literal["Standard", "Enterprise"]
    directory: ManagedAdBase | None
    reachable_from: Sequence[str]
    admin_secret: secretsmanager.ISecret | None
    service_account_group: str | None
    organizational_unit: str | None
    directory_logs: bool
    ldaps_certificates: Sequence[str]
    forward: Mapping[str, Sequence[str]]


def unit_name(domain_name: str, options: ManagedAdOptions) -> str | None:
    """The distinguished name of the organizational unit that is asked for, or None."""
    unit = options.get("organizational_unit")
    return f"OU={unit},{managed_ad_ou(domain_name, options.get('netbios_name'))}" if unit else None


def placed(personas: Sequence[Persona], unit: str | None) -> list[Persona]:
    """The personas with a unit for their computers, those that name another left as they are."""
    return [replace(persona, default_ou=persona.default_ou or unit) for persona in personas]


class ScenarioDirectory:
    """A Managed AD, its users and the connectors' account, under the ids that every scenario has for them.

    Args:
        scope: The scenario.
        network: The VPC and its pairs.
        domain_name: Of the domain.
        options: The scenario's.
        users: Users to make, those that exist left out.
        accounts: Whether connectors need an account in it.
        joiner: The connectors' account in a domain that this one trusts; with its ``sid`` it gets its rights.
        systems_manager: How an admin host without internet is reached.
        records_key: The key of secrets and logs.

    Attributes:
        directory: The Managed AD.
        users: Its users.
        service_account: The connectors' account, or None.
        admin_host: The host that made the organizational unit, or None.
        unit: That unit, or None.
    """

    def __init__(
        self,
        scope: Construct,
        *,
        network: ExistingNetwork,
        domain_name: str,
        options: ManagedAdOptions,
        users: Sequence[DesktopUser],
        accounts: bool,
        joiner: ServiceAccount | None = None,
        systems_manager: SystemsManagerEndpoints | None = None,
        records_key: kms.IKey,
    ) -> None:
        existing = options.get("directory")
        if existing is not None:
            require_own(
                "reachable_from", options.get("reachable_from", ()), "call allow_from of the existing directory"
            )
        self.directory = existing or ManagedMicrosoftAd(
            scope,
            "Directory",
            vpc=network.vpc,
            subnets=network.require_pair("Directory").subnets,
            domain_name=domain_name,
            netbios_name=options.get("netbios_name"),
            edition=options.get("edition", "Standard"),
            admin_secret=options.get("admin_secret"),
            encryption_key=records_key,
            reachable_from=options.get("reachable_from", ()),
        )
        made = [user for user in users if not user.exists]
        for user in made:
            if accounts and user.user_name.lower() == SERVICE_ACCOUNT_NAME:
                raise ConfigurationError(
                    "user name",
                    value=user.user_name,
                    allowed="any but the name of the connectors' service account",
                    fix="take another name",
                )
        self.users = DirectoryUsers(scope, "Users", directory=self.directory, users=made, encryption_key=records_key)
        self.service_account = (
            ManagedServiceAccount(
                scope,
                "ServiceAccount",
                directory=self.directory,
                group=options.get(
                    "service_account_group",
                    None if options.get("organizational_unit") else SERVER_ADMINISTRATORS_GROUP,
                ),
                encryption_key=records_key,
            )
            if accounts
            else None
        )
        self.admin_host: AdminHost | None = None
        self.unit: WorkspacesResource | None = None
        if (unit := unit_name(domain_name, options)) is not None:
            from workspaces_constructs.scenarios.hosts import admin_host

            made_here = self.directory.admin_secret if isinstance(self.directory, ManagedMicrosoftAd) else None
            self.admin_host = admin_host(
                scope,
                network=network,
                directory=self.directory,
                admin_secret=made_here or options.get("admin_secret"),
                systems_manager=systems_manager,
                encryption_key=records_key,
            )
            known = joiner if joiner is not None and joiner.sid else None
            self.unit = self.admin_host.organizational_unit(
                "Unit",
                distinguished_name=unit,
                service_account=self.service_account.account if self.service_account else known,
            )
            if self.service_account is not None:
                self.unit.resource.node.add_dependency(self.service_account)
        self._add_on_request(scope, options, records_key)

    def _add_on_request(self, scope: Construct, options: ManagedAdOptions, records_key: kms.IKey) -> None:
        if options.get("directory_logs"):
            from workspaces_constructs.directory.directory_logs import DirectoryLogs

            DirectoryLogs(scope, "DirectoryLogs", directory=self.directory, encryption_key=records_key)
        if certificates := options.get("ldaps_certificates"):
            from workspaces_constructs.directory.client_ldaps import ClientLdaps

            ClientLdaps(scope, "ClientLdaps", directory=self.directory, certificates=certificates)
        for domain, addresses in options.get("forward", {}).items():
            from workspaces_constructs.directory.conditional_forwarder import ConditionalForwarder

            ConditionalForwarder(
                scope, f"Forwarder-{domain}", directory=self.directory, domain_name=domain, dns_addresses=addresses
            )

    @property
    def user_names(self) -> dict[str, str]:
        """The names of users who are made here, which exist when they are read."""
        return {name: user.user_name for name, user in self.users.by_name.items()}
