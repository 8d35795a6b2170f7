"""The desktops' side of scenarios 5 and 6, whose directory is in a shared services VPC."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workspaces_constructs.custom_resources.places import place_of
from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.network.connectivity import Connectivity
from workspaces_constructs.scenarios.linked import require_leads_to
from workspaces_constructs.scenarios.scenario import Scenario
from workspaces_constructs.scenarios.shared_parameters import SharedParameters

if TYPE_CHECKING:
    from collections.abc import Sequence

    from constructs import Construct

    from workspaces_constructs.directory.on_premises import OnPremisesDomain
    from workspaces_constructs.scenarios.options import ScenarioOptions
    from workspaces_constructs.scenarios.shared_services_vpc import SharedServicesReference

__all__ = ["DesktopsOfSharedServices"]


class DesktopsOfSharedServices(Scenario):
    """A scenario whose VPC is joined to a shared services VPC by a transit gateway or a peering.

    Attributes:
        shared: What is known of the other side.
        parameters: What is read of it at each deployment.
        dns_addresses: The Managed AD's DNS servers.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        shared: SharedServicesReference,
        options: ScenarioOptions,
        *,
        domains: Sequence[str],
    ) -> None:
        parameters = SharedParameters(scope, shared.name, account=shared.account)
        routed = [*options.get("routed_cidrs", ()), *shared.directory_cidrs]
        super().__init__(
            scope,
            construct_id,
            {
                **options,
                "connectivity": _connectivity(shared, options, parameters),
                "routed_cidrs": routed if shared.between == "peering" else options.get("routed_cidrs", ()),
            },
            domains=domains,
            directory_subnets=False,
        )
        self.shared = shared
        self.parameters = parameters
        self.dns_addresses = parameters.texts("dns-addresses")
        if shared.between == "peering":
            self._peer()

    def _peer(self) -> None:
        from workspaces_constructs.network.vpc_peering import VpcPeering

        shared, place = self.shared, place_of(self)
        pairs = [self.network.require_desktop_subnets(persona.name) for persona in self._given]
        pairs += [self.network.server_subnets] if self.network.server_subnets else []
        if shared.joinable_before and not any(pair.has_route_tables for pair in pairs):
            return
        VpcPeering(
            self,
            "Peering",
            vpc=self.vpc,
            pairs=pairs,
            peer_vpc_id=self.parameters.text("vpc-id"),
            peer_cidrs=shared.directory_cidrs,
            peer_route_table_ids=self.parameters.texts("route-table-ids"),
            peer_account=shared.account,
            accepter_role_arn=(
                f"arn:{place.partition}:iam::{shared.account}:role/{shared.accepter_role_name}"
                if shared.account
                else None
            ),
        )

    def _on_premises_cidrs(self) -> Sequence[str]:
        """The networks on-premises that desktops have a way to."""
        if self.shared.between == "transit-gateway":
            return self.shared.remote_cidrs
        return self._remote_cidrs()

    def _require_way_to(self, domain: OnPremisesDomain) -> None:
        if self.options.get("network") is None:
            require_leads_to(self._on_premises_cidrs(), domain)


def _connectivity(
    shared: SharedServicesReference, options: ScenarioOptions, parameters: SharedParameters
) -> Connectivity | None:
    """One link: to the transit gateway, which leads to all; or, beside a peering, the desktops' own to on-premises."""
    given = options.get("connectivity")
    if shared.between == "peering":
        twice = given is not None and given.customer_gateway_address == shared.customer_gateway_address
        if given is not None and given.customer_gateway_address is not None and twice and shared.account is None:
            known = parameters.text("customer-gateway-id")
            return replace(given, customer_gateway_address=None, customer_gateway_id=known)
        return given
    if given is not None:
        raise ConfigurationError(
            "connectivity",
            value="a link of the desktops' VPC",
            allowed="none beside a transit gateway, which leads on-premises itself",
            fix="pass it to the shared services",
        )
    network = options.get("network")
    if network is not None and network.link_subnets is None:
        if shared.joinable_before:
            return None
        raise ConfigurationError(
            "link_subnets of the existing network",
            value="none",
            allowed="two subnets for the attachment of a transit gateway that is made now",
            fix="name them, or give the shared services the transit gateway to which the VPC is attached already",
        )
    return Connectivity(
        remote_cidrs=[*shared.directory_cidrs, *shared.remote_cidrs],
        transit_gateway_id=parameters.text("transit-gateway-id"),
    )
