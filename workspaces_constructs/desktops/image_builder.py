"""The one desktop that is not encrypted: where an image is built."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aws_cdk as cdk
from aws_cdk import aws_workspaces as workspaces
from constructs import Construct

from workspaces_constructs.custom_resources.acknowledgements import acknowledge
from workspaces_constructs.custom_resources.tokens import is_unresolved
from workspaces_constructs.desktops.shape import require_auto_stop
from workspaces_constructs.facts.desktops import require_user_name
from workspaces_constructs.facts.tags import require_tags

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workspaces_constructs.desktops.bundle import Bundle
    from workspaces_constructs.desktops.existing import ExistingRegistration
    from workspaces_constructs.desktops.registration import DirectoryRegistration

__all__ = ["ImageBuilderWorkspace"]

_WHY = (
    "WorkSpaces makes no image of an encrypted WorkSpace, so the desktop on which an image is built is not encrypted. "
    "It is for building only: nobody keeps data on it, and it goes when the image is made."
)


class ImageBuilderWorkspace(Construct):
    """A WorkSpace without encryption, on which somebody builds an image: WorkSpaces makes none of an encrypted one.

    Deploy it, sign in, install what belongs into the image, run the Image Checker, then add
    :meth:`WorkspacesImage.from_workspace <workspaces_constructs.desktops.image.WorkspacesImage.from_workspace>` and
    deploy again. Nothing on it is encrypted, so keep no data on it. The CDK warns of it in every synthesis; take it out
    when the image is made. Another user or directory makes CloudFormation replace it, and what was installed is lost.

    Example:
        .. code-block:: python

            builder = ImageBuilderWorkspace(
                stack, "Builder", registration=registration, user_name="image-builder",
                bundle=Bundle.amazon(stack, "Bundle"),
            )

    Args:
        scope: The construct it belongs to.
        construct_id: Its id in that scope.
        registration: The registered directory.
        user_name: A user of that directory who has no other WorkSpace in it.
        bundle: What it is made from; the image takes over its operating system and its protocol, and bundles of the
            image have volumes of at least its sizes.
        auto_stop_minutes: After how long without a session it stops; a multiple of 60. An image is made only while it
            runs: start it before you deploy the image. Default: 60.
        tags: Tags within WorkSpaces' rules. Default: none.

    Attributes:
        workspace_id: ``ws-`` and letters and digits.

    Raises:
        ConfigurationError: A time-out, user name or tag that AWS refuses.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        registration: DirectoryRegistration | ExistingRegistration,
        user_name: str,
        bundle: Bundle,
        auto_stop_minutes: int = 60,
        tags: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(scope, construct_id)
        if not is_unresolved(user_name):
            require_user_name(user_name, linux=bool(bundle.operating_system and bundle.operating_system.linux))
        self.bundle = bundle
        self.resource = workspaces.CfnWorkspace(
            self,
            "Workspace",
            directory_id=registration.directory_id,
            user_name=user_name,
            bundle_id=bundle.bundle_id,
            root_volume_encryption_enabled=False,
            user_volume_encryption_enabled=False,
            workspace_properties=workspaces.CfnWorkspace.WorkspacePropertiesProperty(
                running_mode="AUTO_STOP",
                running_mode_auto_stop_timeout_in_minutes=require_auto_stop("AUTO_STOP", auto_stop_minutes),
            ),
            tags=[cdk.CfnTag(key=key, value=value) for key, value in require_tags(tags or {}).items()] or None,
        )
        self.workspace_id = self.resource.ref
        acknowledge(self.resource, {"WorkSpaces-ENC1": _WHY})
        cdk.Annotations.of(self).add_warning_v2("@workspaces-constructs/desktops:imageBuilder", _WHY)
