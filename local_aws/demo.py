"""``python -m local_aws demo``: deploy a scenario to a local AWS, show what it made, take it away, and check."""

from __future__ import annotations

import json
import shlex
import signal
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from local_aws import fleet_demo
from local_aws.cdk import DEFAULT_APP, Cdk, CdkError
from local_aws.environment import ROOT
from local_aws.inventory import Inventory, inventory, leftover
from local_aws.on_premises import surround
from local_aws.report import report
from local_aws.server import Server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import boto3

    from local_aws.report.rows import Row

SUMMARY = "demo.json"


@dataclass
class Summary:
    """What ``demo.json`` holds."""

    scenario: str
    ok: bool = False
    existed: dict[str, list[Row]] = field(default_factory=dict)
    reports: dict[str, str] = field(default_factory=dict)
    made: Inventory = field(default_factory=dict)
    left: Inventory = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)

    def write(self, path: Path) -> None:
        """Write the file."""
        path.write_text(json.dumps(vars(self), indent=2) + "\n")

    @contextmanager
    def timed(self, step: str) -> Iterator[None]:
        """Announce a step and record how long it took."""
        print(f"\n== {step} ==", flush=True)
        start = time.monotonic()
        try:
            yield
        finally:
            self.seconds[step] = round(time.monotonic() - start, 1)


def run(scenario: str, *, keep: bool = False, app: str = DEFAULT_APP, folder: Path = ROOT, speed: float = 150.0) -> int:
    """Run the demonstration; return 0 when all was made and nothing is left."""
    summary = Summary(scenario)
    context = {"settings": f"settings/{scenario}.yaml"}
    try:
        _run(summary, context, keep=keep, app=app, folder=folder, speed=speed)
    except CdkError as error:
        summary.failures.append(str(error).splitlines()[0])
    finally:
        summary.ok = bool(summary.made) and not summary.left and not summary.failures
        summary.write(ROOT / SUMMARY)
    for failure in summary.failures:
        print(f"FAILED: {failure}")
    took = sum(summary.seconds.values())
    print(f"\n{'Done' if summary.ok else 'Not done'} in {took:.0f} s; the summary is in {SUMMARY}.")
    return 0 if summary.ok else 1


def _run(summary: Summary, context: dict[str, str], *, keep: bool, app: str, folder: Path, speed: float) -> None:
    with ExitStack() as running:
        with summary.timed("Start a local AWS"):
            server = running.enter_context(Server(speed=speed))
        print(f"AWS is at {server.endpoint} until this ends; nothing leaves this machine.")
        session = server.session()
        cdk = Cdk(server, app, folder, context, stream=True)
        with summary.timed("cdk bootstrap"):
            cdk.bootstrap()
        surround(server, summary.scenario)
        before = inventory(session)
        try:
            with summary.timed("cdk deploy"):
                cdk.deploy()
        except CdkError:
            summary.failures += _failures(session)
            raise
        if summary.scenario in _PLAYS:
            _PLAYS[summary.scenario](summary, server, cdk, ROOT / context["settings"])
        with summary.timed("What exists now, as the AWS APIs report it"):
            _show(summary, session, leftover(before, inventory(session)))
        _explain(server, summary.scenario)
        if keep:
            _wait_for_interrupt()
        try:
            with summary.timed("cdk destroy"):
                cdk.destroy()
        except CdkError:
            summary.failures += _failures(session)
            raise
        finally:
            with summary.timed("What is left"):
                summary.left = leftover(before, inventory(session))
                for kind, names in summary.left.items():
                    print(f"  {kind}: {', '.join(names)}")
                if not summary.left:
                    print("  Nothing is left.")


_PLAYS = {"fleet": fleet_demo.play}
"""What happens in a demonstration beside deploying and destroying, by scenario."""


def _show(summary: Summary, session: boto3.Session, made: Inventory) -> None:
    summary.made = made
    for table in report(session):
        summary.existed[table.title] = table.rows
        if table.rows:
            print(f"\n{table}")
    print("\nIn all: " + ", ".join(f"{len(names)} {kind}" for kind, names in made.items()))


def _explain(server: Server, scenario: str) -> None:
    wanted = ("AWS_ENDPOINT_URL", "AWS_CA_BUNDLE", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION")
    variables = server.environment()
    exports = "\n".join(f"  export {name}={shlex.quote(variables[name])}" for name in wanted)
    print(
        f"\nTo look further while it runs (KEEP=1 leaves it up), in another shell:\n{exports}\n"
        "  aws workspaces describe-workspaces\n\n"
        "To deploy the same to a real account, with its credentials in your environment:\n"
        "  npx cdk bootstrap\n"
        f"  npx cdk deploy --all -c settings=settings/{scenario}.yaml"
    )


def _failures(session: boto3.Session) -> list[str]:
    """Why resources failed, from every stack's events, the first reason first."""
    cloudformation = session.client("cloudformation")
    found: list[str] = []
    for stack in cloudformation.list_stacks()["StackSummaries"]:
        events = cloudformation.describe_stack_events(StackName=stack["StackId"])["StackEvents"]
        found += [
            f"{event['LogicalResourceId']} ({event['ResourceType']}): {event['ResourceStatus']}: "
            f"{event.get('ResourceStatusReason', '')}"
            for event in reversed(events)
            if event["ResourceStatus"].endswith("FAILED") and event["ResourceType"] != "AWS::CloudFormation::Stack"
        ]
    return found


def _wait_for_interrupt() -> None:
    print("\nIt stays up. Press Ctrl-C to destroy it and end.", flush=True)
    try:
        signal.pause()
    except KeyboardInterrupt:
        print()
