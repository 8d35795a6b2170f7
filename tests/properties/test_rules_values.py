"""What holds of every value of a template."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from workspaces_constructs.rules.resources import Reference, Unknown, references_in
from workspaces_constructs.rules.templates import Template, Templates

if TYPE_CHECKING:
    from workspaces_constructs.rules.resources import Value

RESOURCES: Template = {
    "Vpc": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.0.0.0/16"}},
    "Subnet": {"Type": "AWS::EC2::Subnet", "Properties": {"CidrBlock": "10.0.0.0/24", "VpcId": {"Ref": "Vpc"}}},
    "Published": {"Type": "AWS::SSM::Parameter", "Properties": {"Name": "/vpc", "Value": {"Ref": "Vpc"}}},
}
PARAMETERS: Template = {"Given": {"Type": "String"}, "Default": {"Type": "String", "Default": "yes"}}
TEMPLATES = Templates({"t": {"Resources": RESOURCES, "Parameters": PARAMETERS, "Mappings": {"M": {"a": {"b": "c"}}}}})
FOUND = TEMPLATES.find("t", "Vpc")
assert FOUND
VPC = Reference(FOUND)


def of(raw: object) -> Value:
    return TEMPLATES.values.of("t", raw)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-9, 99)
    | st.text("ab${}.:/,!", max_size=8)
    | st.sampled_from(["Vpc", "{{resolve:ssm:/vpc}}"]),
    lambda each: (
        st.lists(each, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["Ref", "Fn::Sub", "Fn::Join", "Fn::Select", "Fn::Split", "Fn::If", "Fn::GetAtt", "Fn::FindInMap"]
            )
            | st.just("a"),
            each,
            max_size=2,
        )
    ),
    max_leaves=12,
)
LITERAL = st.recursive(
    st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda each: st.lists(each) | st.dictionaries(st.text(max_size=3), each, min_size=2),
    max_leaves=8,
)


@given(JSON)
def test_whatever_stands_there_comes_to_something(raw: object) -> None:
    value = of(raw)

    assert value == of(raw)
    list(references_in(value))


@given(LITERAL)
def test_what_has_no_function_is_what_it_says(raw: object) -> None:
    assert of(raw) == raw


@given(st.lists(st.text("abc", min_size=1), min_size=1), st.sampled_from([",", "--", "/"]))
def test_split_takes_apart_what_join_puts_together(parts: list[str], separator: str) -> None:
    joined = {"Fn::Join": [separator, parts]}

    assert of({"Fn::Split": [separator, joined]}) == parts
    assert of({"Fn::Select": [len(parts) - 1, {"Fn::Split": [separator, joined]}]}) == parts[-1]


@given(
    st.lists(
        st.sampled_from(["${Vpc}", "${Given}", "${Default}", "text", "${Subnet.CidrBlock}"]), min_size=2, max_size=6
    )
)
def test_a_text_is_certain_only_if_all_of_it_is(parts: list[str]) -> None:
    value = of({"Fn::Sub": "|".join(parts)})
    certain = not {"${Vpc}", "${Given}"} & set(parts)

    assert isinstance(value, str) is certain
    assert (VPC in references_in(value)) is ("${Vpc}" in parts)
    assert isinstance(value, str) or (isinstance(value, Unknown) and value.text.count("|") == len(parts) - 1)
