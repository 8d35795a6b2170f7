"""What the benchmark of the rules measures; not how long it takes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from benchmarks.rules_bench import copies
from benchmarks.rules_program import CHECKS, RESOURCES, both_ways, judged
from tests.support.synth import template
from workspaces_constructs.rules.templates import Templates

if TYPE_CHECKING:
    from pathlib import Path


def test_references_stay_within_each_copy() -> None:
    original = template("standalone")
    number = len(original["Resources"])
    made = Templates({"t": copies(original, 3 * number + 5)})

    assert sum(1 for _ in made.all()) == 3 * number + 5
    for subnet in made.of_type("AWS::EC2::Subnet"):
        vpc = subnet.properties.resource("VpcId")
        assert vpc is not None
        assert vpc.logical_id.rpartition("Copy")[2] == subnet.logical_id.rpartition("Copy")[2]


def test_both_ways_look_at_the_same() -> None:
    assert min(both_ways().values()) > 0
    assert RESOURCES * CHECKS == 8_000


def test_a_template_is_judged(tmp_path: Path) -> None:
    (tmp_path / "t.json").write_text(json.dumps(copies(template("standalone"), 100)))

    assert judged(tmp_path / "t.json")["rules"] > 50
