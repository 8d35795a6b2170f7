"""Whatever is given, rules judge it, or the loader says in a line what is wrong with it; soon in any case.

More than six thousand cases, the same in every run.
"""

from __future__ import annotations

import json
import re
import time
from contextlib import contextmanager
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from tests.rules.support.huge import HUGE
from tests.rules.support.nonsense import (
    as_text,
    babble,
    cyclic,
    damaged,
    example_texts,
    fresh,
    properties_in_use,
    put,
    scenario_texts,
    some_scenario,
    ways,
    wrong,
)
from workspaces_constructs.rules.__main__ import main
from workspaces_constructs.rules.checking import judge
from workspaces_constructs.rules.templates import Templates

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from workspaces_constructs.rules.rule import Finding

LONGEST = 10.0
"""Seconds of work for a case: far more than any takes, since a busy machine is slow, and far less than a hang."""

LOTS = range(20)


@contextmanager
def soon() -> Iterator[None]:
    """Not judged by the clock, which a busy machine slows, but by the work of this process."""
    start = time.process_time()
    yield
    assert time.process_time() - start < LONGEST


def judged(templates: dict[str, Any], **more: Any) -> list[Finding]:  # noqa: ANN401 - as Templates takes it
    with soon():
        found = judge(Templates(templates, **more))
        json.dumps([finding.as_json() for finding in found])
    return found


def require_answer(path: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> int:
    """The exit code of the command for a file; 2 comes with one line about the file, and nothing else."""
    capsys.readouterr()
    with soon():
        code = main([str(path), "--level", "advice", *arguments])
    out, err = capsys.readouterr()
    if code == 2:
        assert (out, err.count("\n")) == ("", 1)
        assert err.startswith(f"{path}: ")
        assert len(err) < 500
    else:
        assert (bool(out), err, code in {0, 1}) == (True, "", True)
    return code


@pytest.mark.parametrize("lot", LOTS)
def test_damaged_files(lot: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    codes = set()
    for seed in range(lot * 60, lot * 60 + 60):
        random = Random(f"damaged {seed}")  # noqa: S311 - seeded on purpose
        given = (
            list(some_scenario(random, few=True).values())
            if seed % 3
            else [*fresh(random.choice(example_texts())).values()]
        )
        path = tmp_path / f"{seed}.{random.choice(['json', 'yaml', 'template'])}"
        path.write_bytes(damaged(random, as_text(random, given[0]).encode()))
        codes.add(require_answer(path, capsys))

    assert 2 in codes


@pytest.mark.parametrize("lot", LOTS)
def test_babble(lot: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for seed in range(lot * 40, lot * 40 + 40):
        random = Random(f"babble {seed}")  # noqa: S311 - seeded on purpose
        path = tmp_path / f"{seed}.{random.choice(['json', 'yaml', 'yml', 'template'])}"
        path.write_bytes(babble(random))
        require_answer(path, capsys)


@pytest.mark.parametrize("lot", LOTS)
def test_scenarios_with_wrong_values(lot: int) -> None:
    for seed in range(lot * 30, lot * 30 + 30):
        random = Random(f"scenario {seed}")  # noqa: S311 - seeded on purpose
        given = some_scenario(random)
        for _ in range(random.randint(1, 12)):
            template = random.choice(list(given.values()))
            way = random.choice(
                [each for each in ways(template) if len(each) > random.choice([0, 2, 4])] or [("Outputs",)]
            )
            put(template, way, wrong(random, template))
        judged({name: each for name, each in given.items() if isinstance(each, dict)})


@pytest.mark.parametrize("lot", LOTS)
def test_examples_with_wrong_values(lot: int) -> None:
    for seed in range(lot * 80, lot * 80 + 80):
        random = Random(f"example {seed}")  # noqa: S311 - seeded on purpose
        given = fresh(random.choice(example_texts()))
        for _ in range(random.randint(1, 4)):
            template = random.choice(list(given.values()))
            way = random.choice([each for each in ways(template) if len(each) > 1] or [("Outputs",)])
            put(template, way, wrong(random, template))
        judged(given)


@pytest.mark.parametrize("lot", LOTS)
def test_every_property_with_wrong_values(lot: int) -> None:
    texts = (*example_texts(), *scenario_texts())
    for number, (group, part, logical_id, key) in enumerate(properties_in_use()):
        if number % len(LOTS) != lot:
            continue
        random = Random(f"property {number}")  # noqa: S311 - seeded on purpose
        for _ in range(6):
            given = fresh(texts[group])
            put(given[f"t{part}"], ("Resources", logical_id, "Properties", key), wrong(random, given[f"t{part}"]))
            judged(given)


@pytest.mark.parametrize("lot", LOTS)
def test_values_that_lead_to_themselves(lot: int) -> None:
    for seed in range(lot * 25, lot * 25 + 25):
        random = Random(f"cyclic {seed}")  # noqa: S311 - seeded on purpose
        nested = {"a/R0": random.choice(["a/R0", "a"])}
        judged(cyclic(random), nested=nested, regions={"a": "us-east-1"})


@pytest.mark.parametrize("name", HUGE)
def test_ten_megabytes(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / name
    path.write_text(HUGE[name]())

    assert require_answer(path, capsys) == (0 if name.startswith("template") else 2)


@pytest.mark.parametrize(
    "value", [{"Fn::Sub": "${A.CidrBlock}${A.CidrBlock}"}, [{"Fn::GetAtt": ["A", "CidrBlock"]}] * 2]
)
def test_values_that_double(value: object) -> None:
    text = json.dumps(value)
    made = {
        f"R{number}X": {
            "Type": kind,
            "Properties": {"CidrBlock": json.loads(re.sub(r"\bA\b", f"R{number + 1}X", text))},
        }
        for number, kind in enumerate(["AWS::EC2::VPC", "AWS::EC2::Subnet"] * 1_000)
    }
    judged({"t": {"Resources": {**made, "Desktop": {"Type": "AWS::WorkSpaces::Workspace"}}}})
