"""Registrations, WorkSpaces, IP groups: what an account has in a region."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from local_aws.services import state
from local_aws.services.workspaces.desktops import Desktops
from local_aws.wire import ServiceError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from local_aws.services.ds.model import Directory
    from local_aws.services.neighbours import Interface, Subnet
    from local_aws.services.workspaces.bundles import Bundle
    from local_aws.services.workspaces.images import Image

Properties = dict[str, object]


@dataclass
class Registration:
    """A directory registered with WorkSpaces."""

    directory: Directory
    subnets: Sequence[Subnet]
    group_id: str
    role_arn: str
    code: str
    tenancy: str
    state: str = "REGISTERING"
    error: str = ""
    creation: Properties = field(default_factory=dict)
    access: Properties = field(default_factory=dict)
    selfservice: Properties = field(default_factory=dict)
    saml: Properties = field(default_factory=dict)
    certificates: Properties = field(default_factory=dict)
    streaming: Properties = field(default_factory=dict)
    client: Properties = field(default_factory=dict)
    encryption_mode: str = "STANDARD_TLS"
    ip_groups: list[str] = field(default_factory=list)


@dataclass
class Desktop:
    """A WorkSpace."""

    id: str
    directory_id: str
    user: str
    bundle_id: str
    subnet_id: str
    interface: Interface
    launched: float
    running_mode: str
    timeout: int | None
    root_gib: int
    user_gib: int
    compute: str
    protocol: str
    operating_system: str
    key: str | None = None
    root_encrypted: bool = False
    user_encrypted: bool = False
    state: str = "PENDING"
    connected: bool = False
    error_code: str = ""
    error: str = ""
    computer: str = ""
    name: str | None = None
    modifications: dict[str, str] = field(default_factory=dict)
    modified: dict[str, float] = field(default_factory=dict)


@dataclass
class IpGroup:
    """An IP access control group."""

    id: str
    name: str
    description: str
    rules: dict[str, str] = field(default_factory=dict)


@dataclass
class ConnectionAlias:
    """A connection alias, and the directory it is associated with."""

    id: str
    connection_string: str
    state: str = "CREATED"
    directory_id: str | None = None
    identifier: str | None = None


@dataclass
class Fleet:
    """All of an account's WorkSpaces resources in a region."""

    registrations: dict[str, Registration] = field(default_factory=dict)
    desktops: Desktops = field(default_factory=Desktops)
    ip_groups: dict[str, IpGroup] = field(default_factory=dict)
    aliases: dict[str, ConnectionAlias] = field(default_factory=dict)
    bundles: dict[str, Bundle] = field(default_factory=dict)
    images: dict[str, Image] = field(default_factory=dict)
    deleted_bundles: dict[str, float] = field(default_factory=dict)
    dedicated_tenancy: str = "DISABLED"
    tags: dict[str, dict[str, str]] = field(default_factory=dict)


def fleet() -> Fleet:
    """Return this account's WorkSpaces resources in this region."""
    return state.of(Fleet)


def registration(directory_id: str) -> Registration:
    """Return a registration, or raise the error that every operation names for a missing one."""
    found = fleet().registrations.get(directory_id)
    if found is None:
        raise ServiceError(
            "ResourceNotFoundException", f"The directory {directory_id} is not registered.", ResourceId=directory_id
        )
    return found


def settled(directory_id: str, code: str) -> Registration:
    """Return a registration that is REGISTERED, or raise the operation's error for one in transition."""
    found = registration(directory_id)
    if found.state != "REGISTERED":
        raise ServiceError(code, f"The directory {directory_id} is in the state {found.state}.")
    return found
