"""Kinds of desktops in a fleet."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from workspaces_constructs.desktops.existing import ExistingRegistration, require_registration
from workspaces_constructs.desktops.fleet.runtime.model import FLEET_TAG
from workspaces_constructs.desktops.shape import require_auto_stop, require_volumes
from workspaces_constructs.facts.arguments import require_offers
from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.facts.tags import MAX_TAGS, require_tags

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aws_cdk import aws_kms as kms

    from workspaces_constructs.desktops.bundle import Bundle
    from workspaces_constructs.desktops.fleet.runtime.model import PersonaSettings
    from workspaces_constructs.desktops.registration import DirectoryRegistration

__all__ = ["FleetPersona"]


@dataclass(frozen=True)
class FleetPersona:
    """What a row of the roster need not say: a row names a user and a persona, and may differ from it in single things.

    Example:
        .. code-block:: python

            FleetPersona(
                registration=registration, bundle=Bundle.amazon(stack, "Power", compute_type="POWER"),
                volume_key=VolumeKey(stack, "Key").key, running_mode="ALWAYS_ON",
            )

    Attributes:
        registration: The registered directory. A desktop never moves to another one: its data would be lost.
        bundle: What desktops are made from, and migrated to when it becomes another one.
        volume_key: The symmetric key of both volumes of new desktops; those that exist keep theirs.
        running_mode: ``AUTO_STOP``, billed by the hour, or ``ALWAYS_ON``, billed by the month: desktops in the other
            mode are changed. None: desktops start as AUTO_STOP, and nobody's mode or time-out is changed afterwards,
            because Cost Optimizer for Amazon WorkSpaces or the users themselves choose it.
        auto_stop_minutes: After how long without a session a desktop stops; a multiple of 60. Default: 60, but for
            ALWAYS_ON.
        root_volume_gib: Give both sizes or none: 80 with 10, 50 or 100; or 175-2000 with 100-2000. Volumes that are
            smaller grow to it; they never shrink. Default: the bundle's.
        user_volume_gib: As above.
        tags: Of its desktops, beside the fleet's own. Default: none.

    Raises:
        ConfigurationError: A running mode, time-out, volume pair or tag that AWS refuses.
    """

    registration: DirectoryRegistration | ExistingRegistration
    bundle: Bundle
    volume_key: kms.IKey
    running_mode: Literal["AUTO_STOP", "ALWAYS_ON"] | None = "AUTO_STOP"
    auto_stop_minutes: int | None = None
    root_volume_gib: int | None = None
    user_volume_gib: int | None = None
    tags: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse what AWS would refuse for every desktop."""
        require_registration(self.registration)
        require_offers(self.bundle, "bundle_id", "bundle", allowed="a Bundle", inner="bundle")
        require_offers(self.volume_key, "key_arn", "volume_key", allowed="a kms.IKey", inner="key")
        require_auto_stop(self.starts_as, self.auto_stop_minutes)
        require_volumes(self.root_volume_gib, self.user_volume_gib, self.bundle.compute_type)
        require_tags(self.tags)
        if len(self.tags) == MAX_TAGS:
            raise ConfigurationError(
                "number of tags of a fleet's persona",
                value=MAX_TAGS,
                allowed=f"at most {MAX_TAGS - 1}, since the fleet adds {FLEET_TAG}",
                fix="remove one",
            )
        if FLEET_TAG in self.tags:
            raise ConfigurationError(
                "tag of a fleet's persona",
                value=FLEET_TAG,
                allowed="any other key, since this one says which fleet a desktop belongs to",
                fix="remove it: the fleet sets it",
            )

    @property
    def starts_as(self) -> str:
        """The running mode of a new desktop."""
        return self.running_mode or "AUTO_STOP"

    def settings(self) -> PersonaSettings:
        """Return what the fleet's function is told."""
        return {
            "directory_id": self.registration.directory_id,
            "bundle_id": self.bundle.bundle_id,
            "key_arn": self.volume_key.key_arn,
            "running_mode": self.running_mode or "",
            "auto_stop_minutes": require_auto_stop(self.starts_as, self.auto_stop_minutes) or 0,
            "root_volume_gib": self.root_volume_gib or 0,
            "user_volume_gib": self.user_volume_gib or 0,
            "operating_system": self.bundle.operating_system.name if self.bundle.operating_system else "",
            "tags": dict(self.tags),
        }
