"""IP access control groups, connection aliases, tags and the request limit."""

from __future__ import annotations

from functools import partial

import pytest

from local_aws import services
from local_aws.clock import clock
from local_aws.sandbox import World, refused
from local_aws.services.workspaces import ip_groups


def group(world: World, name: str = "office", rules: int = 0) -> str:
    given = [{"ipRule": f"203.0.{index}.0/24"} for index in range(rules)]
    return world.workspaces.create_ip_group(GroupName=name, UserRules=given)["GroupId"]  # type: ignore[arg-type]


def rules_of(world: World, group_id: str) -> list[str]:
    found = world.workspaces.describe_ip_groups(GroupIds=[group_id])["Result"][0]
    return [each["ipRule"] for each in found["userRules"]]


def test_rules_are_added_replaced_and_revoked(world: World) -> None:
    made = group(world, rules=1)
    world.workspaces.authorize_ip_rules(GroupId=made, UserRules=[{"ipRule": "198.51.100.7/32", "ruleDesc": "home"}])
    assert rules_of(world, made) == ["203.0.0.0/24", "198.51.100.7/32"]
    world.workspaces.revoke_ip_rules(GroupId=made, UserRules=["203.0.0.0/24"])
    assert rules_of(world, made) == ["198.51.100.7/32"]
    world.workspaces.update_rules_of_ip_group(GroupId=made, UserRules=[{"ipRule": "192.0.2.0/24"}])
    assert rules_of(world, made) == ["192.0.2.0/24"]


@pytest.mark.parametrize("rule", ["203.0.113.5/24", "not an address", "2001:db8::/32", ""])
def test_a_rule_is_an_ipv4_range(world: World, rule: str) -> None:
    made = group(world)
    call = partial(world.workspaces.authorize_ip_rules, GroupId=made, UserRules=[{"ipRule": rule}])
    assert refused(call)[0] == "InvalidParameterValuesException"


def test_a_group_has_thirty_rules_at_most(world: World) -> None:
    made = group(world, rules=30)
    more = partial(world.workspaces.authorize_ip_rules, GroupId=made, UserRules=[{"ipRule": "192.0.2.0/24"}])
    assert refused(more)[0] == "ResourceLimitExceededException"
    assert len(rules_of(world, made)) == 30


def test_a_name_is_taken_once(world: World) -> None:
    group(world)
    assert refused(world.workspaces.create_ip_group, GroupName="office")[0] == "ResourceAlreadyExistsException"


def test_an_account_has_140_groups_at_most(world: World) -> None:
    for index in range(ip_groups.GROUPS_PER_ACCOUNT):
        group(world, f"office {index}")
    assert refused(world.workspaces.create_ip_group, GroupName="one more")[0] == "ResourceLimitExceededException"
    first = world.workspaces.describe_ip_groups(MaxResults=25)
    assert (len(first["Result"]), "NextToken" in first) == (25, True)


def test_a_directory_has_35_groups_at_most(world: World) -> None:
    world.default_role()
    directory = world.registered(world.managed_ad())
    made = [group(world, f"office {index}") for index in range(ip_groups.GROUPS_PER_DIRECTORY + 1)]
    associate = partial(world.workspaces.associate_ip_groups, DirectoryId=directory)
    associate(GroupIds=made[:-1])
    associate(GroupIds=made[:1])
    assert refused(associate, GroupIds=made)[0] == "ResourceLimitExceededException"
    assert world.registration(directory)["ipGroupIds"] == made[:-1]


def test_a_group_in_use_is_not_deleted(world: World) -> None:
    world.default_role()
    directory = world.managed_ad()
    made = group(world)
    associate = partial(world.workspaces.associate_ip_groups, DirectoryId=directory, GroupIds=[made])
    assert refused(associate)[0] == "ResourceNotFoundException"
    world.workspaces.register_workspace_directory(DirectoryId=directory)
    assert refused(associate)[0] == "InvalidResourceStateException"
    clock.advance(240)
    associate()
    assert refused(world.workspaces.delete_ip_group, GroupId=made)[0] == "ResourceAssociatedException"
    world.workspaces.disassociate_ip_groups(DirectoryId=directory, GroupIds=[made])
    world.workspaces.delete_ip_group(GroupId=made)
    assert refused(world.workspaces.delete_ip_group, GroupId=made)[0] == "ResourceNotFoundException"


def test_an_alias_serves_one_directory(world: World) -> None:
    world.default_role()
    directory = world.registered(world.managed_ad())
    create = partial(world.workspaces.create_connection_alias, ConnectionString="desktop.example.com")
    alias = create()["AliasId"]
    assert refused(create)[0] == "ResourceAlreadyExistsException"
    associate = partial(world.workspaces.associate_connection_alias, AliasId=alias)
    assert refused(associate, ResourceId="d-0000000000")[0] == "ResourceNotFoundException"
    identifier = associate(ResourceId=directory)["ConnectionIdentifier"]
    assert refused(associate, ResourceId=directory)[0] == "ResourceAssociatedException"
    found = world.workspaces.describe_connection_aliases(ResourceId=directory)["ConnectionAliases"]
    assert [(each["AliasId"], each["Associations"][0]["ConnectionIdentifier"]) for each in found] == [
        (alias, identifier)
    ]
    assert refused(world.workspaces.delete_connection_alias, AliasId=alias)[0] == "ResourceAssociatedException"
    world.workspaces.disassociate_connection_alias(AliasId=alias)
    assert refused(world.workspaces.disassociate_connection_alias, AliasId=alias)[0] == "InvalidResourceStateException"
    world.workspaces.delete_connection_alias(AliasId=alias)
    assert world.workspaces.describe_connection_aliases()["ConnectionAliases"] == []
    assert refused(world.workspaces.delete_connection_alias, AliasId=alias)[0] == "ResourceNotFoundException"


def test_tags_are_added_listed_and_removed(world: World) -> None:
    made = group(world)
    world.workspaces.create_tags(ResourceId=made, Tags=[{"Key": "a", "Value": "1"}, {"Key": "b"}])
    world.workspaces.delete_tags(ResourceId=made, TagKeys=["a", "c"])
    assert world.workspaces.describe_tags(ResourceId=made)["TagList"] == [{"Key": "b", "Value": ""}]


def test_tags_are_limited(world: World) -> None:
    tag = partial(world.workspaces.create_tags, ResourceId=group(world))
    assert refused(tag, Tags=[{"Key": f"k{index}"} for index in range(51)])[0] == "ResourceLimitExceededException"
    assert refused(tag, Tags=[{"Key": "aws:workspaces:x"}])[0] == "InvalidParameterValuesException"
    assert refused(world.workspaces.describe_tags, ResourceId="ws-nothing00")[0] == "ResourceNotFoundException"


def test_a_burst_of_calls_is_throttled_and_two_a_second_are_not(world: World) -> None:
    services.workspaces_rate_limit(enabled=True)
    clock.advance(60)
    codes = [refused(world.workspaces.create_ip_group, GroupName=f"office {index}")[0] for index in range(6)]
    assert codes == ["", "", "", "", "", "ThrottlingException"]
    assert refused(world.workspaces.describe_ip_groups)[0] == "ThrottlingException"
    clock.advance(0.5)
    assert refused(world.workspaces.create_ip_group, GroupName="later") == ("", "")
    assert refused(world.workspaces.create_ip_group, GroupName="too soon")[0] == "ThrottlingException"
    for _ in range(200):
        clock.advance(0.5)
        assert refused(world.workspaces.describe_ip_groups) == ("", "")


def test_the_limit_is_off_unless_the_environment_says_otherwise(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    create = partial(world.workspaces.create_ip_group)
    assert {refused(create, GroupName=f"office {index}")[0] for index in range(20)} == {""}
    monkeypatch.setenv("LOCAL_AWS_RATE_LIMIT", "1")
    services.reset()
    clock.freeze()
    codes = [refused(create, GroupName=f"shop {index}")[0] for index in range(6)]
    assert codes[-1] == "ThrottlingException"
