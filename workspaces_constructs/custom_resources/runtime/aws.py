"""Clients with the right retries, each made once, and the error codes that mean the same thing in every service."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config

from .kind import Failed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from botocore.exceptions import ClientError
    from mypy_boto3_cloudformation.client import CloudFormationClient
    from mypy_boto3_ds.client import DirectoryServiceClient
    from mypy_boto3_ds_data.client import DirectoryServiceDataClient
    from mypy_boto3_ec2.client import EC2Client
    from mypy_boto3_iam.client import IAMClient
    from mypy_boto3_resourcegroupstaggingapi.client import ResourceGroupsTaggingAPIClient
    from mypy_boto3_s3.client import S3Client
    from mypy_boto3_ssm.client import SSMClient
    from mypy_boto3_stepfunctions.client import SFNClient
    from mypy_boto3_workspaces.client import WorkSpacesClient

_RETRIED = Config(retries={"mode": "standard", "total_max_attempts": 5}, connect_timeout=5, read_timeout=30)
_ONCE = _RETRIED.merge(Config(retries={"mode": "standard", "total_max_attempts": 1}))
"""For calls that have no idempotency token and make something twice, or fail, when repeated: when an answer is lost,
the next step looks at what exists."""

LOST_ANSWER = frozenset({"500", "502", "503", "504", "InternalFailure", "InternalError", "InternalServerError",
                         "InternalServerException", "ServiceException", "ServiceUnavailable"})  # fmt: skip
NOT_YET = frozenset({"ThrottlingException", "Throttling", "RequestLimitExceeded", "TooManyRequestsException",
                     "SlowDown", "OperationInProgressException", "DirectoryUnavailableException",
                     "UserDoesNotExistException"})  # fmt: skip
SETTLED = frozenset({"DirectoryInDesiredStateException", "InvalidPermission.NotFound", "ConflictException"})
"""Somebody, perhaps an earlier step whose answer was lost, has done already what was asked for."""
ACCESS_DENIED = frozenset({"AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "AuthFailure"})


def code(error: ClientError) -> str:
    """The error's code, without the namespace that some protocols put before it."""
    return str(error.response.get("Error", {}).get("Code", "")).rsplit("#", 1)[-1]


@cache
def cloudformation() -> CloudFormationClient:
    """AWS CloudFormation."""
    return boto3.client("cloudformation", config=_RETRIED)


@cache
def ds(*, once: bool = False) -> DirectoryServiceClient:
    """AWS Directory Service."""
    return boto3.client("ds", config=_ONCE if once else _RETRIED)


@cache
def ds_data(*, once: bool = False) -> DirectoryServiceDataClient:
    """AWS Directory Service Data."""
    return boto3.client("ds-data", config=_ONCE if once else _RETRIED)


@cache
def workspaces(*, once: bool = False) -> WorkSpacesClient:
    """Amazon WorkSpaces."""
    return boto3.client("workspaces", config=_ONCE if once else _RETRIED)


@cache
def ec2() -> EC2Client:
    """Amazon EC2."""
    return boto3.client("ec2", config=_RETRIED)


def ec2_as(role_arn: str, region: str) -> EC2Client:
    """Amazon EC2 of another account, by a role of it, or of another region; made anew, since credentials expire."""
    if not role_arn:
        return boto3.client("ec2", region_name=region, config=_RETRIED)
    answer = boto3.client("sts", config=_RETRIED).assume_role(
        RoleArn=role_arn, RoleSessionName="workspaces-constructs", DurationSeconds=900
    )
    found = answer["Credentials"]
    return boto3.client(
        "ec2",
        region_name=region or None,
        config=_RETRIED,
        aws_access_key_id=found["AccessKeyId"],
        aws_secret_access_key=found["SecretAccessKey"],
        aws_session_token=found["SessionToken"],
    )


@cache
def iam(*, once: bool = False) -> IAMClient:
    """AWS Identity and Access Management."""
    return boto3.client("iam", config=_ONCE if once else _RETRIED)


@cache
def ssm() -> SSMClient:
    """AWS Systems Manager."""
    return boto3.client("ssm", config=_RETRIED)


@cache
def s3() -> S3Client:
    """Amazon S3."""
    return boto3.client("s3", config=_RETRIED)


@cache
def step_functions() -> SFNClient:
    """AWS Step Functions."""
    return boto3.client("stepfunctions", config=_RETRIED)


@cache
def tagging() -> ResourceGroupsTaggingAPIClient:
    """The Resource Groups Tagging API."""
    return boto3.client("resourcegroupstaggingapi", config=_RETRIED)


def secret_field(arn: str, field: str) -> str:
    """One field of a JSON secret. The value is never logged nor put into a message."""
    text = boto3.client("secretsmanager", config=_RETRIED).get_secret_value(SecretId=arn)["SecretString"]
    try:
        value = json.loads(text)[field]
    except (ValueError, KeyError, TypeError):
        message = f"The secret {arn} must be a JSON object with a field {field!r}."
        raise Failed(message) from None
    return str(value)


def listed(names: Iterable[str], most: int = 5) -> str:
    """A few names and how many more there are, for messages."""
    names = list(names)
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
