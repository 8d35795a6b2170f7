"""Groups of a Managed AD, and who is in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local_aws.services.domains import Group
from local_aws.services.ds_data.access import denied, domain, idempotent, require_customers
from local_aws.services.ds_data.attributes import change, other_attributes
from local_aws.services.ds_data.pages import paged
from local_aws.wire import ServiceError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mypy_boto3_ds_data.type_defs import (
        AddGroupMemberRequestTypeDef,
        CreateGroupRequestTypeDef,
        DeleteGroupRequestTypeDef,
        DescribeGroupRequestTypeDef,
        ListGroupMembersRequestTypeDef,
        ListGroupsForMemberRequestTypeDef,
        ListGroupsRequestTypeDef,
        RemoveGroupMemberRequestTypeDef,
    )

    from local_aws.services.domains import Domain, User


@idempotent
def create_group(request: CreateGroupRequestTypeDef) -> Mapping[str, object]:
    """Create a group; a global security group unless said otherwise."""
    where = domain(request["DirectoryId"])
    name = request["SAMAccountName"]
    if where.find(name):
        raise ServiceError("ConflictException", f"{name} exists already.")
    group = where.add_group(name, request.get("GroupScope", "Global"), request.get("GroupType", "Security"))
    change(group, request, "REPLACE")
    return {"DirectoryId": request["DirectoryId"], "SAMAccountName": name, "SID": group.sid}


@idempotent
def delete_group(request: DeleteGroupRequestTypeDef) -> None:
    """Delete a group of one's own."""
    where = domain(request["DirectoryId"])
    group = _group(where, request["SAMAccountName"])
    require_customers(group, group.name)
    where.remove(group.name)


@idempotent
def add_group_member(request: AddGroupMemberRequestTypeDef) -> None:
    """Add a user or group to a group of one's own or to an AWS Delegated one; a member already is a conflict."""
    where = domain(request["DirectoryId"], request.get("MemberRealm"))
    group, member = _membership(where, request["GroupName"], request["MemberName"])
    if member.name.lower() in group.members:
        raise ServiceError("ConflictException", f"{member.name} is a member of {group.name} already.")
    group.members.add(member.name.lower())


@idempotent
def remove_group_member(request: RemoveGroupMemberRequestTypeDef) -> None:
    """Take a user or group out of a group; one that is no member is not found."""
    where = domain(request["DirectoryId"], request.get("MemberRealm"))
    group, member = _membership(where, request["GroupName"], request["MemberName"])
    if member.name.lower() not in group.members:
        raise ServiceError("ResourceNotFoundException", f"{member.name} is not a member of {group.name}.")
    group.members.discard(member.name.lower())


def describe_group(request: DescribeGroupRequestTypeDef) -> Mapping[str, object]:
    """Describe a group."""
    where = domain(request["DirectoryId"], request.get("Realm"))
    group = _group(where, request["SAMAccountName"])
    wanted = request.get("OtherAttributes")
    return {
        "DirectoryId": request["DirectoryId"],
        "DistinguishedName": where.distinguished_name(group.name),
        "OtherAttributes": other_attributes(group, list(wanted) if wanted else None),
        "Realm": where.name,
        **_summary(group),
    }


def list_groups(request: ListGroupsRequestTypeDef) -> Mapping[str, object]:
    """List the domain's groups, the built-in ones too."""
    where = domain(request["DirectoryId"], request.get("Realm"))
    groups = sorted(where.groups.values(), key=lambda each: each.name.lower())
    shown, token = paged(groups, request.get("MaxResults"), request.get("NextToken"), "groups")
    summaries = [_summary(each) for each in shown]
    return {"DirectoryId": request["DirectoryId"], "Realm": where.name, "Groups": summaries, "NextToken": token}


def list_group_members(request: ListGroupMembersRequestTypeDef) -> Mapping[str, object]:
    """List the direct members of a group."""
    where = domain(request["DirectoryId"], request.get("Realm"))
    group = _group(where, request["SAMAccountName"])
    accounts = [account for each in sorted(group.members) if (account := where.find(each))]
    shown, token = paged(accounts, request.get("MaxResults"), request.get("NextToken"), f"members of {group.name}")
    members = [
        {
            "MemberType": "GROUP" if isinstance(each, Group) else "USER",
            "SAMAccountName": each.name,
            "SID": each.sid,
        }
        for each in shown
    ]
    return {
        "DirectoryId": request["DirectoryId"],
        "Realm": where.name,
        "MemberRealm": where.name,
        "Members": members,
        "NextToken": token,
    }


def list_groups_for_member(request: ListGroupsForMemberRequestTypeDef) -> Mapping[str, object]:
    """List the groups that an account is directly in."""
    where = domain(request["DirectoryId"], request.get("Realm"))
    member = _account(where, request["SAMAccountName"])
    groups = where.groups_of(member.name)
    shown, token = paged(groups, request.get("MaxResults"), request.get("NextToken"), f"groups of {member.name}")
    return {
        "DirectoryId": request["DirectoryId"],
        "Realm": where.name,
        "MemberRealm": where.name,
        "Groups": [_summary(each) for each in shown],
        "NextToken": token,
    }


def _membership(where: Domain, group_name: str, member_name: str) -> tuple[Group, User | Group]:
    group = _group(where, group_name)
    if group.builtin and not group.name.startswith("AWS Delegated"):
        raise denied("DIRECTORY_AUTH", f"{group.name} is neither in the directory's own OU nor an AWS Delegated group.")
    return group, _account(where, member_name)


def _group(where: Domain, name: str) -> Group:
    group = where.groups.get(name.lower())
    if group is None:
        raise ServiceError("ResourceNotFoundException", f"Group {name} does not exist.")
    return group


def _account(where: Domain, name: str) -> User | Group:
    account = where.find(name)
    if account is None:
        raise ServiceError("ResourceNotFoundException", f"{name} does not exist.")
    return account


def _summary(group: Group) -> dict[str, object]:
    return {"GroupScope": group.scope, "GroupType": group.kind, "SAMAccountName": group.name, "SID": group.sid}
