"""How users of a registered directory sign in, and what passes between their devices and desktops."""

from typing import Literal

from pydantic import Field

from workspaces_constructs.deployment.values import (
    ClipboardCharacters,
    MetadataFile,
    SamlProviderArn,
    UserAccessUrl,
)
from workspaces_constructs.facts.access import ClientExperience, SamlStatus

from .base import Section

__all__ = ["Client", "Saml", "Streaming"]


class Saml(Section):
    """Sign-in by an identity provider with SAML 2.0, in place of the directory's password."""

    user_access_url: UserAccessUrl = Field(description="Where users sign in to the identity provider: https://...")
    relay_state_parameter: str = Field(
        default="RelayState",
        min_length=1,
        description="The query parameter in which it takes the relay state, such as TargetResource for PingFederate.",
    )
    status: SamlStatus = Field(
        default="ENABLED",
        description="DISABLED until the provider is told what the outputs say; then ENABLED. "
        "ENABLED_WITH_DIRECTORY_LOGIN_FALLBACK lets clients that do not know SAML ask for the directory's password.",
    )
    metadata_file: MetadataFile | None = Field(
        default=None,
        description="A file with the provider's federation metadata, to make AWS's side of it: a SAML provider and a "
        "role in IAM. Default: it is there.",
    )
    provider_arn: SamlProviderArn | None = Field(
        default=None, description="A SAML provider that IAM has already, to make the role only. Not with metadata_file."
    )
    session_hours: int = Field(
        default=12, ge=1, le=12, description="How long a session may last; the provider must send SessionDuration too."
    )


class Streaming(Section):
    """How DCV desktops stream. What is left out stays as AWS has it."""

    preferred_protocol: Literal["TCP", "UDP"] | None = Field(default=None, description="Clients try UDP first.")
    clipboard_to_desktop: bool | None = Field(default=None, description="Copy on the device, paste in the desktop.")
    clipboard_to_desktop_characters: ClipboardCharacters | None = Field(
        default=None, description="How much of that at once. Default: no limit."
    )
    clipboard_from_desktop: bool | None = Field(default=None, description="Copy in the desktop, paste on the device.")
    clipboard_from_desktop_characters: ClipboardCharacters | None = Field(
        default=None, description="How much of that at once. Default: no limit."
    )
    printing: bool | None = Field(default=None, description="Print on printers of the device.")
    smart_cards: bool | None = Field(default=None, description="Use smart cards in the device in the desktop.")
    home_folder: bool | None = Field(default=None, description="Keep files in a home folder on Amazon S3.")
    global_accelerator: bool | None = Field(
        default=None,
        description="Enter AWS's network near the user. DCV only; not with a streaming endpoint, nor with both fips "
        "and IP access control groups.",
    )
    accelerated_protocol: Literal["TCP", "NONE"] | None = Field(
        default=None, description="The protocol that Global Accelerator prefers. Default: none."
    )


class Client(Section):
    """What the clients on users' devices do. What is left out stays as AWS has it."""

    reconnect: bool | None = Field(default=None, description="Reconnect without typing the password again.")
    log_upload: bool | None = Field(default=None, description="Send the client's logs to WorkSpaces.")
    experience: ClientExperience | None = Field(default=None, description="Which look the client has.")
