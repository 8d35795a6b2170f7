"""What desktops cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from workspaces_constructs.rules.rule import Violation, rule
from workspaces_constructs.rules.templates import view
from workspaces_constructs.rules.views.directories import registrations, workspaces
from workspaces_constructs.rules.views.hardware import desktops
from workspaces_constructs.rules.views.identities import directory_identity
from workspaces_constructs.rules.views.settings import directory_settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workspaces_constructs.facts.catalog import ComputeType
    from workspaces_constructs.rules.resources import Resource
    from workspaces_constructs.rules.templates import Templates

_BREAK_EVEN_HOURS: Final = 82
"""Hours in a month from which a desktop is cheaper by the month (whitepaper, "Cost Optimization"; facts §9.2)."""

_WORKING_DAYS: Final = 21
"""Working days in a month."""

_MANY_PROCESSORS: Final = 8
_LARGE_ROOT_GIB: Final = 175
_LARGE_USER_GIB: Final = 100
_OPT_OUT: Final = "skip_convert"
"""The tag with which somebody has settled a desktop's running mode; the Cost Optimizer leaves it alone (facts §9.1)."""

_SAVING_ACTIONS: Final = frozenset(
    {"workspaces:modifyworkspaceproperties", "workspaces:stopworkspaces", "workspaces:terminateworkspaces"}
)
_OPTIMIZER: Final = "whitepaper: Amazon WorkSpaces Cost Optimizer"
_MODE: Final = "WorkspaceProperties.RunningMode"


_FLEET_TAG = "workspaces-constructs:fleet"
"""A fleet may change and stop its desktops for other reasons than their use."""


@rule(
    "WorkSpaces-COST1",
    "advice",
    title="Desktops say how they are billed",
    reason="The running mode decides between a bill by the hour and one by the month.",
    fix="Set RunningMode to AUTO_STOP, or to ALWAYS_ON for users who work on the desktop full time.",
    source=_OPTIMIZER,
)
def running_mode_is_explicit(templates: Templates) -> Iterator[Violation]:
    """Desktops without a running mode."""
    for desktop in workspaces(templates):
        if not desktop.properties.has("WorkspaceProperties", "RunningMode"):
            yield Violation(desktop, "it has no running mode", _MODE)


@rule(
    "WorkSpaces-COST2",
    "advice",
    title="Desktops run all the time by decision",
    reason=f"A desktop that never stops is cheaper from about {_BREAK_EVEN_HOURS} hours of use in a month.",
    fix="Set RunningMode to AUTO_STOP, or note the decision with the tag Skip_Convert.",
    source="whitepaper: Cost Optimization",
)
def always_on_by_decision(templates: Templates) -> Iterator[Violation]:
    """Desktops that never stop, where neither a tag nor an optimizer tells that somebody thinks of it."""
    if _is_watched(templates):
        return
    for desktop in workspaces(templates):
        always = desktop.properties.text("WorkspaceProperties", "RunningMode") == "ALWAYS_ON"
        if always and desktop.properties.knows("Tags") and not _is_settled(desktop):
            yield Violation(desktop, "it is billed by the month, whether used or not", _MODE)


def _is_settled(desktop: Resource) -> bool:
    return any((tag.text("Key") or "").lower() == _OPT_OUT for tag in desktop.properties.each("Tags"))


@rule(
    "WorkSpaces-COST3",
    "advice",
    title="Something watches how much desktops are used",
    reason="Use changes from month to month. The Cost Optimizer for Amazon WorkSpaces sets the cheaper running mode.",
    fix="Deploy the Cost Optimizer for Amazon WorkSpaces in the account, or a schedule of your own.",
    source=_OPTIMIZER,
)
def use_is_watched(templates: Templates) -> Iterator[Violation]:
    """Deployments with neither the Cost Optimizer nor anything else that changes or stops desktops."""
    if not _is_watched(templates):
        first: dict[str, Resource] = {}
        for each in (*directory_settings(templates), *workspaces(templates)):
            first.setdefault(each.template, each)
        for each in first.values():
            yield Violation(each, "nothing adjusts running modes to the use of desktops")


@view
def _is_watched(templates: Templates) -> bool:
    """Whether a stack, a schedule or a policy is for changing or stopping desktops."""
    nested = (each.properties.text("TemplateURL") for each in templates.of_type("AWS::CloudFormation::Stack"))
    schedules = (each.properties.text("Target", "Arn") for each in templates.of_type("AWS::Scheduler::Schedule"))
    return (
        any("cost-optimizer" in (url or "").lower() for url in nested)
        or any("aws-sdk:workspaces:" in (target or "").lower() for target in schedules)
        or any(action.lower() in _SAVING_ACTIONS for action in _allowed_actions(templates))
    )


def _allowed_actions(templates: Templates) -> Iterator[str]:
    """The actions of policies as they stand: they are hardly ever made by functions, and there may be thousands."""
    for policy in templates.of_type("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::RolePolicy"):
        yield from _actions(policy.raw.get("Properties"))
    for role in templates.of_type("AWS::IAM::Role"):
        given = role.raw.get("Properties")
        for inline in _members(given.get("Policies") if isinstance(given, dict) else None):
            yield from _actions(inline)


def _actions(holder: object) -> Iterator[str]:
    document = holder.get("PolicyDocument") if isinstance(holder, dict) else None
    for statement in _members(document.get("Statement") if isinstance(document, dict) else None):
        if isinstance(statement, dict) and _FLEET_TAG not in str(statement.get("Condition", "")):
            yield from (each for each in _members(statement.get("Action")) if isinstance(each, str))


def _members(raw: object) -> list[object]:
    return raw if isinstance(raw, list) else [raw]


@rule(
    "WorkSpaces-COST4",
    "advice",
    title="Desktops have the hardware that their users need",
    reason="Large and graphics hardware costs a multiple of what most users need.",
    fix="Measure what the users need, begin with less, and change the compute type later.",
    source="whitepaper: Cost Optimization",
)
def hardware_is_needed(templates: Templates) -> Iterator[Violation]:
    """Desktops on large or graphics hardware."""
    for desktop in desktops(templates):
        if desktop.compute is not None and not desktop.compute.ended and _is_large(desktop.compute):
            yield Violation(desktop.resource, f"{desktop.compute.name} is large hardware")


def _is_large(compute: ComputeType) -> bool:
    return bool(compute.gpu_family) or (compute.vcpus or 0) >= _MANY_PROCESSORS


@rule(
    "WorkSpaces-COST5",
    "advice",
    title="Volumes begin small",
    reason="Volumes can grow but never shrink, and larger ones cost more.",
    fix="Begin with the bundle's volumes, and let them grow with the need.",
    source="whitepaper: WorkSpaces Volumes Best Practices",
)
def volumes_begin_small(templates: Templates) -> Iterator[Violation]:
    """Desktops with volumes beyond the sizes of bundles."""
    for desktop in desktops(templates):
        given, least = desktop.resource.properties, desktop.compute
        for name, usual in (
            ("RootVolumeSizeGib", max(_LARGE_ROOT_GIB, least.root_gib if least else 0)),
            ("UserVolumeSizeGib", max(_LARGE_USER_GIB, least.user_gib if least else 0)),
        ):
            size = given.number("WorkspaceProperties", name)
            if size is not None and size > usual:
                yield Violation(desktop.resource, f"a volume begins with {size} GiB", f"WorkspaceProperties.{name}")


@rule(
    "WorkSpaces-COST6",
    "advice",
    title="AutoStop stops soon",
    reason="Each day of work ends with the time-out, which is billed. From "
    f"{-(-_BREAK_EVEN_HOURS // _WORKING_DAYS)} hours on, {_WORKING_DAYS} days of waiting alone pass the "
    f"{_BREAK_EVEN_HOURS} hours from which a bill by the month is cheaper.",
    fix="Set RunningModeAutoStopTimeoutInMinutes to 60, or RunningMode to ALWAYS_ON.",
    source=_OPTIMIZER,
)
def stops_soon(templates: Templates) -> Iterator[Violation]:
    """Desktops with AutoStop whose time-out makes it dearer than a bill by the month."""
    for desktop in workspaces(templates):
        given = desktop.properties
        minutes = given.number("WorkspaceProperties", "RunningModeAutoStopTimeoutInMinutes")
        stops = given.text("WorkspaceProperties", "RunningMode") == "AUTO_STOP"
        if stops and minutes is not None and minutes * _WORKING_DAYS > _BREAK_EVEN_HOURS * 60:
            location = "WorkspaceProperties.RunningModeAutoStopTimeoutInMinutes"
            yield Violation(desktop, f"it waits for {minutes} minutes before it stops", location)


@rule(
    "WorkSpaces-COST7",
    "advice",
    title="A Simple AD or AD Connector that is registered has desktops",
    reason="Without desktops for 30 days WorkSpaces deregisters it, and from then on it is billed by the hour.",
    fix="Make desktops in it, or remove the registration and the directory.",
    source="https://docs.aws.amazon.com/workspaces/latest/adminguide/launch-workspaces-tutorials.html",
)
def registered_for_desktops(templates: Templates) -> Iterator[Violation]:
    """Registrations of free directories without a desktop in the templates; a fleet makes some that none shows."""
    if any(templates.of_type("Custom::WorkspacesFleet")):
        return
    homes = {directory_identity(templates, each) for each in workspaces(templates)}
    if any(home is None or home[0] == "expression" for home in homes):
        return
    for each in registrations(templates):
        free = each.directory is not None and each.directory.kind != "managed"
        if free and directory_identity(templates, each.resource) not in homes:
            yield Violation(each.resource, "no desktop in the templates uses it", "DirectoryId")
