"""How users prove who they are, what they reach, and whose keys encrypt."""

from pydantic import Field, field_validator

from workspaces_constructs.deployment.values import (
    DisplayLabel,
    KeyArn,
    RadiusPort,
    RadiusRetries,
    RadiusTimeout,
    SecretArn,
    SecretField,
    SecretKeyArn,
)
from workspaces_constructs.facts.radius import RadiusProtocol, require_radius_servers
from workspaces_constructs.facts.web_domains import require_allowed_domains

from .base import Section

__all__ = ["Keys", "Mfa", "Proxy"]


class Keys(Section):
    """Keys of yours; symmetric, customer-managed ones."""

    volumes_arn: KeyArn | None = Field(
        default=None, description="The key of the desktops' volumes. Default: an own one."
    )
    shared: bool = Field(
        default=False,
        description="Whether keys of volumes may be another account's, whose policies let this account use them.",
    )
    records_arn: KeyArn | None = Field(
        default=None, description="The key of secrets and traffic logs. Default: an own one."
    )


class Mfa(Section):
    """The RADIUS servers that check a second factor, for personas with mfa."""

    own_servers: bool = Field(
        default=False,
        description="Whether to make two on Amazon EC2, in subnets of their own; beside it are secret_arn and "
        "display_label only. Default: yours exist.",
    )
    servers: tuple[str, ...] = Field(
        default=(), description="The addresses or names of existing servers, or of a load balancer in front of them."
    )
    secret_arn: SecretArn | None = Field(
        default=None,
        description="The ARN of the secret that the servers share with the directory. Needed with existing servers. "
        "Default for own ones: a generated one; own ones read 16 to 512 letters and digits from its field password.",
    )
    secret_key_arn: SecretKeyArn = None
    password_field: SecretField = Field(
        default="password", description="The JSON field of that secret that holds the shared secret."
    )
    port: RadiusPort = Field(default=1812, description="The UDP port of the servers, 1025 to 65535.")
    protocol: RadiusProtocol = Field(default="PAP", description="The authentication protocol that the servers speak.")
    timeout_seconds: RadiusTimeout = Field(
        default=20, description="How long to wait for an answer, 1 to 50. AWS recommends 20 at most."
    )
    retries: RadiusRetries = Field(default=3, description="How often to ask again, 0 to 10.")
    display_label: DisplayLabel = Field(default="MFA code", description="What the client's field is called.")
    use_same_username: bool = Field(
        default=True, description="Whether the servers know users by the name they have in the directory."
    )

    @field_validator("servers")
    @classmethod
    def _hosts(cls, servers: tuple[str, ...]) -> tuple[str, ...]:
        return require_radius_servers(servers) if servers else servers


class Proxy(Section):
    """The filtering proxy of personas whose egress is proxy."""

    allowed_domains: tuple[str, ...] = Field(
        description="What it lets through: a host such as www.example.com, or a domain with all of its hosts such as "
        ".example.com. Nothing else passes."
    )

    @field_validator("allowed_domains")
    @classmethod
    def _names(cls, domains: tuple[str, ...]) -> tuple[str, ...]:
        return require_allowed_domains(domains)
