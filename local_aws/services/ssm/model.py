"""An automation's execution and its steps."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from local_aws.services import state

if TYPE_CHECKING:
    from collections.abc import Mapping

Parameters = dict[str, list[str]]

ENDED: Final = frozenset({"Success", "Failed", "TimedOut", "Cancelled"})


@dataclass
class Step:
    """One step of an execution.

    Attributes:
        definition: The step as the document has it.
        status: ``Pending``, ``InProgress``, ``Success``, ``Failed``, ``TimedOut`` or ``Cancelled``.
        message: Why it failed.
        output: What the step's script wrote.
    """

    definition: Mapping[str, object]
    status: str = "Pending"
    started: float | None = None
    ended: float | None = None
    message: str = ""
    output: str = ""
    response_code: str = ""

    @property
    def name(self) -> str:
        """Its name in the document."""
        return str(self.definition["name"])

    @property
    def action(self) -> str:
        """Its action."""
        return str(self.definition["action"])

    @property
    def timeout(self) -> float:
        """After how many seconds it times out; an hour unless the document says otherwise."""
        return float(str(self.definition.get("timeoutSeconds", 3600)))

    def end(self, status: str, message: str = "") -> None:
        """End it now."""
        self.status, self.message, self.ended = status, message, state.now()


@dataclass
class Execution:
    """One run of an Automation document."""

    id: str
    document: str
    version: int
    parameters: Parameters
    steps: list[Step]
    role: str
    token: str
    started: float
    status: str = "Pending"
    ended: float | None = None
    message: str = ""

    @property
    def current(self) -> Step | None:
        """The step under way."""
        return next((step for step in self.steps if step.status == "InProgress"), None)

    def end(self, status: str, message: str = "") -> None:
        """End it now, and what it still had to do."""
        self.status, self.message, self.ended = status, message, state.now()
        for step in self.steps:
            if step.status == "InProgress":
                step.end("Cancelled")


@dataclass
class Executions:
    """The executions of an account in a region, oldest first."""

    by_id: dict[str, Execution] = field(default_factory=dict)
