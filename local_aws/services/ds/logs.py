"""CreateLogSubscription, ListLogSubscriptions and DeleteLogSubscription (facts §3.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from local_aws.services import neighbours, state
from local_aws.services.ds.directories import paged
from local_aws.services.ds.model import Directory, LogSubscription, directories, directory
from local_aws.wire import ServiceError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mypy_boto3_ds.type_defs import (
        CreateLogSubscriptionRequestTypeDef,
        DeleteLogSubscriptionRequestTypeDef,
        ListLogSubscriptionsRequestTypeDef,
    )

SERVICE: Final = "ds.amazonaws.com"
ACTIONS: Final = ("logs:CreateLogStream", "logs:PutLogEvents")


def create_log_subscription(request: CreateLogSubscriptionRequestTypeDef) -> None:
    """Forward the security logs of a Managed AD; the group and its permission must be there."""
    found = _managed(request["DirectoryId"])
    if found.logs:
        raise ServiceError("EntityAlreadyExistsException", f"{found.id} has a subscription: {found.logs.group}.")
    if not neighbours.may_write_logs(SERVICE, ACTIONS, request["LogGroupName"]):
        raise ServiceError(
            "InsufficientPermissionsException",
            f"The log group {request['LogGroupName']} does not exist, or no CloudWatch Logs resource policy lets "
            f"{SERVICE} write to it.",
        )
    found.logs = LogSubscription(request["LogGroupName"], state.now())


def list_log_subscriptions(request: ListLogSubscriptionsRequestTypeDef) -> Mapping[str, object]:
    """List the subscriptions of a directory, or of all."""
    given = request.get("DirectoryId")
    chosen = [directory(given)] if given else list(directories().values())
    subscriptions = [
        {
            "DirectoryId": each.id,
            "LogGroupName": each.logs.group,
            "SubscriptionCreatedDateTime": each.logs.created,
        }
        for each in chosen
        if each.logs
    ]
    shown, token = paged(subscriptions, request.get("Limit"), request.get("NextToken"), "log subscriptions")
    return {"LogSubscriptions": shown, "NextToken": token}


def delete_log_subscription(request: DeleteLogSubscriptionRequestTypeDef) -> None:
    """End a subscription; what was written stays in the log group."""
    found = _managed(request["DirectoryId"])
    if not found.logs:
        raise ServiceError("EntityDoesNotExistException", f"{found.id} has no log subscription.")
    found.logs = None


def _managed(directory_id: str) -> Directory:
    found = directory(directory_id)
    if found.type != "MicrosoftAD":
        raise ServiceError("UnsupportedOperationException", f"{found.id} is not a Managed Microsoft AD directory.")
    return found
