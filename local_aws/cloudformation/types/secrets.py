"""AWS::SecretsManager::Secret: its ``Ref`` is the ARN; ministack's is the name, which no policy's resource matches."""

# ruff: noqa: SLF001 - ministack has no public hooks; a canary test pins what is used

from __future__ import annotations

from typing import TYPE_CHECKING

from ministack.services import secretsmanager
from ministack.services.cloudformation import provisioners

if TYPE_CHECKING:
    from collections.abc import Callable

    from local_aws.cloudformation.types.wire import Attributes, Made, Properties

_TYPE = "AWS::SecretsManager::Secret"
_made = dict(provisioners._RESOURCE_HANDLERS[_TYPE])


def _create(logical_id: str, properties: Properties, stack_name: str) -> Made:
    _, attributes = _made["create"](logical_id, properties, stack_name)
    return attributes["Arn"], attributes


def _update(arn: str, old: Properties, new: Properties, stack_name: str, logical_id: str | None = None) -> Made:
    _, attributes = _made["update"](_name(arn), old, new, stack_name, logical_id)
    return attributes["Arn"], attributes


def _delete(arn: str, properties: Properties) -> None:
    _made["delete"](_name(arn), properties)


def _name(arn: str) -> str:
    found: dict[str, Attributes] = dict(secretsmanager._secrets.items())
    return next((name for name, secret in found.items() if secret["ARN"] == arn), arn)


CORRECTED: dict[str, dict[str, Callable[..., object]]] = {
    _TYPE: {"create": _create, "update": _update, "delete": _delete},
}
