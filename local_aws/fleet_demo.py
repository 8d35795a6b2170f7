"""What a fleet's demonstration does beside deploying: people join, change and leave, and time passes."""

from __future__ import annotations

import csv
import json
import shutil
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import boto3

    from local_aws.cdk import Cdk
    from local_aws.demo import Summary
    from local_aws.server import Server

HALF_A_DAY = 13 * 3600
A_MONTH = 31 * 24 * 3600
_POLL_SECONDS = 0.5
_LONGEST_SECONDS = 300


def play(summary: Summary, server: Server, cdk: Cdk, settings: Path) -> None:
    """Show the first run, change the roster, deploy, run once more, and let the leavers' time be up."""
    session = server.session()
    with summary.timed("The fleet's first run, which the deployment has started"):
        _show(summary, session, "after the first deployment")
    server.control("POST", "clock", advance=HALF_A_DAY)
    with tempfile.TemporaryDirectory() as folder:
        changed = _change(settings, Path(folder))
        print("\nHalf a day later: 20 people join, 10 leave, 5 change to another kind of desktop.")
        with summary.timed("cdk deploy, with another roster"):
            cdk.with_context(settings=str(changed)).deploy()
        with summary.timed("The run that this deployment has started"):
            _show(summary, session, "after people joined, left and changed")
    with summary.timed("A run on demand, which finds nothing to do"):
        _start(session)
        _show(summary, session, "once more")
    server.control("POST", "clock", advance=A_MONTH)
    with summary.timed("A run a month later, when the desktops of those who left have had their grace"):
        _start(session)
        _show(summary, session, "a month later")


def _change(settings: Path, folder: Path) -> Path:
    """The settings and a roster in which 20 people are new, 10 are gone and 5 have other desktops."""
    with (settings.parent / "fleet.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows[:3]:
        row["persona"] = "engineers"
    for row in rows[3:5]:
        row["persona"] = "analysts"
    stay = [*rows[:20], *rows[30:]]
    join = [{"user": f"p{number:03}", "persona": "office"} for number in range(61, 81)]
    with (folder / "fleet.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows([*stay, *join])
    return Path(shutil.copy(settings, folder))


def _machine(session: boto3.Session) -> str:
    machines = session.client("stepfunctions").list_state_machines()["stateMachines"]
    return next(each["stateMachineArn"] for each in machines if each["name"].startswith("workspaces-fleet-"))


def _start(session: boto3.Session) -> None:
    session.client("stepfunctions").start_execution(stateMachineArn=_machine(session), input=json.dumps({}))


def _show(summary: Summary, session: boto3.Session, when: str) -> None:
    """Wait until nothing runs, and print the report as people read it."""
    states, machine = session.client("stepfunctions"), _machine(session)
    deadline = time.monotonic() + _LONGEST_SECONDS
    while states.list_executions(stateMachineArn=machine, statusFilter="RUNNING")["executions"]:
        if time.monotonic() > deadline:
            summary.failures.append(f"The run {when} did not end in {_LONGEST_SECONDS} seconds.")
            return
        time.sleep(_POLL_SECONDS)
    latest = states.list_executions(stateMachineArn=machine)["executions"][0]
    if latest["status"] != "SUCCEEDED":
        found = states.describe_execution(executionArn=latest["executionArn"])
        summary.failures.append(f"The run {when} {latest['status']}: {found.get('cause', '')}")
    report = _report(session)
    summary.reports[when] = report
    print(report)


def _report(session: boto3.Session) -> str:
    s3 = session.client("s3")
    for bucket in s3.list_buckets()["Buckets"]:
        found = s3.list_objects_v2(Bucket=bucket["Name"], Prefix="latest/report.md").get("Contents")
        if found:
            return s3.get_object(Bucket=bucket["Name"], Key="latest/report.md")["Body"].read().decode()
    return "There is no report."
