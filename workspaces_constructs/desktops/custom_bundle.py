"""Bundles of one's own: an image and the hardware it runs on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aws_cdk as cdk
from constructs import Construct

from workspaces_constructs.custom_resources.places import place_of
from workspaces_constructs.custom_resources.resource import WorkspacesResource
from workspaces_constructs.custom_resources.tokens import is_unresolved
from workspaces_constructs.desktops.bundle import Bundle, require_offer
from workspaces_constructs.desktops.shape import require_volumes
from workspaces_constructs.facts.desktops import require_compute_region
from workspaces_constructs.facts.images import MAX_NAME_LENGTH, require_description, require_name
from workspaces_constructs.facts.tags import require_tags

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workspaces_constructs.desktops.image import WorkspacesImage

__all__ = ["CustomBundle"]

_USUAL_USER_VOLUME_GIB = 50


class CustomBundle(Construct):
    """A bundle of an image of yours, which CloudFormation cannot make.

    Another image, and other tags, change the bundle in place: desktops that are there already stay as they are until
    they are rebuilt. Other hardware, volumes, another name or description make another bundle, under another id. The
    old one is deleted, unless desktops are made from it: then it stays, and the stack's events name them; migrate them,
    which a ``WorkspaceFleet`` does by itself, and delete it in the console.

    AWS does not take the name of a deleted bundle again for two hours, and two bundles never have the same. So the
    bundle is called by the name given, a mark of this resource, and letters that are new each time.

    Example:
        .. code-block:: python

            engineering = CustomBundle(
                stack, "Engineering", compute_type="PERFORMANCE",
                image=WorkspacesImage.from_id("wsi-0123456789", operating_system="WINDOWS_SERVER_2022"),
            )
            engineering.bundle  # for a Workspace, or a persona of a WorkspaceFleet

    Args:
        scope: The construct it belongs to.
        construct_id: Its id in that scope.
        image: What is on it.
        compute_type: ``STANDARD``, ``PERFORMANCE``, ``POWER``, ... (facts §4.1).
        root_volume_gib: Give both sizes or none, neither smaller than the image's. Default: the smallest of the
            hardware.
        user_volume_gib: As above. Default: 50, or the smallest of the hardware where that is more.
        name: Up to 40 letters, digits and ``_ . / ( ) -``. Default: made of the construct's path.
        description: Letters, digits, spaces and ``_ . / ( ) -``. Default: the construct's path.
        tags: Tags within WorkSpaces' rules. Default: none.
        removal_policy: ``RETAIN`` keeps the bundle when the stack goes. Default: deletion.

    Attributes:
        bundle: The bundle, for whatever takes one.
        bundle_id: ``wsb-`` and letters and digits.

    Raises:
        ConfigurationError: Hardware on which AWS does not offer the image's system or protocol, or not in the region;
            volumes, a name, a description or a tag that AWS refuses.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        image: WorkspacesImage,
        compute_type: str = "STANDARD",
        root_volume_gib: int | None = None,
        user_volume_gib: int | None = None,
        name: str | None = None,
        description: str | None = None,
        tags: Mapping[str, str] | None = None,
        removal_policy: cdk.RemovalPolicy | None = None,
    ) -> None:
        super().__init__(scope, construct_id)
        hardware = require_offer(image.operating_system, image.protocol, compute_type)
        region = place_of(self).region
        if not is_unresolved(region):
            require_compute_region(hardware, region)
        require_volumes(root_volume_gib, user_volume_gib, hardware.name)
        own_tags = require_tags(tags or {}, marks=1)
        own_name = name or cdk.Names.unique_resource_name(
            self, max_length=MAX_NAME_LENGTH, allowed_special_characters="-"
        )
        resource = WorkspacesResource(
            self,
            "Resource",
            kind="Bundle",
            properties={
                "BundleName": require_name("bundle", own_name),
                "BundleDescription": require_description("bundle", description or self.node.path),
                "ImageId": image.image_id,
                "ComputeType": hardware.name,
                "RootStorage": str(root_volume_gib or hardware.root_gib),
                "UserStorage": str(user_volume_gib or max(hardware.user_gib, _USUAL_USER_VOLUME_GIB)),
                "Tags": [{"Key": key, "Value": value} for key, value in own_tags.items()] or None,
            },
            removal_policy=removal_policy,
        )
        self.bundle_id = resource.text("BundleId")
        self.bundle = Bundle(
            self.bundle_id,
            compute_type=hardware.name,
            operating_system=image.operating_system,
            protocol=image.protocol,
        )
