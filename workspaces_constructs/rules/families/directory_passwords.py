"""The passwords of directories, of trusts and of RADIUS: where they come from, and whether AWS accepts them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from workspaces_constructs.rules.resources import Properties, Reference, Unknown
from workspaces_constructs.rules.rule import Violation, rule
from workspaces_constructs.rules.views.directories import directories

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from workspaces_constructs.rules.resources import Resource
    from workspaces_constructs.rules.templates import Templates

_DYNAMIC: Final = ("{{resolve:secretsmanager:", "{{resolve:ssm-secure:")
_PLAIN: Final = "{{resolve:ssm:"
_SECRET: Final = "AWS::SecretsManager::Secret"  # noqa: S105 - the name of a type
_GENERATED_LENGTH: Final = 32
"""Characters that Secrets Manager generates where no length is given."""

_CLASSES: Final = ("ExcludeLowercase", "ExcludeUppercase", "ExcludeNumbers", "ExcludePunctuation")


class _Limits(NamedTuple):
    """What AWS accepts as a password: where it stands, its shortest and longest length, and the classes it needs."""

    way: str
    least: int
    most: int
    classes: int


_ACCEPTED: Final[Mapping[str, _Limits]] = {
    "AWS::DirectoryService::MicrosoftAD": _Limits("Password", 8, 64, 3),
    "AWS::DirectoryService::SimpleAD": _Limits("Password", 8, 64, 3),
    "Custom::WorkspacesTrust": _Limits("SecretArn", 1, 128, 1),
    "Custom::WorkspacesRadiusMfa": _Limits("SecretArn", 8, 512, 1),
}
"""The string rules of botocore's model of ds (facts Appendix C)."""


@rule(
    "WorkSpaces-DIR8",
    "error",
    title="The administrator's password of a directory comes from Secrets Manager",
    reason="Everybody who may read the template, or the stack's parameters, could otherwise read the password of the "
    "domain's administrator.",
    fix="Generate the password in a secret, and give it as {{resolve:secretsmanager:...}}.",
    source="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html",
)
def passwords_from_secrets(templates: Templates) -> Iterator[Violation]:
    """Directories whose password is a text, the ARN of a secret, or a parameter that shows it."""
    for directory in directories(templates).values():
        wrong = _shown(templates, directory.resource) if directory.kind != "connector" else None
        if wrong:
            yield Violation(directory.resource, wrong, "Password")


def _written(password: str) -> str | None:
    if password.startswith(_PLAIN):
        return "its password is in a parameter of Systems Manager that is no secure string"
    return None if password.startswith(_DYNAMIC) else "its password is in the template"


def _shown(templates: Templates, directory: Resource) -> str | None:
    found = directory.properties.value("Password")
    if isinstance(found, Reference):
        is_arn = found.resource.type == _SECRET and not found.attribute
        return "its password is the ARN of a secret, and not what is in the secret" if is_arn else None
    raw = directory.raw.get("Properties")
    password = raw.get("Password") if isinstance(raw, dict) else None
    if isinstance(found, str | int | float) or isinstance(password, str):
        return _written(str(password if isinstance(found, Unknown) else found))
    name = password.get("Ref") if isinstance(password, dict) else None
    if not isinstance(name, str) or templates.given_by_parent(directory.template, name):
        return None
    parameter = templates.part(directory.template, "Parameters").get(name)
    if not isinstance(parameter, dict):
        return None
    if "Default" in parameter:
        return f"the default of the parameter {name} is its password"
    return None if parameter.get("NoEcho") in (True, "true") else f"the parameter {name} shows its password"


@rule(
    "WorkSpaces-DIR9",
    "error",
    title="A generated password is one that Directory Service accepts",
    reason="A directory takes 8 to 64 characters of three classes, a trust 1 to 128, RADIUS 8 to 512; with any other "
    "the deployment fails.",
    fix="Set PasswordLength within the limits and exclude at most one class of characters; 32 of all classes will do.",
    source="https://docs.aws.amazon.com/goto/WebAPI/ds/CreateDirectory",
)
def generated_passwords_are_accepted(templates: Templates) -> Iterator[Violation]:
    """Secrets that generate a password which the directory, trust or RADIUS setting that uses it refuses."""
    for type_, limits in _ACCEPTED.items():
        for resource in templates.of_type(type_):
            used = {each.resource.name: each.resource for each in resource.properties.references(limits.way)}
            for secret in used.values():
                wrong = _refused(secret, limits) if secret.type == _SECRET else None
                if wrong:
                    yield Violation(secret, f"{resource.logical_id} {wrong[1]}", f"GenerateSecretString{wrong[0]}")


def _refused(secret: Resource, limits: _Limits) -> tuple[str, str] | None:
    found = secret.properties.value("GenerateSecretString")
    if not isinstance(found, dict) or isinstance(found.get("PasswordLength"), Unknown):
        return None
    given = Properties(found)
    length = given.number("PasswordLength") if given.has("PasswordLength") else _GENERATED_LENGTH
    if length is not None and not limits.least <= length <= limits.most:
        return ".PasswordLength", f"takes {limits.least} to {limits.most} characters, and it generates {length}"
    left = len(_CLASSES) - sum(given.flag(each) is True for each in _CLASSES)
    if left < limits.classes:
        return "", f"needs {limits.classes} of four classes of characters, and it generates {left}"
    return None
