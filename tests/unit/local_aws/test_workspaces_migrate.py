"""Migrating a WorkSpace to another bundle: a new WorkSpace in place of the old one, or the old one as it was."""

from __future__ import annotations

from functools import partial

import pytest
from ministack.core.responses import request_scope

from local_aws import faults
from local_aws.clock import clock
from local_aws.faults import Fault
from local_aws.sandbox import MINUTE, World, refused
from local_aws.services.workspaces import model

HOUR = 60 * MINUTE
POWER = "Power with Windows 10 (Server 2022 based) (PCoIP)"
UBUNTU = "Standard with Ubuntu 22.04"


@pytest.fixture
def directory(world: World) -> str:
    """A registered Managed AD with a user."""
    world.default_role()
    directory = world.managed_ad(data_access=True)
    world.user(directory, "ann")
    return world.registered(directory)


def held(desktop: str) -> model.Desktop:
    with request_scope("000000000000", "us-east-1"):
        return model.fleet().desktops[desktop]


def states(world: World, directory: str) -> dict[str, str]:
    found = world.workspaces.describe_workspaces(DirectoryId=directory)["Workspaces"]
    return {each["WorkspaceId"]: each["State"] for each in found}


def test_a_migrated_desktop_has_a_new_id_computer_and_address_and_keeps_the_rest(world: World, directory: str) -> None:
    old = world.desktop(directory, "ann")
    world.workspaces.create_tags(ResourceId=old, Tags=[{"Key": "team", "Value": "sales"}])
    world.workspaces.modify_workspace_properties(WorkspaceId=old, WorkspaceProperties={"RunningMode": "AUTO_STOP"})
    before, addresses = world.workspace(old), world.interfaces()

    answer = world.workspaces.migrate_workspace(SourceWorkspaceId=old, BundleId=world.bundle(POWER))
    new = answer["TargetWorkspaceId"]
    assert (answer["SourceWorkspaceId"], new != old) == (old, True)
    assert states(world, directory) == {old: "UPDATING"}
    assert len(world.interfaces()) == len(addresses) + 1

    clock.advance(HOUR)
    assert states(world, directory) == {new: "AVAILABLE"}
    after = world.workspace(new)
    assert after["BundleId"] == world.bundle(POWER)
    assert after["WorkspaceProperties"] == {
        "RunningMode": "AUTO_STOP",
        "RunningModeAutoStopTimeoutInMinutes": 60,
        "RootVolumeSizeGib": 175,
        "UserVolumeSizeGib": 100,
        "ComputeTypeName": "POWER",
        "Protocols": ["PCOIP"],
        "OperatingSystemName": "WINDOWS_SERVER_2022",
    }
    assert (after["UserName"], after["DirectoryId"]) == ("ann", directory)
    assert after["ComputerName"] != before["ComputerName"]
    assert after["IpAddress"] != before["IpAddress"]
    assert world.workspaces.describe_tags(ResourceId=new)["TagList"] == [{"Key": "team", "Value": "sales"}]
    assert refused(world.workspaces.describe_tags, ResourceId=old)[0] == "ResourceNotFoundException"
    clock.advance(MINUTE)
    assert len(world.interfaces()) == len(addresses)
    change = partial(world.workspaces.modify_workspace_properties, WorkspaceId=new)
    assert refused(change, WorkspaceProperties={"UserVolumeSizeGib": 200})[0] == "InvalidResourceStateException"


def test_a_user_volume_is_never_smaller_than_it_was(world: World, directory: str) -> None:
    old = world.desktop(directory, "ann", bundle=POWER)
    new = world.workspaces.migrate_workspace(SourceWorkspaceId=old, BundleId=world.bundle())["TargetWorkspaceId"]
    clock.advance(HOUR)
    volumes = world.workspace(new)["WorkspaceProperties"]
    assert (volumes["RootVolumeSizeGib"], volumes["UserVolumeSizeGib"]) == (80, 100)


@pytest.mark.parametrize("state", ["AVAILABLE", "STOPPED", "ERROR"])
def test_a_migration_that_fails_leaves_the_desktop_as_it_was(world: World, directory: str, state: str) -> None:
    desktop = world.desktop(directory, "ann")
    held(desktop).state = state
    before, addresses = world.workspace(desktop), world.interfaces()
    faults.add(Fault("workspaces", "MigrateWorkspace", stage="ERROR"))
    world.workspaces.migrate_workspace(SourceWorkspaceId=desktop, BundleId=world.bundle(POWER))
    clock.advance(HOUR)
    assert world.workspace(desktop) == before
    assert world.interfaces() == addresses


def test_a_desktop_that_is_terminated_meanwhile_is_gone(world: World, directory: str) -> None:
    addresses = world.interfaces()
    desktop = world.desktop(directory, "ann")
    world.workspaces.migrate_workspace(SourceWorkspaceId=desktop, BundleId=world.bundle(POWER))
    world.workspaces.terminate_workspaces(TerminateWorkspaceRequests=[{"WorkspaceId": desktop}])
    clock.advance(2 * HOUR)
    assert (states(world, directory), world.interfaces()) == ({}, addresses)


def test_what_cannot_be_migrated_is_refused(world: World, directory: str) -> None:
    desktop = world.desktop(directory, "ann")
    migrate = partial(world.workspaces.migrate_workspace, SourceWorkspaceId=desktop)
    power = world.bundle(POWER)
    assert refused(migrate, BundleId=world.bundle())[0] == "InvalidParameterValuesException"
    assert refused(migrate, BundleId="wsb-000000000")[0] == "ResourceNotFoundException"
    assert refused(migrate, SourceWorkspaceId="ws-000000000", BundleId=power)[0] == "ResourceNotFoundException"
    assert refused(migrate, BundleId=world.bundle(UBUNTU))[0] == "OperationNotSupportedException"
    held(desktop).operating_system = "WINDOWS_11"
    assert refused(migrate, BundleId=power)[0] == "OperationNotSupportedException"
    held(desktop).operating_system = "WINDOWS_SERVER_2022"
    for state, code in (
        ("STOPPING", "OperationInProgressException"),
        ("ADMIN_MAINTENANCE", "OperationNotSupportedException"),
        ("UNHEALTHY", "OperationNotSupportedException"),
    ):
        held(desktop).state = state
        assert refused(migrate, BundleId=power)[0] == code
    held(desktop).state = "AVAILABLE"
    assert refused(migrate, BundleId=power) == ("", "")
    assert refused(migrate, BundleId=power)[0] == "OperationInProgressException"


def test_a_migration_needs_a_free_address(world: World, directory: str) -> None:
    desktop = world.desktop(directory, "ann")
    for subnet in world.subnets[:2]:
        while not refused(world.ec2.create_network_interface, SubnetId=subnet)[0]:
            pass
    refusal = refused(world.workspaces.migrate_workspace, SourceWorkspaceId=desktop, BundleId=world.bundle(POWER))
    assert refusal == ("ResourceUnavailableException", "No registered subnet has a free address.")
    assert states(world, directory) == {desktop: "AVAILABLE"}
