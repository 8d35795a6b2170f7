"""Small changes of raw resources, for mutations of registrations and desktops."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

from workspaces_constructs.rules.views.settings import REGISTRATION

if TYPE_CHECKING:
    from random import Random

    from workspaces_constructs.rules.resources import Resource
    from workspaces_constructs.rules.templates import Templates

PROJECT = {"Key": "Project", "Value": "WorkSpaces"}


def give(resource: Resource, value: object, *way: str) -> bool:
    """Set a property, at any depth."""
    holder = resource.raw["Properties"]
    for step in way[:-1]:
        holder = holder.setdefault(step, {})
    holder[way[-1]] = value
    return True


def take(resource: Resource, *way: str) -> bool:
    """Remove a property, and say whether it was there."""
    holder = resource.raw["Properties"]
    for step in way[:-1]:
        holder = holder.get(step, {})
    return holder.pop(way[-1], None) is not None


def add(templates: Templates, beside: Resource, logical_id: str, type_: str, properties: dict[str, Any]) -> bool:
    """Add a resource to the template of another one."""
    made = {"Type": type_, "Properties": properties}
    templates.templates[beside.template]["Resources"][logical_id] = made
    return True


def copy(templates: Templates, resource: Resource, logical_id: str) -> dict[str, Any]:
    """Copy a resource under another logical id, and return the properties of the copy."""
    made = deepcopy(resource.raw)
    templates.templates[resource.template]["Resources"][logical_id] = made
    properties: dict[str, Any] = made["Properties"]
    return properties


def a_registration(templates: Templates, random: Random) -> Resource:
    """Any registration."""
    return random.choice(templates.of_type(REGISTRATION))


def a_desktop(templates: Templates, random: Random, mode: str | None = None) -> Resource | None:
    """Any desktop, or any of a running mode."""
    every = templates.of_type("AWS::WorkSpaces::Workspace")
    fitting = [each for each in every if mode in {None, each.properties.text("WorkspaceProperties", "RunningMode")}]
    return random.choice(fitting) if fitting else None


def unguarded(desktop: Resource) -> None:
    """Let a desktop wait no more for the guard, which knows the users and directories of all desktops."""
    after: list[str] = desktop.raw.get("DependsOn", [])
    after[:] = [each for each in after if "DesktopGuard" not in each]


def elsewhere(templates: Templates, zone_id: str, type_: str, properties: dict[str, Any]) -> bool:
    """Add a template for another region, with one resource and a subnet that tells the region."""
    subnet = {"VpcId": "vpc-0123456789abcdef0", "CidrBlock": "172.29.0.0/24", "AvailabilityZoneId": zone_id}
    made = {
        "Subnet": {"Type": "AWS::EC2::Subnet", "Properties": subnet},
        "It": {"Type": type_, "Properties": properties},
    }
    assert isinstance(templates.templates, dict)
    templates.templates["Elsewhere"] = {"Resources": made}
    return True


A_DESKTOP = {
    "DirectoryId": "d-9123456789",
    "UserName": "dave",
    "BundleId": "wsb-0123456789",
    "RootVolumeEncryptionEnabled": True,
    "UserVolumeEncryptionEnabled": True,
    "VolumeEncryptionKey": {"Ref": "Key"},
    "WorkspaceProperties": {"RunningMode": "AUTO_STOP", "RunningModeAutoStopTimeoutInMinutes": 60},
    "Tags": [PROJECT],
}
"""The properties of a desktop that keeps every practice."""
