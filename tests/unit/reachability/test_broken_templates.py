"""Templates with nonsense in them: an answer, or one of the two errors that say why there is none."""

from __future__ import annotations

import json
from copy import deepcopy
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.synth import templates
from workspaces_constructs.testing import Reachability, UnevenError, UnknownError

if TYPE_CHECKING:
    from collections.abc import Iterator

NONSENSE: list[object] = [
    None, "x", [], {}, 5, True, ["a", {}], {"A": 1}, "10.0.0.0/99",
    {"Ref": "Nope"}, {"Fn::If": ["a", 1, 2]}, {"Fn::GetAtt": "Nope.Id"},
]  # fmt: skip
KINDS = ("EC2", "Workspaces", "Directory", "ElasticLoad", "AutoScaling", "Resolver")


def ways(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:  # noqa: ANN401 - whatever JSON holds
    for key in [*value] if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        yield (*way, key)
        yield from ways(value[key], (*way, key))


def break_one(made: dict[str, Any], chance: Random) -> None:
    stack = made[chance.choice(sorted(made))]
    resources = [each for each in stack["Resources"].values() if any(kind in str(each.get("Type")) for kind in KINDS)]
    resource = chance.choice(resources)
    *before, last = chance.choice(list(ways(resource)) or [("Type",)])
    for key in before:
        resource = resource[key]
    resource[last] = deepcopy(chance.choice(NONSENSE))


def ask_everything(made: dict[str, Any]) -> None:
    world = Reachability(made, on_premises=["10.20.0.0/16"])
    desktops = world.desktops("mployees")
    world.can_reach(desktops, world.directory(), "tcp", 389)
    world.ways_out(desktops)
    for host in world.everybody():
        world.can_reach(desktops, host, "tcp", 443)
        world.can_reach(host, desktops, "tcp", 3389)


@pytest.mark.parametrize("variant", ["everything", "shared-services"])
def test_nothing_else_is_raised(variant: str) -> None:
    whole = json.loads(json.dumps(dict(templates(variant))))
    ask_everything(whole)
    refused = 0
    for seed in range(100):
        chance = Random(seed)  # noqa: S311 - seeded on purpose
        made = deepcopy(whole)
        for _ in range(3):
            break_one(made, chance)
        try:
            ask_everything(made)
        except (UnknownError, UnevenError):
            refused += 1

    assert 0 < refused < 100


@pytest.mark.parametrize("template", [{}, {"Resources": {}}, {"Resources": None}, {"Resources": {"A": {"Type": 1}}}])
def test_what_is_hardly_a_template_has_no_hosts(template: dict[str, Any]) -> None:
    world = Reachability({"s": template})

    assert world.everybody() == []
    with pytest.raises(UnknownError, match="0 resources"):
        world.desktops()
    with pytest.raises(UnknownError, match="s/Nobody is no resource"):
        world.host("s/Nobody")


def test_parameters_have_the_values_that_are_given() -> None:
    template = {
        "Parameters": {"Cidr": {"Type": "String"}, "Zones": {"Type": "List<String>", "Default": "a"}},
        "Resources": {"Vpc": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": {"Ref": "Cidr"}}}},
    }
    with pytest.raises(UnknownError, match="CidrBlock of s/Vpc"):
        Reachability({"s": template})
    world = Reachability({"s": template}, parameters={"Cidr": "10.0.0.0/16", "Zones": ["a", "b"], "Other": 1})

    assert [str(each) for each in world.network.vpcs["s/Vpc"].ranges] == ["10.0.0.0/16"]
