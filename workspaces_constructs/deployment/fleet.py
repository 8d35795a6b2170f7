"""From settings to a fleet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import aws_s3 as s3

from workspaces_constructs.desktops.fleet.leavers import Leavers
from workspaces_constructs.desktops.fleet.roster import Roster
from workspaces_constructs.scenarios.fleet import FleetOptions, FleetVariant

from .desktop_kinds import desktop_kind
from .settings import present

if TYPE_CHECKING:
    from constructs import Construct

    from . import settings as tree

__all__ = ["fleet_options"]


def fleet_options(scope: Construct, fleet: tree.Fleet) -> FleetOptions:
    """What a scenario takes.

    Args:
        scope: Where an imported bucket belongs.
        fleet: The section of the settings.
    """
    return FleetOptions(
        roster=_roster(scope, fleet.roster),
        groups=fleet.roster.groups,
        variants={variant.name: _variant(variant) for variant in fleet.variants},
        leavers=Leavers(fleet.leavers.action, fleet.leavers.grace_days, fleet.leavers.share),
        keep_running_modes=fleet.keep_running_modes,
        hours=fleet.hours,
        most_shrunk=fleet.most_shrunk,
        dry_run=fleet.dry_run,
        calls_per_second=fleet.calls_per_second,
    )


def _roster(scope: Construct, roster: tree.FleetRoster) -> Roster | None:
    if roster.file:
        return Roster.from_file(roster.file)
    if roster.bucket:
        bucket = s3.Bucket.from_bucket_name(scope, "RosterBucket", roster.bucket)
        return Roster.from_object(bucket, present(roster.key))
    return None


def _variant(variant: tree.Variant) -> FleetVariant:
    return FleetVariant(of=variant.of, tags=variant.tags, **desktop_kind(variant))
