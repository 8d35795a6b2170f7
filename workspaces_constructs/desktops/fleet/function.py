"""The function that does a fleet's work, and what it may do."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from workspaces_constructs.custom_resources.acknowledgements import acknowledge, shown
from workspaces_constructs.custom_resources.places import place_of, stack_of
from workspaces_constructs.custom_resources.platform import lambda_architecture, lambda_runtime
from workspaces_constructs.desktops.fleet.runtime.model import FLEET_TAG
from workspaces_constructs.network.flow_logs import let_logs_use

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from aws_cdk import aws_kms as kms
    from aws_cdk import aws_s3 as s3

    from workspaces_constructs.desktops.fleet.persona import FleetPersona

__all__ = ["FleetFunction"]

_TIMEOUT_MINUTES = 15
_MEMORY_MB = 3072
"""A run of 100,000 people takes about 1,100; and Lambda gives processors by memory."""
_NO_RESOURCE = "These actions only read, or take no resource in IAM (Service Authorization Reference)."
_UNKNOWN_ID = "WorkSpaces chooses the ids; held to desktops that carry the fleet's tag."


class FleetFunction(Construct):
    """The function, its log and its role.

    Desktops may be changed and terminated only where they carry the fleet's tag: IAM holds the function to that, too.

    Args:
        scope: The construct it belongs to.
        construct_id: Its id in that scope.
        fleet_name: The value of the tag.
        machine_name: The state machine, whose executions it asks about.
        personas: Whose directories, bundles and keys it works with.
        bucket: Its memory.
        encryption_key: Of the bucket and the log.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        fleet_name: str,
        machine_name: str,
        personas: Mapping[str, FleetPersona],
        bucket: s3.IBucket,
        encryption_key: kms.IKey,
    ) -> None:
        super().__init__(scope, construct_id)
        stack = stack_of(self)
        let_logs_use(encryption_key, stack)
        self.log_group = logs.LogGroup(
            self,
            "Logs",
            retention=logs.RetentionDays.SIX_MONTHS,
            encryption_key=encryption_key,
            removal_policy=cdk.RemovalPolicy.DESTROY,
        )
        self.role = iam.Role(
            self,
            "Role",
            assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"),
            description="Keeps a fleet of WorkSpaces in step with its roster.",
        )
        self.log_group.grant(self.role, "logs:CreateLogStream", "logs:PutLogEvents")
        workspaces_arn = "arn:{}:workspaces:{}:{}:".format(*place_of(stack))
        execution = "arn:{}:states:{}:{}:execution:{}:*".format(*place_of(stack), machine_name)
        statements = [
            *_desktop_statements(workspaces_arn, fleet_name, personas.values()),
            *_key_statements(personas.values(), place_of(stack).region),
            *_bucket_statements(bucket, encryption_key),
            iam.PolicyStatement(actions=["states:DescribeExecution"], resources=[execution]),
        ]
        for statement in statements:
            self.role.add_to_policy(statement)
        self.function = lambda_.Function(
            self,
            "Function",
            code=lambda_.Code.from_asset(
                str(Path(__file__).parent),
                exclude=["*", "!runtime", "!runtime/*.py"],
                ignore_mode=cdk.IgnoreMode.GIT,
            ),
            handler="runtime.handler.step",
            runtime=lambda_runtime(),
            architecture=lambda_architecture(),
            description="Keeps a fleet of WorkSpaces in step with its roster.",
            memory_size=_MEMORY_MB,
            timeout=cdk.Duration.minutes(_TIMEOUT_MINUTES),
            role=self.role,
            log_group=self.log_group,
        )
        reasons = {
            "*": _NO_RESOURCE,
            f"{workspaces_arn}workspace/*": _UNKNOWN_ID,
            f"{workspaces_arn}workspacebundle/*": "A row of the roster may name any bundle of the account or Amazon's.",
            execution: "Executions of this one state machine; their names differ.",
            bucket.arn_for_objects("*"): "Objects of the fleet's own bucket, which is made for nothing else.",
        }
        acknowledge(
            self.role,
            {f"AwsSolutions-IAM5[Resource::{shown(stack, arn)}]": reason for arn, reason in reasons.items()},
        )


def _desktop_statements(
    workspaces_arn: str, fleet_name: str, personas: Iterable[FleetPersona]
) -> list[iam.PolicyStatement]:
    directories = dict.fromkeys(f"{workspaces_arn}directory/{each.registration.directory_id}" for each in personas)
    desktop, bundle = f"{workspaces_arn}workspace/*", f"{workspaces_arn}workspacebundle/*"
    tagged = {"StringEquals": {f"aws:ResourceTag/{FLEET_TAG}": fleet_name}}
    own_tag = {"StringEqualsIfExists": {f"aws:RequestTag/{FLEET_TAG}": fleet_name}}
    return [
        iam.PolicyStatement(
            actions=["workspaces:DescribeWorkspaces", "workspaces:DescribeWorkspaceBundles",
                     "workspaces:DescribeWorkspaceDirectories", "workspaces:DescribeWorkspacesConnectionStatus",
                     "ec2:DescribeSubnets", "tag:GetResources"],
            resources=["*"],
        ),
        iam.PolicyStatement(actions=["workspaces:CreateTags"], resources=["*"], conditions=own_tag),
        iam.PolicyStatement(actions=["workspaces:CreateWorkspaces"], resources=[*directories, bundle, desktop]),
        iam.PolicyStatement(
            actions=["workspaces:ModifyWorkspaceProperties", "workspaces:StopWorkspaces",
                     "workspaces:TerminateWorkspaces", "workspaces:MigrateWorkspace"],
            resources=[desktop],
            conditions=tagged,
        ),
        iam.PolicyStatement(actions=["workspaces:MigrateWorkspace"], resources=[bundle]),
    ]  # fmt: skip


def _key_statements(personas: Iterable[FleetPersona], region: str) -> list[iam.PolicyStatement]:
    """WorkSpaces makes grants on a key with the permissions of whoever launches a desktop."""
    keys = list(dict.fromkeys(each.volume_key.key_arn for each in personas))
    service = {"StringEquals": {"kms:ViaService": f"workspaces.{region}.amazonaws.com"}}
    return [
        iam.PolicyStatement(
            actions=["kms:Encrypt", "kms:Decrypt", "kms:ReEncryptFrom", "kms:ReEncryptTo", "kms:GenerateDataKey",
                     "kms:GenerateDataKeyWithoutPlaintext", "kms:DescribeKey"],
            resources=keys,
            conditions=service,
        ),
        iam.PolicyStatement(
            actions=["kms:CreateGrant"],
            resources=keys,
            conditions={**service, "Bool": {"kms:GrantIsForAWSResource": "true"}},
        ),
    ]  # fmt: skip


def _bucket_statements(bucket: s3.IBucket, key: kms.IKey) -> list[iam.PolicyStatement]:
    """ListBucket too, since without it an object that is not there is reported as forbidden."""
    return [
        iam.PolicyStatement(
            actions=["s3:GetObject", "s3:PutObject", "s3:DeleteObject"], resources=[bucket.arn_for_objects("*")]
        ),
        iam.PolicyStatement(actions=["s3:ListBucket"], resources=[bucket.bucket_arn]),
        iam.PolicyStatement(actions=["kms:Decrypt", "kms:GenerateDataKey"], resources=[key.key_arn]),
    ]
