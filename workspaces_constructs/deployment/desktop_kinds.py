"""From settings to what personas and their variants take alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypedDict

if TYPE_CHECKING:
    from . import settings as tree

__all__ = ["DesktopKindOptions", "desktop_kind"]


class DesktopKindOptions(TypedDict):
    """What personas and variants of them take alike."""

    bundle_id: str | None
    image_id: str | None
    compute_type: str
    operating_system: str
    protocol: str
    language: str
    running_mode: Literal["AUTO_STOP", "ALWAYS_ON"]
    auto_stop_minutes: int | None
    root_volume_gib: int | None
    user_volume_gib: int | None


def desktop_kind(kind: tree.DesktopKind) -> DesktopKindOptions:
    """What desktops are like.

    Args:
        kind: A persona's section, or a variant's.
    """
    bundle, volumes = kind.bundle, kind.volumes
    return {
        "bundle_id": bundle.id,
        "image_id": bundle.image_id,
        "compute_type": bundle.compute_type,
        "operating_system": bundle.operating_system,
        "protocol": bundle.protocol,
        "language": bundle.language,
        "running_mode": kind.running_mode,
        "auto_stop_minutes": kind.auto_stop_minutes,
        "root_volume_gib": volumes.root if volumes else None,
        "user_volume_gib": volumes.user if volumes else None,
    }
