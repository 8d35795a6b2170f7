"""Templates under other people's rules: cfn-lint, AwsSolutions, and no secret anywhere."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import aws_cdk as cdk
import pytest
from cdk_nag import AwsSolutionsChecks
from cfnlint.api import lint
from cfnlint.config import ManualArgs

from tests.support.acknowledgements import acknowledgements, page
from tests.support.synth import ALL_VARIANTS, ROOT, VARIANTS, new_app, templates, variant_app, variant_tree
from workspaces_constructs.deployment import build
from workspaces_constructs.deployment.loading import parse
from workspaces_constructs.facts.regions import AZ_IDS, IP_GROUP_CFN_REGIONS, SIMPLE_AD_REGIONS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from tests.support.synth import Template

ANYWHERE = [
    variant
    for variant in ALL_VARIANTS
    if "-existing" not in variant and variant not in {*VARIANTS, "shared-services-two-accounts"}
]
"""The variants whose templates are judged in every region; the others hold no type of resource that these do not."""

TWO_STACKS = [variant for variant in ALL_VARIANTS if variant.startswith(("shared-services", "one-way-trust"))]


def lint_errors(made: object, regions: Collection[str]) -> list[str]:
    found = lint(json.dumps(made, indent=1), config=ManualArgs(regions=sorted(regions), ignore_checks=["W", "I"]))
    return [str(match) for match in found if match.rule.id.startswith("E")]


def regions_of(variant: str) -> Collection[str]:
    return SIMPLE_AD_REGIONS if variant_tree(variant)["scenario"] == "simple-ad" else AZ_IDS


def templates_in(variant: str, region: str | None) -> Mapping[str, Template]:
    """The templates of a variant for another region, or for whichever it is deployed to."""
    text = json.dumps(variant_tree(variant))
    tree = json.loads(text.replace(":us-east-1:", f":{region}:") if region else text)
    tree["environment"] = {"region": region} if region else {}
    app = new_app()
    build(app, parse(tree, str(ROOT / "settings/variant.yaml")))
    return {stack.stack_name: json.loads(Path(stack.template_full_path).read_text()) for stack in app.synth().stacks}


@pytest.mark.parametrize("variant", ALL_VARIANTS)
def test_cfn_lint_has_no_error(variant: str) -> None:
    region = variant_tree(variant).get("environment", {}).get("region", "us-east-1")

    for name, made in templates(variant).items():
        assert lint_errors(made, [region]) == [], name


@pytest.mark.parametrize("variant", ANYWHERE)
def test_cfn_lint_has_no_error_in_any_region(variant: str) -> None:
    """Stacks in two accounts name their regions; the types of resources are the same in all."""
    two_accounts = "account" in variant_tree(variant)["environment"]

    for name, made in (templates(variant) if two_accounts else templates_in(variant, None)).items():
        assert lint_errors(made, regions_of(variant)) == [], name


@pytest.mark.parametrize("region", ["us-east-1", "eu-central-1", "ap-south-1", "us-gov-west-1"])
def test_cfn_lint_has_no_error_in_a_template_for_one_region(region: str) -> None:
    """Templates that know their region differ from those that do not: in zones, names of endpoints and partitions."""
    for name, made in templates_in("everything", region).items():
        assert lint_errors(made, [region]) == [], name


def test_cfn_lint_knows_the_regions() -> None:
    """What a region lacks is an error: otherwise linting in every region would say nothing."""
    made = {"Resources": {"Group": {"Type": "AWS::WorkSpaces::WorkspaceIpGroup", "Properties": {"GroupName": "G"}}}}

    assert lint_errors(made, IP_GROUP_CFN_REGIONS) == []
    assert len(lint_errors(made, AZ_IDS.keys() - IP_GROUP_CFN_REGIONS)) == 2


@pytest.mark.parametrize("variant", ALL_VARIANTS)
def test_aws_solutions_has_no_unacknowledged_finding(variant: str) -> None:
    report = AwsSolutionsChecks().validate_scope(variant_app(variant))

    assert [
        (violation.rule_name, resource.construct_path)
        for violation in report.violations
        for resource in violation.violating_resources
    ] == []
    assert report.success


@pytest.mark.parametrize("variant", ALL_VARIANTS)
def test_nothing_is_acknowledged_for_a_whole_stack(variant: str) -> None:
    for found in acknowledgements(variant_app(variant)):
        assert not isinstance(found.construct, cdk.App | cdk.Stage | cdk.Stack), found
        assert len(found.reason.split()) >= 8, found
        assert "*" not in found.rule.partition("[")[0], found


def test_every_acknowledgement_is_listed_with_its_reason() -> None:
    """``python -m tests.support.acknowledgements`` writes the page."""
    assert (ROOT / "docs/acknowledgements.md").read_text() == page()


SECRET_VALUES = re.compile(r'"(?:Secret|Admin)?(?:Password|SecretString)":\s*"(?!\{\{resolve:secretsmanager:)')


@pytest.mark.parametrize("variant", ALL_VARIANTS)
def test_no_secret_is_in_a_template_or_an_asset(variant: str) -> None:
    directory = Path(variant_app(variant).synth().directory)
    files = [path for path in directory.rglob("*") if path.is_file()]

    assert any(path.name.endswith(".py") for path in files)
    for path in files:
        assert not SECRET_VALUES.search(path.read_text()), path


@pytest.mark.parametrize("variant", ALL_VARIANTS)
def test_nobody_is_asked_for_a_parameter(variant: str) -> None:
    """No template asks its deployer; the desktops' stack of two reads what the other one has published, and no more."""
    (name, desktops), *others = sorted(templates(variant).items(), key=lambda stack: len(stack[0]))
    read = {key: value for key, value in desktops["Parameters"].items() if key != "BootstrapVersion"}

    assert bool(others) == bool(read) == (variant in TWO_STACKS)
    assert [made for _, made in others if made["Parameters"].keys() != {"BootstrapVersion"}] == []
    for logical_id, parameter in read.items():
        assert parameter.keys() == {"Type", "Default", "Description"}, logical_id
        assert parameter["Type"].startswith("AWS::SSM::Parameter::Value<"), logical_id
        assert re.fullmatch(rf"(arn:.*:parameter)?/workspaces-constructs/{name}/[a-z-]+", parameter["Default"])


def test_handlers_go_into_the_asset_and_nothing_else() -> None:
    directory = Path(variant_app("standalone").synth().directory)
    handlers = {path.name for path in (ROOT / "workspaces_constructs/custom_resources/runtime").glob("*.py")}
    (asset,) = {path.parent for path in directory.glob("asset.*/runtime/handler.py")}

    assert {path.name for path in asset.iterdir()} == handlers
    assert [path.name for path in asset.parent.iterdir()] == ["runtime"]
