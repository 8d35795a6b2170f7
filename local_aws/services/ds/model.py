"""A directory, and the table of an account's directories in a region."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from local_aws.services import state
from local_aws.wire import ServiceError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from local_aws.services.domains import Domain
    from local_aws.services.neighbours import Interface, Subnet

LIMITS: Final = {"MicrosoftAD": 20, "ADConnector": 10, "SimpleAD": 10}
"""Directories of a type per account and region: facts §4.8; Simple AD's is [R]."""


def limit(kind: str) -> int:
    """Return the quota of a type of directory; ``LOCAL_AWS_DIRECTORIES_QUOTA`` raises all of them."""
    return int(os.environ.get("LOCAL_AWS_DIRECTORIES_QUOTA", LIMITS[kind]))


@dataclass
class Connection:
    """What an AD Connector points at, and as whom it signs in there."""

    dns_addresses: tuple[str, ...]
    user: str
    password: str


@dataclass
class Activity:
    """One UpdateDirectorySetup, as DescribeUpdateDirectory tells of it."""

    kind: str
    status: str
    started: float
    changed: float
    reason: str = ""


@dataclass
class Radius:
    """What EnableRadius or UpdateRadius asked for, and whether the servers answer."""

    settings: Mapping[str, object]
    status: str


@dataclass
class Certificate:
    """A certificate authority that a directory trusts on LDAPS connections."""

    id: str
    serial: str
    common_name: str
    expires: float
    registered: float
    state: str = "Registering"
    reason: str = ""


@dataclass
class Ldaps:
    """Whether a directory uses LDAPS; ``changed`` is zero where it was never switched on."""

    status: str = "Disabled"
    reason: str = ""
    changed: float = 0.0

    def enter(self, status: str, reason: str = "") -> None:
        """Enter a status now."""
        self.status, self.reason, self.changed = status, reason, state.now()


@dataclass
class LogSubscription:
    """Where the security logs of a directory go."""

    group: str
    created: float


@dataclass
class Directory:
    """One directory: a Managed AD, a Simple AD or an AD Connector."""

    id: str
    type: str
    name: str
    short_name: str
    description: str
    subnets: Sequence[Subnet]
    launched: float
    changed: float
    size: str | None = None
    edition: str | None = None
    connection: Connection | None = None
    domain: Domain | None = None
    stage: str = "Requested"
    stage_reason: str = ""
    group_id: str | None = None
    interfaces: list[Interface] = field(default_factory=list)
    data_access: str = "Disabled"
    applications: set[str] = field(default_factory=set)
    tags: dict[str, str] = field(default_factory=dict)
    activities: list[Activity] = field(default_factory=list)
    alias: str = ""
    sso: bool = False
    radius: Radius | None = None
    certificates: dict[str, Certificate] = field(default_factory=dict)
    ldaps: Ldaps = field(default_factory=Ldaps)
    logs: LogSubscription | None = None

    @property
    def vpc_id(self) -> str:
        """The VPC its interfaces are in."""
        return self.subnets[0].vpc_id

    @property
    def addresses(self) -> list[str]:
        """The addresses of its interfaces; those of a native directory answer DNS."""
        return [each.address for each in self.interfaces]

    @property
    def dns_addresses(self) -> list[str]:
        """The DNS servers that members of the domain use."""
        return list(self.connection.dns_addresses) if self.connection else self.addresses

    def enter(self, stage: str, reason: str = "") -> None:
        """Enter a stage now."""
        self.stage, self.stage_reason, self.changed = stage, reason, state.now()


@dataclass
class Directories:
    """The directories of an account in a region."""

    by_id: dict[str, Directory] = field(default_factory=dict)


def directories() -> dict[str, Directory]:
    """Return this account's directories in this region."""
    return state.of(Directories).by_id


def directory(directory_id: str, missing: str = "EntityDoesNotExistException") -> Directory:
    """Return one directory, or raise the error that the operation names for a missing one."""
    found = directories().get(directory_id)
    if found is None:
        raise ServiceError(missing, f"Directory {directory_id} does not exist.")
    return found
