"""Sizes of directories: for as many users as they are made for."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Final

from workspaces_constructs.facts.errors import ConfigurationError

from .networks import capacity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from workspaces_constructs.deployment.mistakes import Mistakes
    from workspaces_constructs.deployment.settings import Settings

__all__ = ["MOST_USERS", "beyond_any", "sizes"]

MOST_USERS: Final[Mapping[str, int]] = {"Small": 500, "Large": 5000}
"""For how many users an AD Connector and a Simple AD are made (whitepaper, ad-connector-role-with-workspaces).

AWS counts nobody (facts §6.2): Small has a larger one beside it, and of Large a deployment only warns.
"""


def sizes(settings: Settings, mistakes: Mistakes) -> None:
    """Nothing is Small that could be Large, and must be."""
    for path, size, users in _sized(settings):
        if size == "Small" and users > MOST_USERS[size]:
            mistakes.refuse(
                path,
                value=size,
                allowed=f"Small for up to {MOST_USERS['Small']} desktops; {users:,} are planned here",
                fix=f"set {path[-1]}: Large",
            )


def beyond_any(settings: Settings) -> Iterator[str]:
    """What to warn of: directories for more users than the largest is made for."""
    for path, _, users in _sized(settings):
        if users > MOST_USERS["Large"]:
            what = "Simple AD" if path[0] == "directory" else f"AD Connector of {settings.personas[int(path[1])].name}"
            yield (
                f"{users:,} desktops are planned for the {what}, and a large one is made for up to "
                f"{MOST_USERS['Large']:,}. Spread them over several personas, each with a connector of its own, or use "
                "AWS Managed Microsoft AD."
            )


def _sized(settings: Settings) -> Iterator[tuple[tuple[int | str, ...], str, int]]:
    """Where a size stands in the file, the size, and for how many desktops; a Simple AD keeps it as they grow."""
    made = settings.directory
    with suppress(ConfigurationError):  # no subnet holds so many desktops, and another check says so
        for index, persona in enumerate(settings.personas if settings.registered == "connector" else ()):
            capacity(persona).subnet_prefix()
            yield ("personas", index, "connector_size"), persona.connector_size, persona.desktops
        if settings.scenario == "simple-ad" and made is not None and made.existing_directory_id is None:
            capacity(settings.personas[0]).subnet_prefix()
            yield ("directory", "size"), made.size, capacity(settings.personas[0]).planned_desktops
