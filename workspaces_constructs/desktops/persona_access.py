"""How a persona's users sign in and stream, and what a stack makes for that."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import aws_cdk as cdk

from workspaces_constructs.desktops.access import require_together
from workspaces_constructs.desktops.certificate_role import CertificateRole
from workspaces_constructs.desktops.ip_access_group import IpAccessGroup
from workspaces_constructs.desktops.saml_federation import SamlFederation
from workspaces_constructs.facts.access import AccessChoice
from workspaces_constructs.facts.desktops import require_operating_system, require_protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from constructs import Construct

    from workspaces_constructs.desktops.access import ClientSettings, SamlSignIn, StreamingSettings
    from workspaces_constructs.desktops.registration import DirectoryRegistration

__all__ = ["PersonaAccess"]


@dataclass(frozen=True)
class PersonaAccess:
    """How a persona's users sign in and stream.

    Attributes:
        ip_groups: IP access control groups to make, beside those that exist: each with descriptions by range.
        saml: Sign-in by an identity provider.
        saml_metadata: Its federation metadata, as XML, to make AWS's side of it: a SAML provider and a role.
        saml_provider_arn: A SAML provider that IAM has already, to make the role only.
        saml_session_hours: How long a session may last, 1 to 12.
        certificate_authority_arn: The private CA whose certificates log users on.
        certificate_role: Whether to make the role for that, of which an account has one.
        fips: Whether streaming is encrypted by FIPS-validated endpoints.
        streaming: What passes between desktops and devices.
        client: What the clients do.
        trusted_devices: Whether the stack prints how to let in known devices only, which no API does.
    """

    ip_groups: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    saml: SamlSignIn | None = None
    saml_metadata: str | None = None
    saml_provider_arn: str | None = None
    saml_session_hours: int = 12
    certificate_authority_arn: str | None = None
    certificate_role: bool = False
    fips: bool = False
    streaming: StreamingSettings | None = None
    client: ClientSettings | None = None
    trusted_devices: bool = False

    def require_for(self, protocol: str, operating_system: str) -> None:
        """Refuse what desktops with a protocol and an operating system cannot do."""
        require_together(
            AccessChoice(
                saml=self.saml.status if self.saml else None,
                certificates=self.certificate_authority_arn is not None,
                accelerated=bool(self.streaming and self.streaming.global_accelerator),
                protocol=require_protocol(protocol),
                linux=require_operating_system(operating_system).linux,
            )
        )

    def make_ip_groups(self, scope: Construct, tags: Mapping[str, str]) -> list[str]:
        """Make the groups, and return their ids."""
        return [
            IpAccessGroup(scope, f"IpGroup-{name}", rules=rules, tags=tags).group_id
            for name, rules in self.ip_groups.items()
        ]

    def federate(
        self, scope: Construct, registration: DirectoryRegistration, removal_policy: cdk.RemovalPolicy | None = None
    ) -> SamlFederation | None:
        """Make AWS's side of the sign-in, as far as it is asked for; the policy is the certificate role's."""
        if self.certificate_role:
            registration.node.add_dependency(CertificateRole.of(scope, removal_policy))
        if self.saml_metadata is None and self.saml_provider_arn is None:
            return None
        return SamlFederation(
            scope,
            "Saml",
            registration=registration,
            metadata=self.saml_metadata,
            provider_arn=self.saml_provider_arn,
            session=cdk.Duration.hours(self.saml_session_hours),
        )
