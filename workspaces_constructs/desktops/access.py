"""How users of a registered directory sign in and stream."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from workspaces_constructs.custom_resources.tokens import is_unresolved
from workspaces_constructs.facts.access import (
    CLIENT_EXPERIENCES,
    SAML_STATUSES,
    AccessChoice,
    ClientExperience,
    SamlStatus,
    conflicts,
    require_clipboard_length,
    require_user_access_url,
)
from workspaces_constructs.facts.errors import ConfigurationError

__all__ = ["ClientSettings", "SamlSignIn", "StreamingSettings", "require_together"]

_ARGUMENTS = {
    "certificates": "certificate_authority_arn",
    "global_accelerator": "streaming",
    "ip_groups": "ip_group_ids",
}
"""What the arguments of constructs are called, where the facts say something else."""


def require_together(chosen: AccessChoice) -> None:
    """Refuse choices of which one excludes another."""
    for found in conflicts(chosen):
        argument = _ARGUMENTS.get(found.setting, found.setting)
        raise ConfigurationError(argument, value=found.value, allowed=found.allowed, fix=found.fix)


def _on(value: bool) -> str:
    return "ENABLED" if value else "DISABLED"


@dataclass(frozen=True)
class SamlSignIn:
    """Sign-in by an identity provider with SAML 2.0, in place of the directory's password.

    The provider must know AWS: a :class:`SamlFederation` makes AWS's side of that.

    Attributes:
        user_access_url: Where users sign in to the identity provider; HTTPS, at most 200 characters.
        relay_state_parameter: The name of the query parameter in which the provider takes the relay state, such as
            ``TargetResource`` for PingFederate.
        status: ``ENABLED``, ``ENABLED_WITH_DIRECTORY_LOGIN_FALLBACK`` for clients that do not know SAML, which then
            ask for the directory's password, or ``DISABLED`` until the identity provider is told what the stack says.

    Raises:
        ConfigurationError: An address that is none, no name of the parameter, a status that is none.
    """

    user_access_url: str
    relay_state_parameter: str = "RelayState"
    status: SamlStatus = "ENABLED"

    def __post_init__(self) -> None:
        """Refuse what the API would refuse."""
        if not is_unresolved(self.user_access_url):
            require_user_access_url(self.user_access_url)
        if not self.relay_state_parameter:
            raise ConfigurationError(
                "relay_state_parameter", value="", allowed="the name of a parameter", fix="use RelayState"
            )
        if self.status not in SAML_STATUSES:
            raise ConfigurationError("status of SAML", value=self.status, allowed=SAML_STATUSES, fix="use ENABLED")

    def properties(self) -> dict[str, str]:
        """Return ``SamlProperties``."""
        return {
            "Status": self.status,
            "UserAccessUrl": self.user_access_url,
            "RelayStateParameterName": self.relay_state_parameter,
        }


@dataclass(frozen=True)
class StreamingSettings:
    """How DCV desktops stream, and what passes between them and users' devices.

    What is None is left as AWS has it: allowed, but for smart cards and home folders [I]. AWS documents the settings of
    clipboard, printing and home folders for Pools; they may not act on Personal [I]. Against leaks it is the desktops'
    group policy that counts.

    Attributes:
        preferred_protocol: ``TCP`` or ``UDP``. Clients try UDP first.
        clipboard_to_desktop: Whether users may paste into the desktop what they copied on their device.
        clipboard_to_desktop_characters: How much at once.
        clipboard_from_desktop: Whether they may paste on their device what they copied in the desktop.
        clipboard_from_desktop_characters: How much at once.
        printing: Whether the desktop prints on printers of the device.
        smart_cards: Whether smart cards in the device are used in the desktop.
        home_folder: Whether files are kept in a home folder on Amazon S3.
        global_accelerator: Whether traffic enters AWS's network near the user: DCV only, not with a streaming endpoint,
            and not with both FIPS endpoints and IP access control groups (facts §1.1).
        accelerated_protocol: ``TCP``, or ``NONE`` for no preference, with ``global_accelerator``.

    Raises:
        ConfigurationError: A protocol that is none, a limit for what is forbidden, a preference without what it is for.
    """

    preferred_protocol: Literal["TCP", "UDP"] | None = None
    clipboard_to_desktop: bool | None = None
    clipboard_to_desktop_characters: int | None = None
    clipboard_from_desktop: bool | None = None
    clipboard_from_desktop_characters: int | None = None
    printing: bool | None = None
    smart_cards: bool | None = None
    home_folder: bool | None = None
    global_accelerator: bool | None = None
    accelerated_protocol: Literal["TCP", "NONE"] | None = None

    def __post_init__(self) -> None:
        """Refuse what the API would refuse, and what could mean two things."""
        for name, value, known in (
            ("preferred_protocol", self.preferred_protocol, ("TCP", "UDP")),
            ("accelerated_protocol", self.accelerated_protocol, ("TCP", "NONE")),
        ):
            if value is not None and value not in known:
                raise ConfigurationError(name, value=value, allowed=known, fix="leave it out")
        for name in ("clipboard_to_desktop", "clipboard_from_desktop"):
            characters = getattr(self, f"{name}_characters")
            if characters is None:
                continue
            require_clipboard_length(characters)
            if not getattr(self, name):
                raise ConfigurationError(
                    f"{name}_characters", value=characters, allowed=f"only with {name}", fix=f"set {name}, or remove it"
                )
        if self.accelerated_protocol is not None and not self.global_accelerator:
            raise ConfigurationError(
                "accelerated_protocol",
                value=self.accelerated_protocol,
                allowed="only with global_accelerator",
                fix="set global_accelerator, or remove it",
            )

    def properties(self) -> dict[str, object] | None:
        """Return ``StreamingProperties``; None where nothing is said."""
        users = [
            {"Action": action, "Permission": _on(allow), **({"MaximumLength": most} if most is not None else {})}
            for action, allow, most in (
                (
                    "CLIPBOARD_COPY_FROM_LOCAL_DEVICE",
                    self.clipboard_to_desktop,
                    self.clipboard_to_desktop_characters,
                ),
                (
                    "CLIPBOARD_COPY_TO_LOCAL_DEVICE",
                    self.clipboard_from_desktop,
                    self.clipboard_from_desktop_characters,
                ),
                ("PRINTING_TO_LOCAL_DEVICE", self.printing, None),
                ("SMART_CARD", self.smart_cards, None),
            )
            if allow is not None
        ]
        given = {
            "StreamingExperiencePreferredProtocol": self.preferred_protocol,
            "UserSettings": users or None,
            "StorageConnectors": None
            if self.home_folder is None
            else [{"ConnectorType": "HOME_FOLDER", "Status": _on(self.home_folder)}],
            "GlobalAccelerator": self._accelerator(),
        }
        return {name: value for name, value in given.items() if value is not None} or None

    def _accelerator(self) -> dict[str, str] | None:
        if self.global_accelerator is None:
            return None
        if not self.global_accelerator:
            return {"Mode": "DISABLED"}
        return {"Mode": "ENABLED_AUTO", "PreferredProtocol": self.accelerated_protocol or "NONE"}


@dataclass(frozen=True)
class ClientSettings:
    """What the clients on users' devices do. What is None is left as AWS has it.

    Attributes:
        reconnect: Whether users may reconnect without typing their password again, for as long as the client keeps it.
        log_upload: Whether clients send their logs to WorkSpaces, for its support.
        experience: ``FORCE_CLASSIC``, ``FORCE_UI_2026`` or ``USER_CHOICE``: which look the client has.

    Raises:
        ConfigurationError: An experience that is none.
    """

    reconnect: bool | None = None
    log_upload: bool | None = None
    experience: ClientExperience | None = None

    def __post_init__(self) -> None:
        """Refuse a look that no client has."""
        if self.experience is not None and self.experience not in CLIENT_EXPERIENCES:
            raise ConfigurationError(
                "experience", value=self.experience, allowed=CLIENT_EXPERIENCES, fix="use USER_CHOICE"
            )

    def properties(self) -> dict[str, str] | None:
        """Return ``ClientProperties``; None where nothing is said."""
        given = {
            "ReconnectEnabled": None if self.reconnect is None else _on(self.reconnect),
            "LogUploadEnabled": None if self.log_upload is None else _on(self.log_upload),
            "ClientExperiencePolicy": self.experience,
        }
        return {name: value for name, value in given.items() if value is not None} or None
