"""Every test of the runtime has an empty local AWS in its own process, and a clock that moves when it is told to."""

from __future__ import annotations

from datetime import datetime, tzinfo
from types import SimpleNamespace
from typing import TYPE_CHECKING

import boto3
import botocore.endpoint
import pytest
from ministack.services import stepfunctions

from local_aws import engine
from local_aws.clock import clock
from tests.conftest import KILL_POINTS
from tests.runtime.support.wire import GRANTED_ELSEWHERE, Wire, connect
from tests.runtime.support.world import OTHER_PASSWORD, PASSWORD
from workspaces_constructs.custom_resources.permissions import PERMISSIONS
from workspaces_constructs.custom_resources.runtime import ad_connector, automation, aws, handler, trust

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class EmulatedDatetime(datetime):
    """The dates that code sees which asks for the time."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> EmulatedDatetime:
        return cls.fromtimestamp(clock.now(), tz)


class _Begun:
    """An execution of a state machine that begins and does nothing more, until somebody stops it."""

    def __init__(self, **_: object) -> None:
        pass

    def start(self) -> None:
        """Begin."""


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Wire]:
    """The runtime's way to a fresh local AWS, in emulated time; what it says and asks for is looked at in the end."""
    engine.load().reset()
    clock.freeze()
    made = Wire()
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", connect(made))
    monkeypatch.setattr(handler, "time", SimpleNamespace(time=clock.now))
    monkeypatch.setattr(ad_connector, "datetime", EmulatedDatetime)
    monkeypatch.setattr(automation, "time", SimpleNamespace(time=clock.now))
    monkeypatch.setattr(trust, "time", SimpleNamespace(time=clock.now))
    monkeypatch.setattr(botocore.endpoint, "time", SimpleNamespace(sleep=clock.advance))
    monkeypatch.setattr(stepfunctions, "threading", SimpleNamespace(Thread=_Begun))
    for kept in vars(aws).values():
        if hasattr(kept, "cache_clear"):
            kept.cache_clear()
    yield made
    said = "".join(capsys.readouterr())
    assert PASSWORD not in said
    assert OTHER_PASSWORD not in said
    for kind, used in made.used.items():
        allowed = {action for statement in PERMISSIONS[kind] for action in statement.actions}
        assert used <= allowed | GRANTED_ELSEWHERE, f"{kind} lacks a permission"


@pytest.fixture
def count_kills(record_property: Callable[[str, object], None]) -> Callable[[int], None]:
    """Note how many kill points a test has played."""
    return lambda count: record_property(KILL_POINTS, count)
