"""Emulated time: the one clock that every stage, lag and leftover of the local AWS is measured by.

Real directories take half an hour to make. In a demonstration the clock runs faster than the wall's; in a test it is
frozen and moves only when it is told to.
"""

from __future__ import annotations

import os
import threading
import time


class Clock:
    """Seconds since the epoch, as the emulated services see them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.reset()

    def now(self) -> float:
        """Return the emulated time."""
        with self._lock:
            return self._reading()

    def advance(self, seconds: float) -> None:
        """Move the time forward at once; a clock does not go back."""
        if seconds < 0:
            raise ValueError(f"cannot advance by {seconds} seconds: time does not go back")
        with self._lock:
            self._base += seconds

    def freeze(self) -> None:
        """Stop the time: from now on only ``advance`` moves it."""
        self.run(0.0)

    def run(self, speed: float) -> None:
        """Let the time pass at ``speed`` times the wall's."""
        if speed < 0:
            raise ValueError(f"cannot run at speed {speed}: time does not go back")
        with self._lock:
            self._base, self._since = self._reading(), time.monotonic()
            self._speed = speed

    def reset(self) -> None:
        """Return to the speed that ``LOCAL_AWS_SPEED`` gives, which is 1 unless set.

        The emulated time left the wall's at ``LOCAL_AWS_EPOCH``; unless that is set, it does so now.
        """
        with self._lock:
            wall = time.time()
            epoch = float(os.environ.get("LOCAL_AWS_EPOCH", wall))
            self._speed = float(os.environ.get("LOCAL_AWS_SPEED", "1.0"))
            self._base, self._since = epoch + (wall - epoch) * self._speed, time.monotonic()

    def at(self, wall: float) -> float:
        """Return what the emulated time was at a time of the wall's, at today's speed."""
        with self._lock:
            return self._reading() + (wall - time.time()) * self._speed

    def _reading(self) -> float:
        return self._base + (time.monotonic() - self._since) * self._speed


clock = Clock()
