"""Subnets of VPCs that exist: they are there, in their VPC, and large enough."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from workspaces_constructs.deployment.scenario_table import TWO_VPCS
from workspaces_constructs.deployment.sections.places import PAIRS
from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.facts.networks import require_apart, require_disjoint, require_network, usable_addresses
from workspaces_constructs.network.existing import OWN_SUBNETS

from .networks import capacity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from workspaces_constructs.deployment.mistakes import Mistakes
    from workspaces_constructs.deployment.settings import AnyVpc, ExistingSubnet, ExistingVpc, Persona, Settings

__all__ = ["existing_pairs", "existing_subnets"]

_SHARED = ("shared_services", "network")
_TOGETHER: Final = frozenset({"directory_subnets", "server_subnets", "link_subnets"})
"""Pairs of which one may be another's too."""


def existing_subnets(settings: Settings, mistakes: Mistakes) -> None:
    """Subnets are parts of their VPC, and those of desktops are large enough."""
    shared = settings.shared_services.network.vpc
    if shared is not None:
        _pairs_inside(shared, {}, (*_SHARED, "vpc"), mistakes)
    if settings.network.vpc is not None:
        _desktop_subnets(settings.network.vpc, settings.personas, mistakes)


def _desktop_subnets(vpc: ExistingVpc, personas: tuple[Persona, ...], mistakes: Mistakes) -> None:
    desktops: dict[tuple[str, ...], tuple[ExistingSubnet, ExistingSubnet]] = {
        ("desktop_subnets", name): pair for name, pair in vpc.desktop_subnets.items()
    }
    _pairs_inside(vpc, desktops, ("network", "vpc"), mistakes)
    for persona in personas:
        with mistakes.at("network", "vpc", "desktop_subnets"):
            _large_enough(vpc, persona)


def _pairs_inside(
    vpc: AnyVpc,
    pairs: dict[tuple[str, ...], tuple[ExistingSubnet, ExistingSubnet]],
    where: tuple[str, ...],
    mistakes: Mistakes,
) -> None:
    named = {(key,): pair for key in PAIRS if (pair := getattr(vpc, key, None)) is not None}
    before = len(mistakes.messages)
    for path, pair in (pairs | named).items():
        for index, subnet in enumerate(pair):
            with mistakes.at(*where, *path, index, "cidr"):
                _inside(subnet, vpc.cidr)
        with mistakes.at(*where, *path):
            require_disjoint(_cidrs(pair), "subnets of a pair")
            _require_once([subnet.subnet_id for subnet in pair])
    if len(mistakes.messages) > before:
        return
    everything = (pairs | named).items()
    alone = [cidr for (key, *_), pair in everything if key not in _TOGETHER for cidr in _cidrs(pair)]
    with mistakes.at(*where):
        require_apart(alone, [_cidrs(pair) for (key, *_), pair in everything if key in _TOGETHER], OWN_SUBNETS)


def _cidrs(pair: tuple[ExistingSubnet, ExistingSubnet]) -> list[str]:
    return [subnet.cidr for subnet in pair]


def _require_once(identifiers: Sequence[str]) -> None:
    if len(set(identifiers)) < len(identifiers):
        raise ConfigurationError(
            "subnets of a pair", value=", ".join(identifiers), allowed="two subnets", fix="name the other one"
        )


def _inside(subnet: ExistingSubnet, cidr: str) -> None:
    if not require_network(subnet.cidr).subnet_of(require_network(cidr)):
        raise ConfigurationError("subnet", value=subnet.cidr, allowed=f"a part of {cidr}", fix="correct one of the two")


def _large_enough(vpc: ExistingVpc, persona: Persona) -> None:
    if persona.name not in vpc.desktop_subnets:
        raise ConfigurationError(
            "desktop subnets",
            value=", ".join(vpc.desktop_subnets) or "none",
            allowed="a pair for every persona",
            fix=f"add the two subnets for {persona.name}",
        )
    needed = capacity(persona).addresses_per_subnet()
    for subnet in vpc.desktop_subnets[persona.name]:
        if (there := usable_addresses(require_network(subnet.cidr))) < needed:
            raise ConfigurationError(
                f"addresses for {persona.desktops} desktops of {persona.name} in {subnet.subnet_id}",
                value=there,
                allowed=f"at least {needed}, with growth and migration",
                fix="name larger subnets, or plan for fewer desktops",
            )


def existing_pairs(settings: Settings, mistakes: Mistakes) -> None:
    """A VPC that exists names a pair of subnets for everything that is made in it."""
    vpc, shared = settings.network.vpc, settings.shared_services.network.vpc
    for key, what in _in_desktops_vpc(settings) if vpc is not None else ():
        if getattr(vpc, key) is None:
            mistakes.add(("network", "vpc", key), f"it is missing; fix: add two subnets for {what}")
    for key, what in _in_shared_vpc(settings) if shared is not None else ():
        if getattr(shared, key) is None:
            mistakes.add((*_SHARED, "vpc", key), f"it is missing; fix: add two subnets for {what}")
    if shared is not None and shared.directory_subnets is not None:
        _require_tables(shared.directory_subnets, (*_SHARED, "vpc", "directory_subnets"), "desktops", mistakes)
    if vpc is not None and _is_linked(settings, vpc):
        what = "shared services" if settings.scenario in TWO_VPCS else "networks on-premises"
        for name, desktops in vpc.desktop_subnets.items():
            _require_tables(desktops, ("network", "vpc", "desktop_subnets", name), what, mistakes)
        for key in ("directory_subnets", "server_subnets"):
            if (pair := getattr(vpc, key)) is not None:
                _require_tables(pair, ("network", "vpc", key), what, mistakes)


def _is_linked(settings: Settings, vpc: ExistingVpc) -> bool:
    """Whether routes of a link are put into the tables of a desktops' VPC that exists."""
    if settings.scenario not in TWO_VPCS:
        return settings.link is not None
    if _between(settings) == "transit-gateway":
        return vpc.link_subnets is not None
    named = any(subnet.route_table_id for pair in vpc.desktop_subnets.values() for subnet in pair)
    return settings.link is not None or settings.shared_services.network.vpc is None or named


def _between(settings: Settings) -> Literal["transit-gateway", "peering"]:
    return "transit-gateway" if settings.connectivity is None else settings.connectivity.between


def _require_tables(
    pair: tuple[ExistingSubnet, ExistingSubnet], path: tuple[str, ...], what: str, mistakes: Mistakes
) -> None:
    for index, subnet in enumerate(pair):
        if subnet.route_table_id is None:
            mistakes.add(
                (*path, index, "route_table_id"),
                f"it is missing; fix: name the subnet's route table, which gets the routes to the {what}",
            )


def _in_desktops_vpc(settings: Settings) -> Iterator[tuple[str, str]]:
    endpoints, resolver = settings.endpoints, settings.resolver
    if settings.scenario not in TWO_VPCS:
        yield from _in_the_only_vpc(settings)
    elif _between(settings) == "transit-gateway" and not _gateway_exists(settings):
        yield "link_subnets", "the attachment of the transit gateway, or name the transit_gateway_id it has already"
    if endpoints.workspaces_api or endpoints.streaming:
        yield "server_subnets", "the private endpoints"
    if resolver.outbound or resolver.inbound:
        yield "server_subnets", "the Resolver endpoints"
    if settings.mfa is not None and settings.mfa.own_servers:
        yield "radius_subnets", "the RADIUS servers"
    if any(persona.egress == "proxy" for persona in settings.personas):
        yield "proxy_subnets", "the proxy"


def _in_the_only_vpc(settings: Settings) -> Iterator[tuple[str, str]]:
    made = settings.directory
    if made is not None and made.existing_directory_id is None:
        kind = "Simple AD" if settings.scenario == "simple-ad" else "Managed AD"
        yield "directory_subnets", f"the {kind}, or name an existing_directory_id"
    if settings.domain_controllers is not None:
        yield "directory_subnets", "the domain controllers"
    if settings.admin_host.enabled:
        yield "server_subnets", "the admin host"
    if settings.link == "transit_gateway_id":
        yield "link_subnets", "the attachment of the transit gateway"


def _in_shared_vpc(settings: Settings) -> Iterator[tuple[str, str]]:
    yield "directory_subnets", "the Managed AD, to which routes and the desktops' ports lead"
    if settings.admin_host.enabled:
        yield "server_subnets", "the admin host"
    if _between(settings) == "transit-gateway":
        yield "link_subnets", "the attachment of the transit gateway"


def _gateway_exists(settings: Settings) -> bool:
    return settings.connectivity is not None and settings.connectivity.transit_gateway_id is not None
