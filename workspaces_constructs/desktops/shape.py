"""What a desktop is like beside its bundle: checks for one WorkSpace and for fleets of them."""

from __future__ import annotations

from workspaces_constructs.facts.desktops import (
    require_auto_stop_minutes,
    require_running_mode,
    require_volume_pair,
)
from workspaces_constructs.facts.errors import ConfigurationError

__all__ = ["require_auto_stop", "require_volumes"]

_AUTO_STOP_MINUTES = 60


def require_volumes(root: int | None, user: int | None, compute: str | None) -> None:
    """Refuse a size without the other one, and a pair that a WorkSpace cannot start with.

    Args:
        root: The root volume in GiB, or None for the bundle's.
        user: The user volume in GiB, or None for the bundle's.
        compute: The API's name of the hardware, or None where it is not known.
    """
    if (root is None) != (user is None):
        raise ConfigurationError(
            "volumes",
            value=f"root {root}, user {user}",
            allowed="both sizes or none",
            fix="give both, such as 80 and 50, or neither to take the bundle's",
        )
    if root is not None and user is not None:
        require_volume_pair(root, user, compute)


def require_auto_stop(running_mode: str, minutes: int | None) -> int | None:
    """Return the time-out of a running mode: for AUTO_STOP the one given or an hour, for ALWAYS_ON none.

    Args:
        running_mode: ``AUTO_STOP`` or ``ALWAYS_ON``.
        minutes: What was asked for.
    """
    if require_running_mode(running_mode) == "AUTO_STOP":
        return require_auto_stop_minutes(_AUTO_STOP_MINUTES if minutes is None else minutes)
    if minutes is not None:
        raise ConfigurationError(
            "auto_stop_minutes",
            value=minutes,
            allowed="only with running mode AUTO_STOP",
            fix="leave it out, or set running_mode='AUTO_STOP'",
        )
    return None
