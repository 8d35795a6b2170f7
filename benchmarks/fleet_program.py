"""What ``bench.py`` starts in a fresh process: planning for a fleet in which one desktop in twenty differs."""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from typing import TYPE_CHECKING, Final

from workspaces_constructs.desktops.fleet.runtime.model import (
    FLEET_TAG,
    Bundle,
    Desktop,
    FleetSettings,
    Inventory,
    Memory,
    PersonaSettings,
)
from workspaces_constructs.desktops.fleet.runtime.planning import plan, remember, requests
from workspaces_constructs.desktops.fleet.runtime.roster import parse_csv

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["PEOPLE", "measured"]

PEOPLE: Final = 100_000
_DIRECTORY: Final = "d-1234567890"
_NOW: Final = 1_800_000_000.0
_SYSTEM: Final = "Windows 10 (Server 2022 based) (WSP)"
_SIZES: Final = ("STANDARD", "PERFORMANCE")
_BUNDLES: Final = {
    f"wsb-{size.lower()}": Bundle(f"wsb-{size.lower()}", f"{size.title()} with {_SYSTEM}", "AMAZON", "", size)
    for size in _SIZES
}
_MIB: Final = 2**20 if sys.platform == "darwin" else 2**10
"""What a mebibyte is in the unit of the system's peak."""


def settings() -> FleetSettings:
    """A fleet of two personas that may lose a tenth at a time."""
    personas = {
        size.lower(): PersonaSettings(
            directory_id=_DIRECTORY,
            bundle_id=f"wsb-{size.lower()}",
            key_arn="arn:aws:kms:eu-central-1:111122223333:key/12345678-1234-1234-1234-123456789012",
            running_mode="AUTO_STOP",
            auto_stop_minutes=60,
            root_volume_gib=0,
            user_volume_gib=0,
            operating_system="WINDOWS_SERVER_2022",
            tags={"team": size.lower()},
        )
        for size in _SIZES
    }
    return FleetSettings(
        name="main",
        bucket="fleet",
        roster={"bucket": "fleet", "key": "roster.csv"},
        personas=personas,
        leavers={"action": "terminate", "grace_days": 30, "share": 0.1},
        most_shrunk=0.2,
        dry_run=False,
        calls_per_second=2,
    )


def roster(people: int) -> str:
    """A sheet with everybody but the first in every hundred, and as many who are new."""
    lines = (f"user{number:06},{_persona(number)},cost centre={number % 500}" for number in _present(people))
    return "\n".join(["user,persona,tags", *lines, ""])


def desktops(people: int) -> list[Desktop]:
    """A desktop for everybody who is not new; of every hundred, one leaves and four differ."""
    return [_desktop(number) for number in range(people)]


def _present(people: int) -> Iterable[int]:
    return (number if number % 100 else people + number for number in range(people))


def _persona(number: int) -> str:
    return _SIZES[number % 2].lower()


def _desktop(number: int) -> Desktop:
    place, persona = number % 100, _persona(number)
    size = _SIZES[(number + (place == 1)) % 2]
    return Desktop(
        id=f"ws-{number:09}",
        directory_id=_DIRECTORY,
        user=f"user{number:06}",
        state="AVAILABLE" if number % 3 else "STOPPED",
        bundle_id=f"wsb-{size.lower()}",
        running_mode="ALWAYS_ON" if place in {2, 3} else "AUTO_STOP",
        auto_stop_minutes=60,
        root_volume_gib=80,
        user_volume_gib=50,
        compute_type=size,
        operating_system="WINDOWS_SERVER_2022",
        subnet_id="subnet-0123456789abcdef0",
        modifying=False,
        error="",
        tags=(
            ("cost centre", str(number % 500)),
            ("team", persona if place != 4 else "other"),  # noqa: PLR2004 - the fourth that differs
            (FLEET_TAG, "main"),
        ),
    )


def measured(people: int) -> dict[str, float]:
    """Read the roster, plan, cut the plan into calls and remember, for so many people and as many desktops."""
    fleet, text = settings(), roster(people)
    inventory = Inventory(desktops(people), _BUNDLES, {_DIRECTORY: people})
    memory = Memory(rows=people, seen={each.id: 0.0 for each in inventory.desktops}, left={})
    memory.left.update({each.id: 0.0 for number, each in enumerate(inventory.desktops) if number % 100 == 0})
    start, worked = time.perf_counter(), time.process_time()
    read = parse_csv(text, fleet["personas"])
    parsed = time.perf_counter()
    made = plan(fleet, read, inventory, memory, _NOW)
    calls = requests(made.steps)
    remember(memory, read, inventory, _NOW)
    end, work = time.perf_counter(), time.process_time() - worked
    return {
        "rows": len(read.rows),
        "desktops": len(inventory.desktops),
        "steps": len(made.steps),
        "calls": len(calls),
        "right": made.right,
        "parsing": parsed - start,
        "planning": end - parsed,
        "work of the processor": work,
        "peak MiB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _MIB,
    }


def main() -> None:
    """Measure, and print what it took as JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=PEOPLE)
    sys.stdout.write(json.dumps(measured(parser.parse_args().people)) + "\n")


if __name__ == "__main__":
    main()
