"""Breaking the rules of ``families/capacity.py``."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING

from tests.rules.support.mutations import mutation
from workspaces_constructs.facts.networks import usable_addresses
from workspaces_constructs.rules.views.desktop_networks import desktops_of, homes
from workspaces_constructs.rules.views.directories import directories, directory_of, workspaces

if TYPE_CHECKING:
    from random import Random

    from workspaces_constructs.rules.templates import Templates


def _fill(templates: Templates, beyond: int) -> bool:
    """Declare desktops until so many are more than the subnets have addresses."""
    connectors = [each for each in directories(templates).values() if each.kind == "connector"]
    for desktop in workspaces(templates):
        directory = directory_of(templates, desktop.properties.value("DirectoryId"))
        home = next((each for each in homes(templates) if directory and each.directory is directory), None)
        if home is None or not home.complete:
            continue
        taken = len(home.subnets) if directory in connectors else 0
        room = sum(usable_addresses(each.network) for each in home.subnets if each.network) - taken
        for number in range(room + beyond - desktops_of(templates)[home.resource.name]):
            copied = deepcopy(desktop.raw)
            copied["Properties"]["UserName"] = f"user{number}"
            templates.templates[desktop.template]["Resources"][f"Desktop{number}"] = copied
        return True
    return False


@mutation("WorkSpaces-NET24", related=("WorkSpaces-NET25",))
def too_many_desktops(templates: Templates, _random: Random) -> bool:
    return _fill(templates, 1)


@mutation("WorkSpaces-NET25")
def no_room_to_grow(templates: Templates, _random: Random) -> bool:
    return _fill(templates, 0)
