"""Whether a scenario has the sections it needs, and none that it does not know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workspaces_constructs.deployment.scenario_table import REGISTERED_ITSELF, SCENARIO_MODULES
from workspaces_constructs.deployment.section_table import SCENARIO_PARTS

if TYPE_CHECKING:
    from collections.abc import Collection

    from workspaces_constructs.deployment.mistakes import Mistakes
    from workspaces_constructs.deployment.section_table import ScenarioPart
    from workspaces_constructs.deployment.settings import Section, Settings

__all__ = ["check_parts", "registered"]

_REGISTERED = {
    "shared-services": ("connector", "the directory is in another VPC than the desktops"),
    "one-way-trust": ("connector", "its users are in the domain on-premises"),
    **dict.fromkeys(REGISTERED_ITSELF, ("directory", "the directory itself is registered, and an AD Connector never")),
}


def check_parts(settings: Settings, bad: Collection[str], mistakes: Mistakes) -> Settings:
    """Compare the sections and keys with the table of scenarios.

    Args:
        settings: What the file says.
        bad: Sections with mistakes of their own, which stand in the file but not in the settings.
        mistakes: Where to add what is missing and what does not belong there.

    Returns:
        The settings without the sections that the scenario does not know, so that nothing else is said of them.
    """
    foreign: set[str] = set()
    for part in SCENARIO_PARTS:
        section, key = part.path[0], part.path[-1]
        place: Section | None = settings if len(part.path) == 1 else getattr(settings, section)
        if place is None or {"scenario", section}.intersection(bad) or section in foreign:
            continue
        given = key in place.model_fields_set and getattr(place, key) is not None
        if given and settings.scenario not in part.allowed:
            places = ", ".join(name for name in SCENARIO_MODULES if name in part.allowed)
            mistakes.refuse(part.path, allowed=f"in {places}; in {settings.scenario} {part.elsewhere}", fix="remove it")
            foreign.update(part.path if place is settings else ())
        elif not given and settings.scenario in part.required and not _replaced(part, settings, bad):
            mistakes.add(part.path, f"it is missing, and {settings.scenario} needs it; fix: {part.needed}")
    fields = type(settings).model_fields
    return settings.model_copy(update={name: fields[name].get_default() for name in foreign})


def _replaced(part: ScenarioPart, settings: Settings, bad: Collection[str]) -> bool:
    if part.replaced_by is None:
        return False
    section, key = part.replaced_by
    return section in bad or getattr(getattr(settings, section), key) is not None


def registered(settings: Settings, mistakes: Mistakes) -> None:
    """What is registered is one thing or the other, and a directory is registered once."""
    directory, several = settings.directory, len(settings.personas) > 1
    if directory is None:
        return
    given = directory.registered if "registered" in directory.model_fields_set else None
    only, why = _REGISTERED.get(settings.scenario, (None, ""))
    if given is not None and only is not None and given != only:
        mistakes.refuse(
            ("directory", "registered"),
            value=given,
            allowed=f"{only} in {settings.scenario}: {why}",
            fix="remove it, or use the scenario standalone",
        )
    elif settings.scenario in REGISTERED_ITSELF and several:
        mistakes.refuse(
            ("personas",),
            value=len(settings.personas),
            allowed=f"one persona in {settings.scenario}, which registers the directory itself, and that once",
            fix="keep one here, and deploy the others with a settings file of their own and the scenario personas, "
            "which registers an AD Connector for each",
        )
    elif given == "directory" and several:
        mistakes.refuse(
            ("directory", "registered"),
            value="directory",
            allowed="connector, where there are several personas: a directory is registered once",
            fix="use connector",
        )
