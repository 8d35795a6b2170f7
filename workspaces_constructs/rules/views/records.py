"""The log groups that keep what happens to desktops and directories."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from workspaces_constructs.rules.resources import Properties, Reference
from workspaces_constructs.rules.templates import view
from workspaces_constructs.rules.views.directories import desktop_vpcs

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from workspaces_constructs.rules.resources import Resource, Value
    from workspaces_constructs.rules.templates import Templates

__all__ = ["SIGN_IN_SOURCE", "SIGN_IN_TYPE", "directory_log_groups", "event_pattern", "record_groups"]

SIGN_IN_SOURCE: Final = "aws.workspaces"
"""The source of WorkSpaces' events (facts §8)."""

SIGN_IN_TYPE: Final = "WorkSpaces Access"
"""The detail type of the events that tell of sign-ins (facts §8)."""

_GROUP: Final = "AWS::Logs::LogGroup"


def event_pattern(rule: Resource) -> Properties:
    """What an EventBridge rule listens to; empty where that is not known."""
    found = rule.properties.value("EventPattern")
    return Properties(found if isinstance(found, dict) else {})


@view
def directory_log_groups(templates: Templates) -> Mapping[str, Resource]:
    """The log groups of directories' security logs that the templates make, by name."""
    given = (each.properties.value("LogGroupName") for each in templates.of_type("Custom::WorkspacesDirectoryLogs"))
    return {group.name: group for value in given for group in _group(value)}


@view
def record_groups(templates: Templates) -> Mapping[str, Resource]:
    """The log groups, by name, of directories' security logs, of sign-ins, and of the flow logs of desktops' VPCs."""
    found = dict(directory_log_groups(templates))
    for rule in templates.of_type("AWS::Events::Rule"):
        if SIGN_IN_SOURCE in event_pattern(rule).texts("source"):
            for target in rule.properties.each("Targets"):
                found.update((each.name, each) for value in target.references("Arn") for each in _group(value))
    vpcs = desktop_vpcs(templates)
    for log in templates.of_type("AWS::EC2::FlowLog"):
        vpc = log.properties.resource("ResourceId")
        if vpc is not None and vpc.name in vpcs:
            given = (*log.properties.references("LogGroupName"), *log.properties.references("LogDestination"))
            found.update((each.name, each) for value in given for each in _group(value))
    return found


def _group(value: Value) -> Iterator[Resource]:
    """The log group that a value names."""
    if isinstance(value, Reference) and value.resource.type == _GROUP:
        yield value.resource
