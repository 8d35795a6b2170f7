"""Whether the subnets of desktops have addresses for all of them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from workspaces_constructs.facts.networks import DesktopCapacity, usable_addresses
from workspaces_constructs.rules.rule import Violation, rule
from workspaces_constructs.rules.templates import view
from workspaces_constructs.rules.views.desktop_networks import desktops_of, homes
from workspaces_constructs.rules.views.directories import directories

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workspaces_constructs.rules.templates import Templates
    from workspaces_constructs.rules.views.desktop_networks import Home

_SOURCE: Final = "whitepaper: VPC Design"
_FEW: Final = 20
"""The least that is planned for, however few desktops the templates declare: users often get theirs elsewhere."""


@rule(
    "WorkSpaces-NET24",
    "error",
    title="Subnets of desktops have an address for each declared desktop",
    reason="Each desktop keeps one address for its whole life. Five of a subnet's are Amazon VPC's, and each directory "
    "in it takes one. A subnet can never grow.",
    fix="Make larger subnets, or spread the desktops over several registrations with subnets of their own.",
    source=_SOURCE,
)
def enough_addresses(templates: Templates) -> Iterator[Violation]:
    """Places with more desktops in the templates than their subnets have addresses."""
    for home, desktops in _homes(templates):
        free = sum(_usable(home)) - _directories_in(templates, home) * len(home.subnets)
        if desktops > free:
            message = f"{desktops} desktops are to live in subnets with {max(free, 0)} free addresses"
            yield Violation(home.resource, message, home.location)


@rule(
    "WorkSpaces-NET25",
    "advice",
    title="Subnets of desktops leave room for more of them",
    reason="A subnet can never grow, and a desktop that is migrated to another bundle needs two addresses meanwhile.",
    fix="Plan for a fifth more desktops, and a tenth of them in migration at the same time; a /27 is the least.",
    source=_SOURCE,
)
def room_to_grow(templates: Templates) -> Iterator[Violation]:
    """Places whose subnets have no addresses for the growth that is usually planned for."""
    for home, desktops in _homes(templates):
        planned = max(desktops, _FEW)
        needed = DesktopCapacity(planned, connectors=_directories_in(templates, home)).addresses_per_subnet()
        smallest = min(_usable(home))
        if smallest < needed:
            message = f"a subnet has {smallest} addresses, and {planned} desktops with room to grow need {needed}"
            yield Violation(home.resource, message, home.location)


def _homes(templates: Templates) -> list[tuple[Home, int]]:
    """Pairs of subnets whose ranges are known: one of the places that name each, and the desktops of all of them."""
    declared = desktops_of(templates)
    found: dict[frozenset[str], list[Home]] = {}
    for home in homes(templates):
        if home.complete and len(home.subnets) > 1 and all(each.network for each in home.subnets):
            found.setdefault(frozenset(each.resource.name for each in home.subnets), []).append(home)
    return [(each[0], sum(declared.get(home.resource.name, 0) for home in each)) for each in found.values()]


def _usable(home: Home) -> list[int]:
    """The addresses of each subnet that are not Amazon VPC's."""
    return [usable_addresses(each.network) for each in home.subnets if each.network]


def _directories_in(templates: Templates, home: Home) -> int:
    """How many directories the templates put into the same subnets; each takes an address in every one."""
    return max(_directories_by_subnet(templates)[each.resource.name] for each in home.subnets)


@view
def _directories_by_subnet(templates: Templates) -> Counter[str]:
    """How many directories the templates put into each subnet, by its name."""
    return Counter(subnet.resource.name for each in directories(templates).values() for subnet in each.subnets)
