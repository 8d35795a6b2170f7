"""How Amazon names its bundles, which is the only way to tell them apart before a deployment."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from .desktops import require_combination
from .errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["AMAZON_OWNER", "amazon_bundle_names"]

AMAZON_OWNER: Final = "AMAZON"
"""The Owner that DescribeWorkspaceBundles gives and takes for Amazon's own bundles (botocore's model)."""

_SYSTEMS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "WINDOWS_SERVER_2016": "Windows 10 (Server 2016 based)",
        "WINDOWS_SERVER_2019": "Windows 10 (Server 2019 based)",
        "WINDOWS_SERVER_2022": "Windows 10 (Server 2022 based)",
        "WINDOWS_SERVER_2025": "Windows (Server 2025 based)",
        "UBUNTU_22_04": "Ubuntu 22.04",
        "UBUNTU_24_04": "Ubuntu 24.04",
        "UBUNTU_26_04": "Ubuntu 26.04",
        "RHEL_8": "RHEL 8",
        "RHEL_9": "RHEL 9",
        "RHEL_10": "RHEL 10",
        "ROCKY_8": "Rocky Linux 8",
        "ROCKY_9": "Rocky Linux 9",
        "ROCKY_10": "Rocky Linux 10",
    }
)
_PROTOCOL_MARKS: Final[Mapping[str, str]] = MappingProxyType({"WSP": "(WSP)", "PCOIP": "(PCoIP)"})


def amazon_bundle_names(compute: str, operating_system: str, protocol: str = "DCV", *, language: str = "") -> list[str]:
    """Return the names that Amazon may have given the bundle, the likeliest first.

    The API has no field for a bundle's protocol or language; both are marks at the end of the name, and Amazon leaves
    out what seems clear: "Standard with Windows 10 (Server 2022 based) (WSP)" (which terraform-provider-aws tests
    against), "Standard with Ubuntu 22.04", "Standard with Windows (Server 2025 based) (English)", "Graphics.g6.xlarge
    with Windows Server 2022 (WSP)" (secondary sources).

    Args:
        compute: The API's compute type.
        operating_system: The API's operating system.
        protocol: "DCV", "WSP" or "PCOIP".
        language: A language mark such as "Japanese"; English when empty.
    """
    system, api_protocol, hardware = require_combination(operating_system, protocol, compute)
    if system.name not in _SYSTEMS:
        raise ConfigurationError(
            "operating system of an Amazon bundle",
            value=operating_system,
            allowed=_SYSTEMS,
            fix="use WINDOWS_SERVER_2022, or name your own bundle by its id" if system.byol else "use UBUNTU_24_04",
        )
    marks = ["", "(WSP)"] if system.linux else [_PROTOCOL_MARKS[api_protocol]]
    if not system.linux and (api_protocol == "PCOIP" or system.protocols == ("WSP",)):
        marks.append("")
    endings = [f"{_SYSTEMS[system.name]} {mark}".rstrip() for mark in marks]
    if hardware.dcv_only and not system.linux:
        endings.append(f"Windows Server {system.name[-4:]} (WSP)")
    tongues = [f" ({language})"] if language else ["", " (English)"]
    return [f"{_compute_name(hardware.name)} with {ending}{tongue}" for ending in endings for tongue in tongues]


def _compute_name(compute: str) -> str:
    """Return a compute type as bundle names spell it: GRAPHICS_G6_2XLARGE is Graphics.g6.2xlarge."""
    first, *rest = compute.split("_")
    spelled = {"POWERPRO": "PowerPro", "GENERALPURPOSE": "GeneralPurpose", "GRAPHICSPRO": "GraphicsPro"}
    return ".".join([spelled.get(first, first.capitalize()), *(part.lower() for part in rest)])
