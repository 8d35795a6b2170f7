"""Zones and subnets of an own VPC."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workspaces_constructs.deployment.scenario_table import TWO_VPCS
from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.facts.networks import DesktopCapacity
from workspaces_constructs.network.plan import plan_subnets, plan_zones, require_pinned
from workspaces_constructs.network.subnets import DesktopSubnets

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workspaces_constructs.deployment.mistakes import Mistakes
    from workspaces_constructs.deployment.settings import Network, Persona, Settings, SharedNetwork

__all__ = ["capacity", "directorys_vpc", "own_or_existing", "shared_network", "subnets", "zones"]

_SHARED = ("shared_services", "network")


def capacity(persona: Persona) -> DesktopCapacity:
    """What a persona's subnets must hold."""
    return DesktopCapacity(
        desktops=persona.desktops, growth=persona.growth, migration_headroom=persona.migration_headroom
    )


def zones(settings: Settings, mistakes: Mistakes) -> None:
    """Zones are WorkSpaces' own, in both VPCs."""
    region = settings.environment.region
    with mistakes.at("network", "availability_zone_ids"):
        plan_zones(region, settings.network.availability_zone_ids)
    with mistakes.at(*_SHARED, "availability_zone_ids"):
        plan_zones(region, settings.shared_services.network.availability_zone_ids)


def own_or_existing(settings: Settings, mistakes: Mistakes) -> None:
    """What an own VPC is like is said of none that exists."""
    _only_own(settings.network, ("network",), {"vpc", "routed_cidrs"}, mistakes)
    _only_own(settings.shared_services.network, _SHARED, {"vpc"}, mistakes)


def _only_own(network: Network | SharedNetwork, path: tuple[str, ...], both: set[str], mistakes: Mistakes) -> None:
    for key in sorted(network.model_fields_set - both) if network.vpc else ():
        mistakes.refuse(
            (*path, key),
            value=getattr(network, key),
            allowed=f"only without {'.'.join(path)}.vpc",
            fix="remove one of the two",
        )


def subnets(settings: Settings, mistakes: Mistakes) -> None:
    """The desktops of all personas have room."""
    pairs: dict[str, DesktopSubnets] = {}
    for index, persona in enumerate(settings.personas):
        pair = DesktopSubnets(persona.name, capacity(persona), persona.cidrs)
        with mistakes.at("personas", index, "desktops"):
            pair.capacity.subnet_prefix()
            with mistakes.at("personas", index, "cidrs"):
                _pins(pair, [*pairs.values()], settings.network)
                pairs[persona.name] = pair
    if settings.network.vpc is None and len(pairs) == len(settings.personas):
        with mistakes.at("network", "cidr"):
            plan_subnets(settings.network.cidr, [*pairs.values()])


def shared_network(settings: Settings, mistakes: Mistakes) -> None:
    """An own VPC of shared services has room for its subnets."""
    network = settings.shared_services.network
    if network.vpc is None and settings.scenario in TWO_VPCS:
        with mistakes.at(*_SHARED, "cidr"):
            plan_subnets(network.cidr, [])


def directorys_vpc(settings: Settings, mistakes: Mistakes) -> None:
    """The VPC of a directory that exists, exists too."""
    two = settings.scenario in TWO_VPCS
    vpc = settings.shared_services.network.vpc if two else settings.network.vpc
    if settings.directory is not None and settings.directory.existing_directory_id is not None and vpc is None:
        mistakes.add(
            (*(_SHARED if two else ("network",)), "vpc"),
            "it is missing; fix: name the VPC in which the existing directory is, with its range",
        )


def _pins(pair: DesktopSubnets, earlier: Sequence[DesktopSubnets], network: Network) -> None:
    if network.vpc is None:
        require_pinned(network.cidr, pair, earlier)
    elif pair.cidrs is not None:
        raise ConfigurationError(
            f"cidrs of {pair.name}",
            value=", ".join(pair.cidrs),
            allowed="only without network.vpc",
            fix="remove them; the subnets in network.vpc have theirs",
        )
