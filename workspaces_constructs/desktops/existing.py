"""Directories and registrations that exist already, in the terms of this library."""

from __future__ import annotations

from dataclasses import dataclass

from workspaces_constructs.custom_resources.tokens import is_unresolved
from workspaces_constructs.desktops.registration import DirectoryRegistration
from workspaces_constructs.facts.domains import require_domain_name
from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.facts.identifiers import require_identifier

__all__ = ["ExistingDirectory", "ExistingRegistration", "require_registration"]


@dataclass(frozen=True)
class ExistingDirectory:
    """A directory of any type that exists already: an AD Connector, a Simple AD or a Managed AD, to be registered.

    Example:
        .. code-block:: python

            registration = DirectoryRegistration(
                stack, "Registration", directory=ExistingDirectory("d-0123456789", "corp.example.com"),
                vpc=network.vpc, subnets=network.desktop_subnets["Desktops"].subnets,
            )

    Attributes:
        directory_id: ``d-`` and ten hexadecimal digits.
        domain_name: The fully qualified domain name.
    """

    directory_id: str
    domain_name: str

    def __post_init__(self) -> None:
        """Refuse an id or a name that is none."""
        _require_directory_id(self.directory_id)
        if not _is_token(self.domain_name):
            require_domain_name(self.domain_name)

    @property
    def deleted_by_cloudformation(self) -> bool:
        """No: whoever made it deletes it."""
        return False


@dataclass(frozen=True)
class ExistingRegistration:
    """A directory that is registered with WorkSpaces already, by another stack or by hand; nothing of it is changed.

    Example:
        .. code-block:: python

            Workspace(
                stack, "Alice", registration=ExistingRegistration("d-0123456789"), user_name="alice",
                bundle=Bundle.amazon(stack, "Bundle"), volume_key=VolumeKey(stack, "Key").key,
            )

    Attributes:
        directory_id: ``d-`` and ten hexadecimal digits.
    """

    directory_id: str

    def __post_init__(self) -> None:
        """Refuse an id that is none."""
        _require_directory_id(self.directory_id)


def require_registration(given: object) -> None:
    """Refuse a directory, with which no desktop can be made before it is registered.

    Raises:
        ConfigurationError: It is no registration.
    """
    if not isinstance(given, DirectoryRegistration | ExistingRegistration):
        raise ConfigurationError(
            "registration",
            value=f"a {type(given).__name__}",
            allowed="the registration of a directory, not the directory",
            fix="pass a DirectoryRegistration or ExistingRegistration",
        )


def _require_directory_id(directory_id: str) -> None:
    if not _is_token(directory_id):
        require_identifier("directory id", directory_id)


def _is_token(text: str) -> bool:

    return is_unresolved(text)
