"""From where users of a registration come in: IP access control groups, devices, and a streaming endpoint.

What was made by hand stays where no property names any: only what the properties of before named is taken off.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from .aws import workspaces
from .setting_changes import Change, Order, differs, mapping

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mypy_boto3_workspaces.type_defs import WorkspaceAccessPropertiesUnionTypeDef, WorkspaceDirectoryTypeDef

    from .kind import Request


def ip_groups(request: Request, found: WorkspaceDirectoryTypeDef) -> Iterator[Change]:
    """Exactly the groups that are given; new ones come before old ones go, so that a directory is never without."""
    directory_id, name = request.properties.text("DirectoryId"), "IpGroupIds"
    wanted, current = request.properties.texts(name), found.get("ipGroupIds", [])
    order = Order.IP_GROUPS if wanted else Order.IP_GROUPS_OFF
    ours = current if wanted else request.old.texts(name)
    if missing := [group for group in wanted if group not in current]:
        yield Change(
            order, lambda: workspaces(once=True).associate_ip_groups(DirectoryId=directory_id, GroupIds=missing)
        )
    if superfluous := sorted(group for group in current if group in ours and group not in wanted):
        yield Change(
            order, lambda: workspaces(once=True).disassociate_ip_groups(DirectoryId=directory_id, GroupIds=superfluous)
        )


def access(request: Request, found: WorkspaceDirectoryTypeDef) -> Iterator[Change]:
    """The devices and the endpoint; one that is no longer named is taken off again.

    An empty list is the only way the API's model leaves to say so [I].
    """
    name, actual = "WorkspaceAccessProperties", found.get("WorkspaceAccessProperties", {})
    wanted: dict[str, object] = {**request.properties.mapping(name)}
    endpoint = "AccessEndpointConfig" in wanted
    if not endpoint and _endpoints(mapping(actual)) & _endpoints(request.old.mapping(name)):
        wanted["AccessEndpointConfig"] = {"AccessEndpoints": []}
    if differs(wanted, actual):
        yield Change(
            Order.ENDPOINT if endpoint else Order.ENDPOINT_OFF,
            lambda: workspaces().modify_workspace_access_properties(
                ResourceId=request.properties.text("DirectoryId"),
                WorkspaceAccessProperties=cast("WorkspaceAccessPropertiesUnionTypeDef", wanted),
            ),
        )


def _endpoints(properties: Mapping[str, object]) -> set[str]:
    """The VPC endpoints of access properties."""
    rows = mapping(properties.get("AccessEndpointConfig")).get("AccessEndpoints")
    return {str(mapping(row).get("VpcEndpointId")) for row in (rows if isinstance(rows, list) else [])}
