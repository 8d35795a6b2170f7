"""The cdk-nag pack: what it reports of an app, what is acknowledged, and what it costs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2
from constructs import Construct, RootConstruct

from tests.rules.support.packed import (
    SOURCE,
    WRONG,
    acknowledge,
    app_with,
    jsii_calls,
    range_rule,
    synthesis,
    wrong,
)
from tests.rules.support.scenarios import of_scenario
from tests.support.synth import ROOT, new_app, variant_app, variant_tree
from workspaces_constructs.deployment import build
from workspaces_constructs.deployment.loading import parse
from workspaces_constructs.rules import RULES, Violation, WorkspacesChecks, rule
from workspaces_constructs.rules.checking import judge

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from workspaces_constructs.rules import Level, Templates

__all__ = ["jsii_calls"]

RULE = "WorkSpaces-TEST1"
KEY = cdk.Validations.ACKNOWLEDGED_RULES_METADATA_KEY
ENVIRONMENT = cdk.Environment(region="us-east-1")


def pack(rule_level: Level = "error", **options: Any) -> WorkspacesChecks:  # noqa: ANN401 - the pack's own options
    return WorkspacesChecks(rules=[range_rule(rule_level)], **options)


def test_an_error_fails_the_synthesis_and_is_reported_with_all_there_is_to_know() -> None:
    app = app_with(pack())
    wrong(Construct(cdk.Stack(app, "Stack", env=ENVIRONMENT), "Network"))

    seen = synthesis(app)

    assert f"the range is {WRONG} (Properties.CidrBlock) (WorkSpaces)" in seen.error
    assert "Stack/Network/Vpc" in seen.error
    assert "Suggested fix: Take another range." in seen.error
    assert f"Acknowledge with 'WorkSpaces::{RULE}'" in seen.error
    assert (seen.report["pluginVersion"], seen.report["conclusion"]) == ("0.1.0", "failure")
    (found,) = seen.found
    (place,) = found.pop("violatingConstructs")
    assert found == {
        "ruleName": RULE,
        "severity": "error",
        "description": f"the range is {WRONG} (Properties.CidrBlock)",
        "suggestedFix": "Take another range.",
        "ruleMetadata": {"level": "error", "source": SOURCE},
    }
    assert place["constructPath"] == "Stack/Network/Vpc"
    assert place["constructFqn"] == "aws-cdk-lib.aws_ec2.CfnVPC"
    resource = place["cloudFormationResource"]
    assert resource["templatePath"] == "Stack.template.json"
    assert resource["logicalId"].startswith("NetworkVpc")
    assert resource["propertyPaths"] == ["Properties.CidrBlock"]


@pytest.mark.parametrize(("level", "severity"), [("warning", "warning"), ("advice", "info")])
def test_warnings_and_advice_do_not_fail_the_synthesis(level: Level, severity: str) -> None:
    app = app_with(pack(level, level="advice"))
    wrong(cdk.Stack(app, "Stack"))

    seen = synthesis(app)

    assert (seen.error, seen.report["conclusion"]) == ("", "success")
    assert [(each["severity"], each["ruleName"]) for each in seen.found] == [(severity, RULE)]


@pytest.mark.parametrize(
    ("least", "reported"),
    [("error", ["error"]), ("warning", ["error", "warning"]), ("advice", ["error", "warning", "advice"])],
)
def test_only_what_is_bad_enough_is_reported(least: Level, reported: list[str]) -> None:
    levels: tuple[Level, ...] = ("advice", "warning", "error")
    rules = [range_rule(level, f"Own-{level}") for level in levels]
    app = app_with(WorkspacesChecks(rules=rules, level=least))
    wrong(cdk.Stack(app, "Stack"))

    assert [each["ruleName"] for each in synthesis(app).found] == [f"Own-{level}" for level in reported]


def test_advice_is_not_reported_unless_asked_for() -> None:
    app = app_with(pack("advice"))
    wrong(cdk.Stack(app, "Stack"))

    assert synthesis(app).report == {}


def test_the_same_fault_in_several_places_is_one_violation() -> None:
    app = app_with(pack())
    for number in range(3):
        wrong(cdk.Stack(app, f"Stack{number}"))

    seen = synthesis(app)

    assert len(seen.found) == 1
    assert seen.paths == ["Stack0/Vpc", "Stack1/Vpc", "Stack2/Vpc"]


def test_verbose_also_says_why_and_who_says_so() -> None:
    app = app_with(pack(verbose=True))
    wrong(cdk.Stack(app, "Stack"))

    (found,) = synthesis(app).found
    assert found["description"] == f"the range is {WRONG} (Properties.CidrBlock). It is known. ({SOURCE})"


@pytest.mark.parametrize("assets", [True, False], ids=["asset metadata", "no asset metadata"])
@pytest.mark.parametrize("paths", [True, False], ids=["path metadata", "no path metadata"])
def test_nested_stacks_are_judged_with_what_the_stack_around_them_gives(*, paths: bool, assets: bool) -> None:
    app = app_with(pack(), paths=paths)
    app.node.set_context("aws:cdk:enable-asset-metadata", assets)
    stack = cdk.Stack(cdk.Stage(app, "Stage"), "Stack")
    right = ec2.CfnVPC(stack, "Vpc", cidr_block="10.0.0.0/16")
    inner = cdk.NestedStack(stack, "Inner", parameters={"Range": WRONG})
    innermost = cdk.NestedStack(inner, "Innermost")
    ec2.CfnVPC(inner, "Vpc", cidr_block=cdk.CfnParameter(inner, "Range").value_as_string)
    accepted = wrong(innermost)
    wrong(innermost, "Another")
    acknowledge(accepted, RULE)
    acknowledge(right, RULE)

    seen = synthesis(app)

    assert seen.paths == ["Stage/Stack/Inner/Vpc", "Stage/Stack/Inner/Innermost/Another"]
    (found,) = seen.found
    files = [Path(each["cloudFormationResource"]["templatePath"]).name for each in found["violatingConstructs"]]
    assert all(name.endswith(".nested.template.json") for name in files)
    assert len(set(files)) == 2


def test_all_stacks_of_a_stage_are_judged_together_and_with_their_regions() -> None:
    seen: list[tuple[list[str], dict[str, str]]] = []

    @rule("Own-1", "error", title="T", reason="R.", fix="F.", source="S")
    def look(templates: Templates) -> Iterator[Violation]:
        seen.append((sorted(each.name for each in templates.of_type("AWS::EC2::VPC")), templates.regions))
        for subnet in templates.of_type("AWS::EC2::Subnet"):
            assert subnet.properties.resource("VpcId") in templates.of_type("AWS::EC2::VPC")
        yield from ()

    app = app_with(WorkspacesChecks(rules=[look]))
    first, second = (cdk.Stack(app, name, env=cdk.Environment(region="eu-west-1")) for name in ("First", "Second"))
    wrong(cdk.Stack(cdk.Stage(app, "Stage"), "Third"))
    vpc = wrong(first)
    ec2.CfnSubnet(second, "Subnet", vpc_id=first.export_value(vpc.ref), cidr_block="10.9.0.0/24")

    assert synthesis(app).report == {}
    assert seen == [
        (["First/Vpc"], {"First": "eu-west-1", "Second": "eu-west-1"}),
        (["Stage/Third/Vpc"], {}),
    ]


@pytest.mark.parametrize("variant", ["standalone", "shared-services"])
def test_stages_that_are_alike_do_not_disturb_each_other(variant: str) -> None:
    app = new_app()
    for name in ("Development", "Production"):
        build(cast("cdk.App", cdk.Stage(app, name)), parse(variant_tree(variant), str(ROOT / "settings/variant.yaml")))

    assert WorkspacesChecks().validate_scope(app).violations == []


def test_a_pack_on_a_stage_judges_that_stage() -> None:
    app = app_with()
    wrong(cdk.Stack(app, "Stack"))
    stage = cdk.Stage(app, "Stage")
    wrong(cdk.Stack(stage, "Stack"))
    cdk.Validations.of(stage).add_plugins(pack())

    assert synthesis(app).paths == ["Stage/Stack/Vpc"]


def test_calls_to_node_grow_with_findings_and_not_with_resources(
    jsii_calls: Callable[[Callable[[], object]], int],
) -> None:
    def calls(*, right: int, faults: int) -> int:
        app = app_with(pack("warning"))
        stack = cdk.Stack(app, "Stack")
        for number in range(right):
            ec2.CfnVPC(stack, f"Right{number}", cidr_block="10.0.0.0/16")
        for number in range(faults):
            wrong(stack, f"Wrong{number}")
        return jsii_calls(app.synth)

    assert calls(right=2, faults=0) == calls(right=300, faults=0) < 30
    assert calls(right=2, faults=1) == calls(right=300, faults=1)
    one, two, ten = (calls(right=2, faults=number) for number in (1, 2, 10))
    assert ten - one == 9 * (two - one)
    assert two - one < 20


def test_two_syntheses_report_the_same() -> None:
    def seen() -> object:
        app = app_with(WorkspacesChecks(rules=[range_rule(), range_rule("warning", "Own-2"), *RULES], level="advice"))
        for name in ("Second", "First"):
            stack = cdk.Stack(app, name, env=ENVIRONMENT)
            for number in (2, 1, 3):
                wrong(stack, f"Vpc{number}")
        return synthesis(app).report

    assert seen() == seen()


@pytest.mark.parametrize("verbose", [True, False])
def test_a_rule_that_fails_is_named(*, verbose: bool) -> None:
    @rule("Own-7", "advice", title="T", reason="R.", fix="F.", source="S")
    def broken(templates: Templates) -> Iterator[Violation]:
        yield Violation(templates.of_type("AWS::EC2::Subnet")[0], "no subnet")

    app = app_with(WorkspacesChecks(rules=[range_rule(), broken], level="advice", verbose=verbose))
    wrong(cdk.Stack(app, "Stack"))

    seen = synthesis(app)

    assert (seen.report["conclusion"], seen.found) == ("failure", [])
    assert "'WorkSpaces' failed: Own-7 failed: IndexError: list index out of range" in seen.report["metadata"]["error"]
    assert "Own-7 failed" in seen.error


def test_tests_can_validate_a_part_of_an_app() -> None:
    app = new_app()
    stacks = [cdk.Stack(app, name) for name in ("Stack", "Stack2")]
    networks = [Construct(stack, "Network") for stack in stacks]
    for network in networks:
        wrong(network)
    checks = pack()

    def found(scope: Construct) -> list[str]:
        report = checks.validate_scope(scope)
        assert report.success is not bool(report.violations)
        return [
            Path(place.template_path or "").name for each in report.violations for place in each.violating_resources
        ]

    assert found(app) == ["Stack.template.json", "Stack2.template.json"]
    assert found(stacks[0]) == ["Stack.template.json"]
    assert found(networks[1]) == ["Stack2.template.json"]
    acknowledge(networks[0], RULE)
    acknowledge(networks[1], f"WorkSpaces::{RULE}")
    assert found(app) == []


def test_a_part_of_no_app_cannot_be_validated() -> None:
    with pytest.raises(ValueError, match="'Network' is not part of an app"):
        pack().validate_scope(Construct(RootConstruct(), "Network"))


@pytest.mark.parametrize("variant", ["standalone", "shared-services", "everything"])
def test_the_pack_finds_in_an_app_what_check_finds_in_its_templates(variant: str) -> None:
    report = WorkspacesChecks(level="advice").validate_scope(variant_app(variant))

    reported = {
        (each.rule_name, place.resource_logical_id, *place.locations)
        for each in report.violations
        for place in each.violating_resources
    }
    assert report.success
    assert reported == {
        (each.rule, each.resource, *([each.location] if each.location else [])) for each in judge(of_scenario(variant))
    }


def test_the_pack_is_named_as_cdk_nag_names_packs() -> None:
    checks = WorkspacesChecks()

    assert (checks.name, checks.read_pack_name, checks.version) == ("WorkSpaces", "WorkSpaces", "0.1.0")


def test_those_who_only_check_templates_load_no_cdk() -> None:
    code = (
        "import sys; from workspaces_constructs import rules; from workspaces_constructs.rules import RULES, check;"
        " assert RULES; assert 'WorkspacesChecks' in dir(rules); check({});"
        " assert not {'aws_cdk', 'cdk_nag', 'constructs', 'jsii'} & {*sys.modules}"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)  # noqa: S603 - our own code


def test_an_unknown_name_is_refused() -> None:
    from workspaces_constructs import rules

    with pytest.raises(AttributeError, match="no attribute 'WorkspaceChecks'"):
        _ = rules.WorkspaceChecks
