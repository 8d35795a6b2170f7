"""CreateWorkspaceBundle, UpdateWorkspaceBundle and DeleteWorkspaceBundle: bundles made from own images (facts §3.3).

A name goes once, and that of a deleted bundle comes back after two hours (facts §3.5); that AWS answers
ResourceAlreadyExistsException until then is [I].
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from local_aws import faults
from local_aws.services import durations, state
from local_aws.services.workspaces import sizes
from local_aws.services.workspaces.bundles import EVERY_SYSTEM, HARDWARE, Bundle, bundle, description
from local_aws.services.workspaces.model import fleet
from local_aws.services.workspaces.tags import new_tags
from local_aws.wire import ServiceError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mypy_boto3_workspaces.type_defs import (
        CreateWorkspaceBundleRequestTypeDef,
        DeleteWorkspaceBundleRequestTypeDef,
        UpdateWorkspaceBundleRequestTypeDef,
    )

    from local_aws.services.workspaces.images import Image

MOST: Final = 50
"""Bundles of an account in a region (facts §4.8)."""

ENDED: Final = frozenset({"GRAPHICS", "GRAPHICSPRO"})


def create_workspace_bundle(request: CreateWorkspaceBundleRequestTypeDef) -> Mapping[str, object]:
    """Make a bundle from an own image that is AVAILABLE."""
    held, name, compute = fleet(), request["BundleName"], request["ComputeType"].get("Name", "")
    deleted = held.deleted_bundles.get(name)
    if deleted is not None and state.now() < deleted + durations.DELETED_BUNDLE_NAME:
        raise ServiceError("ResourceAlreadyExistsException", f"The bundle {name} was deleted less than two hours ago.")
    if any(each.name == name for each in held.bundles.values()):
        raise ServiceError("ResourceAlreadyExistsException", f"A bundle with the name {name} exists already.")
    if len(held.bundles) >= MOST:
        raise ServiceError("ResourceLimitExceededException", f"The limit of {MOST} bundles in the region is reached.")
    image = _usable_image(request["ImageId"])
    user = _gib(request["UserStorage"]["Capacity"])
    root = _gib(request["RootStorage"]["Capacity"]) if "RootStorage" in request else image.root_gib
    if problem := _shape_problem(image, compute, root, user):
        raise ServiceError("InvalidParameterValuesException", problem)
    new = Bundle(
        id=state.base36_id("wsb-"),
        name=name,
        description=request["BundleDescription"],
        image_id=image.id,
        compute=compute,
        operating_system=image.operating_system,
        protocol=image.protocol,
        root_gib=root,
        user_gib=user,
        owner=state.account(),
        state="PENDING",
        created=state.now(),
        updated=state.now(),
    )
    tags = new_tags(request.get("Tags", []))
    held.bundles[new.id] = new
    held.tags[new.id] = tags
    _settle(new, "CreateWorkspaceBundle", durations.CREATE_BUNDLE)
    return {"WorkspaceBundle": description(new)}


def update_workspace_bundle(request: UpdateWorkspaceBundleRequestTypeDef) -> None:
    """Give a bundle another image; desktops that are there already stay as they are."""
    found, image = _own(request.get("BundleId", "")), _usable_image(request.get("ImageId", ""))
    if found.state == "PENDING":
        raise ServiceError("ResourceUnavailableException", f"The bundle {found.id} is PENDING.", ResourceId=found.id)
    if problem := _shape_problem(image, found.compute, found.root_gib, found.user_gib):
        raise ServiceError("InvalidParameterValuesException", problem)
    found.image_id, found.operating_system, found.protocol = image.id, image.operating_system, image.protocol
    found.state, found.updated = "PENDING", state.now()
    _settle(found, "UpdateWorkspaceBundle", durations.UPDATE_BUNDLE)


def delete_workspace_bundle(request: DeleteWorkspaceBundleRequestTypeDef) -> None:
    """Delete a bundle that no WorkSpace is made from, not even one that is terminating."""
    held, found = fleet(), _own(request.get("BundleId", ""))
    if users := [each.id for each in held.desktops.values() if each.bundle_id == found.id]:
        raise ServiceError("ResourceAssociatedException", f"The bundle {found.id} is used by {len(users)} WorkSpaces.")
    del held.bundles[found.id]
    held.tags.pop(found.id, None)
    held.deleted_bundles[found.name] = state.now()


def _own(bundle_id: str) -> Bundle:
    found = fleet().bundles.get(bundle_id)
    if found is not None:
        return found
    if bundle(bundle_id) is not None:
        raise ServiceError("AccessDeniedException", f"The bundle {bundle_id} belongs to Amazon.")
    raise ServiceError("ResourceNotFoundException", f"The bundle {bundle_id} could not be found.", ResourceId=bundle_id)


def _usable_image(image_id: str) -> Image:
    found = fleet().images.get(image_id)
    if found is None:
        raise ServiceError(
            "ResourceNotFoundException", f"The image {image_id} could not be found.", ResourceId=image_id
        )
    if found.state != "AVAILABLE":
        raise ServiceError(
            "ResourceUnavailableException", f"The image {image_id} is {found.state}.", ResourceId=image_id
        )
    return found


def _shape_problem(image: Image, compute: str, root: int, user: int) -> str | None:
    """Why there is no such bundle: "storage volumes can't be smaller than image storage volumes" (the guide)."""
    _, _, offered = EVERY_SYSTEM[image.operating_system]
    dcv_only = compute not in HARDWARE
    if compute in ENDED or (compute in HARDWARE and compute not in offered) or (dcv_only and image.protocol != "WSP"):
        return f"{image.operating_system} with {image.protocol} is not available on {compute}."
    if root < image.root_gib or user < image.user_gib:
        return f"The image needs volumes of {image.root_gib} GiB (root) and {image.user_gib} GiB (user)."
    return sizes.volumes_problem(compute, root, user)


def _gib(capacity: str) -> int:
    try:
        return int(capacity)
    except ValueError as error:
        raise ServiceError("InvalidParameterValuesException", f"{capacity!r} is not a size in GiB.") from error


def _settle(found: Bundle, operation: str, duration: float) -> None:
    ending = faults.take_stage("workspaces", operation)

    def settled() -> None:
        found.state = ending.stage if ending else "AVAILABLE"

    state.later(duration, settled)
