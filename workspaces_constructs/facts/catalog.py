"""Every compute type and operating system that the WorkSpaces API knows, as tables."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["AS_OF", "COMPUTE_TYPES", "OPERATING_SYSTEMS", "ComputeType", "OperatingSystem"]

AS_OF: Final = date(2026, 11, 21)
"""The day of the fact sheet: what had ended by then is refused, whatever the day of the deployment."""


@dataclass(frozen=True)
class ComputeType:
    """One hardware size.

    Attributes:
        name: The API's name.
        vcpus: Virtual processors; None where AWS's bundle page names only the EC2 size.
        memory_gib: Memory; None as above.
        root_gib: The smallest root volume.
        user_gib: The smallest user volume.
        gpu_family: "g4dn", "g6", "g7" or empty.
        dcv_only: Whether it streams by DCV alone.
        hibernates: Whether AutoStop keeps what was in memory.
        ended: The day it was retired, or None.
        successor: What AWS names in its place, where it was retired.
        regions: The only regions that have it; empty where all have.
    """

    name: str
    vcpus: int | None
    memory_gib: int | None
    root_gib: int = 80
    user_gib: int = 10
    gpu_family: str = ""
    dcv_only: bool = False
    hibernates: bool = True
    ended: date | None = None
    successor: str = ""
    regions: frozenset[str] = frozenset()


_G7_REGIONS: Final = frozenset({"us-east-1", "us-east-2", "us-west-2"})


def _gpu(name: str, cores: tuple[int | None, int | None], volumes: tuple[int, int], family: str) -> ComputeType:
    regions = _G7_REGIONS if family == "g7" else frozenset()
    dcv_only = family in {"g6", "g7"}
    return ComputeType(name, *cores, *volumes, family, dcv_only=dcv_only, hibernates=False, regions=regions)


_COMPUTE_TYPES: Final = (
    ComputeType("VALUE", 1, 2),
    ComputeType("STANDARD", 2, 4),
    ComputeType("PERFORMANCE", 2, 8),
    ComputeType("POWER", 4, 16),
    ComputeType("POWERPRO", 8, 32),
    ComputeType("GENERALPURPOSE_4XLARGE", 16, 64, 175, 100, hibernates=False),
    ComputeType("GENERALPURPOSE_8XLARGE", 32, 128, 175, 100, hibernates=False),
    _gpu("GRAPHICS_G4DN", (4, 16), (100, 100), "g4dn"),
    _gpu("GRAPHICSPRO_G4DN", (16, 64), (100, 100), "g4dn"),
    _gpu("GRAPHICS_G6_XLARGE", (4, 16), (100, 100), "g6"),
    _gpu("GRAPHICS_G6_2XLARGE", (8, 32), (150, 100), "g6"),
    _gpu("GRAPHICS_G6_4XLARGE", (16, 64), (200, 150), "g6"),
    _gpu("GRAPHICS_G6_8XLARGE", (32, 128), (250, 200), "g6"),
    _gpu("GRAPHICS_G6_16XLARGE", (64, 256), (300, 200), "g6"),
    _gpu("GRAPHICS_GR6_4XLARGE", (16, 128), (250, 200), "g6"),
    _gpu("GRAPHICS_GR6_8XLARGE", (32, 256), (300, 200), "g6"),
    _gpu("GRAPHICS_G6F_LARGE", (2, 8), (100, 100), "g6"),
    _gpu("GRAPHICS_G6F_XLARGE", (4, 16), (100, 100), "g6"),
    _gpu("GRAPHICS_G6F_2XLARGE", (8, 32), (150, 100), "g6"),
    _gpu("GRAPHICS_G6F_4XLARGE", (16, 64), (200, 150), "g6"),
    _gpu("GRAPHICS_GR6F_4XLARGE", (16, 128), (250, 200), "g6"),
    _gpu("GRAPHICS_G7_2XLARGE", (None, None), (100, 100), "g7"),
    _gpu("GRAPHICS_G7_4XLARGE", (None, None), (100, 100), "g7"),
    _gpu("GRAPHICS_G7_8XLARGE", (None, None), (100, 100), "g7"),
    _gpu("GRAPHICS_G7_12XLARGE", (None, None), (100, 100), "g7"),
    ComputeType("GRAPHICS", None, None, ended=date(2023, 11, 30), successor="GRAPHICS_G4DN"),
    ComputeType("GRAPHICSPRO", None, None, ended=date(2025, 10, 31), successor="GRAPHICSPRO_G4DN"),
)

COMPUTE_TYPES: Final[Mapping[str, ComputeType]] = MappingProxyType({row.name: row for row in _COMPUTE_TYPES})
"""Every compute type of the API (facts §4.1, Appendix B).

The larger GPU sizes' volumes are those of Amazon's own bundles, as a public CDK library lists them (a secondary
source); of g7 only the floor common to all GPU sizes is known. The successor of GRAPHICS is the Administration Guide's
("create-custom-bundle"), that of GRAPHICSPRO the type of the same size.
"""


@dataclass(frozen=True)
class OperatingSystem:
    """One operating system.

    Attributes:
        name: The API's name.
        protocols: How it streams.
        byol: Whether it comes only as an image of one's own.
        without: The compute types, or GPU families, on which it is not offered.
        ends: The day its WorkSpaces retire, or None.
        successor: What to use in its place, where it has an end.
    """

    name: str
    protocols: tuple[str, ...]
    byol: bool = False
    without: frozenset[str] = frozenset()
    ends: date | None = None
    successor: str = ""

    @property
    def linux(self) -> bool:
        """Whether it is a Linux, with Linux's rules for user names."""
        return not self.name.startswith("WINDOWS_")


_DCV: Final = ("WSP",)
_BOTH: Final = ("WSP", "PCOIP")
_NO_VALUE: Final = frozenset({"VALUE"})
_ONLY_OLD: Final = frozenset({"GENERALPURPOSE_4XLARGE", "GENERALPURPOSE_8XLARGE", "g6", "g7"})

_OPERATING_SYSTEMS: Final = (
    OperatingSystem(
        "WINDOWS_SERVER_2016", _BOTH, without=_ONLY_OLD, ends=date(2027, 1, 12), successor="WINDOWS_SERVER_2022"
    ),
    OperatingSystem("WINDOWS_SERVER_2019", _BOTH),
    OperatingSystem("WINDOWS_SERVER_2022", _BOTH, without=_NO_VALUE),
    OperatingSystem("WINDOWS_SERVER_2025", _DCV, without=_NO_VALUE),
    OperatingSystem("WINDOWS_10", _BOTH, byol=True),
    OperatingSystem("WINDOWS_11", _DCV, byol=True, without=_NO_VALUE),
    OperatingSystem("WINDOWS_7", ("PCOIP",), byol=True, ends=date(2020, 1, 14), successor="WINDOWS_11"),
    OperatingSystem("AMAZON_LINUX_2", _BOTH, ends=date(2026, 6, 30), successor="UBUNTU_24_04"),
    OperatingSystem("UBUNTU_18_04", _DCV),
    OperatingSystem("UBUNTU_20_04", _DCV),
    OperatingSystem("UBUNTU_22_04", _DCV),
    OperatingSystem("UBUNTU_24_04", _DCV, without=_NO_VALUE),
    OperatingSystem("UBUNTU_26_04", _DCV),
    OperatingSystem("RHEL_8", _DCV),
    OperatingSystem("RHEL_9", _DCV, without=_NO_VALUE),
    OperatingSystem("RHEL_10", _DCV),
    OperatingSystem("ROCKY_8", _DCV),
    OperatingSystem("ROCKY_9", _DCV, without=_NO_VALUE),
    OperatingSystem("ROCKY_10", _DCV),
)

OPERATING_SYSTEMS: Final[Mapping[str, OperatingSystem]] = MappingProxyType(
    {row.name: row for row in _OPERATING_SYSTEMS}
)
"""Every operating system of the API but UNKNOWN (facts §4.1, §4.2, Appendix B).

The end of Windows 7 is Microsoft's. BYOP, which brings another maker's protocol, is for WorkSpaces Core and left out.
"""
