"""The secrets that directories, their users and their connections are given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from workspaces_constructs.rules.templates import view

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workspaces_constructs.rules.resources import Resource
    from workspaces_constructs.rules.templates import Templates

__all__ = ["SECRET", "secrets_in_use"]

SECRET: Final = "AWS::SecretsManager::Secret"  # noqa: S105 - the name of a type

_GIVEN: Final[Mapping[str, tuple[str, ...]]] = {
    "AWS::DirectoryService::MicrosoftAD": ("Password",),
    "AWS::DirectoryService::SimpleAD": ("Password",),
    "AWS::WorkSpaces::Directory": ("MicrosoftEntraConfig", "ActiveDirectoryConfig"),
    "Custom::WorkspacesAdConnector": ("SecretArn",),
    "Custom::WorkspacesAutomation": ("Parameters", "RemovalParameters"),
    "Custom::WorkspacesDirectoryUser": ("SecretArn",),
    "Custom::WorkspacesRadiusMfa": ("SecretArn",),
    "Custom::WorkspacesTrust": ("SecretArn",),
}
"""Where resources are given secrets."""


@view
def secrets_in_use(templates: Templates) -> Mapping[str, tuple[Resource, list[Resource]]]:
    """The secrets of directories and what belongs to them, by name, with the resources that are given each."""
    found: dict[str, tuple[Resource, list[Resource]]] = {}
    for resource in templates.of_type(*_GIVEN):
        given = [each for key in _GIVEN[resource.type] for each in resource.properties.references(key)]
        for secret in {each.resource.name: each.resource for each in given if each.resource.type == SECRET}.values():
            found.setdefault(secret.name, (secret, []))[1].append(resource)
    return found
