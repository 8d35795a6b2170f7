"""No false alarms: other people's apps, our own examples, and templates as people publish them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import aws_cdk as cdk
import pytest

from tests.rules.support.strangers import WITHOUT_DIRECTORY, managed_ad
from tests.support.synth import ROOT, templates
from tests.unit.test_examples import EXAMPLES, example
from workspaces_constructs.rules import check
from workspaces_constructs.rules.checking import judge
from workspaces_constructs.rules.yaml_templates import read
from workspaces_constructs.testing import synthesize
from workspaces_constructs.testing.synthesis import synthesized

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workspaces_constructs.rules import Finding
    from workspaces_constructs.testing.synthesis import Template

PUBLISHED = ROOT / "tests/rules/published"
WATCHED = {"advice COST3 Desktop", "advice OPS1 Desktop", "advice OPS2 Desktop"}
"""What a template with desktops alone leaves to others, and advice may say."""

EXPECTED = {
    "one-desktop": {"warning ENC1 Desktop", "advice TAG6 Desktop", "advice COST1 Desktop", *WATCHED},
    "everything-asked-for": WATCHED,
    "simple-ad": {
        "warning NET18 SubnetA",
        "warning NET18 SubnetB",
        "warning NET19 Directory",
        "advice DNS1 Vpc",
        "warning REG1 Directory",
        "warning ENC1 Desktop",
        "advice NET5 Vpc",
        "advice TAG6 Desktop",
        "advice COST1 Desktop",
        *WATCHED,
    },
    "own-registration": {
        "warning NET18 SubnetA",
        "warning NET18 SubnetB",
        "warning NET19 Directory",
        "advice DNS1 Vpc",
        "advice ENC2 Desktop",
        "advice NET5 Vpc",
        "advice TAG6 Desktop",
        *WATCHED,
    },
    "managed-ad": {
        "error DESK5 Bob",
        "warning REG1 Directory",
        "advice ENC2 Alice",
        "advice ENC2 Bob",
        "advice DIR17 Directory",
        "advice NET3 Vpc",
        "advice NET5 Vpc",
        "advice COST3 Alice",
        "advice OPS1 Alice",
        "advice OPS2 Alice",
        "advice OPS3 Directory",
    },
}


@cache
def stranger(name: str) -> Template:
    stack = cdk.Stack(cdk.App(), "Stranger", env=cdk.Environment(region="us-east-1"))
    WITHOUT_DIRECTORY[name](stack)
    return synthesize(stack)


def judged(app: cdk.App) -> list[Finding]:
    return [finding for templates in synthesized(app).stages for finding in judge(templates)]


def told(findings: Iterable[Finding]) -> set[str]:
    return {f"{each.level} {each.rule.removeprefix('WorkSpaces-')} {each.resource}" for each in findings}


@pytest.mark.parametrize("name", WITHOUT_DIRECTORY)
def test_nothing_is_found_where_there_are_no_desktops(name: str) -> None:
    assert stranger(name)["Resources"]
    assert told(check({"Stranger": stranger(name)})) == set()


def test_nothing_is_found_in_a_stack_of_any_region() -> None:
    app = cdk.App()
    for name, make in WITHOUT_DIRECTORY.items():
        make(cdk.Stack(app, name))

    assert told(judged(app)) == set()


def test_a_directory_for_servers_is_judged_as_a_directory_only() -> None:
    stack = cdk.Stack(cdk.App(), "Servers")
    managed_ad(stack)

    assert told(check({"Servers": synthesize(stack)})) == {"advice DIR10 Directory", "advice OPS3 Directory"}


@pytest.mark.parametrize("variant", ["standalone", "one-way-trust"])
def test_nothing_more_is_found_in_strangers_beside_desktops(variant: str) -> None:
    strangers = {f"Stranger-{name}": stranger(name) for name in WITHOUT_DIRECTORY}

    assert check({**templates(variant), **strangers}) == check(templates(variant))


MEANT = {"image_to_fleet": {"warning ENC1 BuilderWorkspaceAD0A18BB"}}
"""What the examples acknowledge: no image is made of an encrypted WorkSpace."""


@pytest.mark.parametrize("name", EXAMPLES)
def test_our_examples_have_neither_errors_nor_warnings(name: str) -> None:
    app, _ = example(name)

    found = told(each for each in judged(app) if each.level != "advice")
    assert found == MEANT.get(name, set())


def test_every_published_template_is_expected() -> None:
    assert {path.stem for path in PUBLISHED.iterdir()} == EXPECTED.keys()


@pytest.mark.parametrize("name", EXPECTED)
def test_a_published_template_has_the_findings_that_it_deserves_and_no_others(name: str) -> None:
    template = read((PUBLISHED / f"{name}.yaml").read_text(encoding="utf-8"))
    assert isinstance(template, dict)

    assert told(check({name: template})) == EXPECTED[name]
