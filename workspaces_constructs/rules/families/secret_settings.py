"""How secrets are generated, kept and opened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from workspaces_constructs.rules.resources import Properties
from workspaces_constructs.rules.rule import Violation, rule
from workspaces_constructs.rules.views.policies import statements_of
from workspaces_constructs.rules.views.secrets import secrets_in_use

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workspaces_constructs.rules.templates import Templates

_CONNECTOR: Final = "Custom::WorkspacesAdConnector"
_LENGTHS: Final = (8, 128)
"""How long the password of a connector's account may be (facts §6.2)."""
_KEPT: Final = ("Retain", "RetainExceptOnCreate")
_OPEN: Final = "https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_resource-policies.html"


@rule(
    "WorkSpaces-SEC5",
    "error",
    title="A generated password of a connector's account has 8 to 128 characters",
    reason="AD Connector takes no shorter and no longer one.",
    fix="Set PasswordLength within 8 to 128, or leave it out: Secrets Manager then generates 32 characters.",
    source="https://docs.aws.amazon.com/directoryservice/latest/admin-guide/prereq_connector.html",
)
def connector_password_length(templates: Templates) -> Iterator[Violation]:
    """Generated secrets of connectors that are too short or too long."""
    for secret, users in secrets_in_use(templates).values():
        generated = secret.properties.value("GenerateSecretString")
        if not isinstance(generated, dict) or not any(each.type == _CONNECTOR for each in users):
            continue
        length = Properties(generated).number("PasswordLength")
        if length is not None and not _LENGTHS[0] <= length <= _LENGTHS[1]:
            yield Violation(secret, f"it generates {length} characters", "GenerateSecretString.PasswordLength")


@rule(
    "WorkSpaces-SEC6",
    "error",
    title="Secrets of directories are not open to everybody",
    reason="A policy of a secret for the principal * without a condition lets every AWS account read the password.",
    fix="Name the roles that read the secret, and set BlockPublicPolicy to true.",
    source=_OPEN,
)
def secrets_not_open_to_everybody(templates: Templates) -> Iterator[Violation]:
    """Policies of secrets in use that allow everybody something."""
    known = secrets_in_use(templates)
    for policy in templates.of_type("AWS::SecretsManager::ResourcePolicy"):
        secret = policy.properties.resource("SecretId")
        if secret is None or secret.name not in known:
            continue
        for statement in statements_of(policy.properties.value("ResourcePolicy")) or ():
            if statement.allows and statement.for_everybody:
                yield Violation(policy, f"it opens the secret {secret.logical_id} to everybody", "ResourcePolicy")


@rule(
    "WorkSpaces-SEC7",
    "warning",
    title="A secret stays as long as the directory it opens",
    reason="The stack leaves the directory behind, and deletes the only copy of its administrator's password.",
    fix="Set the secret's DeletionPolicy to Retain too, or let the directory go with the stack.",
    source="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-deletionpolicy.html",
)
def secret_stays_with_directory(templates: Templates) -> Iterator[Violation]:
    """Secrets that are deleted with their stack while what they open is retained."""
    for secret, users in secrets_in_use(templates).values():
        kept = [each for each in users if each.raw.get("DeletionPolicy") in _KEPT]
        if kept and secret.raw.get("DeletionPolicy", "Delete") == "Delete":
            yield Violation(secret, f"it is deleted with its stack, and {kept[0].logical_id} is retained")
