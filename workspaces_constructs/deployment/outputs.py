"""Stack outputs that an operator needs, under names that stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aws_cdk as cdk

from workspaces_constructs.custom_resources.places import place_of
from workspaces_constructs.custom_resources.tokens import is_unresolved

if TYPE_CHECKING:
    from aws_cdk import aws_secretsmanager as secretsmanager

    from workspaces_constructs.directory.users import DirectoryUsers

__all__ = ["Outputs", "persona_part", "user_part"]

_WORDS = str.maketrans({".": "Dot", "-": "Dash", "_": "Underscore"})


class Outputs:
    """Writes the outputs of a stack.

    Args:
        stack: The stack.
    """

    def __init__(self, stack: cdk.Stack) -> None:
        self._stack = stack
        region = place_of(stack).region
        self._region = f"region={region}"
        self._consoles = _consoles(region)

    def add(self, name: str, value: str, description: str) -> None:
        """Add an output; its name is the name in the template."""
        cdk.CfnOutput(self._stack, name, value=value, description=description)

    def directory_console(self, name: str, directory_id: str, description: str) -> None:
        """Add a link to a directory in the Directory Service console."""
        link = self._console(f"directoryservicev2/home?{self._region}#!/directories/{directory_id}")
        self.add(name, link, description)

    def service_consoles(self) -> None:
        """Add links to the consoles in which desktops and passwords are."""
        self.add("WorkSpacesConsole", self._console(f"workspaces/v2/home?{self._region}"), "Directories and desktops")
        self.add("SecretsConsole", self._console(f"secretsmanager/listsecrets?{self._region}"), "Passwords")

    def first_passwords(self, users: DirectoryUsers) -> None:
        """Add where the first passwords of users are who are made here."""
        for name, user in users.by_name.items():
            self.secret(f"FirstPassword{user_part(name)}", user.secret, f"the first password of {name}")

    def secret(self, name: str, secret: secretsmanager.ISecret, what: str) -> None:
        """Add where a password is; the password itself is in no output."""
        self.add(f"{name}SecretArn", secret.secret_arn, f"The secret with {what}")

    def _console(self, path: str) -> str:
        return f"{self._consoles}/{path}"


def _consoles(region: str) -> str:
    """Where consoles are; GovCloud has its own, and a stack without a region is taken to be elsewhere."""
    government = not is_unresolved(region) and region.startswith("us-gov-")
    host = "console.amazonaws-us-gov.com" if government else f"{region}.console.aws.amazon.com"
    return f"https://{host}"


def persona_part(name: str) -> str:
    """A persona's name as a part of an output's name: call-center is CallCenter."""
    return "".join(word.capitalize() for word in name.split("-"))


def user_part(name: str) -> str:
    """A user's name as a part of an output's name; different names stay different."""
    plain = name.lower().translate(_WORDS)
    return plain[:1].upper() + plain[1:]
