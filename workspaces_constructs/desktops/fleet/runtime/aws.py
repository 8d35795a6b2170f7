"""Clients, each made once in a process, and what their errors mean."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config

from .pace import Pace

if TYPE_CHECKING:
    from botocore.exceptions import ClientError
    from mypy_boto3_ds_data.client import DirectoryServiceDataClient
    from mypy_boto3_ec2.client import EC2Client
    from mypy_boto3_resourcegroupstaggingapi.client import ResourceGroupsTaggingAPIClient
    from mypy_boto3_s3.client import S3Client
    from mypy_boto3_stepfunctions.client import SFNClient
    from mypy_boto3_workspaces.client import WorkSpacesClient

_RETRIED = Config(retries={"mode": "standard", "total_max_attempts": 5}, connect_timeout=5, read_timeout=60)
_ONCE = _RETRIED.merge(Config(retries={"mode": "standard", "total_max_attempts": 1}))

THROTTLED = frozenset({"ThrottlingException", "Throttling", "TooManyRequestsException", "RequestLimitExceeded"})
LOST_ANSWER = frozenset({"500", "502", "503", "504", "InternalFailure", "InternalError", "InternalServerError",
                         "InternalServerException", "ServiceUnavailable"})  # fmt: skip


def code(error: ClientError) -> str:
    """The error's code, without the namespace that some protocols put before it."""
    return str(error.response.get("Error", {}).get("Code", "")).rsplit("#", 1)[-1]


def denied(error: ClientError) -> bool:
    """Whether a permission is missing."""
    return code(error).startswith(("AccessDenied", "UnauthorizedOperation"))


@cache
def pace(calls_per_second: float) -> Pace:
    """The one pace of this process."""
    return Pace(calls_per_second)


@cache
def workspaces(calls_per_second: float, *, once: bool = False) -> WorkSpacesClient:
    """Amazon WorkSpaces: every attempt of every call waits for its turn.

    Args:
        calls_per_second: The pace.
        once: For calls that must not be repeated when their answer is lost: the run looks at what exists instead.
    """
    client = boto3.client("workspaces", config=_ONCE if once else _RETRIED)
    client.meta.events.register_first(
        "before-send.workspaces", lambda **_: pace(calls_per_second).take(), unique_id="workspaces-constructs-pace"
    )
    return client


@cache
def s3() -> S3Client:
    """Amazon S3."""
    return boto3.client("s3", config=_RETRIED)


@cache
def tagging() -> ResourceGroupsTaggingAPIClient:
    """The Resource Groups Tagging API."""
    return boto3.client("resourcegroupstaggingapi", config=_RETRIED)


@cache
def ec2() -> EC2Client:
    """Amazon EC2."""
    return boto3.client("ec2", config=_RETRIED)


@cache
def ds_data() -> DirectoryServiceDataClient:
    """AWS Directory Service Data."""
    return boto3.client("ds-data", config=_RETRIED)


@cache
def step_functions() -> SFNClient:
    """AWS Step Functions."""
    return boto3.client("stepfunctions", config=_RETRIED)
