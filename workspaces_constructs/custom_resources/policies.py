"""What the handlers of a stack may do, as policies of their role."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import DependencyGroup

from workspaces_constructs.custom_resources.acknowledgements import acknowledge, shown
from workspaces_constructs.custom_resources.permissions import PERMISSIONS, Statement
from workspaces_constructs.custom_resources.places import place_of, stack_of
from workspaces_constructs.custom_resources.tokens import is_unresolved

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from aws_cdk import aws_kms as kms
    from constructs import Construct, IDependable

__all__ = ["Grants", "HandlerPolicies"]

_PSEUDO = {
    "partition": "AWS::Partition",
    "region": "AWS::Region",
    "account": "AWS::AccountId",
    "stack": "AWS::StackId",
}
_LONGEST = frozenset({"AdConnector", "DirectoryRegistration"})
"""Kinds with a managed policy: those in line may have 10,240 characters together, which all kinds of a stack would pass
with it (IAM guide, "IAM and AWS STS quotas")."""

_OWN_SECRETS = "workspaces-constructs:stack"


@dataclass(frozen=True)
class Grants:
    """What the handlers may do for one resource.

    Attributes:
        statements: On things that the stack can name.
        reasons: Why a resource with an asterisk is right, by its ARN.
    """

    statements: Sequence[iam.PolicyStatement]
    reasons: Mapping[str, str] = field(default_factory=dict)


class HandlerPolicies:
    """One policy per kind, and one for the secrets.

    A resource depends on its policy, so that its Delete still has it. A policy is never narrower than its kind: held to
    the one directory that a template names, it would follow a replacement to the new directory before the clean-up
    deletes what is in the old one.
    """

    def __init__(self, scope: Construct, role: iam.Role, stack: cdk.Stack) -> None:
        self._scope = scope
        self._role = role
        self._stack = stack
        self._stack_name = stack.stack_name
        self._place = {**place_of(stack)._asdict(), "stack": cdk.Aws.STACK_ID}
        self._shown_place = {
            name: f"<{_PSEUDO[name]}>" if is_unresolved(value) else value for name, value in self._place.items()
        }
        self._policies: dict[str, iam.Policy | iam.ManagedPolicy] = {}
        self._keys: set[kms.IKey] = set()

    def of_kind(self, kind: str) -> iam.Policy | iam.ManagedPolicy:
        """The policy with the permissions of a kind, a key of :data:`PERMISSIONS`."""
        name = f"{kind}ManagedPolicy" if kind in _LONGEST else f"{kind}Policy"
        if name not in self._policies:
            statements = PERMISSIONS[kind]
            self._policies[name] = self._policy(name, statements)
            acknowledge(
                self._policies[name],
                {
                    f"AwsSolutions-IAM5[Resource::{resource.format(**self._shown_place)}]": statement.reason
                    for statement in statements
                    for resource in statement.resources
                    if "*" in resource
                },
            )
        return self._policies[name]

    def for_secret(self, secret: secretsmanager.ISecret) -> IDependable:
        """Let the handlers read a secret, and use its key where that is known.

        Secrets of this stack carry a tag, and one statement allows them all: a statement for each would pass IAM's
        10,240 characters with the fortieth user. Others are granted by their ARN.
        """
        own = isinstance(secret, secretsmanager.Secret) and stack_of(secret) is self._stack
        if not own:
            return DependencyGroup(
                secret.grant_read(self._role), *self._let_decrypt("KeysPolicy", secret.encryption_key)
            )
        cdk.Tags.of(secret).add(_OWN_SECRETS, self._stack_name)
        if "OwnSecretsPolicy" not in self._policies:
            arn = "arn:{partition}:secretsmanager:{region}:{account}:secret:*"
            statement = Statement(
                ("secretsmanager:GetSecretValue",),
                (arn,),
                conditions={"StringEquals": {f"aws:ResourceTag/{_OWN_SECRETS}": (self._stack_name,)}},
            )
            policy = self._policies["OwnSecretsPolicy"] = self._policy("OwnSecretsPolicy", [statement])
            reason = "Held to the secrets that carry this stack's tag, which the stack gives to its own."
            acknowledge(policy, {f"AwsSolutions-IAM5[Resource::{arn.format(**self._shown_place)}]": reason})
        self._let_decrypt("OwnSecretsPolicy", secret.encryption_key)
        return self._policies["OwnSecretsPolicy"]

    def _let_decrypt(self, name: str, key: kms.IKey | None) -> list[IDependable]:
        """Let the handlers decrypt secrets with a key; the policy that says so, if there is one."""
        if key is not None and key not in self._keys:
            self._keys.add(key)
            if name not in self._policies:
                self._policies[name] = self._policy(name, [])
            self._policies[name].add_statements(
                iam.PolicyStatement(
                    actions=["kms:Decrypt"],
                    resources=[key.key_arn],
                    conditions={
                        "StringEquals": {"kms:ViaService": f"secretsmanager.{self._place['region']}.amazonaws.com"}
                    },
                )
            )
        return [self._policies[name]] if name in self._policies else []

    def for_role(self, role_arn: str) -> IDependable:
        """Let the handlers take on a role of another account."""
        assume = iam.PolicyStatement(actions=["sts:AssumeRole"], resources=[role_arn])
        return self.for_grants("RolesPolicy", Grants([assume]))

    def for_grants(self, name: str, grants: Grants) -> IDependable:
        """Let the handlers do what only one resource needs, on things that the stack can name.

        Args:
            name: Of the policy in which the resources of one kind come together.
            grants: What they may do.
        """
        if name not in self._policies:
            self._policies[name] = self._policy(name, [])
        policy = self._policies[name]
        policy.add_statements(*grants.statements)
        reasons = {shown(self._stack, arn): reason for arn, reason in grants.reasons.items()}
        acknowledge(policy, {f"AwsSolutions-IAM5[Resource::{arn}]": reason for arn, reason in reasons.items()})
        return policy

    def _policy(self, name: str, statements: Sequence[Statement]) -> iam.Policy | iam.ManagedPolicy:
        document = iam.PolicyDocument.from_json({"Statement": [self._statement(statement) for statement in statements]})
        kind = iam.ManagedPolicy if name.endswith("ManagedPolicy") else iam.Policy
        return kind(self._scope, name, roles=[self._role], document=document)

    def _statement(self, statement: Statement) -> dict[str, object]:
        """A statement in IAM's own words, which go to the CDK in one call for the whole policy."""
        return {
            "Effect": "Allow",
            "Action": list(statement.actions),
            "Resource": [resource.format(**self._place) for resource in statement.resources],
            "Condition": {
                operator: {key: self._values(values) for key, values in condition.items()}
                for operator, condition in statement.conditions.items()
            },
        }

    def _values(self, templates: tuple[str, ...]) -> str | list[str]:
        values = [template.format(**self._place) for template in templates]
        return values if len(values) > 1 else values[0]
