"""A fleet whose function is killed over and over while its roster changes: it harms nobody, and it converges."""

from __future__ import annotations

from random import Random
from types import SimpleNamespace
from typing import TYPE_CHECKING, Literal, TypeVar

import pytest

from local_aws import faults
from local_aws.faults import Fault
from local_aws.services import state
from tests.runtime.fleet.support.fleet import persona
from tests.runtime.fleet.support.watch import Watch
from tests.runtime.support.wire import Killed
from workspaces_constructs.desktops.fleet.runtime import aws

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.runtime.fleet.support.account import Account
    from tests.runtime.fleet.support.fleet import Fleet
    from tests.runtime.fleet.support.interpreter import Context, Execution
    from tests.runtime.support.wire import Effect, Wire

T = TypeVar("T")

SEEDS = 8
KILLS = 63
MOST_RUNS = 60
QUIET_RUNS = 12
HOUR, DAY = 60, 24 * 60
PERSONAS = ("office", "engineers", "modern")
SICK = ("ERROR", "UNHEALTHY", "IMPAIRED")
POOL = [f"p{number:02}" for number in range(40)]
SHARE = 0.1
EFFECTS: tuple[Effect, ...] = ("die before", "die before", "die after", "die after", "throttle", "lose")
LIKELY = {"workspaces": 0.3, "s3": 0.06}
"""How often something happens to a call that changes something, by its service."""
UNLIKELY = 0.03


class Chances(dict[int, "Effect"]):
    """Decides what becomes of a call when it is made."""

    def __init__(self, random: Random, wire: Wire) -> None:
        self._random, self._wire, self._decided = random, wire, 0

    def get(self, number: int, default: Effect | None = None) -> Effect | None:  # type: ignore[override]  # of one kind
        call = self._wire.calls[-1]
        if number > self._decided:
            self._decided = number
            if self._random.random() < (LIKELY.get(call.service, 0) if call.changes else UNLIKELY):
                self[number] = self._random.choice(EFFECTS)
        return super().get(number, default)


class Story:
    """What happens to a fleet between its runs.

    Attributes:
        random: What it hangs on; with ``ids``, those of the desktops, after which leavers are sorted.
        roster: Personas by user.
        kills: How often its function was killed.
    """

    def __init__(self, seed: int, fleet: Fleet, wire: Wire, watch: Watch) -> None:
        self.random, self.ids = Random(seed), Random(seed)  # noqa: S311 - a story that can be told again
        self.fleet, self.account, self.wire, self.watch = fleet, fleet.account, wire, watch
        self.roster = {user: self.random.choice(PERSONAS) for user in POOL[:24]}
        self.kills = 0
        self._step = fleet.handler
        fleet.handler = self.step

    def step(self, event: dict[str, object], context: Context) -> object:
        """The function; a killed one leaves nothing behind in its process."""
        try:
            return self._step(event, context)
        except Killed:
            self.kills += 1
            aws.pace.cache_clear()
            aws.workspaces.cache_clear()
            raise

    def run(self, effects: dict[int, Effect]) -> Execution:
        """Run the fleet, and look at what it did."""
        self.wire.restart()
        self.wire.effects = effects
        self.watch.begin(self.roster, SHARE)
        ran = self.fleet.run()
        self.watch.look()
        assert self.watch.broken == []
        return ran

    def go_on(self) -> None:
        """Let people come, go and change, somebody write nonsense, desktops fail and recover, and time pass."""
        absent = [user for user in POOL if user not in self.roster]
        for user in self._some(absent, 3):
            self.roster[user] = self.random.choice(PERSONAS)
        for user in self._some(list(self.roster), 3):
            del self.roster[user]
        for user in self._some(list(self.roster), 3):
            self.roster[user] = self.random.choice(PERSONAS)
        self.write(self._mistakes())
        for each in self._some(self.account.desktops(), 2):
            if each.state == "AVAILABLE":
                self.account.fail(each.id, self.random.choice(SICK))
            elif each.state in SICK:
                self.account.fail(each.id, "AVAILABLE", "")
        if self.random.random() < 0.2:
            faults.add(Fault("workspaces", "CreateWorkspaces", stage="ERROR", reason="It could not be made."))
        self.account.pass_time(self.random.choice((5, HOUR, 7 * HOUR, DAY, 3 * DAY)))

    def write(self, mistakes: str = "") -> None:
        """Put the roster."""
        rows = "".join(f"{user},{persona}\n" for user, persona in self.roster.items())
        self.fleet.text(f"user,persona\n{rows}{mistakes}")

    def recover(self) -> None:
        """Let every desktop be well, and every account of the roster be right."""
        faults.clear()
        self.write()
        for each in self.account.desktops():
            if each.state in SICK:
                self.account.fail(each.id, "AVAILABLE", "")

    def _mistakes(self) -> str:
        user = self.random.choice(POOL)
        return self.random.choice(("", "", "", f"{user},office\n", f"{user},nobody\n", ",office\n", "zoe,office\n"))

    def _some(self, of: list[T], most: int) -> list[T]:
        return self.random.sample(of, min(len(of), self.random.randint(0, most)))


@pytest.fixture(params=range(SEEDS))
def story(
    request: pytest.FixtureRequest, fleet: Fleet, account: Account, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> Story:
    """A fleet of three personas that stops or terminates the desktops of leavers."""
    seed: int = request.param
    action: Literal["stop", "terminate"] = "stop" if seed % 4 == 3 else "terminate"
    fleet.settings["leavers"] = {"action": action, "grace_days": 2, "share": SHARE}
    fleet.settings["most_shrunk"] = 1.0
    fleet.settings["personas"]["modern"] = persona(
        account, "Standard with Windows (Server 2025 based) (WSP)", system="WINDOWS_SERVER_2025"
    )
    account.add_people(account.connector, POOL)
    told = Story(seed, fleet, wire, Watch(account, monkeypatch))
    monkeypatch.setattr(state, "secrets", SimpleNamespace(choice=told.ids.choice))
    return told


def test_a_fleet_that_is_killed_over_and_over_harms_nobody_and_converges(
    story: Story, count_kills: Callable[[int], None]
) -> None:
    removed = 0
    for _ in range(MOST_RUNS):
        story.go_on()
        story.run(Chances(story.random, story.wire))
        removed += story.watch.removed
        if story.kills >= KILLS:
            break
    count_kills(story.kills)
    assert story.kills >= KILLS
    assert removed > 0

    for _ in range(QUIET_RUNS):
        story.recover()
        story.account.pass_time(31 * DAY)
        ran = story.run({})
        assert ran.status == "SUCCEEDED"
        if "Work" not in ran.states:
            break
    fleet, leavers = story.fleet, story.fleet.settings["leavers"]["action"]
    assert fleet.plan().steps == []
    assert fleet.plan().right == len(story.roster)
    served = set(fleet.owned())
    assert served == set(story.roster) if leavers == "terminate" else served >= set(story.roster)
