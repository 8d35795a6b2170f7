from __future__ import annotations

import json
import re
import shutil
from typing import TYPE_CHECKING

import pytest

from benchmarks import bench
from tests.support.synth import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> bench.Runner:
    return bench.Runner(tmp_path_factory.mktemp("bench"))


@pytest.mark.parametrize("scenario", ["standalone", "one-way-trust"])
def test_the_floor_makes_the_same_templates_and_takes_the_same_assets(scenario: str, tmp_path: Path) -> None:
    runner = bench.Runner(tmp_path)
    expected = runner.templates(scenario)
    ours = shutil.copytree(runner.output, tmp_path / "ours")
    shutil.rmtree(runner.output)
    took = runner.measured(bench.PROGRAM, "--assembly", str(ours))
    made = {path.name: path.read_text() for path in sorted(runner.output.glob("*.template.json"))}
    assert {name: json.loads(text) for name, text in made.items()} == {
        name: json.loads(text) for name, text in expected.items()
    }
    assert staged(runner.output) == staged(ours) != set()
    assert order(runner.output) == order(ours)
    assert took["tree"] > 0 < took["synthesis"]
    assert took["jsii_calls"] <= most_calls(expected.values(), assets=assets(ours))


def staged(assembly: Path) -> set[tuple[str, ...]]:
    """The assets of an app, each with what it holds."""
    made = [json.loads(path.read_text())["files"] for path in assembly.glob("*.assets.json")]
    paths = {(key, each["source"]["path"]) for files in made for key, each in files.items()}
    return {
        (key, *sorted(file.name for file in (assembly / path).iterdir()))
        for key, path in paths
        if (assembly / path).is_dir()
    }


def assets(assembly: Path) -> int:
    """How many assets the stacks have beside their templates."""
    made = [json.loads(path.read_text())["files"].values() for path in assembly.glob("*.assets.json")]
    return sum(each["source"]["packaging"] == "zip" for files in made for each in files)


def order(assembly: Path) -> dict[str, list[str]]:
    """The artifacts that each stack is deployed after."""
    artifacts = json.loads((assembly / "manifest.json").read_text())["artifacts"]
    return {
        name: sorted(each.get("dependencies", ()))
        for name, each in artifacts.items()
        if each["type"] == "aws:cloudformation:stack"
    }


def most_calls(templates: Iterable[str], *, assets: int) -> int:
    """One call for each resource, for all that it depends on and for each parameter, two for an output; few others.

    An asset takes seven: jsii reads every attribute of what the CDK returns.
    """
    read = [json.loads(text) for text in templates]
    resources = [resource for template in read for resource in template["Resources"].values()]
    return (
        len(resources)
        + sum("DependsOn" in resource for resource in resources)
        + sum(len(template.get("Parameters", ())) + 2 * len(template.get("Outputs", ())) for template in read)
        + 7 * assets
        + 10 * len(read)
    )


def test_the_largest_scenario_is_the_one_with_the_most_resources_in_all_its_stacks(
    monkeypatch: pytest.MonkeyPatch, runner: bench.Runner, tmp_path: Path
) -> None:
    one = json.dumps({"Resources": {"A": {"Type": "AWS::S3::Bucket"}}})
    two = json.dumps({"Resources": {"A": {"Type": "AWS::S3::Bucket"}, "B": {"Type": "AWS::S3::Bucket"}}})
    scenarios = {"small": {"S": two}, "large": {"S": one, "T": two}, "smallest": {"S": one}}
    for name in scenarios:
        (tmp_path / f"{name}.yaml").touch()
    monkeypatch.setattr(bench, "SETTINGS", tmp_path)
    monkeypatch.setattr(runner, "templates", scenarios.__getitem__)
    assert bench.largest(runner) == "large"


@pytest.mark.parametrize("names", [[], ["standalone"], ["standalone", "personas"]])
def test_the_command_line_takes_any_number_of_scenarios(names: list[str]) -> None:
    assert bench.parser().parse_args(names).scenarios == names


def test_a_scenario_without_settings_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        bench.parser().parse_args(["standalon"])
    assert "there is no settings/standalon.yaml" in capsys.readouterr().err


def test_what_is_measured_is_the_scenario_that_was_asked_for(runner: bench.Runner) -> None:
    asked = "import json, os; print(json.loads(os.environ['CDK_CONTEXT_JSON'])['settings'])"
    assert runner.run("-c", asked, scenario="personas").strip() == str(ROOT / "settings" / "personas.yaml")


def test_the_work_of_a_process_is_part_of_its_cost(runner: bench.Runner) -> None:
    cost = runner.cost("-c", "import time; time.sleep(0.3)")
    assert cost.wall > 0.3 > cost.cpu > 0


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


def test_templates_are_counted() -> None:
    resources = {"A": {"Type": "Custom::X"}, "B": {"Type": "Custom::X"}, "C": {"Type": "AWS::S3::Bucket"}}
    one, other = json.dumps({"Resources": resources}), json.dumps({"Resources": {"A": {"Type": "AWS::S3::Bucket"}}})
    assert bench.facts([one, other]) == {
        "stacks": 2,
        "resources": 4,
        "resource types": 2,
        "bytes": len(one) + len(other),
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
    assert bench.settings_of(bench.ALWAYS).exists()
