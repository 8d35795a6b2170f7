"""One provider per stack for all custom resources."""

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
from workspaces_constructs.custom_resources.policies import HandlerPolicies

if TYPE_CHECKING:
    from constructs import IConstruct

__all__ = ["Provider"]

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
        self.policies = HandlerPolicies(self, self.role)
        self._acknowledge(provider, on_event, is_complete)

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
