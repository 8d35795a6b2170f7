"""EnableRadius, UpdateRadius and DisableRadius: multi-factor authentication (facts §3.3, §6.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local_aws import faults
from local_aws.services import durations, radius, state
from local_aws.services.ds.model import Directory, Radius, directory
from local_aws.wire import ServiceError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mypy_boto3_ds.type_defs import (
        DisableRadiusRequestTypeDef,
        EnableRadiusRequestTypeDef,
        RadiusSettingsOutputTypeDef,
        RadiusSettingsTypeDef,
        UpdateRadiusRequestTypeDef,
    )

    Settings = RadiusSettingsTypeDef | RadiusSettingsOutputTypeDef

REQUIRED = ("RadiusServers", "RadiusPort", "RadiusTimeout", "RadiusRetries", "SharedSecret", "AuthenticationProtocol")
"""What the console asks for; the model requires none of them [I]."""


def enable_radius(request: EnableRadiusRequestTypeDef) -> None:
    """Start to ask RADIUS servers: Creating, then Completed or Failed (facts §3.3)."""
    found = _supported(request["DirectoryId"])
    if found.radius:
        raise ServiceError("EntityAlreadyExistsException", f"RADIUS is enabled for {found.id} already.")
    _ask(found, request["RadiusSettings"], "EnableRadius")


def update_radius(request: UpdateRadiusRequestTypeDef) -> None:
    """Ask other servers, or the same ones otherwise."""
    found = _supported(request["DirectoryId"])
    if not found.radius:
        raise ServiceError("EntityDoesNotExistException", f"RADIUS is not enabled for {found.id}.")
    _ask(found, request["RadiusSettings"], "UpdateRadius")


def disable_radius(request: DisableRadiusRequestTypeDef) -> None:
    """Ask no server any more; that RADIUS is not enabled is no error [I]."""
    directory(request["DirectoryId"]).radius = None


def description(found: Directory) -> Mapping[str, object]:
    """Return what DescribeDirectories tells of RADIUS; never the shared secret [I]."""
    if not found.radius:
        return {}
    shown = {name: value for name, value in found.radius.settings.items() if name != "SharedSecret"}
    return {"RadiusSettings": shown, "RadiusStatus": found.radius.status}


def _supported(directory_id: str) -> Directory:
    found = directory(directory_id)
    if found.type == "SimpleAD":
        raise ServiceError("ClientException", f"Multi-factor authentication is not available for {found.id}: SimpleAD.")
    if found.stage != "Active":
        raise ServiceError("ClientException", f"The directory {found.id} is in the stage {found.stage}.")
    return found


def _ask(found: Directory, settings: Settings, operation: str) -> None:
    missing = [name for name in REQUIRED if name not in settings]
    if missing:
        raise ServiceError("InvalidParameterException", f"RadiusSettings lacks {', '.join(missing)}.")
    if found.radius and found.radius.status == "Creating":
        raise ServiceError("ClientException", f"RADIUS of {found.id} is being set up.")
    ending = faults.take_stage("ds", operation)
    asked = found.radius = Radius({**settings}, "Creating")

    def answered() -> None:
        asked.status = ending.stage if ending else "Failed" if _silent(found, settings) else "Completed"

    state.later(durations.RADIUS, answered)


def _silent(found: Directory, settings: Settings) -> list[str]:
    problems = [
        radius.problem(
            server,
            settings["SharedSecret"],
            settings["RadiusPort"],
            settings["AuthenticationProtocol"],
            found.addresses,
        )
        for server in settings["RadiusServers"]
    ]
    return [problem for problem in problems if problem]
