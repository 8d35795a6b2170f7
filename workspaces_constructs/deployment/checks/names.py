"""Names of users that somebody else has already: the domain itself, or the connectors' account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workspaces_constructs.deployment.scenario_table import CONNECTED_TO_ON_PREMISES, MANAGED_AD
from workspaces_constructs.facts.domains import BUILT_IN_USERS, MANAGED_AD_ADMINISTRATOR, SERVICE_ACCOUNT_NAME

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workspaces_constructs.deployment.mistakes import Mistakes
    from workspaces_constructs.deployment.settings import Settings

__all__ = ["taken"]


def taken(settings: Settings, mistakes: Mistakes) -> None:
    """Users that are made are new, and the connectors' account is nobody's desktop."""
    accounts = {name.lower() for name in _accounts(settings)}
    built_in = {name.lower() for name in _built_in(settings)}
    for index, user in enumerate(settings.users):
        name = user.user_name.lower()
        if name in accounts:
            mistakes.refuse(
                ("users", index, "user_name"),
                value=user.user_name,
                allowed="any but the name of the account of the AD Connectors",
                fix="choose another name",
            )
        elif name in built_in and not user.exists:
            mistakes.refuse(
                ("users", index, "user_name"),
                value=user.user_name,
                allowed=f"a new name: every such directory has {', '.join(_built_in(settings))} from its first day",
                fix="choose another name",
            )


def _accounts(settings: Settings) -> Iterator[str]:
    if settings.scenario in CONNECTED_TO_ON_PREMISES:
        if settings.on_premises is not None and settings.on_premises.service_account is not None:
            yield settings.on_premises.service_account.user_name
    elif settings.scenario in MANAGED_AD and settings.registered == "connector":
        yield SERVICE_ACCOUNT_NAME


def _built_in(settings: Settings) -> tuple[str, ...]:
    if settings.scenario in CONNECTED_TO_ON_PREMISES:
        return ()
    return (*BUILT_IN_USERS, MANAGED_AD_ADMINISTRATOR) if settings.scenario in MANAGED_AD else BUILT_IN_USERS
