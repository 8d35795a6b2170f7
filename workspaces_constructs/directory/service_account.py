"""The account with which an AD Connector works."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import aws_cdk as cdk
from constructs import Construct

from workspaces_constructs.custom_resources.tokens import is_unresolved
from workspaces_constructs.directory.users import DirectoryUser, User
from workspaces_constructs.facts.arguments import require_offers
from workspaces_constructs.facts.domains import SERVICE_ACCOUNT_NAME, require_sam_account_name
from workspaces_constructs.facts.iam import SERVER_ADMINISTRATORS_GROUP

if TYPE_CHECKING:
    from aws_cdk import aws_kms as kms
    from aws_cdk import aws_secretsmanager as secretsmanager

    from workspaces_constructs.directory.managed_microsoft_ad import ManagedAdBase

__all__ = ["ManagedServiceAccount", "ServiceAccount"]


@dataclass(frozen=True)
class ServiceAccount:
    """A domain account that reads users and groups and joins computers.

    Attributes:
        user_name: The bare sAMAccountName, without domain or ``@``.
        secret: Where its password is.
        password_field: The JSON field of the secret that holds the password.
        sid: Its security identifier, by which it is given rights in a domain that trusts its own. Default: not known.
    """

    user_name: str
    secret: secretsmanager.ISecret
    password_field: str = "password"  # noqa: S105 - the name of a field
    sid: str | None = None

    def __post_init__(self) -> None:
        """Refuse a name that is not the bare one."""
        if not is_unresolved(self.user_name):
            require_sam_account_name(self.user_name, "user name of the service account")
        require_offers(self.secret, "secret_arn", "secret of the service account", allowed="an ISecret, not its value")


class ManagedServiceAccount(Construct):
    """A :class:`ServiceAccount` in a Managed AD, made through Directory Service Data.

    WorkSpaces join the domain with it. An ordinary account, and the group *AWS Delegated Add Workstations To Domain
    Users* too, may join ten computers only. The members of *AWS Delegated Server Administrators* may join any number,
    and are local administrators of every computer in the domain, each desktop included: this password is worth all of
    them. The narrower way is a group of your own with create and delete rights on computer objects, delegated in the OU
    of the desktops from an administration host, for which no API exists (Directory Service guide, "Delegating directory
    join privileges"); pass ``group=None`` then.

    Its password expires as every other does: 42 days after it was set, by a Managed AD's default policy, the connector
    can no longer log on (Directory Service guide, "Managing fine-grained password policies"). No API exempts a user:
    give the account a fine-grained policy from an administration host, or set the password anew in time.

    Args:
        scope: The construct it belongs to.
        construct_id: Its id in that scope.
        directory: The Managed AD.
        user_name: Default: ``workspaces-join``.
        group: The group that lets it join computers; None where you delegate yourself.
        encryption_key: A key for the secret. Default: the account's ``aws/secretsmanager``.
        removal_policy: What happens to account and secret when the stack goes. Default: deletion.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        directory: ManagedAdBase,
        user_name: str = SERVICE_ACCOUNT_NAME,
        group: str | None = SERVER_ADMINISTRATORS_GROUP,
        encryption_key: kms.IKey | None = None,
        removal_policy: cdk.RemovalPolicy | None = None,
    ) -> None:
        super().__init__(scope, construct_id)
        user = DirectoryUser(
            self,
            "Account",
            directory=directory,
            user=User(user_name, surname="AD Connector service account", groups=(group,) if group else ()),
            encryption_key=encryption_key,
            removal_policy=removal_policy,
        )
        self.account = ServiceAccount(user_name=user.user_name, secret=user.secret)
        cdk.Annotations.of(self).add_warning_v2(
            "@workspaces-constructs/directory:serviceAccountPasswordExpires",
            f"The password of {user_name} in {directory.domain_name} expires after 42 days by the default policy of a "
            "Managed AD, and the AD Connector stops working then. Give the account a fine-grained password policy.",
        )
        if group == SERVER_ADMINISTRATORS_GROUP:
            cdk.Annotations.of(self).add_warning_v2(
                "@workspaces-constructs/directory:serviceAccountIsAdministrator",
                f"{user_name} joins desktops to {directory.domain_name} as a member of {group}, which also makes it a "
                "local administrator of every computer in the domain. To narrow this, delegate creating computer "
                "objects in the desktops' OU to a group of your own and pass group=None.",
            )
