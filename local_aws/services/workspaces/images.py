"""Images: made from a WorkSpace, copied from another region, imported from EC2; described and deleted (facts §3.3).

While an image is made its WorkSpace is SUSPENDED [R]. Which error answers an encrypted WorkSpace, or an account that
brings no licences, is [I], and so is that an image that does not exist can be deleted: the model names no error for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from local_aws import faults
from local_aws.services import durations, neighbours, state
from local_aws.services.workspaces.model import Desktop, Fleet, fleet
from local_aws.services.workspaces.pages import paged
from local_aws.services.workspaces.tags import new_tags
from local_aws.wire import ServiceError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mypy_boto3_workspaces.type_defs import (
        CopyWorkspaceImageRequestTypeDef,
        CreateWorkspaceImageRequestTypeDef,
        DeleteWorkspaceImageRequestTypeDef,
        DescribeWorkspaceImagesRequestTypeDef,
        ImportWorkspaceImageRequestTypeDef,
        TagTypeDef,
    )

MOST: Final = 40
"""Images of an account in a region (facts §4.8)."""

IMPORTED_VOLUMES: Final = (80, 10)
"""The smallest volumes of what is made from an imported image [I]."""


@dataclass
class Image:
    """An image of the account."""

    id: str
    name: str
    description: str
    operating_system: str
    protocol: str
    root_gib: int
    user_gib: int
    created: float
    tenancy: str = "DEFAULT"
    state: str = "PENDING"
    error_code: str = ""
    error: str = ""


def create_workspace_image(request: CreateWorkspaceImageRequestTypeDef) -> Mapping[str, object]:
    """Make an image from a WorkSpace that is AVAILABLE and not encrypted (facts §4.5)."""
    desktop = fleet().desktops.get(request["WorkspaceId"])
    if desktop is None:
        raise _missing("WorkSpace", request["WorkspaceId"])
    if desktop.root_encrypted or desktop.user_encrypted:
        raise ServiceError("OperationNotSupportedException", f"The WorkSpace {desktop.id} is encrypted.")
    if desktop.state != "AVAILABLE" or desktop.modifications:
        raise ServiceError(
            "InvalidResourceStateException", f"The WorkSpace {desktop.id} is in the state {desktop.state}."
        )
    new = Image(
        id=state.base36_id("wsi-"),
        name=request["Name"],
        description=request["Description"],
        operating_system=desktop.operating_system,
        protocol=desktop.protocol,
        root_gib=desktop.root_gib,
        user_gib=desktop.user_gib,
        created=state.now(),
    )
    _make(new, request.get("Tags", []), "CreateWorkspaceImage", durations.CREATE_IMAGE, desktop)
    return _description(new)


def copy_workspace_image(request: CopyWorkspaceImageRequestTypeDef) -> Mapping[str, object]:
    """Copy an image that is AVAILABLE from another region."""
    from ministack.core.responses import request_scope

    with request_scope(state.account(), request["SourceRegion"]):
        source = fleet().images.get(request["SourceImageId"])
    if source is None:
        raise _missing("image", request["SourceImageId"])
    if source.state != "AVAILABLE":
        raise ServiceError(
            "ResourceUnavailableException", f"The image {source.id} is {source.state}.", ResourceId=source.id
        )
    new = Image(
        id=state.base36_id("wsi-"),
        name=request["Name"],
        description=request.get("Description", ""),
        operating_system=source.operating_system,
        protocol=source.protocol,
        root_gib=source.root_gib,
        user_gib=source.user_gib,
        created=state.now(),
        tenancy=source.tenancy,
    )
    _make(new, request.get("Tags", []), "CopyWorkspaceImage", durations.COPY_IMAGE)
    return {"ImageId": new.id}


def import_workspace_image(request: ImportWorkspaceImageRequestTypeDef) -> Mapping[str, object]:
    """Import an EC2 image of the account's own: Windows 11 where its name says so, else Windows 10 [I]."""
    if fleet().dedicated_tenancy != "ENABLED":
        raise ServiceError("OperationNotSupportedException", "The account is not enabled for BYOL.")
    name = neighbours.own_machine_image(request["Ec2ImageId"])
    if name is None:
        raise _missing("EC2 image", request["Ec2ImageId"])
    root, user = IMPORTED_VOLUMES
    new = Image(
        id=state.base36_id("wsi-"),
        name=request["ImageName"],
        description=request["ImageDescription"],
        operating_system="WINDOWS_11" if "11" in name else "WINDOWS_10",
        protocol="WSP" if request["IngestionProcess"].endswith("_WSP") else "PCOIP",
        root_gib=root,
        user_gib=user,
        created=state.now(),
        tenancy="DEDICATED",
    )
    if (new.operating_system, new.protocol) == ("WINDOWS_11", "PCOIP"):
        new.error_code, new.error = "ProtocolOSIncompatibility", "Windows 11 streams by DCV only."
    _make(new, request.get("Tags", []), "ImportWorkspaceImage", durations.IMPORT_IMAGE)
    return {"ImageId": new.id}


def describe_workspace_images(request: DescribeWorkspaceImagesRequestTypeDef) -> Mapping[str, object]:
    """Describe one's own images, all or those named; an unknown id is left out. None is shared with the account."""
    ids = request.get("ImageIds")
    own = [] if request.get("ImageType") == "SHARED" else list(fleet().images.values())
    found = [each for each in own if not ids or each.id in ids]
    shown, token = paged(found, request.get("MaxResults"), request.get("NextToken"), "images")
    return {"Images": [_described(each) for each in shown], "NextToken": token}


def delete_workspace_image(request: DeleteWorkspaceImageRequestTypeDef) -> None:
    """Delete an image that is made and that no bundle uses (facts §3.5)."""
    held = fleet()
    found = held.images.get(request["ImageId"])
    if found is None:
        return
    if found.state == "PENDING":
        raise ServiceError("InvalidResourceStateException", f"The image {found.id} is PENDING.")
    if users := [each.id for each in held.bundles.values() if each.image_id == found.id]:
        raise ServiceError(
            "ResourceAssociatedException", f"The image {found.id} is used by the bundles {', '.join(users)}."
        )
    del held.images[found.id]
    held.tags.pop(found.id, None)


def _make(
    new: Image, tags: Sequence[TagTypeDef], operation: str, duration: float, desktop: Desktop | None = None
) -> None:
    """Add an image, if its name is free and there is room, and make it."""
    held: Fleet = fleet()
    if any(each.name == new.name for each in held.images.values()):
        raise ServiceError("ResourceAlreadyExistsException", f"An image with the name {new.name} exists already.")
    if len(held.images) >= MOST:
        raise ServiceError("ResourceLimitExceededException", f"The limit of {MOST} images in the region is reached.")
    held.tags[new.id] = new_tags(tags)
    held.images[new.id] = new
    ending = faults.take_stage("workspaces", operation)
    if desktop is not None:
        desktop.state = "SUSPENDED"

    def made() -> None:
        new.state = ending.stage if ending else "ERROR" if new.error_code else "AVAILABLE"
        if ending:
            new.error_code, new.error = ending.error, ending.reason
        if desktop is not None and desktop.state == "SUSPENDED":
            desktop.state = "AVAILABLE"

    state.later(duration, made)


def _described(each: Image) -> dict[str, object]:
    failed = each.state == "ERROR"
    details = [{"ErrorCode": each.error_code, "ErrorMessage": each.error}] if failed and each.error_code else None
    return {
        **_description(each),
        "ErrorCode": each.error_code or None if failed else None,
        "ErrorMessage": each.error or None if failed else None,
        "ErrorDetails": details,
    }


def _description(each: Image) -> dict[str, object]:
    return {
        "ImageId": each.id,
        "Name": each.name,
        "Description": each.description or None,
        "OperatingSystem": {"Type": "WINDOWS" if each.operating_system.startswith("WINDOWS") else "LINUX"},
        "State": each.state,
        "RequiredTenancy": each.tenancy,
        "Created": each.created,
        "OwnerAccountId": state.account(),
    }


def _missing(what: str, identifier: str) -> ServiceError:
    return ServiceError(
        "ResourceNotFoundException", f"The {what} {identifier} could not be found.", ResourceId=identifier
    )
