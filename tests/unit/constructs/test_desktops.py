"""Registrations, keys, bundles and desktops."""

from __future__ import annotations

import aws_cdk as cdk
import pytest

from tests.support.synth import new_app, stack_template, template
from tests.support.templates import by_type, only, properties
from workspaces_constructs import (
    Bundle,
    DirectoryRegistration,
    ExistingDirectory,
    ExistingRegistration,
    VolumeKey,
    Workspace,
    WorkspacesVpc,
)
from workspaces_constructs.facts.bundles import amazon_bundle_names


def test_a_registration_begins_with_everything_risky_off() -> None:
    (registration,) = properties(template(), "Custom::WorkspacesDirectoryRegistration")

    creation = registration["WorkspaceCreationProperties"]
    assert creation["UserEnabledAsLocalAdministrator"] is False
    assert creation["EnableInternetAccess"] is False
    assert creation["EnableMaintenanceMode"] is True
    assert registration["SelfservicePermissions"] == {
        "RestartWorkspace": "ENABLED",
        "RebuildWorkspace": "DISABLED",
        "IncreaseVolumeSize": "DISABLED",
        "ChangeComputeType": "DISABLED",
        "SwitchRunningMode": "DISABLED",
    }
    denied = {name for name, value in registration["WorkspaceAccessProperties"].items() if value == "DENY"}
    assert denied == {"DeviceTypeWeb", "DeviceTypeLinux"}
    assert registration["Tenancy"] == "SHARED"


def test_a_directory_and_a_registration_that_exist_are_used_by_their_ids() -> None:
    def make(stack: cdk.Stack) -> None:
        network = WorkspacesVpc(stack, "Network", directory_subnets=False)
        DirectoryRegistration(
            stack,
            "Registration",
            directory=ExistingDirectory("d-0123456789", "corp.example.com"),
            vpc=network.vpc,
            subnets=network.desktop_subnets["Desktops"].subnets,
            default_ou="OU=Desktops,DC=corp,DC=example,DC=com",
        )
        Workspace(
            stack,
            "Alice",
            registration=ExistingRegistration("d-9876543210"),
            user_name="alice",
            bundle=Bundle.from_id("wsb-0123456789"),
            volume_key=VolumeKey(stack, "Key").key,
        )

    made = stack_template(make)
    (registration,) = properties(made, "Custom::WorkspacesDirectoryRegistration")
    (desktop,) = properties(made, "AWS::WorkSpaces::Workspace")
    assert registration["DirectoryId"] == "d-0123456789"
    assert registration["LingerSeconds"] == 900
    assert desktop["DirectoryId"] == "d-9876543210"


def test_desktops_get_the_personas_group_and_subnets() -> None:
    made = template()
    group, _ = only(made, "AWS::EC2::SecurityGroup")
    (registration,) = properties(made, "Custom::WorkspacesDirectoryRegistration")

    assert registration["WorkspaceCreationProperties"]["CustomSecurityGroupId"] == {"Fn::GetAtt": [group, "GroupId"]}
    assert all("employeesSubnet" in subnet["Ref"] for subnet in registration["SubnetIds"])


@pytest.mark.parametrize(("variant", "linger"), [("standalone", 900), ("registered-directly", 2400), ("existing", 900)])
def test_the_registration_of_a_directory_that_cloudformation_deletes_lingers_longer(variant: str, linger: int) -> None:
    (registration,) = properties(template(variant), "Custom::WorkspacesDirectoryRegistration")

    assert registration["LingerSeconds"] == linger


@pytest.mark.parametrize("variant", ["standalone", "two-personas", "existing"])
def test_both_volumes_of_every_desktop_are_encrypted(variant: str) -> None:
    desktops = properties(template(variant), "AWS::WorkSpaces::Workspace")

    assert len(desktops) >= 2
    for desktop in desktops:
        assert desktop["RootVolumeEncryptionEnabled"] is True
        assert desktop["UserVolumeEncryptionEnabled"] is True
        assert desktop["VolumeEncryptionKey"]


def test_the_running_mode_is_each_users_own() -> None:
    modes = {
        str(desktop["UserName"]["Fn::GetAtt"][0]): desktop["WorkspaceProperties"]
        for desktop in properties(template(), "AWS::WorkSpaces::Workspace")
    }
    alice = next(value for name, value in modes.items() if "alice" in name)
    bob = next(value for name, value in modes.items() if "bob" in name)

    assert (alice["RunningMode"], alice["RunningModeAutoStopTimeoutInMinutes"]) == ("AUTO_STOP", 60)
    assert bob["RunningMode"] == "ALWAYS_ON"
    assert "RunningModeAutoStopTimeoutInMinutes" not in bob
    assert (alice["RootVolumeSizeGib"], alice["UserVolumeSizeGib"]) == (80, 50)


def test_keys_rotate_and_the_volume_key_is_not_the_records_key() -> None:
    keys = by_type(template(), "AWS::KMS::Key")

    assert len(keys) == 2
    assert all(key["Properties"]["EnableKeyRotation"] is True for key in keys.values())


def test_amazons_bundle_is_looked_up_by_its_names() -> None:
    made = stack_template(lambda stack: Bundle.amazon(stack, "Bundle", compute_type="POWER", language="Japanese"))
    (lookup,) = properties(made, "Custom::WorkspacesBundleLookup")

    assert lookup["Names"] == amazon_bundle_names("POWER", "WINDOWS_SERVER_2022", language="Japanese")


def test_a_bundle_by_id_needs_no_look_up() -> None:
    desktops = properties(template("existing"), "AWS::WorkSpaces::Workspace")

    assert not by_type(template("existing"), "Custom::WorkspacesBundleLookup")
    assert {desktop["BundleId"] for desktop in desktops} == {"wsb-0123456789"}


def test_a_bundle_knows_what_it_is() -> None:
    stack = cdk.Stack(new_app(), "Stack")
    bundle = Bundle.amazon(stack, "Bundle", operating_system="UBUNTU_24_04")

    assert bundle.compute_type == "STANDARD"
    assert bundle.operating_system is not None
    assert bundle.operating_system.linux
