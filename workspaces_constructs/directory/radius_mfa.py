"""Multi-factor authentication by RADIUS."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import aws_cdk as cdk
from constructs import Construct

from workspaces_constructs.custom_resources.resource import WorkspacesResource
from workspaces_constructs.custom_resources.tokens import is_unresolved
from workspaces_constructs.directory.simple_ad import refuse_simple_ad
from workspaces_constructs.facts.radius import (
    MOST_SECONDS_RECOMMENDED,
    RadiusProtocol,
    require_display_label,
    require_radius_numbers,
    require_radius_protocol,
    require_radius_servers,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aws_cdk import aws_secretsmanager as secretsmanager

__all__ = ["DirectoryWithMfa", "RadiusMfa", "RadiusSettings"]


class DirectoryWithMfa(Protocol):
    """A directory whose users can be asked for a second factor: an AD Connector or a Managed AD."""

    @property
    def directory_id(self) -> str:
        """``d-`` and ten hexadecimal digits."""


@dataclass(frozen=True)
class RadiusSettings:
    """RADIUS servers and how a directory asks them.

    The code is sent with the user's name; there is no challenge and response, so users have it at hand when they sign
    in, or approve a push message before ``timeout`` (Directory Service guide, ms_ad_mfa, ad_connector_mfa).

    Attributes:
        servers: Addresses or fully qualified names of the servers, or of a load balancer in front of them. Directories
            made after 2025-10-07 reach them through their VPC, which needs a route there (facts §3.3).
        secret: A secret with the shared secret, 8 to 512 characters, in a JSON field.
        secret_field: That field. Default: ``password``.
        port: The UDP port, 1025 to 65535. Default: 1812.
        timeout: Seconds to wait for an answer, 1 to 50; AWS recommends 20 at most. Default: 20.
        retries: How often to ask again, 0 to 10. A server that sends push messages sends one at each. Default: 3.
        protocol: What the servers are set up for. A server can check a one-time code within a window of time only if
            it sees it, so most speak PAP, where the shared secret hides it [I]. Default: PAP.
        display_label: For the field of the code, 1 to 64 characters. The API stores it and, by its own description,
            does not use it yet (botocore's model of ds). Default: ``MFA code``.
        use_same_username: Whether the servers know users by the directory's names; stored and not used yet, too.
            Default: yes.

    Raises:
        ConfigurationError: No server, a server that is neither an address nor a name, a value AWS refuses.
    """

    servers: Sequence[str]
    secret: secretsmanager.ISecret
    secret_field: str = "password"  # noqa: S105 - the name of a field
    port: int = 1812
    timeout: int = MOST_SECONDS_RECOMMENDED
    retries: int = 3
    protocol: RadiusProtocol = "PAP"
    display_label: str = "MFA code"
    use_same_username: bool = True

    def __post_init__(self) -> None:
        """Refuse what AWS would refuse."""
        if not any(map(is_unresolved, ([*self.servers], *self.servers))):
            require_radius_servers(self.servers)
        require_radius_numbers(port=self.port, timeout=self.timeout, retries=self.retries)
        require_radius_protocol(self.protocol)
        require_display_label(self.display_label)


class RadiusMfa(Construct):
    """Asks all users of a directory for a second factor, which RADIUS servers check.

    CloudFormation cannot switch it on: this is a custom resource. It is one setting of the whole directory: users with
    and without a second factor need AD Connectors of their own (whitepaper, "Multi-Factor Authentication"). The
    deployment succeeds when the servers have answered; they are asked for 15 minutes, so that servers that are just
    being made can get ready. While it is set up, users cannot sign in. Settings that somebody else made are not taken
    over. A new value in the secret reaches the directory when any of the settings changes.

    In a Managed AD with several regions, use it in the primary region.

    Example:
        .. code-block:: python

            RadiusMfa(
                stack, "Mfa", directory=connector,
                settings=RadiusSettings(servers=["10.20.0.50", "10.20.1.50"], secret=secret),
            )

    Args:
        scope: The construct it belongs to.
        construct_id: Its id in that scope.
        directory: An AD Connector or a Managed AD; Simple AD has no multi-factor authentication.
        settings: The servers and how they are asked.
        removal_policy: ``RETAIN`` leaves it switched on when the stack goes. Default: it is switched off.

    Raises:
        ConfigurationError: A Simple AD.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        directory: DirectoryWithMfa,
        settings: RadiusSettings,
        removal_policy: cdk.RemovalPolicy | None = None,
    ) -> None:
        super().__init__(scope, construct_id)
        refuse_simple_ad(directory, "multi-factor authentication")
        self.settings = settings
        self.resource = WorkspacesResource(
            self,
            "Mfa",
            kind="RadiusMfa",
            properties={
                "DirectoryId": directory.directory_id,
                "RadiusServers": list(settings.servers),
                "RadiusPort": settings.port,
                "RadiusTimeout": settings.timeout,
                "RadiusRetries": settings.retries,
                "SecretArn": settings.secret.secret_arn,
                "PasswordField": settings.secret_field,
                "AuthenticationProtocol": settings.protocol,
                "DisplayLabel": settings.display_label,
                "UseSameUsername": settings.use_same_username,
            },
            secret=settings.secret,
            removal_policy=removal_policy,
        )
        if settings.timeout > MOST_SECONDS_RECOMMENDED:
            cdk.Annotations.of(self).add_warning_v2(
                "@workspaces-constructs/directory:radiusTimeout",
                f"The RADIUS time-out is {settings.timeout} seconds. AWS recommends {MOST_SECONDS_RECOMMENDED} or "
                "less: a client may give up before the directory does.",
            )
