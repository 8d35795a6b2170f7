"""What conditions and loops leave open is not known."""

from __future__ import annotations

from typing import Any

import pytest

from workspaces_constructs.rules import check
from workspaces_constructs.rules.resources import Unknown
from workspaces_constructs.rules.templates import Templates

KIND = "Test::Thing::Kind"


def made(resources: dict[str, Any], **parts: dict[str, Any]) -> Templates:
    return Templates({"t": {"Resources": resources, **parts}})


@pytest.mark.parametrize("condition", ["Direct", "ByWay"])
def test_a_parameter_behind_the_condition_is_not_known(condition: str) -> None:
    thing = {
        "Type": KIND,
        "Condition": condition,
        "Properties": {"A": {"Ref": "Asked"}, "B": [{"Ref": "Other"}], "C": {"Fn::Sub": "${Other}"}},
    }
    parameters = {"Asked": {"Type": "String", "Default": "x"}, "Other": {"Type": "String", "Default": "y"}}
    conditions = {"Direct": {"Fn::Equals": [{"Ref": "Asked"}, "x"]}, "ByWay": {"Fn::Not": [{"Condition": "Direct"}]}}
    (found,) = made({"Thing": thing}, Parameters=parameters, Conditions=conditions).of_type(KIND)
    assert isinstance(found.properties.value("A"), Unknown)
    assert found.properties.texts("B") == ["y"]
    assert found.properties.text("C") == "y"


def test_conditions_may_be_nonsense() -> None:
    thing = {"Type": KIND, "Condition": "A", "Properties": {"B": 1}}
    conditions = {"A": {"Fn::And": [{"Condition": "A"}, {"Condition": 3}, None, [[]]]}}
    (found,) = made({"Thing": thing}, Conditions=conditions).of_type(KIND)
    assert found.properties.number("B") == 1


def test_a_loop_makes_one_resource_whose_name_is_not_known() -> None:
    body = {"Type": KIND, "Properties": {"Name": {"Ref": "Each"}, "Text": "the ${Each}", "Size": 3}}
    nested = ["Each", ["a", "b"], {"Thing${Each}": body, "Nonsense": 1}]
    templates = made({"Fn::ForEach::Outer": ["Zone", {"Ref": "Zones"}, {"Fn::ForEach::Inner": nested}]})
    (found,) = templates.of_type(KIND)
    assert found.logical_id == "Thing${Each}"
    assert isinstance(found.properties.value("Name"), Unknown)
    assert isinstance(found.properties.value("Text"), Unknown)
    assert found.properties.number("Size") == 3


@pytest.mark.parametrize("raw", [None, [], ["A", []], ["A", [], []], [1, [], {}], "text"])
def test_a_loop_may_be_nonsense(raw: object) -> None:
    assert check({"t": {"Resources": {"Fn::ForEach::Loop": raw}}}) == []


def test_a_macro_may_add_properties() -> None:
    (found,) = made({"Thing": {"Type": KIND, "Properties": {"Fn::Transform": {"Name": "Macro"}}}}).of_type(KIND)
    assert found.properties.has("Anything")
    assert not found.properties.knows("Anything")
