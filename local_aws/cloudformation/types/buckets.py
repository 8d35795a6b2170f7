"""AWS::S3::Bucket: encryption, lifecycle and ownership are the bucket's, and one with objects in it is not deleted.

ministack's type forgets the three settings, and deletes a bucket with everything in it.
"""

# ruff: noqa: SLF001 - ministack has no public hooks; a canary test pins what is used

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import ClientError
from ministack.services.cloudformation import provisioners

from local_aws.cloudformation.types.wire import Made, Properties, ProvisioningError, call

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_TYPE: Final = "AWS::S3::Bucket"
_OWN_KEY: Final = "alias/aws/s3"
_ministack: dict[str, Callable[..., Made]] = dict(provisioners._RESOURCE_HANDLERS[_TYPE])


def _create(logical_id: str, properties: Properties, stack_name: str) -> Made:
    wanted = _wanted(properties)
    name, attributes = _ministack["create"](logical_id, properties, stack_name)
    _configure(name, {}, wanted)
    return name, attributes


def _update(bucket: str, old: Properties, new: Properties, stack_name: str) -> Made:
    wanted = _wanted(new)
    name, attributes = _ministack["update"](bucket, old, new, stack_name)
    _configure(name, old if name == bucket else {}, wanted)
    return name, attributes


def _delete(bucket: str, _properties: Properties) -> None:
    try:
        call("s3", "delete_bucket", Bucket=bucket)
    except ClientError as error:
        if error.response["Error"]["Code"] != "NoSuchBucket":
            raise ProvisioningError(error.response["Error"]["Message"]) from error


def _wanted(properties: Properties) -> dict[str, object]:
    """The settings as the API takes them; looked at before anything is made, as some are not modelled."""
    return {name: _SETTINGS[name][2](properties[name]) for name in _SETTINGS if properties.get(name)}


def _configure(bucket: str, old: Properties, wanted: Mapping[str, object]) -> None:
    for name, (put, parameter, _, delete) in _SETTINGS.items():
        if name in wanted:
            call("s3", put, Bucket=bucket, **{parameter: wanted[name]})
        elif old.get(name):
            call("s3", delete, Bucket=bucket)


def _encryption(given: Any) -> object:  # noqa: ANN401 - what a template holds
    """AWS takes the account's own key where none is named; ministack wants it said, and clients say what they read."""
    rules = [
        {
            "ApplyServerSideEncryptionByDefault": {
                **({"KMSMasterKeyID": _OWN_KEY} if default["SSEAlgorithm"] == "aws:kms" else {}),
                **default,
            },
            "BucketKeyEnabled": str(rule.get("BucketKeyEnabled", False)).lower() == "true",
        }
        for rule in given["ServerSideEncryptionConfiguration"]
        for default in [rule["ServerSideEncryptionByDefault"]]
    ]
    return {"Rules": rules}


def _lifecycle(given: Any) -> object:  # noqa: ANN401 - what a template holds
    return {"Rules": [_rule(rule) for rule in given["Rules"]]}


def _rule(rule: Mapping[str, Any]) -> dict[str, object]:
    made: dict[str, object] = {"Status": rule["Status"], "Filter": {"Prefix": str(rule.get("Prefix", ""))}}
    for name, value in rule.items():
        if name in {"Status", "Prefix"}:
            continue
        if name not in _RULE:
            raise ProvisioningError(f"The local AWS does not model {name} in a lifecycle rule.")
        member, translated = _RULE[name]
        made[member] = translated(value)
    return made


def _whole(given: Mapping[str, Any]) -> dict[str, int]:
    return {name: int(value) for name, value in given.items()}


_RULE: Final[dict[str, tuple[str, Callable[[Any], object]]]] = {
    "Id": ("ID", str),
    "ExpirationInDays": ("Expiration", lambda days: {"Days": int(days)}),
    "NoncurrentVersionExpiration": ("NoncurrentVersionExpiration", _whole),
    "AbortIncompleteMultipartUpload": ("AbortIncompleteMultipartUpload", _whole),
}

_SETTINGS: Final[dict[str, tuple[str, str, Callable[[Any], object], str]]] = {
    "BucketEncryption": (
        "put_bucket_encryption",
        "ServerSideEncryptionConfiguration",
        _encryption,
        "delete_bucket_encryption",
    ),
    "LifecycleConfiguration": (
        "put_bucket_lifecycle_configuration",
        "LifecycleConfiguration",
        _lifecycle,
        "delete_bucket_lifecycle",
    ),
    "OwnershipControls": (
        "put_bucket_ownership_controls",
        "OwnershipControls",
        lambda given: given,
        "delete_bucket_ownership_controls",
    ),
}
"""By the template's property: the call that sets it, with its parameter and the value as it takes it, and the one that
removes it."""

CORRECTED: dict[str, dict[str, Callable[..., object]]] = {
    _TYPE: {"create": _create, "update": _update, "delete": _delete},
}
