"""The desktops: hardware, volumes and running mode."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from workspaces_constructs.facts.desktops import (
    AUTO_STOP_STEP_MINUTES,
    COMPUTE_TYPES,
    LARGEST_VOLUME_GIB,
    RUNNING_MODES,
    SMALL_VOLUME_PAIRS,
    require_volume_pair,
)
from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.rules.rule import Violation, rule
from workspaces_constructs.rules.views.directories import workspaces
from workspaces_constructs.rules.views.hardware import desktops

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workspaces_constructs.rules.templates import Templates
    from workspaces_constructs.rules.views.hardware import Desktop

_OWN: Final = "WorkspaceProperties"
_ROOT: Final = (_OWN, "RootVolumeSizeGib")
_USER: Final = (_OWN, "UserVolumeSizeGib")
_COMPUTE: Final = (_OWN, "ComputeTypeName")
_MODE: Final = (_OWN, "RunningMode")
_MINUTES: Final = (_OWN, "RunningModeAutoStopTimeoutInMinutes")
_MODIFY_PAGE: Final = "https://docs.aws.amazon.com/workspaces/latest/adminguide/modify-workspaces.html"
_MODE_PAGE: Final = "https://docs.aws.amazon.com/workspaces/latest/adminguide/running-mode.html"


@rule(
    "WorkSpaces-DESK1",
    "error",
    title="Volumes have sizes that go together",
    reason="WorkSpaces takes 80 GiB for the root with 10, 50 or 100 for the user, or 175 and more with 100 and more; "
    "large hardware starts at more.",
    fix="Use 80 with 50, or 175 and more with 100 and more.",
    source=_MODIFY_PAGE,
)
def volumes_go_together(templates: Templates) -> Iterator[Violation]:
    """Desktops with sizes of volumes that WorkSpaces refuses."""
    for desktop in desktops(templates):
        given = desktop.resource.properties
        root, user = given.number(*_ROOT), given.number(*_USER)
        if root is not None and user is not None:
            if not _are_a_pair(root, user, desktop):
                yield Violation(desktop.resource, f"{root} GiB for the root and {user} for the user", _OWN)
        elif root is not None and not _can_be_a_root(root):
            yield Violation(desktop.resource, f"a root volume cannot have {root} GiB", ".".join(_ROOT))
        elif user is not None and not _can_be_a_user_volume(user):
            yield Violation(desktop.resource, f"a user volume cannot have {user} GiB", ".".join(_USER))


def _are_a_pair(root: int, user: int, desktop: Desktop) -> bool:
    """Whether the sizes go with the hardware, or with any where it is not known."""
    alive = desktop.compute is not None and desktop.compute.ended is None
    known = [desktop.compute.name] if desktop.compute and alive else [None, "GRAPHICS_G4DN"]
    return any(_is_accepted(root, user, each) for each in known)


def _is_accepted(root: int, user: int, compute: str | None) -> bool:
    try:
        require_volume_pair(root, user, compute)
    except ConfigurationError:
        return False
    return True


def _can_be_a_root(size: int) -> bool:
    smallest_graphics = min(each.root_gib for each in COMPUTE_TYPES.values() if each.gpu_family)
    return size in {root for root, _ in SMALL_VOLUME_PAIRS} or smallest_graphics <= size <= LARGEST_VOLUME_GIB


def _can_be_a_user_volume(size: int) -> bool:
    small = {user for _, user in SMALL_VOLUME_PAIRS}
    return size in small or max(small) <= size <= LARGEST_VOLUME_GIB


@rule(
    "WorkSpaces-DESK2",
    "error",
    title="Desktops have a compute type that AWS offers",
    reason="WorkSpaces makes no desktop of a type that has ended or that the API does not know.",
    fix="Use one of STANDARD, PERFORMANCE, POWER, POWERPRO, or for graphics GRAPHICS_G6_XLARGE and larger.",
    source="https://docs.aws.amazon.com/workspaces/latest/adminguide/amazon-workspaces-bundles.html",
)
def compute_type_is_offered(templates: Templates) -> Iterator[Violation]:
    """Desktops of a compute type that has ended or does not exist."""
    for desktop in workspaces(templates):
        name = desktop.properties.text(*_COMPUTE)
        row = COMPUTE_TYPES.get(name or "")
        if name and row is None and "{{" not in name:
            yield Violation(desktop, f"{name} is not a compute type", ".".join(_COMPUTE))
        elif row is not None and row.ended:
            yield Violation(desktop, f"{name} ended on {row.ended}", ".".join(_COMPUTE))


@rule(
    "WorkSpaces-DESK3",
    "error",
    title="The running mode is one that WorkSpaces has",
    reason="WorkSpaces takes AUTO_STOP and ALWAYS_ON, in capitals, and refuses anything else.",
    fix="Set RunningMode to AUTO_STOP or ALWAYS_ON.",
    source=_MODE_PAGE,
)
def running_mode_exists(templates: Templates) -> Iterator[Violation]:
    """Desktops with a running mode that there is not."""
    for desktop in workspaces(templates):
        mode = desktop.properties.text(*_MODE)
        if mode and mode not in RUNNING_MODES and "{{" not in mode:
            yield Violation(desktop, f"{mode} is not a running mode", ".".join(_MODE))


@rule(
    "WorkSpaces-DESK4",
    "warning",
    title="The running mode MANUAL is for WorkSpaces Core",
    reason="AWS refuses it in every account that it has not admitted to it.",
    fix="Set RunningMode to AUTO_STOP or ALWAYS_ON.",
    source=_MODE_PAGE,
)
def manual_is_for_core(templates: Templates) -> Iterator[Violation]:
    """Desktops with the running mode MANUAL."""
    for desktop in workspaces(templates):
        if desktop.properties.text(*_MODE) == "MANUAL":
            yield Violation(desktop, "its running mode is MANUAL", ".".join(_MODE))


@rule(
    "WorkSpaces-DESK5",
    "error",
    title="AutoStop waits for whole hours",
    reason="WorkSpaces takes the time-out in steps of 60 minutes only.",
    fix="Set RunningModeAutoStopTimeoutInMinutes to 60 or a multiple of it.",
    source=_MODE_PAGE,
)
def auto_stop_in_hours(templates: Templates) -> Iterator[Violation]:
    """Desktops whose time-out is not a number of whole hours."""
    for desktop in workspaces(templates):
        minutes = desktop.properties.number(*_MINUTES)
        if minutes is not None and (minutes <= 0 or minutes % AUTO_STOP_STEP_MINUTES):
            yield Violation(desktop, f"it stops after {minutes} minutes", ".".join(_MINUTES))


@rule(
    "WorkSpaces-DESK6",
    "error",
    title="Only desktops with AutoStop have a time-out",
    reason="WorkSpaces refuses a time-out with any other running mode.",
    fix="Remove RunningModeAutoStopTimeoutInMinutes, or set RunningMode to AUTO_STOP.",
    source=_MODE_PAGE,
)
def time_out_with_auto_stop(templates: Templates) -> Iterator[Violation]:
    """Desktops that never stop and have a time-out."""
    for desktop in workspaces(templates):
        given = desktop.properties
        if given.text(*_MODE) in {"ALWAYS_ON", "MANUAL"} and given.number(*_MINUTES):
            yield Violation(desktop, f"it is {given.text(*_MODE)} and has a time-out", ".".join(_MINUTES))


@rule(
    "WorkSpaces-DESK7",
    "advice",
    title="Users of AutoStop keep what is open",
    reason="Graphics and GeneralPurpose desktops do not hibernate: what is not saved is lost when AutoStop stops them.",
    fix="Tell the users, give AutoStop a longer time-out, or set RunningMode to ALWAYS_ON.",
    source=_MODE_PAGE,
)
def auto_stop_hibernates(templates: Templates) -> Iterator[Violation]:
    """Desktops with AutoStop on hardware that does not hibernate."""
    for desktop in desktops(templates):
        stops = desktop.resource.properties.text(*_MODE) == "AUTO_STOP"
        if stops and desktop.compute is not None and not desktop.compute.hibernates:
            message = f"{desktop.compute.name} stops without keeping its memory"
            yield Violation(desktop.resource, message, ".".join(_MODE))
