"""Small apps with faults, and what the CDK's report says about them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2

from tests.support.synth import new_app
from workspaces_constructs.rules import Violation, WorkspacesChecks, rule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from constructs import Construct, IConstruct

    from workspaces_constructs.rules import Level, Rule, Templates

Report = dict[str, Any]

WRONG = "10.9.0.0/16"
SOURCE = "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html"


def range_rule(level: Level = "error", name: str = "WorkSpaces-TEST1") -> Rule:
    """A rule that every VPC with the range ``WRONG`` breaks."""

    @rule(name, level, title="Title", reason="It is known.", fix="Take another range.", source=SOURCE)
    def no_such_range(templates: Templates) -> Iterator[Violation]:
        for vpc in templates.of_type("AWS::EC2::VPC"):
            if vpc.properties.text("CidrBlock") == WRONG:
                yield Violation(vpc, f"the range is {WRONG}", "CidrBlock")

    return no_such_range


def app_with(*packs: WorkspacesChecks, paths: bool = True) -> cdk.App:
    """An app with packs; with or without paths in the metadata of resources."""
    app = new_app()
    if paths:
        app.node.set_context("aws:cdk:enable-path-metadata", value=True)
    cdk.Validations.of(app).add_plugins(*packs)
    return app


def wrong(scope: Construct, name: str = "Vpc") -> ec2.CfnVPC:
    """A VPC that breaks ``range_rule``."""
    return ec2.CfnVPC(scope, name, cidr_block=WRONG)


def acknowledge(construct: IConstruct, rule: str, reason: str = "It is wanted.") -> None:
    """Accept a finding as a user does."""
    cdk.Validations.of(construct).acknowledge(cdk.Acknowledgment(id=rule, reason=reason))


@dataclass(frozen=True)
class Synthesis:
    """How a synthesis ended.

    Attributes:
        error: What it failed with, if it did.
        report: What the pack reported; nothing at all is an empty report.
    """

    error: str
    report: Report

    @property
    def paths(self) -> list[str]:
        """The construct paths of all findings."""
        return [each["constructPath"] for found in self.found for each in found["violatingConstructs"]]

    @property
    def found(self) -> list[Report]:
        """The findings."""
        found: list[Report] = self.report.get("violations", [])
        return found


def synthesis(app: cdk.App, plugin: str = "WorkSpaces") -> Synthesis:
    """Synthesize an app."""
    error = ""
    try:
        app.synth()
    except RuntimeError as failed:
        error = str(failed)
    path = Path(app.outdir) / "validation-report.json"
    reports: Iterable[Report] = json.loads(path.read_text())["pluginReports"] if path.exists() else ()
    return Synthesis(error, next((each for each in reports if each["pluginName"] == plugin), {}))


@pytest.fixture
def jsii_calls(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], int]:
    """Counts the requests to Node that something takes."""
    from jsii._kernel.providers.process import _NodeProcess

    calls: list[str] = []
    send = _NodeProcess.send

    def counted(self: _NodeProcess, request: object, response_type: object) -> object:
        calls.append(type(request).__name__)
        return send(self, request, response_type)  # type: ignore[arg-type]

    monkeypatch.setattr(_NodeProcess, "send", counted)

    def count(work: Callable[[], object]) -> int:
        before = len(calls)
        work()
        return len(calls) - before

    return count
