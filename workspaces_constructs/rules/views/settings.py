"""The settings of directories that desktops use, wherever templates give them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from workspaces_constructs.rules.templates import view
from workspaces_constructs.rules.views.identities import directory_identity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workspaces_constructs.rules.resources import Resource
    from workspaces_constructs.rules.templates import Templates
    from workspaces_constructs.rules.views.identities import Identity

__all__ = ["OWN_DIRECTORY", "REGISTRATION", "directory_settings", "registered", "settings_of"]

REGISTRATION: Final = "Custom::WorkspacesDirectoryRegistration"
OWN_DIRECTORY: Final = "AWS::WorkSpaces::Directory"
"""A directory that WorkSpaces makes and keeps; it cannot register one of Directory Service."""


@view
def directory_settings(templates: Templates) -> list[Resource]:
    """What gives the settings of desktops' directories: registrations, and WorkSpaces' own directories.

    Directories for pools are left out: their settings are for streaming sessions, not for desktops.
    """
    own = (each for each in templates.of_type(OWN_DIRECTORY) if each.properties.text("WorkspaceType") != "POOLS")
    return [*templates.of_type(REGISTRATION), *own]


@view
def registered(templates: Templates) -> Mapping[Identity, list[Resource]]:
    """The registrations by the directory that they register, as far as that can be told."""
    found: dict[Identity, list[Resource]] = {}
    for each in templates.of_type(REGISTRATION):
        identity = directory_identity(templates, each)
        if identity is not None:
            found.setdefault(identity, []).append(each)
    return found


def settings_of(templates: Templates, desktop: Resource) -> Resource | None:
    """What gives the settings for a desktop, where it is certain."""
    identity = directory_identity(templates, desktop)
    if identity is None:
        return None
    found = registered(templates).get(identity, ())
    if found:
        return found[0]
    own = desktop.properties.references("DirectoryId")
    return own[0].resource if len(own) == 1 and own[0].resource.type == OWN_DIRECTORY else None
