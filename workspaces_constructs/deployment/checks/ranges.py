"""Address ranges of all networks together: none takes another's, and connectors reach what they ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workspaces_constructs.deployment.scenario_table import TWO_VPCS
from workspaces_constructs.directory.on_premises import OnPremisesDomain
from workspaces_constructs.facts.addresses import is_address, require_address, within
from workspaces_constructs.facts.connectivity import require_remote_ranges
from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.facts.networks import (
    RESERVED_ADDRESSES_PER_SUBNET,
    require_disjoint,
    require_network,
    require_reachable_by_connector,
)
from workspaces_constructs.network.plan import plan_subnets, require_usable_ranges

if TYPE_CHECKING:
    from collections.abc import Sequence
    from ipaddress import IPv4Network

    from workspaces_constructs.deployment.mistakes import Mistakes
    from workspaces_constructs.deployment.settings import Network, Settings, SharedNetwork

    Path = tuple[int | str, ...]

__all__ = ["connector_reach", "controller_addresses", "management", "on_premises", "routed", "separate", "vpcs"]

_ASKS_ON_PREMISES = frozenset({"ad-connector", "one-way-trust"})
"""Scenarios whose connectors ask DNS servers on-premises; those of replica ask the domain controllers in the VPC."""


def vpcs(settings: Settings) -> list[tuple[Path, str]]:
    """The ranges of the deployment's VPCs, and where they stand in the file."""
    sections: list[tuple[Path, str, str | None]] = [
        (("network",), settings.network.cidr, settings.network.vpc.cidr if settings.network.vpc else None)
    ]
    if settings.scenario in TWO_VPCS:
        shared = settings.shared_services.network
        sections.append((("shared_services", "network"), shared.cidr, shared.vpc.cidr if shared.vpc else None))
    return [((*where, "vpc", "cidr"), there) if there else ((*where, "cidr"), own) for where, own, there in sections]


def management(settings: Settings, mistakes: Mistakes) -> None:
    """AWS keeps one of its management ranges; the first network that takes the last one is the mistake."""
    steps: list[tuple[Path, Sequence[str]]] = [(where, [cidr]) for where, cidr in vpcs(settings)]
    steps.append((("network", "routed_cidrs"), settings.network.routed_cidrs))
    if settings.on_premises is not None:
        steps.append((("on_premises", "cidrs"), settings.on_premises.cidrs))
    if settings.connectivity is not None:
        steps.append((("connectivity", "remote_cidrs"), settings.connectivity.remote_cidrs or ()))
    ranges: list[str] = []
    for where, cidrs in steps:
        ranges += cidrs
        before = len(mistakes.messages)
        with mistakes.at(*where):
            require_usable_ranges(settings.environment.region, ranges)
        if len(mistakes.messages) > before:
            return


def separate(settings: Settings, mistakes: Mistakes) -> None:
    """No network has addresses of another: neither peering, transit gateway nor VPN could tell them apart."""
    (_, desktops), *others = made = vpcs(settings)
    for where, cidr in others:
        with mistakes.at(*where):
            require_disjoint([desktops, cidr], "VPCs that are to be joined")
    ours = [cidr for _, cidr in made]
    with mistakes.at("on_premises", "cidrs"):
        if settings.on_premises is not None:
            require_remote_ranges(settings.on_premises.cidrs, ours, "networks on-premises")
        with mistakes.at("connectivity", "remote_cidrs"):
            if settings.connectivity is not None and settings.connectivity.remote_cidrs is not None:
                require_remote_ranges(settings.connectivity.remote_cidrs, ours, "remote networks")


def routed(settings: Settings, mistakes: Mistakes) -> None:
    """What an own VPC is routed to is elsewhere: its own range stays inside of it."""
    network = settings.network
    for index, cidr in enumerate(network.routed_cidrs if network.vpc is None else ()):
        if require_network(cidr).overlaps(require_network(network.cidr)):
            mistakes.refuse(
                ("network", "routed_cidrs", index),
                value=cidr,
                allowed=f"networks that share no address with {network.cidr} of the VPC",
                fix="remove it, or name only the parts outside of the VPC",
            )


def on_premises(settings: Settings, mistakes: Mistakes) -> None:
    """DNS servers are in the domain's networks, and those behind the link."""
    domain = settings.on_premises
    if domain is None or not domain.cidrs:
        return
    with mistakes.at("on_premises", "dns_addresses"):
        OnPremisesDomain(domain.domain_name, domain.dns_addresses, domain.cidrs, domain.netbios_name)
    remote = settings.remote_cidrs
    for index, cidr in enumerate(domain.cidrs if remote else ()):
        if not within(cidr, remote):
            mistakes.refuse(
                ("on_premises", "cidrs", index),
                value=cidr,
                allowed=f"a network behind the link: {', '.join(remote)}",
                fix="add it to connectivity.remote_cidrs, or correct it",
            )


def connector_reach(settings: Settings, mistakes: Mistakes) -> None:
    """An AD Connector reaches the DNS servers it is given, which its own second interface may hide."""
    (_, cidr), *others = vpcs(settings)
    asked: list[tuple[Path, list[str]]] = []
    if settings.on_premises is not None and settings.scenario in _ASKS_ON_PREMISES:
        dns = settings.on_premises.dns_addresses[:2]
        asked += [(("on_premises", "dns_addresses", index), [address]) for index, address in enumerate(dns)]
    if settings.mfa is not None and settings.registered == "connector":
        servers = enumerate(settings.mfa.servers)
        asked += [(("mfa", "servers", index), [server]) for index, server in servers if is_address(server)]
    if settings.scenario == "shared-services":
        subnets = _directory_subnets(settings.shared_services.network)
        asked.append((others[0][0], [str(subnet.network_address) for subnet in subnets]))
    for where, addresses in asked:
        with mistakes.at(*where):
            require_reachable_by_connector(cidr, addresses)


def _directory_subnets(network: Network | SharedNetwork) -> list[IPv4Network]:
    """The subnets of a VPC in which its directory is; none where the VPC is too small for them, or names none."""
    if network.vpc is not None:
        return [require_network(subnet.cidr) for subnet in network.vpc.directory_subnets or ()]
    try:
        return [*map(require_network, plan_subnets(network.cidr, [])["Directory"])]
    except ConfigurationError:
        return []


def controller_addresses(settings: Settings, mistakes: Mistakes) -> None:
    """Fixed addresses of domain controllers are in the directory's subnets, and free."""
    made = settings.domain_controllers
    if made is None or made.addresses is None:
        return
    for index, (address, subnet) in enumerate(zip(made.addresses, _directory_subnets(settings.network), strict=False)):
        first, last = subnet.network_address + RESERVED_ADDRESSES_PER_SUBNET - 1, subnet.broadcast_address - 1
        if not first <= require_address(address) <= last:
            mistakes.refuse(
                ("domain_controllers", "addresses", index),
                value=address,
                allowed=f"{first} to {last}, of the directory's subnet {subnet}",
                fix="choose one of these, or leave the addresses out",
            )
