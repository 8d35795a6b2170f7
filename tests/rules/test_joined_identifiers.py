"""Lists of resources that are published as one text, and taken apart where they are read."""

from __future__ import annotations

from typing import Any

import pytest

from workspaces_constructs.rules.resources import Reference, Resource, Unknown, Value
from workspaces_constructs.rules.templates import Templates

VPC = "AWS::EC2::VPC"


def worked_out(raw: object, **more: Any) -> Value:  # noqa: ANN401 - parts of a template
    shared = {
        "Resources": {
            "One": {"Type": VPC},
            "Two": {"Type": VPC},
            "Published": {
                "Type": "AWS::SSM::Parameter",
                "Properties": {"Name": "/vpcs", "Value": {"Fn::Join": [",", [{"Ref": "One"}, {"Ref": "Two"}]]}},
            },
        }
    }
    read = {
        "Parameters": {"Given": {"Type": "AWS::SSM::Parameter::Value<List<String>>", "Default": "/vpcs"}},
        "Resources": {"It": {"Type": "T", "Properties": {"P": raw}}, **shared["Resources"]},
    }
    found = Templates({"shared": shared, "read": read}, **more).find("read", "It")
    assert isinstance(found, Resource)
    return found.properties.value("P")


def named(value: Value) -> object:
    if isinstance(value, list):
        return [named(each) for each in value]
    return value.resource.logical_id if isinstance(value, Reference) else value


def split(*parts: object, between: str = ",", at: str = ",") -> object:
    return {"Fn::Split": [at, {"Fn::Join": [between, [*parts]]}]}


ONE, TWO = {"Ref": "One"}, {"Ref": "Two"}


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (split(ONE, TWO), ["One", "Two"]),
        (split(ONE), ["One"]),
        (split(ONE, "vpc-1", TWO), ["One", "vpc-1", "Two"]),
        (split({"Fn::GetAtt": ["One", "VpcId"]}, TWO), ["One", "Two"]),
        ({"Fn::Select": [1, split(ONE, TWO)]}, "Two"),
        ({"Fn::Split": ["|", {"Fn::Sub": "${One}|${Two}"}]}, ["One", "Two"]),
        ({"Ref": "Given"}, ["One", "Two"]),
    ],
    ids=str,
)
def test_identifiers_are_found_again(raw: object, expected: object) -> None:
    assert named(worked_out(raw)) == expected


@pytest.mark.parametrize(
    "raw",
    [
        split(ONE, {"Ref": "AWS::Region"}),  # which may be anything, also two
        split({"Fn::GetAtt": ["One", "DefaultSecurityGroup"]}, TWO),  # an attribute may be a list
        split(ONE, TWO, between="-", at="-"),  # which stands in identifiers too
        split(ONE, TWO, between="/", at=","),  # one member with two identifiers in it
        split({"Fn::Join": ["", ["x", ONE]]}, TWO),
        {"Fn::Split": [",", {"Ref": "AWS::StackName"}]},
    ],
    ids=str,
)
def test_what_is_not_certain_stays_unknown(raw: object) -> None:
    assert isinstance(worked_out(raw), Unknown)


def test_what_is_known_of_attributes_otherwise_is_used() -> None:
    asked = {"Fn::Select": [1, {"Fn::Split": [",", {"Fn::GetAtt": ["One", "Addresses"]}]}]}

    assert isinstance(worked_out(asked), Unknown)
    assert worked_out(asked, attributes={("read/One", "Addresses"): "10.0.0.1,10.0.0.2"}) == "10.0.0.2"
