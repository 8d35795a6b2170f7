"""AWS::DirectoryService::SimpleAD: made, tagged, given an alias, replaced, registered and deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from local_aws.clock import clock
from local_aws.inventory import inventory, leftover
from local_aws.sandbox import MINUTE, NAME, PASSWORD, World
from local_aws.stacks import Stack

if TYPE_CHECKING:
    from collections.abc import Iterator

SPEED = 6000.0


@pytest.fixture
def stack(world: World) -> Iterator[Stack]:  # noqa: ARG001 - an account to make it in
    clock.run(SPEED)
    yield Stack()
    clock.freeze()


def template(world: World, **more: object) -> dict[str, object]:
    properties = {
        "Name": NAME, "Size": "Small", "ShortName": "corp", "Password": PASSWORD,
        "VpcSettings": {"VpcId": world.vpc, "SubnetIds": world.subnets[:2]}, **more,
    }  # fmt: skip
    outputs = {
        "Dns": {"Value": {"Fn::Join": [" ", {"Fn::GetAtt": ["Directory", "DnsIpAddresses"]}]}},
        "Alias": {"Value": {"Fn::GetAtt": ["Directory", "Alias"]}},
    }
    directory = {"Type": "AWS::DirectoryService::SimpleAD", "Properties": properties}
    return {"Resources": {"Directory": directory}, "Outputs": outputs}


def test_a_simple_ad_is_active_with_its_attributes_and_leaves_nothing(world: World, stack: Stack) -> None:
    before = inventory(world.session)
    assert stack.create(template(world, CreateAlias=True, EnableSso=True)) == "CREATE_COMPLETE"
    made = world.directory(stack.physical_ids()["Directory"])
    assert (made["Type"], made["Stage"], made["Size"], made["SsoEnabled"]) == ("SimpleAD", "Active", "Small", True)
    assert (stack.outputs()["Dns"].split(), stack.outputs()["Alias"]) == (made["DnsIpAddrs"], "corp")
    assert stack.delete() == "DELETE_COMPLETE"
    clock.advance(10 * MINUTE)
    assert leftover(before, inventory(world.session)) == {}


def test_tags_change_in_place_and_the_size_replaces(world: World, stack: Stack) -> None:
    stack.create(template(world, Tags=[{"Key": "team", "Value": "euc"}, {"Key": "old", "Value": "1"}]))
    first = stack.physical_ids()["Directory"]
    assert stack.update(template(world, Tags=[{"Key": "team", "Value": "it"}])) == "UPDATE_COMPLETE"
    assert stack.physical_ids()["Directory"] == first
    tags = {each["Key"]: each["Value"] for each in world.ds.list_tags_for_resource(ResourceId=first)["Tags"]}
    assert (tags["team"], "old" in tags) == ("it", False)
    assert stack.update(template(world, Size="Large")) == "UPDATE_COMPLETE"
    assert stack.physical_ids()["Directory"] != first
    assert stack.delete() == "DELETE_COMPLETE"


def test_single_sign_on_without_an_alias_is_rolled_back(world: World, stack: Stack) -> None:
    stack.create(template(world))
    assert stack.update(template(world, EnableSso=True)) == "UPDATE_ROLLBACK_COMPLETE"
    assert "alias" in str(stack.reasons("UPDATE_FAILED"))


def test_a_simple_ad_can_be_registered(world: World, stack: Stack) -> None:
    stack.create(template(world))
    directory = stack.physical_ids()["Directory"]
    world.default_role()
    world.workspaces.register_workspace_directory(
        DirectoryId=directory, SubnetIds=world.subnets[:2], EnableSelfService=False, Tenancy="SHARED"
    )
    clock.advance(10 * MINUTE)
    (found,) = world.workspaces.describe_workspace_directories(DirectoryIds=[directory])["Directories"]
    assert (found["State"], found["DirectoryType"]) == ("REGISTERED", "SIMPLE_AD")
