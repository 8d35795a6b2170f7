"""Scenario 6: users on-premises, computers in the Managed AD of a shared services VPC that trusts their domain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workspaces_constructs.desktops.persona import Persona
from workspaces_constructs.facts.domains import managed_ad_ou
from workspaces_constructs.scenarios.managed_ad import placed
from workspaces_constructs.scenarios.shared_desktops import DesktopsOfSharedServices

if TYPE_CHECKING:
    from typing import Unpack

    from constructs import Construct

    from workspaces_constructs.directory.ad_connector import AdConnector
    from workspaces_constructs.directory.on_premises import OnPremisesDomain
    from workspaces_constructs.directory.service_account import ServiceAccount
    from workspaces_constructs.network.subnets import SubnetPair
    from workspaces_constructs.scenarios.options import ScenarioOptions
    from workspaces_constructs.scenarios.shared_services_vpc import SharedServicesReference

__all__ = ["OneWayTrustScenario"]


class OneWayTrustScenario(DesktopsOfSharedServices):
    """Scenario 6 of the whitepaper: the desktops' side of a resource domain with a one-way trust.

    The AD Connectors refer to the users' domain on-premises; the computer objects are in an OU of the Managed AD in the
    shared services VPC, which trusts that domain. So those who run the desktops rule over computers and policies, and
    not over users. The connectors' account is one of the users' domain, with the right to create computers in that OU.
    Windows only: other systems need a two-way or an external trust.

    Example:
        .. code-block:: python

            corp = OnPremisesDomain("corp.example.com", ["10.20.0.10", "10.20.1.10"], ["10.20.0.0/16"])
            shared = SharedServicesVpc(
                shared_stack, "SharedServices", name="corp", domain_name="aws.example.com",
                desktop_cidrs=["172.20.0.0/16"], domain=corp, service_account=False,
                connectivity=Connectivity(["10.20.0.0/16"], customer_gateway_address="198.51.100.10"),
            )
            OneWayTrustScenario(
                desktops_stack, "WorkSpaces", shared=shared.reference, domain=corp,
                service_account=ServiceAccount("svc-workspaces", secret), users=[DesktopUser("alice")],
            )
            desktops_stack.add_stack_dependency(shared_stack)

    Args:
        scope: The construct it belongs to.
        construct_id: Its id in that scope.
        shared: The shared services: ``SharedServicesVpc.reference``, or the same written down.
        domain: The users' domain.
        service_account: The connectors' account in it.
        **options: See :class:`ScenarioOptions`. A persona's ``default_ou`` is one of the Managed AD; its default there
            is ``Computers``. ``connectivity`` is required with a peering; a transit gateway leads on-premises itself.

    Raises:
        ConfigurationError: Any argument that AWS would refuse, before anything is made.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        shared: SharedServicesReference,
        domain: OnPremisesDomain,
        service_account: ServiceAccount,
        **options: Unpack[ScenarioOptions],
    ) -> None:
        own = managed_ad_ou(shared.domain_name, shared.netbios_name)
        options["personas"] = placed(
            options.get("personas", (Persona(),)), shared.organizational_unit or f"OU=Computers,{own}"
        )
        super().__init__(scope, construct_id, shared, options, domains=[shared.domain_name, domain.domain_name])
        self.domain = domain
        self._account = service_account
        self._require_way_to(domain)
        self._register(
            self._connector_to_users,
            directory_cidrs=[*shared.directory_cidrs, *domain.cidrs],
            on_premises_cidrs=self._on_premises_cidrs(),
            computers_domain=shared.domain_name,
        )
        self._point_at(shared.domain_name, self.dns_addresses)
        self.extras.resolve({shared.domain_name: self.dns_addresses, domain.domain_name: domain.dns_addresses})
        self._tell_customer(domain, connectors=True)
        self._finish()

    def _connector_to_users(self, place: Construct, persona: Persona, subnets: SubnetPair) -> AdConnector:
        return self._connector(
            place,
            persona,
            subnets,
            domain_name=self.domain.domain_name,
            netbios_name=self.domain.short_name,
            dns_addresses=self.domain.dns_addresses[:2],
            account=self._account,
        )
