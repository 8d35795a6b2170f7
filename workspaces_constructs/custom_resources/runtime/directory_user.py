"""``Custom::WorkspacesDirectoryUser``: a user of a Managed AD, through Directory Service Data.

The user's ``description`` names the resource that made it. A user of that name made by somebody else is neither adopted
nor deleted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from botocore.exceptions import ClientError

from .aws import code, ds, ds_data, secret_field
from .directories import describe
from .kind import Done, Failed, Kind, Outcome, Pending, Properties, Request

if TYPE_CHECKING:
    from mypy_boto3_ds_data.type_defs import DescribeUserResultTypeDef

_MARK = "description"
_NEW = " (no password yet)"
_REPLICATED_SECONDS = 120


class _Names(TypedDict, total=False):
    GivenName: str
    Surname: str
    EmailAddress: str


def ensure(request: Request) -> Outcome:
    """Create the user, set the password (which enables it), keep names and groups as the properties say."""
    given = request.properties
    directory_id, name = given.text("DirectoryId"), given.text("SAMAccountName")
    user = _user(directory_id, name)
    if user is None:
        return _create(request)
    if not _is_ours(user, request.physical_id):
        message = (
            f"A user {name} exists in {directory_id} already, and this resource did not make it. Take another name, or "
            "leave this user out: WorkSpaces can be given to any user of the directory."
        )
        raise Failed(message)
    if _mark(user) != request.physical_id or (request.type == "Update" and _password_moved(request)):
        _set_password(request)
    _rename(request, user)
    if waiting := _join(request):
        return waiting
    return Done({"SAMAccountName": name, "SID": user.get("SID", "")})


def remove(request: Request) -> Outcome:
    """Delete the user if this resource made it."""
    directory_id, name = request.properties.text("DirectoryId"), request.properties.text("SAMAccountName")
    directory = describe(directory_id)
    if directory is None or directory.get("Stage") == "Deleting":
        return Done()
    user = _user(directory_id, name)
    if user is None or not _is_ours(user, request.physical_id):
        return Done()
    try:
        ds_data().delete_user(DirectoryId=directory_id, SAMAccountName=name)
    except ClientError as error:
        if code(error) != "ResourceNotFoundException":
            raise
    return Done()


def _create(request: Request) -> Outcome:
    given = request.properties
    name = given.text("SAMAccountName")
    try:
        ds_data(once=True).create_user(
            DirectoryId=given.text("DirectoryId"),
            SAMAccountName=name,
            OtherAttributes={_MARK: {"S": request.physical_id + _NEW}},
            **_names(given),
        )
    except ClientError as error:
        if code(error) != "ConflictException":
            raise
    return Pending(f"User {name} is being created.")


def _set_password(request: Request) -> None:
    """Set the password, which enables the user, and say so in the mark: one who is disabled later stays disabled."""
    given = request.properties
    place, name = given.text("DirectoryId"), given.text("SAMAccountName")
    password = secret_field(given.text("SecretArn"), given.text("PasswordField", "password"))
    ds().reset_user_password(DirectoryId=place, UserName=name, NewPassword=password)
    ds_data().update_user(
        DirectoryId=place,
        SAMAccountName=name,
        UpdateType="REPLACE",
        OtherAttributes={_MARK: {"S": request.physical_id}},
    )


def _rename(request: Request, user: DescribeUserResultTypeDef) -> None:
    """Bring the names to the wanted ones; those that are no longer given are cleared."""
    place, name = request.properties.text("DirectoryId"), request.properties.text("SAMAccountName")
    wanted = _names(request.properties)
    if any(user.get(key) != value for key, value in wanted.items()):
        ds_data().update_user(DirectoryId=place, SAMAccountName=name, UpdateType="REPLACE", **wanted)
    dropped = _names(Properties({key: str(user.get(key, "")) for key in _names(request.old) if key not in wanted}))
    if dropped:
        ds_data().update_user(DirectoryId=place, SAMAccountName=name, UpdateType="REMOVE", **dropped)


def _names(properties: Properties) -> _Names:
    names = _Names()
    if given := properties.text("GivenName"):
        names["GivenName"] = given
    if surname := properties.text("Surname"):
        names["Surname"] = surname
    if address := properties.text("EmailAddress"):
        names["EmailAddress"] = address
    return names


def _join(request: Request) -> Pending | None:
    """Bring the groups to the wanted ones; only those that this resource asked for before are left."""
    given = request.properties
    directory_id, name = given.text("DirectoryId"), given.text("SAMAccountName")
    wanted = set(given.texts("Groups"))
    unwanted = set(request.old.texts("Groups")) - wanted
    if not wanted and not unwanted:
        return None
    pages = ds_data().get_paginator("list_groups_for_member").paginate(DirectoryId=directory_id, SAMAccountName=name)
    current = {group["SAMAccountName"] for page in pages for group in page["Groups"]}
    for group in sorted(wanted - current):
        try:
            ds_data().add_group_member(DirectoryId=directory_id, GroupName=group, MemberName=name)
        except ClientError as error:
            if code(error) != "ResourceNotFoundException" or request.elapsed > _REPLICATED_SECONDS:
                raise
            return Pending(f"{error}", f"that the group {group} exists in the directory.")
    for group in sorted(unwanted & current):
        ds_data().remove_group_member(DirectoryId=directory_id, GroupName=group, MemberName=name)
    return None


def _password_moved(request: Request) -> bool:
    return any(
        request.properties.values.get(name) != request.old.values.get(name) for name in ("SecretArn", "PasswordField")
    )


def _user(directory_id: str, name: str) -> DescribeUserResultTypeDef | None:
    try:
        return ds_data().describe_user(DirectoryId=directory_id, SAMAccountName=name, OtherAttributes=[_MARK])
    except ClientError as error:
        if code(error) == "ResourceNotFoundException":
            return None
        raise


def _is_ours(user: DescribeUserResultTypeDef, owner: str) -> bool:
    return _mark(user) in {owner, owner + _NEW}


def _mark(user: DescribeUserResultTypeDef) -> str:
    return user.get("OtherAttributes", {}).get(_MARK, {}).get("S", "")


KIND = Kind(
    type="Custom::WorkspacesDirectoryUser",
    required=frozenset({"DirectoryId", "SAMAccountName", "SecretArn"}),
    optional=frozenset({"PasswordField", "GivenName", "Surname", "EmailAddress", "Groups"}),
    replaced_on=frozenset({"DirectoryId", "SAMAccountName"}),
    attributes=("SAMAccountName", "SID"),
    ensure=ensure,
    remove=remove,
)
