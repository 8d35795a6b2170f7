"""AWS Directory Service Data: the operations modelled here, by their own names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from local_aws.services.ds_data import groups, users

if TYPE_CHECKING:
    from collections.abc import Mapping

    from local_aws.wire import Operation

OPERATIONS: Final[Mapping[str, Operation]] = {
    "AddGroupMember": groups.add_group_member,
    "CreateGroup": groups.create_group,
    "CreateUser": users.create_user,
    "DeleteGroup": groups.delete_group,
    "DeleteUser": users.delete_user,
    "DescribeGroup": groups.describe_group,
    "DescribeUser": users.describe_user,
    "DisableUser": users.disable_user,
    "ListGroupMembers": groups.list_group_members,
    "ListGroups": groups.list_groups,
    "ListGroupsForMember": groups.list_groups_for_member,
    "ListUsers": users.list_users,
    "RemoveGroupMember": groups.remove_group_member,
    "SearchUsers": users.search_users,
    "UpdateUser": users.update_user,
}
