"""Scenario 1: AD Connector hands authentication on to Active Directory on-premises."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workspaces_constructs.scenarios.linked import require_link
from workspaces_constructs.scenarios.scenario import Scenario

if TYPE_CHECKING:
    from typing import Unpack

    from constructs import Construct

    from workspaces_constructs.desktops.persona import Persona
    from workspaces_constructs.directory.ad_connector import AdConnector
    from workspaces_constructs.directory.on_premises import OnPremisesDomain
    from workspaces_constructs.directory.service_account import ServiceAccount
    from workspaces_constructs.network.subnets import SubnetPair
    from workspaces_constructs.scenarios.options import ScenarioOptions

__all__ = ["AdConnectorScenario"]


class AdConnectorScenario(Scenario):
    """Scenario 1 of the whitepaper: no directory in AWS, only proxies to the one on-premises.

    A VPC whose DHCP options name the DNS servers on-premises, a virtual private gateway with a VPN or Direct Connect,
    and per persona a pair of private subnets with an AD Connector, its registration and desktops. Users, and the
    connector's account, are in the domain on-premises already.

    Without the link nobody can log on; sessions that are open go on until their Kerberos tickets end. Make the link
    redundant, and mind its latency: every log-on and group policy goes over it.

    Example:
        .. code-block:: python

            AdConnectorScenario(
                stack, "WorkSpaces",
                domain=OnPremisesDomain("corp.example.com", ["10.20.0.10", "10.20.1.10"], ["10.20.0.0/16"]),
                service_account=ServiceAccount("svc-workspaces", secret),
                connectivity=Connectivity(["10.20.0.0/16"], customer_gateway_address="198.51.100.10"),
                users=[DesktopUser("alice")],
            )

    Args:
        scope: The construct it belongs to.
        construct_id: Its id in that scope.
        domain: The domain on-premises.
        service_account: The connectors' account in it, with rights to read users and groups and to join computers.
        **options: See :class:`ScenarioOptions`. ``connectivity`` is required, but with an existing ``network``.

    Raises:
        ConfigurationError: Any argument that AWS would refuse, before anything is made.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        domain: OnPremisesDomain,
        service_account: ServiceAccount,
        **options: Unpack[ScenarioOptions],
    ) -> None:
        require_link(options, domain)
        super().__init__(scope, construct_id, options, domains=[domain.domain_name], directory_subnets=False)
        self.domain = domain
        self._account = service_account
        self._register(self._connector_to_domain, directory_cidrs=domain.cidrs, on_premises_cidrs=self._remote_cidrs())
        self._point_at(domain.domain_name, domain.dns_addresses)
        self.extras.resolve({domain.domain_name: domain.dns_addresses})
        self._tell_customer(domain, connectors=True)
        self._tell_delegation(domain, service_account)
        self._finish()

    def _connector_to_domain(self, place: Construct, persona: Persona, subnets: SubnetPair) -> AdConnector:
        return self._connector(
            place,
            persona,
            subnets,
            domain_name=self.domain.domain_name,
            netbios_name=self.domain.short_name,
            dns_addresses=self.domain.dns_addresses[:2],
            account=self._account,
            await_domain=self.ways_out.link is not None and self.ways_out.link.vpn is not None,
        )
