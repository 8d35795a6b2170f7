"""Breaking the rules of ``families/cost.py``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.rules.support.desktop_changes import A_DESKTOP, a_desktop, give, take
from tests.rules.support.mutations import mutation
from workspaces_constructs.rules.views.directories import registrations

if TYPE_CHECKING:
    from random import Random

    from workspaces_constructs.rules.templates import Templates

OWN = "WorkspaceProperties"
MINUTES = "RunningModeAutoStopTimeoutInMinutes"


@mutation("WorkSpaces-COST1")
def no_mode(templates: Templates, random: Random) -> bool:
    desktop = a_desktop(templates, random)
    if desktop is None:
        return False
    take(desktop, OWN, MINUTES)
    return take(desktop, OWN, "RunningMode")


@mutation("WorkSpaces-COST2")
def always_on(templates: Templates, random: Random) -> bool:
    desktop = a_desktop(templates, random, "AUTO_STOP")
    if desktop is None:
        return False
    take(desktop, OWN, MINUTES)
    return give(desktop, "ALWAYS_ON", OWN, "RunningMode")


@mutation("WorkSpaces-COST3")
def another_stack_without_a_watch(templates: Templates, _random: Random) -> bool:
    made = {"Resources": {"Desktop": {"Type": "AWS::WorkSpaces::Workspace", "Properties": A_DESKTOP}}}
    assert isinstance(templates.templates, dict)
    templates.templates["Another"] = made
    return True


@mutation("WorkSpaces-COST4")
def large(templates: Templates, random: Random) -> bool:
    desktop = a_desktop(templates, random)
    return desktop is not None and give(desktop, "POWERPRO", OWN, "ComputeTypeName")


@mutation("WorkSpaces-COST5")
def large_volumes(templates: Templates, random: Random) -> bool:
    desktop = a_desktop(templates, random)
    if desktop is None:
        return False
    give(desktop, 100, OWN, "UserVolumeSizeGib")
    return give(desktop, 500, OWN, "RootVolumeSizeGib")


@mutation("WorkSpaces-COST6")
def waits_all_day(templates: Templates, random: Random) -> bool:
    desktop = a_desktop(templates, random, "AUTO_STOP")
    return desktop is not None and give(desktop, 480, OWN, MINUTES)


@mutation("WorkSpaces-COST7")
def no_desktops(templates: Templates, _random: Random) -> bool:
    """Nobody's desktops are left; what is said of desktops goes with them."""
    for each in templates.of_type("AWS::WorkSpaces::Workspace", "Custom::WorkspacesFleet"):
        del templates.templates[each.template]["Resources"][each.logical_id]
    return any(each.directory and each.directory.kind != "managed" for each in registrations(templates))
