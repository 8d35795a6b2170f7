"""What IAM and AWS fix: the role that WorkSpaces asks for, the groups that Managed AD brings, the form of policies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from .errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "ADD_WORKSTATIONS_GROUP",
    "ADMINISTRATORS_GROUP",
    "SELF_SERVICE_ACCESS_POLICY",
    "SERVER_ADMINISTRATORS_GROUP",
    "SERVICE_ACCESS_POLICY",
    "WORKSPACES_DEFAULT_ROLE",
    "WORKSPACES_DEFAULT_ROLE_POLICIES",
    "WORKSPACES_PRINCIPAL",
    "managed_policy_arn",
    "peering_role_name",
    "policy_document",
    "service_trust",
    "workspaces_arn",
]

WORKSPACES_DEFAULT_ROLE: Final = "workspaces_DefaultRole"
"""The role, by exactly this name and one for each account, without which no directory registers (facts §0.3, §5)."""

WORKSPACES_PRINCIPAL: Final = "workspaces.amazonaws.com"
"""The service that the role trusts (Administration Guide, workspaces-access-control)."""

SERVICE_ACCESS_POLICY: Final = "AmazonWorkSpacesServiceAccess"
"""The AWS managed policy with which the service makes network interfaces."""

SELF_SERVICE_ACCESS_POLICY: Final = "AmazonWorkSpacesSelfServiceAccess"
"""The AWS managed policy with which users restart, rebuild and change their own WorkSpaces."""

WORKSPACES_DEFAULT_ROLE_POLICIES: Final = (SERVICE_ACCESS_POLICY, SELF_SERVICE_ACCESS_POLICY)
"""What the role carries for WorkSpaces Personal (Administration Guide, workspaces-access-control)."""

ADD_WORKSTATIONS_GROUP: Final = "AWS Delegated Add Workstations To Domain Users"
"""A Managed AD group whose members join at most ten computers: too few for a connector's account."""

SERVER_ADMINISTRATORS_GROUP: Final = "AWS Delegated Server Administrators"
"""The narrowest of Managed AD's own groups whose members join computers without that limit.

Its members are local administrators of every computer in the domain, WorkSpaces included (Directory Service guide,
directory_join_privileges and ms_ad_getting_started_what_gets_created). Directory Service Data can add members.
"""

ADMINISTRATORS_GROUP: Final = "AWS Delegated Administrators"
"""The Managed AD group that controls everything below the directory's own OU; more than a service account needs."""


_LONGEST_ROLE_NAME: Final = 64
"""Characters (IAM guide, "reference_iam-quotas")."""


def peering_role_name(deployment: str) -> str:
    """Return the name of the role with which another account has a peering accepted, if IAM takes it.

    Args:
        deployment: The name by which both accounts' stacks find each other.
    """
    name = f"{deployment}-peering"
    if len(name) <= _LONGEST_ROLE_NAME:
        return name
    raise ConfigurationError(
        "name of the deployment",
        value=deployment,
        allowed=f"so short that {name} has {_LONGEST_ROLE_NAME} characters",
        fix="choose a shorter name: IAM limits those of roles",
    )


def managed_policy_arn(name: str, partition: str = "aws") -> str:
    """Return the ARN of an AWS managed policy."""
    return f"arn:{partition}:iam::aws:policy/{name}"


def policy_document(*statements: Mapping[str, object]) -> dict[str, object]:
    """Return the statements as a document of the current version of the policy language."""
    return {"Version": "2012-10-17", "Statement": list(statements)}


def service_trust(service: str, condition: Mapping[str, object] | None = None) -> dict[str, object]:
    """Return the policy with which a service may assume a role.

    Args:
        service: Its principal, such as ``ec2.amazonaws.com``.
        condition: When it may. Default: always.
    """
    statement: dict[str, object] = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    return policy_document({**statement, **({"Condition": condition} if condition else {})})


def workspaces_arn(kind: str, identifier: str, *, region: str, account: str, partition: str = "aws") -> str:
    """Return the ARN of a WorkSpaces resource (facts §3.6).

    Args:
        kind: "workspace", "directory", "workspacebundle", "workspaceimage", "workspaceipgroup" or "connectionalias".
        identifier: The resource's id, or "*".
        region: Its region.
        account: The account that owns it.
        partition: The partition of the region.
    """
    return f"arn:{partition}:workspaces:{region}:{account}:{kind}/{identifier}"
