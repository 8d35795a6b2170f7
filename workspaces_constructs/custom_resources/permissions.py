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
    """Actions on resources.

    ``{partition}``, ``{region}`` and ``{account}`` stand for the stack's own, and ``{stack}`` for the stack itself.
    """

    actions: tuple[str, ...]
    resources: tuple[str, ...] = ("*",)
    reason: str = ""
    conditions: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)


_DIRECTORIES = ("arn:{partition}:ds:{region}:{account}:directory/*",)
_REGISTRATIONS = ("arn:{partition}:workspaces:{region}:{account}:directory/*",)
_BUNDLES = ("arn:{partition}:workspaces:{region}:{account}:workspacebundle/*",)
_IMAGES = ("arn:{partition}:workspaces:{region}:{account}:workspaceimage/*",)
_DESKTOPS = ("arn:{partition}:workspaces:{region}:{account}:workspace/*",)
_GROUPS = ("arn:{partition}:ec2:{region}:{account}:security-group/*",)
_DEFAULT_ROLE = ("arn:{partition}:iam::{account}:role/workspaces_DefaultRole",)
_UNKNOWN_ID = (
    "Ids that AWS chooses change when a directory is replaced, and the old one must still be cleared up; the ARN is "
    "held to this account and region."
)
_SOFTWARE_ID = (
    "AWS chooses the ids of bundles and images, which change when one is replaced, and the old one must still be "
    "deleted; the ARN is held to this account and region."
)
_NO_RESOURCE = "These actions only read, or take no resource in IAM (Service Authorization Reference)."


def _unscoped(*actions: str) -> Statement:
    return Statement(actions, reason=_NO_RESOURCE)


_DIRECTORY_READS = ("ds:DescribeDirectories", "workspaces:DescribeWorkspaceDirectories")
_TAG_ACTIONS = ("workspaces:DescribeTags", "workspaces:CreateTags", "workspaces:DeleteTags")
_DESKTOP_READS = ("workspaces:DescribeWorkspaces",)
_LEFTOVER_READS = ("ec2:DescribeNetworkInterfaces", "ec2:DescribeSecurityGroups")
_PLACE_READS = ("ec2:DescribeSubnets", "ec2:DescribeVpcs")
_REGISTRATION_READS = (
    "ec2:DescribeAvailabilityZones", "ec2:DescribeInternetGateways", "ec2:DescribeRouteTables",
    "ec2:DescribeVpcEndpoints",
)  # fmt: skip
_DELETE_LEFTOVER_GROUPS = Statement(
    ("ec2:DeleteSecurityGroup",),
    _GROUPS,
    "AWS makes these groups and names them after the directory; their ids are not known when the policy is written.",
)
_TAG_GROUPS = Statement(
    ("ec2:CreateTags", "ec2:DeleteTags"),
    _GROUPS,
    "Dependent actions of the calls that tag a directory: its group may be tagged with the caller's permissions. AWS "
    "makes the group.",
)
_PLACE_IN_NETWORK = Statement(
    ("ec2:CreateSecurityGroup", "ec2:DeleteSecurityGroup", "ec2:CreateNetworkInterface", "ec2:DeleteNetworkInterface",
     "ec2:AuthorizeSecurityGroupIngress", "ec2:AuthorizeSecurityGroupEgress", "ec2:RevokeSecurityGroupIngress",
     "ec2:RevokeSecurityGroupEgress", "ec2:CreateTags", "ec2:DeleteTags"),
    tuple(
        f"arn:{{partition}}:ec2:{{region}}:{{account}}:{kind}/*"
        for kind in ("network-interface", "security-group", "security-group-rule", "subnet", "vpc")
    ),
    "AWS Directory Service and WorkSpaces use the caller's permissions to make and delete the interfaces and "
    "the group of a directory, whose ids they choose. No condition: AWS does not say that their calls carry "
    "aws:CalledVia, and a replaced directory is cleared up in the VPC that the template no longer names.",
)  # fmt: skip

_FORWARDER_ACTIONS = (
    "ds:CreateConditionalForwarder", "ds:DescribeConditionalForwarders", "ds:UpdateConditionalForwarder",
    "ds:DeleteConditionalForwarder",
)  # fmt: skip
_MARK_ACTIONS = ("ds:ListTagsForResource", "ds:AddTagsToResource", "ds:RemoveTagsFromResource")

PERMISSIONS: Mapping[str, tuple[Statement, ...]] = {
    "AdConnector": (
        _unscoped(*_DIRECTORY_READS, *_DESKTOP_READS, *_LEFTOVER_READS, *_PLACE_READS, "ds:ConnectDirectory"),
        _PLACE_IN_NETWORK,
        Statement(
            ("ds:DeleteDirectory", "ds:UpdateDirectorySetup", "ds:DescribeUpdateDirectory", "ds:AddTagsToResource",
             "ds:RemoveTagsFromResource"),
            _DIRECTORIES,
            _UNKNOWN_ID,
        ),
    ),
    "Automation": (
        _unscoped("ssm:DescribeAutomationExecutions", "ec2:DescribeInstances"),
        Statement(
            ("ssm:StartAutomationExecution",),
            ("arn:{partition}:ssm:{region}:{account}:automation-definition/*",
             "arn:{partition}:ssm:{region}:{account}:document/*"),
            "CloudFormation names the stack's documents; AWS's own, which have no account in their ARN, are left out.",
        ),
        Statement(
            ("ssm:GetAutomationExecution",),
            ("arn:{partition}:ssm:{region}:{account}:automation-execution/*",),
            "Systems Manager chooses an execution's id when it starts.",
        ),
        Statement(
            ("iam:PassRole",),
            ("arn:{partition}:iam::{account}:role/workspaces-constructs/automation/*",),
            "Only the roles that this library makes for documents are below this path.",
            conditions={"StringEquals": {"iam:PassedToService": ("ssm.amazonaws.com",)}},
        ),
    ),
    "Bundle": (
        _unscoped("workspaces:DescribeWorkspaceBundles", "workspaces:DescribeWorkspaceImages", *_DESKTOP_READS,
                  *_TAG_ACTIONS),
        Statement(
            ("workspaces:CreateWorkspaceBundle", "workspaces:UpdateWorkspaceBundle",
             "workspaces:DeleteWorkspaceBundle"),
            (*_BUNDLES, *_IMAGES),
            _SOFTWARE_ID,
        ),
    ),
    "BundleLookup": (_unscoped("workspaces:DescribeWorkspaceBundles"),),
    "ClientLdaps": (
        _unscoped("ds:DescribeDirectories"),
        Statement(
            ("ds:RegisterCertificate", "ds:DeregisterCertificate", "ds:DescribeCertificate", "ds:ListCertificates",
             "ds:EnableLDAPS", "ds:DisableLDAPS", "ds:DescribeLDAPSSettings", *_MARK_ACTIONS),
            _DIRECTORIES,
            _UNKNOWN_ID,
        ),
        _TAG_GROUPS,
    ),
    "ConditionalForwarder": (
        _unscoped("ds:DescribeDirectories"),
        Statement((*_FORWARDER_ACTIONS, *_MARK_ACTIONS), _DIRECTORIES, _UNKNOWN_ID),
        _TAG_GROUPS,
    ),
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
                "ArnEquals": {
                    "iam:PolicyARN": (
                        "arn:{partition}:iam::aws:policy/AmazonWorkSpacesServiceAccess",
                        "arn:{partition}:iam::aws:policy/AmazonWorkSpacesSelfServiceAccess",
                    ),
                },
            },
        ),
        _unscoped("workspaces:DescribeWorkspaceDirectories"),
    ),
    "DefaultSecurityGroup": (
        _unscoped("ec2:DescribeSecurityGroups"),
        Statement(
            ("ec2:RevokeSecurityGroupIngress", "ec2:RevokeSecurityGroupEgress"),
            _GROUPS,
            "EC2 makes the default group with the VPC; its id is looked up. The actions can only take rules away.",
        ),
    ),
    "DesktopGuard": (Statement(("cloudformation:DescribeStacks",), ("{stack}",)),),
    "DirectoryDataAccess": (
        _unscoped("ds:DescribeDirectories"),
        Statement(
            ("ds:EnableDirectoryDataAccess", "ds:DisableDirectoryDataAccess", "ds:DescribeDirectoryDataAccess",
             *_MARK_ACTIONS),
            _DIRECTORIES,
            _UNKNOWN_ID,
        ),
        _TAG_GROUPS,
    ),
    "DirectoryDetails": (_unscoped("ds:DescribeDirectories"),),
    "DirectoryLogs": (
        _unscoped("ds:DescribeDirectories", "ds:ListLogSubscriptions"),
        Statement(
            ("ds:CreateLogSubscription", "ds:DeleteLogSubscription", *_MARK_ACTIONS),
            _DIRECTORIES,
            _UNKNOWN_ID,
        ),
        _TAG_GROUPS,
    ),
    "DirectoryRegistration": (
        _unscoped(*_DIRECTORY_READS, *_DESKTOP_READS, *_LEFTOVER_READS, *_PLACE_READS, *_REGISTRATION_READS,
               "workspaces:DescribeClientProperties", "workspaces:DescribeTags",
               "workspaces:CreateTags", "workspaces:DeleteTags"),
        Statement(
            ("workspaces:AssociateIpGroups", "workspaces:DisassociateIpGroups"),
            reason="AWS's pages disagree whether these two actions can be held to a directory and its groups; where "
            "they cannot, a narrower resource would deny them.",
        ),
        _PLACE_IN_NETWORK,
        Statement(
            ("workspaces:RegisterWorkspaceDirectory", "workspaces:DeregisterWorkspaceDirectory",
             "workspaces:ModifyWorkspaceCreationProperties", "workspaces:ModifyWorkspaceAccessProperties",
             "workspaces:ModifySelfservicePermissions", "workspaces:ModifySamlProperties",
             "workspaces:ModifyCertificateBasedAuthProperties", "workspaces:ModifyEndpointEncryptionMode",
             "workspaces:ModifyStreamingProperties", "workspaces:ModifyClientProperties"),
            _REGISTRATIONS,
            _UNKNOWN_ID,
        ),
        Statement(("ds:AuthorizeApplication", "ds:UnauthorizeApplication"), _DIRECTORIES, _UNKNOWN_ID),
        Statement(("iam:GetRole",), _DEFAULT_ROLE),
        Statement(
            ("iam:PassRole",),
            _DEFAULT_ROLE,
            conditions={"StringEquals": {"iam:PassedToService": ("workspaces.amazonaws.com",)}},
        ),
    ),
    "DirectoryUser": (
        _unscoped("ds:DescribeDirectories"),
        Statement(
            ("ds:AccessDSData", "ds:ResetUserPassword", "ds-data:CreateUser", "ds-data:DescribeUser",
             "ds-data:UpdateUser", "ds-data:DeleteUser", "ds-data:AddGroupMember", "ds-data:RemoveGroupMember",
             "ds-data:ListGroupsForMember"),
            _DIRECTORIES,
            _UNKNOWN_ID,
        ),
    ),
    "Fleet": (
        _unscoped(*_DESKTOP_READS, "workspaces:DescribeTags", "workspaces:DescribeWorkspaceDirectories",
               "tag:GetResources"),
        Statement(
            ("workspaces:TerminateWorkspaces",),
            ("arn:{partition}:workspaces:{region}:{account}:workspace/*",),
            "WorkSpaces chooses the ids; held to desktops that carry a fleet's tag.",
            conditions={"Null": {"aws:ResourceTag/workspaces-constructs:fleet": ("false",)}},
        ),
        Statement(
            ("states:StartExecution", "states:ListExecutions"),
            ("arn:{partition}:states:{region}:{account}:stateMachine:workspaces-fleet-*",),
            "Only the state machines of this library's fleets have such a name.",
        ),
        Statement(
            ("states:StopExecution",),
            ("arn:{partition}:states:{region}:{account}:execution:workspaces-fleet-*",),
            "Executions of these state machines; their names differ.",
        ),
    ),
    "Image": (
        _unscoped("workspaces:DescribeWorkspaceBundles", "workspaces:DescribeWorkspaceImages",
                  "workspaces:DescribeAccount", "workspaces:ImportWorkspaceImage", *_DESKTOP_READS, *_TAG_ACTIONS),
        Statement(
            ("workspaces:CreateWorkspaceImage", "workspaces:DeleteWorkspaceImage"),
            (*_IMAGES, *_DESKTOPS),
            _SOFTWARE_ID,
        ),
        Statement(
            ("workspaces:CopyWorkspaceImage",),
            ("arn:{partition}:workspaces:*:*:workspaceimage/*",),
            "The source is in another region, and in another account where it is a shared one; copying only reads it.",
        ),
    ),
    "NetworkRelease": (_unscoped(*_DIRECTORY_READS, *_LEFTOVER_READS), _DELETE_LEFTOVER_GROUPS),
    "RadiusMfa": (
        _unscoped("ds:DescribeDirectories"),
        Statement(
            ("ds:EnableRadius", "ds:UpdateRadius", "ds:DisableRadius", *_MARK_ACTIONS),
            _DIRECTORIES,
            _UNKNOWN_ID,
        ),
        _TAG_GROUPS,
    ),
    "Trust": (
        _unscoped("ds:DescribeDirectories", "ds:DescribeTrusts"),
        Statement(
            ("ds:CreateTrust", "ds:UpdateTrust", "ds:VerifyTrust", "ds:DeleteTrust",
             *_FORWARDER_ACTIONS, *_MARK_ACTIONS),
            _DIRECTORIES,
            _UNKNOWN_ID,
        ),
        _TAG_GROUPS,
    ),
    "PeerRoutes": (
        _unscoped("ec2:DescribeRouteTables"),
        Statement(
            ("ec2:CreateRoute", "ec2:ReplaceRoute", "ec2:DeleteRoute"),
            ("arn:{partition}:ec2:*:{account}:route-table/*",),
            "The tables belong to another stack, perhaps in another region, and their routes must still be cleared up "
            "when others are named; the ARN is held to this account.",
        ),
    ),
}  # fmt: skip
"""The kinds by their name after ``Custom::Workspaces``."""
