"""``Custom::WorkspacesDefaultRole``: the role ``workspaces_DefaultRole``, one per account, made or found.

Registration fails without a role of exactly this name. It may exist already, made by the console or by somebody else:
then it is used as it is and never touched. A role made here carries one tag per stack that uses it, and goes with the
last.
"""

from __future__ import annotations

import hashlib
import json

from botocore.exceptions import ClientError

from .aws import code, iam, workspaces
from .kind import Done, Failed, Kind, Outcome, Pending, Request, Tag

NAME = "workspaces_DefaultRole"
POLICIES = ("AmazonWorkSpacesServiceAccess", "AmazonWorkSpacesSelfServiceAccess")
_TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "workspaces.amazonaws.com"}, "Action": "sts:AssumeRole"},
    ],
}
_MADE = "workspaces-constructs:made"
_USED = "workspaces-constructs:used-by:"


def ensure(request: Request) -> Outcome:
    """Make the role, or find it with the policy that registration needs."""
    tags = _tags()
    if tags is None:
        try:
            iam(once=True).create_role(
                RoleName=NAME,
                AssumeRolePolicyDocument=json.dumps(_TRUST),
                Description="Lets Amazon WorkSpaces manage network interfaces and self-service in this account.",
                Tags=[{"Key": _MADE, "Value": "true"}, _use(request)],
            )
        except ClientError as error:
            if code(error) != "EntityAlreadyExists":
                raise
            return Pending(f"{NAME} was made by somebody else at the same moment.")
        return Pending(f"{NAME} has been made; IAM takes a moment until its policies can be attached.")
    attached = _attached()
    if _MADE in tags:
        if _use(request)["Key"] not in tags:
            iam().tag_role(RoleName=NAME, Tags=[_use(request)])
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
    if tags is None or _MADE not in tags:
        return Done()
    mark = _use(request)["Key"]
    if any(key.startswith(_USED) and key != mark for key in tags) or _is_in_use():
        if mark in tags:
            iam().untag_role(RoleName=NAME, TagKeys=[mark])
        return Done()
    for arn in _attached():
        iam(once=True).detach_role_policy(RoleName=NAME, PolicyArn=arn)
    iam(once=True).delete_role(RoleName=NAME)
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
    """Whether a directory is still registered in this region, for instance by hand."""
    return bool(workspaces().describe_workspace_directories()["Directories"])


def _use(request: Request) -> Tag:
    digest = hashlib.sha256(request.physical_id.encode()).hexdigest()[:16]
    return {"Key": f"{_USED}{digest}", "Value": request.stack_name}


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
