"""``Custom::WorkspacesDefaultRole``: the role ``workspaces_DefaultRole``, one per account, made or found.

Registration fails without a role of exactly this name. It may exist already, made by the console or by somebody else:
then it is used as it is and never touched. A role made here carries one tag per stack that uses it, and goes with the
last.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from .aws import code, iam, workspaces
from .kind import Done, Failed, Kind, Outcome, Pending, Request
from .sharing import Shared

if TYPE_CHECKING:
    from collections.abc import Mapping

NAME = "workspaces_DefaultRole"
POLICIES = ("AmazonWorkSpacesServiceAccess", "AmazonWorkSpacesSelfServiceAccess")
_TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "workspaces.amazonaws.com"}, "Action": "sts:AssumeRole"},
    ],
}
_SHARED = Shared("default-role")
_DETACHED_SECONDS = 120


def ensure(request: Request) -> Outcome:
    """Make the role, or find it with the policy that registration needs."""
    tags = _tags()
    if tags is None:
        try:
            iam(once=True).create_role(
                RoleName=NAME,
                AssumeRolePolicyDocument=json.dumps(_TRUST),
                Description="Lets Amazon WorkSpaces manage network interfaces and self-service in this account.",
                Tags=[_SHARED.made, _SHARED.use(request)],
            )
        except ClientError as error:
            if code(error) != "EntityAlreadyExists":
                raise
            return Pending(f"{NAME} was made by somebody else at the same moment.")
        return Pending(f"{NAME} has been made; IAM takes a moment until its policies can be attached.")
    attached = _attached()
    if _SHARED.is_ours(tags):
        if _SHARED.use(request)["Key"] not in tags:
            iam().tag_role(RoleName=NAME, Tags=[_SHARED.use(request)])
        for policy in POLICIES:
            if _arn(request, policy) not in attached:
                iam().attach_role_policy(RoleName=NAME, PolicyArn=_arn(request, policy))
    elif _arn(request, POLICIES[0]) not in attached:
        message = (
            f"The role {NAME} of this account was not made by this library and lacks the policy {POLICIES[0]}, without "
            f"which no directory can be registered. Attach {_arn(request, POLICIES[0])} to it, or delete the role and "
            "deploy again."
        )
        raise Failed(message)
    return Done({"RoleName": NAME, "Arn": iam().get_role(RoleName=NAME)["Role"]["Arn"]})


def remove(request: Request) -> Outcome:
    """Take this stack's mark off the role; delete a role made here when nothing uses it any more."""
    tags = _tags()
    if tags is None or not _SHARED.is_ours(tags):
        return Done()
    if _SHARED.others_use(request, tags) or _is_in_use():
        return _leave(request, tags)
    ours = _attached() & {_arn(request, policy) for policy in POLICIES}
    for arn in ours:
        iam(once=True).detach_role_policy(RoleName=NAME, PolicyArn=arn)
    if ours:
        return Pending(f"{NAME} has lost its policies; IAM takes a moment until it can be deleted.")
    try:
        iam(once=True).delete_role(RoleName=NAME)
    except ClientError as error:
        if code(error) != "DeleteConflict":
            raise
        if request.elapsed < _DETACHED_SECONDS:
            return Pending(f"{error}")
        return _leave(request, tags)
    return Done()


def _leave(request: Request, tags: Mapping[str, str]) -> Outcome:
    """Leave the role to others: another stack, a registration made by hand, whoever gave it further policies."""
    mark = _SHARED.use(request)["Key"]
    if mark in tags:
        iam().untag_role(RoleName=NAME, TagKeys=[mark])
    return Done()


def _tags() -> dict[str, str] | None:
    try:
        pages = iam().get_paginator("list_role_tags").paginate(RoleName=NAME)
        return {tag["Key"]: tag["Value"] for page in pages for tag in page["Tags"]}
    except ClientError as error:
        if code(error) == "NoSuchEntity":
            return None
        raise


def _attached() -> set[str]:
    pages = iam().get_paginator("list_attached_role_policies").paginate(RoleName=NAME)
    return {policy["PolicyArn"] for page in pages for policy in page["AttachedPolicies"]}


def _is_in_use() -> bool:
    """Whether a directory is still registered in this region, or WorkSpaces used the role last in another one."""
    if workspaces().describe_workspace_directories()["Directories"]:
        return True
    last = iam().get_role(RoleName=NAME)["Role"].get("RoleLastUsed", {})
    return last.get("Region", _region()) != _region()


def _region() -> str:
    return workspaces().meta.region_name


def _arn(request: Request, policy: str) -> str:
    partition = request.stack_id.split(":")[1] if request.stack_id.startswith("arn:") else "aws"
    return f"arn:{partition}:iam::aws:policy/{policy}"


KIND = Kind(
    type="Custom::WorkspacesDefaultRole",
    required=frozenset(),
    optional=frozenset(),
    replaced_on=frozenset(),
    attributes=("RoleName", "Arn"),
    ensure=ensure,
    remove=remove,
)
