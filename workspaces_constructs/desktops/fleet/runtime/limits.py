"""What WorkSpaces accepts, for code that cannot ask the library's facts; a test holds the two together."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "AUTO_STOP_STEP_MINUTES",
    "BYOL_SYSTEMS",
    "HARDWARE",
    "LARGEST_VOLUME_GIB",
    "MAX_LINUX_USER_NAME_LENGTH",
    "MAX_TAG_KEY_LENGTH",
    "MAX_TAG_VALUE_LENGTH",
    "MAX_USER_NAME_LENGTH",
    "RUNNING_MODES",
    "SMALL_VOLUME_PAIRS",
    "TAG_PUNCTUATION",
    "Hardware",
    "legal_pair",
    "linux",
    "smallest_volumes",
]

RUNNING_MODES: Final = ("AUTO_STOP", "ALWAYS_ON")
AUTO_STOP_STEP_MINUTES: Final = 60
MAX_USER_NAME_LENGTH: Final = 63
MAX_LINUX_USER_NAME_LENGTH: Final = 20
MAX_TAG_KEY_LENGTH: Final = 127
MAX_TAG_VALUE_LENGTH: Final = 255
TAG_PUNCTUATION: Final = " +-=._:/@"

SMALL_VOLUME_PAIRS: Final = ((80, 10), (80, 50), (80, 100))
"""The (root, user) sizes in GiB with a small root volume."""

LARGEST_VOLUME_GIB: Final = 2000
_LARGE_VOLUMES: Final = (175, 100)
_SMALLEST_LARGE_VOLUMES: Final = (100, 100)
"""Of all hardware, the smallest pair from which upwards both sizes are free."""

BYOL_SYSTEMS: Final = frozenset({"WINDOWS_7", "WINDOWS_10", "WINDOWS_11"})
"""Operating systems that come with one's own licence only."""


class Hardware(NamedTuple):
    """A compute type.

    Attributes:
        family: Within it, a desktop changes its compute type in place.
        rank: Its place among all, the smaller ones of a family first.
        root_gib: The smallest root volume.
        user_gib: The smallest user volume.
    """

    family: str
    rank: int
    root_gib: int
    user_gib: int


_FAMILIES: Final = {
    "ordinary": dict.fromkeys(("VALUE", "STANDARD", "PERFORMANCE", "POWER", "POWERPRO"), (80, 10)),
    "general purpose": {"GENERALPURPOSE_4XLARGE": (175, 100), "GENERALPURPOSE_8XLARGE": (175, 100)},
    "g4dn": {"GRAPHICS_G4DN": (100, 100), "GRAPHICSPRO_G4DN": (100, 100)},
    "g6": {
        "GRAPHICS_G6F_LARGE": (100, 100),
        "GRAPHICS_G6F_XLARGE": (100, 100),
        "GRAPHICS_G6_XLARGE": (100, 100),
        "GRAPHICS_G6F_2XLARGE": (150, 100),
        "GRAPHICS_G6_2XLARGE": (150, 100),
        "GRAPHICS_G6F_4XLARGE": (200, 150),
        "GRAPHICS_G6_4XLARGE": (200, 150),
        "GRAPHICS_GR6F_4XLARGE": (250, 200),
        "GRAPHICS_GR6_4XLARGE": (250, 200),
        "GRAPHICS_G6_8XLARGE": (250, 200),
        "GRAPHICS_GR6_8XLARGE": (300, 200),
        "GRAPHICS_G6_16XLARGE": (300, 200),
    },
    "g7": {f"GRAPHICS_G7_{size}XLARGE": (100, 100) for size in (2, 4, 8, 12)},
}
"""Families with their compute types by size, each with its smallest volumes. By memory, then by processors; a fraction
of a graphics card is less than a whole one [I]."""

HARDWARE: Final[Mapping[str, Hardware]] = MappingProxyType(
    {
        name: Hardware(family, rank, *volumes)
        for rank, (family, name, volumes) in enumerate(
            (family, name, volumes) for family, members in _FAMILIES.items() for name, volumes in members.items()
        )
    }
)
"""Every compute type that AWS still offers."""


def smallest_volumes(compute_type: str) -> tuple[int, int]:
    """The smallest root and user volume in GiB; those of the smallest desktop for an unknown compute type."""
    known = HARDWARE.get(compute_type)
    return (known.root_gib, known.user_gib) if known else SMALL_VOLUME_PAIRS[0]


def legal_pair(root: int, user: int, compute_type: str = "") -> bool:
    """Whether a desktop can have these volumes.

    Args:
        root: The root volume in GiB.
        user: The user volume in GiB.
        compute_type: The API's name. For another, or none: whether any desktop can.
    """
    smallest = smallest_volumes(compute_type)
    small = smallest == SMALL_VOLUME_PAIRS[0]
    if small and (root, user) in SMALL_VOLUME_PAIRS:
        return True
    if compute_type not in HARDWARE:
        smallest = _SMALLEST_LARGE_VOLUMES
    elif small:
        smallest = _LARGE_VOLUMES
    return smallest[0] <= root <= LARGEST_VOLUME_GIB and smallest[1] <= user <= LARGEST_VOLUME_GIB


def linux(operating_system: str) -> bool:
    """Whether the API's name is that of a Linux; what is not known is none."""
    return operating_system not in {"", "UNKNOWN"} and not operating_system.startswith("WINDOWS_")
