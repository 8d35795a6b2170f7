"""A fleet for the personas of a scenario."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

import aws_cdk as cdk
from aws_cdk import aws_events as events

from workspaces_constructs.desktops.fleet.fleet import WorkspaceFleet
from workspaces_constructs.desktops.fleet.leavers import Leavers
from workspaces_constructs.desktops.fleet.persona import FleetPersona
from workspaces_constructs.desktops.fleet.roster import Roster
from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.scenarios.persona_desktops import chosen_bundle

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aws_cdk import aws_kms as kms
    from constructs import Construct

    from workspaces_constructs.desktops.bundle import Bundle
    from workspaces_constructs.directory.managed_microsoft_ad import ManagedAdBase
    from workspaces_constructs.scenarios.persona_desktops import PersonaDesktops

__all__ = ["FleetOptions", "FleetVariant", "scenario_fleet"]


@dataclass(frozen=True)
class FleetVariant:
    """Other desktops for people of one of the scenario's personas: its subnets, directory and registration.

    Somebody who changes between a persona and its variants keeps the desktop, which is changed or migrated; a desktop
    never moves to another directory.

    Attributes:
        of: The name of the persona.
        bundle_id: A bundle's id. Default: Amazon's bundle of the next four.
        compute_type: ``STANDARD``, ``PERFORMANCE``, ...
        operating_system: ``WINDOWS_SERVER_2022``, ``UBUNTU_24_04``, ...
        protocol: ``DCV`` or ``PCOIP``.
        language: Of the bundle. Default: English.
        image_id: An image of your own, of which a bundle is made in place of Amazon's. Default: none.
        running_mode: ``AUTO_STOP`` or ``ALWAYS_ON``.
        auto_stop_minutes: A multiple of 60. Default: 60 with AUTO_STOP.
        root_volume_gib: Default: the bundle's.
        user_volume_gib: Default: the bundle's.
        tags: Beside the persona's and the deployment's.
    """

    of: str
    bundle_id: str | None = None
    compute_type: str = "STANDARD"
    operating_system: str = "WINDOWS_SERVER_2022"
    protocol: str = "DCV"
    language: str = ""
    running_mode: Literal["AUTO_STOP", "ALWAYS_ON"] = "AUTO_STOP"
    auto_stop_minutes: int | None = None
    root_volume_gib: int | None = None
    user_volume_gib: int | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    image_id: str | None = None


@dataclass(frozen=True)
class FleetOptions:
    """A fleet of desktops for a scenario's personas, which rows of the roster name.

    Attributes:
        roster: Who should have a desktop.
        groups: Personas by the names of groups of the scenario's own Managed AD, in place of a roster.
        variants: Further kinds of desktops that rows may name, by their names.
        leavers: What happens to the desktops of those who leave.
        keep_running_modes: Whether running modes and time-outs of desktops that exist are never changed, because the
            Cost Optimizer for Amazon WorkSpaces or users choose them; new ones start as AUTO_STOP.
        hours: How many hours after the last one a run starts by itself.
        most_shrunk: A roster that loses more than this share of its rows stops the run.
        dry_run: Whether runs only write their plan.
        calls_per_second: How many calls a run makes.
    """

    roster: Roster | None = None
    groups: Mapping[str, str] = field(default_factory=dict)
    variants: Mapping[str, FleetVariant] = field(default_factory=dict)
    leavers: Leavers = field(default_factory=Leavers)
    keep_running_modes: bool = False
    hours: int = 6
    most_shrunk: float = 0.2
    dry_run: bool = False
    calls_per_second: float = 2.0


def scenario_fleet(
    scope: Construct,
    options: FleetOptions,
    personas: Mapping[str, PersonaDesktops],
    *,
    directory: ManagedAdBase | None,
    records_key: kms.IKey,
    tags: Mapping[str, str],
    removal_policy: cdk.RemovalPolicy,
) -> WorkspaceFleet:
    """Make the fleet.

    Args:
        scope: The scenario.
        options: What it is to be like.
        personas: The scenario's.
        directory: The Managed AD whose groups may be the roster, or None.
        records_key: Of the fleet's bucket and log.
        tags: The deployment's.
        removal_policy: The scenario's.

    Raises:
        ConfigurationError: A variant that has the name of a persona, or of a persona that there is not; not one
            source of the roster, or groups where the scenario has no Managed AD of its own.
    """
    kinds = {name: _of_persona(desktops, tags) for name, desktops in personas.items()}
    for name, variant in options.variants.items():
        _check_variant(name, variant, personas)
        kinds[name] = _of_variant(variant, chosen_bundle(scope, f"Bundle-{name}", variant), personas[variant.of], tags)
    if options.keep_running_modes:
        kinds = {name: replace(kind, running_mode=None) for name, kind in kinds.items()}
    return WorkspaceFleet(
        scope,
        "Fleet",
        roster=_roster(options, directory),
        personas=kinds,
        leavers=options.leavers,
        schedule=events.Schedule.rate(cdk.Duration.hours(options.hours)),
        most_shrunk=options.most_shrunk,
        dry_run=options.dry_run,
        calls_per_second=options.calls_per_second,
        encryption_key=records_key,
        removal_policy=removal_policy,
    )


def _roster(options: FleetOptions, directory: ManagedAdBase | None) -> Roster:
    if (options.roster is None) == (not options.groups):
        raise ConfigurationError(
            "roster of the fleet",
            value="none" if options.roster is None else "two",
            allowed="a roster, or groups",
            fix="give one of them",
        )
    if options.roster is not None:
        return options.roster
    if directory is None:
        raise ConfigurationError(
            "groups of the fleet",
            value=", ".join(options.groups),
            allowed="only where the scenario has an AWS Managed Microsoft AD, whose groups an API shows",
            fix="use a file, or an object in S3 that is exported from the domain",
        )
    return Roster.from_groups(directory, options.groups)


def _of_persona(desktops: PersonaDesktops, tags: Mapping[str, str]) -> FleetPersona:
    persona = desktops.persona
    return FleetPersona(
        registration=desktops.registration,
        bundle=desktops.bundle,
        volume_key=desktops.volume_key,
        running_mode=persona.running_mode,
        auto_stop_minutes=persona.auto_stop_minutes,
        root_volume_gib=persona.root_volume_gib,
        user_volume_gib=persona.user_volume_gib,
        tags={**tags, **persona.tags},
    )


def _of_variant(
    variant: FleetVariant, bundle: Bundle, desktops: PersonaDesktops, tags: Mapping[str, str]
) -> FleetPersona:
    return FleetPersona(
        registration=desktops.registration,
        bundle=bundle,
        volume_key=desktops.volume_key,
        running_mode=variant.running_mode,
        auto_stop_minutes=variant.auto_stop_minutes,
        root_volume_gib=variant.root_volume_gib,
        user_volume_gib=variant.user_volume_gib,
        tags={**tags, **desktops.persona.tags, **variant.tags},
    )


def _check_variant(name: str, variant: FleetVariant, personas: Mapping[str, PersonaDesktops]) -> None:
    if name in personas:
        raise ConfigurationError(
            "name of a variant", value=name, allowed="a name that no persona has", fix="give it a name of its own"
        )
    if variant.of in personas and variant.bundle_id is None:
        personas[variant.of].persona.access.require_for(variant.protocol, variant.operating_system)
    if variant.of not in personas:
        raise ConfigurationError(
            f"persona of the variant {name}", value=variant.of, allowed=personas, fix=f"use {next(iter(personas))}"
        )
