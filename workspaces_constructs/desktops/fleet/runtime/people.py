"""Where the roster comes from: an object in S3, or the members of a directory's groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from . import aws
from .model import Stopped
from .roster import decoded, from_members, parse_csv

if TYPE_CHECKING:
    from collections.abc import Collection

    from .model import Roster, RosterSource


_MISSING = ("NoSuch", "ResourceNotFound")
"""Beginnings of codes; what else may be wrong may pass, or is a missing permission."""


def read_roster(source: RosterSource, personas: Collection[str]) -> Roster:
    """Read who should have a desktop.

    Raises:
        Stopped: It is not there, is no roster, or is empty.
        ClientError: It cannot be read now.
    """
    try:
        if "groups" in source:
            members = {group: sorted(_users(source["directory_id"], group)) for group in source["groups"]}
            return from_members(members, source["groups"])
        body = aws.s3().get_object(Bucket=source["bucket"], Key=source["key"])["Body"].read()
        return parse_csv(decoded(body), personas)
    except ClientError as error:
        if not aws.code(error).startswith(_MISSING):
            raise
        where = f"groups of {source['directory_id']}" if "groups" in source else f"{source['bucket']}/{source['key']}"
        message = f"The roster in {where} cannot be read: {error}"
        raise Stopped(message) from error


def _users(directory_id: str, group: str) -> set[str]:
    """The users of a group and of the groups in it."""
    users: set[str] = set()
    waiting, known = [group], {group.lower()}
    while waiting:
        pages = (
            aws.ds_data()
            .get_paginator("list_group_members")
            .paginate(DirectoryId=directory_id, SAMAccountName=waiting.pop())
        )
        for member in (member for page in pages for member in page.get("Members", [])):
            if member["MemberType"] == "USER":
                users.add(member["SAMAccountName"])
            elif member["MemberType"] == "GROUP" and member["SAMAccountName"].lower() not in known:
                known.add(member["SAMAccountName"].lower())
                waiting.append(member["SAMAccountName"])
    return users
