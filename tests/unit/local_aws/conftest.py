"""An account to try the emulated services in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from local_aws import engine
from local_aws.clock import clock
from local_aws.sandbox import World

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def world() -> Iterator[World]:
    """An empty account with a frozen clock, empty again afterwards."""
    engine.load().reset()
    clock.freeze()
    yield World()
    engine.load().reset()
