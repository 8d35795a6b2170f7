"""Tags: AWS's rules, and no secret in any."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workspaces_constructs.deployment.mistakes import looks_secret
from workspaces_constructs.facts.tags import require_tags

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workspaces_constructs.deployment.mistakes import Mistakes
    from workspaces_constructs.deployment.settings import Settings

__all__ = ["check_raw", "tags"]


def check_raw(data: Mapping[str, object], mistakes: Mistakes) -> None:
    """Look for secrets where any key is allowed."""
    given = data.get("tags")
    for key in filter(looks_secret, given if isinstance(given, dict) else ()):
        mistakes.add(
            ("tags", key), "a secret does not belong in a tag; fix: store it in AWS Secrets Manager, and remove the tag"
        )


def tags(settings: Settings, mistakes: Mistakes) -> None:
    """Every tag, and all together, are within WorkSpaces' rules."""
    with mistakes.at("tags"):
        require_tags(dict.fromkeys(map(str, range(len(settings.tags))), ""))
    for key, value in settings.tags.items():
        with mistakes.at("tags", key):
            require_tags({key: "" if looks_secret(key) else value})
