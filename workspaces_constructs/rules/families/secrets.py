"""Passwords in templates, where everybody who may read the template can read them."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

from workspaces_constructs.rules.resources import Unknown
from workspaces_constructs.rules.rule import Violation, rule
from workspaces_constructs.rules.templates import view
from workspaces_constructs.rules.views.directories import directories, has_desktops
from workspaces_constructs.rules.views.secrets import secrets_in_use

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workspaces_constructs.rules.resources import Resource, Value
    from workspaces_constructs.rules.templates import Templates

_DYNAMIC: Final = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html"
_PRACTICES: Final = "https://docs.aws.amazon.com/secretsmanager/latest/userguide/best-practices.html"
_SECURE: Final = (
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-ssm-secure-strings.html"
)
_PASSWORD: Final = re.compile(r"(?:password|passwd|passphrase|shared[-_]?secret)$", re.IGNORECASE)
_RESOLVED: Final = "{{resolve:secretsmanager:"
_TO_BE_FILLED: Final = re.compile(
    r"\W*(?:change|replace|placeholder|todo|tbd|fill|set|xxx|to be|<|\$\{)", re.IGNORECASE
)
_IN_SUB: Final = re.compile(r"\$\{([A-Za-z0-9]{1,255})\}")
_WRITABLE: Final = frozenset({"String", "StringList"})


@rule(
    "WorkSpaces-SEC1",
    "error",
    title="Custom resources are given the ARN of a secret, and no password",
    reason="Properties of custom resources are in the template, in the events of the stack, and in the logs of the "
    "function that serves them, also where a dynamic reference fills them in.",
    fix="Give the ARN of a secret as SecretArn, and let the function read it.",
    source=_DYNAMIC,
)
def no_passwords_in_custom_resources(templates: Templates) -> Iterator[Violation]:
    """Custom resources of WorkSpaces with a password among their properties."""
    for resource in _custom_resources(templates):
        raw = resource.raw.get("Properties")
        for key in raw if isinstance(raw, dict) else ():
            for way, name, value in _leaves(str(key), str(key), resource.properties.value(str(key))):
                if _is_password(name, value):
                    yield Violation(resource, f"its property {way} holds a password", way)


@view
def _custom_resources(templates: Templates) -> list[Resource]:
    return [each for each in templates.all() if each.type.startswith("Custom::Workspaces")]


def _leaves(way: str, name: str, value: Value) -> Iterator[tuple[str, str, Value]]:
    """Everything in a value, with the way to it and the last name on that way."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _leaves(f"{way}.{key}", key, each)
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from _leaves(f"{way}.{number}", name, each)
    else:
        yield way, name, value


def _is_password(name: str, value: Value) -> bool:
    """Whether a value is certain to be a password: a text with such a name, or what Secrets Manager resolves."""
    text = value.text if isinstance(value, Unknown) else value
    if isinstance(text, str) and text.startswith(_RESOLVED):
        return True
    literal = isinstance(value, str) and bool(value) and not value.startswith(("arn:", "{{resolve:"))
    return literal and bool(_PASSWORD.search(name))


@rule(
    "WorkSpaces-SEC2",
    "error",
    title="A secret's value is not in the template",
    reason="Everybody who may read the template could read the password of the directory, the user or the connection.",
    fix="Let GenerateSecretString make the value, or make the secret outside the template and give its ARN.",
    source=_PRACTICES,
)
def no_values_of_secrets(templates: Templates) -> Iterator[Violation]:
    """Secrets of directories, users and connections whose value is a text in the template."""
    for secret, users in secrets_in_use(templates).values():
        value = secret.properties.value("SecretString")
        if isinstance(value, str) and _holds_password(value):
            yield Violation(secret, f"its value, which {users[0].logical_id} uses, is in the template", "SecretString")


def _holds_password(text: str) -> bool:
    if not text or text.startswith("{{resolve:"):
        return False
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = text
    if not isinstance(found, dict):
        return not _TO_BE_FILLED.match(text)
    values = [each for key, each in found.items() if re.search("password|secret", key, re.IGNORECASE)]
    return any(isinstance(each, str) and each and not _TO_BE_FILLED.match(each) for each in values)


@rule(
    "WorkSpaces-SEC3",
    "error",
    title="Passwords are not kept in parameters of Systems Manager",
    reason="CloudFormation cannot make a SecureString: the parameter shows the password to everybody who may read it.",
    fix="Keep the password in a secret of Secrets Manager; a parameter may hold its ARN.",
    source=_SECURE,
)
def no_passwords_in_parameters(templates: Templates) -> Iterator[Violation]:
    """Parameters that are named like a password and hold a text."""
    if not has_desktops(templates) and not directories(templates):
        return
    about = {each.template for each in _about_workspaces(templates)}
    for parameter in templates.of_type("AWS::SSM::Parameter"):
        given = parameter.properties
        named = (given.text("Name") or parameter.logical_id).replace(":", "/").rpartition("/")[2]
        if parameter.template not in about or given.text("Type") not in _WRITABLE or not _PASSWORD.search(named):
            continue
        if _is_password("Password", given.value("Value")):
            yield Violation(parameter, f"the parameter {named} holds a password as plain text", "Value")


@view
def _about_workspaces(templates: Templates) -> list[Resource]:
    """Desktops, registrations and directories."""
    made = [each.resource for each in directories(templates).values()]
    return [*templates.of_type("AWS::WorkSpaces::Workspace", "Custom::WorkspacesDirectoryRegistration"), *made]


@rule(
    "WorkSpaces-SEC4",
    "error",
    title="Outputs do not print passwords",
    reason="A parameter with NoEcho is hidden in the console, but an output of it is shown to everybody who may "
    "describe the stack.",
    fix="Remove the output, and print the ARN of the secret in its place.",
    source="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html",
)
def no_passwords_in_outputs(templates: Templates) -> Iterator[Violation]:
    """Outputs of a hidden parameter in templates with desktops or directories."""
    first = {each.template: each for each in reversed(_about_workspaces(templates))}
    for template, resource in first.items():
        parameters = templates.part(template, "Parameters")
        hidden = {
            name
            for name, each in parameters.items()
            if isinstance(each, dict) and each.get("NoEcho") in (True, "true") and _PASSWORD.search(str(name))
        }
        for output, given in templates.part(template, "Outputs").items() if hidden else ():
            shown = sorted(hidden & set(_mentioned(given)))
            if shown:
                yield Violation(resource, f"the output {output} of its template prints the parameter {shown[0]}")


def _mentioned(output: object) -> Iterator[str]:
    """The parameters, among other things, that an output's value is made from."""
    waiting = [output.get("Value")] if isinstance(output, dict) else []
    seen: set[int] = set()
    while waiting:
        each = waiting.pop()
        if isinstance(each, str):
            yield from _IN_SUB.findall(each)
        elif isinstance(each, dict | list) and id(each) not in seen:
            seen.add(id(each))
            if isinstance(each, dict) and isinstance(each.get("Ref"), str):
                yield each["Ref"]
            waiting.extend(each.values() if isinstance(each, dict) else each)
