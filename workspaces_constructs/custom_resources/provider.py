"""One provider per stack for all custom resources."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from aws_cdk import custom_resources
from constructs import Construct

from workspaces_constructs.custom_resources.acknowledgements import acknowledge
from workspaces_constructs.custom_resources.places import stack_of
from workspaces_constructs.custom_resources.platform import lambda_architecture, lambda_runtime
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
        stack = stack_of(scope)
        if stack not in _OF_STACKS:
            _OF_STACKS[stack] = cls(stack, _ID)
        return _OF_STACKS[stack]

    def __init__(self, scope: cdk.Stack, construct_id: str) -> None:
        super().__init__(scope, construct_id)
        self._stack = scope
        self.log_group = logs.LogGroup(
            self,
            "Logs",
            retention=logs.RetentionDays.SIX_MONTHS,
            removal_policy=cdk.RemovalPolicy.DESTROY,
        )
        service = iam.ServicePrincipal("lambda.amazonaws.com")
        self.role = self._role("Role", service, "Runs the handlers of this stack's WorkSpaces custom resources.")
        code = lambda_.Code.from_asset(
            str(Path(__file__).parent),
            exclude=["*", "!runtime", "!runtime/*.py"],
            ignore_mode=cdk.IgnoreMode.GIT,
        )
        on_event_role = self._role("OnEventRole", service, "Validates; calls no AWS API.")
        on_event = self._function("OnEvent", "on_event", on_event_role, code)
        is_complete = self._function("IsComplete", "is_complete", self.role, code)
        self.role.add_to_policy(
            iam.PolicyStatement(actions=["cloudformation:DescribeStackResource"], resources=[cdk.Aws.STACK_ID])
        )
        framework_role = self._role("FrameworkRole", service, "Runs CDK's provider framework.")
        waiter_role = self._role("WaiterRole", service, "Runs the completion check of CDK's provider framework.")
        provider = custom_resources.Provider(
            self,
            "Framework",
            on_event_handler=on_event,
            is_complete_handler=is_complete,
            query_interval=cdk.Duration.seconds(_QUERY_SECONDS),
            total_timeout=_minutes(_TOTAL_MINUTES),
            framework_on_event_role=framework_role,
            framework_complete_and_timeout_role=waiter_role,
            log_group=self.log_group,
        )
        self.service_token = provider.service_token
        self.policies = HandlerPolicies(self, self.role, self._stack)
        self._acknowledge(provider, on_event, is_complete)

    def _role(self, construct_id: str, service: iam.ServicePrincipal, description: str) -> iam.Role:
        role = iam.Role(self, construct_id, assumed_by=service, description=description)
        self.log_group.grant(role, "logs:CreateLogStream", "logs:PutLogEvents")
        return role

    def _function(self, construct_id: str, entry: str, role: iam.Role, code: lambda_.Code) -> lambda_.Function:
        return lambda_.Function(
            self,
            construct_id,
            code=code,
            handler=f"runtime.handler.{entry}",
            runtime=lambda_runtime(),
            architecture=lambda_architecture(),
            description=f"WorkSpaces custom resources: {entry}",
            environment={"DEADLINE_SECONDS": str(_DEADLINE_MINUTES * 60)},
            memory_size=256,
            timeout=_minutes(_HANDLER_TIMEOUT_MINUTES),
            role=role,
            log_group=self.log_group,
        )

    def _acknowledge(self, provider: custom_resources.Provider, *handlers: lambda_.Function) -> None:
        framework = provider.node
        machine = framework.find_child("waiter-state-machine")
        functions = [*handlers, *(framework.find_child(f"framework-{name}") for name in ("isComplete", "onTimeout"))]
        arns = self._stack.resolve([_arn(function) for function in functions])
        invocations = {
            f"AwsSolutions-IAM5[Resource::<{'.'.join(reference['Fn::GetAtt'])}>:*]": "CDK's provider framework may "
            "invoke the versions of this one function."
            for reference in arns
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


def _arn(function: IConstruct) -> str:
    if not isinstance(function, lambda_.Function):
        message = f"{function.node.path} is no function in this aws-cdk-lib."
        raise TypeError(message)
    return function.function_arn


@cache
def _minutes(number: int) -> cdk.Duration:
    return cdk.Duration.minutes(number)


_OF_STACKS: WeakKeyDictionary[cdk.Stack, Provider] = WeakKeyDictionary()
"""Asking the CDK's tree instead would take two more calls for every custom resource."""
