"""Users and groups through Directory Service Data."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import ClientError

from local_aws.clock import clock
from local_aws.sandbox import NAME, World, refused

if TYPE_CHECKING:
    from collections.abc import Callable

HOUR = 3600.0


@pytest.fixture
def directory(world: World) -> str:
    return world.managed_ad(data_access=True)


def reason(call: Callable[[], object]) -> tuple[str, str]:
    """Return the code of the error that a call meets, and the model's reason for it."""
    with pytest.raises(ClientError) as caught:
        call()
    return caught.value.response["Error"]["Code"], str(caught.value.response.get("Reason"))


def test_a_new_user_is_described_and_disabled(world: World, directory: str) -> None:
    made = world.data.create_user(
        DirectoryId=directory,
        SAMAccountName="ann",
        GivenName="Ann",
        Surname="Lee",
        EmailAddress="ann@example.com",
        OtherAttributes={"Department": {"S": "IT"}},
    )
    described = world.data.describe_user(
        DirectoryId=directory, SAMAccountName="ANN", OtherAttributes=["department", "title"]
    )
    del described["ResponseMetadata"]  # type: ignore[misc]  # what the service said, without the wire
    assert described == {
        "DirectoryId": directory,
        "DistinguishedName": "CN=ann,OU=Users,OU=corp,DC=corp,DC=example,DC=com",
        "EmailAddress": "ann@example.com",
        "Enabled": False,
        "GivenName": "Ann",
        "OtherAttributes": {"department": {"S": "IT"}},
        "Realm": NAME,
        "SAMAccountName": "ann",
        "SID": made["SID"],
        "Surname": "Lee",
        "UserPrincipalName": f"ann@{NAME}",
    }


@pytest.mark.parametrize("name", ["a" * 21, "has space", "ann@corp", ""])
def test_a_user_name_follows_the_models_rule(world: World, directory: str, name: str) -> None:
    create = partial(world.data.create_user, DirectoryId=directory, SAMAccountName=name)
    try:
        code, _ = refused(create)
    except Exception as error:  # noqa: BLE001 - botocore checks lengths itself
        code = type(error).__name__
    assert code in {"ValidationException", "ParamValidationError"}


def test_a_name_is_taken_once_among_users_and_groups_whatever_its_case(world: World, directory: str) -> None:
    world.user(directory, "ann", password=None)
    assert refused(world.data.create_user, DirectoryId=directory, SAMAccountName="Ann")[0] == "ConflictException"
    assert refused(world.data.create_group, DirectoryId=directory, SAMAccountName="ANN")[0] == "ConflictException"
    assert refused(world.data.create_user, DirectoryId=directory, SAMAccountName="Admin")[0] == "ConflictException"


def test_attributes_are_added_replaced_and_removed(world: World, directory: str) -> None:
    world.user(directory, "ann", password=None)
    update = partial(world.data.update_user, DirectoryId=directory, SAMAccountName="ann")
    update(Surname="Lee", UpdateType="ADD")
    assert reason(partial(update, Surname="Ray", UpdateType="ADD")) == ("ValidationException", "ATTRIBUTE_EXISTS")
    update(Surname="Ray", UpdateType="REPLACE")
    assert world.data.describe_user(DirectoryId=directory, SAMAccountName="ann")["Surname"] == "Ray"
    update(Surname="Ray", UpdateType="REMOVE")
    assert "Surname" not in world.data.describe_user(DirectoryId=directory, SAMAccountName="ann")
    assert reason(partial(update, UpdateType="ADD")) == ("ValidationException", "MISSING_ATTRIBUTE")


def test_a_deleted_user_is_gone_from_its_groups(world: World, directory: str) -> None:
    world.user(directory, "ann", group="AWS Delegated Server Administrators")
    world.data.delete_user(DirectoryId=directory, SAMAccountName="ann")
    assert (
        refused(world.data.describe_user, DirectoryId=directory, SAMAccountName="ann")[0] == "ResourceNotFoundException"
    )
    assert (
        refused(world.data.delete_user, DirectoryId=directory, SAMAccountName="ann")[0] == "ResourceNotFoundException"
    )
    members = world.data.list_group_members(DirectoryId=directory, SAMAccountName="AWS Delegated Server Administrators")
    assert members["Members"] == []


def test_what_aws_made_is_not_the_customers_to_change(world: World, directory: str) -> None:
    for call in (
        partial(world.data.delete_user, DirectoryId=directory, SAMAccountName="Admin"),
        partial(world.data.disable_user, DirectoryId=directory, SAMAccountName="Admin"),
        partial(world.data.delete_group, DirectoryId=directory, SAMAccountName="Domain Users"),
        partial(world.data.delete_group, DirectoryId=directory, SAMAccountName="AWS Delegated Administrators"),
        partial(world.data.add_group_member, DirectoryId=directory, GroupName="Domain Admins", MemberName="Admin"),
    ):
        assert reason(call) == ("AccessDeniedException", "DIRECTORY_AUTH")


def test_members_come_and_go(world: World, directory: str) -> None:
    world.user(directory, "ann", password=None)
    world.data.create_group(DirectoryId=directory, SAMAccountName="Sales")
    member = {"DirectoryId": directory, "GroupName": "sales", "MemberName": "ann"}
    add = partial(world.data.add_group_member, **member)
    remove = partial(world.data.remove_group_member, **member)
    assert refused(remove)[0] == "ResourceNotFoundException"
    add()
    assert refused(add)[0] == "ConflictException"
    groups = world.data.list_groups_for_member(DirectoryId=directory, SAMAccountName="ann")["Groups"]
    assert [each["SAMAccountName"] for each in groups] == ["Domain Users", "Sales"]
    members = world.data.list_group_members(DirectoryId=directory, SAMAccountName="Sales")["Members"]
    assert [(each["MemberType"], each["SAMAccountName"]) for each in members] == [("USER", "ann")]
    remove()
    assert world.data.list_group_members(DirectoryId=directory, SAMAccountName="Sales")["Members"] == []
    for missing in ({"GroupName": "nothing"}, {"MemberName": "nobody"}):
        assert refused(world.data.add_group_member, **(member | missing))[0] == "ResourceNotFoundException"


def test_groups_are_described_and_deleted(world: World, directory: str) -> None:
    world.data.create_group(
        DirectoryId=directory, SAMAccountName="Mail", GroupScope="Universal", GroupType="Distribution"
    )
    described = world.data.describe_group(DirectoryId=directory, SAMAccountName="mail")
    assert (described["GroupScope"], described["GroupType"]) == ("Universal", "Distribution")
    world.data.delete_group(DirectoryId=directory, SAMAccountName="Mail")
    assert (
        refused(world.data.describe_group, DirectoryId=directory, SAMAccountName="Mail")[0]
        == "ResourceNotFoundException"
    )


def test_every_managed_ad_has_the_delegated_groups(world: World, directory: str) -> None:
    pages = world.data.get_paginator("list_groups").paginate(DirectoryId=directory, PaginationConfig={"PageSize": 20})
    groups = {each["SAMAccountName"]: each for page in pages for each in page["Groups"]}
    assert len([each for each in groups if each.startswith("AWS Delegated")]) == 25
    assert groups["AWS Delegated Add Workstations To Domain Users"]["GroupScope"] == "DomainLocal"
    assert groups["Domain Users"]["GroupScope"] == "Global"
    assert len({each["SID"] for each in groups.values()}) == len(groups)


def test_users_are_listed_in_pages_and_found_by_their_attributes(world: World, directory: str) -> None:
    for name in ("ann", "bob", "cem"):
        world.data.create_user(DirectoryId=directory, SAMAccountName=name, Surname="Lee" if name != "bob" else "Ray")
    pages = world.data.get_paginator("list_users").paginate(DirectoryId=directory, PaginationConfig={"PageSize": 3})
    assert [each["SAMAccountName"] for page in pages for each in page["Users"]] == ["Admin", "ann", "bob", "cem"]
    for attributes, text, expected in (
        (["sn"], "lee", ["ann", "cem"]),
        (["Surname", "SamAccountName"], "BOB", ["bob"]),
        (["mail"], "bob", []),
    ):
        found = world.data.search_users(DirectoryId=directory, SearchAttributes=attributes, SearchString=text)
        assert [each["SAMAccountName"] for each in found["Users"]] == expected
    listed = partial(world.data.list_users, DirectoryId=directory, NextToken="x")
    assert reason(listed) == ("ValidationException", "INVALID_NEXT_TOKEN")


def test_a_client_token_makes_a_call_idempotent_for_eight_hours(world: World, directory: str) -> None:
    create = partial(world.data.create_user, DirectoryId=directory, SAMAccountName="ann", ClientToken="one")
    first = create()
    assert create()["SID"] == first["SID"]
    assert refused(create, Surname="Lee")[0] == "ConflictException"
    clock.advance(7 * HOUR)
    assert create()["SID"] == first["SID"]
    clock.advance(7 * HOUR)
    assert create()["SID"] == first["SID"]
    clock.advance(8 * HOUR + 1)
    assert "exists already" in refused(create)[1]


def test_a_call_that_failed_is_not_remembered(world: World, directory: str) -> None:
    world.data.create_group(DirectoryId=directory, SAMAccountName="Sales")
    add = partial(
        world.data.add_group_member, DirectoryId=directory, GroupName="Sales", MemberName="ann", ClientToken="t"
    )
    assert refused(add)[0] == "ResourceNotFoundException"
    world.user(directory, "ann", password=None)
    assert refused(add) == ("", "")


def test_data_access_must_be_enabled(world: World) -> None:
    directory = world.managed_ad()
    assert reason(partial(world.data.list_users, DirectoryId=directory)) == ("AccessDeniedException", "DATA_DISABLED")


def test_the_directory_must_be_an_active_managed_ad(world: World, directory: str) -> None:
    asked = {
        "INVALID_DIRECTORY_TYPE": world.connector(world.directory(directory)["DnsIpAddrs"]),
        "INVALID_DIRECTORY_STATE": world.managed_ad(active=False),
        "DIRECTORY_AUTH": "d-0000000000",
    }
    assert {each: reason(partial(world.data.list_users, DirectoryId=asked[each]))[1] for each in asked} == {
        each: each for each in asked
    }


def test_another_realm_is_not_the_directorys(world: World, directory: str) -> None:
    assert world.data.list_users(DirectoryId=directory, Realm=NAME.upper())["Realm"] == NAME
    listed = partial(world.data.list_users, DirectoryId=directory, Realm="other.example.com")
    assert reason(listed) == ("ValidationException", "INVALID_REALM")
