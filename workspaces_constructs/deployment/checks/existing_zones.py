"""VPCs that exist: two, where two are needed, in zones of the region, with subnets for personas that there are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from workspaces_constructs.deployment.scenario_table import TWO_VPCS
from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.facts.regions import AZ_IDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workspaces_constructs.deployment.mistakes import Mistakes
    from workspaces_constructs.deployment.settings import Settings

__all__ = ["different", "personas", "zones"]

_ZONE: Final = re.compile(rf"({'|'.join(AZ_IDS)})[a-z]")
_AZ_ID: Final = re.compile(r"[a-z]+\d-az\d+")


def zones(settings: Settings, mistakes: Mistakes) -> None:
    """The zones are two of the region, by the names that they have in this account."""
    desktops, shared = settings.network.vpc, settings.shared_services.network.vpc
    for section, vpc in (("network",), desktops), (("shared_services", "network"), shared):
        if vpc is not None:
            with mistakes.at(*section, "vpc", "availability_zones"):
                _require_zones(vpc.availability_zones, settings.environment.region)


def personas(settings: Settings, mistakes: Mistakes) -> None:
    """Desktops' subnets are for a persona."""
    names = [persona.name for persona in settings.personas]
    for name in settings.network.vpc.desktop_subnets if settings.network.vpc else ():
        if name not in names:
            mistakes.refuse(
                ("network", "vpc", "desktop_subnets", name),
                value=name,
                allowed=f"the names of personas: {', '.join(names)}",
                fix="remove the pair, or correct the name",
            )


def different(settings: Settings, mistakes: Mistakes) -> None:
    """The desktops and the shared services are in a VPC each."""
    desktops, shared = settings.network.vpc, settings.shared_services.network.vpc
    if settings.scenario in TWO_VPCS and desktops and shared and desktops.vpc_id == shared.vpc_id:
        mistakes.refuse(
            ("shared_services", "network", "vpc", "vpc_id"),
            value=shared.vpc_id,
            allowed="another VPC than network.vpc, which is to be joined with it",
            fix="correct one of the two, or use the scenario standalone, which has one VPC",
        )


def _require_zones(given: Sequence[str], region: str | None) -> None:
    found = [match.group(1) if (match := _ZONE.fullmatch(zone)) else None for zone in given]
    if len({*given}) == len(given) and {*found} == {region or found[0]} and found[0] is not None:
        return
    place = region or next(filter(None, found), "us-east-1")
    fix = "look them up: aws ec2 describe-subnets"
    if any(map(_AZ_ID.fullmatch, given)):
        fix = "name zones in place of AZ IDs: aws ec2 describe-availability-zones has both for this account"
    raise ConfigurationError(
        "availability zones of the subnets",
        value=", ".join(given),
        allowed=f"the names of two different zones of {region or 'one region'}, such as {place}a and {place}b",
        fix=fix,
    )
