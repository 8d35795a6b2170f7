"""``Custom::WorkspacesImage``: an image made from a WorkSpace, copied from another region, or imported from EC2 (BYOL).

An image is found again by its name, which begins with the one asked for and ends in the digest of the physical id, and
by its tag. With ``Wait`` false the operation ends as soon as AWS has begun: an import can take hours, longer than
CloudFormation waits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from .aws import code, listed, workspaces
from .image_sources import source_of
from .kind import Done, Failed, Kind, Outcome, Pending, Request
from .software import PATIENCE_SECONDS, marked_name, own_bundles, own_images, quota_reached, refuse_broken_image
from .tagged import apply_tags, is_ours

if TYPE_CHECKING:
    from mypy_boto3_workspaces.type_defs import WorkspaceImageTypeDef

_MOST = 40
_NOT_READY = frozenset(
    {"ResourceAlreadyExistsException", "ResourceUnavailableException", "InvalidResourceStateException"}
)
_TOO_LONG = (
    "the image's status in the WorkSpaces console. AWS may need longer than CloudFormation waits, hours for an import: "
    "set Wait to false (wait=False), which ends the operation as soon as AWS has begun, and make bundles from the "
    "image in a later deployment; or make it by hand and name it by its id (WorkspacesImage.from_id)."
)


def ensure(request: Request) -> Outcome:
    """Make the image, wait until it is AVAILABLE, bring its tags to what the properties say."""
    name = _name(request)
    found = _named(name)
    if found is None:
        return _make(request, name)
    image_id, state = found["ImageId"], found.get("State", "")
    if not is_ours(image_id, request.physical_id):
        message = (
            f"There is an image {name} ({image_id}) that {request.logical_id} has not made. It is not "
            "taken over: rename one of them, or name it by its id (WorkspacesImage.from_id)."
        )
        raise Failed(message)
    if request.type == "Create" or request.replaces:
        refuse_broken_image(found)
    if state not in {"AVAILABLE", "ERROR"} and request.properties.flag("Wait", default=True):
        return Pending(f"Image {image_id} is {state}.", _TOO_LONG)
    apply_tags(request, image_id)
    return Done({"ImageId": image_id, "Name": name})


def remove(request: Request) -> Outcome:
    """Delete the image; refuse where bundles stay that are made from it."""
    found = _named(_name(request))
    if found is None or not is_ours(found["ImageId"], request.physical_id):
        return Done()
    image_id = found["ImageId"]
    try:
        workspaces(once=True).delete_workspace_image(ImageId=image_id)
    except ClientError as error:
        if code(error) == "ResourceAssociatedException":
            return _in_use(request, image_id)
        if code(error) != "InvalidResourceStateException":
            raise
        return Pending(
            f"Image {image_id} is {found.get('State')}, and AWS deletes no image that it is still making.",
            "its status in the WorkSpaces console. Once it is made, deleting it again goes on from here.",
        )
    return Pending(f"Image {image_id} is being deleted.")


def _named(name: str) -> WorkspaceImageTypeDef | None:
    return next((image for image in own_images() if image.get("Name") == name), None)


def _name(request: Request) -> str:
    return marked_name(request.properties.text("Name"), request.physical_id)


def _make(request: Request, name: str) -> Outcome:
    _refuse_another_builder(request)
    source = source_of(request)
    if waiting := source.problem(request):
        return waiting
    try:
        source.begin(request, name)
    except ClientError as error:
        if code(error) == "ResourceLimitExceededException":
            raise quota_reached(error, "images", _MOST) from error
        if code(error) not in _NOT_READY:
            raise
        return Pending(f"{error}", f"that {request.properties.text(source.name)} is AVAILABLE.")
    return Pending(f"The image {name} has been requested.", _TOO_LONG)


def _refuse_another_builder(request: Request) -> None:
    """A builder that CloudFormation has made anew is empty, and its image would take the place of the good one."""
    now, before = request.properties, request.old
    moved = now.text("WorkspaceId") != before.text("WorkspaceId") and before.text("WorkspaceId")
    if request.replaces and moved and now.text("Version") == before.text("Version"):
        message = (
            f"The image's source is {now.text('WorkspaceId')}, and was {before.text('WorkspaceId')}: a WorkSpace that "
            "was made anew has nothing on it. The image stays as it is. If there is another one to be made, change its "
            "version, too; if not, name the image by its id (WorkspacesImage.from_id)."
        )
        raise Failed(message)


def _in_use(request: Request, image_id: str) -> Pending:
    """Wait for bundles that go; refuse where some stay."""
    users = [f"{each.get('Name')} ({each['BundleId']})" for each in own_bundles() if each.get("ImageId") == image_id]
    if not users or request.elapsed < PATIENCE_SECONDS:
        return Pending(
            f"Image {image_id} is still in use by {len(users)} bundles.",
            "whether it is shared with other accounts: unshare it first.",
        )
    message = (
        f"Image {image_id} is used by {len(users)} bundles: {listed(users)}. AWS deletes images after their bundles. "
        "Delete these, or give them another image, then delete it again."
    )
    raise Failed(message)


KIND = Kind(
    type="Custom::WorkspacesImage",
    required=frozenset({"Name", "Description"}),
    optional=frozenset(
        {
            "Applications",
            "Ec2ImageId",
            "IngestionProcess",
            "SourceImageId",
            "SourceRegion",
            "Tags",
            "Version",
            "Wait",
            "WorkspaceId",
        }
    ),
    replaced_on=frozenset(
        {
            "Applications",
            "Description",
            "Ec2ImageId",
            "IngestionProcess",
            "Name",
            "SourceImageId",
            "SourceRegion",
            "Version",
            "WorkspaceId",
        }
    ),
    attributes=("ImageId", "Name"),
    ensure=ensure,
    remove=remove,
)
