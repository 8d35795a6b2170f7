"""Templates under other people's rules: cfn-lint, AwsSolutions, and no secret anywhere."""

from __future__ import annotations

import json
import re
from pathlib import Path

import aws_cdk as cdk
import pytest
from cdk_nag import AwsSolutionsChecks
from cfnlint.api import lint
from cfnlint.config import ManualArgs

from tests.support.acknowledgements import acknowledgements, page
from tests.support.synth import ROOT, VARIANTS, template, variant_app

REGIONS = ["us-east-1", "us-west-2", "eu-central-1", "eu-west-1", "ap-northeast-1", "ap-southeast-2"]


def lint_errors(made: object, regions: list[str]) -> list[str]:
    found = lint(json.dumps(made, indent=1), config=ManualArgs(regions=regions))
    return [str(match) for match in found if match.rule.id.startswith("E")]


@pytest.mark.parametrize("variant", VARIANTS)
def test_cfn_lint_has_no_error(variant: str) -> None:
    regions = REGIONS if variant == "region-agnostic" else ["us-east-1"]

    assert lint_errors(template(variant), regions) == []


@pytest.mark.parametrize("variant", VARIANTS)
def test_aws_solutions_has_no_unacknowledged_finding(variant: str) -> None:
    report = AwsSolutionsChecks().validate_scope(variant_app(variant))

    assert [
        (violation.rule_name, resource.construct_path)
        for violation in report.violations
        for resource in violation.violating_resources
    ] == []
    assert report.success


@pytest.mark.parametrize("variant", VARIANTS)
def test_nothing_is_acknowledged_for_a_whole_stack(variant: str) -> None:
    for found in acknowledgements(variant_app(variant)):
        assert not isinstance(found.construct, cdk.App | cdk.Stage | cdk.Stack), found
        assert len(found.reason.split()) >= 8, found
        assert "*" not in found.rule.partition("[")[0], found


def test_every_acknowledgement_is_listed_with_its_reason() -> None:
    """``python -m tests.support.acknowledgements`` writes the page."""
    assert (ROOT / "docs/acknowledgements.md").read_text() == page()


SECRET_VALUES = re.compile(r'"(?:Secret|Admin)?(?:Password|SecretString)":\s*"(?!\{\{resolve:secretsmanager:)')


@pytest.mark.parametrize("variant", VARIANTS)
def test_no_secret_is_in_a_template_or_an_asset(variant: str) -> None:
    directory = Path(variant_app(variant).synth().directory)
    files = [path for path in directory.rglob("*") if path.is_file()]

    assert any(path.name.endswith(".py") for path in files)
    for path in files:
        assert not SECRET_VALUES.search(path.read_text()), path
    parameters = template(variant).get("Parameters", {})
    assert list(parameters) == ["BootstrapVersion"]


def test_handlers_go_into_the_asset_and_nothing_else() -> None:
    directory = Path(variant_app("standalone").synth().directory)
    handlers = {path.name for path in (ROOT / "workspaces_constructs/custom_resources/runtime").glob("*.py")}
    (asset,) = {path.parent for path in directory.glob("asset.*/runtime/handler.py")}

    assert {path.name for path in asset.iterdir()} == handlers
    assert [path.name for path in asset.parent.iterdir()] == ["runtime"]
