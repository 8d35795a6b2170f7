"""Scenario 3: a standalone deployment in the AWS Cloud."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from workspaces_constructs.desktops.persona import Persona
from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.scenarios.managed_ad import ManagedAdOptions, ScenarioDirectory, placed, unit_name
from workspaces_constructs.scenarios.options import ScenarioOptions
from workspaces_constructs.scenarios.requirements import require_network_of
from workspaces_constructs.scenarios.scenario import Scenario

if TYPE_CHECKING:
    from typing import Unpack

    from constructs import Construct

    from workspaces_constructs.desktops.registration import RegistrableDirectory
    from workspaces_constructs.network.subnets import SubnetPair

__all__ = ["StandaloneOptions", "StandaloneScenario"]


class StandaloneOptions(ScenarioOptions, ManagedAdOptions, total=False):
    """All optional keyword arguments of :class:`StandaloneScenario`."""


class StandaloneScenario(Scenario):
    """Scenario 3 of the whitepaper: everything in AWS, nothing on-premises.

    A VPC with four or more private subnets in two Availability Zones: an AWS Managed Microsoft AD in a pair of its own,
    and per persona a pair for desktops with an AD Connector to it. The connector separates roles, and each has a second
    factor or not. With one persona the Managed AD can be registered directly instead. Users and their desktops are made
    too. Desktops reach the internet through one NAT gateway in each zone, through a proxy, or not at all; applications
    on-premises can be reached by VPN or Direct Connect.

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
        registered: What is registered: a ``connector`` per persona, or the ``directory`` itself. Default: connector.
        **options: See :class:`ScenarioOptions` and :class:`ManagedAdOptions`; all of them have defaults.

    Raises:
        ConfigurationError: Any argument that AWS would refuse, before anything is made.
    """

    options_type = StandaloneOptions

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        domain_name: str,
        registered: Literal["connector", "directory"] = "connector",
        **options: Unpack[StandaloneOptions],
    ) -> None:
        if registered not in {"connector", "directory"}:
            raise ConfigurationError(
                "registered", value=registered, allowed=("connector", "directory"), fix="use connector"
            )
        connectors = registered == "connector"
        if (unit := unit_name(domain_name, options)) is not None:
            options["personas"] = placed(options.get("personas", (Persona(),)), unit)
        require_network_of(options.get("directory"), options.get("network"))
        super().__init__(
            scope,
            construct_id,
            options,
            domains=[domain_name],
            directory_subnets=True,
            managed_hosts=unit is not None and options.get("network") is None,
            connectors=connectors,
        )
        made = ScenarioDirectory(
            self,
            network=self.network,
            domain_name=domain_name,
            options=options,
            users=self._users,
            accounts=connectors,
            systems_manager=self.extras.systems_manager,
            records_key=self.records_key,
        )
        self.directory, self.users, self.service_account = made.directory, made.users, made.service_account
        self._register(
            self._directory_of,
            directory_cidrs=self._directory_cidrs(),
            on_premises_cidrs=self._remote_cidrs(),
            user_names=made.user_names,
        )
        self._after(made.unit)
        self._point_at(self.directory.domain_name, self.directory.dns_addresses)
        self.extras.resolve({self.directory.domain_name: self.directory.dns_addresses})
        self._finish(self.directory)

    def _directory_of(self, place: Construct, persona: Persona, subnets: SubnetPair) -> RegistrableDirectory:
        if self.service_account is None:
            return self.directory
        return self._connector(
            place,
            persona,
            subnets,
            domain_name=self.directory.domain_name,
            netbios_name=self.directory.netbios_name,
            dns_addresses=self.directory.dns_addresses,
            account=self.service_account.account,
        )
