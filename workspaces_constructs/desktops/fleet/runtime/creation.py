"""A desktop for somebody who has none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import limits
from .changes import no_bundle
from .model import Note, Step

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .model import Bundle, Row
    from .wishes import Wish

__all__ = ["created"]


def created(row: Row, wish: Wish, bundles: Mapping[str, Bundle]) -> Step | Note:
    """Return the step that makes a desktop, or why none can be made."""
    bundle = bundles.get(wish.bundle_id)
    if bundle is None:
        return no_bundle(row.user, wish.bundle_id)
    if problem := _problem(row, wish, bundle):
        return Note("mistake", row.user, problem)
    why = f"on the roster as {row.persona}, and has no desktop"
    return Step("create", row.user, why, wish.directory_id, request=_request(row.user, wish))


def _problem(row: Row, wish: Wish, bundle: Bundle) -> str:
    root, user = wish.root_volume_gib, wish.user_volume_gib
    if root and user and not limits.legal_pair(root, user, bundle.compute_type):
        return (
            f"line {row.line}: volumes of {root}/{user} GiB (root/user) do not go with {bundle.compute_type} hardware"
        )
    too_long = len(row.user) > limits.MAX_LINUX_USER_NAME_LENGTH
    if limits.linux(wish.operating_system) and (too_long or row.user.lower() == "ubuntu"):
        return (
            f"line {row.line}: {row.user} cannot have a Linux desktop; allowed are names of at most "
            f'{limits.MAX_LINUX_USER_NAME_LENGTH} characters, and not "ubuntu"'
        )
    return ""


def _request(user: str, wish: Wish) -> dict[str, object]:
    properties = {
        "RunningMode": wish.running_mode or "AUTO_STOP",
        "RunningModeAutoStopTimeoutInMinutes": wish.auto_stop_minutes,
        "RootVolumeSizeGib": wish.root_volume_gib,
        "UserVolumeSizeGib": wish.user_volume_gib,
    }
    return {
        "DirectoryId": wish.directory_id,
        "UserName": user,
        "BundleId": wish.bundle_id,
        "VolumeEncryptionKey": wish.key_arn,
        "RootVolumeEncryptionEnabled": True,
        "UserVolumeEncryptionEnabled": True,
        "WorkspaceProperties": {name: value for name, value in properties.items() if value},
        "Tags": [{"Key": key, "Value": value} for key, value in sorted(wish.tags)],
    }
