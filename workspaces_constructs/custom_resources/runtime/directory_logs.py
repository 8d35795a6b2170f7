"""``Custom::WorkspacesDirectoryLogs``: the security logs of a Managed AD's domain controllers, sent to a log group."""

from __future__ import annotations

from botocore.exceptions import ClientError

from .aws import code, ds
from .directories import active, changeable
from .kind import Done, Failed, Kind, Outcome, Pending, Request
from .owned import Owned

_OWNED = Owned("logs", "log forwarding", "delete its log subscription in the Directory Service console")
_PERMISSION_GRACE_SECONDS = 180
"""A CloudWatch Logs resource policy that has just been made takes a moment to be in force."""


def ensure(request: Request) -> Outcome:
    """Subscribe; a change of the log group ends the subscription and makes another: a directory has only one."""
    directory_id, wanted = request.properties.text("DirectoryId"), request.properties.text("LogGroupName")
    directory = active(directory_id)
    if isinstance(directory, Pending):
        return directory
    if directory.get("Type") != "MicrosoftAD":
        message = f"{directory_id} is a {directory.get('Type')}; only AWS Managed Microsoft AD forwards its logs."
        raise Failed(message)
    group = _group(directory_id)
    _OWNED.claim(request, directory_id, there=group is not None)
    if group == wanted:
        return Done({"DirectoryId": directory_id, "LogGroupName": wanted})
    if group is not None:
        _unsubscribe(directory_id)
        return Pending(f"The logs of {directory_id} go to {group} no more.")
    try:
        ds(once=True).create_log_subscription(DirectoryId=directory_id, LogGroupName=wanted)
    except ClientError as error:
        if code(error) == "EntityAlreadyExistsException":
            return Pending(f"{error}")
        if code(error) != "InsufficientPermissionsException" or request.elapsed > _PERMISSION_GRACE_SECONDS:
            raise
        return Pending(
            f"{error}",
            f"that the log group {wanted} exists and a CloudWatch Logs resource policy lets ds.amazonaws.com create "
            "log streams and put log events there.",
        )
    return Pending(f"The logs of {directory_id} are about to go to {wanted}.")


def remove(request: Request) -> Outcome:
    """End the subscription, where it is this resource's; what was written stays in the log group."""
    directory_id = request.properties.text("DirectoryId")
    if not changeable(directory_id) or not _OWNED.is_kept_by(request, directory_id):
        return Done()
    if _group(directory_id) is not None:
        _unsubscribe(directory_id)
        return Pending(f"The log subscription of {directory_id} is being deleted.")
    _OWNED.mark(directory_id).erase()
    return Done()


def _group(directory_id: str) -> str | None:
    found = ds().list_log_subscriptions(DirectoryId=directory_id)["LogSubscriptions"]
    return found[0]["LogGroupName"] if found else None


def _unsubscribe(directory_id: str) -> None:
    try:
        ds(once=True).delete_log_subscription(DirectoryId=directory_id)
    except ClientError as error:
        if code(error) != "EntityDoesNotExistException":
            raise


KIND = Kind(
    type="Custom::WorkspacesDirectoryLogs",
    required=frozenset({"DirectoryId", "LogGroupName"}),
    optional=frozenset(),
    replaced_on=frozenset({"DirectoryId"}),
    attributes=("DirectoryId", "LogGroupName"),
    ensure=ensure,
    remove=remove,
)
