"""UpdateDirectorySetup: an AD Connector's size, changed in place (facts §3.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local_aws import faults
from local_aws.services import durations, state
from local_aws.services.ds.directories import paged
from local_aws.services.ds.model import Activity, directory
from local_aws.wire import ServiceError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mypy_boto3_ds.type_defs import DescribeUpdateDirectoryRequestTypeDef, UpdateDirectorySetupRequestTypeDef


def update_directory_setup(request: UpdateDirectorySetupRequestTypeDef) -> None:
    """Start a change of size; the connector is Updating meanwhile. OS and NETWORK updates are not modelled."""
    found = directory(request["DirectoryId"], missing="DirectoryDoesNotExistException")
    if request["UpdateType"] != "SIZE" or not found.connection:
        raise ServiceError(
            "UnsupportedOperationException",
            f"The local AWS models UpdateType SIZE of AD Connectors only; {found.id} is a {found.type}.",
        )
    size = request.get("DirectorySizeUpdateSettings", {}).get("DirectorySize")
    if size is None:
        raise ServiceError("InvalidParameterException", "DirectorySizeUpdateSettings must name the new size.")
    if found.stage != "Active":
        raise ServiceError("DirectoryUnavailableException", f"The directory {found.id} is in the stage {found.stage}.")
    if size == found.size:
        raise ServiceError("DirectoryInDesiredStateException", f"The size of {found.id} is {size} already.")
    ending = faults.take_stage("ds", "UpdateDirectorySetup")
    activity = Activity("SIZE", "Updating", state.now(), state.now())
    found.activities.append(activity)
    found.enter("Updating")

    def done() -> None:
        activity.status, activity.reason = (ending.stage, ending.reason) if ending else ("Updated", "")
        activity.changed = state.now()
        if found.stage == "Updating":
            found.size = found.size if ending else size
            found.enter("Active")

    state.later(durations.UPDATE_SETUP, done)


def describe_update_directory(request: DescribeUpdateDirectoryRequestTypeDef) -> Mapping[str, object]:
    """List a directory's updates of one kind, the latest first."""
    found = directory(request["DirectoryId"], missing="DirectoryDoesNotExistException")
    chosen = [each for each in reversed(found.activities) if each.kind == request["UpdateType"]]
    shown, token = paged(chosen, None, request.get("NextToken"), f"updates of {found.id}")
    activities = [
        {
            "Region": state.region(),
            "Status": each.status,
            "StatusReason": each.reason or None,
            "InitiatedBy": "Customer",
            "StartTime": each.started,
            "LastUpdatedDateTime": each.changed,
        }
        for each in shown
    ]
    return {"UpdateActivities": activities, "NextToken": token}
