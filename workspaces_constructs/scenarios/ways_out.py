"""How each persona's desktops get out of the VPC, and what keeps them from every other way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import aws_cdk as cdk

from workspaces_constructs.facts.addresses import within
from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.network.nat_egress import NatEgress
from workspaces_constructs.network.proxy_configuration import PROXY_PORT
from workspaces_constructs.network.security_groups import merged_cidrs
from workspaces_constructs.scenarios.options import OwnRadiusServers
from workspaces_constructs.scenarios.persona_desktops import Reach

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aws_cdk import aws_kms as kms
    from constructs import Construct

    from workspaces_constructs.desktops.persona import Persona
    from workspaces_constructs.network.connectivity import Connectivity
    from workspaces_constructs.network.existing import ExistingNetwork
    from workspaces_constructs.network.on_premises_link import OnPremisesLink
    from workspaces_constructs.network.proxy_egress import ProxyEgress
    from workspaces_constructs.network.subnets import SubnetPair
    from workspaces_constructs.scenarios.options import ScenarioOptions

__all__ = ["WaysOut"]

_PROXY_PORTS = (PROXY_PORT, 80)
"""The proxy, and the PAC file that names it."""


class WaysOut:
    """NAT gateways, a proxy and a link to on-premises, as far as the personas need them.

    Security groups add up, and AWS's own on every desktop lets everything out. So each way belongs to the subnets of
    the personas that have it: by their routes and, but for NAT, by their network ACLs (DESIGN §4).

    Args:
        scope: The scenario.
        network: The desktops' VPC.
        personas: Kinds of users.
        options: The scenario's.
        records_key: The key of logs.
        domains: The directories' domains, which desktops reach without a proxy.

    Attributes:
        nat: The NAT gateways, or None.
        proxy: The proxy, or None.
        link: The link to on-premises, or None.
    """

    @staticmethod
    def pairs(personas: Sequence[Persona], options: ScenarioOptions) -> set[str]:
        """The small pairs of subnets that an own VPC needs for the ways out."""
        egress = {persona.egress for persona in personas}
        connectivity = options.get("connectivity")
        needed = {"Proxy"} if "proxy" in egress else set()
        if needed or "nat" in egress or isinstance(options.get("radius"), OwnRadiusServers):
            needed.add("Public")
        if connectivity is not None and connectivity.transit_gateway_id is not None:
            needed.add("Link")
        return needed

    def __init__(
        self,
        scope: Construct,
        network: ExistingNetwork,
        personas: Sequence[Persona],
        options: ScenarioOptions,
        *,
        records_key: kms.IKey,
        domains: Sequence[str],
    ) -> None:
        self._scope = scope
        self._network = network
        self._domains = domains
        self._personas = personas
        self._own = options.get("network") is None
        connectivity = options.get("connectivity")
        _check(personas, linked=connectivity is not None, allowed_domains=options.get("allowed_domains", ()))
        self.link = self._link(connectivity, records_key) if connectivity is not None else None
        self.nat = self._nat() if self._own and network.public_subnets is not None else None
        self.proxy = self._proxy(options.get("allowed_domains", ()), records_key) if self._with("proxy") else None

    def reach(self, persona: Persona, *, directory_cidrs: Sequence[str], on_premises_cidrs: Sequence[str]) -> Reach:
        """What a persona's desktops may reach."""
        proxied = self.proxy if persona.egress == "proxy" else None
        return Reach(
            directory_cidrs=directory_cidrs,
            internet=persona.egress in {"nat", "on-premises"},
            proxy_cidrs=_hosts(proxied),
            proxy_ports=_PROXY_PORTS if proxied else (),
            on_premises_cidrs=on_premises_cidrs if persona.egress == "nat" else persona.website_cidrs,
            file_server_cidrs=persona.file_server_cidrs,
        )

    def enforce(self, *, directory_cidrs: Sequence[str], radius_cidrs: Sequence[str], radius_port: int) -> None:
        """Route every pair to what it may reach over the link, and close those without NAT by network ACLs.

        Args:
            directory_cidrs: Where the domain controllers of all domains are.
            radius_cidrs: Where RADIUS servers are, which the connectors ask that are in the subnets of desktops with a
                second factor.
            radius_port: The UDP port they listen at.
        """
        if self.link is not None:
            self._open(self.link, directory_cidrs, radius_cidrs)
        if not self._own and not self._network.network_acls:
            self._warn()
            return
        for persona in self._personas:
            if persona.egress != "nat":
                asked = radius_cidrs if persona.mfa else ()
                self._close(persona, persona.egress, directory_cidrs, asked, radius_port)

    def _warn(self) -> None:
        kept_in = [f"{persona.name} ({persona.egress})" for persona in self._personas if persona.egress != "nat"]
        if kept_in:
            cdk.Annotations.of(self._scope).add_warning_v2(
                "@workspaces-constructs/scenarios:egressOfExistingSubnets",
                f"The way out of {', '.join(kept_in)} is what the routes and network ACLs of your subnets make it. "
                "Check them, or set network_acls of the existing network, which gives these subnets ACLs of their own.",
            )

    def _close(
        self,
        persona: Persona,
        egress: Literal["proxy", "on-premises", "none"],
        directory_cidrs: Sequence[str],
        radius_cidrs: Sequence[str],
        radius_port: int,
    ) -> None:
        from workspaces_constructs.network.desktop_network_acl import DesktopNetworkAcl

        DesktopNetworkAcl(
            self._scope,
            f"{persona.name}NetworkAcl",
            vpc=self._network.vpc,
            subnets=self._pair(persona),
            egress=egress,
            directory_cidrs=directory_cidrs,
            radius_cidrs=radius_cidrs,
            radius_port=radius_port,
            proxy_cidrs=_hosts(self.proxy) if egress == "proxy" else (),
            on_premises_cidrs=persona.website_cidrs,
            file_server_cidrs=persona.file_server_cidrs,
            help_desk_cidrs=persona.help_desk_cidrs,
        )

    def _open(self, link: OnPremisesLink, directory_cidrs: Sequence[str], radius_cidrs: Sequence[str]) -> None:
        """Networks of all kinds for full ways out; for a proxy or none only where domains and the help desk are."""
        network = self._network
        pairs = [network.directory_subnets, network.server_subnets]
        pairs += [self._pair(persona) for persona in self._with("nat", "on-premises")]
        if wide := [pair for pair in pairs if pair is not None]:
            link.open(wide)
        for persona in self._with("on-premises"):
            link.route([self._pair(persona)], default_route=True)
        for persona in self._with("proxy", "none"):
            remote = link.connectivity.remote_cidrs
            asked = radius_cidrs if persona.mfa else ()
            wanted = [*directory_cidrs, *asked, *persona.help_desk_cidrs, *persona.website_cidrs]
            wanted += persona.file_server_cidrs
            needed = [cidr for cidr in wanted if within(cidr, remote)]
            if narrow := merged_cidrs(needed):
                link.route([self._pair(persona)], narrow)

    def _link(self, connectivity: Connectivity, key: kms.IKey) -> OnPremisesLink:
        from workspaces_constructs.network.on_premises_link import OnPremisesLink

        return OnPremisesLink(
            self._scope,
            "OnPremises",
            vpc=self._network.vpc,
            connectivity=connectivity,
            link_subnets=self._network.link_subnets,
            encryption_key=key,
        )

    def _proxy(self, allowed_domains: Sequence[str], key: kms.IKey) -> ProxyEgress:
        from workspaces_constructs.network.proxy_egress import ProxyEgress

        proxy = ProxyEgress(
            self._scope,
            "ProxyEgress",
            vpc=self._network.vpc,
            subnets=self._network.require_pair("Proxy"),
            desktop_cidrs=[cidr for persona in self._with("proxy") for cidr in self._pair(persona).cidrs],
            allowed_domains=allowed_domains,
            inside_domains=self._domains,
            inside_cidrs=self.link.connectivity.remote_cidrs if self.link is not None else (),
            website_cidrs=[cidr for persona in self._with("proxy") for cidr in persona.website_cidrs],
            encryption_key=key,
        )
        if self.nat is not None:
            proxy.group.node.add_dependency(self.nat)
        return proxy

    def _nat(self) -> NatEgress:
        network = self._network
        pairs = [self._pair(persona) for persona in self._with("nat")]
        pairs += [pair for pair in (network.radius_subnets, network.proxy_subnets) if pair is not None]
        return NatEgress(self._scope, "NatEgress", public_subnets=network.require_pair("Public"), subnets=pairs)

    def _with(self, *egress: str) -> list[Persona]:
        return [persona for persona in self._personas if persona.egress in egress]

    def _pair(self, persona: Persona) -> SubnetPair:
        return self._network.require_desktop_subnets(persona.name)


def _hosts(proxy: ProxyEgress | None) -> list[str]:
    return [f"{address}/32" for address in proxy.addresses] if proxy is not None else []


def _check(personas: Sequence[Persona], *, linked: bool, allowed_domains: Sequence[str]) -> None:
    for persona in personas:
        if persona.egress == "on-premises" and not linked:
            raise ConfigurationError(
                f"egress of {persona.name}",
                value="on-premises",
                allowed="only with a link to on-premises",
                fix="pass connectivity, or use nat",
            )
        if persona.egress == "proxy" and not allowed_domains:
            raise ConfigurationError(
                "allowed_domains",
                value="none",
                allowed=f"the domains that the proxy lets {persona.name} reach",
                fix="name at least one, or use egress none",
            )
