"""Personas and users, and what they need: a way out, a second factor, endpoints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workspaces_constructs.deployment.scenario_table import CONNECTED_TO_ON_PREMISES, TRUSTS
from workspaces_constructs.facts.desktops import require_operating_system, require_protocol, require_user_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workspaces_constructs.deployment.mistakes import Mistakes
    from workspaces_constructs.deployment.settings import BundleChoice, Settings, User

__all__ = [
    "bundles",
    "existing_users",
    "linux_across_a_trust",
    "personas",
    "require_once",
    "require_one_choice",
    "users",
]

_MADE = ("given_name", "surname", "email", "groups")


def personas(settings: Settings, mistakes: Mistakes) -> None:
    """Names are unique, and a bundle is named or described."""
    require_once([persona.name for persona in settings.personas], ("personas", "name"), mistakes)
    for index, persona in enumerate(settings.personas):
        require_one_choice(persona.bundle, ("personas", index, "bundle"), mistakes)


def require_one_choice(bundle: BundleChoice, place: tuple[str | int, ...], mistakes: Mistakes) -> None:
    """Refuse a bundle that is named and described.

    Args:
        bundle: The section.
        place: Where it stands.
        mistakes: Where they are collected.
    """
    for key in sorted(bundle.model_fields_set - {"id"}) if bundle.id else ():
        mistakes.refuse(
            (*place, key), value=getattr(bundle, key), allowed="only without an id", fix="remove it; the id says it"
        )


def bundles(settings: Settings, mistakes: Mistakes) -> None:
    """A private streaming endpoint takes DCV only."""
    for place, bundle in _bundles(settings) if settings.endpoints.streaming else ():
        if bundle.id is None and require_protocol(bundle.protocol) == "PCOIP":
            mistakes.refuse(
                (*place, "protocol"),
                value=bundle.protocol,
                allowed="DCV, which alone streams through the endpoint of endpoints.streaming",
                fix="use DCV, or leave endpoints.streaming out",
            )


def linux_across_a_trust(settings: Settings, mistakes: Mistakes) -> None:
    """Linux desktops log users of a trusted domain on over an external trust only, in either direction (facts §6.3)."""
    if settings.scenario not in TRUSTS or settings.trust.type == "external":
        return
    for place, bundle in _bundles(settings):
        if _linux(bundle):
            mistakes.refuse(
                (*place, "operating_system"),
                value=bundle.operating_system,
                allowed="Windows, or Linux with trust.type: external",
                fix="use WINDOWS_SERVER_2022, or an external trust",
            )


def _bundles(settings: Settings) -> Iterator[tuple[tuple[str | int, ...], BundleChoice]]:
    """Those of personas and of a fleet's variants, each with its place."""
    for index, persona in enumerate(settings.personas):
        yield ("personas", index, "bundle"), persona.bundle
    for index, variant in enumerate(settings.fleet.variants if settings.fleet else ()):
        yield ("fleet", "variants", index, "bundle"), variant.bundle


def _linux(bundle: BundleChoice) -> bool:
    return bundle.id is None and require_operating_system(bundle.operating_system).linux


def users(settings: Settings, mistakes: Mistakes) -> None:
    """Names are unique, personas are there, and desktops take the names."""
    require_once([user.user_name.lower() for user in settings.users], ("users", "user_name"), mistakes)
    known = {persona.name: persona for persona in settings.personas}
    for index, user in enumerate(settings.users):
        if user.persona is not None and user.persona not in known:
            mistakes.refuse(
                ("users", index, "persona"), value=user.persona, allowed=", ".join(known), fix="name one of them"
            )
            continue
        bundle = (known[user.persona] if user.persona else settings.personas[0]).bundle
        if user.desktop:
            with mistakes.at("users", index, "user_name"):
                require_user_name(user.user_name, linux=_linux(bundle))


def existing_users(settings: Settings, mistakes: Mistakes) -> None:
    """Users are made where somebody can make them, and nothing is said of those who exist but their names."""
    on_premises = settings.scenario in CONNECTED_TO_ON_PREMISES
    for index, user in enumerate(settings.users):
        if on_premises and "exists" in user.model_fields_set and not user.exists:
            mistakes.refuse(
                ("users", index, "exists"),
                value="false",
                allowed="users of the domain on-premises, who exist",
                fix="remove it, and make the user there first",
            )
        elif on_premises or user.exists:
            _only_names(index, user, mistakes)
        elif settings.scenario == "simple-ad" and not settings.admin_host.enabled:
            mistakes.refuse(
                ("users", index, "exists"),
                value="false",
                allowed="true without an admin host: no API makes users in a Simple AD",
                fix="set admin_host.enabled, which makes them; or deploy without users, make them, and add them with "
                "exists: true",
            )


def _only_names(index: int, user: User, mistakes: Mistakes) -> None:
    for key in _MADE:
        if key in user.model_fields_set and getattr(user, key):
            mistakes.refuse(
                ("users", index, key),
                allowed="only for users that are made here; this one exists in the directory",
                fix="remove it",
            )


def require_once(names: list[str], path: tuple[str, ...], mistakes: Mistakes) -> None:
    """Refuse names that stand twice.

    Args:
        names: In the order of the file.
        path: Of the list, and the key of the name in its items.
        mistakes: Where they are collected.
    """
    *section, key = path
    for index, name in enumerate(names):
        if name in names[:index]:
            mistakes.refuse(
                (*section, index, key), value=name, allowed="each name once, in any case", fix="choose another name"
            )
