"""The roles that WorkSpaces uses, and who may do what with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from workspaces_constructs.facts.iam import (
    SELF_SERVICE_ACCESS_POLICY,
    SERVICE_ACCESS_POLICY,
    WORKSPACES_DEFAULT_ROLE,
    WORKSPACES_PRINCIPAL,
)
from workspaces_constructs.rules.resources import Reference, Unknown
from workspaces_constructs.rules.rule import Violation, rule
from workspaces_constructs.rules.views.directories import directories, has_desktops
from workspaces_constructs.rules.views.keys import is_aws_managed, key_of
from workspaces_constructs.rules.views.policies import statements_of
from workspaces_constructs.rules.views.roles import attached, granted, role_principals
from workspaces_constructs.rules.views.secrets import SECRET
from workspaces_constructs.rules.views.settings import directory_settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from workspaces_constructs.rules.resources import Resource, Value
    from workspaces_constructs.rules.templates import Templates

_GUIDE: Final = "https://docs.aws.amazon.com/workspaces/latest/adminguide/workspaces-access-control.html"
_SAML: Final = "https://docs.aws.amazon.com/workspaces/latest/adminguide/setting-up-saml.html"
_SERVICE_ROLES: Final[Mapping[str, tuple[str, str]]] = {
    WORKSPACES_DEFAULT_ROLE: (WORKSPACES_PRINCIPAL, SERVICE_ACCESS_POLICY),
    "AmazonWorkSpacesPCAAccess": ("prod.euc.ecm.amazonaws.com", "AmazonWorkspacesPCAAccess"),
}
"""The roles that AWS finds by their names: whom each trusts and which managed policy it carries (facts §5)."""

_ASSUME: Final = "sts:AssumeRole"
_STREAM: Final = "workspaces:Stream"
_USER: Final = "workspaces:userId"
_ALL: Final = frozenset({"workspaces:*", "ds:*"})


def _service_roles(templates: Templates) -> Iterator[tuple[Resource, str]]:
    for role in templates.of_type("AWS::IAM::Role"):
        name = role.properties.text("RoleName")
        if name is not None and name in _SERVICE_ROLES:
            yield role, name


@rule(
    "WorkSpaces-SEC8",
    "error",
    title="The roles that WorkSpaces finds by name trust the service, and nobody else",
    reason="Without that trust no directory registers, or no certificate is issued; with more, others take the role.",
    fix="Allow sts:AssumeRole to workspaces.amazonaws.com alone (prod.euc.ecm.amazonaws.com for "
    "AmazonWorkSpacesPCAAccess).",
    source=_GUIDE,
)
def service_roles_trust_the_service(templates: Templates) -> Iterator[Violation]:
    """Service roles with another trust."""
    for role, name in _service_roles(templates):
        right, _ = _SERVICE_ROLES[name]
        statements = statements_of(role.properties.value("AssumeRolePolicyDocument"))
        if statements is None:
            continue
        trusting = [each for each in statements if each.effect != "Deny" and each.may_cover(_ASSUME)]
        if not any(each.may_be_of("Service", right) for each in trusting):
            yield Violation(role, f"{name} does not trust {right}", "AssumeRolePolicyDocument")
        elif any(_is_named(principal) for each in trusting for principal in each.principals.get("AWS", ())):
            yield Violation(role, f"{name} trusts others than {right}", "AssumeRolePolicyDocument")


def _is_named(principal: Value) -> bool:
    """Whether a principal is certain to be somebody."""
    text = principal.text if isinstance(principal, Unknown) else principal
    return isinstance(principal, Reference) or (isinstance(text, str) and text.startswith(("arn:", "*")))


@rule(
    "WorkSpaces-SEC9",
    "error",
    title="The roles that WorkSpaces finds by name carry its policies",
    reason="With this role WorkSpaces makes network interfaces of desktops, and does what users ask for themselves.",
    fix="Attach the AWS managed policy that the message names.",
    source=_GUIDE,
)
def service_roles_carry_policies(templates: Templates) -> Iterator[Violation]:
    """Service roles without their managed policy, and without any other that may stand in."""
    for role, name in _service_roles(templates):
        _, right = _SERVICE_ROLES[name]
        known = attached(templates, role)
        needed = [right]
        if name == WORKSPACES_DEFAULT_ROLE and _self_service(templates):
            needed.append(SELF_SERVICE_ACCESS_POLICY)
        for policy in needed if known is not None else ():
            if policy not in (known or ()):
                yield Violation(role, f"{name} does not carry {policy}", "ManagedPolicyArns")


def _self_service(templates: Templates) -> bool:
    """Whether users of a directory may do something to their desktops themselves."""
    for settings in directory_settings(templates):
        given = settings.properties.value("SelfservicePermissions")
        if isinstance(given, dict) and any(each == "ENABLED" for each in given.values()):
            return True
    return False


@rule(
    "WorkSpaces-SEC10",
    "warning",
    title="workspaces_DefaultRole has no permissions boundary",
    reason="A boundary takes away what the role's own policies give, and WorkSpaces fails where it does.",
    fix="Remove PermissionsBoundary from the role, and except it where every role gets one.",
    source=_GUIDE,
)
def no_boundary_on_the_default_role(templates: Templates) -> Iterator[Violation]:
    """The default role with a permissions boundary."""
    for role, name in _service_roles(templates):
        boundary = role.properties.value("PermissionsBoundary")
        if name == WORKSPACES_DEFAULT_ROLE and boundary is not None and not isinstance(boundary, Unknown):
            yield Violation(role, f"{name} has a permissions boundary", "PermissionsBoundary")


@rule(
    "WorkSpaces-SEC11",
    "warning",
    title="No role of a service may do everything with WorkSpaces or its directories",
    reason="A function or host with workspaces:* or ds:* on * can delete every desktop and every directory, and reset "
    "every password. People need them for the console; programs do not.",
    fix="Name the actions that the program needs, and the directories or desktops it needs them for.",
    source=_GUIDE,
)
def no_full_access_for_services(templates: Templates) -> Iterator[Violation]:
    """Policies of roles for services that allow every action on everything."""
    if not has_desktops(templates) and not directories(templates):
        return
    for role in templates.of_type("AWS::IAM::Role"):
        for holder, where, statement in granted(templates, role, _ALL):
            wide = sorted(_ALL.intersection(each for each in statement.actions if isinstance(each, str)))
            everything = statement.allows and statement.condition is None and "*" in statement.resources
            if wide and everything and set(role_principals(role)) == {"Service"}:
                yield Violation(holder, f"{role.logical_id} may do {' and '.join(wide)} on everything", where)


@rule(
    "WorkSpaces-SEC12",
    "warning",
    title="Who signs in by SAML may stream only from desktops of their own",
    reason="The condition on workspaces:userId ties the session to the user whom the identity provider names.",
    fix="Add the condition StringEquals: {workspaces:userId: ${saml:sub}} to the statement with workspaces:Stream.",
    source=_SAML,
)
def streaming_is_tied_to_the_user(templates: Templates) -> Iterator[Violation]:
    """Roles for SAML that may stream without a condition on the user."""
    for role in templates.of_type("AWS::IAM::Role"):
        for holder, where, statement in granted(templates, role, {_STREAM}):
            free = statement.allows and _STREAM in statement.actions and not _tied(statement.condition)
            if free and "Federated" in role_principals(role):
                yield Violation(holder, f"{role.logical_id} may stream without a condition on {_USER}", where)


def _tied(condition: object) -> bool:
    """Whether a condition may be about the user."""
    if isinstance(condition, dict):
        tests = [each for each in condition.values() if isinstance(each, dict)]
        return len(tests) < len(condition) or any(key.lower() == _USER.lower() for each in tests for key in each)
    return condition is not None


@rule(
    "WorkSpaces-SEC13",
    "warning",
    title="Desktops carry no role of IAM",
    reason="WorkSpaces Personal does not support credentials of IAM on a desktop, and whatever the role may do, every "
    "program of the user may do.",
    fix="Remove InstanceIamRoleArn; give users access to AWS by their own sign-in.",
    source=_GUIDE,
)
def no_role_on_desktops(templates: Templates) -> Iterator[Violation]:
    """Settings that give desktops a role."""
    for settings in directory_settings(templates):
        role = settings.properties.value("WorkspaceCreationProperties", "InstanceIamRoleArn")
        if role is not None and not isinstance(role, Unknown):
            yield Violation(
                settings, "it gives its desktops a role of IAM", "WorkspaceCreationProperties.InstanceIamRoleArn"
            )


@rule(
    "WorkSpaces-SEC15",
    "error",
    title="The secret of an Entra directory has a key that WorkSpaces may use",
    reason="WorkSpaces reads the application's password itself: the key that AWS keeps for Secrets Manager does not "
    "let it, and one's own must.",
    fix="Encrypt the secret with a key whose policy allows workspaces.amazonaws.com kms:Decrypt and kms:DescribeKey.",
    source="https://docs.aws.amazon.com/workspaces/latest/adminguide/launch-entra-id.html",
)
def entra_secret_is_readable(templates: Templates) -> Iterator[Violation]:
    """Secrets of Entra directories that WorkSpaces cannot decrypt."""
    for directory in templates.of_type("AWS::WorkSpaces::Directory"):
        for reference in directory.properties.references("MicrosoftEntraConfig"):
            secret = reference.resource
            if secret.type == SECRET and (wrong := _unreadable(secret)):
                yield Violation(secret, f"WorkSpaces cannot read it for {directory.logical_id}: {wrong}", "KmsKeyId")


def _unreadable(secret: Resource) -> str | None:
    given = secret.properties.value("KmsKeyId")
    if given is None or is_aws_managed(given, "secretsmanager"):
        return "it is encrypted with the key that AWS keeps"
    key = key_of(given)
    statements = statements_of(key.properties.value("KeyPolicy")) if key is not None else None
    for action in ("kms:Decrypt", "kms:DescribeKey") if statements is not None else ():
        if not any(
            each.effect != "Deny" and each.may_cover(action) and each.may_be_of("Service", WORKSPACES_PRINCIPAL)
            for each in statements or ()
        ):
            return f"its key does not allow {WORKSPACES_PRINCIPAL} {action}"
    return None
