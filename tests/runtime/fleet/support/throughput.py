"""How full a run keeps the account's limit, by the emulated clock and the local service's own limiter."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, NamedTuple

from local_aws import in_process, services
from local_aws.clock import clock
from local_aws.services.workspaces.limiter import BURST, RATE
from workspaces_constructs.desktops.fleet.runtime.model import BATCH

if TYPE_CHECKING:
    import pytest
    from botocore.awsrequest import AWSPreparedRequest, AWSResponse

    from tests.runtime.fleet.support.fleet import Fleet


class Throughput(NamedTuple):
    """A run, from its first call of WorkSpaces until all that it changed has been listed once more.

    Attributes:
        calls: How many calls it made.
        needed: How many it must make: the changes, and the listings of what there was and of what there is.
        seconds: How long it took.
        at_the_limit: How long the calls take that it must make: two a second, after a burst of five.
        throttled: How many calls were refused for being too many.
    """

    calls: int
    needed: int
    seconds: float
    at_the_limit: float
    throttled: int

    @property
    def ratio(self) -> float:
        """Of the time to the least there can be."""
        return self.seconds / self.at_the_limit


class Tally:
    """Notes every call of WorkSpaces, and when it was made."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.calls: list[tuple[str, float]] = []
        self.throttled = 0
        self._answer = in_process._answer
        patch.setattr(in_process, "_answer", self.answer)

    def answer(self, request: AWSPreparedRequest) -> AWSResponse:
        """Let a request through."""
        target = request.headers.get("X-Amz-Target", b"")
        service, _, operation = (target.decode() if isinstance(target, bytes) else target).partition(".")
        if service != "WorkspacesService":
            return self._answer(request)
        self.calls.append((operation, clock.now()))
        answer = self._answer(request)
        self.throttled += answer.status_code == 400 and "Throttling" in json.loads(answer.content).get("__type", "")
        return answer


def measured(fleet: Fleet, patch: pytest.MonkeyPatch, operation: str, changes: int) -> Throughput:
    """Run a fleet against the limit, and count.

    Args:
        fleet: With a roster.
        patch: To look at its calls.
        operation: What changes desktops.
        changes: How many calls of it must be made.
    """
    before = _pages(fleet)
    services.workspaces_rate_limit(enabled=True)
    with patch.context() as looking:
        tally = Tally(looking)
        assert fleet.run().status == "SUCCEEDED"
    services.workspaces_rate_limit(enabled=False)
    after = _pages(fleet)
    names = [name for name, _ in tally.calls]
    made = names.count(operation)
    assert made == changes, f"{made} calls of {operation}"
    last = len(names) - names[::-1].index(operation)
    listed = [number for number, name in enumerate(names) if number >= last and name == "DescribeWorkspaces"]
    end = listed[after - 1]
    needed = before + changes + after
    return Throughput(
        calls=end + 1,
        needed=needed,
        seconds=tally.calls[end][1] - tally.calls[0][1],
        at_the_limit=(needed - BURST) / RATE,
        throttled=tally.throttled,
    )


def _pages(fleet: Fleet) -> int:
    return math.ceil(len(fleet.owned()) / BATCH)
