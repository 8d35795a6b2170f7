"""Looking at bundles and images: what their kinds ask Amazon WorkSpaces, and how both name what they make."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .aws import workspaces
from .kind import Failed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from botocore.exceptions import ClientError
    from mypy_boto3_workspaces.type_defs import WorkspaceBundleTypeDef, WorkspaceImageTypeDef

PATIENCE_SECONDS = 120
"""How long what is in use is waited for: its users may go in the same deployment, and a little later."""
_LONGEST_NAME = 40
"""Characters of the name that was asked for. The API takes 64; the rest are the mark and what makes a name new."""


def marked_name(name: str, physical_id: str) -> str:
    """A name that says which resource made the thing: the one asked for, and the digest that ends the physical id."""
    return f"{name[:_LONGEST_NAME]}-{physical_id.rpartition('-')[2]}"


def own_bundles() -> Iterator[WorkspaceBundleTypeDef]:
    """The account's own bundles in this region."""
    for page in workspaces().get_paginator("describe_workspace_bundles").paginate():
        yield from page["Bundles"]


def own_images() -> Iterator[WorkspaceImageTypeDef]:
    """The account's own images in this region."""
    for page in workspaces().get_paginator("describe_workspace_images").paginate(ImageType="OWNED"):
        yield from page["Images"]


def refuse_broken_image(image: WorkspaceImageTypeDef) -> None:
    """Refuse an image that could not be made, with what AWS says about it."""
    if image.get("State") != "ERROR":
        return
    said = [
        f"{each.get('ErrorCode', '')} {each.get('ErrorMessage', '')}".strip()
        for each in (*image.get("ErrorDetails", []), image)
    ]
    reasons = "; ".join(dict.fromkeys(each.rstrip(".") for each in said if each)) or "AWS gives no reason"
    message = (
        f"Image {image['ImageId']} ({image.get('Name', '')}) could not be made: {reasons}. Mend that where the image "
        "comes from (the Image Checker on the WorkSpace names everything), and deploy again."
    )
    raise Failed(message)


def quota_reached(error: ClientError, what: str, most: int) -> Failed:
    """The failure to raise where an account can have no more of something."""
    return Failed(
        f"{error} An account has at most {most} {what} in a region unless AWS has raised that: delete {what} that "
        "nobody uses, or ask for more in the Service Quotas console."
    )
