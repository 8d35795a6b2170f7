"""Users of a Managed AD."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local_aws.services.ds_data.access import domain, idempotent, require_customers
from local_aws.services.ds_data.attributes import change, matches, other_attributes
from local_aws.services.ds_data.pages import paged
from local_aws.wire import ServiceError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mypy_boto3_ds_data.type_defs import (
        CreateUserRequestTypeDef,
        DeleteUserRequestTypeDef,
        DescribeUserRequestTypeDef,
        DisableUserRequestTypeDef,
        ListUsersRequestTypeDef,
        SearchUsersRequestTypeDef,
        UpdateUserRequestTypeDef,
    )

    from local_aws.services.domains import Domain, User


@idempotent
def create_user(request: CreateUserRequestTypeDef) -> Mapping[str, object]:
    """Create a user, without a password and so disabled until ResetUserPassword (facts §6.1)."""
    where = domain(request["DirectoryId"])
    name = request["SAMAccountName"]
    if where.find(name):
        raise ServiceError("ConflictException", f"{name} exists already.")
    user = where.add_user(name)
    change(user, request, "REPLACE")
    return {"DirectoryId": request["DirectoryId"], "SAMAccountName": name, "SID": user.sid}


@idempotent
def update_user(request: UpdateUserRequestTypeDef) -> None:
    """Change a user's attributes; without an update type they are replaced [I]."""
    user = _user(domain(request["DirectoryId"]), request["SAMAccountName"])
    change(user, request, request.get("UpdateType", "REPLACE"))


@idempotent
def delete_user(request: DeleteUserRequestTypeDef) -> None:
    """Delete a user; WorkSpaces of the user stay."""
    where = domain(request["DirectoryId"])
    user = _user(where, request["SAMAccountName"])
    require_customers(user, user.name)
    where.remove(user.name)


@idempotent
def disable_user(request: DisableUserRequestTypeDef) -> None:
    """Disable a user; ResetUserPassword enables it again."""
    user = _user(domain(request["DirectoryId"]), request["SAMAccountName"])
    require_customers(user, user.name)
    user.enabled = False


def describe_user(request: DescribeUserRequestTypeDef) -> Mapping[str, object]:
    """Describe a user."""
    where = domain(request["DirectoryId"], request.get("Realm"))
    user = _user(where, request["SAMAccountName"])
    wanted = request.get("OtherAttributes")
    return {
        "DirectoryId": request["DirectoryId"],
        "Realm": where.name,
        "OtherAttributes": other_attributes(user, list(wanted) if wanted else None),
        **_found(where, user),
    }


def list_users(request: ListUsersRequestTypeDef) -> Mapping[str, object]:
    """List the domain's users."""
    where = domain(request["DirectoryId"], request.get("Realm"))
    users = sorted(where.users.values(), key=lambda each: each.name.lower())
    shown, token = paged(users, request.get("MaxResults"), request.get("NextToken"), "users")
    summaries = [
        {
            "Enabled": each.enabled,
            "GivenName": each.attributes.get("GivenName"),
            "SAMAccountName": each.name,
            "SID": each.sid,
            "Surname": each.attributes.get("Surname"),
        }
        for each in shown
    ]
    return {"DirectoryId": request["DirectoryId"], "Realm": where.name, "Users": summaries, "NextToken": token}


def search_users(request: SearchUsersRequestTypeDef) -> Mapping[str, object]:
    """Find users by the whole value of one of some attributes; wildcards are not supported."""
    where = domain(request["DirectoryId"], request.get("Realm"))
    users = [
        each
        for each in sorted(where.users.values(), key=lambda user: user.name.lower())
        if any(matches(each, attribute, request["SearchString"]) for attribute in request["SearchAttributes"])
    ]
    shown, token = paged(users, request.get("MaxResults"), request.get("NextToken"), "found users")
    found = [_found(where, each) for each in shown]
    return {"DirectoryId": request["DirectoryId"], "Realm": where.name, "Users": found, "NextToken": token}


def _user(where: Domain, name: str) -> User:
    user = where.users.get(name.lower())
    if user is None:
        raise ServiceError("ResourceNotFoundException", f"User {name} does not exist.")
    return user


def _found(where: Domain, user: User) -> dict[str, object]:
    return {
        "DistinguishedName": where.distinguished_name(user.name),
        "EmailAddress": user.attributes.get("EmailAddress"),
        "Enabled": user.enabled,
        "GivenName": user.attributes.get("GivenName"),
        "SAMAccountName": user.name,
        "SID": user.sid,
        "Surname": user.attributes.get("Surname"),
        "UserPrincipalName": f"{user.name}@{where.name}",
    }
