"""How much fits: addresses of subnets, and migrations at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .model import BATCH, Note, Step

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["Room"]


class Room:
    """Lets steps through while there is room for them: who has no desktop comes before who has another one.

    Args:
        free_addresses: By directory.
        migrating: How many migrations are under way.

    Attributes:
        waiting: Whether migrations wait for others to end.
    """

    def __init__(self, free_addresses: Mapping[str, int], migrating: int) -> None:
        self._free = dict(free_addresses)
        self._migrations = BATCH - migrating
        self.waiting = False

    def fit(self, found: Iterable[Step | Note]) -> list[Step | Note]:
        """Return the same, with notes in place of the steps for which there is no room."""
        all_found = list(found)
        fitting: dict[int, Step | Note] = {}
        for operation in ("create", "migrate"):
            for place, each in enumerate(all_found):
                if isinstance(each, Step) and each.operation == operation:
                    fitting[place] = self._fitted(each)
        return [fitting.get(place, each) for place, each in enumerate(all_found)]

    def _fitted(self, step: Step) -> Step | Note:
        if self._free.get(step.directory_id, 0) <= 0:
            text = f"{step.why}; no free address in the subnets of {step.directory_id}"
            return Note("postponed", step.user, text, step.desktop_id)
        if step.operation == "migrate":
            if self._migrations <= 0:
                self.waiting = True
                text = f"{step.why}; waits for other migrations: {BATCH} at a time"
                return Note("postponed", step.user, text, step.desktop_id)
            self._migrations -= 1
        self._free[step.directory_id] -= 1
        return step
