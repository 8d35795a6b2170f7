"""``Custom::WorkspacesBundle``: a bundle made from an image of one's own.

A bundle is found again by its name, which begins with the one asked for and the digest of the physical id, and by its
tag. Each name ends in letters of its own: AWS does not take the name of a deleted bundle again for two hours, and a
deployment that failed must not block the next one for so long.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from .aws import code, listed, workspaces
from .kind import Done, Failed, Kind, Outcome, Pending, Request
from .software import PATIENCE_SECONDS, marked_name, own_bundles, own_images, quota_reached, refuse_broken_image
from .tagged import apply_tags, first_tags, is_ours

if TYPE_CHECKING:
    from mypy_boto3_workspaces.literals import ComputeType
    from mypy_boto3_workspaces.type_defs import WorkspaceBundleTypeDef

_MOST = 50
_GOING = frozenset({"TERMINATING", "TERMINATED"})


def ensure(request: Request) -> Outcome:
    """Make the bundle, wait until it is AVAILABLE, bring its image and its tags to what the properties say."""
    found = _found(request)
    if not found:
        return _create(request)
    for superfluous in found[1:]:
        _delete(request, superfluous)
    bundle, image_id = found[0], request.properties.text("ImageId")
    bundle_id, state = bundle["BundleId"], bundle.get("State", "")
    if state == "ERROR":
        message = (
            f"Bundle {bundle_id} ({bundle.get('Name')}) is in the state ERROR, for which AWS gives no reason. Check "
            f"that a bundle of {image_id} with this compute type and these volumes can be made in the console."
        )
        raise Failed(message)
    if state != "AVAILABLE":
        return Pending(f"Bundle {bundle_id} is {state}.", "the bundle's status in the WorkSpaces console.")
    if bundle.get("ImageId") != image_id:
        return _update(bundle_id, image_id)
    apply_tags(request, bundle_id)
    return Done({"BundleId": bundle_id, "BundleName": bundle.get("Name", "")})


def remove(request: Request) -> Outcome:
    """Delete the bundle; refuse where desktops stay that are made from it."""
    outcomes = [_delete(request, bundle) for bundle in _found(request)]
    return outcomes[0] if outcomes else Done()


def _found(request: Request) -> list[WorkspaceBundleTypeDef]:
    """The bundles that this resource has made, the eldest first: one, unless an answer was lost and came late."""
    mark = marked_name(request.properties.text("BundleName"), request.physical_id)
    found = [
        bundle
        for bundle in own_bundles()
        if bundle.get("Name", "").startswith(f"{mark}-") and is_ours(bundle["BundleId"], request.physical_id)
    ]
    return sorted(found, key=lambda bundle: (str(bundle.get("CreationTime", "")), bundle["BundleId"]))


def _create(request: Request) -> Outcome:
    given = request.properties
    name = f"{marked_name(given.text('BundleName'), request.physical_id)}-{secrets.token_hex(3)}"
    compute: ComputeType = given.text("ComputeType")  # type: ignore[assignment]  # AWS checks it
    try:
        workspaces(once=True).create_workspace_bundle(
            BundleName=name,
            BundleDescription=given.text("BundleDescription"),
            ImageId=given.text("ImageId"),
            ComputeType={"Name": compute},
            RootStorage={"Capacity": given.text("RootStorage")},
            UserStorage={"Capacity": given.text("UserStorage")},
            Tags=first_tags(request),
        )
    except ClientError as error:
        if code(error) == "ResourceLimitExceededException":
            raise quota_reached(error, "bundles", _MOST) from error
        if code(error) == "ResourceAlreadyExistsException":
            return Pending(f"{error}", f"why every name like {name} is taken; each step tries another one.")
        return _unless_image_is_coming(error, given.text("ImageId"))
    return Pending(f"Bundle {name} has been requested.")


def _update(bundle_id: str, image_id: str) -> Outcome:
    try:
        workspaces(once=True).update_workspace_bundle(BundleId=bundle_id, ImageId=image_id)
    except ClientError as error:
        return _unless_image_is_coming(error, image_id)
    return Pending(f"Bundle {bundle_id} gets the image {image_id}.")


def _unless_image_is_coming(error: ClientError, image_id: str) -> Pending:
    """Wait for an image that is still being made; any other error stands."""
    if code(error) != "ResourceUnavailableException":
        raise error
    for image in own_images():
        if image["ImageId"] == image_id:
            refuse_broken_image(image)
    return Pending(f"{error}", f"whether the image {image_id} is AVAILABLE; deploy again when it is.")


def _delete(request: Request, bundle: WorkspaceBundleTypeDef) -> Pending:
    bundle_id = bundle["BundleId"]
    try:
        workspaces(once=True).delete_workspace_bundle(BundleId=bundle_id)
    except ClientError as error:
        if code(error) == "ResourceAssociatedException":
            return _in_use(request, bundle)
        if code(error) != "ResourceNotFoundException":
            raise
    return Pending(f"Bundle {bundle_id} is being deleted.")


def _in_use(request: Request, bundle: WorkspaceBundleTypeDef) -> Pending:
    """Wait for desktops that go; refuse where some stay."""
    bundle_id = bundle["BundleId"]
    pages = workspaces().get_paginator("describe_workspaces").paginate(BundleId=bundle_id)
    desktops = [desktop for page in pages for desktop in page["Workspaces"]]
    staying = [desktop for desktop in desktops if desktop.get("State") not in _GOING]
    if not staying or request.elapsed < PATIENCE_SECONDS:
        return Pending(
            f"Bundle {bundle_id} is used by {len(desktops)} WorkSpaces, of which {len(staying)} are not being "
            "terminated.",
            "their status in the WorkSpaces console.",
        )
    users = listed(f"{each.get('UserName', '')} ({each['WorkspaceId']})" for each in staying)
    message = (
        f"Bundle {bundle_id} ({bundle.get('Name')}) is used by {len(staying)} WorkSpaces: {users}. AWS deletes no "
        "bundle that is in use. Migrate them to another bundle, which keeps their user volumes, or terminate them, "
        "which loses what is on them; then delete it again, here or in the WorkSpaces console."
    )
    raise Failed(message)


KIND = Kind(
    type="Custom::WorkspacesBundle",
    required=frozenset({"BundleName", "BundleDescription", "ImageId", "ComputeType", "RootStorage", "UserStorage"}),
    optional=frozenset({"Tags"}),
    replaced_on=frozenset({"BundleName", "BundleDescription", "ComputeType", "RootStorage", "UserStorage"}),
    attributes=("BundleId", "BundleName"),
    ensure=ensure,
    remove=remove,
)
