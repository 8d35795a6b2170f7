"""Bundles and images of one's own: their names, and how an EC2 image becomes one (facts §3.3, §3.5)."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from .desktops import require_operating_system, require_protocol
from .errors import ConfigurationError
from .regions import partition_of, require_region

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .catalog import OperatingSystem

__all__ = [
    "INGESTION_PROCESSES",
    "MAX_DESCRIPTION_LENGTH",
    "MAX_NAME_LENGTH",
    "OFFICE_APPLICATIONS",
    "require_copy",
    "require_description",
    "require_import",
    "require_name",
]

MAX_NAME_LENGTH: Final = 40
"""Characters of a bundle's or an image's name that can be chosen; AWS takes 64, and the handler adds the rest."""

MAX_DESCRIPTION_LENGTH: Final = 255
"""Characters of a description (workspaces WorkspaceBundleDescription; an image's may have one more)."""

_NAME: Final = re.compile(r"[a-zA-Z0-9_./()-]+")
_DESCRIPTION: Final = re.compile(r"[a-zA-Z0-9_./() -]+")

INGESTION_PROCESSES: Final[Mapping[tuple[bool, str], str]] = MappingProxyType(
    {
        (False, "WSP"): "BYOL_REGULAR_WSP",
        (False, "PCOIP"): "BYOL_REGULAR",
        (True, "WSP"): "BYOL_GRAPHICS_G4DN_WSP",
        (True, "PCOIP"): "BYOL_GRAPHICS_G4DN",
    }
)
"""The import's process by whether it is for GPU hardware and by protocol.

BYOP is for WorkSpaces Core; BYOL_GRAPHICS and BYOL_GRAPHICSPRO are for hardware that has ended.
"""

OFFICE_APPLICATIONS: Final[Mapping[str, str]] = MappingProxyType(
    {"2016": "Microsoft_Office_2016", "2019": "Microsoft_Office_2019"}
)
"""The versions of Microsoft Office to which an import can subscribe."""


def require_name(what: str, name: str) -> str:
    """Return the name of a bundle or an image if AWS takes it with what the handler adds.

    Args:
        what: ``bundle`` or ``image``.
        name: The name.
    """
    if 1 <= len(name) <= MAX_NAME_LENGTH and _NAME.fullmatch(name):
        return name
    proposed = re.sub(r"[^a-zA-Z0-9_./()-]+", "-", name)[:MAX_NAME_LENGTH].strip("-")
    raise ConfigurationError(
        f"name of the {what}",
        value=name,
        allowed=f"1 to {MAX_NAME_LENGTH} letters, digits and _ . / ( ) -",
        fix=f"use {proposed or 'engineering'}",
    )


def require_copy(source: str, target: str | None) -> str:
    """Return the region to copy an image from, if the API copies from there.

    Args:
        source: The region of the image.
        target: The region to copy to, or None where it is not known.
    """
    partitions = {partition_of(require_region(region)) for region in (source, target) if region is not None}
    if partitions == {"aws"}:
        return source
    raise ConfigurationError(
        "region to copy an image from",
        value=source,
        allowed="regions outside GovCloud, for stacks outside GovCloud",
        fix="ask AWS Support to copy the image, then name it by WorkspacesImage.from_id",
    )


def require_description(what: str, text: str) -> str:
    """Return the description of a bundle or an image if AWS takes it.

    Args:
        what: ``bundle`` or ``image``.
        text: The description.
    """
    if 1 <= len(text) <= MAX_DESCRIPTION_LENGTH and _DESCRIPTION.fullmatch(text):
        return text
    proposed = re.sub(r"[^a-zA-Z0-9_./() -]+", "-", text)[:MAX_DESCRIPTION_LENGTH].strip(" -")
    raise ConfigurationError(
        f"description of the {what}",
        value=text,
        allowed=f"1 to {MAX_DESCRIPTION_LENGTH} letters, digits, spaces and _ . / ( ) -",
        fix=f"use {proposed or 'Engineering desktops'!r}",
    )


def require_import(
    operating_system: str, protocol: str, *, graphics: bool, office: str | None
) -> tuple[OperatingSystem, str, str]:
    """Return system, the API's protocol and the ingestion process, if such an EC2 image can be imported.

    Args:
        operating_system: ``WINDOWS_10`` or ``WINDOWS_11``.
        protocol: ``DCV``, ``WSP`` or ``PCOIP``.
        graphics: Whether it is for G4dn hardware.
        office: ``2016``, ``2019`` or None.
    """
    system, api_protocol = require_operating_system(operating_system), require_protocol(protocol)
    if not system.byol:
        raise ConfigurationError(
            "operating system of an image that is imported",
            value=operating_system,
            allowed="WINDOWS_10, WINDOWS_11: an import brings a licence of its own",
            fix="use WINDOWS_11, or make the image from a WorkSpace",
        )
    if api_protocol not in system.protocols:
        raise ConfigurationError(
            f"streaming protocol of {system.name}", value=protocol, allowed="DCV (the API's WSP)", fix="use DCV"
        )
    _require_office(system, api_protocol, graphics=graphics, office=office)
    return system, api_protocol, INGESTION_PROCESSES[graphics, api_protocol]


def _require_office(system: OperatingSystem, api_protocol: str, *, graphics: bool, office: str | None) -> None:
    """Refuse an Office that AWS does not install (botocore's model of ImportWorkspaceImage)."""
    versions = list(OFFICE_APPLICATIONS)
    if system.name == "WINDOWS_11" and api_protocol == "WSP":
        versions = [] if graphics else ["2019"]
    if office is None or office in versions:
        return
    where = f"{system.name}{' on GPU hardware' if graphics else ''}"
    raise ConfigurationError(
        f"Microsoft Office for {where}",
        value=office,
        allowed=versions or "none: AWS installs no Office there",
        fix=f"use {versions[-1]}" if versions else "leave it out",
    )
