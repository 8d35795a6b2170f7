"""WorkSpaces: coming up, being found, stopping, starting and going."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from local_aws import faults
from local_aws.clock import clock
from local_aws.faults import Fault
from local_aws.sandbox import MINUTE, World, refused
from local_aws.services import domains, settle

if TYPE_CHECKING:
    from mypy_boto3_workspaces.type_defs import WorkspaceRequestTypeDef

HOUR = 60 * MINUTE


@pytest.fixture
def directory(world: World) -> str:
    """A registered Managed AD with two users, one of them disabled."""
    world.default_role()
    directory = world.managed_ad(data_access=True)
    world.user(directory, "ann")
    world.user(directory, "off", password=None)
    return world.registered(directory)


def ask(world: World, directory: str, **changes: object) -> tuple[str, str]:
    """Ask for one WorkSpace; the code and message of its refusal, or its identifier twice."""
    item = {"DirectoryId": directory, "UserName": "ann", "BundleId": world.bundle()} | changes
    answer = world.workspaces.create_workspaces(Workspaces=[item])  # type: ignore[list-item]
    if answer["FailedRequests"]:
        return answer["FailedRequests"][0]["ErrorCode"], answer["FailedRequests"][0]["ErrorMessage"]
    return answer["PendingRequests"][0]["WorkspaceId"], answer["PendingRequests"][0]["WorkspaceId"]


def terminate(world: World, identifier: str) -> list[str]:
    answer = world.workspaces.terminate_workspaces(TerminateWorkspaceRequests=[{"WorkspaceId": identifier}])
    return [each["ErrorCode"] for each in answer["FailedRequests"]]


def test_a_workspace_comes_up_in_a_registered_subnet_with_both_groups(world: World, directory: str) -> None:
    custom = world.ec2.create_security_group(GroupName="desktops", Description="x", VpcId=world.vpc)["GroupId"]
    world.workspaces.modify_workspace_creation_properties(
        ResourceId=directory, WorkspaceCreationProperties={"CustomSecurityGroupId": custom}
    )
    desktop = world.desktop(directory, "ann", available=False)
    assert world.workspace(desktop)["State"] == "PENDING"
    clock.advance(12 * MINUTE)
    described = world.workspace(desktop)
    assert described["State"] == "AVAILABLE"
    assert described["ComputerName"].startswith("WSAMZN-")
    assert described["SubnetId"] in world.subnets[:2]
    assert described["WorkspaceProperties"] == {
        "RunningMode": "ALWAYS_ON",
        "RootVolumeSizeGib": 80,
        "UserVolumeSizeGib": 50,
        "ComputeTypeName": "STANDARD",
        "Protocols": ["WSP"],
        "OperatingSystemName": "WINDOWS_SERVER_2022",
    }
    interfaces = world.ec2.describe_network_interfaces()["NetworkInterfaces"]
    own = next(each for each in interfaces if each["PrivateIpAddress"] == described["IpAddress"])
    members = world.registration(directory)["WorkspaceSecurityGroupId"]
    assert {each["GroupId"] for each in own["Groups"]} == {members, custom}
    assert own["Description"] == "Created By Amazon Workspaces for AWS Account ID 000000000000"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"UserName": "nobody"}, "ResourceNotFound.User"),
        ({"UserName": "off"}, "ResourceNotFound.User"),
        ({"DirectoryId": "d-0000000000"}, "ResourceNotFound.Directory"),
        ({"BundleId": "wsb-00000000"}, "ResourceNotFound.Bundle"),
        ({"VolumeEncryptionKey": "alias/mine"}, "InvalidParameterValues"),
        ({"VolumeEncryptionKey": "alias/mine", "RootVolumeEncryptionEnabled": True}, "InvalidParameterValues.KmsKey"),
        ({"Tags": [{"Key": "aws:x"}]}, "InvalidParameterValues"),
        ({"WorkspaceProperties": {"RunningMode": "MANUAL"}}, "InvalidParameterValues"),
        ({"WorkspaceProperties": {"RunningModeAutoStopTimeoutInMinutes": 60}}, "InvalidParameterValues"),
        (
            {"WorkspaceProperties": {"RunningMode": "AUTO_STOP", "RunningModeAutoStopTimeoutInMinutes": 90}},
            "InvalidParameterValues",
        ),
        ({"WorkspaceProperties": {"ComputeTypeName": "POWER"}}, "InvalidParameterValues"),
        ({"WorkspaceProperties": {"Protocols": ["PCOIP"]}}, "InvalidParameterValues"),
        ({"WorkspaceProperties": {"RootVolumeSizeGib": 100, "UserVolumeSizeGib": 50}}, "InvalidParameterValues"),
    ],
)
def test_an_item_is_refused_by_itself(world: World, directory: str, changes: dict[str, object], code: str) -> None:
    assert ask(world, directory, **changes)[0] == code
    assert world.workspaces.describe_workspaces()["Workspaces"] == []


def test_one_call_can_hold_both_accepted_and_refused_items(world: World, directory: str) -> None:
    names = ("ann", "nobody", "Admin", "ANN")
    items: list[WorkspaceRequestTypeDef] = [
        {"DirectoryId": directory, "BundleId": world.bundle(), "UserName": name} for name in names
    ]
    answer = world.workspaces.create_workspaces(Workspaces=items)
    assert [each["UserName"] for each in answer["PendingRequests"]] == ["ann", "Admin"]
    assert [(each["WorkspaceRequest"]["UserName"], each["ErrorCode"]) for each in answer["FailedRequests"]] == [
        ("nobody", "ResourceNotFound.User"),
        ("ANN", "ResourceAlreadyExists.Workspace"),
    ]


def test_a_call_takes_25_items_at_most(world: World, directory: str) -> None:
    item = {"DirectoryId": directory, "UserName": "ann", "BundleId": world.bundle()}
    assert refused(world.workspaces.create_workspaces, Workspaces=[item] * 26)[0] == "ValidationException"


def test_a_directory_being_registered_takes_no_workspaces(world: World) -> None:
    world.default_role()
    directory = world.managed_ad()
    world.workspaces.register_workspace_directory(DirectoryId=directory)
    assert ask(world, directory, UserName="Admin")[0] == "InvalidResourceState.Directory"


@pytest.mark.parametrize(
    ("spec", "enabled"), [("SYMMETRIC_DEFAULT", True), ("SYMMETRIC_DEFAULT", False), ("RSA_2048", True)]
)
def test_volumes_are_encrypted_by_a_symmetric_enabled_key(
    world: World, directory: str, spec: str, enabled: bool
) -> None:
    kms = world.session.client("kms")
    usage = "ENCRYPT_DECRYPT"
    key = kms.create_key(KeySpec=spec, KeyUsage=usage)["KeyMetadata"]["Arn"]
    if not enabled:
        kms.disable_key(KeyId=key)
    made = ask(
        world,
        directory,
        VolumeEncryptionKey=key,
        RootVolumeEncryptionEnabled=True,
        UserVolumeEncryptionEnabled=True,
    )[0]
    if spec != "SYMMETRIC_DEFAULT" or not enabled:
        assert made == "InvalidParameterValues.KmsKey"
        return
    clock.advance(19 * MINUTE)
    assert world.workspace(made)["State"] == "PENDING"
    clock.advance(MINUTE)
    described = world.workspace(made)
    assert (described["State"], described["VolumeEncryptionKey"]) == ("AVAILABLE", key)
    assert described["RootVolumeEncryptionEnabled"] is described["UserVolumeEncryptionEnabled"] is True


@pytest.mark.parametrize(
    ("bundle", "limit"),
    [
        ("Standard with Windows 10 (Server 2022 based) (WSP)", 1),
        ("GeneralPurpose.4xlarge with Windows 10 (Server 2022 based) (WSP)", 1),
        ("Graphics.g4dn with Windows 10 (Server 2022 based) (WSP)", 0),
    ],
)
def test_quotas_are_counted_by_class(
    world: World, directory: str, bundle: str, limit: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOCAL_AWS_WORKSPACES_QUOTA", "1")
    codes = [ask(world, directory, UserName=name, BundleId=world.bundle(bundle))[0] for name in ("ann", "Admin")]
    assert [code == "ResourceLimitExceeded" for code in codes] == [limit == 0, True]


def test_subnets_run_out_of_addresses(world: World, directory: str) -> None:
    for subnet in world.subnets[:2]:
        while world.ec2.describe_subnets(SubnetIds=[subnet])["Subnets"][0]["AvailableIpAddressCount"]:
            world.ec2.create_network_interface(SubnetId=subnet)
    assert ask(world, directory)[0] == "InsufficientFreeAddressesInSubnet"


def test_workspaces_spread_over_the_subnets(world: World, directory: str) -> None:
    for name in ("bob", "cem", "dan"):
        world.user(directory, name)
    made = [ask(world, directory, UserName=name)[0] for name in ("ann", "bob", "cem", "dan")]
    subnets = [world.workspace(each)["SubnetId"] for each in made]
    assert [subnets.count(each) for each in world.subnets[:2]] == [2, 2]


def test_users_of_a_connector_are_those_of_the_domain_behind_it(world: World, directory: str) -> None:
    group = "AWS Delegated Server Administrators"
    world.user(directory, "svc", group=group)
    connector = world.registered(world.connector(world.directory(directory)["DnsIpAddrs"], "svc"))
    assert world.registration(connector)["DirectoryType"] == "AD_CONNECTOR"
    assert world.registration(connector)["CustomerUserName"] == "svc"
    assert world.workspace(world.desktop(connector, "ann"))["State"] == "AVAILABLE"
    assert ask(world, connector, UserName="nobody")[0] == "ResourceNotFound.User"


def test_a_domain_outside_aws_has_users_too(world: World) -> None:
    world.default_role()
    domains.add_on_premises("corp.example.com", ["10.1.0.2"], {"svc": "Correct-Horse-7", "eve": "Correct-Horse-7"})
    connector = world.registered(world.connector(["10.1.0.2"], "svc"))
    assert world.workspace(world.desktop(connector, "eve"))["State"] == "AVAILABLE"


def test_a_service_account_must_be_allowed_to_join_computers(world: World, directory: str) -> None:
    world.user(directory, "svc")
    connector = world.registered(world.connector(world.directory(directory)["DnsIpAddrs"], "svc"))
    described = world.workspace(world.desktop(connector, "ann"))
    assert (described["State"], described["ErrorCode"]) == ("ERROR", "DomainJoinFailure")
    assert "svc" in described["ErrorMessage"]


def test_a_workstation_adder_joins_ten_computers(world: World, directory: str) -> None:
    world.user(directory, "svc", group="AWS Delegated Add Workstations To Domain Users")
    vpc_subnets = world.ec2.create_subnet(VpcId=world.vpc, CidrBlock="172.20.9.0/24", AvailabilityZoneId="use1-az2")
    world.subnets[0] = vpc_subnets["Subnet"]["SubnetId"]
    connector = world.registered(world.connector(world.directory(directory)["DnsIpAddrs"], "svc"))
    made = []
    for index in range(11):
        world.user(directory, f"user{index}")
        made.append(world.desktop(connector, f"user{index}"))
    assert [world.workspace(each)["State"] for each in made] == ["AVAILABLE"] * 10 + ["ERROR"]


def test_a_launch_can_fail_on_demand(world: World, directory: str) -> None:
    faults.add(Fault("workspaces", "CreateWorkspaces", stage="ERROR", error="InternalError", reason="No capacity."))
    described = world.workspace(world.desktop(directory, "ann"))
    assert (described["State"], described["ErrorCode"], described["ErrorMessage"]) == (
        "ERROR",
        "InternalError",
        "No capacity.",
    )


def test_a_terminated_workspace_is_absent_and_its_interface_a_little_later(world: World, directory: str) -> None:
    desktop = world.desktop(directory, "ann")
    assert len(world.interfaces()) == 3
    assert terminate(world, desktop) == terminate(world, desktop) == []
    assert world.workspace(desktop)["State"] == "TERMINATING"
    clock.advance(4 * MINUTE)
    assert world.workspaces.describe_workspaces(WorkspaceIds=[desktop])["Workspaces"] == []
    assert len(world.interfaces()) == 3
    clock.advance(MINUTE)
    settle()
    assert len(world.interfaces()) == 2
    assert terminate(world, desktop) == ["ResourceNotFound.Workspace"]
    assert ask(world, directory)[0].startswith("ws-")


def test_a_workspace_can_be_terminated_while_it_comes_up(world: World, directory: str) -> None:
    desktop = world.desktop(directory, "ann", available=False)
    terminate(world, desktop)
    clock.advance(HOUR)
    settle()
    assert world.workspaces.describe_workspaces()["Workspaces"] == []
    assert len(world.interfaces()) == 2


def test_workspaces_are_described_by_one_filter_at_a_time(world: World, directory: str) -> None:
    desktops = [world.desktop(directory, name) for name in ("ann", "Admin")]
    describe = world.workspaces.describe_workspaces

    def found(**filters: str) -> list[str]:
        return [each["WorkspaceId"] for each in describe(**filters)["Workspaces"]]  # type: ignore[arg-type]

    assert found(DirectoryId=directory) == found(BundleId=world.bundle()) == found() == desktops
    assert found(DirectoryId=directory, UserName="ANN") == desktops[:1]
    assert found(BundleId="wsb-00000000") == []
    assert refused(describe, UserName="ann")[0] == "InvalidParameterValuesException"
    both = partial(describe, DirectoryId=directory, WorkspaceIds=desktops)
    assert refused(both)[0] == "InvalidParameterValuesException"
    first = describe(Limit=1)
    rest = describe(Limit=1, NextToken=first["NextToken"])
    assert [each["WorkspaceId"] for page in (first, rest) for each in page["Workspaces"]] == desktops


def test_workspaces_stop_start_and_reboot(world: World, directory: str) -> None:
    desktop = world.desktop(directory, "ann")
    item = {"WorkspaceId": desktop}
    calls = {
        "stop": partial(world.workspaces.stop_workspaces, StopWorkspaceRequests=[item]),  # type: ignore[list-item]
        "start": partial(world.workspaces.start_workspaces, StartWorkspaceRequests=[item]),  # type: ignore[list-item]
        "reboot": partial(world.workspaces.reboot_workspaces, RebootWorkspaceRequests=[item]),  # type: ignore[list-item]
    }

    def act(name: str) -> tuple[int, str, str]:
        failed = len(calls[name]()["FailedRequests"])
        before = world.workspace(desktop)["State"]
        clock.advance(3 * MINUTE)
        return failed, before, world.workspace(desktop)["State"]

    assert act("stop") == (1, "AVAILABLE", "AVAILABLE")
    world.workspaces.modify_workspace_properties(WorkspaceId=desktop, WorkspaceProperties={"RunningMode": "AUTO_STOP"})
    assert act("stop") == (0, "STOPPING", "STOPPED")
    assert act("reboot") == (1, "STOPPED", "STOPPED")
    assert act("start") == (0, "STARTING", "AVAILABLE")
    assert act("start") == (1, "AVAILABLE", "AVAILABLE")
    assert act("reboot") == (0, "REBOOTING", "AVAILABLE")
