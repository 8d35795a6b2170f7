"""The key that encrypts desktops' volumes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from constructs import Construct

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["VolumeKey"]


class VolumeKey(Construct):
    """A symmetric, customer-managed key that rotates every year and that WorkSpaces may use.

    WorkSpaces works with grants, which it makes with the permissions of whoever launches a desktop: CloudFormation's
    role, a fleet's, an administrator's. IAM policies of the account decide who may use the key; ``launchers`` may in
    any case, and only for AWS services that work for them (WorkSpaces Administration Guide, "Encrypted WorkSpaces"). A
    WorkSpace can never change its key, and without the key its data is lost.

    Args:
        scope: The construct it belongs to.
        construct_id: Its id in that scope.
        launchers: Principals that launch desktops but have no permissions for KMS of their own. Default: none.
        description: What the KMS console shows.
        pending_window: How long a deleted key can still be recovered, 7 to 30 days. Default: 30 days.
        removal_policy: Default: the CDK's, which retains keys.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        launchers: Sequence[iam.IPrincipal] = (),
        description: str = "Volumes of Amazon WorkSpaces",
        pending_window: cdk.Duration | None = None,
        removal_policy: cdk.RemovalPolicy | None = None,
    ) -> None:
        super().__init__(scope, construct_id)
        self.key = kms.Key(
            self,
            "Key",
            description=description,
            enable_key_rotation=True,
            pending_window=pending_window,
            removal_policy=removal_policy,
        )
        if launchers:
            principals = list(launchers)
            self.key.add_to_resource_policy(
                iam.PolicyStatement(
                    sid="UseForWorkspaces",
                    principals=principals,
                    actions=["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"],
                    resources=["*"],
                )
            )
            self.key.add_to_resource_policy(
                iam.PolicyStatement(
                    sid="GrantToWorkspaces",
                    principals=principals,
                    actions=["kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant"],
                    resources=["*"],
                    conditions={"Bool": {"kms:GrantIsForAWSResource": "true"}},
                )
            )
