"""Users of a Managed AD."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from constructs import Construct

from workspaces_constructs.custom_resources.resource import WorkspacesResource
from workspaces_constructs.custom_resources.tokens import require_known
from workspaces_constructs.directory.passwords import generated_password
from workspaces_constructs.facts.arguments import require_list, require_offers
from workspaces_constructs.facts.domains import require_sam_account_name
from workspaces_constructs.facts.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import aws_cdk as cdk
    from aws_cdk import aws_kms as kms
    from aws_cdk import aws_secretsmanager as secretsmanager

    from workspaces_constructs.directory.managed_microsoft_ad import ManagedAdBase

__all__ = ["DirectoryUser", "DirectoryUsers", "User", "require_users"]


@dataclass(frozen=True)
class User:
    """A person, or an account for a program.

    Attributes:
        user_name: The sAMAccountName, at most 20 characters.
        given_name: Optional.
        surname: Optional.
        email: Where WorkSpaces would send the invitation. Optional.
        groups: Names of groups of the directory to be a member of.
    """

    user_name: str
    given_name: str | None = None
    surname: str | None = None
    email: str | None = None
    groups: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a name whose letters would be groups."""
        require_list(self.groups, f"groups of {self.user_name}")


class DirectoryUser(Construct):
    """One user, made through Directory Service Data, with a generated first password in a secret.

    The password is set once. A user who changes it, as users should at their first log-on, makes the secret out of
    date; nothing resets it later.

    Args:
        scope: The construct it belongs to.
        construct_id: Its id in that scope.
        directory: A Managed AD; Directory Service Data works on no other directory.
        user: Who it is.
        encryption_key: A key for the secret. Default: the account's ``aws/secretsmanager``.
        removal_policy: What happens to user and secret when the stack goes. Default: deletion.

    Raises:
        ConfigurationError: A name that Active Directory would not take.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        directory: ManagedAdBase,
        user: User,
        encryption_key: kms.IKey | None = None,
        removal_policy: cdk.RemovalPolicy | None = None,
    ) -> None:
        super().__init__(scope, construct_id)
        name = require_known(user.user_name, "user name", "the secret of the password names it")
        require_sam_account_name(name)
        self.secret: secretsmanager.ISecret = generated_password(
            self,
            "Password",
            user_name=name,
            description=f"First password of {name} in {directory.domain_name}",
            encryption_key=encryption_key,
            removal_policy=removal_policy,
        )
        self.resource = WorkspacesResource(
            self,
            "User",
            kind="DirectoryUser",
            properties={
                "DirectoryId": directory.data_access.text("DirectoryId"),
                "SAMAccountName": name,
                "GivenName": user.given_name,
                "Surname": user.surname,
                "EmailAddress": user.email,
                "Groups": list(user.groups) or None,
                "SecretArn": self.secret.secret_arn,
            },
            secret=self.secret,
            removal_policy=removal_policy,
        )
        self.user_name = self.resource.text("SAMAccountName")


class DirectoryUsers(Construct):
    """Several users of a Managed AD.

    Example:
        .. code-block:: python

            users = DirectoryUsers(stack, "Users", directory=directory, users=[User("alice"), User("bob")])
            users.by_name["alice"].secret

    Args:
        scope: The construct it belongs to.
        construct_id: Its id in that scope.
        directory: A Managed AD.
        users: Who they are; each name once.
        encryption_key: A key for the secrets. Default: the account's ``aws/secretsmanager``.
        removal_policy: What happens to users and secrets when the stack goes. Default: deletion.

    Raises:
        ConfigurationError: A name twice, or one that Active Directory would not take.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        directory: ManagedAdBase,
        users: Sequence[User],
        encryption_key: kms.IKey | None = None,
        removal_policy: cdk.RemovalPolicy | None = None,
    ) -> None:
        super().__init__(scope, construct_id)
        require_users(users)
        names = [user.user_name.lower() for user in users]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise ConfigurationError(
                "users", value=", ".join(twice), allowed="each name once, in any case", fix="remove the repetition"
            )
        self.by_name = {
            user.user_name: DirectoryUser(
                self,
                user.user_name,
                directory=directory,
                user=user,
                encryption_key=encryption_key,
                removal_policy=removal_policy,
            )
            for user in users
        }


def require_users(users: Sequence[User]) -> None:
    """Refuse what are no users, such as names.

    Raises:
        ConfigurationError: One is none.
    """
    for user in require_list(users, "users"):
        require_offers(user, "user_name", "users", allowed='a DesktopUser or a User, such as DesktopUser("alice")')
