"""What a scenario has on request: RADIUS servers, PrivateLink and Resolver endpoints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from workspaces_constructs.custom_resources.tokens import is_unresolved
from workspaces_constructs.facts.addresses import is_address
from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.facts.ports import RADIUS
from workspaces_constructs.network.vpcs import vpc_cidr
from workspaces_constructs.scenarios.options import OwnRadiusServers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from aws_cdk import aws_kms as kms
    from constructs import Construct

    from workspaces_constructs.desktops.persona import Persona
    from workspaces_constructs.desktops.registration import RegistrableDirectory
    from workspaces_constructs.directory.firewall import RadiusTargets
    from workspaces_constructs.directory.radius_mfa import RadiusMfa, RadiusSettings
    from workspaces_constructs.directory.radius_servers import RadiusServers
    from workspaces_constructs.network.existing import ExistingNetwork
    from workspaces_constructs.network.interface_endpoints import SystemsManagerEndpoints
    from workspaces_constructs.network.resolver import ResolverInbound
    from workspaces_constructs.network.workspaces_endpoints import StreamingEndpoint, WorkspacesApiEndpoint
    from workspaces_constructs.scenarios.options import PrivateEndpoints, ScenarioOptions

__all__ = ["Extras"]


class Extras:
    """RADIUS servers, endpoints of AWS services and Resolver endpoints, as far as the options ask for them.

    Args:
        scope: The scenario.
        network: The desktops' VPC.
        personas: Kinds of users.
        options: The scenario's.
        records_key: The key of secrets and logs.
        managed_hosts: Whether hosts without internet are to be managed by Systems Manager.
        managed_pair: In which pair those hosts are.
        connectors: Whether AD Connectors ask the RADIUS servers, and not the directory itself.

    Attributes:
        radius_servers: Own RADIUS servers, or None.
        radius_cidrs: Where RADIUS servers are, as far as they are named by address.
        radius_port: The UDP port they listen at.
        resolver_asks: The DNS servers that an outbound Resolver endpoint asks, as far as they are known.
        api_endpoint: The endpoint of the WorkSpaces API, or None.
        streaming_endpoint: The endpoint through which users stream, or None.
        systems_manager: The endpoints of Systems Manager, or None.
        resolver_inbound: The Resolver endpoint that others ask, or None until it is made.
    """

    @staticmethod
    def pairs(options: ScenarioOptions, *, managed_hosts: bool) -> set[str]:
        """The small pairs of subnets that an own VPC needs for them."""
        endpoints, resolver = options.get("endpoints"), options.get("resolver")
        reasons = [
            managed_hosts,
            endpoints is not None and (endpoints.workspaces_api or bool(endpoints.streaming_from)),
            resolver is not None and (resolver.outbound or bool(resolver.inbound_from)),
        ]
        needed = {"Servers"} if any(reasons) else set()
        return needed | ({"Radius"} if isinstance(options.get("radius"), OwnRadiusServers) else set())

    def __init__(
        self,
        scope: Construct,
        network: ExistingNetwork,
        personas: Sequence[Persona],
        options: ScenarioOptions,
        *,
        records_key: kms.IKey,
        managed_hosts: bool,
        managed_pair: Literal["Servers", "Directory"] = "Servers",
        connectors: bool = True,
    ) -> None:
        self._connectors = connectors
        self._personas = personas
        self._scope = scope
        self._network = network
        self._options = options
        self.radius_servers: RadiusServers | None = None
        self.radius_cidrs: Sequence[str] = ()
        self.resolver_asks: Sequence[str] = ()
        self._radius = self._radius_settings(personas, records_key)
        self.radius_port = self._radius.port if self._radius is not None else RADIUS[0].from_port
        self.api_endpoint: WorkspacesApiEndpoint | None = None
        self.streaming_endpoint: StreamingEndpoint | None = None
        self.resolver_inbound: ResolverInbound | None = None
        if endpoints := options.get("endpoints"):
            self._private_link(endpoints, records_key)
        self.systems_manager = self._systems_manager(managed_pair, personas) if managed_hosts else None

    def require_mfa(self, place: Construct, directory: RegistrableDirectory) -> RadiusMfa:
        """Switch on the second factor of a directory.

        Raises:
            ConfigurationError: There are no RADIUS servers.
        """
        from workspaces_constructs.directory.radius_mfa import RadiusMfa

        if self._radius is None:
            raise ConfigurationError(
                "radius",
                value="none",
                allowed="RADIUS servers, where a persona has MFA",
                fix="pass the settings of servers that exist, or OwnRadiusServers()",
            )
        return RadiusMfa(place, "Mfa", directory=directory, settings=self._radius)

    @property
    def radius_targets(self) -> RadiusTargets | None:
        """RADIUS servers that exist, for the firewall in front of them."""
        from workspaces_constructs.directory.firewall import RadiusTargets

        if self._radius is None or self.radius_servers is not None or not self.radius_cidrs:
            return None
        return RadiusTargets(self.radius_cidrs, self._radius.port, self._radius_clients())

    @property
    def resolver_cidrs(self) -> Sequence[str]:
        """Where the outbound Resolver endpoint is that asks the directory's DNS servers, if there is one."""
        resolver = self._options.get("resolver")
        return self._network.require_pair("Servers").cidrs if resolver is not None and resolver.outbound else ()

    def resolve(self, domains: Mapping[str, Sequence[str]]) -> None:
        """Make the Resolver endpoints that were asked for.

        Args:
            domains: The DNS servers of each domain.
        """
        resolver = self._options.get("resolver")
        if resolver is None or not (resolver.outbound or resolver.inbound_from):
            return
        from workspaces_constructs.scenarios.resolvers import make_resolvers

        if resolver.outbound:
            known = [addresses for addresses in domains.values() if not is_unresolved(list(addresses))]
            self.resolver_asks = list(dict.fromkeys(address for addresses in known for address in addresses))
        made = [each.endpoint for each in (self.api_endpoint, self.streaming_endpoint) if each is not None]
        made += self.systems_manager.endpoints.values() if self.systems_manager is not None else ()
        self.resolver_inbound = make_resolvers(
            self._scope,
            self._network,
            resolver,
            domains,
            own=self._options.get("network") is None,
            neighbours=made,
        )

    def _systems_manager(self, hosts: str, personas: Sequence[Persona]) -> SystemsManagerEndpoints:
        """Make the endpoints for hosts, and for all others whose calls of these services now lead there too."""
        from workspaces_constructs.network.interface_endpoints import SystemsManagerEndpoints

        network = self._network
        pairs = [network.require_pair(hosts), network.radius_subnets, network.proxy_subnets]
        pairs += [network.require_desktop_subnets(each.name) for each in personas if each.egress == "nat"]
        return SystemsManagerEndpoints(
            self._scope,
            "SystemsManager",
            vpc=self._network.vpc,
            subnets=self._network.require_pair("Servers"),
            client_cidrs=[cidr for pair in pairs if pair is not None for cidr in pair.cidrs],
        )

    def _radius_settings(self, personas: Sequence[Persona], key: kms.IKey) -> RadiusSettings | None:
        radius = self._options.get("radius")
        if not isinstance(radius, OwnRadiusServers):
            servers_given = radius.servers if radius else ()
            self.radius_cidrs = [f"{server}/32" for server in servers_given if is_address(server)]
            if self._connectors and self._options.get("network") is None:
                _require_addresses(servers_given, personas)
            return radius
        from workspaces_constructs.directory.radius_servers import RadiusServers

        servers = self._network.require_pair("Radius")
        self.radius_servers = RadiusServers(
            self._scope,
            "RadiusServers",
            vpc=self._network.vpc,
            subnets=servers,
            client_cidrs=self._radius_clients(),
            display_label=radius.display_label,
            secret=radius.secret,
            encryption_key=key,
        )
        self.radius_cidrs = servers.cidrs
        return self.radius_servers.settings

    def _radius_clients(self) -> list[str]:
        """Where those are who ask: the connectors of personas with MFA, or the directory itself."""
        network = self._network
        if self._connectors:
            pairs = [network.require_desktop_subnets(persona.name) for persona in self._personas if persona.mfa]
            return [cidr for pair in pairs for cidr in pair.cidrs]
        own = network.directory_subnets
        return list(own.cidrs) if own is not None else [vpc_cidr(network.vpc)]

    def _private_link(self, endpoints: PrivateEndpoints, key: kms.IKey) -> None:
        from workspaces_constructs.network.workspaces_endpoints import StreamingEndpoint, WorkspacesApiEndpoint

        vpc = self._network.vpc
        if endpoints.workspaces_api:
            self.api_endpoint = WorkspacesApiEndpoint(
                self._scope,
                "ApiEndpoint",
                vpc=vpc,
                subnets=self._network.require_pair("Servers"),
                client_cidrs=[vpc_cidr(vpc), *endpoints.api_from],
                principals=endpoints.api_principals,
                actions=endpoints.api_actions,
                resources=endpoints.api_resources,
                notify=endpoints.notify_email is not None,
                notification_key=key,
            )
            if endpoints.notify_email is not None and self.api_endpoint.notification is not None:
                from aws_cdk import aws_sns as sns

                sns.CfnSubscription(
                    self._scope,
                    "ApiEndpointMail",
                    topic_arn=self.api_endpoint.notification.topic_arn,
                    protocol="email",
                    endpoint=endpoints.notify_email,
                )
        if endpoints.streaming_from:
            self.streaming_endpoint = StreamingEndpoint(
                self._scope,
                "StreamingEndpoint",
                vpc=vpc,
                subnets=self._network.require_pair("Servers"),
                client_cidrs=endpoints.streaming_from,
            )


def _require_addresses(servers: Sequence[str], personas: Sequence[Persona]) -> None:
    """Refuse RADIUS servers by name where a network ACL must let connectors reach them."""
    closed = [persona.name for persona in personas if persona.mfa and persona.egress != "nat"]
    named = [server for server in servers if not is_address(server)]
    if closed and named:
        raise ConfigurationError(
            "RADIUS servers",
            value=", ".join(named),
            allowed=f"addresses, because the network ACL of {', '.join(closed)} opens nothing to names",
            fix="name the servers by their addresses, or give the persona the egress nat",
        )
