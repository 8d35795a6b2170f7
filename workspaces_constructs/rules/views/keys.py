"""Keys of KMS and what they protect."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from workspaces_constructs.rules.resources import Reference, Unknown
from workspaces_constructs.rules.templates import view
from workspaces_constructs.rules.views.directories import workspaces
from workspaces_constructs.rules.views.records import record_groups
from workspaces_constructs.rules.views.secrets import secrets_in_use

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workspaces_constructs.rules.resources import Resource, Value
    from workspaces_constructs.rules.templates import Templates

__all__ = ["KEY", "is_aws_managed", "key_of", "keys_in_use", "volume_keys"]

KEY: Final = "AWS::KMS::Key"
_KEYS: Final = frozenset({KEY, "AWS::KMS::ReplicaKey"})
_ALIAS: Final = "AWS::KMS::Alias"


def key_of(value: Value) -> Resource | None:
    """The key that a value names by its id, its ARN or an alias, where one of the templates makes it."""
    if not isinstance(value, Reference):
        return None
    if value.resource.type == _ALIAS:
        value = value.resource.properties.value("TargetKeyId")
    return value.resource if isinstance(value, Reference) and value.resource.type in _KEYS else None


def is_aws_managed(value: Value, service: str) -> bool:
    """Whether a value is certain to name the key that AWS keeps for a service, by its alias."""
    text = value if isinstance(value, str) else value.text if isinstance(value, Unknown) else ""
    return text == f"aws/{service}" or text.endswith(f"alias/aws/{service}")


@view
def volume_keys(templates: Templates) -> Mapping[str, tuple[Resource, list[Resource]]]:
    """The keys of desktops' volumes that the templates make, by name, with the desktops of each."""
    found: dict[str, tuple[Resource, list[Resource]]] = {}
    for desktop in workspaces(templates):
        key = key_of(desktop.properties.value("VolumeEncryptionKey"))
        if key is not None:
            found.setdefault(key.name, (key, []))[1].append(desktop)
    return found


@view
def keys_in_use(templates: Templates) -> Mapping[str, Resource]:
    """The keys, by name, that protect desktops' volumes, their directories' secrets, or the records of both."""
    found = {name: key for name, (key, _) in volume_keys(templates).items()}
    for resource, _ in secrets_in_use(templates).values():
        key = key_of(resource.properties.value("KmsKeyId"))
        if key is not None:
            found[key.name] = key
    for group in record_groups(templates).values():
        key = key_of(group.properties.value("KmsKeyId"))
        if key is not None:
            found[key.name] = key
    return found
