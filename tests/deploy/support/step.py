"""One step of a story: a command of the CLI, and everything as it is afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.deploy.support import disclosure
from tests.deploy.support.seen import look
from tests.deploy.support.settings import STACK

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.deploy.support.account import Account, Run
    from tests.deploy.support.disclosure import Texts
    from tests.deploy.support.seen import Seen


@dataclass(frozen=True)
class Step:
    """What a command did."""

    run: Run
    seen: Seen
    passwords: Texts


def deploy(account: Account, changes: Mapping[str, object], *, succeeds: bool = True) -> Step:
    """Deploy the standalone scenario with changes to its settings, and look."""
    run = account.deploy(changes)
    assert run.ok is succeeds, run.said
    return _look(account, run, STACK)


def destroy(account: Account, stack_id: str) -> Step:
    """Destroy a stack, and look; a deleted one is found by its id only."""
    run = account.destroy()
    assert run.ok, run.said
    return _look(account, run, stack_id)


def _look(account: Account, run: Run, stack: str) -> Step:
    return Step(run, look(account.session, stack, account.before), disclosure.passwords(account.session))
