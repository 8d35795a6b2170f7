from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from docs import generate
from docs.custom_resources import WAITS, kinds_page
from docs.diagram import directory_chart, network_chart
from docs.stated import PartError, firewall_text, outputs_table
from tests.support.synth import ROOT, templates
from workspaces_constructs.custom_resources.permissions import PERMISSIONS
from workspaces_constructs.custom_resources.runtime.handler import KINDS
from workspaces_constructs.deployment.scenario_table import SCENARIO_MODULES

if TYPE_CHECKING:
    from pathlib import Path


def test_generated_parts_are_current(capsys: pytest.CaptureFixture[str]) -> None:
    assert generate.main(["--check"]) == 0, capsys.readouterr().err


@pytest.mark.parametrize("name", SCENARIO_MODULES)
def test_a_scenarios_page_has_its_pictures_and_its_outputs(name: str) -> None:
    page = (ROOT / f"docs/scenarios/{name}.md").read_text(encoding="utf-8")
    stacks = templates(name)
    assert network_chart(stacks) in page
    assert directory_chart(stacks) in page
    assert all(f"| `{output}` |" in page for template in stacks.values() for output in template["Outputs"])
    assert all(line in page for line in outputs_table(stacks).splitlines())


@pytest.mark.parametrize("name", SCENARIO_MODULES)
def test_a_scenarios_page_answers_what_every_page_answers(name: str) -> None:
    page = (ROOT / f"docs/scenarios/{name}.md").read_text(encoding="utf-8")
    wanted = [
        "When to choose it",
        "What is built",
        "What it costs",
        "After a deployment",
        "Settings that matter",
        "Troubleshooting",
    ]
    wanted += [] if name == "standalone" else ["Your side", "Deletion", "What was shown"]
    assert [heading for heading in wanted if f"\n## {heading}\n" not in page] == []
    assert f"settings/{name}.yaml" in page


@pytest.mark.parametrize("name", ["ad-connector", "fleet", "replica", "two-way-trust", "one-way-trust"])
def test_a_page_has_the_rules_that_the_stack_prints(name: str) -> None:
    page = (ROOT / f"docs/scenarios/{name}.md").read_text(encoding="utf-8")
    rules = firewall_text(templates(name)).splitlines()
    assert len(rules) > 4
    assert all(rule in page for rule in rules)
    texts = [output for template in templates(name).values() for output in template["Outputs"]]
    assert any(output.startswith("CustomerSide") for output in texts)


def test_a_scenario_without_a_domain_on_premises_has_no_rules() -> None:
    with pytest.raises(PartError, match="firewall"):
        firewall_text(templates("standalone"))


def test_a_part_stands_as_far_in_as_its_marks() -> None:
    page = "1. One\n\n   <!-- part:x --><!-- /part -->\n2. Two"
    made = generate.replaced(page, "part:x", "a\nb")
    assert made == "1. One\n\n   <!-- part:x -->\n\n   a\n   b\n\n   <!-- /part -->\n2. Two"
    assert generate.replaced(made, "part:x", "a\nb") == made


def test_a_stale_page_is_found_then_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page, bare = tmp_path / "page.md", tmp_path / "bare.md"
    page.write_text("before <!-- part:x -->old<!-- /part --> after")
    bare.write_text("nothing")
    monkeypatch.setattr(generate, "ROOT", tmp_path)
    monkeypatch.setattr(generate, "PARTS", {"part:x": (lambda: "new", ("page.md",))})
    assert generate.main(["--check"]) == 1
    assert "old" in page.read_text()
    assert generate.main([]) == 0
    assert page.read_text() == "before <!-- part:x -->\n\nnew\n\n<!-- /part --> after"
    assert generate.main(["--check"]) == 0
    monkeypatch.setattr(generate, "PARTS", {"part:x": (lambda: "new", ("bare.md",))})
    assert generate.main([]) == 1
    assert bare.read_text() == "nothing"


def test_every_kind_has_a_row_its_permissions_and_its_waits() -> None:
    page = kinds_page()
    for kind in KINDS.values():
        name = kind.type.removeprefix("Custom::Workspaces")
        (row,) = [line for line in page.splitlines() if line.startswith(f"| `{kind.type}` |")]
        assert row.count(" | ") == 7
        assert all(f"**{each}**" in row for each in kind.required)
        assert all(each in row for each in {*kind.optional, *kind.attributes, *kind.replaced_on})
        assert f"### `{kind.type}`" in page
        assert all(f"`{action}`" in page for statement in PERMISSIONS[name] for action in statement.actions)
    assert {f"Custom::Workspaces{name}" for name in WAITS} == set(KINDS)
