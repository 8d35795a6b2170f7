from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from benchmarks import bench
from tests.support.synth import ROOT, template

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> bench.Runner:
    return bench.Runner(tmp_path_factory.mktemp("bench"))


def test_the_floor_has_the_same_resources(runner: bench.Runner, tmp_path: Path) -> None:
    path = tmp_path / "template.json"
    path.write_text(json.dumps(template()))
    took = runner.measured(bench.PROGRAM, "--template", str(path))
    (made,) = runner.output.glob("*.template.json")
    replayed = json.loads(made.read_text())["Resources"]
    expected = template()["Resources"]
    assert {name: each["Type"] for name, each in replayed.items()} == {
        name: each["Type"] for name, each in expected.items()
    }
    assert all(each.get("Properties") == expected[name].get("Properties") for name, each in replayed.items())
    assert len(expected) < took["jsii_calls"] < len(expected) + 10
    assert took["tree"] > 0 < took["synthesis"]


def test_sides_run_in_turns() -> None:
    order: list[str] = []
    results = bench.in_turns(2, {"a": lambda: order.append("a"), "b": lambda: order.append("b")})
    assert order == ["a", "b", "a", "b"]
    assert len(results["a"]) == 2


def test_a_comparison_takes_medians() -> None:
    assert bench.compare([3.0, 9.0, 3.3], [2.0, 1.5, 100.0]) == {
        "ours s": 3.3,
        "floor s": 2.0,
        "ratio": 1.65,
        "runs": 3,
    }


def test_a_template_is_counted() -> None:
    resources = {"A": {"Type": "Custom::X"}, "B": {"Type": "Custom::X"}, "C": {"Type": "AWS::S3::Bucket"}}
    assert bench.facts({"Resources": resources}, 10) == {
        "resources": 3,
        "resource types": 2,
        "bytes": 10,
        "custom resources": 2,
        "kinds of custom resources": 1,
    }


def test_the_table_has_every_number_and_says_under_which_conditions() -> None:
    text = bench.table({"Imports": {"one": 0.5}, "Machine": {"cores": 4}})
    assert "CDK_VALIDATION=false" in text.splitlines()[0]
    assert re.search(r"one +0\.5$", text, re.MULTILINE)
    assert re.search(r"cores +4$", text, re.MULTILINE)


def test_what_is_measured_runs_on_cached_bytecode_without_the_callers_settings(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setenv("AWS_PROFILE", "production")
    names = ("PYTHONDONTWRITEBYTECODE", "AWS_PROFILE", "CDK_VALIDATION")
    asked = f"import os, json; print(json.dumps({{name: os.environ.get(name) for name in {names}}}))"
    answer = json.loads(bench.Runner(tmp_path).run("-c", asked))
    assert answer == {"PYTHONDONTWRITEBYTECODE": None, "AWS_PROFILE": None, "CDK_VALIDATION": "false"}
    assert (ROOT / bench.SETTINGS).exists()
