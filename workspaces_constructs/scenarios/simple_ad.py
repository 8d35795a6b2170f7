"""The quick set-up: a VPC, a Simple AD, and desktops for its users."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from workspaces_constructs.directory.simple_ad import SimpleAd, SimpleAdBase
from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.scenarios.requirements import require_network_of
from workspaces_constructs.scenarios.scenario import Scenario

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Unpack

    from aws_cdk import aws_secretsmanager as secretsmanager
    from constructs import Construct

    from workspaces_constructs.custom_resources.resource import WorkspacesResource
    from workspaces_constructs.desktops.persona import DesktopUser
    from workspaces_constructs.directory.admin_host import AdminHost
    from workspaces_constructs.scenarios.options import ScenarioOptions

__all__ = ["SimpleAdScenario"]


class SimpleAdScenario(Scenario):
    """What the quick set-up of WorkSpaces makes: a VPC with an internet gateway, a Simple AD, users and their desktops.

    For trials and small teams, in the six regions that have Simple AD. No trust, no second factor, no Directory Service
    Data: no API of AWS makes its users. With ``admin_host`` a small Windows server makes them, reached by nobody and
    worked on by Systems Manager. Without it users are made by hand, after a first deployment with none, and then named
    with ``exists=True``.

    Desktops stay in private subnets and reach the internet through NAT gateways: the quick set-up's public addresses
    are left out on purpose.

    Example:
        .. code-block:: python

            SimpleAdScenario(
                stack, "WorkSpaces", domain_name="corp.example.com", admin_host=True, users=[DesktopUser("alice")]
            )

    Args:
        scope: The construct it belongs to.
        construct_id: Its id in that scope.
        domain_name: The new domain, such as ``corp.example.com``.
        netbios_name: Default: the first label of the domain name.
        size: ``Small`` (up to 500 users) or ``Large`` (up to 5,000). Default: Small.
        directory: An existing Simple AD in place of an own one. Default: none.
        admin_secret: The administrator's password in place of a generated one, with the JSON fields ``username`` and
            ``password``. Default: none.
        admin_host: Whether to make the server that makes users. Default: no.
        **options: See :class:`ScenarioOptions`; one persona, without MFA.

    Attributes:
        directory: The Simple AD.
        admin_host: The server that makes users, or None.

    Raises:
        ConfigurationError: Users to be made without an admin host, a region without Simple AD, and any argument that
            AWS would refuse.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        domain_name: str,
        netbios_name: str | None = None,
        size: Literal["Small", "Large"] = "Small",
        directory: SimpleAdBase | None = None,
        admin_secret: secretsmanager.ISecret | None = None,
        admin_host: bool = False,
        **options: Unpack[ScenarioOptions],
    ) -> None:
        require_network_of(directory, options.get("network"))
        super().__init__(
            scope,
            construct_id,
            options,
            domains=[domain_name],
            directory_subnets=True,
            managed_hosts=admin_host and options.get("network") is None,
            connectors=False,
        )
        made = [user for user in self._users if not user.exists]
        if made and not admin_host:
            raise ConfigurationError(
                "users",
                value=", ".join(user.user_name for user in made),
                allowed="users who exist, since no API makes users in a Simple AD",
                fix="pass admin_host=True; or make them by hand, and say exists=True",
            )
        self.directory = directory or SimpleAd(
            self,
            "Directory",
            vpc=self.vpc,
            subnets=self.network.require_pair("Directory").subnets,
            domain_name=domain_name,
            netbios_name=netbios_name,
            size=size,
            admin_secret=admin_secret,
            encryption_key=self.records_key,
        )
        self.admin_host: AdminHost | None = None
        self.users: Mapping[str, WorkspacesResource] = {}
        if admin_host:
            self._make_users(made, admin_secret)
        self._register(
            lambda _place, _persona, _subnets: self.directory,
            directory_cidrs=self._directory_cidrs(),
            on_premises_cidrs=self._remote_cidrs(),
            after={name: user.resource for name, user in self.users.items()},
        )
        self._point_at(self.directory.domain_name, self.directory.dns_addresses)
        self.extras.resolve({self.directory.domain_name: self.directory.dns_addresses})
        self._finish()

    def _make_users(self, users: list[DesktopUser], admin_secret: secretsmanager.ISecret | None) -> None:
        from workspaces_constructs.scenarios.hosts import admin_host

        self.admin_host = admin_host(
            self,
            network=self.network,
            directory=self.directory,
            admin_secret=self.directory.admin_secret if isinstance(self.directory, SimpleAd) else admin_secret,
            systems_manager=self.extras.systems_manager,
            encryption_key=self.records_key,
        )
        self.users = self.admin_host.users(users)
