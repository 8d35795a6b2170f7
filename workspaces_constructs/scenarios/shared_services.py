"""Scenario 5: desktops in a VPC of their own, with the Managed AD of a shared services VPC."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import aws_kms as kms
from aws_cdk import aws_secretsmanager as secretsmanager

from workspaces_constructs.desktops.persona import Persona
from workspaces_constructs.directory.service_account import ServiceAccount
from workspaces_constructs.facts.domains import SERVICE_ACCOUNT_NAME
from workspaces_constructs.scenarios.managed_ad import placed
from workspaces_constructs.scenarios.shared_desktops import DesktopsOfSharedServices

if TYPE_CHECKING:
    from typing import Unpack

    from constructs import Construct

    from workspaces_constructs.directory.ad_connector import AdConnector
    from workspaces_constructs.network.subnets import SubnetPair
    from workspaces_constructs.scenarios.options import ScenarioOptions
    from workspaces_constructs.scenarios.shared_services_vpc import SharedServicesReference

__all__ = ["SharedServicesScenario"]


class SharedServicesScenario(DesktopsOfSharedServices):
    """Scenario 5 of the whitepaper: the desktops' side of a shared services VPC.

    A VPC with a pair of private subnets per persona, and in it an AD Connector to the Managed AD in the shared services
    VPC, its registration and desktops. The two VPCs are joined by a transit gateway or a peering, and may be in two
    accounts. The other side is a :class:`SharedServicesVpc`, which is deployed first.

    Example:
        .. code-block:: python

            shared = SharedServicesVpc(
                shared_stack, "SharedServices", name="corp", domain_name="corp.example.com",
                desktop_cidrs=["172.20.0.0/16"], users=[DesktopUser("alice")],
            )
            SharedServicesScenario(
                desktops_stack, "WorkSpaces", shared=shared.reference, users=[DesktopUser("alice")],
            )
            desktops_stack.add_stack_dependency(shared_stack)

    Args:
        scope: The construct it belongs to.
        construct_id: Its id in that scope.
        shared: The shared services: ``SharedServicesVpc.reference``, or the same written down.
        **options: See :class:`ScenarioOptions`. ``users`` are in the directory already; the shared services make them.
            ``connectivity`` is for the desktops' own way to on-premises, beside a peering.

    Raises:
        ConfigurationError: Any argument that AWS would refuse, before anything is made.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        shared: SharedServicesReference,
        **options: Unpack[ScenarioOptions],
    ) -> None:
        if shared.organizational_unit is not None:
            options["personas"] = placed(options.get("personas", (Persona(),)), shared.organizational_unit)
        super().__init__(scope, construct_id, shared, options, domains=[shared.domain_name])
        secret = secretsmanager.Secret.from_secret_attributes(
            self,
            "ServiceAccountSecret",
            secret_complete_arn=self.parameters.text("service-account-secret-arn"),
            encryption_key=kms.Key.from_key_arn(self, "SecretsKey", self.parameters.text("secrets-key-arn")),
        )
        self._account = ServiceAccount(SERVICE_ACCOUNT_NAME, secret)
        self._register(
            self._connector_to_shared,
            directory_cidrs=shared.directory_cidrs,
            on_premises_cidrs=self._on_premises_cidrs(),
        )
        self._point_at(shared.domain_name, self.dns_addresses)
        self.extras.resolve({shared.domain_name: self.dns_addresses})
        self._finish()

    def _connector_to_shared(self, place: Construct, persona: Persona, subnets: SubnetPair) -> AdConnector:
        return self._connector(
            place,
            persona,
            subnets,
            domain_name=self.shared.domain_name,
            netbios_name=self.shared.netbios_name,
            dns_addresses=self.dns_addresses,
            account=self._account,
        )
