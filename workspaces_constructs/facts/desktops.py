"""What a WorkSpace can be: volumes, running modes, protocols, user names and which of them go together."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from .catalog import AS_OF, COMPUTE_TYPES, OPERATING_SYSTEMS, ComputeType, OperatingSystem
from .errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "AS_OF",
    "AUTO_STOP_STEP_MINUTES",
    "COMPUTE_TYPES",
    "LARGEST_VOLUME_GIB",
    "MAX_LINUX_USER_NAME_LENGTH",
    "MAX_USER_NAME_LENGTH",
    "OPERATING_SYSTEMS",
    "PROTOCOLS",
    "PROTOCOL_ALIASES",
    "RUNNING_MODES",
    "SMALL_VOLUME_PAIRS",
    "ComputeType",
    "OperatingSystem",
    "require_auto_stop_minutes",
    "require_combination",
    "require_compute_region",
    "require_compute_type",
    "require_operating_system",
    "require_protocol",
    "require_running_mode",
    "require_user_name",
    "require_volume_pair",
]

SMALL_VOLUME_PAIRS: Final = ((80, 10), (80, 50), (80, 100))
"""The (root, user) sizes in GiB with a small root volume; from 175 and 100 upwards both are free (facts §4.3)."""

LARGEST_VOLUME_GIB: Final = 2000
"""The largest root or user volume (facts §4.3)."""

_LARGE_ROOT_GIB: Final = 175
_LARGE_USER_GIB: Final = 100

RUNNING_MODES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "AUTO_STOP": "by the hour; stops after the user has been away",
        "ALWAYS_ON": "by the month; never stops",
        "MANUAL": "for WorkSpaces Core only, in accounts that AWS has admitted",
    }
)
"""The running modes and what they are for (facts §4.4)."""

AUTO_STOP_STEP_MINUTES: Final = 60
"""AutoStop's time-out comes in hours; neither the API's model nor the guide names a longest one (facts §4.4)."""

PROTOCOLS: Final = ("WSP", "PCOIP")
"""The streaming protocols in the API's words; WSP is DCV (facts §4.2)."""

PROTOCOL_ALIASES: Final[Mapping[str, str]] = MappingProxyType({"DCV": "WSP"})
"""Today's name of a protocol to the API's."""


MAX_USER_NAME_LENGTH: Final = 63
"""Characters in a WorkSpace's user name (facts Appendix C)."""

MAX_LINUX_USER_NAME_LENGTH: Final = 20
"""Characters in the user name of a Linux WorkSpace, which must not be "ubuntu" either (facts §4.2)."""


def require_compute_type(name: str) -> ComputeType:
    """Return the compute type if AWS still offers it."""
    row = COMPUTE_TYPES.get(name)
    if row and not row.ended:
        return row
    canonical = re.sub(r"[.\s-]", "_", name).upper()
    offered = [other.name for other in COMPUTE_TYPES.values() if not other.ended]
    raise ConfigurationError(
        "compute type",
        value=f"{name}, which ended on {row.ended}" if row else name,
        allowed=offered,
        fix=f"use {canonical if canonical in offered else row.successor if row else 'STANDARD'}",
    )


def require_volume_pair(root: int, user: int, compute: str | None = None) -> tuple[int, int]:
    """Return the sizes in GiB of the root and user volume if a WorkSpace can start with them (facts §4.3).

    Args:
        root: The root volume.
        user: The user volume.
        compute: The compute type, whose smallest volumes are then checked as well.
    """
    row = require_compute_type(compute) if compute else None
    large_root, large_user = (
        (row.root_gib, row.user_gib) if row and row.gpu_family else (_LARGE_ROOT_GIB, _LARGE_USER_GIB)
    )
    large = large_root <= root <= LARGEST_VOLUME_GIB and large_user <= user <= LARGEST_VOLUME_GIB
    small_allowed = row is None or row.root_gib == SMALL_VOLUME_PAIRS[0][0]
    if large or (small_allowed and (root, user) in SMALL_VOLUME_PAIRS):
        return root, user
    ranges = f"{large_root}-{LARGEST_VOLUME_GIB}/{large_user}-{LARGEST_VOLUME_GIB}"
    small = "".join(f"{pair[0]}/{pair[1]}, " for pair in SMALL_VOLUME_PAIRS) if small_allowed else ""
    raise ConfigurationError(
        f"root/user volume of {row.name}" if row else "root/user volume",
        value=f"{root}/{user} GiB",
        allowed=f"{small}{ranges} GiB",
        fix="use {}/{}".format(*_nearest_pair(root, user, large_root, large_user, small_allowed=small_allowed)),
    )


def _nearest_pair(root: int, user: int, large_root: int, large_user: int, *, small_allowed: bool) -> tuple[int, int]:
    """Return the smallest pair that holds what was asked for, or the largest pair there is."""
    fitting = [pair for pair in SMALL_VOLUME_PAIRS if small_allowed and root <= pair[0] and user <= pair[1]]
    return (
        fitting[0]
        if fitting
        else (
            min(max(root, large_root), LARGEST_VOLUME_GIB),
            min(max(user, large_user), LARGEST_VOLUME_GIB),
        )
    )


def require_running_mode(mode: str) -> str:
    """Return the running mode if it is one that WorkSpaces Personal has."""
    personal = [name for name in RUNNING_MODES if name != "MANUAL"]
    if mode in personal:
        return mode
    canonical = {name.replace("_", ""): name for name in personal}.get(re.sub(r"[\W_]", "", mode).upper(), personal[0])
    raise ConfigurationError("running mode", value=mode, allowed=personal, fix=f"use {canonical}")


def require_auto_stop_minutes(minutes: int) -> int:
    """Return AutoStop's time-out if it is a whole number of hours."""
    if minutes >= AUTO_STOP_STEP_MINUTES and minutes % AUTO_STOP_STEP_MINUTES == 0:
        return minutes
    hours = max(1, -(-minutes // AUTO_STOP_STEP_MINUTES))
    raise ConfigurationError(
        "AutoStop time-out in minutes",
        value=minutes,
        allowed="60 or a multiple of it",
        fix=f"use {hours * AUTO_STOP_STEP_MINUTES}",
    )


def require_protocol(protocol: str) -> str:
    """Return the API's name of the streaming protocol; "DCV" is accepted for WSP."""
    name = PROTOCOL_ALIASES.get(protocol, protocol)
    if name in PROTOCOLS:
        return name
    canonical = protocol.upper()
    fix = canonical if canonical in {*PROTOCOLS, *PROTOCOL_ALIASES} else "DCV"
    raise ConfigurationError(
        "streaming protocol", value=protocol, allowed="DCV (the API's WSP) or PCOIP, in capitals", fix=f"use {fix}"
    )


def require_operating_system(name: str) -> OperatingSystem:
    """Return the operating system if its WorkSpaces have not retired."""
    row = OPERATING_SYSTEMS.get(name)
    if row and not (row.ends and row.ends <= AS_OF):
        return row
    offered = [other.name for other in OPERATING_SYSTEMS.values() if not (other.ends and other.ends <= AS_OF)]
    canonical = re.sub(r"[.\s-]", "_", name).upper()
    replacement = row.successor if row else "WINDOWS_SERVER_2022"
    raise ConfigurationError(
        "operating system",
        value=f"{name}, which ended on {row.ends}" if row else name,
        allowed=offered,
        fix=f"use {canonical if canonical in offered else replacement}",
    )


def require_combination(operating_system: str, protocol: str, compute: str) -> tuple[OperatingSystem, str, ComputeType]:
    """Return the three, the protocol in the API's words, if AWS offers them together (facts §4.1, §4.2)."""
    system, api_protocol = require_operating_system(operating_system), require_protocol(protocol)
    hardware = require_compute_type(compute)
    if api_protocol not in system.protocols or (hardware.dcv_only and api_protocol != "WSP"):
        culprit = system.name if api_protocol not in system.protocols else hardware.name
        raise ConfigurationError(
            f"streaming protocol of {culprit}", value=protocol, allowed="DCV (the API's WSP)", fix="use DCV"
        )
    if system.without & {hardware.name, hardware.gpu_family}:
        offered = [
            row.name
            for row in COMPUTE_TYPES.values()
            if not row.ended and not system.without & {row.name, row.gpu_family}
        ]
        fix = "use STANDARD" if hardware.name == "VALUE" else "use WINDOWS_SERVER_2022"
        raise ConfigurationError(f"compute type for {system.name}", value=compute, allowed=offered, fix=fix)
    return system, api_protocol, hardware


def require_compute_region(hardware: ComputeType, region: str) -> ComputeType:
    """Return the compute type if it is offered in the region (facts §4.1).

    Args:
        hardware: The compute type.
        region: One with WorkSpaces.
    """
    if not hardware.regions or region in hardware.regions:
        return hardware
    instead = hardware.name.replace("G7", "G6")
    raise ConfigurationError(
        f"region of {hardware.name}",
        value=region,
        allowed=sorted(hardware.regions),
        fix=f"use {instead if instead in COMPUTE_TYPES else 'GRAPHICS_G6_16XLARGE'}",
    )


def require_user_name(name: str, *, linux: bool = False) -> str:
    """Return the user name if a WorkSpace can have it (facts §4.2, Appendix C).

    Args:
        name: The name of a user of the directory.
        linux: Whether the WorkSpace runs a Linux, which allows 20 characters and reserves "ubuntu".
    """
    longest = MAX_LINUX_USER_NAME_LENGTH if linux else MAX_USER_NAME_LENGTH
    reserved = linux and name.lower() == "ubuntu"
    if 1 <= len(name) <= longest and not reserved:
        return name
    raise ConfigurationError(
        "user name of a Linux WorkSpace" if linux else "user name of a WorkSpace",
        value=name,
        allowed=f"1 to {longest} characters" + (', and not "ubuntu"' if linux else ""),
        fix="use another name" if reserved or not name else "shorten the user's logon name in the directory",
    )
