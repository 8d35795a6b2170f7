"""ModifyWorkspaceProperties: one thing at a time, in the right state, not too often (facts §4.3, §4.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from local_aws import faults
from local_aws.services import durations, state
from local_aws.services.workspaces import sizes
from local_aws.services.workspaces.bundles import EVERY_SYSTEM
from local_aws.services.workspaces.model import Desktop, fleet
from local_aws.wire import ServiceError

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_workspaces.type_defs import (
        ModifyWorkspacePropertiesRequestTypeDef,
        WorkspacePropertiesOutputTypeDef,
        WorkspacePropertiesTypeDef,
    )

    Wanted = WorkspacePropertiesTypeDef | WorkspacePropertiesOutputTypeDef

CHANGEABLE: Final = {"AVAILABLE", "STOPPED"}
ONE_AT_A_TIME: Final = ("RootVolumeSizeGib", "UserVolumeSizeGib", "ComputeTypeName", "Protocols")


def modify_workspace_properties(request: ModifyWorkspacePropertiesRequestTypeDef) -> None:
    """Change a WorkSpace; what it has already is left alone."""
    found = fleet().desktops.get(request["WorkspaceId"])
    if found is None:
        raise ServiceError(
            "ResourceNotFoundException",
            f"The WorkSpace {request['WorkspaceId']} could not be found.",
            ResourceId=request["WorkspaceId"],
        )
    wanted: Wanted = request.get("WorkspaceProperties") or {}
    _refuse_too_much(wanted)
    if found.state not in CHANGEABLE:
        raise ServiceError("InvalidResourceStateException", f"The WorkSpace {found.id} is in the state {found.state}.")
    if found.modifications:
        raise ServiceError(
            "OperationInProgressException", f"{found.id} is being modified: {', '.join(found.modifications)}."
        )
    if "RootVolumeSizeGib" in wanted or "UserVolumeSizeGib" in wanted:
        _volumes(found, wanted)
    if "ComputeTypeName" in wanted:
        _compute(found, wanted["ComputeTypeName"])
    if "Protocols" in wanted:
        _protocol(found, wanted["Protocols"][0])
    if "RunningMode" in wanted or "RunningModeAutoStopTimeoutInMinutes" in wanted:
        _running_mode(found, wanted)


def _refuse_too_much(wanted: Wanted) -> None:
    """Refuse two changes that the service makes one after the other: both volumes, a volume and the compute type."""
    named = [each for each in ONE_AT_A_TIME if each in wanted]
    if len(named) > 1:
        raise ServiceError("InvalidParameterValuesException", f"{' and '.join(named)} cannot be changed in one call.")
    if unknown := set(wanted) - set(ONE_AT_A_TIME) - {"RunningMode", "RunningModeAutoStopTimeoutInMinutes"}:
        raise ServiceError(
            "UnsupportedWorkspaceConfigurationException", f"The local AWS does not change {', '.join(sorted(unknown))}."
        )


def _volumes(found: Desktop, wanted: Wanted) -> None:
    """Grow one volume, which is done online; never shrink it, nor twice in six hours (facts §4.3)."""
    root, user = wanted.get("RootVolumeSizeGib", found.root_gib), wanted.get("UserVolumeSizeGib", found.user_gib)
    if (root, user) == (found.root_gib, found.user_gib):
        return
    if root < found.root_gib or user < found.user_gib:
        raise ServiceError("InvalidParameterValuesException", "A volume can be made larger only.")
    if problem := sizes.volumes_problem(found.compute, root, user):
        raise ServiceError("InvalidParameterValuesException", problem)
    resource = "ROOT_VOLUME" if root != found.root_gib else "USER_VOLUME"
    _require_pause(found, resource, durations.VOLUME_PAUSE, found.launched)

    def done() -> None:
        found.root_gib, found.user_gib = root, user

    _modify(found, resource, durations.MODIFY_VOLUME, done)


def _compute(found: Desktop, wanted: str) -> None:
    """Change the compute type within its family: to a larger one every six hours, to a smaller every thirty days."""
    if wanted == found.compute:
        return
    offered = EVERY_SYSTEM[found.operating_system][2]
    if not {wanted, found.compute} <= set(sizes.ORDER) or wanted not in offered:
        raise ServiceError(
            "UnsupportedWorkspaceConfigurationException", f"A {found.compute} WorkSpace cannot become {wanted}."
        )
    larger = sizes.ORDER.index(wanted) > sizes.ORDER.index(found.compute)
    pause = durations.LARGER_COMPUTE_PAUSE if larger else durations.SMALLER_COMPUTE_PAUSE
    _require_pause(found, "COMPUTE_TYPE", pause, None)
    before, found.state = found.state, "UPDATING"

    def done() -> None:
        found.compute, found.state = wanted, before

    _modify(found, "COMPUTE_TYPE", durations.MODIFY_COMPUTE, done)


def _protocol(found: Desktop, wanted: str) -> None:
    """Change the protocol, if the operating system has it (facts §4.2)."""
    if wanted == found.protocol:
        return
    if wanted not in EVERY_SYSTEM[found.operating_system][1]:
        raise ServiceError(
            "UnsupportedWorkspaceConfigurationException", f"{found.operating_system} is not available with {wanted}."
        )
    before, found.state = found.state, "UPDATING"

    def done() -> None:
        found.protocol, found.state = wanted, before

    _modify(found, "PROTOCOL", durations.MODIFY_PROTOCOL, done)


def _running_mode(found: Desktop, wanted: Wanted) -> None:
    """Change the running mode at once (facts §4.4)."""
    mode = wanted.get("RunningMode", found.running_mode)
    if problem := sizes.mode_problem(mode, wanted.get("RunningModeAutoStopTimeoutInMinutes")):
        raise ServiceError("InvalidParameterValuesException", problem)
    found.running_mode = mode
    default = found.timeout or sizes.MINUTES
    found.timeout = wanted.get("RunningModeAutoStopTimeoutInMinutes", default) if mode == "AUTO_STOP" else None


def _require_pause(found: Desktop, resource: str, pause: float, first: float | None) -> None:
    last = found.modified.get(resource, first)
    if last is not None and state.now() < last + pause:
        hours = pause / durations.HOUR
        raise ServiceError(
            "InvalidResourceStateException", f"{resource} of {found.id} can be modified every {hours:g} hours only."
        )


def _modify(found: Desktop, resource: str, duration: float, done: Callable[[], None]) -> None:
    ending = faults.take_stage("workspaces", "ModifyWorkspaceProperties")
    found.modifications[resource] = "UPDATE_INITIATED"
    found.modified[resource] = state.now()

    def going() -> None:
        found.modifications[resource] = "UPDATE_IN_PROGRESS"

    def finish() -> None:
        if found.id not in fleet().desktops or found.state == "TERMINATING":
            return
        del found.modifications[resource]
        if ending:
            found.modifications[resource] = "UPDATE_FAILED"
            found.state = "AVAILABLE" if found.state == "UPDATING" else found.state
        else:
            done()

    state.later(duration / 10, going)
    state.later(duration, finish)
