"""What an operator of desktops wants to be told, and what should be kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from workspaces_constructs.rules.rule import Violation, rule
from workspaces_constructs.rules.views.alarms import KEY_METRICS, Watched, watched
from workspaces_constructs.rules.views.directories import directories, directory_of, workspaces
from workspaces_constructs.rules.views.records import SIGN_IN_SOURCE, SIGN_IN_TYPE, event_pattern
from workspaces_constructs.rules.views.settings import directory_settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workspaces_constructs.rules.resources import Resource
    from workspaces_constructs.rules.templates import Templates

_LOGS: Final = "https://docs.aws.amazon.com/directoryservice/latest/admin-guide/ms_ad_enable_log_forwarding.html"
_NOTHING: Final = Watched()


def _subjects(templates: Templates) -> list[Resource]:
    """What to watch: each registered directory; without any, the first desktop."""
    return directory_settings(templates) or workspaces(templates)[:1]


@rule(
    "WorkSpaces-OPS1",
    "advice",
    title="Alarms watch the four key metrics of desktops",
    reason="Unhealthy, ConnectionFailure, SessionLaunchTime and InSessionLatency tell what users feel.",
    fix="Make an AWS::CloudWatch::Alarm of the namespace AWS/WorkSpaces and the dimension DirectoryId on each of them.",
    source="whitepaper: Monitoring or Logging Using Amazon CloudWatch",
)
def key_metrics_are_watched(templates: Templates) -> Iterator[Violation]:
    """Directories of desktops without an alarm on each of the key metrics."""
    for subject in _subjects(templates):
        own = directory_of(templates, subject.properties.value("DirectoryId"))
        found = watched(templates)
        missing = [metric for metric in KEY_METRICS if not found.get(metric, _NOTHING).may_be_of(own)]
        if missing:
            yield Violation(subject, f"no alarm watches {', '.join(missing)} of its desktops")


@rule(
    "WorkSpaces-OPS2",
    "advice",
    title="Events of sign-ins are kept",
    reason="They tell who signed in from where and with which client. CloudTrail does not have them, and WorkSpaces "
    "keeps none.",
    fix="Make an AWS::Events::Rule with the source aws.workspaces and the detail-type WorkSpaces Access, and a target "
    "such as a log group.",
    source="whitepaper: Amazon CloudWatch Events for WorkSpaces",
)
def sign_ins_are_kept(templates: Templates) -> Iterator[Violation]:
    """Directories of desktops in templates without a rule that keeps their sign-ins."""
    found = [each for each in templates.of_type("AWS::Events::Rule") if _is_for_sign_ins(each)]
    disabled = [each.logical_id for each in found if each.properties.text("State") == "DISABLED"]
    if len(found) == len(disabled):
        for subject in _subjects(templates)[:1]:
            ends = f": {', '.join(disabled)} is disabled" if disabled else ""
            yield Violation(subject, f"no rule keeps the sign-ins to its desktops{ends}")


def _is_for_sign_ins(listener: Resource) -> bool:
    """Whether a rule may get the events of sign-ins."""
    if not listener.properties.has("EventPattern"):
        return False
    pattern = event_pattern(listener)
    sources, types = pattern.texts("source"), pattern.texts("detail-type")
    known = pattern.knows("source") and pattern.knows("detail-type")
    return not known or ((SIGN_IN_SOURCE in sources or not sources) and (SIGN_IN_TYPE in types or not types))


@rule(
    "WorkSpaces-OPS3",
    "advice",
    title="The security logs of a Managed AD are kept",
    reason="Its domain controllers keep them for a short time only, and nobody can sign in there to read them.",
    fix="Make a log group, and a Custom::WorkspacesDirectoryLogs that sends the logs to it.",
    source=_LOGS,
)
def security_logs_are_kept(templates: Templates) -> Iterator[Violation]:
    """Managed ADs whose security logs go nowhere."""
    given = [each.properties.value("DirectoryId") for each in templates.of_type("Custom::WorkspacesDirectoryLogs")]
    logged = [directory_of(templates, value) for value in given]
    for directory in directories(templates).values():
        if directory.kind == "managed" and directory not in logged and None not in logged:
            yield Violation(directory.resource, "its security logs are not kept")
