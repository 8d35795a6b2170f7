"""Breaking the rules of ``families/tags.py``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.rules.support.desktop_changes import PROJECT, a_desktop, a_registration, give, take
from tests.rules.support.mutations import mutation

if TYPE_CHECKING:
    from random import Random

    from workspaces_constructs.rules.templates import Templates


def tag(templates: Templates, random: Random, key: str, value: str = "desktops") -> bool:
    desktop = a_desktop(templates, random)
    return desktop is not None and give(desktop, [PROJECT, {"Key": key, "Value": value}], "Tags")


@mutation("WorkSpaces-TAG1")
def reserved(templates: Templates, random: Random) -> bool:
    return tag(templates, random, "Owner", "aws:workspaces:owner")


@mutation("WorkSpaces-TAG2")
def too_long(templates: Templates, random: Random) -> bool:
    return tag(templates, random, "k" * 128)


@mutation("WorkSpaces-TAG3")
def too_many(templates: Templates, random: Random) -> bool:
    tags = [PROJECT, *({"Key": f"Tag{number}", "Value": ""} for number in range(49))]
    return give(a_registration(templates, random), tags, "Tags")


@mutation("WorkSpaces-TAG4")
def twice(templates: Templates, random: Random) -> bool:
    return tag(templates, random, "Project")


@mutation("WorkSpaces-TAG5")
def small_letters(templates: Templates, random: Random) -> bool:
    return tag(templates, random, "project")


@mutation("WorkSpaces-TAG6")
def no_tags(templates: Templates, random: Random) -> bool:
    return take(a_registration(templates, random), "Tags")
