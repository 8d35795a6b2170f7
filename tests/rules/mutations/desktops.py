"""Breaking the rules of ``families/desktops.py``, ``families/desktop_bundles.py`` and ``families/desktop_users.py``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.rules.support.desktop_changes import (
    A_DESKTOP,
    PROJECT,
    a_desktop,
    a_registration,
    add,
    copy,
    elsewhere,
    give,
    take,
    unguarded,
)
from tests.rules.support.mutations import mutation

if TYPE_CHECKING:
    from random import Random

    from workspaces_constructs.rules.templates import Templates

OWN = "WorkspaceProperties"
MINUTES = "RunningModeAutoStopTimeoutInMinutes"


def change(templates: Templates, random: Random, value: object, *way: str) -> bool:
    desktop = a_desktop(templates, random)
    return desktop is not None and give(desktop, value, *way)


def bundle(templates: Templates, random: Random, name: str) -> bool:
    return give(random.choice(templates.of_type("Custom::WorkspacesBundleLookup")), [name], "Names")


@mutation("WorkSpaces-DESK1")
def odd_volumes(templates: Templates, random: Random) -> bool:
    return change(templates, random, 90, OWN, "RootVolumeSizeGib")


@mutation("WorkSpaces-DESK2")
def ended_hardware(templates: Templates, random: Random) -> bool:
    return change(templates, random, "GRAPHICSPRO", OWN, "ComputeTypeName")


@mutation("WorkSpaces-DESK2")
def misspelt_hardware(templates: Templates, random: Random) -> bool:
    return change(templates, random, "Standard", OWN, "ComputeTypeName")


@mutation("WorkSpaces-DESK3")
def misspelt_mode(templates: Templates, random: Random) -> bool:
    return change(templates, random, "AutoStop", OWN, "RunningMode")


@mutation("WorkSpaces-DESK4")
def manual(templates: Templates, random: Random) -> bool:
    desktop = a_desktop(templates, random, "ALWAYS_ON")
    return desktop is not None and give(desktop, "MANUAL", OWN, "RunningMode")


@mutation("WorkSpaces-DESK5")
def half_hours(templates: Templates, random: Random) -> bool:
    desktop = a_desktop(templates, random, "AUTO_STOP")
    return desktop is not None and give(desktop, 90, OWN, MINUTES)


@mutation("WorkSpaces-DESK6")
def never_stops_after_an_hour(templates: Templates, random: Random) -> bool:
    desktop = a_desktop(templates, random, "ALWAYS_ON")
    return desktop is not None and give(desktop, 60, OWN, MINUTES)


@mutation("WorkSpaces-DESK7", related=("WorkSpaces-COST4",))
def no_hibernation(templates: Templates, random: Random) -> bool:
    desktop = a_desktop(templates, random, "AUTO_STOP")
    if desktop is None:
        return False
    give(desktop, 175, OWN, "RootVolumeSizeGib")
    give(desktop, 100, OWN, "UserVolumeSizeGib")
    return give(desktop, "GENERALPURPOSE_4XLARGE", OWN, "ComputeTypeName")


@mutation("WorkSpaces-DESK8")
def ended_system(templates: Templates, random: Random) -> bool:
    return bundle(templates, random, "Standard with Amazon Linux 2")


@mutation("WorkSpaces-DESK9")
def ending_system(templates: Templates, random: Random) -> bool:
    return bundle(templates, random, "Standard with Windows 10 (Server 2016 based) (WSP)")


@mutation("WorkSpaces-DESK10")
def no_such_bundle(templates: Templates, random: Random) -> bool:
    return bundle(templates, random, "Value with Windows 10 (Server 2022 based) (WSP)")


@mutation("WorkSpaces-DESK11")
def bundle_by_its_name(templates: Templates, random: Random) -> bool:
    return change(templates, random, "Standard with Windows 10", "BundleId")


@mutation("WorkSpaces-DESK12")
def a_pool(templates: Templates, random: Random) -> bool:
    properties = {
        "PoolName": "desktops",
        "BundleId": "wsb-0123456789",
        "DirectoryId": "wsd-0123456789",
        "Capacity": {"DesiredUserSessions": 5},
        "Tags": [PROJECT],
    }
    return add(templates, a_registration(templates, random), "Pool", "AWS::WorkSpaces::WorkspacesPool", properties)


@mutation("WorkSpaces-DESK13", related=("WorkSpaces-COST3", "WorkSpaces-COST4", "WorkSpaces-DESK7"))
def g7_in_frankfurt(templates: Templates, _random: Random) -> bool:
    own = {"ComputeTypeName": "GRAPHICS_G7_2XLARGE", "RunningMode": "AUTO_STOP"}
    properties = {**A_DESKTOP, OWN: own}
    return elsewhere(templates, "euc1-az2", "AWS::WorkSpaces::Workspace", properties)


@mutation("WorkSpaces-DESK14", related=("WorkSpaces-COST7",))
def directory_by_its_name(templates: Templates, random: Random) -> bool:
    return change(templates, random, "corp.example.com", "DirectoryId")


@mutation("WorkSpaces-DESK14", related=("WorkSpaces-COST7",))
def directory_by_a_ref(templates: Templates, random: Random) -> bool:
    desktop = a_desktop(templates, random)
    return desktop is not None and give(desktop, {"Ref": a_registration(templates, random).logical_id}, "DirectoryId")


@mutation("WorkSpaces-DESK15")
def user_with_a_domain(templates: Templates, random: Random) -> bool:
    return change(templates, random, "CORP\\carol", "UserName")


@mutation("WorkSpaces-DESK16")
def user_of_linux(templates: Templates, random: Random) -> bool:
    for each in templates.of_type("Custom::WorkspacesBundleLookup"):
        give(each, ["Standard with Ubuntu 24.04"], "Names")
    return change(templates, random, "ubuntu", "UserName")


@mutation("WorkSpaces-DESK17")
def two_for_one(templates: Templates, random: Random) -> bool:
    desktop = a_desktop(templates, random, "AUTO_STOP")
    return desktop is not None and bool(copy(templates, desktop, "Second"))


@mutation("WorkSpaces-DESK18")
def before_the_user(templates: Templates, _random: Random) -> bool:
    for desktop in templates.of_type("AWS::WorkSpaces::Workspace"):
        named = desktop.raw["Properties"]["UserName"]
        user = templates.find(desktop.template, named["Fn::GetAtt"][0]) if isinstance(named, dict) else None
        if user is not None:
            take(desktop, "UserName")
            unguarded(desktop)
            return give(desktop, user.properties.text("SAMAccountName"), "UserName")
    return False
