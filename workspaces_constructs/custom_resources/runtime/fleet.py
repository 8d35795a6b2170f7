"""``Custom::WorkspacesFleet``: starts a run of a fleet when its roster or its settings changed, and ends the fleet.

The deployment does not wait for the run: no desktop that cannot be made rolls a stack back. Deleting the fleet ends
its runs, terminates the desktops that carry its tag, and empties its bucket.
"""

from __future__ import annotations

import hashlib
import json
from itertools import islice
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from .aws import ACCESS_DENIED, code, s3, step_functions, tagging, workspaces
from .directories import registration
from .kind import Done, Kind, Outcome, Pending, Request
from .tagged import carries

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mypy_boto3_workspaces.type_defs import WorkspaceTypeDef

_TAG = "workspaces-constructs:fleet"
_SAID = frozenset({"FleetName", "StateMachineArn", "Bucket", "DirectoryIds", "Version"})
_LOCK = "lock.json"
_COME = "ending.json"
_ABSENT = frozenset({"NoSuchKey", "NoSuchBucket", "404"})
_MOST_PAGES = 20
_BATCH = 25
_SETTLED_SECONDS = 30
"""An execution that starts right after an update of its state machine may use the old definition (Step Functions API,
UpdateStateMachine), and with it the old roster."""

_MOST_CALLS = 16
"""Calls of WorkSpaces in a step: of the twenty that the account has until the next step, ten seconds later."""


def ensure(request: Request) -> Outcome:
    """Start a run, in place of one that goes by what was deployed before.

    Its name is the operation's, so that a step that is repeated starts none beside it.
    """
    given = request.properties
    if request.type == "Update" and all(given.values.get(name) == request.old.values.get(name) for name in _SAID):
        return Done({"FleetName": given.text("FleetName")})
    digest = hashlib.sha256(json.dumps([request.physical_id, given.text("Version")]).encode()).hexdigest()[:16]
    name, machine = f"deployment-{int(request.started)}-{digest}", given.text("StateMachineArn")
    if _stop(machine, but=name) or request.elapsed < _SETTLED_SECONDS:
        return Pending("The fleet's state machine and permissions are coming into force.", "its running executions.")
    try:
        step_functions().start_execution(
            stateMachineArn=machine, name=name, input=json.dumps({"trigger": "deployment"})
        )
    except ClientError as error:
        if code(error) != "ExecutionAlreadyExists":
            raise
    return Done({"FleetName": given.text("FleetName")})


def remove(request: Request) -> Outcome:
    """End what runs, then terminate the fleet's desktops, then empty its bucket."""
    if running := _stop(request.properties.text("StateMachineArn")):
        return Pending(f"Runs of the fleet are being stopped: {running}.", "the executions of its state machine.")
    bucket = request.properties.text("Bucket")
    _overtake(bucket, request.physical_id)
    if left := _terminate(request, bucket):
        return Pending(
            f"Desktops of the fleet are being terminated: {left} at least.",
            "their state in the WorkSpaces console: one that is SUSPENDED cannot be terminated.",
        )
    if not _empty(bucket):
        return Pending("The fleet's bucket is being emptied.", "what is in it.")
    return Done()


def _stop(machine: str, but: str = "") -> int:
    """Stop what runs in a state machine, except one execution; how many there were."""
    try:
        running = step_functions().list_executions(stateMachineArn=machine, statusFilter="RUNNING")["executions"]
    except ClientError as error:
        if code(error) == "StateMachineDoesNotExist":
            return 0
        raise
    others = [execution for execution in running if execution["name"] != but]
    for execution in others:
        step_functions().stop_execution(
            executionArn=execution["executionArn"], error="Overtaken", cause="The fleet was changed or deleted."
        )
    return len(others)


def _overtake(bucket: str, holder: str) -> None:
    """Take the lock: a function still at work for a stopped run finds that it is no longer its own, and ends."""
    held = _read(bucket, _LOCK)
    if held is not None and held.get("execution") != holder:
        _write(bucket, _LOCK, {"execution": holder})


def _terminate(request: Request, bucket: str) -> int:
    """Terminate the fleet's desktops, as many as the account's rate allows in a step; how many are left at least.

    All are ordered first and looked at afterwards; how far both have come is kept in the bucket, as an id.
    """
    fleet = request.properties.text("FleetName")
    tagged, come = _tagged(fleet), _read(bucket, _COME) or {}
    if waiting := [each for each in tagged if each > come.get("ordered", "")]:
        for batch in _batches(waiting)[:_MOST_CALLS]:
            _order(batch)
            come["ordered"] = batch[-1]
        _write(bucket, _COME, come)
        return len(waiting)
    waiting = [each for each in tagged if each > come.get("gone", "")]
    for batch in _batches(waiting)[:_MOST_CALLS]:
        found = workspaces().describe_workspaces(WorkspaceIds=batch)["Workspaces"]
        if found:
            _order([each["WorkspaceId"] for each in found if each.get("State") != "TERMINATING"])
            break
        come["gone"] = batch[-1]
    _write(bucket, _COME, come)
    left = sum(each > come.get("gone", "") for each in waiting)
    return left or _terminate_latest(fleet, request.properties.texts("DirectoryIds"))


def _batches(ids: list[str]) -> list[list[str]]:
    return [ids[start : start + _BATCH] for start in range(0, len(ids), _BATCH)]


def _terminate_latest(fleet: str, directories: Iterable[str]) -> int:
    """Terminate those that are so new that the index of tags does not show them yet."""
    found = [
        desktop
        for directory_id in directories
        if registration(directory_id) is not None
        for desktop in _youngest(directory_id)
        if carries(desktop["WorkspaceId"], _TAG, fleet)
    ]
    _order([each["WorkspaceId"] for each in found if each.get("State") != "TERMINATING"])
    return len(found)


def _youngest(directory_id: str) -> list[WorkspaceTypeDef]:
    """Desktops of a directory, those before the others that are still being made."""
    pages = workspaces().get_paginator("describe_workspaces").paginate(DirectoryId=directory_id)
    found = [desktop for page in islice(pages, _MOST_CALLS) for desktop in page["Workspaces"]]
    return sorted(found, key=lambda desktop: desktop.get("State") != "PENDING")[:_BATCH]


def _order(ids: list[str]) -> None:
    """Ask for terminations; those that ended or are ending already are no error.

    IAM may deny a call for the sake of one that has ended: it has no tags any more.
    """
    try:
        _terminate_now(ids)
    except ClientError as error:
        if code(error) not in ACCESS_DENIED:
            raise
        there = [each["WorkspaceId"] for each in workspaces().describe_workspaces(WorkspaceIds=ids)["Workspaces"]]
        if len(there) == len(ids):
            raise
        _terminate_now(there)


def _terminate_now(ids: list[str]) -> None:
    if ids:
        workspaces().terminate_workspaces(TerminateWorkspaceRequests=[{"WorkspaceId": each} for each in ids])


def _tagged(fleet: str) -> list[str]:
    pages = (
        tagging()
        .get_paginator("get_resources")
        .paginate(TagFilters=[{"Key": _TAG, "Values": [fleet]}], ResourceTypeFilters=["workspaces:workspace"])
    )
    return sorted(found["ResourceARN"].rpartition("/")[2] for page in pages for found in page["ResourceTagMappingList"])


def _read(bucket: str, key: str) -> dict[str, str] | None:
    try:
        found: dict[str, str] = json.loads(s3().get_object(Bucket=bucket, Key=key)["Body"].read())
    except ClientError as error:
        if code(error) in _ABSENT:
            return None
        raise
    return found


def _write(bucket: str, key: str, value: dict[str, str]) -> None:
    """Put an object, unless it says so already, there is nothing to say, or the bucket is gone."""
    try:
        if value and value != _read(bucket, key):
            s3().put_object(Bucket=bucket, Key=key, Body=json.dumps(value).encode())
    except ClientError as error:
        if code(error) not in _ABSENT:
            raise


def _empty(bucket: str) -> bool:
    """Delete versions of objects, as many as a step may take; whether that was all."""
    try:
        for _ in range(_MOST_PAGES):
            page = s3().list_object_versions(Bucket=bucket)
            versions = [*page.get("Versions", []), *page.get("DeleteMarkers", [])]
            if not versions:
                return True
            s3().delete_objects(
                Bucket=bucket,
                Delete={"Objects": [{"Key": each["Key"], "VersionId": each["VersionId"]} for each in versions]},
            )
    except ClientError as error:
        if code(error) in _ABSENT:
            return True
        raise
    return False


KIND = Kind(
    type="Custom::WorkspacesFleet",
    required=_SAID,
    optional=frozenset(),
    replaced_on=frozenset({"FleetName"}),
    attributes=("FleetName",),
    ensure=ensure,
    remove=remove,
)
