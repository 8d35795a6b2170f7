"""Every test of fleets has an empty local AWS in its own process, and a clock that moves when it is told to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.runtime.fleet.support.account import Account
from tests.runtime.fleet.support.emulated import emulate
from tests.runtime.fleet.support.fleet import Fleet
from tests.runtime.fleet.support.interpreter import Interpreter
from tests.runtime.support.world import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.runtime.support.wire import Wire


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Wire]:
    """The fleet's way to a fresh local AWS, in emulated time; ``wire.used["fleet"]`` are the actions it needed."""
    yield emulate(monkeypatch)
    assert PASSWORD not in "".join(capsys.readouterr())


@pytest.fixture
def account(wire: Wire) -> Account:
    """An account for fleets; its own calls do not pass the wire."""
    assert not wire.calls
    return Account()


@pytest.fixture
def interpreter(account: Account, monkeypatch: pytest.MonkeyPatch) -> Interpreter:
    """State machines that run in this process, in emulated time."""
    return Interpreter(account.session, monkeypatch)


@pytest.fixture
def fleet(account: Account, interpreter: Interpreter) -> Fleet:
    """A fleet without desktops."""
    return Fleet(account, interpreter)
