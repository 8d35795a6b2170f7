"""Images: what bundles of one's own are made from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Required, TypedDict, Unpack

from workspaces_constructs.custom_resources.places import place_of
from workspaces_constructs.custom_resources.resource import WorkspacesResource
from workspaces_constructs.custom_resources.tokens import is_unresolved
from workspaces_constructs.desktops.workspace import Workspace
from workspaces_constructs.facts.desktops import require_operating_system, require_protocol
from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.facts.identifiers import require_identifier
from workspaces_constructs.facts.images import (
    OFFICE_APPLICATIONS,
    require_copy,
    require_description,
    require_import,
    require_name,
)
from workspaces_constructs.facts.options import require_options
from workspaces_constructs.facts.tags import require_tags

if TYPE_CHECKING:
    from collections.abc import Mapping

    import aws_cdk as cdk
    from constructs import Construct

    from workspaces_constructs.desktops.image_builder import ImageBuilderWorkspace
    from workspaces_constructs.facts.catalog import OperatingSystem

__all__ = ["ImageOptions", "WorkspacesImage"]


class ImageOptions(TypedDict, total=False):
    """What every image takes that a stack makes.

    Args:
        name: Up to 40 letters, digits and ``_ . / ( ) -``; AWS shows it with some letters more.
        description: Letters, digits, spaces and ``_ . / ( ) -``. Default: the construct's path.
        wait: Whether the deployment waits until the image is AVAILABLE, which can take 45 minutes. Default: yes.
        tags: Tags within WorkSpaces' rules. Default: none.
        removal_policy: ``RETAIN`` keeps the image when the stack goes. Default: deletion.
    """

    name: Required[str]
    description: str
    wait: bool
    tags: Mapping[str, str]
    removal_policy: cdk.RemovalPolicy


class _Contents(TypedDict):
    operating_system: OperatingSystem | None
    protocol: str | None


class WorkspacesImage:
    """An image: made from a WorkSpace, copied from another region, imported from EC2, or there already.

    An image never changes: another source, name or description makes another image, and bundles of the same stack get
    that in place. AWS deletes an image after its bundles.

    Example:
        .. code-block:: python

            image = WorkspacesImage.from_workspace(stack, "Image", workspace=builder, name="engineering")
            bundle = CustomBundle(stack, "Engineering", image=image, compute_type="PERFORMANCE").bundle

    Attributes:
        image_id: ``wsi-`` and letters and digits; a token for one that is made by the stack.
        operating_system: The operating system, or None where it is not known.
        protocol: The API's name of the streaming protocol, or None where it is not known.
    """

    def __init__(
        self, image_id: str, *, operating_system: OperatingSystem | None = None, protocol: str | None = None
    ) -> None:
        self.image_id = image_id
        self.operating_system = operating_system
        self.protocol = protocol

    @classmethod
    def from_id(
        cls, image_id: str, *, operating_system: str | None = None, protocol: str | None = None
    ) -> WorkspacesImage:
        """An image that exists already in the stack's region, made by hand or by another stack.

        Args:
            image_id: ``wsi-`` and 9 to 63 characters; ids differ in every region.
            operating_system: The operating system, if hardware should be checked against it.
            protocol: ``DCV`` or ``PCOIP``, likewise.

        Raises:
            ConfigurationError: Not an image's id, an operating system or a protocol that is none.
        """
        return cls(_require_image_id(image_id), **_contents(operating_system, protocol))

    @classmethod
    def from_workspace(
        cls,
        scope: Construct,
        construct_id: str,
        *,
        workspace: ImageBuilderWorkspace | Workspace | str,
        version: str | None = None,
        **options: Unpack[ImageOptions],
    ) -> WorkspacesImage:
        """An image of what is on a WorkSpace now: its system and software, and not what is on its user volume.

        The WorkSpace must run and must not be encrypted, and it is away while AWS makes the image.

        Args:
            scope: The construct it belongs to.
            construct_id: Its id in that scope.
            workspace: An ``ImageBuilderWorkspace``, or the id of a WorkSpace without encryption. A ``Workspace`` is
                refused: this library encrypts them all.
            version: Change it to make a new image of the same WorkSpace. Default: none.
            options: Its name and more; see :class:`ImageOptions`.

        Raises:
            ConfigurationError: An encrypted WorkSpace, or a name, description or tag that AWS refuses.
        """
        if isinstance(workspace, Workspace):
            raise ConfigurationError(
                "source of an image",
                value=workspace.node.path,
                allowed="a WorkSpace without encryption; WorkSpaces makes no image of an encrypted one",
                fix="build the image on an ImageBuilderWorkspace",
            )
        known = workspace if isinstance(workspace, str) else workspace.workspace_id
        if not is_unresolved(known):
            require_identifier("WorkSpace id", known)
        source = {"WorkspaceId": known, "Version": version}
        image_id = _made(scope, construct_id, source, options)
        if isinstance(workspace, str):
            return cls(image_id)
        contents = workspace.bundle
        return cls(image_id, operating_system=contents.operating_system, protocol=contents.protocol)

    @classmethod
    def copied(
        cls,
        scope: Construct,
        construct_id: str,
        *,
        source_image_id: str,
        source_region: str,
        operating_system: str | None = None,
        protocol: str | None = None,
        **options: Unpack[ImageOptions],
    ) -> WorkspacesImage:
        """A copy of an image of another region, or of one that another account has shared with this one.

        Args:
            scope: The construct it belongs to.
            construct_id: Its id in that scope.
            source_image_id: The image there. Before you copy a shared one, make sure whose it is.
            source_region: Where it is. AWS Support copies to and from GovCloud; the API does not.
            operating_system: The operating system, if hardware should be checked against it.
            protocol: ``DCV`` or ``PCOIP``, likewise.
            options: Its name and more; see :class:`ImageOptions`.

        Raises:
            ConfigurationError: A region that is none or of GovCloud, an id, a name, a description or a tag that AWS
                refuses.
        """
        region = place_of(scope).region
        require_copy(source_region, None if is_unresolved(region) else region)
        source = {
            "SourceImageId": _require_image_id(source_image_id),
            "SourceRegion": source_region,
        }
        image_id = _made(scope, construct_id, source, options)
        return cls(image_id, **_contents(operating_system, protocol))

    @classmethod
    def imported(
        cls,
        scope: Construct,
        construct_id: str,
        *,
        ec2_image_id: str,
        operating_system: str,
        protocol: str = "DCV",
        graphics: bool = False,
        office: str | None = None,
        **options: Unpack[ImageOptions],
    ) -> WorkspacesImage:
        """An image with a Windows licence of your own (BYOL), imported from an EC2 image of this account.

        The account must be enabled for BYOL in the region, and directories must be registered with dedicated tenancy.
        An import can take hours, longer than CloudFormation waits. So by default the deployment ends as soon as AWS has
        begun; make bundles from the image in a later one.

        Args:
            scope: The construct it belongs to.
            construct_id: Its id in that scope.
            ec2_image_id: ``ami-`` and 8 or 17 hexadecimal digits.
            operating_system: ``WINDOWS_10`` or ``WINDOWS_11``.
            protocol: ``DCV`` or ``PCOIP``; Windows 11 has DCV only.
            graphics: Whether it is for G4dn hardware.
            office: ``2016`` or ``2019``, to subscribe to that Microsoft Office. Default: none.
            options: Its name and more; see :class:`ImageOptions`. ``wait`` is off by default.

        Raises:
            ConfigurationError: An operating system without such a licence, a protocol or an Office that it does not
                have; an id, a name, a description or a tag that AWS refuses.
        """
        if not is_unresolved(ec2_image_id):
            require_identifier("EC2 image id", ec2_image_id)
        system, api_protocol, process = require_import(operating_system, protocol, graphics=graphics, office=office)
        source = {
            "Ec2ImageId": ec2_image_id,
            "IngestionProcess": process,
            "Applications": [OFFICE_APPLICATIONS[office]] if office else None,
        }
        image_id = _made(scope, construct_id, source, {"wait": False, **options})
        return cls(image_id, operating_system=system, protocol=api_protocol)


def _made(scope: Construct, construct_id: str, source: Mapping[str, object], options: ImageOptions) -> str:
    """Make the custom resource of an image; return the image's id."""
    require_options(options, ImageOptions.__annotations__, "an image")
    tags = require_tags(options.get("tags", {}), marks=1)
    resource = WorkspacesResource(
        scope,
        construct_id,
        kind="Image",
        properties={
            "Name": require_name("image", options.get("name", "")),
            "Description": require_description(
                "image", options.get("description", f"{scope.node.path}/{construct_id}")
            ),
            "Wait": options.get("wait", True),
            "Tags": [{"Key": key, "Value": value} for key, value in tags.items()] or None,
            **source,
        },
        removal_policy=options.get("removal_policy"),
    )
    if not options.get("wait", True):
        resource.keep_replaced()  # The new one may still fail when the old one would be deleted.
    return resource.text("ImageId")


def _require_image_id(image_id: str) -> str:
    return image_id if is_unresolved(image_id) else require_identifier("image id", image_id)


def _contents(operating_system: str | None, protocol: str | None) -> _Contents:
    return {
        "operating_system": require_operating_system(operating_system) if operating_system else None,
        "protocol": require_protocol(protocol) if protocol else None,
    }
