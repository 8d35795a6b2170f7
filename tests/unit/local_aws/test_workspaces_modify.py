"""Changing WorkSpaces: one thing at a time, in the right state, not too often."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from local_aws import faults
from local_aws.clock import clock
from local_aws.faults import Fault
from local_aws.sandbox import MINUTE, World, refused

if TYPE_CHECKING:
    from mypy_boto3_workspaces.type_defs import WorkspacePropertiesTypeDef

HOUR = 60 * MINUTE


@pytest.fixture
def directory(world: World) -> str:
    """A registered Managed AD with a user."""
    world.default_role()
    directory = world.managed_ad(data_access=True)
    world.user(directory, "ann")
    return world.registered(directory)


def test_running_modes_change_at_once(world: World, directory: str) -> None:
    desktop = world.desktop(directory, "ann")
    change = partial(world.workspaces.modify_workspace_properties, WorkspaceId=desktop)
    change(WorkspaceProperties={"RunningMode": "AUTO_STOP"})
    properties = world.workspace(desktop)["WorkspaceProperties"]
    assert (properties["RunningMode"], properties["RunningModeAutoStopTimeoutInMinutes"]) == ("AUTO_STOP", 60)
    change(WorkspaceProperties={"RunningModeAutoStopTimeoutInMinutes": 120})
    assert world.workspace(desktop)["WorkspaceProperties"]["RunningModeAutoStopTimeoutInMinutes"] == 120
    wrong = {"RunningModeAutoStopTimeoutInMinutes": 90}
    assert refused(change, WorkspaceProperties=wrong)[0] == "InvalidParameterValuesException"
    change(WorkspaceProperties={"RunningMode": "ALWAYS_ON"})
    assert "RunningModeAutoStopTimeoutInMinutes" not in world.workspace(desktop)["WorkspaceProperties"]


def test_volumes_grow_one_after_the_other_and_with_pauses(world: World, directory: str) -> None:
    desktop = world.desktop(directory, "ann")
    change = partial(world.workspaces.modify_workspace_properties, WorkspaceId=desktop)
    grow: WorkspacePropertiesTypeDef = {"UserVolumeSizeGib": 100}
    assert refused(change, WorkspaceProperties=grow)[0] == "InvalidResourceStateException"
    clock.advance(6 * HOUR)
    for wrong in (
        {"UserVolumeSizeGib": 10},
        {"RootVolumeSizeGib": 100},
        {"RootVolumeSizeGib": 175, "UserVolumeSizeGib": 100},
        {"UserVolumeSizeGib": 100, "ComputeTypeName": "POWER"},
    ):
        assert refused(change, WorkspaceProperties=wrong)[0] == "InvalidParameterValuesException"
    change(WorkspaceProperties=grow)
    assert world.workspace(desktop)["ModificationStates"] == [{"Resource": "USER_VOLUME", "State": "UPDATE_INITIATED"}]
    assert refused(change, WorkspaceProperties={"RunningMode": "AUTO_STOP"})[0] == "OperationInProgressException"
    clock.advance(10 * MINUTE)
    assert world.workspace(desktop)["ModificationStates"][0]["State"] == "UPDATE_IN_PROGRESS"
    clock.advance(50 * MINUTE)
    assert world.workspace(desktop)["ModificationStates"] == []
    assert world.workspace(desktop)["WorkspaceProperties"]["UserVolumeSizeGib"] == 100
    change(WorkspaceProperties={"RootVolumeSizeGib": 175})
    clock.advance(HOUR)
    assert refused(change, WorkspaceProperties={"UserVolumeSizeGib": 200})[0] == "InvalidResourceStateException"
    clock.advance(6 * HOUR)
    change(WorkspaceProperties={"UserVolumeSizeGib": 200})
    nothing: WorkspacePropertiesTypeDef = {"RootVolumeSizeGib": 175}
    clock.advance(HOUR)
    assert refused(change, WorkspaceProperties=nothing) == ("", "")
    assert world.workspace(desktop)["ModificationStates"] == []


def test_the_compute_type_changes_within_its_family_and_with_pauses(world: World, directory: str) -> None:
    desktop = world.desktop(directory, "ann")
    change = partial(world.workspaces.modify_workspace_properties, WorkspaceId=desktop)
    for impossible in ("VALUE", "GRAPHICS_G4DN", "GENERALPURPOSE_4XLARGE"):
        code, _ = refused(change, WorkspaceProperties={"ComputeTypeName": impossible})
        assert code == "UnsupportedWorkspaceConfigurationException"
    change(WorkspaceProperties={"ComputeTypeName": "POWER"})
    assert world.workspace(desktop)["State"] == "UPDATING"
    assert refused(change, WorkspaceProperties={"RunningMode": "AUTO_STOP"})[0] == "InvalidResourceStateException"
    clock.advance(45 * MINUTE)
    described = world.workspace(desktop)
    assert (described["State"], described["WorkspaceProperties"]["ComputeTypeName"]) == ("AVAILABLE", "POWER")
    assert refused(change, WorkspaceProperties={"ComputeTypeName": "POWERPRO"})[0] == "InvalidResourceStateException"
    clock.advance(6 * HOUR)
    change(WorkspaceProperties={"ComputeTypeName": "POWERPRO"})
    clock.advance(6 * HOUR)
    assert refused(change, WorkspaceProperties={"ComputeTypeName": "STANDARD"})[0] == "InvalidResourceStateException"
    clock.advance(30 * 24 * HOUR)
    assert refused(change, WorkspaceProperties={"ComputeTypeName": "STANDARD"}) == ("", "")


def test_the_protocol_changes_where_the_operating_system_has_both(world: World, directory: str) -> None:
    desktop = world.desktop(directory, "ann")
    world.workspaces.modify_workspace_properties(WorkspaceId=desktop, WorkspaceProperties={"Protocols": ["PCOIP"]})
    clock.advance(40 * MINUTE)
    assert world.workspace(desktop)["WorkspaceProperties"]["Protocols"] == ["PCOIP"]
    linux = world.desktop(directory, "Admin", bundle="Standard with Ubuntu 22.04")
    change = partial(world.workspaces.modify_workspace_properties, WorkspaceId=linux)
    assert (
        refused(change, WorkspaceProperties={"Protocols": ["PCOIP"]})[0] == "UnsupportedWorkspaceConfigurationException"
    )


def test_a_modification_can_fail_on_demand(world: World, directory: str) -> None:
    desktop = world.desktop(directory, "ann")
    faults.add(Fault("workspaces", "ModifyWorkspaceProperties", stage="UPDATE_FAILED"))
    world.workspaces.modify_workspace_properties(WorkspaceId=desktop, WorkspaceProperties={"ComputeTypeName": "POWER"})
    clock.advance(45 * MINUTE)
    described = world.workspace(desktop)
    assert described["ModificationStates"] == [{"Resource": "COMPUTE_TYPE", "State": "UPDATE_FAILED"}]
    assert (described["State"], described["WorkspaceProperties"]["ComputeTypeName"]) == ("AVAILABLE", "STANDARD")


def test_an_unknown_workspace_is_not_modified(world: World) -> None:
    change = partial(world.workspaces.modify_workspace_properties, WorkspaceId="ws-00000000")
    assert refused(change, WorkspaceProperties={"RunningMode": "AUTO_STOP"})[0] == "ResourceNotFoundException"
