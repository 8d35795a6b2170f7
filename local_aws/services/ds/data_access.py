"""Directory data access, and ResetUserPassword, which needs none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local_aws import faults
from local_aws.services import domains, durations, state
from local_aws.services.ds.model import Directory, directory
from local_aws.wire import ServiceError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mypy_boto3_ds.type_defs import (
        DescribeDirectoryDataAccessRequestTypeDef,
        DisableDirectoryDataAccessRequestTypeDef,
        EnableDirectoryDataAccessRequestTypeDef,
        ResetUserPasswordRequestTypeDef,
    )


def enable_directory_data_access(request: EnableDirectoryDataAccessRequestTypeDef) -> None:
    """Start to let Directory Service Data in: Enabling, then Enabled (facts §3.3, §6.1)."""
    _switch(_managed(request["DirectoryId"]), "EnableDirectoryDataAccess", "Enabling", "Enabled")


def disable_directory_data_access(request: DisableDirectoryDataAccessRequestTypeDef) -> None:
    """Start to shut Directory Service Data out: Disabling, then Disabled (facts §3.3)."""
    _switch(_managed(request["DirectoryId"]), "DisableDirectoryDataAccess", "Disabling", "Disabled")


def describe_directory_data_access(request: DescribeDirectoryDataAccessRequestTypeDef) -> Mapping[str, object]:
    """Tell whether Directory Service Data is let in."""
    return {"DataAccessStatus": _managed(request["DirectoryId"]).data_access}


def reset_user_password(request: ResetUserPasswordRequestTypeDef) -> None:
    """Set a password, which also enables the user (facts §6.1); the domain's policy is checked.

    A user just made through Directory Service Data may not have reached the domain controller that is asked.
    """
    found = directory(request["DirectoryId"])
    if found.domain is None:
        raise ServiceError("UnsupportedOperationException", f"{found.id} is an AD Connector.")
    if found.stage != "Active":
        raise ServiceError("DirectoryUnavailableException", f"The directory {found.id} is in the stage {found.stage}.")
    user = found.domain.users.get(request["UserName"].lower())
    if user is None or state.now() < user.created + durations.REPLICATION:
        raise ServiceError("UserDoesNotExistException", f"User {request['UserName']} does not exist in {found.id}.")
    if problem := domains.password_problem(request["NewPassword"], user.name):
        raise ServiceError("InvalidPasswordException", f"The password does not meet the directory's policy: {problem}.")
    user.password, user.enabled = request["NewPassword"], True


def _managed(directory_id: str) -> Directory:
    found = directory(directory_id, missing="DirectoryDoesNotExistException")
    if found.type != "MicrosoftAD":
        raise ServiceError("UnsupportedOperationException", f"{found.id} is not a Managed Microsoft AD directory.")
    return found


def _switch(found: Directory, operation: str, going: str, done: str) -> None:
    if found.stage != "Active":
        raise ServiceError("DirectoryUnavailableException", f"The directory {found.id} is in the stage {found.stage}.")
    if found.data_access in {going, done}:
        raise ServiceError("DirectoryInDesiredStateException", f"Data access is {found.data_access} already.")
    if found.data_access in {"Enabling", "Disabling"}:
        raise ServiceError("DirectoryUnavailableException", f"Data access of {found.id} is {found.data_access}.")
    ending = faults.take_stage("ds", operation)
    found.data_access = going

    def switched() -> None:
        found.data_access = ending.stage if ending else done

    state.later(durations.DATA_ACCESS, switched)
