"""What one stack tells another, in its own or another account, through Parameter Store.

An export cannot leave its account, and it holds its stack fast. CloudFormation reads parameters at every deployment,
and those of another account too, once they are shared by AWS Resource Access Manager (CloudFormation guide, "Systems
Manager parameter types"; dynamic references do not read those).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import aws_cdk as cdk

from workspaces_constructs.custom_resources.places import place_of, stack_of
from workspaces_constructs.custom_resources.tokens import is_unresolved
from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.facts.regions import partition_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from constructs import Construct

__all__ = ["SharedParameters", "publish"]

_PREFIX: Final = "/workspaces-constructs"


def publish(
    scope: Construct, name: str, values: Mapping[str, str | Sequence[str]], *, share_with: str | None = None
) -> None:
    """Write values where other stacks find them.

    Args:
        scope: The construct they belong to.
        name: Of the deployment; it is part of the parameters' names.
        values: By key; a list becomes a ``StringList``.
        share_with: Another account that reads them; parameters that can be shared cost a little.
    """
    from aws_cdk import aws_ssm as ssm

    made = [
        ssm.CfnParameter(
            scope,
            f"Parameter-{key}",
            name=f"{_PREFIX}/{name}/{key}",
            type="String" if isinstance(value, str) else "StringList",
            value=value if isinstance(value, str) else cdk.Fn.join(",", list(value)),
            tier="Advanced" if share_with else "Standard",
        )
        for key, value in values.items()
    ]
    if share_with:
        from aws_cdk import aws_ram as ram

        stack = stack_of(scope)
        ram.CfnResourceShare(
            scope,
            "ParameterShare",
            name=f"{name}-parameters",
            principals=[share_with],
            resource_arns=[_arn(stack.partition, stack.region, stack.account, parameter.ref) for parameter in made],
        )


class SharedParameters:
    """Reads what :func:`publish` has written.

    Args:
        scope: The construct that the template parameters belong to.
        name: Of the deployment.
        account: The account that published them, where it is not the stack's own.

    Raises:
        ConfigurationError: Another account, and no region.
    """

    def __init__(self, scope: Construct, name: str, *, account: str | None = None) -> None:
        self._scope = scope
        self._name = name
        self._account = account
        region = place_of(scope).region
        if account is not None and is_unresolved(region):
            raise ConfigurationError(
                "region",
                value="none",
                allowed="a region, where the shared services are in another account",
                fix="give the stack its region",
            )
        self._region = region

    def text(self, key: str) -> str:
        """A value."""
        return self._read(key, "String").value_as_string

    def texts(self, key: str) -> list[str]:
        """A list."""
        return self._read(key, "List<String>").value_as_list

    def _read(self, key: str, kind: str) -> cdk.CfnParameter:
        construct_id = f"Shared-{key}"
        existing = self._scope.node.try_find_child(construct_id)
        if isinstance(existing, cdk.CfnParameter):
            return existing
        name = f"{_PREFIX}/{self._name}/{key}"
        return cdk.CfnParameter(
            self._scope,
            construct_id,
            type=f"AWS::SSM::Parameter::Value<{kind}>",
            default=_arn(partition_of(self._region), self._region, self._account, name) if self._account else name,
            description=f"Where the stack with the shared services says its {key.replace('-', ' ')}",
        )


def _arn(partition: str, region: str, account: str, name: str) -> str:
    return f"arn:{partition}:ssm:{region}:{account}:parameter{name}"
