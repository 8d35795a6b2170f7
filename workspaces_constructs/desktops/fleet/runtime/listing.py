"""What exists: the desktops of the fleet's directories, their tags and bundles, and the room that is left."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict, cast

from . import aws
from .model import BATCH, FLEET_TAG, Bundle, Desktop, Inventory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from mypy_boto3_workspaces.client import WorkSpacesClient
    from mypy_boto3_workspaces.type_defs import WorkspaceBundleTypeDef, WorkspaceTypeDef

    from .model import FleetSettings, Roster
    from .store import Store

Tags = tuple[tuple[str, str], ...]


class _Listing(TypedDict):
    """How far a listing has come."""

    directories: list[str]
    """Those that are not listed to their end."""
    token: str
    """Where the first of them goes on."""
    desktops: list[list[object]]


def list_desktops(
    settings: FleetSettings, store: Store, key: str, time_is_up: Callable[[], bool]
) -> list[Desktop] | None:
    """List the desktops of all directories, without their tags; None if the time was up.

    What was listed by then is kept under a key in the bucket, and the next call goes on from there.
    """
    client = aws.workspaces(settings["calls_per_second"])
    kept = cast("_Listing | None", store.read(key))
    waiting, token = (kept["directories"], kept["token"]) if kept else (directories(settings), "")
    found = {desktop.id: desktop for desktop in map(_restored, kept["desktops"] if kept else [])}
    while waiting:
        page = client.describe_workspaces(
            DirectoryId=waiting[0], Limit=BATCH, **({"NextToken": token} if token else {})
        )
        found |= {desktop.id: desktop for desktop in map(_desktop, page["Workspaces"])}
        token = page.get("NextToken") or ""
        if not token:
            waiting.pop(0)
        if time_is_up():
            store.write(key, {"directories": waiting, "token": token, "desktops": list(found.values())})
            return None
    return list(found.values())


def complete(settings: FleetSettings, desktops: list[Desktop], roster: Roster) -> Inventory:
    """Add what the listing does not show: whose the desktops are, all bundles concerned, and free addresses."""
    tags = _tags(settings["name"])
    client = aws.workspaces(settings["calls_per_second"])
    desktops = [*desktops, *_elsewhere(client, set(tags) - {desktop.id for desktop in desktops})]
    tagged = [desktop._replace(tags=tags.get(desktop.id)) for desktop in desktops]
    wanted = {persona["bundle_id"] for persona in settings["personas"].values()}
    wanted |= {row.bundle_id for row in roster.rows if row.bundle_id}
    return Inventory(
        desktops=tagged,
        bundles=_bundles(client, wanted | {desktop.bundle_id for desktop in tagged if desktop.owned}),
        free_addresses=_free_addresses(client, directories(settings)),
    )


def _elsewhere(client: WorkSpacesClient, ids: Iterable[str]) -> Iterator[Desktop]:
    """The fleet's desktops in directories that no persona is in any more; the index of tags has ended ones, too."""
    asked = sorted(ids)
    for start in range(0, len(asked), BATCH):
        yield from map(_desktop, client.describe_workspaces(WorkspaceIds=asked[start : start + BATCH])["Workspaces"])


def directories(settings: FleetSettings) -> list[str]:
    """The directories that the fleet's personas are in."""
    return list(dict.fromkeys(persona["directory_id"] for persona in settings["personas"].values()))


def _desktop(shown: WorkspaceTypeDef) -> Desktop:
    properties = shown.get("WorkspaceProperties") or {}
    return Desktop(
        id=shown.get("WorkspaceId", ""),
        directory_id=shown.get("DirectoryId", ""),
        user=shown.get("UserName", ""),
        state=shown.get("State", ""),
        bundle_id=shown.get("BundleId", ""),
        running_mode=properties.get("RunningMode", ""),
        auto_stop_minutes=properties.get("RunningModeAutoStopTimeoutInMinutes") or 0,
        root_volume_gib=properties.get("RootVolumeSizeGib", 0),
        user_volume_gib=properties.get("UserVolumeSizeGib", 0),
        compute_type=properties.get("ComputeTypeName", ""),
        operating_system=properties.get("OperatingSystemName", ""),
        subnet_id=shown.get("SubnetId", ""),
        modifying=any(each.get("State") != "UPDATE_FAILED" for each in shown.get("ModificationStates", [])),
        error=shown.get("ErrorMessage") or shown.get("ErrorCode") or "",
        tags=None,
    )


def _restored(row: list[object]) -> Desktop:
    return Desktop(*row)  # type: ignore[arg-type]  # a Desktop as JSON keeps it


def _tags(fleet: str) -> dict[str, Tags]:
    """The tags of every desktop that carries the fleet's: a hundred in a call that WorkSpaces' limit does not count."""
    pages = (
        aws.tagging()
        .get_paginator("get_resources")
        .paginate(TagFilters=[{"Key": FLEET_TAG, "Values": [fleet]}], ResourceTypeFilters=["workspaces:workspace"])
    )
    return {
        found["ResourceARN"].rpartition("/")[2]: tuple((tag["Key"], tag["Value"]) for tag in found["Tags"])
        for page in pages
        for found in page["ResourceTagMappingList"]
    }


def _bundles(client: WorkSpacesClient, ids: Iterable[str]) -> dict[str, Bundle]:
    return {
        found["BundleId"]: Bundle(
            id=found["BundleId"],
            name=found.get("Name", ""),
            owner=found.get("Owner", ""),
            image_id=found.get("ImageId", ""),
            compute_type=(found.get("ComputeType") or {}).get("Name", ""),
        )
        for found in _described(client, sorted(ids))
    }


def _described(client: WorkSpacesClient, ids: list[str]) -> Iterator[WorkspaceBundleTypeDef]:
    """The bundles that exist; an id that is none may be refused together with those beside it [I]."""
    for start in range(0, len(ids), BATCH):
        asked = ids[start : start + BATCH]
        try:
            yield from client.describe_workspace_bundles(BundleIds=asked)["Bundles"]
        except client.exceptions.InvalidParameterValuesException:
            if len(ids) > 1:
                for each in asked:
                    yield from _described(client, [each])


def _free_addresses(client: WorkSpacesClient, ids: list[str]) -> dict[str, int]:
    """How many addresses the subnets of each directory have left."""
    subnets: dict[str, list[str]] = {}
    for start in range(0, len(ids), BATCH):
        for found in client.describe_workspace_directories(DirectoryIds=ids[start : start + BATCH])["Directories"]:
            subnets[found["DirectoryId"]] = found.get("SubnetIds", [])
    asked = sorted({subnet for pair in subnets.values() for subnet in pair})
    if not asked:
        return dict.fromkeys(ids, 0)
    free = {
        each["SubnetId"]: each["AvailableIpAddressCount"]
        for each in aws.ec2().describe_subnets(SubnetIds=asked)["Subnets"]
    }
    return {identifier: sum(free.get(each, 0) for each in subnets.get(identifier, [])) for identifier in ids}
