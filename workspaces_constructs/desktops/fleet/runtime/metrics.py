"""What machines read: a run's figures in CloudWatch's embedded metric format."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .report import Outcome

NAMESPACE = "WorkspacesConstructs/Fleet"
"""Of all metrics; their one dimension is ``Fleet``."""


def metrics(outcome: Outcome, timestamp: float) -> str:
    """Return the line from which CloudWatch Logs makes metrics (CloudWatch User Guide, Embedded metric format).

    What a run does not know, because it never had a plan, is left out: a 0 would raise alarms on desktops that exist.

    Args:
        outcome: The run.
        timestamp: In seconds since the epoch; CloudWatch takes what is at most two weeks old.
    """
    done = {operation: count.done for operation, count in outcome.counts.items()}
    counts = {
        "Created": done.get("create", 0),
        "Changed": done.get("modify", 0) + done.get("tag", 0),
        "Migrated": done.get("migrate", 0),
        "Stopped": done.get("stop", 0),
        "Terminated": done.get("terminate", 0),
        "Refused": len(outcome.notes("refused")),
        "ApiCalls": outcome.api_calls,
        "Unfinished": int(outcome.state in {"stopped", "failed"}),
    }
    if outcome.plan is not None:
        counts |= {
            "Wanted": outcome.plan.wanted,
            "Owned": outcome.plan.owned,
            "Right": outcome.plan.right,
            "Postponed": len(outcome.notes("postponed")),
            "Faulty": len(outcome.notes("faulty")),
            "Leavers": len(outcome.notes("leaver")),
        }
    definitions = [{"Name": name, "Unit": "Count"} for name in counts]
    definitions.append({"Name": "DurationSeconds", "Unit": "Seconds"})
    directive = {"Namespace": NAMESPACE, "Dimensions": [["Fleet"]], "Metrics": definitions}
    return json.dumps(
        {
            "_aws": {"Timestamp": round(timestamp * 1000), "CloudWatchMetrics": [directive]},
            "Fleet": outcome.fleet,
            "Run": outcome.run,
            "State": outcome.state,
            **counts,
            "DurationSeconds": round(outcome.ended - outcome.started, 3),
        },
        separators=(",", ":"),
    )
