"""A custom resource of one of the library's kinds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aws_cdk as cdk
from constructs import Construct

from workspaces_constructs.custom_resources.provider import Provider

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from aws_cdk import aws_secretsmanager as secretsmanager
    from constructs import IDependable

    from workspaces_constructs.custom_resources.policies import Grants

__all__ = ["WorkspacesResource"]


class WorkspacesResource(Construct):
    """One custom resource of a kind: ``Custom::Workspaces<kind>``.

    Args:
        scope: The construct it belongs to.
        construct_id: Its id in that scope.
        kind: A key of ``permissions.PERMISSIONS``.
        properties: In AWS's own names. Secrets go in by ARN.
        secret: A secret that the handler must read.
        role_arn: A role of another account that the handler must take on.
        grants: What the handler may do beside what every resource of the kind needs.
        after: What it depends on beside its permissions.
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
        role_arn: str | None = None,
        grants: Grants | None = None,
        after: Sequence[IDependable] = (),
        removal_policy: cdk.RemovalPolicy | None = None,
    ) -> None:
        super().__init__(scope, construct_id)
        provider = Provider.of(scope)
        policies: list[IDependable] = [provider.policies.of_kind(kind)]
        if secret is not None:
            policies.append(provider.policies.for_secret(secret))
        if role_arn is not None:
            policies.append(provider.policies.for_role(role_arn))
        if grants is not None:
            policies.append(provider.policies.for_grants(f"{kind}GrantsPolicy", grants))
        self._texts: dict[str, str] = {}
        self.resource = cdk.CustomResource(
            self,
            "Default",
            service_token=provider.service_token,
            resource_type=f"Custom::Workspaces{kind}",
            properties={name: value for name, value in properties.items() if value is not None},
            removal_policy=removal_policy,
        )
        self.resource.node.add_dependency(*policies, *after)

    def keep_replaced(self) -> None:
        """Leave behind what another physical id takes the place of, whatever the removal policy is."""
        resource = self.resource.node.default_child
        if isinstance(resource, cdk.CfnResource):
            resource.add_override("UpdateReplacePolicy", "Retain")

    @property
    def ref(self) -> str:
        """The physical id."""
        return self.resource.ref

    def text(self, attribute: str) -> str:
        """An attribute."""
        if attribute not in self._texts:
            self._texts[attribute] = self.resource.get_att_string(attribute)
        return self._texts[attribute]

    def texts(self, attribute: str) -> list[str]:
        """An attribute that is a list; custom resources return lists joined by commas."""
        return cdk.Fn.split(",", self.text(attribute))
