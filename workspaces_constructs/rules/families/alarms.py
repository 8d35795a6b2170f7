"""Alarms on desktops: what keeps them from ever going off, or lets them go off for nothing."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final

from workspaces_constructs.rules.resources import Reference
from workspaces_constructs.rules.rule import Violation, rule
from workspaces_constructs.rules.templates import view
from workspaces_constructs.rules.views.alarms import DIMENSIONS, METRICS, NAMESPACE, alarms
from workspaces_constructs.rules.views.directories import directories

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workspaces_constructs.rules.resources import Value
    from workspaces_constructs.rules.templates import Templates
    from workspaces_constructs.rules.views.alarms import Alarm

_METRICS: Final = "https://docs.aws.amazon.com/workspaces/latest/adminguide/cloudwatch-metrics.html"
_ALARMS: Final = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html"
_MORE_IS_WORSE: Final = frozenset(
    {"Unhealthy", "ConnectionFailure", "SessionLaunchTime", "InSessionLatency", "UDPPacketLossRate"}
)
_RUNNING_MODES: Final = frozenset({"AutoStop", "AlwaysOn"})
_ONLY_BY: Final = {
    "TrustedDeviceCertificateDaysBeforeExpiration": "CertificateId",
    "TrustedDeviceValidationAttempt": "DirectoryId",
    "TrustedDeviceValidationFailure": "DirectoryId",
    "TrustedDeviceValidationSuccess": "DirectoryId",
}
"""Metrics with one dimension only (facts §8)."""
_WORKSPACE: Final = "AWS::WorkSpaces::Workspace"
_ALIKE: Final = 0.93
_LONGEST: Final = 64
_MISSPELLED: Final = frozenset({"awsworkspaces", "awsworkspace"})
_NOT_LETTERS: Final = re.compile(r"[^a-z]")
_TELLING: Final = ("AlarmActions", "InsufficientDataActions", "OKActions")
_USERS: Final = {"AWS::CloudWatch::CompositeAlarm": "AlarmRule", "AWS::Route53::HealthCheck": "HealthCheckConfig"}
"""What looks at alarms, and where it names them."""


def _near(text: str, known: frozenset[str]) -> str | None:
    """What somebody has misspelled, as far as that is plain."""
    if text in known or len(text) > _LONGEST:
        return None
    for each in sorted(known):
        if SequenceMatcher(None, text.lower(), each.lower()).ratio() >= _ALIKE:
            return each
    return None


def _of_workspaces(templates: Templates) -> list[Alarm]:
    return [each for each in alarms(templates) if each.namespace == NAMESPACE]


@rule(
    "WorkSpaces-OPS4",
    "error",
    title="Alarms on desktops name the namespace AWS/WorkSpaces",
    reason="Namespaces are compared letter by letter: in any other the alarm never gets a value.",
    fix="Write AWS/WorkSpaces.",
    source=_METRICS,
)
def namespace_of_alarms(templates: Templates) -> Iterator[Violation]:
    """Alarms with a namespace that was meant to be that of WorkSpaces."""
    for alarm in alarms(templates):
        given = alarm.namespace
        if given and given != NAMESPACE and _NOT_LETTERS.sub("", given.lower()) in _MISSPELLED:
            yield Violation(alarm.resource, f"its namespace is {given}", alarm.at("Namespace"))


@rule(
    "WorkSpaces-OPS5",
    "error",
    title="Alarms on desktops name a metric that WorkSpaces publishes",
    reason="Names of metrics are compared letter by letter: on any other the alarm never gets a value.",
    fix="Write the name as the message gives it.",
    source=_METRICS,
)
def metric_of_alarms(templates: Templates) -> Iterator[Violation]:
    """Alarms whose metric is misspelled."""
    for alarm in _of_workspaces(templates):
        meant = _near(alarm.metric, METRICS) if alarm.metric else None
        if meant:
            yield Violation(
                alarm.resource, f"its metric is {alarm.metric}, and WorkSpaces has {meant}", alarm.at("MetricName")
            )


@rule(
    "WorkSpaces-OPS6",
    "error",
    title="Alarms on desktops say which, by a dimension that WorkSpaces publishes",
    reason="There is no metric of all desktops together, and none with a dimension of another name or value: the alarm "
    "never gets a value.",
    fix="Give the dimension DirectoryId with the id of a directory, or WorkspaceId with that of a desktop.",
    source=_METRICS,
)
def dimensions_of_alarms(templates: Templates) -> Iterator[Violation]:
    """Alarms with no dimension, a misspelled one, or one with the id of something else."""
    for alarm in _of_workspaces(templates):
        wrong = _wrong_dimension(templates, alarm)
        if wrong:
            yield Violation(alarm.resource, wrong, alarm.at("Dimensions"))


def _wrong_dimension(templates: Templates, alarm: Alarm) -> str | None:
    if alarm.certain and not alarm.dimensions:
        return "it has no dimension"
    only = _ONLY_BY.get(alarm.metric or "")
    if only and alarm.certain and set(alarm.dimensions) != {only}:
        return f"{alarm.metric} has the dimension {only} alone, and it gives {', '.join(sorted(alarm.dimensions))}"
    for name, value in alarm.dimensions.items():
        meant = _near(name, DIMENSIONS)
        if meant:
            return f"its dimension is {name}, and WorkSpaces has {meant}"
        if name == "RunningMode" and isinstance(value, str) and value not in _RUNNING_MODES:
            return f"its RunningMode is {value}, and the metrics have AutoStop and AlwaysOn"
        if (name == "DirectoryId" and _is_desktop(value)) or (
            name == "WorkspaceId" and _is_directory(templates, value)
        ):
            return f"its {name} is that of {value.resource.logical_id}" if isinstance(value, Reference) else None
    return None


def _is_desktop(value: Value) -> bool:
    return isinstance(value, Reference) and value.resource.type == _WORKSPACE


def _is_directory(templates: Templates, value: Value) -> bool:
    return isinstance(value, Reference) and not value.attribute and value.resource.name in directories(templates)


@rule(
    "WorkSpaces-OPS7",
    "warning",
    title="Alarms on desktops do not go off when desktops are stopped",
    reason="Desktops in AutoStop send nothing while they are stopped: every night would be an alarm.",
    fix="Set TreatMissingData to notBreaching.",
    source=_METRICS,
)
def missing_data_is_no_alarm(templates: Templates) -> Iterator[Violation]:
    """Alarms on desktops that take missing data for bad data."""
    for alarm in _of_workspaces(templates):
        given = alarm.resource.properties.text("TreatMissingData")
        if alarm.metric in _MORE_IS_WORSE and given == "breaching":
            yield Violation(alarm.resource, "it goes off when there is no data", "TreatMissingData")


@rule(
    "WorkSpaces-OPS8",
    "warning",
    title="Alarms go off when more desktops are in trouble, not when fewer are",
    reason="For these metrics more is worse; the alarm is on while all is well, and off when it is not.",
    fix="Set ComparisonOperator to GreaterThanThreshold or GreaterThanOrEqualToThreshold.",
    source=_METRICS,
)
def direction_of_alarms(templates: Templates) -> Iterator[Violation]:
    """Alarms on what should be low that go off when it is."""
    for alarm in _of_workspaces(templates):
        operator = alarm.resource.properties.text("ComparisonOperator") or ""
        if alarm.alone and alarm.metric in _MORE_IS_WORSE and operator.startswith("LessThan"):
            yield Violation(alarm.resource, f"it goes off when {alarm.metric} is low", "ComparisonOperator")


@rule(
    "WorkSpaces-OPS9",
    "advice",
    title="Alarms on desktops tell somebody",
    reason="An alarm without an action changes its colour in the console, and nobody is called.",
    fix="Give AlarmActions, such as a topic of SNS, and leave ActionsEnabled at true.",
    source=_ALARMS,
)
def alarms_tell_somebody(templates: Templates) -> Iterator[Violation]:
    """Alarms on desktops without actions that nothing else uses either."""
    used = _used(templates)
    for resource in {each.resource.name: each.resource for each in _of_workspaces(templates)}.values():
        given = resource.properties
        silent = given.flag("ActionsEnabled") is False or not any(given.values(key) for key in _TELLING)
        if silent and resource.name not in used:
            yield Violation(resource, "it tells nobody", "AlarmActions")


@view
def _used(templates: Templates) -> set[str]:
    """The alarms, by name, that health checks and composite alarms look at."""
    found: set[str] = set()
    for type_, key in _USERS.items():
        for resource in templates.of_type(type_):
            found.update(each.resource.name for each in resource.properties.references(key))
    return found
