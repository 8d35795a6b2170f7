"""One desktop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import aws_cdk as cdk
from aws_cdk import aws_workspaces as workspaces
from constructs import Construct

from workspaces_constructs.custom_resources.tokens import is_unresolved
from workspaces_constructs.facts.desktops import (
    require_auto_stop_minutes,
    require_compute_type,
    require_running_mode,
    require_user_name,
    require_volume_pair,
)
from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.facts.tags import require_tags

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aws_cdk import aws_kms as kms

    from workspaces_constructs.desktops.bundle import Bundle
    from workspaces_constructs.desktops.existing import ExistingRegistration
    from workspaces_constructs.desktops.registration import DirectoryRegistration

__all__ = ["Workspace"]

_AUTO_STOP_MINUTES = 60


class Workspace(Construct):
    """A WorkSpace for one user, with both volumes encrypted by a key of yours.

    A change of user or directory makes CloudFormation replace the WorkSpace, and what is on its volumes is lost. A
    change of bundle or key is refused by CloudFormation: migrate the WorkSpace, or remove the user, deploy, and add it
    again. Volumes only grow, one at a time and six hours apart; the hardware changes in place, but not together with a
    volume (facts §4.3).

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
        removal_policy: ``RETAIN`` keeps the desktop when the stack goes. Default: CloudFormation's, deletion.

    Raises:
        ConfigurationError: A volume pair, running mode, time-out, compute type, user name or tag that AWS refuses.
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
        removal_policy: cdk.RemovalPolicy | None = None,
    ) -> None:
        super().__init__(scope, construct_id)
        if not is_unresolved(user_name):
            require_user_name(user_name, linux=bool(bundle.operating_system and bundle.operating_system.linux))
        hardware = require_compute_type(compute_type).name if compute_type else bundle.compute_type
        if (root_volume_gib is None) != (user_volume_gib is None):
            raise ConfigurationError(
                "volumes",
                value=f"root {root_volume_gib}, user {user_volume_gib}",
                allowed="both sizes or none",
                fix="give both, such as 80 and 50, or neither to take the bundle's",
            )
        if root_volume_gib is not None and user_volume_gib is not None:
            require_volume_pair(root_volume_gib, user_volume_gib, hardware)
        self.resource = workspaces.CfnWorkspace(
            self,
            "Workspace",
            directory_id=registration.directory_id,
            user_name=user_name,
            bundle_id=bundle.bundle_id,
            root_volume_encryption_enabled=True,
            user_volume_encryption_enabled=True,
            volume_encryption_key=volume_key.key_arn,
            workspace_properties=workspaces.CfnWorkspace.WorkspacePropertiesProperty(
                compute_type_name=require_compute_type(compute_type).name if compute_type else None,
                root_volume_size_gib=root_volume_gib,
                user_volume_size_gib=user_volume_gib,
                running_mode=require_running_mode(running_mode),
                running_mode_auto_stop_timeout_in_minutes=_auto_stop(running_mode, auto_stop_minutes),
            ),
            tags=[cdk.CfnTag(key=key, value=value) for key, value in require_tags(tags or {}).items()] or None,
        )
        if removal_policy is not None:
            self.resource.apply_removal_policy(removal_policy)
        self.workspace_id = self.resource.ref


def _auto_stop(running_mode: str, minutes: int | None) -> int | None:
    if running_mode == "AUTO_STOP":
        return require_auto_stop_minutes(minutes or _AUTO_STOP_MINUTES)
    if minutes is not None:
        raise ConfigurationError(
            "auto_stop_minutes",
            value=minutes,
            allowed="only with running mode AUTO_STOP",
            fix="leave it out, or set running_mode='AUTO_STOP'",
        )
    return None
