"""The log groups that keep sign-ins, directories' security logs, and the flow logs of desktops' VPCs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from workspaces_constructs.rules.resources import HOLE, Unknown
from workspaces_constructs.rules.rule import Violation, rule
from workspaces_constructs.rules.views.keys import key_of
from workspaces_constructs.rules.views.policies import statements_of
from workspaces_constructs.rules.views.records import directory_log_groups, record_groups
from workspaces_constructs.rules.views.regions import region_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from workspaces_constructs.rules.resources import Value
    from workspaces_constructs.rules.templates import Templates

_DIRECTORY_LOGS: Final = (
    "https://docs.aws.amazon.com/directoryservice/latest/admin-guide/ms_ad_enable_log_forwarding.html"
)
_GROUPS: Final = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html"
_ENCRYPT: Final = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html"
_DIRECTORY_SERVICE: Final = "ds.amazonaws.com"
_NEEDED: Final = ("logs:CreateLogStream", "logs:PutLogEvents")


@rule(
    "WorkSpaces-OPS12",
    "advice",
    title="Directory Service may write to the log group of security logs",
    reason="It is a policy of CloudWatch Logs that lets it; without one the logs cannot be sent.",
    fix="Make an AWS::Logs::ResourcePolicy that allows ds.amazonaws.com logs:CreateLogStream and logs:PutLogEvents.",
    source=_DIRECTORY_LOGS,
)
def directory_service_may_write(templates: Templates) -> Iterator[Violation]:
    """Log groups of security logs in templates with no policy that may let Directory Service write."""
    found = directory_log_groups(templates).values()
    policies = templates.of_type("AWS::Logs::ResourcePolicy") if found else []
    if not any(_may_allow(each.properties.value("PolicyDocument")) for each in policies):
        for group in found:
            yield Violation(group, f"no policy in the templates lets {_DIRECTORY_SERVICE} write to it")


def _may_allow(document: Value) -> bool:
    if isinstance(document, Unknown):
        known = bool(document.text) and document.text != HOLE
        return not known or all(each in document.text for each in (_DIRECTORY_SERVICE, "logs:"))
    statements = statements_of(document)
    return statements is None or all(
        any(each.may_cover(action) and each.may_be_of("Service", _DIRECTORY_SERVICE) for each in statements)
        for action in _NEEDED
    )


@rule(
    "WorkSpaces-OPS13",
    "warning",
    title="Records of desktops and directories are kept for a set time",
    reason="A log group without a retention keeps names and addresses of users for ever, and its cost grows.",
    fix="Set RetentionInDays on the log group, such as 365.",
    source=_GROUPS,
)
def records_are_kept_for_a_time(templates: Templates) -> Iterator[Violation]:
    """Log groups of records without a retention."""
    for group in record_groups(templates).values():
        if not group.properties.has("RetentionInDays"):
            yield Violation(group, "it keeps what is in it for ever", "RetentionInDays")


@rule(
    "WorkSpaces-OPS14",
    "advice",
    title="Records of desktops and directories are encrypted with a customer-managed key",
    reason="With a key of one's own, who may read the names and addresses of users is also a matter of its policy.",
    fix="Give the ARN of a key as KmsKeyId.",
    source=_ENCRYPT,
)
def records_are_encrypted(templates: Templates) -> Iterator[Violation]:
    """Log groups of records without a key."""
    for group in record_groups(templates).values():
        if not group.properties.has("KmsKeyId"):
            yield Violation(group, "it is not encrypted with a key of one's own", "KmsKeyId")


@rule(
    "WorkSpaces-OPS15",
    "error",
    title="The key of a log group lets CloudWatch Logs use it",
    reason="CloudWatch Logs uses the key as a service of its region; without a statement for it the log group cannot "
    "be made.",
    fix="Allow logs.<region>.amazonaws.com kms:Encrypt, kms:Decrypt, kms:ReEncrypt*, kms:GenerateDataKey* and "
    "kms:Describe* in the key's policy.",
    source=_ENCRYPT,
)
def logs_may_use_the_key(templates: Templates) -> Iterator[Violation]:
    """Keys of log groups of records that CloudWatch Logs may not use."""
    for group in record_groups(templates).values():
        key = key_of(group.properties.value("KmsKeyId"))
        statements = statements_of(key.properties.value("KeyPolicy")) if key is not None else None
        if key is None or (statements is None and key.properties.has("KeyPolicy")):
            continue
        service = f"logs.{region_of(templates, key) or HOLE}.amazonaws.com"
        if not any(
            each.effect != "Deny"
            and each.may_cover("kms:GenerateDataKey")
            and any(_may_be(principal, service) for principal in _principals(each.principals))
            for each in statements or ()
        ):
            yield Violation(key, f"it does not let CloudWatch Logs use it for {group.logical_id}", "KeyPolicy")


def _principals(given: Mapping[str, Sequence[Value]]) -> list[Value]:
    return [*given.get("Service", ()), *(each for each in given.get("AWS", ()) if each == "*")]


def _may_be(principal: Value, service: str) -> bool:
    """Whether a principal may be CloudWatch Logs of a region; a part that is not known may be any."""
    text = principal if isinstance(principal, str) else principal.text if isinstance(principal, Unknown) else ""
    if not text or text in {"*", HOLE}:
        return True
    if HOLE in text or HOLE in service:
        return text.startswith("logs.")
    return text in {service, "logs.amazonaws.com"}
