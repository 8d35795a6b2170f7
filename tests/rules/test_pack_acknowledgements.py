"""Acknowledgements: what the pack leaves out of its report, and what it writes into templates."""

from __future__ import annotations

import json
from pathlib import Path

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2
from cdk_nag import AwsSolutionsChecks
from constructs import Construct

from tests.rules.support.packed import acknowledge, app_with, range_rule, synthesis, wrong
from tests.support.synth import new_app
from workspaces_constructs.rules import WorkspacesChecks

RULE = "WorkSpaces-TEST1"
KEY = cdk.Validations.ACKNOWLEDGED_RULES_METADATA_KEY


def pack() -> WorkspacesChecks:
    return WorkspacesChecks(rules=[range_rule()])


@pytest.mark.parametrize("paths", [True, False], ids=["path metadata", "no path metadata"])
@pytest.mark.parametrize("place", ["Stage/Stack/Network/Vpc", "Stage/Stack/Network", "Stage/Stack", "Stage", ""])
@pytest.mark.parametrize("form", ["WorkSpaces::", "", "annotation::"])
def test_a_finding_is_acknowledged_on_anything_around_it(form: str, place: str, *, paths: bool) -> None:
    app = app_with(pack(), paths=paths)
    stage = cdk.Stage(app, "Stage")
    stack = cdk.Stack(stage, "Stack")
    vpc = wrong(Construct(stack, "Network"))
    wrong(Construct(stack, "Other"))
    construct = next(each for each in (app, stage, stack, vpc.node.scope, vpc) if each and each.node.path == place)
    if form == "annotation::":  # as older versions of the CDK stored it
        construct.node.add_metadata(KEY, {f"annotation::{RULE}": "It is wanted."})
    else:
        acknowledge(construct, f"{form}{RULE}")

    seen = synthesis(app)

    covered = "Stage/Stack/Other".startswith(place)
    assert seen.paths == ([] if covered else ["Stage/Stack/Other/Vpc"])
    assert bool(seen.error) is not covered
    if form == "WorkSpaces::":
        (suppressed,) = seen.report["suppressedViolations"]
        assert (suppressed["reason"], suppressed.get("acknowledgedAt", "")) == ("It is wanted.", place)


@pytest.mark.parametrize("other", ["WorkSpaces-TEST11", "AwsSolutions::WorkSpaces-TEST1", "WorkSpaces-TEST"])
def test_another_rules_acknowledgement_covers_nothing(other: str) -> None:
    app = app_with(pack())
    acknowledge(wrong(cdk.Stack(app, "Stack")), other)

    assert synthesis(app).paths == ["Stack/Vpc"]


def test_an_id_with_spaces_is_acknowledged_as_the_cdk_writes_it() -> None:
    app = app_with(WorkspacesChecks(rules=[range_rule(name="No such range")]))
    acknowledge(wrong(cdk.Stack(app, "Stack")), "No such range")

    assert synthesis(app).found == []


def test_a_templates_own_metadata_acknowledges() -> None:
    app = app_with(pack())
    suppressed = {"rules_to_suppress": [{"id": RULE, "reason": "It is wanted."}]}
    stack = cdk.Stack(app, "Stack")
    wrong(stack).add_metadata("cdk_nag", suppressed)
    wrong(cdk.Stack(app, "Other")).stack.add_metadata("cdk_nag", suppressed)

    assert synthesis(app).report == {}


def test_a_path_that_an_included_template_brings_along_does_not_mislead() -> None:
    app = app_with(pack())
    stack = cdk.Stack(app, "Stack")
    wrong(stack).add_metadata("aws:cdk:path", "ItsFirstApp/Stack/Vpc")
    acknowledge(stack, RULE)

    assert synthesis(app).report == {}


@pytest.mark.parametrize("metadata", [True, False], ids=["path metadata", "no path metadata"])
def test_without_the_cdks_notes_a_stack_can_still_acknowledge(*, metadata: bool) -> None:
    """Some apps switch off what names logical ids; then the resource's own metadata is left, or the stack."""
    app = app_with(pack(), paths=metadata)
    app.node.set_context("aws:cdk:disable-logicalId-metadata", value=True)
    first, second = cdk.Stack(app, "First"), cdk.Stack(app, "Second")
    acknowledge(wrong(first), RULE)
    wrong(second)
    acknowledge(second, RULE)

    assert synthesis(app).paths == ([] if metadata else ["First/Vpc"])


@pytest.mark.parametrize("scoped", [True, False])
@pytest.mark.parametrize("kind", [WorkspacesChecks, AwsSolutionsChecks])
def test_acknowledgements_are_written_into_templates_as_cdk_nag_writes_them(
    kind: type[WorkspacesChecks | AwsSolutionsChecks], *, scoped: bool
) -> None:
    app = new_app()
    stack = cdk.Stack(app, "Stack")
    network = Construct(stack, "Network")
    vpc, other = ec2.CfnVPC(network, "Vpc", cidr_block="10.0.0.0/16"), ec2.CfnVPC(network, "Other")
    acknowledge(vpc, RULE, "bare")
    acknowledge(network, "WorkSpaces::WorkSpaces-TEST2", "prefixed")
    acknowledge(stack, RULE, "further away")
    cdk.Validations.of(app).add_plugins(kind(app if scoped else None, write_suppressions_to_cloud_formation=True))

    synthesis(app)

    (path,) = Path(app.outdir).glob("*.template.json")
    resources = json.loads(path.read_text())["Resources"]
    written = [resources[stack.resolve(each.logical_id)].get("Metadata", {}).get("cdk_nag") for each in (vpc, other)]
    prefixed = {"id": "WorkSpaces::WorkSpaces-TEST2", "reason": "prefixed"}
    assert written == (
        [
            {"rules_to_suppress": [{"id": RULE, "reason": "bare"}, prefixed]},
            {"rules_to_suppress": [prefixed, {"id": RULE, "reason": "further away"}]},
        ]
        if scoped
        else [None, None]
    )
