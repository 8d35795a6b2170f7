"""What each kind of custom resource may do: one policy per kind, as a table.

The sources are the Service Authorization Reference pages of AWS Directory Service, Amazon WorkSpaces, Amazon EC2 and
IAM (facts §3.6). Where an action has no resource type, or the resource does not exist yet, ``reason`` says so: it
becomes the reason of the acknowledged ``AwsSolutions-IAM5`` finding, and stands in the documentation.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["PERMISSIONS", "Statement"]


@dataclass(frozen=True)
class Statement:
    """Actions on resources. ``{partition}``, ``{region}`` and ``{account}`` stand for the stack's own."""

    actions: tuple[str, ...]
    resources: tuple[str, ...] = ("*",)
    reason: str = ""
    conditions: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


_DIRECTORIES = ("arn:{partition}:ds:{region}:{account}:directory/*",)
_REGISTRATIONS = ("arn:{partition}:workspaces:{region}:{account}:directory/*",)
_IP_GROUPS = ("arn:{partition}:workspaces:{region}:{account}:workspaceipgroup/*",)
_GROUPS = ("arn:{partition}:ec2:{region}:{account}:security-group/*",)
_DEFAULT_ROLE = ("arn:{partition}:iam::{account}:role/workspaces_DefaultRole",)
_UNKNOWN_ID = (
    "A directory's id is not known before it exists; the ARN is held to this account's directories in this region."
)
_NO_RESOURCE = "These actions only read, or take no resource in IAM (Service Authorization Reference)."

_LOOK_AT_DIRECTORIES = Statement(
    ("ds:DescribeDirectories", "ds:ListTagsForResource", "workspaces:DescribeWorkspaceDirectories",
     "workspaces:DescribeWorkspaces", "workspaces:DescribeTags"),
    reason=_NO_RESOURCE,
)  # fmt: skip
_LOOK_AT_NETWORK = Statement(
    ("ec2:DescribeNetworkInterfaces", "ec2:DescribeSecurityGroups", "ec2:DescribeSubnets", "ec2:DescribeVpcs"),
    reason=_NO_RESOURCE,
)
_DELETE_LEFTOVER_GROUPS = Statement(
    ("ec2:DeleteSecurityGroup",),
    _GROUPS,
    "AWS makes these groups and names them after the directory; their ids are not known when the policy is written.",
)
_PLACE_IN_NETWORK = Statement(
    ("ec2:CreateSecurityGroup", "ec2:DeleteSecurityGroup", "ec2:CreateNetworkInterface", "ec2:DeleteNetworkInterface",
     "ec2:AuthorizeSecurityGroupIngress", "ec2:AuthorizeSecurityGroupEgress", "ec2:RevokeSecurityGroupIngress",
     "ec2:RevokeSecurityGroupEgress", "ec2:CreateTags", "ec2:DeleteTags"),
    ("arn:{partition}:ec2:{region}:{account}:*",),
    "AWS Directory Service and WorkSpaces use the caller's permissions to make and delete the interfaces and "
    "the group of a directory, whose ids they choose.",
)  # fmt: skip

_PLACEMENT_READS = ("ec2:DescribeAvailabilityZones", "ec2:DescribeInternetGateways", "ec2:DescribeRouteTables")

PERMISSIONS: Mapping[str, tuple[Statement, ...]] = {
    "AdConnector": (
        _LOOK_AT_DIRECTORIES,
        _LOOK_AT_NETWORK,
        _PLACE_IN_NETWORK,
        Statement(("ds:ConnectDirectory",), reason=_NO_RESOURCE),
        Statement(
            ("ds:DeleteDirectory", "ds:UpdateDirectorySetup", "ds:DescribeUpdateDirectory", "ds:AddTagsToResource",
             "ds:RemoveTagsFromResource"),
            _DIRECTORIES,
            _UNKNOWN_ID,
        ),
    ),
    "BundleLookup": (Statement(("workspaces:DescribeWorkspaceBundles",), reason=_NO_RESOURCE),),
    "DefaultRole": (
        Statement(
            ("iam:GetRole", "iam:CreateRole", "iam:DeleteRole", "iam:TagRole", "iam:UntagRole", "iam:ListRoleTags",
             "iam:ListAttachedRolePolicies"),
            _DEFAULT_ROLE,
        ),
        Statement(
            ("iam:AttachRolePolicy", "iam:DetachRolePolicy"),
            _DEFAULT_ROLE,
            conditions={
                "ArnLike": {"iam:PolicyARN": "arn:{partition}:iam::aws:policy/AmazonWorkSpaces*"},
            },
        ),
        Statement(("workspaces:DescribeWorkspaceDirectories",), reason=_NO_RESOURCE),
    ),
    "DefaultSecurityGroup": (
        Statement(("ec2:DescribeSecurityGroups",), reason=_NO_RESOURCE),
        Statement(
            ("ec2:RevokeSecurityGroupIngress", "ec2:RevokeSecurityGroupEgress"),
            _GROUPS,
            "EC2 makes the default group with the VPC; its id is looked up. The actions can only take rules away.",
        ),
    ),
    "DirectoryDataAccess": (
        _LOOK_AT_DIRECTORIES,
        Statement(
            ("ds:EnableDirectoryDataAccess", "ds:DisableDirectoryDataAccess", "ds:DescribeDirectoryDataAccess",
             "ds:AddTagsToResource", "ds:RemoveTagsFromResource"),
            _DIRECTORIES,
            _UNKNOWN_ID,
        ),
    ),
    "DirectoryDetails": (Statement(("ds:DescribeDirectories",), reason=_NO_RESOURCE),),
    "DirectoryRegistration": (
        _LOOK_AT_DIRECTORIES,
        _LOOK_AT_NETWORK,
        _PLACE_IN_NETWORK,
        Statement(
            ("workspaces:RegisterWorkspaceDirectory", "workspaces:DeregisterWorkspaceDirectory",
             "workspaces:ModifyWorkspaceCreationProperties", "workspaces:ModifyWorkspaceAccessProperties",
             "workspaces:ModifySelfservicePermissions", "workspaces:AssociateIpGroups",
             "workspaces:DisassociateIpGroups"),
            (*_REGISTRATIONS, *_IP_GROUPS),
            _UNKNOWN_ID,
        ),
        Statement(("workspaces:CreateTags", "workspaces:DeleteTags", *_PLACEMENT_READS), reason=_NO_RESOURCE),
        Statement(("ds:AuthorizeApplication", "ds:UnauthorizeApplication"), _DIRECTORIES, _UNKNOWN_ID),
        Statement(("iam:GetRole",), _DEFAULT_ROLE),
        Statement(
            ("iam:PassRole",),
            _DEFAULT_ROLE,
            conditions={"StringEquals": {"iam:PassedToService": "workspaces.amazonaws.com"}},
        ),
    ),
    "DirectoryUser": (
        Statement(("ds:DescribeDirectories",), reason=_NO_RESOURCE),
        Statement(
            ("ds:AccessDSData", "ds:ResetUserPassword", "ds-data:CreateUser", "ds-data:DescribeUser",
             "ds-data:UpdateUser", "ds-data:DeleteUser", "ds-data:AddGroupMember", "ds-data:RemoveGroupMember",
             "ds-data:ListGroupsForMember"),
            _DIRECTORIES,
            _UNKNOWN_ID,
        ),
    ),
    "NetworkRelease": (
        _LOOK_AT_DIRECTORIES,
        _LOOK_AT_NETWORK,
        _DELETE_LEFTOVER_GROUPS,
    ),
}  # fmt: skip
"""The kinds by their name after ``Custom::Workspaces``."""
