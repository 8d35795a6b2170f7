"""The security logs of a Managed AD."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aws_cdk as cdk
from aws_cdk import aws_logs as logs
from constructs import Construct

from workspaces_constructs.custom_resources.places import stack_of
from workspaces_constructs.custom_resources.resource import WorkspacesResource
from workspaces_constructs.directory.managed_microsoft_ad import ManagedAdBase
from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.facts.iam import policy_document
from workspaces_constructs.network.flow_logs import let_logs_use

if TYPE_CHECKING:
    from aws_cdk import aws_kms as kms

__all__ = ["DirectoryLogs"]

_PREFIX = "/aws/directoryservice/"
"""Where the Directory Service console puts such groups (ms_ad_enable_log_forwarding)."""


class DirectoryLogs(Construct):
    """The security event logs of a Managed AD's domain controllers, in a CloudWatch log group.

    CloudFormation cannot subscribe: this is a custom resource. A directory has one subscription; one that somebody else
    made is not taken over. Directory Service writes with a CloudWatch Logs resource policy of its own name, which lets
    it make streams in this one group; an account has at most ten such policies in a region (CloudWatch Logs quotas).

    Example:
        .. code-block:: python

            DirectoryLogs(stack, "DirectoryLogs", directory=directory, encryption_key=key)

    Args:
        scope: The construct it belongs to.
        construct_id: Its id in that scope.
        directory: A Managed AD; no other directory forwards its logs.
        retention: How long the logs are kept. Default: one year.
        encryption_key: A customer-managed key. The key of another stack or account must itself let
            ``logs.<region>.amazonaws.com`` use it; one of this app is made to. Default: CloudWatch's own encryption.
        removal_policy: What happens to the logs when the stack goes. Default: they are retained; then a second
            deployment of the same directory's logs needs them renamed or imported, as a group's name is its own.

    Raises:
        ConfigurationError: A directory that is not a Managed AD.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        directory: ManagedAdBase,
        retention: logs.RetentionDays | None = None,
        encryption_key: kms.IKey | None = None,
        removal_policy: cdk.RemovalPolicy | None = None,
    ) -> None:
        super().__init__(scope, construct_id)
        if not isinstance(directory, ManagedAdBase):
            raise ConfigurationError(
                "directory for DirectoryLogs",
                value=type(directory).__name__,
                allowed="a Managed AD",
                fix="leave the logs out: AD Connector and Simple AD forward none",
            )
        stack = stack_of(self)
        if encryption_key is not None:
            let_logs_use(encryption_key, stack)
        self.log_group = logs.LogGroup(
            self,
            "LogGroup",
            log_group_name=f"{_PREFIX}{directory.directory_id}",
            retention=retention or logs.RetentionDays.ONE_YEAR,
            encryption_key=encryption_key,
            removal_policy=removal_policy,
        )
        statement = {
            "Effect": "Allow",
            "Principal": {"Service": "ds.amazonaws.com"},
            "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
            "Resource": self.log_group.log_group_arn,
        }
        permission = logs.CfnResourcePolicy(
            self,
            "Permission",
            policy_name=f"{stack.stack_name}-{self.node.addr[-8:]}",
            policy_document=stack.to_json_string(policy_document(statement)),
        )
        self.resource = WorkspacesResource(
            self,
            "Subscription",
            kind="DirectoryLogs",
            properties={"DirectoryId": directory.directory_id, "LogGroupName": self.log_group.log_group_name},
            removal_policy=removal_policy,
        )
        self.resource.resource.node.add_dependency(permission)
