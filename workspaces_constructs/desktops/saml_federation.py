"""AWS's side of sign-in by SAML 2.0: the identity provider in IAM, and the role of those who come from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from constructs import Construct

from workspaces_constructs.custom_resources.places import place_of
from workspaces_constructs.custom_resources.tokens import is_unresolved
from workspaces_constructs.facts.access import relay_state_host, require_saml_metadata, saml_audiences
from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.facts.iam import workspaces_arn
from workspaces_constructs.facts.identifiers import require_identifier

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workspaces_constructs.desktops.registration import DirectoryRegistration

__all__ = ["SamlFederation"]

_HOURS = (1, 12)
"""What IAM allows a role's sessions to last."""
_ATTRIBUTES = "https://aws.amazon.com/SAML/Attributes"


class SamlFederation(Construct):
    """Lets an identity provider send users to their desktops: a SAML provider in IAM, and a role for one directory.

    The role streams the desktop of whoever signed in, of this directory, and nothing else. The identity provider is
    then told :attr:`relay_state` and :attr:`attributes`. A directory that is registered for ``saml`` sends users there.

    Example:
        .. code-block:: python

            registration = DirectoryRegistration(
                stack, "Registration", directory=connector, vpc=network.vpc,
                subnets=network.desktop_subnets["Desktops"].subnets,
                saml=SamlSignIn("https://idp.example.com/desktops"),
            )
            saml = SamlFederation(
                stack, "Saml", registration=registration,
                provider_arn="arn:aws:iam::111122223333:saml-provider/idp",  # or the metadata of a new one
            )
            saml.relay_state  # for the identity provider's application

    Args:
        scope: The construct it belongs to.
        construct_id: Its id in that scope.
        registration: The directory, registered with ``saml``.
        metadata: The identity provider's federation metadata, as XML. A change of it, such as a new certificate, is
            taken over in place.
        provider_arn: An identity provider that IAM has already, such as another federation's :attr:`provider_arn`, in
            place of ``metadata``.
        session: How long a session may last until users sign in again, 1 to 12 hours. The identity provider must send
            as much, as ``SessionDuration``: without it sessions end after an hour. Default: 12 hours.
        audiences: For whom assertions must be. Default: AWS's sign-in everywhere, and in the stack's region.

    Attributes:
        provider_arn: The SAML provider.
        role: The role.
        role_arn: Its ARN.
        relay_state: Where the identity provider sends users after their sign-in.
        attributes: What it must say of them, by the name of the SAML attribute.

    Raises:
        ConfigurationError: A registration without ``saml``, metadata or a provider that is none, both or neither of
            them, too short or too long a session, no audience.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        registration: DirectoryRegistration,
        metadata: str | None = None,
        provider_arn: str | None = None,
        session: cdk.Duration | None = None,
        audiences: Sequence[str] | None = None,
    ) -> None:
        super().__init__(scope, construct_id)
        if registration.saml is None:
            raise ConfigurationError(
                "registration", value="no saml", allowed="one with saml", fix="pass saml=SamlSignIn(...) to it"
            )
        self.provider_arn = self._provider(metadata, provider_arn)
        place = place_of(self)
        length = session or cdk.Duration.hours(_HOURS[1])
        _require_session(length)
        allowed = saml_audiences(place.region) if audiences is None else audiences
        if not allowed:
            raise ConfigurationError("audiences", value="none", allowed="one or more addresses", fix="leave it out")
        directory_arn = workspaces_arn("directory", registration.directory.directory_id, **place._asdict())
        self.role = iam.Role(
            self,
            "Role",
            description=f"Users of {registration.node.path} who sign in by SAML stream their desktops",
            assumed_by=iam.FederatedPrincipal(
                self.provider_arn,
                {"StringEquals": {"SAML:aud": list(allowed), "SAML:sub_type": "persistent"}},
                "sts:AssumeRoleWithSAML",
            ).with_session_tags(),
            max_session_duration=length,
            inline_policies={
                "Stream": iam.PolicyDocument(
                    statements=[
                        iam.PolicyStatement(
                            actions=["workspaces:Stream"],
                            resources=[directory_arn],
                            conditions={"StringEquals": {"workspaces:userId": "${saml:sub}"}},
                        )
                    ]
                )
            },
        )
        self.role_arn = self.role.role_arn
        self.relay_state = _relay_state(registration, place.region)
        self.attributes: Mapping[str, str] = {
            f"{_ATTRIBUTES}/Role": f"{self.role_arn},{self.provider_arn}",
            f"{_ATTRIBUTES}/RoleSessionName": "the user's e-mail address or user principal name",
            f"{_ATTRIBUTES}/PrincipalTag:Email": "the user's e-mail address, as the directory has it",
            f"{_ATTRIBUTES}/PrincipalTag:UserPrincipalName": "the userPrincipalName, with certificates",
            f"{_ATTRIBUTES}/PrincipalTag:ObjectSid": "the objectSid, with certificates",
            f"{_ATTRIBUTES}/SessionDuration": str(int(length.to_seconds())),
            "NameID": "the sAMAccountName, in the format persistent",
        }

    def _provider(self, metadata: str | None, provider_arn: str | None) -> str:
        if metadata is None and provider_arn is not None:
            return _provider_arn(provider_arn)
        if metadata is not None and provider_arn is None:
            return iam.CfnSAMLProvider(
                self, "Provider", saml_metadata_document=require_saml_metadata(metadata)
            ).attr_arn
        raise ConfigurationError(
            "metadata",
            value="metadata and provider_arn" if metadata else "neither",
            allowed="metadata, or the provider_arn of a provider that exists",
            fix="pass one of the two",
        )


def _provider_arn(arn: str) -> str:
    return arn if is_unresolved(arn) else require_identifier("SAML provider ARN", arn)


def _require_session(length: cdk.Duration) -> None:
    fewest, most = _HOURS
    if not fewest * 3600 <= length.to_seconds() <= most * 3600:
        raise ConfigurationError(
            "session",
            value=f"{length.to_seconds():.0f} seconds",
            allowed=f"{fewest} to {most} hours",
            fix="use 12 hours",
        )


def _relay_state(registration: DirectoryRegistration, region: str) -> str:
    """Where users go after their sign-in; a stack without a region is taken to be outside of GovCloud."""
    host = relay_state_host(region, fips=registration.fips)
    return f"https://{host}/sso-idp?registrationCode={registration.registration_code}"
