"""Emulated time."""

from __future__ import annotations

import time

import pytest

from local_aws.clock import Clock


def test_a_frozen_clock_moves_only_by_advance() -> None:
    clock = Clock()
    clock.freeze()
    before = clock.now()
    time.sleep(0.01)
    assert clock.now() == before
    clock.advance(90)
    assert clock.now() == before + 90


def test_a_running_clock_is_as_fast_as_told() -> None:
    clock = Clock()
    clock.run(1000)
    before, wall = clock.now(), time.monotonic()
    time.sleep(0.02)
    passed, real = clock.now() - before, time.monotonic() - wall
    assert 0.5 * real * 1000 < passed < 2 * real * 1000


def test_a_change_of_speed_does_not_jump() -> None:
    clock = Clock()
    clock.freeze()
    clock.advance(500)
    before = clock.now()
    clock.run(1)
    assert 0 <= clock.now() - before < 1


def test_the_speed_starts_as_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOCAL_AWS_SPEED", "0")
    clock = Clock()
    before = clock.now()
    time.sleep(0.01)
    assert clock.now() == before


@pytest.mark.parametrize("move", [lambda clock: clock.advance(-1), lambda clock: clock.run(-1)])
def test_time_does_not_go_back(move: object) -> None:
    assert callable(move)
    with pytest.raises(ValueError, match="back"):
        move(Clock())
