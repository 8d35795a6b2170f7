"""DescribeStackResource while a stack operation runs: CloudFormation shows a resource as soon as it begins with it.

ministack knows a resource only when it is finished. The stack's events are the truth that both share.
"""

# ruff: noqa: SLF001 - ministack has no public hooks; a canary test pins what is used

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ministack.services import cloudformation as ministack
from ministack.services.cloudformation import handlers

from local_aws.clock import clock

if TYPE_CHECKING:
    from local_aws.engine import Response

_OPERATION = "DescribeStackResource"
_SHOWN = ("LogicalResourceId", "PhysicalResourceId", "ResourceType", "ResourceStatus", "StackName", "StackId")


def install() -> None:
    """Answer from the latest event of a resource."""
    handlers._ACTION_HANDLERS[_OPERATION] = _describe


def _describe(params: dict[str, object]) -> Response:
    name, logical_id = str(handlers._p(params, "StackName")), str(handlers._p(params, "LogicalResourceId"))
    stack = handlers._resolve_stack(name)
    if not stack:
        return _error(f"Stack [{name}] does not exist")
    events = [
        event for event in ministack._stack_events.get(stack["StackId"], []) if event["LogicalResourceId"] == logical_id
    ]
    if not events:
        return _error(f"Resource [{logical_id}] does not exist in stack [{name}]")
    latest = events[-1]
    known = next((event["PhysicalResourceId"] for event in reversed(events) if event["PhysicalResourceId"]), "")
    shown = {**latest, "PhysicalResourceId": known}
    detail = "".join(f"<{field}>{handlers._esc(str(shown[field]))}</{field}>" for field in _SHOWN)
    detail += f"<LastUpdatedTimestamp>{_emulated(latest['Timestamp'])}</LastUpdatedTimestamp>"
    answer: Response = handlers._xml(
        200,
        f"{_OPERATION}Response",
        f"<{_OPERATION}Result><StackResourceDetail>{detail}</StackResourceDetail></{_OPERATION}Result>",
    )
    return answer


def _emulated(timestamp: str) -> str:
    """A time of ministack's in the time in which functions and services live."""
    wall = datetime.fromisoformat(timestamp).timestamp()
    return datetime.fromtimestamp(clock.at(wall), UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _error(message: str) -> Response:
    answer: Response = handlers._error("ValidationError", message)
    return answer
