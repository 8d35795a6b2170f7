"""Scenario 4: a Managed AD with a two-way trust to the domain on-premises."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workspaces_constructs.desktops.persona import Persona
from workspaces_constructs.directory.trust import Trust
from workspaces_constructs.scenarios.linked import TrustOptions, open_to, require_link, trust_half
from workspaces_constructs.scenarios.managed_ad import ManagedAdOptions, ScenarioDirectory, placed, unit_name
from workspaces_constructs.scenarios.options import ScenarioOptions
from workspaces_constructs.scenarios.requirements import require_network_of
from workspaces_constructs.scenarios.scenario import Scenario

if TYPE_CHECKING:
    from typing import Unpack

    from constructs import Construct

    from workspaces_constructs.directory.on_premises import OnPremisesDomain

__all__ = ["TwoWayTrustOptions", "TwoWayTrustScenario"]


class TwoWayTrustOptions(ScenarioOptions, ManagedAdOptions, TrustOptions, total=False):
    """All optional keyword arguments of :class:`TwoWayTrustScenario`."""


class TwoWayTrustScenario(Scenario):
    """Scenario 4 of the whitepaper: a Managed AD that trusts the domain on-premises, and is trusted by it.

    A VPC with four private subnets: the Managed AD in a pair of its own, the desktops in another. The Managed AD itself
    is registered, because an AD Connector cannot use a trust; so there is one persona. Users are in either domain, and
    reach resources of both. The link to on-premises is required: the trust is made over it, and referrals go over it.

    Example:
        .. code-block:: python

            TwoWayTrustScenario(
                stack, "WorkSpaces", domain_name="aws.example.com",
                domain=OnPremisesDomain("corp.example.com", ["10.20.0.10", "10.20.1.10"], ["10.20.0.0/16"]),
                connectivity=Connectivity(["10.20.0.0/16"], customer_gateway_address="198.51.100.10"),
            )

    Args:
        scope: The construct it belongs to.
        construct_id: Its id in that scope.
        domain_name: The new domain in AWS. Name and NetBIOS name differ from those on-premises.
        domain: The domain on-premises.
        **options: See :class:`ScenarioOptions`, :class:`ManagedAdOptions` and :class:`TrustOptions`. ``connectivity``
            is required, but with an existing ``network``.

    Attributes:
        directory: The Managed AD.
        trust: AWS's half of the trust; the other half is made on-premises.

    Raises:
        ConfigurationError: Any argument that AWS would refuse, before anything is made.
    """

    options_type = TwoWayTrustOptions

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        domain_name: str,
        domain: OnPremisesDomain,
        **options: Unpack[TwoWayTrustOptions],
    ) -> None:
        require_link(options, domain)
        if (unit := unit_name(domain_name, options)) is not None:
            options["personas"] = placed(options.get("personas", (Persona(),)), unit)
        require_network_of(options.get("directory"), options.get("network"))
        super().__init__(
            scope,
            construct_id,
            options,
            domains=[domain_name, domain.domain_name],
            directory_subnets=True,
            managed_hosts=unit is not None and options.get("network") is None,
            connectors=False,
        )
        self.domain = domain
        made = ScenarioDirectory(
            self,
            network=self.network,
            domain_name=domain_name,
            options=options,
            users=self._users,
            accounts=False,
            systems_manager=self.extras.systems_manager,
            records_key=self.records_key,
        )
        self.directory, self.users = made.directory, made.users
        open_to(self.directory, domain.cidrs)
        self.trust = Trust(
            self,
            "Trust",
            directory=self.directory,
            remote=domain,
            direction="two-way",
            trust_type=options.get("trust_type", "forest"),
            selective_authentication=options.get("selective_authentication", False),
            secret=options.get("trust_secret"),
            accept_unverified=options.get("accept_unverified_trust", False),
            encryption_key=self.records_key,
        )
        self._register(
            lambda _place, _persona, _subnets: self.directory,
            directory_cidrs=[*self._directory_cidrs(), *domain.cidrs],
            on_premises_cidrs=self._remote_cidrs(),
            user_names=made.user_names,
        )
        self._after(made.unit)
        self._point_at(self.directory.domain_name, self.directory.dns_addresses)
        self.extras.resolve(
            {self.directory.domain_name: self.directory.dns_addresses, domain.domain_name: domain.dns_addresses}
        )
        self._tell_customer(domain, domain_cidrs=self._directory_cidrs())
        if self.customer_side is not None:
            self.customer_side.add("TrustScript", trust_half(self.directory, self.trust))
        self._finish(self.directory)
