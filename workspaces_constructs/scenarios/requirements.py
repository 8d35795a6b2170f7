"""What scenarios demand of the arguments that they share."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from workspaces_constructs.directory.users import require_users
from workspaces_constructs.facts.arguments import require_offers
from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.facts.tags import require_cost_allocation

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from constructs import IConstruct

    from workspaces_constructs.desktops.persona import DesktopUser, Persona
    from workspaces_constructs.network.existing import ExistingNetwork

__all__ = ["require_cost_allocation_tags", "require_network_of", "require_own", "require_personas"]


def require_network_of(directory: IConstruct | None, network: ExistingNetwork | None) -> None:
    """Refuse a directory that exists without the VPC it is in.

    Raises:
        ConfigurationError: Nothing would lead from a new VPC to that directory.
    """
    if directory is not None and network is None:
        raise ConfigurationError(
            "network",
            value="none",
            allowed=f"the VPC in which the directory {directory.node.id} is",
            fix="pass it as an ExistingNetwork: no route leads to the directory from a VPC that is made here",
        )


def require_own(what: str, given: Sequence[str], fix: str) -> None:
    """Refuse what only concerns things that a scenario makes itself.

    Raises:
        ConfigurationError: Something was given.
    """
    if given:
        raise ConfigurationError(
            what, value=", ".join(given), allowed="only for what this scenario makes itself", fix=fix
        )


def require_personas(personas: Sequence[Persona], users: Sequence[DesktopUser], *, connectors: bool) -> None:
    """Refuse kinds of users, and users of them, that cannot be.

    Raises:
        ConfigurationError: None, names that stand twice, several where the directory itself is registered, or a user of
            none of them.
    """
    require_users(users)
    for persona in personas:
        require_offers(persona, "egress", "personas", allowed='a Persona, such as Persona("employees")')
    names = [persona.name for persona in personas]
    if not names or len(set(names)) != len(names):
        raise ConfigurationError(
            "personas",
            value=", ".join(names) or "none",
            allowed="at least one, each name once",
            fix="give every persona a name of its own",
        )
    if not connectors and len(names) > 1:
        raise ConfigurationError(
            "personas",
            value=", ".join(names),
            allowed="one persona where the directory itself is registered: a directory is registered once",
            fix="use a scenario that registers an AD Connector for each persona",
        )
    desktops = Counter((user.persona or names[0], user.user_name.casefold()) for user in users if user.desktop)
    if twice := [name for (_, name), times in desktops.items() if times > 1]:
        raise ConfigurationError(
            "users", value=", ".join(twice), allowed="each name once in a persona, in any case", fix="remove one"
        )
    for user in users:
        if user.persona is not None and user.persona not in names:
            raise ConfigurationError(
                f"persona of user {user.user_name}", value=user.persona, allowed=names, fix=f"use {names[0]}"
            )


def require_cost_allocation_tags(
    keys: Sequence[str], tags: Mapping[str, str], personas: Sequence[Persona], users: Sequence[DesktopUser]
) -> None:
    """Refuse desktops that lack a tag by which the bill is divided.

    Raises:
        ConfigurationError: A key is among the tags of neither the scenario, nor the persona, nor the user.
    """
    of_personas = {persona.name: {**tags, **persona.tags} for persona in personas}
    for name, given in of_personas.items():
        require_cost_allocation(f"persona {name}", given, keys)
    for user in users:
        given = {**of_personas[user.persona or personas[0].name], **user.tags}
        require_cost_allocation(f"user {user.user_name}", given, keys)
