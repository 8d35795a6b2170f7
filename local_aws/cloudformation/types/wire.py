"""How a CloudFormation resource type is written here: small functions over boto3 clients of this process."""

# ruff: noqa: SLF001 - ministack has no public hooks; a canary test pins what is used

from __future__ import annotations

import random
import string
import threading
import time
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Literal, overload

from botocore.exceptions import ClientError
from ministack.core.responses import get_region
from ministack.services.cloudformation import provisioners

from local_aws.clock import clock

if TYPE_CHECKING:
    from mypy_boto3_ds import DirectoryServiceClient
    from mypy_boto3_ec2 import EC2Client
    from mypy_boto3_iam import IAMClient
    from mypy_boto3_ssm import SSMClient
    from mypy_boto3_workspaces import WorkSpacesClient

Properties = Mapping[str, "Value"]
Value = str | int | bool | list["Value"] | dict[str, "Value"]
Attributes = dict[str, object]
Made = tuple[str, Attributes]


class ProvisioningError(Exception):
    """A resource failed; ``physical_id`` is set when something was made and must be deleted in the rollback."""

    def __init__(self, reason: str, physical_id: str = "") -> None:
        super().__init__(reason)
        self.physical_id = physical_id


class CancelledError(ProvisioningError):
    """CloudFormation gave up on a resource because another one failed."""


_DEPENDENCY_MINUTES = 15

# Set when another resource of the same stack operation failed; long waits look at it.
cancellation: ContextVar[threading.Event | None] = ContextVar("local_aws_cancellation", default=None)


@dataclass(frozen=True)
class ResourceType:
    """A CloudFormation resource type.

    Attributes:
        name: The type, such as ``AWS::EC2::EIP``.
        create: Makes the resource of a logical id from its properties; returns the physical id and what GetAtt reads.
        delete: Removes a resource by its physical id and properties; must accept that it is gone.
        update: Changes what can be changed in place, from the old to the new properties, and returns the attributes.
        create_only: Properties whose change replaces the resource, from the type's registry schema.
        tags: Whether stack tags reach the resource.
        refused: Properties whose change CloudFormation refuses unless the resource is replaced anyway.
    """

    name: str
    create: Callable[[str, Properties], Made]
    delete: Callable[[str, Properties], None]
    update: Callable[[str, Properties, Properties], Attributes] | None = None
    create_only: frozenset[str] = field(default_factory=frozenset)
    tags: bool = True
    refused: frozenset[str] = field(default_factory=frozenset)

    def register(self) -> None:
        """Make the type known to the CloudFormation of this process."""
        provisioners._RESOURCE_HANDLERS[self.name] = {
            "create": lambda logical_id, properties, _stack_name: self.create(logical_id, properties),
            "update": self._update,
            "delete": self.delete,
        }
        provisioners._REPLACING_PROPERTIES[self.name] = self.create_only
        if self.tags:
            provisioners._STACK_TAG_PROPERTY[self.name] = ("Tags", "list")

    def _update(self, physical_id: str, old: Properties, new: Properties, _stack_name: str) -> Made:
        changed = {name for name in {*old, *new} if old.get(name) != new.get(name)}
        if unsupported := sorted(changed & self.refused):
            raise ProvisioningError(f"Update of {', '.join(unsupported)} is not supported for {self.name}.")
        return physical_id, self.update(physical_id, old, new) if self.update else {}


@overload
def client(service: Literal["ec2"]) -> EC2Client: ...
@overload
def client(service: Literal["ds"]) -> DirectoryServiceClient: ...
@overload
def client(service: Literal["iam"]) -> IAMClient: ...
@overload
def client(service: Literal["ssm"]) -> SSMClient: ...
@overload
def client(service: Literal["workspaces"]) -> WorkSpacesClient: ...
def client(service: str) -> object:
    """A client of this process in the region of the stack at work."""
    return _client(service, get_region())


@cache
def _client(service: str, region: str) -> object:
    from local_aws.in_process import session

    return session(region).client(service)  # type: ignore[call-overload]


def call(service: str, operation: str, **parameters: object) -> Attributes:
    """A call to a service whose client has no types here."""
    answer: Attributes = getattr(_client(service, get_region()), operation)(**parameters)
    return answer


def text(properties: Properties, name: str, default: str = "") -> str:
    """A property as the string it is on the wire."""
    return str(properties.get(name, default))


def pick(properties: Properties, *names: str) -> dict[str, Value]:
    """The properties that are there, for a call that takes them under the same names."""
    return {name: properties[name] for name in names if properties.get(name) is not None}


def tags(properties: Properties, *, reserved: bool = True) -> list[dict[str, str]]:
    """The resource's tags; without ``reserved``, those a service's own tag API would accept."""
    own = properties.get("Tags", [])
    return [
        {"Key": str(tag["Key"]), "Value": str(tag["Value"])}
        for tag in own  # type: ignore[union-attr]
        if isinstance(tag, dict) and (reserved or not str(tag["Key"]).startswith("aws:"))
    ]


def generated_name(stack_name: str, logical_id: str) -> str:
    """A name as CloudFormation makes it up: stack, logical id and a random suffix."""
    suffix = "".join(random.choices(string.ascii_uppercase + string.digits, k=12))  # noqa: S311 - a name, not a secret
    return f"{stack_name}-{logical_id}-{suffix}"


def gone(call: Callable[..., object], *codes: str, **parameters: object) -> None:
    """Make a delete call for which "there is no such thing" is success."""
    try:
        call(**parameters)
    except ClientError as error:
        if error.response["Error"]["Code"] not in codes:
            raise


def released(call: Callable[..., object], *codes: str, **parameters: object) -> None:
    """The same for what others may still depend on for a while: CloudFormation tries for a quarter of an hour.

    Users report 15 minutes for subnets and security groups under a service's interfaces
    (aws-cloudformation/cloudformation-coverage-roadmap issue 1327).
    """
    deadline, pause = clock.now() + _DEPENDENCY_MINUTES * 60, 0.02
    while True:
        try:
            gone(call, *codes, **parameters)
        except ClientError as error:
            if error.response["Error"]["Code"] != "DependencyViolation" or clock.now() > deadline:
                raise
        else:
            return
        time.sleep(pause)
        pause = min(pause * 1.5, 0.3)


def wait(what: str, done: Callable[[], bool], *, minutes: float, physical_id: str = "") -> None:
    """Poll until something is so; the time-out is in emulated minutes."""
    cancelled = cancellation.get() or threading.Event()
    deadline, pause = clock.now() + minutes * 60, 0.02
    while not done():
        if cancelled.wait(pause):
            raise CancelledError("Resource creation cancelled", physical_id)
        if clock.now() > deadline:
            raise ProvisioningError(f"{what}: not after {minutes:g} minutes", physical_id)
        pause = min(pause * 1.5, 0.3)


def retag(identifier: str, old: Properties, new: Properties) -> None:
    """Bring an EC2 resource's tags from the old template's to the new one's."""
    before = {tag["Key"]: tag["Value"] for tag in tags(old)}
    after = {tag["Key"]: tag["Value"] for tag in tags(new)}
    ec2 = client("ec2")
    if removed := before.keys() - after.keys():
        ec2.delete_tags(Resources=[identifier], Tags=[{"Key": key} for key in sorted(removed)])
    if after and after != before:
        ec2.create_tags(Resources=[identifier], Tags=[{"Key": key, "Value": after[key]} for key in after])


def tagged(kind: str, properties: Properties) -> dict[str, list[dict[str, object]]]:
    """What an EC2 create call takes to tag what it makes."""
    found = tags(properties)
    return {"TagSpecifications": [{"ResourceType": kind, "Tags": found}]} if found else {}


def retags(physical_id: str, old: Properties, new: Properties) -> Attributes:
    """Update a type of which only the tags can change."""
    retag(physical_id, old, new)
    return {}


__all__ = [
    "Attributes",
    "CancelledError",
    "Made",
    "Properties",
    "ProvisioningError",
    "ResourceType",
    "Value",
    "call",
    "cancellation",
    "client",
    "generated_name",
    "gone",
    "pick",
    "released",
    "retag",
    "retags",
    "tagged",
    "tags",
    "text",
    "wait",
]
