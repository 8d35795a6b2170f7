"""The keys that protect desktops' volumes, secrets and records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from workspaces_constructs.rules.rule import Violation, rule
from workspaces_constructs.rules.views.keys import KEY, keys_in_use, volume_keys
from workspaces_constructs.rules.views.policies import matches, statements_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workspaces_constructs.rules.resources import Value
    from workspaces_constructs.rules.templates import Templates
    from workspaces_constructs.rules.views.policies import Statement

_GUIDE: Final = "https://docs.aws.amazon.com/workspaces/latest/adminguide/encrypt-workspaces.html"
_KMS: Final = "https://docs.aws.amazon.com/kms/latest/developerguide/services-workspaces.html"
_GRANT: Final = "kms:CreateGrant"
_NEEDED: Final = (_GRANT, "kms:DescribeKey")
"""What the caller who makes a desktop needs of its key (facts §3.6)."""
_VIA: Final = "kms:ViaService"
_FOR_AWS: Final = "kms:GrantIsForAWSResource"
_DEFAULT_WINDOW: Final = 30


@rule(
    "WorkSpaces-ENC5",
    "error",
    title="The volume key is a symmetric key for encryption",
    reason="WorkSpaces supports only symmetric encryption keys; with any other the desktop cannot be made.",
    fix="Leave KeySpec and KeyUsage at SYMMETRIC_DEFAULT and ENCRYPT_DECRYPT.",
    source=_KMS,
)
def symmetric_volume_key(templates: Templates) -> Iterator[Violation]:
    """Keys of desktops that are asymmetric or do not encrypt."""
    for key, _ in volume_keys(templates).values():
        for name, right in (("KeySpec", "SYMMETRIC_DEFAULT"), ("KeyUsage", "ENCRYPT_DECRYPT")):
            found = key.properties.text(name)
            if found is not None and found != right:
                yield Violation(key, f"it encrypts volumes of desktops, and its {name} is {found}", name)


@rule(
    "WorkSpaces-ENC6",
    "error",
    title="The volume key is enabled",
    reason="With a disabled key no desktop can be made, and those that exist cannot be restarted or rebuilt.",
    fix="Leave Enabled out, or set it to true.",
    source=_GUIDE,
)
def volume_key_enabled(templates: Templates) -> Iterator[Violation]:
    """Keys of desktops that are disabled."""
    for key, desktops in volume_keys(templates).values():
        if key.properties.flag("Enabled") is False:
            yield Violation(key, f"it is disabled, and encrypts the volumes of {desktops[0].logical_id}", "Enabled")


@rule(
    "WorkSpaces-ENC7",
    "warning",
    title="The volume key is rotated",
    reason="A key that is never rotated protects everything with the same material for ever.",
    fix="Set EnableKeyRotation to true; what was encrypted before stays readable.",
    source="https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html",
)
def volume_key_rotated(templates: Templates) -> Iterator[Violation]:
    """Keys of desktops without rotation, where KMS can rotate them."""
    for key, _ in volume_keys(templates).values():
        given = key.properties
        can = key.type == KEY and given.text("Origin") in {None, "AWS_KMS"} and given.knows("Origin")
        symmetric = given.text("KeySpec") in {None, "SYMMETRIC_DEFAULT"}
        if can and symmetric and (not given.has("EnableKeyRotation") or given.flag("EnableKeyRotation") is False):
            yield Violation(key, "it encrypts volumes of desktops and is never rotated", "EnableKeyRotation")


@rule(
    "WorkSpaces-ENC8",
    "error",
    title="The keys of desktops, their secrets and records are not open to everybody",
    reason="A statement for the principal * without a condition lets every AWS account use the key.",
    fix="Name the account or the roles as the principal.",
    source="https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html",
)
def keys_not_open_to_everybody(templates: Templates) -> Iterator[Violation]:
    """Keys in use whose policy allows everybody something."""
    for key in keys_in_use(templates).values():
        for statement in statements_of(key.properties.value("KeyPolicy")) or ():
            if statement.allows and statement.for_everybody:
                actions = ", ".join(each for each in statement.actions if isinstance(each, str))
                yield Violation(key, f"its policy allows everybody {actions or 'something'}", "KeyPolicy")


@rule(
    "WorkSpaces-ENC9",
    "error",
    title="The volume key's policy lets grants be made for WorkSpaces",
    reason="WorkSpaces uses a key by grants that the caller makes, who needs kms:CreateGrant and kms:DescribeKey; "
    "without them the desktop cannot be made.",
    fix="Allow the account, or the roles that make desktops, kms:CreateGrant and kms:DescribeKey in the key's policy.",
    source=_GUIDE,
)
def grants_can_be_made(templates: Templates) -> Iterator[Violation]:
    """Keys of desktops whose policy lets nobody make grants or describe them."""
    for key, _ in volume_keys(templates).values():
        statements = statements_of(key.properties.value("KeyPolicy"))
        for action in _NEEDED if statements is not None else ():
            if _denied(statements or [], action):
                yield Violation(key, f"its policy lets nobody do {action} for WorkSpaces", "KeyPolicy")


def _denied(statements: list[Statement], action: str) -> bool:
    allowed = any(each.effect != "Deny" and each.may_cover(action) and _may_serve(each) for each in statements)
    return not allowed or any(
        each.effect == "Deny" and each.for_everybody and each.covers(action) for each in statements
    )


def _may_serve(statement: Statement) -> bool:
    """Whether a statement may be of use to whoever makes a desktop: a principal of AWS, not only by other services."""
    who = bool(statement.principals.get("AWS")) or "Federated" in statement.principals or not statement.certain
    services = _values_of(statement.condition, _VIA)
    elsewhere = bool(services) and all(isinstance(each, str) and not _is_workspaces(each) for each in services)
    return who and not elsewhere


def _is_workspaces(pattern: str) -> bool:
    return pattern.startswith(("workspaces.", "*")) or matches(pattern, "workspaces.us-east-1.amazonaws.com")


def _values_of(condition: Value, key: str) -> list[Value]:
    """What a condition compares a key with, if that is by likeness."""
    if not isinstance(condition, dict):
        return []
    found = [
        tests[key]
        for operator, tests in condition.items()
        if operator in {"StringEquals", "StringLike"} and isinstance(tests, dict) and key in tests
    ]
    return [value for each in found for value in (each if isinstance(each, list) else [each])]


@rule(
    "WorkSpaces-ENC10",
    "warning",
    title="Grants on the volume key are made only for AWS services",
    reason="Who may make grants without that condition can hand the use of the key on to anybody.",
    fix="Add the condition Bool: {kms:GrantIsForAWSResource: true} to the statement with kms:CreateGrant.",
    source=_GUIDE,
)
def grants_only_for_services(templates: Templates) -> Iterator[Violation]:
    """Keys of desktops with a statement that names kms:CreateGrant and has no condition."""
    for key, _ in volume_keys(templates).values():
        for statement in statements_of(key.properties.value("KeyPolicy")) or ():
            if statement.allows and _GRANT in statement.actions and statement.condition is None:
                yield Violation(key, f"its policy allows {_GRANT} without the condition {_FOR_AWS}", "KeyPolicy")


@rule(
    "WorkSpaces-ENC11",
    "advice",
    title="A deleted volume key can be brought back for 30 days",
    reason="When a key is gone, so is everything on the volumes it encrypts, and on their snapshots.",
    fix="Leave PendingWindowInDays out, or set it to 30.",
    source="https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html",
)
def window_for_regret(templates: Templates) -> Iterator[Violation]:
    """Keys of desktops that are deleted sooner than after the 30 days that KMS proposes."""
    for key, _ in volume_keys(templates).values():
        days = key.properties.number("PendingWindowInDays")
        if days is not None and days < _DEFAULT_WINDOW:
            yield Violation(key, f"it is gone {days} days after it was deleted", "PendingWindowInDays")
