"""One step of a story: a command of the CLI, and everything as it is afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.deploy.support import disclosure
from tests.deploy.support.seen import look

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tests.deploy.support.account import Account, Run
    from tests.deploy.support.disclosure import Texts
    from tests.deploy.support.seen import Seen


@dataclass(frozen=True)
class Step:
    """What a command did."""

    run: Run
    seen: Seen
    passwords: Texts

    @property
    def said(self) -> str:
        """What the command said, on one line."""
        return " ".join(self.run.said.split())


def deploy(account: Account, changes: Mapping[str, object], *, succeeds: bool = True) -> Step:
    """Deploy the account's scenario with changes to its settings, and look."""
    run = account.deploy(changes)
    assert run.ok is succeeds, run.said
    return _look(account, run, account.stacks)


def destroy(account: Account, last: Step, *, succeeds: bool = True) -> Step:
    """Destroy what the last step left, and look; a deleted stack is found by its id only."""
    run = account.destroy()
    assert run.ok is succeeds, run.said
    return _look(account, run, [each.events[0]["StackId"] for each in last.seen.stacks])


def _look(account: Account, run: Run, stacks: Sequence[str]) -> Step:
    return Step(run, look(account.session, stacks, account.before), disclosure.passwords(account.session))
