"""A VPC's traffic log."""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary, WeakSet

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs
from constructs import Construct

from workspaces_constructs.custom_resources.places import place_of, stack_of
from workspaces_constructs.network.names import name_tag

if TYPE_CHECKING:
    from aws_cdk import aws_kms as kms

__all__ = ["VpcFlowLogs", "let_logs_use"]


class VpcFlowLogs(Construct):
    """All traffic of a VPC, accepted and rejected, to a CloudWatch log group.

    Args:
        scope: The construct it belongs to.
        construct_id: Its id in that scope.
        vpc_id: The VPC.
        retention: How long the log is kept. Default: one year.
        encryption_key: A customer-managed key. The key of another stack or account must itself let
            ``logs.<region>.amazonaws.com`` use it; one of this app is made to. Default: CloudWatch's own encryption.
        removal_policy: What happens to the log when the stack goes. Default: it is retained.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        vpc_id: str,
        retention: logs.RetentionDays | None = None,
        encryption_key: kms.IKey | None = None,
        removal_policy: cdk.RemovalPolicy | None = None,
    ) -> None:
        super().__init__(scope, construct_id)
        if encryption_key is not None:
            let_logs_use(encryption_key, stack_of(self))
        self.log_group = logs.LogGroup(
            self,
            "LogGroup",
            retention=retention or logs.RetentionDays.ONE_YEAR,
            encryption_key=encryption_key,
            removal_policy=removal_policy,
        )
        own = {"StringEquals": {"aws:SourceAccount": place_of(self).account}}
        role = iam.Role(self, "Role", assumed_by=iam.ServicePrincipal("vpc-flow-logs.amazonaws.com", conditions=own))
        self.log_group.grant(role, "logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams")
        flow_log = ec2.CfnFlowLog(
            self,
            "FlowLog",
            resource_id=vpc_id,
            resource_type="VPC",
            traffic_type="ALL",
            log_destination_type="cloud-watch-logs",
            log_group_name=self.log_group.log_group_name,
            deliver_logs_permission_arn=role.role_arn,
            tags=name_tag(self.node.path),
        )
        flow_log.node.add_dependency(role)


def let_logs_use(key: kms.IKey, stack: cdk.Stack) -> None:
    """Let CloudWatch Logs encrypt the log groups of this account and region with a key (CloudWatch Logs guide)."""
    stacks = _USERS.setdefault(key, WeakSet())
    if stack in stacks:
        return
    stacks.add(stack)
    place = place_of(stack)
    log_groups = f"arn:{place.partition}:logs:{place.region}:{place.account}:log-group:*"
    key.add_to_resource_policy(
        iam.PolicyStatement(
            sid="EncryptLogs",
            principals=[iam.ServicePrincipal(f"logs.{place.region}.amazonaws.com")],
            actions=["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"],
            resources=["*"],
            conditions={"ArnLike": {"kms:EncryptionContext:aws:logs:arn": log_groups}},
        )
    )


_USERS: WeakKeyDictionary[kms.IKey, WeakSet[cdk.Stack]] = WeakKeyDictionary()
"""The stacks whose logs a key encrypts already."""
