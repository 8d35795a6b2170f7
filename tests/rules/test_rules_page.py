"""What ``docs/rules.md`` says is so."""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import aws_cdk as cdk
import pytest
import yaml
from aws_cdk import aws_workspaces as workspaces

from tests.rules.support.packed import app_with, synthesis
from tests.support.synth import ROOT
from workspaces_constructs.rules import RULES, Rule, WorkspacesChecks, check
from workspaces_constructs.rules.__main__ import parser
from workspaces_constructs.rules.families.subnets import no_automatic_ipv6
from workspaces_constructs.rules.rule import LEVELS, PREFIX, acknowledged_in

if TYPE_CHECKING:
    from collections.abc import Mapping

PAGE = (ROOT / "docs/rules.md").read_text(encoding="utf-8")
OWN = "Corp-1"


def blocks(language: str, heading: str) -> list[str]:
    """The blocks in a language under a heading."""
    section = PAGE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    return re.findall(rf"```{language}\n(.*?)```", section, re.DOTALL)


def run(block: str) -> Mapping[str, Any]:
    namespace: dict[str, Any] = {"__name__": "page"}
    exec(compile(block, "docs/rules.md", "exec"), namespace)  # noqa: S102 - our own page
    return namespace


@pytest.fixture(scope="module")
def page() -> Mapping[str, Any]:
    """What the block about one's own rule has made."""
    (block,) = blocks("python", "A rule of your own")
    return run(block)


def test_a_rule_of_ones_own_takes_ten_lines(page: Mapping[str, Any]) -> None:
    assert isinstance(page["cost_centre"], Rule)
    (block,) = blocks("python", "A rule of your own")
    imports, definition = block.split("\n\n\n")[:2]
    assert len([*imports.splitlines(), *definition.splitlines()]) <= 10


def test_a_rule_of_ones_own_works_with_check(page: Mapping[str, Any]) -> None:
    def found(tags: object) -> list[str]:
        desktop = {"Type": "AWS::WorkSpaces::Workspace", "Properties": {"Tags": tags}}
        return [
            each.message for each in check({"template": {"Resources": {"Desktop": desktop}}}, [page["cost_centre"]])
        ]

    assert found([{"Key": "CostCentre", "Value": "4711"}]) == []
    assert found({"Ref": "Unknown"}) == []
    assert found([]) == found([{"Key": "Other", "Value": "1"}]) == ["the desktop has no tag CostCentre"]


@pytest.mark.parametrize("accepted", ["", OWN, f"WorkSpaces::{OWN}"])
def test_a_rule_of_ones_own_works_with_the_pack(page: Mapping[str, Any], accepted: str) -> None:
    app = app_with(WorkspacesChecks(rules=[page["cost_centre"]]))
    stack = cdk.Stack(app, "Stack")
    desktop = workspaces.CfnWorkspace(
        stack, "Desktop", bundle_id="wsb-0123456789", directory_id="d-0123456789", user_name="alice"
    )
    if accepted:
        cdk.Validations.of(desktop).acknowledge(cdk.Acknowledgment(id=accepted, reason="It is on loan."))

    seen = synthesis(app)

    assert seen.paths == ([] if accepted else ["Stack/Desktop"])
    assert ("Tag the desktop." in seen.error) is not bool(accepted)


def test_the_rules_that_the_page_names_are_there() -> None:
    named = set(re.findall(rf"{PREFIX}[A-Z]+\d+", PAGE + (inspect.getdoc(WorkspacesChecks) or "")))

    assert named
    assert named <= {each.id for each in RULES}


def test_the_report_reads_like_a_real_one() -> None:
    (block,) = blocks("text", "Reading a report")

    first, _, fix, acknowledge = block.splitlines()
    assert first.startswith("ERROR desktops live in a subnet that assigns IPv6 addresses (Properties.")
    assert no_automatic_ipv6.level == "error"
    assert fix.strip() == f"Suggested fix: {no_automatic_ipv6.fix}"
    assert acknowledge.strip() == f"Acknowledge with 'WorkSpaces::{no_automatic_ipv6.id}'"


def test_the_metadata_of_a_template_acknowledges() -> None:
    (block,) = blocks("yml", "Acknowledging a finding")

    assert acknowledged_in(yaml.safe_load(block)["Metadata"]) == {"WorkSpaces-NET1": "The web tier moves out in June."}


@pytest.mark.parametrize("line", "".join(blocks("sh", "On plain CloudFormation")).splitlines())
def test_the_commands_are_well_formed(line: str) -> None:
    program, _, rest = line.partition("#")[0].strip().partition(" -m workspaces_constructs.rules ")

    options = parser().parse_args(rest.split())
    assert program == "python"
    assert options.paths


def test_the_tables_name_every_option_and_level() -> None:
    parameters = inspect.signature(WorkspacesChecks.__init__).parameters.values()
    options = [each.name for each in parameters if each.kind is each.KEYWORD_ONLY]

    assert options
    for name in (*options, *LEVELS):
        assert f"| `{name}` |" in PAGE


def test_the_page_is_in_the_readme() -> None:
    assert "(docs/rules.md)" in Path(ROOT / "README.md").read_text(encoding="utf-8")
