"""How a registration's desktops stream, and what the clients do."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from .aws import workspaces
from .setting_changes import Change, Order, differs, mapping, with_defaults

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mypy_boto3_workspaces.type_defs import (
        ClientPropertiesTypeDef,
        StreamingPropertiesUnionTypeDef,
        WorkspaceDirectoryTypeDef,
    )

    from .kind import Request

_USER_SETTINGS = {
    "CLIPBOARD_COPY_FROM_LOCAL_DEVICE": "ENABLED",
    "CLIPBOARD_COPY_TO_LOCAL_DEVICE": "ENABLED",
    "PRINTING_TO_LOCAL_DEVICE": "ENABLED",
    "SMART_CARD": "DISABLED",
}
_STREAMING: Mapping[str, object] = {
    "StreamingExperiencePreferredProtocol": "UDP",
    "StorageConnectors": [{"ConnectorType": "HOME_FOLDER", "Status": "DISABLED"}],
    "GlobalAccelerator": {"Mode": "DISABLED"},
    **{action: {"Action": action, "Permission": permission} for action, permission in _USER_SETTINGS.items()},
}
_CLIENT: Mapping[str, object] = {
    "ReconnectEnabled": "ENABLED",
    "LogUploadEnabled": "ENABLED",
    "ClientExperiencePolicy": "USER_CHOICE",
}
"""What a registration begins with; the API has no way to delete these settings, and AWS publishes no defaults [I]."""


def streaming(request: Request, found: WorkspaceDirectoryTypeDef) -> Iterator[Change]:
    """What passes between desktops and devices, and how; each setting that is gone begins anew."""
    name, actual = "StreamingProperties", _flat(mapping(found.get("StreamingProperties")))
    wanted = with_defaults(
        _flat(mapping(request.properties.values.get(name))), _flat(mapping(request.old.values.get(name))), _STREAMING
    )
    if not differs(wanted, actual):
        return
    users = {action: row for action, row in {**actual, **wanted}.items() if action in _USER_SETTINGS}
    others = {key: value for key, value in wanted.items() if key not in _USER_SETTINGS}
    changed = {**others, "UserSettings": [*users.values()]} if users else others
    accelerated = mapping(wanted.get("GlobalAccelerator")).get("Mode") == "ENABLED_AUTO"
    yield Change(
        Order.ACCELERATOR if accelerated else Order.ACCELERATOR_OFF,
        lambda: workspaces().modify_streaming_properties(
            ResourceId=request.properties.text("DirectoryId"),
            StreamingProperties=cast("StreamingPropertiesUnionTypeDef", changed),
        ),
    )


def client(request: Request, _found: WorkspaceDirectoryTypeDef) -> Iterator[Change]:
    """What the clients do, which only another call shows; each setting that is gone begins anew."""
    name, directory_id = "ClientProperties", request.properties.text("DirectoryId")
    wanted = with_defaults(request.properties.mapping(name), request.old.mapping(name), _CLIENT)
    if not wanted:
        return
    shown = workspaces().describe_client_properties(ResourceIds=[directory_id])["ClientPropertiesList"]
    if differs(wanted, shown[0].get("ClientProperties") if shown else None):
        yield Change(
            Order.INDEPENDENT,
            lambda: workspaces().modify_client_properties(
                ResourceId=directory_id, ClientProperties=cast("ClientPropertiesTypeDef", wanted)
            ),
        )


def _flat(properties: Mapping[str, object]) -> dict[str, object]:
    """The properties with each user setting by its action, and numbers, which CloudFormation turns into text."""
    flat = {name: value for name, value in properties.items() if name != "UserSettings"}
    rows = properties.get("UserSettings")
    for row in map(mapping, rows if isinstance(rows, list) else []):
        length = {"MaximumLength": int(str(row["MaximumLength"]))} if "MaximumLength" in row else {}
        flat[str(row["Action"])] = {**row, **length}
    return flat
