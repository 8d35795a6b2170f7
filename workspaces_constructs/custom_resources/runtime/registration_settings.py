"""The settings of a registration: each with its API, what it is, what it is to be, and where it stands in the order.

A setting that no property names, and none named before, is left as somebody else made it. One whose property is gone
goes back to what AWS begins with.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from .aws import workspaces
from .directories import desktops
from .kind import Failed, Request, Value
from .registration_sign_in import certificates, saml
from .registration_streaming import client, streaming
from .registration_ways_in import access, ip_groups
from .setting_changes import Change, Order, differs, is_gone

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from mypy_boto3_workspaces.type_defs import (
        SelfservicePermissionsTypeDef,
        WorkspaceCreationPropertiesTypeDef,
        WorkspaceDirectoryTypeDef,
    )

PROPERTIES = (
    "WorkspaceCreationProperties", "WorkspaceAccessProperties", "SelfservicePermissions", "SamlProperties",
    "CertificateBasedAuthProperties", "EndpointEncryptionMode", "StreamingProperties", "ClientProperties", "IpGroupIds",
)  # fmt: skip
"""The properties of the kind that are settings."""


def apply_settings(request: Request, found: WorkspaceDirectoryTypeDef) -> None:
    """Bring every setting to what the properties say, by the calls that differ, in an order in which AWS takes them.

    All are found, and what cannot be is refused, before the first is made.
    """
    changes = [change for setting in _SETTINGS for change in setting(request, found)]
    for change in sorted(changes, key=lambda change: change.order):
        change.call()


def _creation(request: Request, found: WorkspaceDirectoryTypeDef) -> Iterator[Change]:
    wanted = _typed(request.properties.mapping("WorkspaceCreationProperties"))
    if differs(wanted, found.get("WorkspaceCreationProperties")):
        yield Change(
            Order.INDEPENDENT,
            lambda: workspaces().modify_workspace_creation_properties(
                ResourceId=request.properties.text("DirectoryId"),
                WorkspaceCreationProperties=cast("WorkspaceCreationPropertiesTypeDef", wanted),
            ),
        )


def _selfservice(request: Request, found: WorkspaceDirectoryTypeDef) -> Iterator[Change]:
    wanted = request.properties.mapping("SelfservicePermissions")
    if differs(wanted, found.get("SelfservicePermissions")):
        yield Change(
            Order.INDEPENDENT,
            lambda: workspaces().modify_selfservice_permissions(
                ResourceId=request.properties.text("DirectoryId"),
                SelfservicePermissions=cast("SelfservicePermissionsTypeDef", wanted),
            ),
        )


def _encryption(request: Request, found: WorkspaceDirectoryTypeDef) -> Iterator[Change]:
    name, directory_id = "EndpointEncryptionMode", request.properties.text("DirectoryId")
    wanted = request.properties.text(name) or ("STANDARD_TLS" if is_gone(request, name) else "")
    if not wanted or wanted == found.get("EndpointEncryptionMode", "STANDARD_TLS"):
        return
    if made := len(list(desktops(directory_id))):
        message = (
            f"Streaming from {directory_id} cannot change to {wanted}: it has {made} WorkSpaces, and WorkSpaces takes "
            "the change before the first one only. Remove them, or register another AD Connector with that setting."
        )
        raise Failed(message)
    fips = wanted == "FIPS_VALIDATED"
    yield Change(
        Order.FIPS if fips else Order.STANDARD_TLS,
        lambda: workspaces().modify_endpoint_encryption_mode(
            DirectoryId=directory_id, EndpointEncryptionMode="FIPS_VALIDATED" if fips else "STANDARD_TLS"
        ),
    )


_SETTINGS: tuple[Callable[[Request, WorkspaceDirectoryTypeDef], Iterator[Change]], ...] = (
    ip_groups, _creation, access, _selfservice, saml, certificates, _encryption, streaming, client,
)  # fmt: skip


def _typed(mapping: Mapping[str, Value]) -> dict[str, object]:
    """CloudFormation turns booleans into text; the API wants booleans."""
    booleans = {"true": True, "false": False}
    return {name: booleans.get(value, value) if isinstance(value, str) else value for name, value in mapping.items()}
