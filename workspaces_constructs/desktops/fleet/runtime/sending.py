"""A plan's requests on their way to WorkSpaces, and what its answers mean for the run."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, cast

from botocore.exceptions import ClientError, ConnectionError, HTTPClientError  # noqa: A004 - botocore's name

from . import aws
from .heavy import resource_of
from .model import name_key

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mypy_boto3_workspaces.type_defs import (
        FailedWorkspaceChangeRequestTypeDef,
        TagTypeDef,
        WorkspacePropertiesTypeDef,
        WorkspaceRequestTypeDef,
    )

    from .model import Step
    from .progress import Progress

QUOTA = ("ResourceLimitExceeded",)
PASSING = (*aws.THROTTLED, *aws.LOST_ANSWER, "OperationInProgress", "InvalidResourceState", "ResourceUnavailable",
           "ResourceAlreadyExists", "InsufficientFreeAddressesInSubnet")  # fmt: skip
"""Codes, or their beginnings, of failures that may pass while the run goes on."""
REMOVALS = frozenset({"terminate", "stop"})
"""Operations of which a run may do a share of the fleet."""

_MOST_THROTTLED = 8


class Lost(Exception):  # noqa: N818 - it is what happened to the answer
    """No answer came: what was asked for may have been done."""


def send(requests: Sequence[Step], progress: Progress, calls_per_second: float) -> None:
    """Send one request and note what came of each of its steps.

    Raises:
        Lost: It is not known whether the request was carried out.
        ClientError: The run lacks a permission.
    """
    for attempt in range(_MOST_THROTTLED):
        try:
            failures = _call(requests, calls_per_second)
        except ClientError as error:
            code = aws.code(error)
            if code in aws.THROTTLED and attempt + 1 < _MOST_THROTTLED:
                aws.pace(calls_per_second).empty()
                continue
            if aws.denied(error):
                raise
            if code in aws.LOST_ANSWER:
                raise Lost(str(error)) from error
            _refuse_all(requests, progress, calls_per_second, error)
        except (ConnectionError, HTTPClientError) as error:
            raise Lost(str(error)) from error
        else:
            _note(requests, failures, progress)
        return


def _refuse_all(requests: Sequence[Step], progress: Progress, calls_per_second: float, error: ClientError) -> None:
    """The whole call was refused, perhaps because of one of its items, which is then found."""
    code = aws.code(error)
    if len(requests) > 1 and not code.startswith((*QUOTA, *PASSING)):
        for step in requests:
            send([step], progress, calls_per_second)
        return
    text = str(error.response["Error"].get("Message") or error)
    _note(requests, {name_key(subject(step)): (code, text) for step in requests}, progress)


def subject(step: Step) -> str:
    """What the outcome of a step is kept under: a desktop that exists, or the user who is to have one."""
    return step.desktop_id or step.user


def over_quota(step: Step, quota: Mapping[str, str]) -> str:
    """What the service said of the quota that a step would pass; empty if it may be sent.

    Quotas are for classes of hardware, which a bundle's id does not tell: each bundle finds out for itself.
    """
    return quota.get(str(step.request["BundleId"]), "") if step.operation == "create" else ""


def _call(requests: Sequence[Step], calls_per_second: float) -> dict[str, tuple[str, str]]:
    """Send it; the codes and messages of what was refused."""
    client, first = aws.workspaces(calls_per_second, once=True), requests[0]
    ids = [step.desktop_id for step in requests]
    match first.operation:
        case "create":
            items = cast("list[WorkspaceRequestTypeDef]", [step.request for step in requests])
            return {
                name_key(failed.get("WorkspaceRequest", {}).get("UserName", "")): (
                    failed.get("ErrorCode", ""),
                    failed.get("ErrorMessage", ""),
                )
                for failed in client.create_workspaces(Workspaces=items)["FailedRequests"]
            }
        case "terminate":
            asked = [{"WorkspaceId": each} for each in ids]
            return _failed(client.terminate_workspaces(TerminateWorkspaceRequests=asked)["FailedRequests"])  # type: ignore[arg-type]  # TypedDicts
        case "stop":
            asked = [{"WorkspaceId": each} for each in ids]
            return _failed(client.stop_workspaces(StopWorkspaceRequests=asked)["FailedRequests"])  # type: ignore[arg-type]  # TypedDicts
        case "modify":
            properties = cast("WorkspacePropertiesTypeDef", first.request)
            client.modify_workspace_properties(WorkspaceId=first.desktop_id, WorkspaceProperties=properties)
        case "migrate":
            client.migrate_workspace(SourceWorkspaceId=first.desktop_id, BundleId=str(first.request["BundleId"]))
        case "tag":
            tags = cast("list[TagTypeDef]", first.request["Tags"])
            client.create_tags(ResourceId=first.desktop_id, Tags=tags)
    return {}


def _failed(answers: Sequence[FailedWorkspaceChangeRequestTypeDef]) -> dict[str, tuple[str, str]]:
    return {
        failed.get("WorkspaceId", ""): (failed.get("ErrorCode", ""), failed.get("ErrorMessage", ""))
        for failed in answers
    }


def _note(requests: Sequence[Step], failures: dict[str, tuple[str, str]], progress: Progress) -> None:
    for step in requests:
        key = subject(step)
        if name_key(key) not in failures:
            progress.count(step.operation, "done")
            _remember_change(step, progress)
            continue
        code, text = failures[name_key(key)]
        progress.removed -= step.operation in REMOVALS
        if step.operation == "create" and code.startswith(QUOTA):
            progress.quota[str(step.request["BundleId"])] = text
        elif code.startswith(PASSING):
            progress.count(step.operation, "retried")
            progress.passing[key] = f"{text} ({code})"
        else:
            progress.count(step.operation, "refused")
            progress.refused[key] = f"{text} ({code})"


def _remember_change(step: Step, progress: Progress) -> None:
    if resource := "MIGRATION" if step.operation == "migrate" else resource_of(step):
        progress.changed.setdefault(step.desktop_id, {})[resource] = time.time()
