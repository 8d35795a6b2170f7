"""What a scenario's network and the networks behind its link say to each other, beside a domain's own traffic."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workspaces_constructs.directory.firewall import Traffic
from workspaces_constructs.facts.addresses import within
from workspaces_constructs.facts.ports import DESKTOP_TO_INTERNET, DNS, FILE_SHARE, HELP_DESK, HTTPS, STREAMING_ENDPOINT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from workspaces_constructs.desktops.persona import Persona
    from workspaces_constructs.network.existing import ExistingNetwork
    from workspaces_constructs.scenarios.options import ScenarioOptions

__all__ = ["traffic_beside_the_domain"]


def traffic_beside_the_domain(
    network: ExistingNetwork,
    personas: Sequence[Persona],
    options: ScenarioOptions,
    *,
    dns_addresses: Sequence[str] = (),
) -> list[Traffic]:
    """Return what a firewall between the VPC and on-premises must let through for people, and for endpoints.

    Args:
        network: The desktops' VPC.
        personas: Kinds of users.
        options: The scenario's.
        dns_addresses: The DNS servers that an outbound Resolver endpoint asks.
    """
    return [each for each in _all(network, personas, options, dns_addresses) if each.sources and each.destinations]


def _all(
    network: ExistingNetwork, personas: Sequence[Persona], options: ScenarioOptions, dns_addresses: Sequence[str]
) -> Iterator[Traffic]:
    def outside(cidrs: Sequence[str]) -> list[str]:
        return [cidr for cidr in cidrs if not within(cidr, network.cidrs)]

    for persona in personas:
        desktops = network.require_desktop_subnets(persona.name).cidrs
        yield Traffic("help desk", HELP_DESK, outside(persona.help_desk_cidrs), desktops)
        yield Traffic("desktops", DESKTOP_TO_INTERNET, desktops, outside(persona.website_cidrs))
        yield Traffic("desktops", FILE_SHARE, desktops, outside(persona.file_server_cidrs))
    servers = network.server_subnets.cidrs if network.server_subnets is not None else ()
    if (endpoints := options.get("endpoints")) is not None:
        callers = endpoints.api_from if endpoints.workspaces_api else ()
        yield Traffic("calls of the WorkSpaces API", HTTPS, outside(callers), servers)
        yield Traffic("users' clients", STREAMING_ENDPOINT, outside(endpoints.streaming_from), servers)
    if (resolver := options.get("resolver")) is not None:
        yield Traffic("DNS servers", DNS, outside(resolver.inbound_from), servers)
        yield Traffic("Route 53 Resolver", DNS, servers, outside([f"{address}/32" for address in dns_addresses]))
