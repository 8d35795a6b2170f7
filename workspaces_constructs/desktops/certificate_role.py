"""The role with which WorkSpaces issues certificates that log users on."""

from __future__ import annotations

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from constructs import Construct

from workspaces_constructs.custom_resources.acknowledgements import acknowledge
from workspaces_constructs.custom_resources.places import anywhere, stack_of
from workspaces_constructs.facts.access import PCA_ROLE
from workspaces_constructs.facts.iam import managed_policy_arn

__all__ = ["CertificateRole"]

_ID = "CertificateRole"
_PRINCIPAL = "prod.euc.ecm.amazonaws.com"
_POLICY = "AmazonWorkspacesPCAAccess"
"""As AWS writes it, with another case than the role's name (facts §5)."""


class CertificateRole(Construct):
    """The role ``AmazonWorkSpacesPCAAccess``, for certificate-based authentication.

    An account has one, under this name: make it in one stack only, and not where the WorkSpaces console has made it
    already. It uses certificate authorities with the tag ``euc-private-ca`` only.

    Args:
        scope: The construct it belongs to.
        construct_id: Its id in that scope.
        removal_policy: ``RETAIN`` where other stacks need the role too. Default: it goes with the stack.

    Attributes:
        role: The role.
    """

    @classmethod
    def of(cls, scope: Construct, removal_policy: cdk.RemovalPolicy | None = None) -> CertificateRole:
        """The role as the stack of ``scope`` makes it, at its first use; it is kept if any use says so."""
        stack = stack_of(scope)
        existing = stack.node.try_find_child(_ID)
        made = existing if isinstance(existing, CertificateRole) else cls(stack, _ID)
        if removal_policy not in {None, cdk.RemovalPolicy.DESTROY}:
            made.role.apply_removal_policy(removal_policy)
        return made

    def __init__(self, scope: Construct, construct_id: str, *, removal_policy: cdk.RemovalPolicy | None = None) -> None:
        super().__init__(scope, construct_id)
        self.role = iam.Role(
            self,
            "Role",
            role_name=PCA_ROLE,
            path="/service-role/",
            description="Amazon WorkSpaces issues certificates that log users on",
            assumed_by=iam.ServicePrincipal(_PRINCIPAL),
            managed_policies=[
                iam.ManagedPolicy.from_managed_policy_arn(
                    self, "Policy", managed_policy_arn(_POLICY, anywhere().partition)
                )
            ],
        )
        reason = "AWS documents this policy for the role: it issues certificates by authorities with its tag only."
        acknowledge(
            self.role, {f"AwsSolutions-IAM4[Policy::{managed_policy_arn(_POLICY, '<AWS::Partition>')}]": reason}
        )
        if removal_policy is not None:
            self.role.apply_removal_policy(removal_policy)
