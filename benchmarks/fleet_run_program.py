"""What ``bench.py`` starts in a fresh process: runs of a fleet against the local service and its request limit.

The state machine's definition and the code behind it are the real ones; the time is the emulated clock's.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
from typing import TYPE_CHECKING

import pytest

from tests.runtime.fleet.support.account import Account
from tests.runtime.fleet.support.emulated import emulate
from tests.runtime.fleet.support.fleet import Fleet
from tests.runtime.fleet.support.interpreter import Interpreter
from tests.runtime.fleet.support.throughput import measured

if TYPE_CHECKING:
    from tests.runtime.fleet.support.throughput import Throughput

__all__ = ["PEOPLE", "runs"]

PEOPLE = 10_000
_PREFIX = 18
"""Of the length of the subnets' prefixes: both together hold 32,000 desktops."""


def runs(people: int) -> dict[str, tuple[int, Throughput]]:
    """Create desktops for so many people, then change the running mode of a tenth: how many desktops, and the run."""
    with pytest.MonkeyPatch.context() as patch:
        emulate(patch)
        account = Account(prefix=_PREFIX)
        fleet = Fleet(account, Interpreter(account.session, patch))
        roster = {f"p{number:06}": "office" for number in range(people)}
        fleet.people(roster)
        created = measured(fleet, patch, "CreateWorkspaces", -(-people // 25))
        changing = list(roster)[: people // 10]
        rows = [f"{user},office,{'ALWAYS_ON' if number < len(changing) else ''}" for number, user in enumerate(roster)]
        fleet.text("\n".join(["user,persona,running_mode", *rows]))
        changed = measured(fleet, patch, "ModifyWorkspaceProperties", len(changing))
    return {"create": (people, created), "modify": (len(changing), changed)}


def main() -> None:
    """Measure, and print as JSON what it took."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=PEOPLE)
    people = parser.parse_args().people
    with contextlib.redirect_stdout(sys.stderr):
        made = runs(people)
    figures = {
        f"{name} {figure}": value
        for name, (changes, run) in made.items()
        for figure, value in {**run._asdict(), "ratio": run.ratio, "changes": changes}.items()
    }
    sys.stdout.write(json.dumps(figures) + "\n")


if __name__ == "__main__":
    main()
