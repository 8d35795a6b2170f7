"""Trusts of a Managed AD."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from constructs import Construct

from workspaces_constructs.custom_resources.resource import WorkspacesResource
from workspaces_constructs.custom_resources.tokens import is_unresolved
from workspaces_constructs.directory.passwords import generated_password
from workspaces_constructs.facts.domains import require_other_name
from workspaces_constructs.facts.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import aws_cdk as cdk
    from aws_cdk import aws_kms as kms
    from aws_cdk import aws_secretsmanager as secretsmanager

    from workspaces_constructs.directory.conditional_forwarder import ConditionalForwarder
    from workspaces_constructs.directory.managed_microsoft_ad import ManagedAdBase
    from workspaces_constructs.directory.on_premises import OnPremisesDomain

__all__ = ["Direction", "Trust", "TrustType"]

Direction = Literal["two-way", "one-way-outgoing", "one-way-incoming"]
TrustType = Literal["forest", "external"]

_DIRECTIONS: Final[Mapping[Direction, str]] = {
    "two-way": "Two-Way",
    "one-way-outgoing": "One-Way: Outgoing",
    "one-way-incoming": "One-Way: Incoming",
}
_TYPES: Final[Mapping[TrustType, str]] = {"forest": "Forest", "external": "External"}


class Trust(Construct):
    """The half of a trust that a Managed AD has, and the conditional forwarder to the other domain.

    The other half is made in the other domain, with the same password and in the complementary direction;
    :func:`~workspaces_constructs.directory.customer_side.trust_script` returns the script for it. Until it exists AWS
    reports ``VerifyFailed``. The deployment waits up to 45 minutes for it, looking again each minute, so the script can
    be run meanwhile; with ``accept_unverified`` it does not wait, and any later change of this construct looks again.

    WorkSpaces of users of the other domain need a two-way trust where the Managed AD itself is registered, and a
    one-way outgoing one where a connector to the users' domain is and the Managed AD only holds the computers
    (Directory Service guide, "setup_trust"; Administration Guide, "launch-workspace-trusted-domain"; facts §6.3).

    The other domain must reach the domain controllers: call ``directory.allow_from`` for each of its networks. The
    other way is opened here, and the trust waits for both. AWS keeps one trust for a pair of domains and changes only
    selective authentication; for another direction, type or secret the trust is deleted and made again within the
    update, and users of the other domain cannot log on until both halves fit again.

    Example:
        .. code-block:: python

            corporate = OnPremisesDomain(
                "corp.example.com", dns_addresses=["10.20.0.10", "10.20.1.10"], cidrs=["10.20.0.0/16"]
            )
            directory.allow_from("10.20.0.0/16")
            trust = Trust(stack, "Trust", directory=directory, remote=corporate, direction="one-way-outgoing")

    Args:
        scope: The construct it belongs to.
        construct_id: Its id in that scope.
        directory: A Managed AD, in its primary region.
        remote: The other domain, with which the VPC must be connected.
        direction: As the Managed AD sees it. ``one-way-outgoing``: it trusts the other domain, whose users may use what
            is in the Managed AD. Default: ``two-way``.
        trust_type: ``forest``, or ``external`` with one domain that is not a forest's root; Linux WorkSpaces need an
            external one. Default: ``forest``.
        selective_authentication: Whether users of the other domain are let in only where they are allowed one by one.
            Default: no.
        secret: A secret with the trust password, 1 to 128 letters, digits, spaces and punctuation marks. Default: a
            generated one.
        password_field: The JSON field that holds it. Default: ``password``.
        accept_unverified: Whether a trust is good enough without its other half. Default: no.
        conditional_forwarder: One that is made on its own. Default: the trust makes its own.
        encryption_key: A key for the generated secret. Default: the account's ``aws/secretsmanager``.
        removal_policy: What happens to trust and generated secret when the stack goes. A Managed AD with a trust cannot
            be deleted. Default: deletion.

    Attributes:
        trust_id: ``t-`` and ten hexadecimal digits.
        trust_state: ``Verified``; ``Created`` where it is incoming, which AWS cannot verify; ``VerifyFailed`` where
            that is accepted. As of the last change of this resource.
        secret: The trust password.

    Raises:
        ConfigurationError: Domains with the same full or NetBIOS name, an unknown direction or type.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        directory: ManagedAdBase,
        remote: OnPremisesDomain,
        direction: Direction = "two-way",
        trust_type: TrustType = "forest",
        selective_authentication: bool = False,
        secret: secretsmanager.ISecret | None = None,
        password_field: str = "password",  # noqa: S107 - the name of a field
        accept_unverified: bool = False,
        conditional_forwarder: ConditionalForwarder | None = None,
        encryption_key: kms.IKey | None = None,
        removal_policy: cdk.RemovalPolicy | None = None,
    ) -> None:
        super().__init__(scope, construct_id)
        if direction not in _DIRECTIONS:
            raise ConfigurationError("direction of a trust", value=direction, allowed=_DIRECTIONS, fix="use two-way")
        if trust_type not in _TYPES:
            raise ConfigurationError("type of a trust", value=trust_type, allowed=_TYPES, fix="use forest")
        for what, own, other in (
            ("domain name", directory.domain_name, remote.domain_name),
            ("NetBIOS name", directory.netbios_name, remote.short_name),
        ):
            if not is_unresolved(own):
                require_other_name(own, other, what)
        self.direction: Direction = direction
        self.trust_type: TrustType = trust_type
        self.remote = remote
        self.secret = secret or generated_password(
            self,
            "Password",
            user_name=f"trust-{remote.short_name}",
            description=f"Password of the trust of {directory.domain_name} with {remote.domain_name}",
            encryption_key=encryption_key,
            removal_policy=removal_policy,
        )
        for cidr in remote.cidrs:
            directory.allow_to(cidr)
        self.resource = WorkspacesResource(
            self,
            "Trust",
            kind="Trust",
            properties={
                "DirectoryId": directory.directory_id,
                "RemoteDomainName": remote.domain_name,
                "TrustDirection": _DIRECTIONS[direction],
                "TrustType": _TYPES[trust_type],
                "SelectiveAuth": "Enabled" if selective_authentication else "Disabled",
                "SecretArn": self.secret.secret_arn,
                "PasswordField": password_field,
                "ConditionalForwarderIpAddrs": None if conditional_forwarder else list(remote.dns_addresses),
                "AcceptUnverified": accept_unverified,
            },
            secret=self.secret,
            after=[
                directory.openings,
                *([conditional_forwarder.resource.resource] if conditional_forwarder is not None else []),
            ],
            removal_policy=removal_policy,
        )
        self.trust_id = self.resource.text("TrustId")
        self.trust_state = self.resource.text("TrustState")
