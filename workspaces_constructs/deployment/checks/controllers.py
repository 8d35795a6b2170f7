"""How many domain controllers there are, and an address for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workspaces_constructs.deployment.mistakes import Mistakes
    from workspaces_constructs.deployment.settings import Settings

__all__ = ["controllers"]


def controllers(settings: Settings, mistakes: Mistakes) -> None:
    """Addresses are named for all controllers, each once, or for none."""
    made = settings.domain_controllers
    if made is None or made.addresses is None:
        return
    if len(set(made.addresses)) != made.count or len(made.addresses) != made.count:
        mistakes.refuse(
            ("domain_controllers", "addresses"),
            value=", ".join(made.addresses) or "none",
            allowed=f"{made.count} different ones",
            fix=f"name {made.count}, or leave them out",
        )
