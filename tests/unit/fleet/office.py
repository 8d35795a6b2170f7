"""A small fleet to plan for: three personas in two directories, their bundles, and desktops that fit them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from workspaces_constructs.desktops.fleet.runtime.model import (
    FLEET_TAG,
    Bundle,
    Desktop,
    FleetSettings,
    Inventory,
    LeaverSettings,
    Memory,
    PersonaSettings,
    Plan,
    Roster,
    Row,
    Step,
)
from workspaces_constructs.desktops.fleet.runtime.planning import plan

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

NOW: Final = 1_800_000_000.0
"""2027-01-15 08:00 UTC."""

HOUR: Final = 3600.0
DAY: Final = 24 * HOUR

HERE: Final = "d-1234567890"
ELSEWHERE: Final = "d-abcdef0123"
SYSTEM: Final = "Windows 10 (Server 2022 based) (WSP)"
BUNDLES: Final = {
    each.id: each
    for each in (
        Bundle("wsb-standard0", f"Standard with {SYSTEM}", "AMAZON", "", "STANDARD"),
        Bundle("wsb-perform00", f"Performance with {SYSTEM}", "AMAZON", "", "PERFORMANCE"),
        Bundle("wsb-powerpro0", f"PowerPro with {SYSTEM}", "AMAZON", "", "POWERPRO"),
        Bundle("wsb-general00", f"GeneralPurpose.4xlarge with {SYSTEM}", "AMAZON", "", "GENERALPURPOSE_4XLARGE"),
        Bundle("wsb-graphics0", f"Graphics.g6.xlarge with {SYSTEM}", "AMAZON", "", "GRAPHICS_G6_XLARGE"),
        Bundle("wsb-graphics2", f"Graphics.g6.2xlarge with {SYSTEM}", "AMAZON", "", "GRAPHICS_G6_2XLARGE"),
        Bundle("wsb-graphics4", f"Graphics.g6.4xlarge with {SYSTEM}", "AMAZON", "", "GRAPHICS_G6_4XLARGE"),
        Bundle("wsb-server190", "Standard with Windows 10 (Server 2019 based) (WSP)", "AMAZON", "", "STANDARD"),
        Bundle("wsb-ubuntu000", "Standard with Ubuntu 22.04", "AMAZON", "", "STANDARD"),
        Bundle("wsb-own00001", "tools", "111122223333", "wsi-one000000", "STANDARD"),
        Bundle("wsb-own00002", "tools on more", "111122223333", "wsi-one000000", "POWER"),
        Bundle("wsb-own00003", "tools of next year", "111122223333", "wsi-two000000", "STANDARD"),
        Bundle("wsb-own00004", f"ours with {SYSTEM}", "111122223333", "wsi-three0000", "STANDARD"),
    )
}


def persona(**changed: object) -> PersonaSettings:
    """Standard desktops in HERE, but for what is given."""
    plain = PersonaSettings(
        directory_id=HERE,
        bundle_id="wsb-standard0",
        key_arn="arn:aws:kms:eu-central-1:111122223333:key/12345678-1234-1234-1234-123456789012",
        running_mode="AUTO_STOP",
        auto_stop_minutes=60,
        root_volume_gib=0,
        user_volume_gib=0,
        operating_system="WINDOWS_SERVER_2022",
        tags={"team": "office"},
    )
    return {**plain, **changed}  # type: ignore[typeddict-item]  # a test names what it changes


def settings(
    action: Literal["keep", "stop", "terminate"] = "keep",
    *,
    grace_days: float = 30,
    share: float = 0.1,
    most_shrunk: float = 0.2,
    personas: Mapping[str, PersonaSettings] | None = None,
) -> FleetSettings:
    """A fleet with the persona "office", and others."""
    return FleetSettings(
        name="main",
        bucket="fleet-bucket",
        roster={"bucket": "fleet-bucket", "key": "roster.csv"},
        personas={"office": persona(), **(personas or {})},
        leavers=LeaverSettings(action=action, grace_days=grace_days, share=share),
        most_shrunk=most_shrunk,
        dry_run=False,
        calls_per_second=2,
    )


def desktop(user: str, **changed: object) -> Desktop:
    """What the persona "office" asks for, but for what is given; its id is made of the user's name."""
    plain = Desktop(
        id=f"ws-{user.lower()}",
        directory_id=HERE,
        user=user,
        state="AVAILABLE",
        bundle_id="wsb-standard0",
        running_mode="AUTO_STOP",
        auto_stop_minutes=60,
        root_volume_gib=80,
        user_volume_gib=50,
        compute_type="STANDARD",
        operating_system="WINDOWS_SERVER_2022",
        subnet_id="subnet-1",
        modifying=False,
        error="",
        tags=((FLEET_TAG, "main"), ("team", "office")),
    )
    return plain._replace(**changed)  # type: ignore[arg-type]  # a test names what it changes


def row(user: str, persona: str = "office", **changed: object) -> Row:
    """A row of the roster."""
    return Row(2, user, persona)._replace(**changed)  # type: ignore[arg-type]  # a test names what it changes


def roster(*rows: Row) -> Roster:
    """A roster without mistakes."""
    return Roster(list(rows), [])


def inventory(*desktops: Desktop, free: int = 1000) -> Inventory:
    """What exists; both directories have room."""
    return Inventory(list(desktops), BUNDLES, {HERE: free, ELSEWHERE: free})


def old(desktops: Iterable[Desktop]) -> Memory:
    """The memory of a fleet that has been there for a year."""
    return Memory(seen={each.id: NOW - 365 * DAY for each in desktops})


def anna(wish: Row | None = None, **changed: object) -> Plan:
    """The plan for anna, who has been the user of a desktop of the fleet for a year."""
    return plan_for(desktop("anna", **changed), wish)


def plan_for(one: Desktop, wish: Row | None = None, memory: Memory | None = None, **personas: PersonaSettings) -> Plan:
    return plan(settings(personas=personas), roster(wish or row("anna")), inventory(one), memory or old([one]), NOW)


def only_step(made: Plan) -> Step:
    assert [note.text for note in made.notes] == []
    assert len(made.steps) == 1
    return made.steps[0]


def only_note(made: Plan) -> tuple[str, str]:
    assert made.steps == []
    assert len(made.notes) == 1
    return made.notes[0].kind, made.notes[0].text
