"""Tags: AWS's rules, no secret in any, and the keys by which the bill is divided."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from workspaces_constructs.deployment.mistakes import looks_secret
from workspaces_constructs.facts.tags import require_cost_allocation, require_tags

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from workspaces_constructs.deployment.mistakes import Mistakes
    from workspaces_constructs.deployment.settings import Settings

__all__ = ["check_raw", "cost_allocation", "of_personas", "of_users", "of_variants", "tags"]

_MARKS: Final = 1
"""A registration and a connector get a tag of this library's beside their own."""


def check_raw(data: Mapping[str, object], mistakes: Mistakes) -> None:
    """Look for secrets where any key is allowed."""
    for path, given in _given(data):
        for key in filter(looks_secret, given if isinstance(given, dict) else ()):
            mistakes.add(
                (*path, "tags", key),
                "a secret does not belong in a tag; fix: store it in AWS Secrets Manager, and remove the tag",
            )


def _given(data: Mapping[str, object]) -> Iterator[tuple[tuple[int | str, ...], object]]:
    yield (), data.get("tags")
    for section in ("personas", "users"):
        rows = data.get(section)
        for index, row in enumerate(rows if isinstance(rows, list) else ()):
            if isinstance(row, dict):
                yield (section, index), row.get("tags")
    fleet = data.get("fleet")
    rows = fleet.get("variants") if isinstance(fleet, dict) else ()
    for index, row in enumerate(rows if isinstance(rows, list) else ()):
        if isinstance(row, dict):
            yield ("fleet", "variants", index), row.get("tags")


def tags(settings: Settings, mistakes: Mistakes) -> None:
    """Every tag of the deployment, and all together, are within WorkSpaces' rules."""
    _check((), settings.tags, {}, mistakes)


def of_personas(settings: Settings, mistakes: Mistakes) -> None:
    """So are those of each persona, with the deployment's."""
    for index, persona in enumerate(settings.personas):
        if persona.tags:
            _check(("personas", index), persona.tags, settings.tags, mistakes)


def of_variants(settings: Settings, mistakes: Mistakes) -> None:
    """So are those of each variant of a fleet, with its persona's and the deployment's."""
    known = {persona.name: persona.tags for persona in settings.personas}
    for index, variant in enumerate(settings.fleet.variants if settings.fleet else ()):
        if variant.tags:
            above = {**settings.tags, **known.get(variant.of, {})}
            _check(("fleet", "variants", index), variant.tags, above, mistakes)


def of_users(settings: Settings, mistakes: Mistakes) -> None:
    """So are those of each user, with the persona's and the deployment's."""
    known = {persona.name: persona.tags for persona in settings.personas}
    for index, user in enumerate(settings.users):
        if user.tags:
            above = {**settings.tags, **known.get(user.persona or settings.personas[0].name, {})}
            _check(("users", index), user.tags, above, mistakes, marks=0)


def cost_allocation(settings: Settings, mistakes: Mistakes) -> None:
    """The keys by which the bill is divided are fit for tags, and everything of a persona and its users has them."""
    keys: list[str] = []
    for index, key in enumerate(settings.cost_allocation_tags):
        with mistakes.at("cost_allocation_tags", index):
            keys += require_tags({key: ""})
    carried = {persona.name: {**settings.tags, **persona.tags} for persona in settings.personas}
    for index, (name, given) in enumerate(carried.items()):
        with mistakes.at("personas", index, "tags"):
            require_cost_allocation(f"persona {name}", given, keys)
    for index, variant in enumerate(settings.fleet.variants if settings.fleet else ()):
        with mistakes.at("fleet", "variants", index, "tags"):
            given = {**carried.get(variant.of, settings.tags), **variant.tags}
            require_cost_allocation(f"variant {variant.name}", given, keys)
    for index, user in enumerate(settings.users):
        with mistakes.at("users", index, "tags"):
            emptied = [key for key in keys if key in user.tags]
            require_cost_allocation(f"user {user.user_name}", user.tags, emptied)


def _check(
    path: tuple[int | str, ...],
    own: Mapping[str, str],
    above: Mapping[str, str],
    mistakes: Mistakes,
    *,
    marks: int = _MARKS,
) -> None:
    with mistakes.at(*path, "tags"):
        require_tags(dict.fromkeys(map(str, range(len({**above, **own}))), ""), marks=marks)
    for key, value in own.items():
        with mistakes.at(*path, "tags", key):
            require_tags({key: "" if looks_secret(key) else value})
