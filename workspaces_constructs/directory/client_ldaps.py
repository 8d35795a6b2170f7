"""LDAP over TLS between AWS applications and a domain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from constructs import Construct

from workspaces_constructs.custom_resources.resource import WorkspacesResource
from workspaces_constructs.custom_resources.tokens import is_unresolved
from workspaces_constructs.directory.simple_ad import refuse_simple_ad
from workspaces_constructs.facts.certificates import MOST_CERTIFICATES, require_certificate
from workspaces_constructs.facts.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import aws_cdk as cdk

    from workspaces_constructs.directory.radius_mfa import DirectoryWithMfa

__all__ = ["ClientLdaps"]


class ClientLdaps(Construct):
    """Encrypts what AWS applications, WorkSpaces among them, ask the domain by LDAP: client-side LDAPS.

    CloudFormation cannot switch it on: this is a custom resource. Every domain controller needs a server certificate of
    one of the authorities given here, and then takes TCP port 636 in place of 389 (facts §1.5). To rotate, give the new
    authority beside the old one or in its place: the new one is registered first, and LDAPS stays on. An authority must
    be valid for more than 90 days and must not be signed with RSASSA-PSS (Directory Service guide, client-side LDAPS);
    AWS checks that. Certificates or LDAPS that somebody else set up are not taken over.

    Example:
        .. code-block:: python

            ClientLdaps(stack, "Ldaps", directory=connector, certificates=[Path("ca.pem").read_text()])

    Args:
        scope: The construct it belongs to.
        construct_id: Its id in that scope.
        directory: An AD Connector or a Managed AD; Simple AD has no client-side LDAPS.
        certificates: One to five certificates of authorities, as PEM. They are public and stand in the template.
        removal_policy: ``RETAIN`` leaves it switched on when the stack goes. Default: it is switched off.

    Raises:
        ConfigurationError: A Simple AD, no certificate or more than five, one twice, a text that is not one PEM
            certificate.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        directory: DirectoryWithMfa,
        certificates: Sequence[str],
        removal_policy: cdk.RemovalPolicy | None = None,
    ) -> None:
        super().__init__(scope, construct_id)
        refuse_simple_ad(directory, "client-side LDAPS")
        if not 1 <= len(certificates) <= MOST_CERTIFICATES or len(set(certificates)) < len(certificates):
            raise ConfigurationError(
                "certificates",
                value=f"{len(certificates)}, {len(set(certificates))} of them different",
                allowed=f"one to {MOST_CERTIFICATES}, each once",
                fix="give the certificate of the authority that issued the domain controllers' certificates",
            )
        for certificate in certificates:
            if not is_unresolved(certificate):
                require_certificate(certificate)
        self.resource = WorkspacesResource(
            self,
            "Ldaps",
            kind="ClientLdaps",
            properties={
                "DirectoryId": directory.directory_id,
                "CertificateData": list(certificates),
                "Type": "Client",
            },
            removal_policy=removal_policy,
        )
