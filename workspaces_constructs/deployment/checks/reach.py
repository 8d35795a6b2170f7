"""What the deployment asks, and who asks it: in networks that its VPCs have a way to."""

from __future__ import annotations

from ipaddress import IPv4Address
from typing import TYPE_CHECKING

from workspaces_constructs.deployment.scenario_table import MANAGED_AD, TWO_VPCS
from workspaces_constructs.facts.addresses import is_address, within
from workspaces_constructs.facts.errors import ConfigurationError

from .ranges import vpcs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from workspaces_constructs.deployment.mistakes import Mistakes
    from workspaces_constructs.deployment.settings import Settings

    Path = tuple[int | str, ...]

__all__ = ["forwarders", "radius_servers", "reachable", "reachable_from"]


def reachable(settings: Settings, mistakes: Mistakes) -> None:
    """Whoever is to reach desktops, or be reached from the VPC, is in a network that it has a way to."""
    if _is_unknown(settings, existing=settings.network.vpc is not None):
        return
    known = _known(settings)
    for where, cidr in _outside(settings):
        with mistakes.at(*where):
            _require_way(settings, str(where[-2]), cidr, known)


def forwarders(settings: Settings, mistakes: Mistakes) -> None:
    """An own Managed AD has a way to the private addresses of the DNS servers that it asks."""
    made = settings.directory
    if made is None or settings.scenario not in MANAGED_AD or made.existing_directory_id is not None:
        return
    home = settings.shared_services.network if settings.scenario in TWO_VPCS else settings.network
    if _is_unknown(settings, existing=home.vpc is not None):
        return
    known = [*_known(settings), *made.reachable_from]
    for index, forwarder in enumerate(made.conditional_forwarders):
        for place, address in enumerate(forwarder.dns_addresses):
            if IPv4Address(address).is_private:
                with mistakes.at("directory", "conditional_forwarders", index, "dns_addresses", place):
                    _require_way(settings, f"DNS server of {forwarder.domain_name}", address, known)


def radius_servers(settings: Settings, mistakes: Mistakes) -> None:
    """RADIUS servers that exist are not in a VPC that is still to be made."""
    network = settings.network
    for place, server in enumerate(settings.mfa.servers if settings.mfa and network.vpc is None else ()):
        if is_address(server) and within(server, [network.cidr]):
            mistakes.refuse(
                ("mfa", "servers", place),
                value=server,
                allowed=f"servers outside {network.cidr}, the VPC that this stack makes: nobody is in it yet",
                fix="set mfa.own_servers in place of servers, or correct the address",
            )


def reachable_from(settings: Settings, mistakes: Mistakes) -> None:
    """The VPCs of the deployment reach the directory without being named."""
    known = [cidr for _, cidr in vpcs(settings)]
    for index, cidr in enumerate(settings.directory.reachable_from if settings.directory else ()):
        if within(cidr, known):
            mistakes.refuse(
                ("directory", "reachable_from", index),
                value=cidr,
                allowed=f"networks outside {' and '.join(known)}, which reach the directory anyway",
                fix="remove it",
            )


def _is_unknown(settings: Settings, *, existing: bool) -> bool:
    """Whether nobody can say what is reachable: a VPC that exists has routes of its own, and a missing way is said."""
    if settings.remote_cidrs:
        return False
    return existing or settings.on_premises is not None or settings.link is not None


def _known(settings: Settings) -> list[str]:
    return [cidr for _, cidr in vpcs(settings)] + [*settings.network.routed_cidrs, *settings.remote_cidrs]


def _require_way(settings: Settings, what: str, cidr: str, known: Sequence[str]) -> None:
    if within(cidr, known):
        return
    fix = "name its network in network.routed_cidrs, if you route the VPC there yourself"
    if settings.link is not None:
        fix = "add its network to connectivity.remote_cidrs, or correct it"
    elif settings.scenario != "simple-ad":
        fix = f"add connectivity with its network in remote_cidrs; or {fix}"
    raise ConfigurationError(
        what, value=cidr, allowed=f"in a network that the VPC has a way to: {', '.join(known)}", fix=fix
    )


def _outside(settings: Settings) -> Iterator[tuple[Path, str]]:
    for index, persona in enumerate(settings.personas):
        for place, cidr in enumerate(persona.help_desk_cidrs):
            yield ("personas", index, "help_desk_cidrs", place), cidr
        for place, cidr in enumerate(persona.website_cidrs):
            yield ("personas", index, "website_cidrs", place), cidr
        for place, cidr in enumerate(persona.file_server_cidrs):
            yield ("personas", index, "file_server_cidrs", place), cidr
    for place, server in enumerate(settings.mfa.servers if settings.mfa else ()):
        if is_address(server):
            yield ("mfa", "servers", place), server
    for place, cidr in enumerate(settings.endpoints.client_cidrs):
        yield ("endpoints", "client_cidrs", place), cidr
    for place, cidr in enumerate(settings.resolver.inbound_from):
        yield ("resolver", "inbound_from", place), cidr
