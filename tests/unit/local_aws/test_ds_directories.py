"""Describing, changing and deleting directories."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from local_aws import faults
from local_aws.clock import clock
from local_aws.faults import Fault
from local_aws.sandbox import MINUTE, PASSWORD, World, refused
from local_aws.services import durations, settle

UNKNOWN = "d-0000000000"


def test_an_unknown_directory_fails_the_whole_description(world: World) -> None:
    known = world.managed_ad(active=False)
    assert refused(world.ds.describe_directories, DirectoryIds=[known, UNKNOWN])[0] == "EntityDoesNotExistException"


def test_descriptions_come_in_pages(world: World) -> None:
    made = [world.managed_ad(active=False) for _ in range(3)]
    first = world.ds.describe_directories(Limit=2)
    rest = world.ds.describe_directories(Limit=2, NextToken=first["NextToken"])
    assert [each["DirectoryId"] for page in (first, rest) for each in page["DirectoryDescriptions"]] == made
    assert "NextToken" not in rest
    assert refused(lambda: world.ds.describe_directories(NextToken="x"))[0] == "InvalidNextTokenException"


def test_a_directory_is_absent_when_deleted_and_its_interfaces_a_little_later(world: World) -> None:
    directory = world.managed_ad()
    world.ds.delete_directory(DirectoryId=directory)
    assert world.directory(directory)["Stage"] == "Deleting"
    clock.advance(durations.DELETE_DIRECTORY)
    assert refused(lambda: world.directory(directory))[0] == "EntityDoesNotExistException"
    assert (len(world.interfaces()), world.group_names()) == (2, {f"{directory}_controllers"})
    clock.advance(2 * MINUTE)
    settle()
    assert (world.interfaces(), world.group_names()) == ([], set())


@pytest.mark.parametrize(("minutes", "stage"), [(0, "Requested"), (1, "Creating"), (24, "Created")])
def test_a_directory_in_the_making_is_not_deleted(world: World, minutes: int, stage: str) -> None:
    directory = world.managed_ad(active=False)
    clock.advance(minutes * MINUTE)
    assert refused(lambda: world.ds.delete_directory(DirectoryId=directory)) == (
        "ClientException",
        f"Cannot delete the directory {directory} in the {stage} stage.",
    )


def test_a_directory_is_deleted_once(world: World) -> None:
    directory = world.managed_ad()
    world.ds.delete_directory(DirectoryId=directory)
    assert refused(lambda: world.ds.delete_directory(DirectoryId=directory))[0] == "ClientException"
    assert refused(lambda: world.ds.delete_directory(DirectoryId=UNKNOWN))[0] == "EntityDoesNotExistException"


def test_a_failed_directory_can_be_deleted(world: World) -> None:
    connector = world.connector(["10.9.9.9"])
    assert world.directory(connector)["Stage"] == "Failed"
    world.ds.delete_directory(DirectoryId=connector)
    clock.advance(12 * MINUTE)
    settle()
    assert world.interfaces() == []


def test_a_deletion_can_fail_on_demand(world: World) -> None:
    directory = world.managed_ad()
    faults.add(Fault("ds", "DeleteDirectory", stage="Failed", reason="Try again."))
    world.ds.delete_directory(DirectoryId=directory)
    clock.advance(10 * MINUTE)
    assert world.directory(directory)["Stage"] == "Failed"


def change_size(world: World, directory: str, size: str = "Large") -> object:
    return world.ds.update_directory_setup(
        DirectoryId=directory,
        UpdateType="SIZE",
        DirectorySizeUpdateSettings={"DirectorySize": size},  # type: ignore[typeddict-item]  # any text
    )


def latest_update(world: World, directory: str) -> tuple[str, str]:
    updates = world.ds.describe_update_directory(DirectoryId=directory, UpdateType="SIZE")["UpdateActivities"]
    return updates[0]["Status"], updates[0].get("StatusReason", "")


def test_a_connectors_size_is_changed_in_place(world: World) -> None:
    connector = world.connector(world.directory(world.managed_ad())["DnsIpAddrs"])
    resize = partial(change_size, world, connector)
    assert refused(resize, size="Small")[0] == "DirectoryInDesiredStateException"
    resize()
    assert world.directory(connector)["Stage"] == "Updating"
    assert refused(resize)[0] == "DirectoryUnavailableException"
    assert latest_update(world, connector) == ("Updating", "")
    clock.advance(10 * MINUTE)
    described = world.directory(connector)
    assert (described["Stage"], described["Size"]) == ("Active", "Large")
    assert latest_update(world, connector) == ("Updated", "")


def test_a_change_of_size_can_fail_on_demand(world: World) -> None:
    connector = world.connector(world.directory(world.managed_ad())["DnsIpAddrs"])
    faults.add(Fault("ds", "UpdateDirectorySetup", stage="UpdateFailed", reason="No."))
    change_size(world, connector)
    clock.advance(10 * MINUTE)
    assert world.directory(connector)["Size"] == "Small"
    assert latest_update(world, connector) == ("UpdateFailed", "No.")


def test_a_connector_deleted_while_it_changes_stays_deleted(world: World) -> None:
    connector = world.connector(world.directory(world.managed_ad())["DnsIpAddrs"])
    change_size(world, connector)
    clock.advance(5 * MINUTE)
    world.ds.delete_directory(DirectoryId=connector)
    clock.advance(durations.DELETE_DIRECTORY - MINUTE)
    assert world.directory(connector)["Stage"] == "Deleting"
    clock.advance(MINUTE)
    assert refused(world.ds.describe_directories, DirectoryIds=[connector])[0] == "EntityDoesNotExistException"


def test_calls_from_many_threads_see_one_truth(world: World) -> None:
    with ThreadPoolExecutor(8) as threads:
        made = list(threads.map(lambda _: world.managed_ad(active=False), range(8)))
    clock.advance(25 * MINUTE)
    with ThreadPoolExecutor(8) as threads:
        stages = list(threads.map(lambda each: world.directory(each)["Stage"], made))
    assert sorted(stages) == ["Active"] * 8
    assert len(set(world.interfaces())) == 16


def test_only_a_connectors_size_is_changed_and_only_to_a_named_one(world: World) -> None:
    directory = world.managed_ad()
    assert refused(change_size, world=world, directory=directory)[0] == "UnsupportedOperationException"
    connector = world.connector(world.directory(directory)["DnsIpAddrs"])
    update = partial(world.ds.update_directory_setup, DirectoryId=connector)
    assert refused(update, UpdateType="SIZE")[0] == "InvalidParameterException"
    assert refused(update, UpdateType="OS")[0] == "UnsupportedOperationException"


def test_tags_are_added_listed_and_removed(world: World) -> None:
    directory = world.managed_ad(active=False)
    world.ds.add_tags_to_resource(ResourceId=directory, Tags=[{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}])
    world.ds.add_tags_to_resource(ResourceId=directory, Tags=[{"Key": "a", "Value": "3"}])
    world.ds.remove_tags_from_resource(ResourceId=directory, TagKeys=["b", "c"])
    assert world.ds.list_tags_for_resource(ResourceId=directory)["Tags"] == [{"Key": "a", "Value": "3"}]


def test_tags_are_limited(world: World) -> None:
    directory = world.managed_ad(active=False)
    many = [{"Key": f"k{index}", "Value": ""} for index in range(51)]
    tag = partial(world.ds.add_tags_to_resource, ResourceId=directory)
    assert refused(tag, Tags=many)[0] == "TagLimitExceededException"
    assert refused(tag, Tags=[{"Key": "AWS:x", "Value": ""}])[0] == "InvalidParameterException"
    assert world.ds.list_tags_for_resource(ResourceId=directory)["Tags"] == []
    assert refused(world.ds.list_tags_for_resource, ResourceId=UNKNOWN)[0] == "EntityDoesNotExistException"


def test_data_access_is_switched_on_and_off(world: World) -> None:
    directory = world.managed_ad()
    seen = []

    def look() -> None:
        seen.append(world.ds.describe_directory_data_access(DirectoryId=directory)["DataAccessStatus"])

    look()
    world.ds.enable_directory_data_access(DirectoryId=directory)
    look()
    assert (
        refused(world.ds.enable_directory_data_access, DirectoryId=directory)[0] == "DirectoryInDesiredStateException"
    )
    assert refused(world.ds.disable_directory_data_access, DirectoryId=directory)[0] == "DirectoryUnavailableException"
    clock.advance(3 * MINUTE)
    look()
    world.ds.disable_directory_data_access(DirectoryId=directory)
    look()
    clock.advance(3 * MINUTE)
    look()
    assert seen == ["Disabled", "Enabling", "Enabled", "Disabling", "Disabled"]
    assert (
        refused(world.ds.disable_directory_data_access, DirectoryId=directory)[0] == "DirectoryInDesiredStateException"
    )


def test_data_access_needs_an_active_managed_ad(world: World) -> None:
    creating = world.managed_ad(active=False)
    enable = world.ds.enable_directory_data_access
    assert refused(enable, DirectoryId=creating)[0] == "DirectoryUnavailableException"
    clock.advance(25 * MINUTE)
    connector = world.connector(world.directory(creating)["DnsIpAddrs"])
    assert refused(enable, DirectoryId=connector)[0] == "UnsupportedOperationException"
    assert refused(enable, DirectoryId=UNKNOWN)[0] == "DirectoryDoesNotExistException"


def test_data_access_can_fail_on_demand(world: World) -> None:
    directory = world.managed_ad()
    faults.add(Fault("ds", "EnableDirectoryDataAccess", stage="Failed"))
    world.ds.enable_directory_data_access(DirectoryId=directory)
    clock.advance(3 * MINUTE)
    assert world.ds.describe_directory_data_access(DirectoryId=directory)["DataAccessStatus"] == "Failed"


def test_a_password_enables_its_user_once_the_user_has_spread(world: World) -> None:
    directory = world.managed_ad(data_access=True)
    world.user(directory, "ann", password=None)
    reset = partial(world.ds.reset_user_password, DirectoryId=directory, UserName="ann", NewPassword=PASSWORD)
    assert refused(reset)[0] == "UserDoesNotExistException"
    clock.advance(5)
    assert world.data.describe_user(DirectoryId=directory, SAMAccountName="ann")["Enabled"] is False
    reset()
    assert world.data.describe_user(DirectoryId=directory, SAMAccountName="ann")["Enabled"] is True


@pytest.mark.parametrize("password", ["Sh0rt!", "onlylowercase", "lower123456", "Ann-12345"])
def test_a_password_against_the_policy_is_refused(world: World, password: str) -> None:
    directory = world.managed_ad(data_access=True)
    world.user(directory, "ann", password=None)
    clock.advance(10)
    reset = partial(world.ds.reset_user_password, DirectoryId=directory, UserName="ann")
    assert refused(reset, NewPassword=password)[0] == "InvalidPasswordException"


def test_a_password_is_not_reset_through_a_connector(world: World) -> None:
    target = world.managed_ad()
    connector = world.connector(world.directory(target)["DnsIpAddrs"])
    reset = partial(world.ds.reset_user_password, NewPassword=PASSWORD)
    assert refused(reset, DirectoryId=connector, UserName="Admin")[0] == "UnsupportedOperationException"
    assert refused(reset, DirectoryId=target, UserName="nobody")[0] == "UserDoesNotExistException"
    assert refused(reset, DirectoryId=UNKNOWN, UserName="Admin")[0] == "EntityDoesNotExistException"
