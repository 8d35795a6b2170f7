"""A fleet's variants and groups, and the personas that they are of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from workspaces_constructs.deployment.scenario_table import MANAGED_AD, TWO_VPCS

from .people import require_once, require_one_choice

if TYPE_CHECKING:
    from workspaces_constructs.deployment.mistakes import Mistakes
    from workspaces_constructs.deployment.settings import Settings

__all__ = ["groups", "variants"]

_WITH_GROUPS: Final = MANAGED_AD - TWO_VPCS
"""Scenarios whose stack has a Managed AD of its own, whose groups an API shows."""


def variants(settings: Settings, mistakes: Mistakes) -> None:
    """Each has a name of its own and is of a persona that there is."""
    if settings.fleet is None:
        return
    personas = [persona.name for persona in settings.personas]
    require_once([variant.name for variant in settings.fleet.variants], ("fleet", "variants", "name"), mistakes)
    for index, variant in enumerate(settings.fleet.variants):
        place = ("fleet", "variants", index)
        require_one_choice(variant.bundle, (*place, "bundle"), mistakes)
        if variant.name in personas:
            mistakes.refuse(
                (*place, "name"), value=variant.name, allowed="a name that no persona has", fix="give it another one"
            )
        if variant.of not in personas:
            mistakes.refuse((*place, "of"), value=variant.of, allowed=", ".join(personas), fix=f"use {personas[0]}")


def groups(settings: Settings, mistakes: Mistakes) -> None:
    """They are groups of a Managed AD in this stack, for personas or variants that there are."""
    fleet = settings.fleet
    if fleet is None or not fleet.roster.groups:
        return
    if settings.scenario not in _WITH_GROUPS:
        mistakes.refuse(
            ("fleet", "roster", "groups"),
            value=", ".join(fleet.roster.groups),
            allowed=f"only with an AWS Managed Microsoft AD in the stack: {', '.join(sorted(_WITH_GROUPS))}",
            fix="use a file, or an object in S3 that is exported from the domain",
        )
    kinds = [persona.name for persona in settings.personas] + [variant.name for variant in fleet.variants]
    for group, kind in fleet.roster.groups.items():
        if kind not in kinds:
            mistakes.refuse(
                ("fleet", "roster", "groups", group), value=kind, allowed=", ".join(kinds), fix=f"use {kinds[0]}"
            )
