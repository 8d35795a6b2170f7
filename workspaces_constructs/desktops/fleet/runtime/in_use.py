"""Whoever is connected is not disturbed: a migration takes the desktop away, other hardware restarts it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from .model import BATCH, Note

if TYPE_CHECKING:
    from mypy_boto3_workspaces.client import WorkSpacesClient

    from .model import Plan, Step


def spare_connected(plan: Plan, client: WorkSpacesClient) -> Plan:
    """A plan that leaves desktops for a later run which somebody is connected to.

    Args:
        plan: The plan.
        client: Amazon WorkSpaces.
    """
    asked = [step.desktop_id for step in plan.steps if _disturbs(step)]
    connected = {
        status["WorkspaceId"]
        for start in range(0, len(asked), BATCH)
        for status in client.describe_workspaces_connection_status(WorkspaceIds=asked[start : start + BATCH])[
            "WorkspacesConnectionStatus"
        ]
        if status.get("ConnectionState") == "CONNECTED"
    }
    spared = [step for step in plan.steps if _disturbs(step) and step.desktop_id in connected]
    if not spared:
        return plan
    notes = [
        Note("postponed", step.user, f"{step.why}; not now, as somebody is connected", step.desktop_id)
        for step in spared
    ]
    return replace(plan, steps=[step for step in plan.steps if step not in spared], notes=[*plan.notes, *notes])


def _disturbs(step: Step) -> bool:
    return step.operation == "migrate" or "ComputeTypeName" in step.request
