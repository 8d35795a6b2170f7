"""Every rule has templates that break it and templates that keep it, as files a user can read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import workspaces_constructs.rules
from workspaces_constructs.rules.catalogue import RULES
from workspaces_constructs.rules.checking import check
from workspaces_constructs.rules.rule import PREFIX, Rule
from workspaces_constructs.rules.yaml_templates import read_all

if TYPE_CHECKING:
    from workspaces_constructs.rules.templates import Template

EXAMPLES = Path(workspaces_constructs.rules.__file__).with_name("examples")
FILES = [
    pytest.param(rule, path, id=f"{rule.id} {path.stem}")
    for rule in RULES
    for path in sorted((EXAMPLES / rule.id.removeprefix(PREFIX)).glob("*.yaml"))
]


def example(path: Path) -> dict[str, Template]:
    documents = read_all(path.read_text())
    assert all(isinstance(document, dict) for document in documents)
    return {f"{path.stem}{number or ''}": document for number, document in enumerate(documents)}  # type: ignore[misc]


def require_example(rule: Rule, path: Path) -> None:
    assert bool(check(example(path), [rule])) == path.stem.startswith("fails")


@pytest.mark.parametrize(("rule", "path"), FILES)
def test_an_example_is_judged_as_its_name_says(rule: Rule, path: Path) -> None:
    require_example(rule, path)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_has_examples_of_every_kind(rule: Rule) -> None:
    names = {path.stem for path in (EXAMPLES / rule.id.removeprefix(PREFIX)).glob("*.yaml")}

    assert {"fails", "passes", "passes-intrinsics"} <= names
    assert all(name.startswith(("fails", "passes")) for name in names)
    text = (EXAMPLES / rule.id.removeprefix(PREFIX) / "passes-intrinsics.yaml").read_text()
    assert any(mark in text for mark in ("!", "Fn::", "Ref:"))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_an_emptied_rule_is_noticed(rule: Rule) -> None:
    emptied = replace(rule, check=lambda _: ())

    with pytest.raises(AssertionError):
        require_example(emptied, EXAMPLES / rule.id.removeprefix(PREFIX) / "fails.yaml")


def test_there_are_no_examples_without_a_rule() -> None:
    assert {path.name for path in EXAMPLES.iterdir()} == {rule.id.removeprefix(PREFIX) for rule in RULES}


@pytest.mark.parametrize(("rule", "path"), [row for row in FILES if "passes" in str(row.id)])
def test_a_passing_example_breaks_no_other_rule_badly(rule: Rule, path: Path) -> None:
    others = [finding for finding in check(example(path)) if finding.level == "error" and finding.rule != rule.id]

    assert others == []
