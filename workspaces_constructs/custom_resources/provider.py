"""One provider per stack for all custom resources, and the resource that uses it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from aws_cdk import custom_resources
from constructs import Construct

from workspaces_constructs.custom_resources.acknowledgements import acknowledge
from workspaces_constructs.custom_resources.permissions import PERMISSIONS, Statement

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aws_cdk import aws_secretsmanager as secretsmanager
    from constructs import IConstruct

__all__ = ["Provider", "WorkspacesResource"]

_PSEUDO = {"partition": "AWS::Partition", "region": "AWS::Region", "account": "AWS::AccountId"}
_ID = "WorkspacesConstructsProvider"
_TOTAL_MINUTES = 50
_DEADLINE_MINUTES = 45
_QUERY_SECONDS = 10
_HANDLER_TIMEOUT_MINUTES = 3


class Provider(Construct):
    """The functions, the waiter and the roles behind every ``Custom::Workspaces…`` resource of a stack.

    ``on_event`` only validates and names; ``is_complete`` does the work and is asked every 10 seconds for at most 50
    minutes (CloudFormation itself stops at an hour). Five minutes before that it fails with the real reason. Each
    kind's permissions are a policy of its own, on which the resources of that kind depend.
    """

    @classmethod
    def of(cls, scope: Construct) -> Provider:
        """The provider of the stack in which ``scope`` lives, made at its first use."""
        stack = cdk.Stack.of(scope)
        existing = stack.node.try_find_child(_ID)
        return existing if isinstance(existing, Provider) else cls(stack, _ID)

    def __init__(self, scope: Construct, construct_id: str) -> None:
        super().__init__(scope, construct_id)
        stack = cdk.Stack.of(self)
        self._place = {"partition": stack.partition, "region": stack.region, "account": stack.account}
        self._shown_place = {
            name: f"<{_PSEUDO[name]}>" if cdk.Token.is_unresolved(value) else value
            for name, value in self._place.items()
        }
        self.log_group = logs.LogGroup(
            self,
            "Logs",
            retention=logs.RetentionDays.SIX_MONTHS,
            removal_policy=cdk.RemovalPolicy.DESTROY,
        )
        self.role = self._role("Role", "Runs the handlers of this stack's WorkSpaces custom resources.")
        on_event = self._function("OnEvent", "on_event", self._role("OnEventRole", "Validates; calls no AWS API."))
        is_complete = self._function("IsComplete", "is_complete", self.role)
        self.role.add_to_policy(
            iam.PolicyStatement(actions=["cloudformation:DescribeStackResource"], resources=[cdk.Aws.STACK_ID])
        )
        framework_role = self._role("FrameworkRole", "Runs CDK's provider framework.")
        waiter_role = self._role("WaiterRole", "Runs the completion check of CDK's provider framework.")
        provider = custom_resources.Provider(
            self,
            "Framework",
            on_event_handler=on_event,
            is_complete_handler=is_complete,
            query_interval=cdk.Duration.seconds(_QUERY_SECONDS),
            total_timeout=cdk.Duration.minutes(_TOTAL_MINUTES),
            framework_on_event_role=framework_role,
            framework_complete_and_timeout_role=waiter_role,
            log_group=self.log_group,
        )
        self.service_token = provider.service_token
        self._policies: dict[str, iam.Policy] = {}
        self._acknowledge(provider, on_event, is_complete)

    def policy(self, kind: str) -> iam.Policy:
        """The policy with a kind's permissions, on the handler's role."""
        if kind not in self._policies:
            statements = PERMISSIONS[kind]
            self._policies[kind] = iam.Policy(
                self,
                f"{kind}Policy",
                roles=[self.role],
                statements=[self._statement(statement) for statement in statements],
            )
            acknowledge(
                self._policies[kind],
                {
                    f"AwsSolutions-IAM5[Resource::{self._shown(resource)}]": statement.reason
                    for statement in statements
                    for resource in statement.resources
                    if "*" in resource
                },
            )
        return self._policies[kind]

    def _statement(self, statement: Statement) -> iam.PolicyStatement:
        return iam.PolicyStatement(
            actions=list(statement.actions),
            resources=[self._arn(resource) for resource in statement.resources],
            conditions={
                operator: {key: self._arn(value) for key, value in condition.items()}
                for operator, condition in statement.conditions.items()
            },
        )

    def _arn(self, template: str) -> str:
        return template.format(**self._place)

    def _shown(self, template: str) -> str:
        """An ARN as cdk-nag writes it in its findings: pseudo parameters in angle brackets."""
        return template.format(**self._shown_place)

    def _role(self, construct_id: str, description: str) -> iam.Role:
        role = iam.Role(
            self,
            construct_id,
            assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"),
            description=description,
        )
        self.log_group.grant(role, "logs:CreateLogStream", "logs:PutLogEvents")
        return role

    def _function(self, construct_id: str, entry: str, role: iam.Role) -> lambda_.Function:
        return lambda_.Function(
            self,
            construct_id,
            code=lambda_.Code.from_asset(
                str(Path(__file__).parent),
                exclude=["*", "!runtime", "!runtime/*.py"],
                ignore_mode=cdk.IgnoreMode.GIT,
            ),
            handler=f"runtime.handler.{entry}",
            runtime=lambda_.Runtime.PYTHON_3_14,
            architecture=lambda_.Architecture.ARM_64,
            description=f"WorkSpaces custom resources: {entry}",
            environment={"DEADLINE_SECONDS": str(_DEADLINE_MINUTES * 60)},
            memory_size=256,
            timeout=cdk.Duration.minutes(_HANDLER_TIMEOUT_MINUTES),
            role=role,
            log_group=self.log_group,
        )

    def _acknowledge(self, provider: custom_resources.Provider, *handlers: lambda_.Function) -> None:
        machine = provider.node.find_child("waiter-state-machine")
        framework = [provider.node.find_child(f"framework-{name}") for name in ("isComplete", "onTimeout")]
        invocations = {
            f"AwsSolutions-IAM5[Resource::<{self._logical_id(function)}.Arn>:*]": "CDK's provider framework may invoke "
            "the versions of this one function."
            for function in (*handlers, *framework)
        }
        acknowledge(self, invocations)
        acknowledge(
            machine,
            {
                "AwsSolutions-SF1": "The state machine only calls one function until it says that it is done; that "
                "function writes every step to the provider's log group.",
                "AwsSolutions-SF2": "There is one function to trace, and its log has each step with its reason.",
            },
        )

    def _logical_id(self, function: IConstruct) -> str:
        child = function.node.default_child
        if not isinstance(child, cdk.CfnElement):
            message = f"{function.node.path} has no resource of its own."
            raise TypeError(message)
        return cdk.Stack.of(self).get_logical_id(child)


class WorkspacesResource(Construct):
    """One custom resource of a kind: ``Custom::Workspaces<kind>``.

    Args:
        scope: The construct it belongs to.
        construct_id: Its id in that scope.
        kind: A key of :data:`PERMISSIONS`.
        properties: In AWS's own names. Secrets go in by ARN.
        secret: A secret that the handler must read.
        removal_policy: ``RETAIN`` leaves what was made behind when the resource goes.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        kind: str,
        properties: Mapping[str, object],
        secret: secretsmanager.ISecret | None = None,
        removal_policy: cdk.RemovalPolicy | None = None,
    ) -> None:
        super().__init__(scope, construct_id)
        provider = Provider.of(self)
        self.resource = cdk.CustomResource(
            self,
            "Default",
            service_token=provider.service_token,
            resource_type=f"Custom::Workspaces{kind}",
            properties={name: value for name, value in properties.items() if value is not None},
            removal_policy=removal_policy,
        )
        self.resource.node.add_dependency(provider.policy(kind))
        if secret is not None:
            secret.grant_read(provider.role).apply_before(self.resource)

    @property
    def ref(self) -> str:
        """The physical id."""
        return self.resource.ref

    def text(self, attribute: str) -> str:
        """An attribute."""
        return self.resource.get_att_string(attribute)

    def texts(self, attribute: str) -> list[str]:
        """An attribute that is a list; custom resources return lists joined by commas."""
        return cdk.Fn.split(",", self.text(attribute))
