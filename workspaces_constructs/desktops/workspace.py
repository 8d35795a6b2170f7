"""One desktop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import aws_cdk as cdk
from aws_cdk import aws_workspaces as workspaces
from constructs import Construct

from workspaces_constructs.custom_resources.tokens import is_unresolved
from workspaces_constructs.desktops.desktop_guard import DesktopGuard
from workspaces_constructs.desktops.existing import require_registration
from workspaces_constructs.desktops.region import desktop_region
from workspaces_constructs.desktops.shape import require_auto_stop, require_volumes
from workspaces_constructs.desktops.volume_key import require_volume_key
from workspaces_constructs.facts.arguments import require_offers
from workspaces_constructs.facts.desktops import require_user_name
from workspaces_constructs.facts.tags import require_tags

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aws_cdk import aws_kms as kms

    from workspaces_constructs.desktops.bundle import Bundle
    from workspaces_constructs.desktops.existing import ExistingRegistration
    from workspaces_constructs.desktops.registration import DirectoryRegistration

__all__ = ["Workspace"]


class Workspace(Construct):
    """A WorkSpace for one user, with both volumes encrypted by a key of yours.

    CloudFormation cannot change everything of a WorkSpace without losing what is on its volumes. A
    :class:`~workspaces_constructs.desktops.desktop_guard.DesktopGuard`, one in a stack, compares every update with what
    there is and refuses it before any WorkSpace is touched:

    - Another user or directory would make CloudFormation terminate the WorkSpace and make another. Insist with
      ``allow_replacement``, and take that out again in the next deployment.
    - Another bundle or key is nothing CloudFormation can give to a WorkSpace. Take the ``Workspace`` out, deploy, and
      add it again, where its data may go; a ``WorkspaceFleet`` migrates desktops with their user volumes.
    - Volumes only grow, one at a time and each every six hours, and not together with the hardware: a user volume below
      100 GiB to 100 first, then the root volume, then the user volume to more (facts §4.3). Deploy that alone: should
      another resource fail in the same update, no volume can shrink again, and the stack ends in
      UPDATE_ROLLBACK_FAILED until it is rolled back with this resource skipped.

    Running mode, time-out, tags and hardware change in place. A ``Workspace`` that is taken out of the stack is
    terminated.

    Example:
        .. code-block:: python

            Workspace(
                stack, "Alice", registration=registration, user_name="alice",
                bundle=Bundle.amazon(stack, "Bundle"), volume_key=VolumeKey(stack, "Key").key,
            )

    Args:
        scope: The construct it belongs to.
        construct_id: Its id in that scope.
        registration: The registered directory.
        user_name: A user of that directory; it must exist before. A user has one WorkSpace in a directory.
        bundle: What it is made from.
        volume_key: The symmetric key of both volumes.
        root_volume_gib: Give both sizes or none: 80 with 10, 50 or 100; or 175-2000 with 100-2000. Default: the
            bundle's.
        user_volume_gib: As above.
        running_mode: ``AUTO_STOP``, billed by the hour, or ``ALWAYS_ON``, billed by the month. Default: AUTO_STOP.
        auto_stop_minutes: After how long without a session it stops; a multiple of 60. Default: 60.
        compute_type: Hardware other than the bundle's. Default: the bundle's.
        tags: Tags within WorkSpaces' rules. Default: none.
        allow_replacement: Whether another user, directory, bundle or key may cost what is on the volumes. Default: no.
        removal_policy: ``RETAIN`` keeps the desktop when the stack goes. Default: CloudFormation's, deletion.

    Raises:
        ConfigurationError: A volume pair, running mode, time-out, compute type, user name or tag that AWS refuses; a
            region without WorkSpaces, a directory that is not registered, a user who has a desktop in the stack.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        registration: DirectoryRegistration | ExistingRegistration,
        user_name: str,
        bundle: Bundle,
        volume_key: kms.IKey,
        root_volume_gib: int | None = None,
        user_volume_gib: int | None = None,
        running_mode: Literal["AUTO_STOP", "ALWAYS_ON"] = "AUTO_STOP",
        auto_stop_minutes: int | None = None,
        compute_type: str | None = None,
        tags: Mapping[str, str] | None = None,
        allow_replacement: bool = False,
        removal_policy: cdk.RemovalPolicy | None = None,
    ) -> None:
        super().__init__(scope, construct_id)
        require_registration(registration)
        require_offers(bundle, "bundle_id", "bundle", allowed="a Bundle", inner="bundle")
        if not is_unresolved(user_name):
            require_user_name(user_name, linux=bool(bundle.operating_system and bundle.operating_system.linux))
        hardware = bundle.require_compute_type(compute_type, desktop_region(self))
        require_volumes(root_volume_gib, user_volume_gib, hardware)
        directory_id, key_arn = registration.directory_id, require_volume_key(self, volume_key).key_arn
        self.resource = workspaces.CfnWorkspace(
            self,
            "Workspace",
            directory_id=directory_id,
            user_name=user_name,
            bundle_id=bundle.bundle_id,
            root_volume_encryption_enabled=True,
            user_volume_encryption_enabled=True,
            volume_encryption_key=key_arn,
            workspace_properties=workspaces.CfnWorkspace.WorkspacePropertiesProperty(
                compute_type_name=hardware if compute_type else None,
                root_volume_size_gib=root_volume_gib,
                user_volume_size_gib=user_volume_gib,
                running_mode=running_mode,
                running_mode_auto_stop_timeout_in_minutes=require_auto_stop(running_mode, auto_stop_minutes),
            ),
            tags=[cdk.CfnTag(key=key, value=value) for key, value in require_tags(tags or {}).items()] or None,
        )
        if removal_policy is not None:
            self.resource.apply_removal_policy(removal_policy)
        self.workspace_id = self.resource.ref
        DesktopGuard.of(self).hold(
            self.resource,
            user_name=user_name,
            settings={
                "DirectoryId": directory_id,
                "BundleId": bundle.bundle_id,
                "VolumeEncryptionKey": key_arn,
                "RootVolumeSizeGib": root_volume_gib,
                "UserVolumeSizeGib": user_volume_gib,
                "ComputeTypeName": hardware if compute_type else None,
                "AllowReplacement": allow_replacement or None,
            },
        )
