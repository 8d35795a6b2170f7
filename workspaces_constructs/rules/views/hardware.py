"""What desktops are made of: hardware, operating system and protocol, as far as bundles' names tell."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from workspaces_constructs.facts.catalog import COMPUTE_TYPES, OPERATING_SYSTEMS
from workspaces_constructs.rules.resources import Reference
from workspaces_constructs.rules.templates import view
from workspaces_constructs.rules.views.directories import workspaces

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workspaces_constructs.facts.catalog import ComputeType, OperatingSystem
    from workspaces_constructs.rules.resources import Resource
    from workspaces_constructs.rules.templates import Templates

__all__ = ["BUNDLE_LOOKUP", "Bundle", "Desktop", "bundles", "desktops"]

BUNDLE_LOOKUP: Final = "Custom::WorkspacesBundleLookup"

_SERVER: Final = re.compile(r"\bserver (20\d\d)\b", re.IGNORECASE)
_WINDOWS: Final = re.compile(r"\bwindows (7|11)\b", re.IGNORECASE)
_LINUX: Final = re.compile(r"\b(ubuntu|rhel|rocky)(?: linux)? (\d+)(?:\.(\d\d))?\b", re.IGNORECASE)
_PROTOCOL: Final = re.compile(r"\((wsp|dcv|pcoip)\)", re.IGNORECASE)


@dataclass(frozen=True)
class Bundle:
    """One of Amazon's bundles that a template looks up by its name.

    Attributes:
        resource: The look-up.
        names: The names that it tries, in their order.
        compute: The hardware, where every name says the same.
        system: The operating system, likewise.
        protocol: ``WSP`` or ``PCOIP``, likewise.
    """

    resource: Resource
    names: Sequence[str]
    compute: ComputeType | None
    system: OperatingSystem | None
    protocol: str | None


@dataclass(frozen=True)
class Desktop:
    """A desktop that a template makes.

    Attributes:
        resource: The ``AWS::WorkSpaces::Workspace``.
        bundle: The look-up of its bundle, where one of the templates has it.
        compute: Its hardware: its own, or else the bundle's.
    """

    resource: Resource
    bundle: Bundle | None
    compute: ComputeType | None


@view
def bundles(templates: Templates) -> Mapping[str, Bundle]:
    """The bundles that are looked up, by the name of the resource."""
    return {each.name: _bundle(each) for each in templates.of_type(BUNDLE_LOOKUP)}


@view
def desktops(templates: Templates) -> Sequence[Desktop]:
    """The single desktops that the templates make."""
    known = bundles(templates)
    return [_desktop(each, known) for each in workspaces(templates)]


def _desktop(resource: Resource, known: Mapping[str, Bundle]) -> Desktop:
    given = resource.properties.value("BundleId")
    bundle = known.get(given.resource.name) if isinstance(given, Reference) else None
    way = ("WorkspaceProperties", "ComputeTypeName")
    own = COMPUTE_TYPES.get(resource.properties.text(*way) or "")
    if resource.properties.has(*way):
        return Desktop(resource, bundle, own)
    return Desktop(resource, bundle, bundle.compute if bundle else None)


def _bundle(lookup: Resource) -> Bundle:
    names = lookup.properties.texts("Names") if lookup.properties.knows("Names") else []
    computes, systems, protocols = ({read(name) for name in names} for read in (_compute, _system, _protocol))
    return Bundle(
        lookup,
        names,
        COMPUTE_TYPES.get(_only(computes) or ""),
        OPERATING_SYSTEMS.get(_only(systems) or ""),
        _only(protocols),
    )


def _only(found: set[str | None]) -> str | None:
    return next(iter(found)) if len(found) == 1 else None


def _compute(name: str) -> str | None:
    """The compute type that a name begins with: ``Graphics.g6.xlarge with`` is ``GRAPHICS_G6_XLARGE``."""
    first, separator, _ = name.partition(" with ")
    return re.sub(r"[.\s]", "_", first.strip()).upper() if separator else None


def _system(name: str) -> str | None:
    if found := _SERVER.search(name):
        return f"WINDOWS_SERVER_{found[1]}"
    if found := _WINDOWS.search(name):
        return f"WINDOWS_{found[1]}"
    if found := _LINUX.search(name):
        return "_".join(part.upper() for part in found.groups() if part)
    return "AMAZON_LINUX_2" if "amazon linux" in name.lower() else None


def _protocol(name: str) -> str | None:
    found = _PROTOCOL.search(name)
    return {"dcv": "WSP"}.get(found[1].lower(), found[1].upper()) if found else None
