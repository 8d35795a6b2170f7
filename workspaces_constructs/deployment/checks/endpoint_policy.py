"""What callers of the private endpoint of the WorkSpaces API may do."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workspaces_constructs.deployment.mistakes import Mistakes
    from workspaces_constructs.deployment.settings import Settings

__all__ = ["endpoint_policy"]

_POLICY = ("api_principals", "api_actions", "api_resources")


def endpoint_policy(settings: Settings, mistakes: Mistakes) -> None:
    """Only an endpoint that is there has a policy, and one that lets somebody do something."""
    made = settings.endpoints
    for key in _POLICY[1:]:
        if not getattr(made, key):
            mistakes.refuse(("endpoints", key), value="none", allowed="at least one", fix="leave it out to allow all")
    for key in _POLICY if not made.workspaces_api else ():
        if key in made.model_fields_set:
            mistakes.refuse(
                ("endpoints", key), allowed="only with workspaces_api", fix="remove it, or set workspaces_api"
            )
