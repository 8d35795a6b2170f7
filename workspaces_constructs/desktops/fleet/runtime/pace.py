"""The rate at which a run may call WorkSpaces: the account's two calls a second, kept full and never passed."""

from __future__ import annotations

import time

BURST = 4.0
"""The account has five; one is left for the calls that travelled faster than those before them."""


class Pace:
    """A bucket of calls that fills at a rate; whoever finds it empty waits.

    It begins empty: what an earlier process has used of the account's is not known.
    """

    def __init__(self, calls_per_second: float) -> None:
        self.rate = calls_per_second
        self.calls = 0
        self._held = 0.0
        self._at = time.time()

    def take(self) -> None:
        """Wait until a call may go out."""
        self._fill()
        if self._held < 1:
            time.sleep((1 - self._held) / self.rate)
            self._fill()
        self._held -= 1
        self.calls += 1

    def empty(self) -> None:
        """The service says that it was too much: somebody else calls it too."""
        self._held = -self.rate

    def _fill(self) -> None:
        now = time.time()
        self._held = min(BURST, self._held + (now - self._at) * self.rate)
        self._at = now
