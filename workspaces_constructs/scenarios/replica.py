"""Scenario 2: domain controllers of the domain on-premises run in AWS."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from workspaces_constructs.directory.domain_controllers import DomainControllers
from workspaces_constructs.network.vpcs import vpc_cidr
from workspaces_constructs.scenarios.linked import require_link
from workspaces_constructs.scenarios.scenario import Scenario

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Unpack

    from aws_cdk import aws_secretsmanager as secretsmanager
    from constructs import Construct

    from workspaces_constructs.desktops.persona import Persona
    from workspaces_constructs.directory.ad_connector import AdConnector
    from workspaces_constructs.directory.on_premises import OnPremisesDomain
    from workspaces_constructs.directory.service_account import ServiceAccount
    from workspaces_constructs.network.subnets import SubnetPair
    from workspaces_constructs.scenarios.options import ScenarioOptions

__all__ = ["ReplicaScenario", "Replicas"]


@dataclass(frozen=True)
class Replicas:
    """The domain controllers of a :class:`ReplicaScenario`, in two zones by turns.

    Attributes:
        administrator_secret: A secret with the JSON fields ``username`` and ``password`` of an account that may promote
            them.
        restore_mode_secret: A secret with the JSON field ``password`` for Directory Services Restore Mode.
        instance_type: Their size.
        windows_version: Their Windows Server.
        site_name: Their Active Directory site. Default: the region.
        on_premises_site: The site that theirs is linked to.
        addresses: Their fixed addresses. Default: the fourth usable one of each subnet, then the fifth.
        termination_protection: Whether EC2 refuses to terminate them, and so the stack to be deleted.
        controllers: How many, two to four: all are DNS servers in the VPC's DHCP options. Default: 2.
    """

    administrator_secret: secretsmanager.ISecret
    restore_mode_secret: secretsmanager.ISecret
    instance_type: str = "t3.large"
    windows_version: Literal["2022", "2025"] = "2022"
    site_name: str | None = None
    on_premises_site: str = "Default-First-Site-Name"
    addresses: Sequence[str] | None = None
    termination_protection: bool = False
    controllers: int = 2


class ReplicaScenario(Scenario):
    """Scenario 2 of the whitepaper: the domain on-premises, extended into AWS.

    A VPC with a pair of private subnets for two domain controllers on EC2, global catalogs and DNS servers in a site of
    their own, and per persona a pair for desktops with an AD Connector to these controllers. Log-ons stay in AWS, also
    while the link to on-premises is down; only replication goes over it.

    The controllers are promoted unattended, and demoted before they are deleted. They have no way to the internet:
    Systems Manager and Secrets Manager are reached by interface endpoints. Updates come from your own servers.

    Example:
        .. code-block:: python

            ReplicaScenario(
                stack, "WorkSpaces",
                domain=OnPremisesDomain("corp.example.com", ["10.20.0.10", "10.20.1.10"], ["10.20.0.0/16"]),
                replicas=Replicas(administrator, restore_mode),
                service_account=ServiceAccount("svc-workspaces", secret),
                connectivity=Connectivity(["10.20.0.0/16"], customer_gateway_address="198.51.100.10"),
            )

    Args:
        scope: The construct it belongs to.
        construct_id: Its id in that scope.
        domain: The domain on-premises.
        replicas: The domain controllers in AWS.
        service_account: The connectors' account, with rights to read users and groups and to join computers.
        **options: See :class:`ScenarioOptions`. ``connectivity`` is required, but with an existing ``network``.

    Attributes:
        controllers: The domain controllers.

    Raises:
        ConfigurationError: Any argument that AWS would refuse, before anything is made.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        domain: OnPremisesDomain,
        replicas: Replicas,
        service_account: ServiceAccount,
        **options: Unpack[ScenarioOptions],
    ) -> None:
        require_link(options, domain)
        super().__init__(
            scope,
            construct_id,
            options,
            domains=[domain.domain_name],
            directory_subnets=True,
            managed_hosts=options.get("network") is None,
            managed_pair="Directory",
        )
        self.domain = domain
        self._account = service_account
        pair = self.network.require_pair("Directory")
        self.controllers = self._controllers(replicas, pair)
        self._register(
            self._connector_to_controllers, directory_cidrs=pair.cidrs, on_premises_cidrs=self._remote_cidrs()
        )
        self._point_at(domain.domain_name, self.controllers.dns_addresses)
        self.extras.resolve({domain.domain_name: self.controllers.dns_addresses})
        self._tell_customer(domain, domain_cidrs=pair.cidrs)
        self._tell_delegation(domain, service_account)
        self._finish()

    def _controllers(self, replicas: Replicas, pair: SubnetPair) -> DomainControllers:
        endpoints = self.extras.systems_manager
        after = [self.vpc.internet_connectivity_established, *([endpoints] if endpoints is not None else [])]
        return DomainControllers(
            self,
            "DomainControllers",
            vpc=self.vpc,
            subnets=pair,
            domain=self.domain,
            administrator_secret=replicas.administrator_secret,
            restore_mode_secret=replicas.restore_mode_secret,
            desktop_cidrs=self._desktop_cidrs(),
            controllers=replicas.controllers,
            addresses=replicas.addresses,
            site_name=replicas.site_name,
            on_premises_site=replicas.on_premises_site,
            windows_version=replicas.windows_version,
            instance_type=replicas.instance_type,
            encryption_key=self.records_key,
            termination_protection=replicas.termination_protection,
            api_cidrs=[vpc_cidr(self.vpc)],
            resolver_cidrs=self.extras.resolver_cidrs,
            after=after,
        )

    def _connector_to_controllers(self, place: Construct, persona: Persona, subnets: SubnetPair) -> AdConnector:
        connector = self._connector(
            place,
            persona,
            subnets,
            domain_name=self.domain.domain_name,
            netbios_name=self.domain.short_name,
            dns_addresses=self.controllers.dns_addresses[:2],
            account=self._account,
        )
        connector.resource.resource.node.add_dependency(self.controllers.ready)
        return connector
