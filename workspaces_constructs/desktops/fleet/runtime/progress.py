"""How far a run has come: what its next step must know, whatever happened to the last one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from .model import Memory, Overtaken

if TYPE_CHECKING:
    from .model import Operation
    from .store import Store

_MEMORY = "memory.json"


@dataclass
class Progress:
    """One run.

    Attributes:
        run: Its folder in the bucket.
        started: Seconds since the epoch.
        owned: How many desktops the fleet had when it began; None before its first plan.
        rounds: How often it has planned.
        waits: How often it has waited for AWS since it last did something.
        stalls: How many plans in a row were the one before once more.
        batch: The next of the plan's requests.
        in_flight: Whether a request may have been sent whose answer was not noted.
        removed: Desktops that it has stopped or terminated; those of a request count from before it is sent.
        counts: Outcomes (done, refused, retried) by operation.
        passing: Reasons of failures that may pass, by user or desktop.
        refused: Reasons of those that do not.
        changed: Changes for the memory, by desktop and resource.
        quota: What the service says of quotas that were reached, by the bundle that one more desktop was wanted of.
        calls: Calls of WorkSpaces.
        stopped: Why the run must not go on.
        failed: Why it could not.
        tag: The entity tag under which it was last noted. Lambda may run a function twice at a time: whoever notes
            something over what the other has noted does not get through, and ends.
    """

    run: str
    started: float
    owned: int | None = None
    rounds: int = 0
    waits: int = 0
    stalls: int = 0
    batch: int = 0
    in_flight: bool = False
    removed: int = 0
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    passing: dict[str, str] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    changed: dict[str, dict[str, float]] = field(default_factory=dict)
    quota: dict[str, str] = field(default_factory=dict)
    calls: int = 0
    stopped: str = ""
    failed: str = ""
    tag: str = ""

    def count(self, operation: Operation, outcome: Literal["done", "refused", "retried"]) -> None:
        """Count what came of a step."""
        row = self.counts.setdefault(operation, {"done": 0, "refused": 0, "retried": 0})
        row[outcome] += 1

    @classmethod
    def load(cls, store: Store, run: str, started: float) -> Progress:
        """Return the run's progress, which may be none yet."""
        found, tag = store.read_with_tag(_key(run))
        return cls(**found, tag=tag) if found is not None else cls(run, started)  # type: ignore[arg-type]  # what ``save`` wrote

    def save(self, store: Store) -> None:
        """Note it.

        Raises:
            Overtaken: It was noted by another since.
        """
        noted = {name: value for name, value in vars(self).items() if name != "tag"}
        self.tag = store.claim(_key(self.run), noted, over=self.tag)
        if not self.tag:
            raise Overtaken


def load_memory(store: Store) -> Memory:
    """Return what earlier runs left."""
    found = store.read(_MEMORY)
    return Memory(**found) if found is not None else Memory()  # type: ignore[arg-type]  # as ``save_memory`` wrote it


def save_memory(store: Store, memory: Memory) -> None:
    """Leave it for later runs."""
    store.write(_MEMORY, vars(memory))


def _key(run: str) -> str:
    return f"runs/{run}/progress.json"
