"""One run at a time: an object in the bucket says which execution is at work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from .aws import code, step_functions

if TYPE_CHECKING:
    from .store import Store

_KEY = "lock.json"


def acquire(store: Store, execution: str) -> bool:
    """Take the lock for an execution, also from one that has ended without giving it back.

    Both puts are conditional, so of two executions that try at the same moment one succeeds.
    """
    mine = {"execution": execution}
    if store.claim(_KEY, mine):
        return True
    held, tag = store.read_with_tag(_KEY)
    if held is None:
        return bool(store.claim(_KEY, mine))
    holder = str(held["execution"])
    return holder == execution or (_status(holder) != "RUNNING" and bool(store.claim(_KEY, mine, over=tag)))


def is_held(store: Store, execution: str) -> bool:
    """Whether an execution still has the lock and goes on: when it is stopped, its function is not told."""
    held = store.read(_KEY)
    return held is not None and held["execution"] == execution and _status(execution) in {"RUNNING", ""}


def release(store: Store, execution: str) -> None:
    """Give the lock back, if this execution has it: nobody takes it from one that runs."""
    if is_held(store, execution):
        store.delete(_KEY)


def _status(execution: str) -> str:
    """What state an execution is in; empty for one that is not known, or not yet."""
    try:
        return step_functions().describe_execution(executionArn=execution)["status"]
    except ClientError as error:
        if code(error) in {"ExecutionDoesNotExist", "InvalidArn"}:
            return ""
        raise
