"""Starting, stopping, rebooting and terminating WorkSpaces: each item is refused or accepted by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local_aws import faults
from local_aws.services import durations, neighbours, state
from local_aws.services.workspaces.model import Desktop, fleet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from mypy_boto3_workspaces.type_defs import (
        RebootWorkspacesRequestTypeDef,
        StartWorkspacesRequestTypeDef,
        StopWorkspacesRequestTypeDef,
        TerminateWorkspacesRequestTypeDef,
    )

STARTABLE = {"STOPPED"}
STOPPABLE = {"AVAILABLE", "IMPAIRED", "UNHEALTHY", "ERROR"}
REBOOTABLE = {"AVAILABLE", "UNHEALTHY", "REBOOTING"}
"""The states that the operations' own documentation names."""


def terminate_workspaces(request: TerminateWorkspacesRequestTypeDef) -> Mapping[str, object]:
    """Start terminations, from any state but SUSPENDED; an ended one is absent, and its interface goes a little later.

    One that is terminating already is accepted again (facts §3.3, §3.5).
    """
    ending = faults.take_stage("workspaces", "TerminateWorkspaces")

    def terminate(each: Desktop) -> str | None:
        if each.state == "SUSPENDED":
            return "A WorkSpace in the state SUSPENDED cannot be terminated."
        if each.state == "TERMINATING":
            return None
        each.state = "TERMINATING"

        def gone() -> None:
            if ending:
                each.state, each.error = ending.stage, ending.reason
                return
            del fleet().desktops[each.id]
            fleet().tags.pop(each.id, None)
            state.later(durations.WORKSPACE_LEFTOVERS, lambda: neighbours.delete_interface(each.interface))

        state.later(durations.TERMINATE_WORKSPACE, gone)
        return None

    return _each((one["WorkspaceId"] for one in request["TerminateWorkspaceRequests"]), terminate)


def start_workspaces(request: StartWorkspacesRequestTypeDef) -> Mapping[str, object]:
    """Start stopped WorkSpaces that stop by themselves (facts §4.4)."""
    return _each(
        (one.get("WorkspaceId", "") for one in request["StartWorkspaceRequests"]),
        lambda each: _pass(each, STARTABLE, "STARTING", "AVAILABLE", automatic=True),
    )


def stop_workspaces(request: StopWorkspacesRequestTypeDef) -> Mapping[str, object]:
    """Stop WorkSpaces that would stop by themselves (facts §4.4)."""
    return _each(
        (one.get("WorkspaceId", "") for one in request["StopWorkspaceRequests"]),
        lambda each: _pass(each, STOPPABLE, "STOPPING", "STOPPED", automatic=True),
    )


def reboot_workspaces(request: RebootWorkspacesRequestTypeDef) -> Mapping[str, object]:
    """Reboot running WorkSpaces."""
    return _each(
        (one["WorkspaceId"] for one in request["RebootWorkspaceRequests"]),
        lambda each: _pass(each, REBOOTABLE, "REBOOTING", "AVAILABLE", automatic=False),
    )


def _pass(each: Desktop, states: set[str], going: str, done: str, *, automatic: bool) -> str | None:
    if each.state not in states:
        return f"The WorkSpace {each.id} is in the state {each.state}."
    if automatic and each.running_mode == "ALWAYS_ON":
        return f"The WorkSpace {each.id} has the running mode ALWAYS_ON."
    each.state = going

    def arrived() -> None:
        if each.state == going:
            each.state = done

    state.later(durations.REBOOT if going == "REBOOTING" else durations.START_STOP, arrived)
    return None


def _each(ids: Iterable[str], act: Callable[[Desktop], str | None]) -> Mapping[str, object]:
    failed = []
    for each in ids:
        found = fleet().desktops.get(each)
        problem = act(found) if found else f"The WorkSpace {each} could not be found."
        if problem:
            code = "InvalidResourceState" if found else "ResourceNotFound.Workspace"
            failed.append({"WorkspaceId": each, "ErrorCode": code, "ErrorMessage": problem})
    return {"FailedRequests": failed}
