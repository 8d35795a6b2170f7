"""What values of templates come to."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest

from workspaces_constructs.rules.resources import HOLE, Reference, Unknown, references_in
from workspaces_constructs.rules.templates import Template, Templates

if TYPE_CHECKING:
    from workspaces_constructs.rules.resources import Value

SUBNET: Template = {"Type": "AWS::EC2::Subnet", "Properties": {"CidrBlock": "10.0.0.0/24", "VpcId": {"Ref": "Vpc"}}}
RESOURCES: Template = {
    "Vpc": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.0.0.0/16"}},
    "Subnet": SUBNET,
    "Group": {"Type": "AWS::EC2::SecurityGroup"},
    "Key": {"Type": "AWS::KMS::Key"},
    "Role": {"Type": "AWS::IAM::Role"},
    "Published": {"Type": "AWS::SSM::Parameter", "Properties": {"Name": "/vpc", "Value": {"Ref": "Vpc"}}},
    "Text": {"Type": "AWS::SSM::Parameter", "Properties": {"Name": "text", "Value": "10.9.0.0"}},
}
PARAMETERS: Template = {
    "Given": {"Type": "String"},
    "Default": {"Type": "String", "Default": "yes"},
    "Number": {"Type": "Number", "Default": 7},
    "List": {"Type": "CommaDelimitedList", "Default": "a, b,c"},
    "Secret": {"Type": "String", "Default": "x", "NoEcho": True},
    "Hidden": {"Type": "String", "Default": "x", "NoEcho": "true"},
    "Odd": {"Type": "String", "Default": "x", "NoEcho": []},
    "Ssm": {"Type": "AWS::SSM::Parameter::Value<AWS::EC2::VPC::Id>", "Default": "/vpc"},
    "SsmArn": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "arn:aws:ssm:eu-west-1:1:parameter/vpc"},
    "SsmNone": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/none"},
    "Wrong": {"Type": "String", "Default": ["x"]},
}
TEMPLATES = Templates(
    {
        "t": {"Resources": RESOURCES, "Parameters": PARAMETERS, "Mappings": {"M": {"a": {"b": "c", "d": ["e"]}}}},
        "other": {
            "Resources": {"Far": {"Type": "AWS::EC2::VPC"}},
            "Outputs": {
                "A": {"Value": {"Ref": "Far"}, "Export": {"Name": "far"}},
                "B": {"Value": "10.0.0.0/8", "Export": {"Name": {"Fn::Sub": "${AWS::Region}-range"}}},
                "C": {"Value": "x", "Export": {"Name": {"Fn::Sub": "${AWS::StackName}-x"}}},
            },
        },
    },
    regions={"other": "eu-west-1"},
)


def of(raw: object, template: str = "t", templates: Templates = TEMPLATES) -> Value:
    return templates.values.of(template, raw)


def reference(name: str, attribute: str = "", template: str = "t", templates: Templates = TEMPLATES) -> Reference:
    resource = templates.find(template, name)
    assert resource is not None
    return Reference(resource, attribute)


VPC = reference("Vpc")
UNKNOWN = Unknown(HOLE)


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ({"Ref": "Vpc"}, VPC),
        ({"Ref": "Given"}, UNKNOWN),
        ({"Ref": "Default"}, "yes"),
        ({"Ref": "Number"}, 7),
        ({"Ref": "List"}, ["a", "b", "c"]),
        ({"Ref": "Secret"}, UNKNOWN),
        ({"Ref": "Hidden"}, UNKNOWN),
        ({"Ref": "Odd"}, "x"),
        ({"Ref": "Wrong"}, UNKNOWN),
        ({"Ref": "Nobody"}, UNKNOWN),
        ({"Ref": ["Vpc"]}, Unknown()),
        ({"Ref": "AWS::Region"}, UNKNOWN),
        ({"Ref": "AWS::NoValue"}, None),
        ([1, {"Ref": "AWS::NoValue"}, None, 2], [1, 2]),
        ({"a": {"Ref": "AWS::NoValue"}, "b": 1}, {"b": 1}),
        ({"Ref": "Vpc", "Fn::Sub": "x"}, {"Ref": "Vpc", "Fn::Sub": "x"}),
        ({"Fn::Nobody": [{"Ref": "Vpc"}]}, Unknown("", (VPC,))),
    ],
    ids=range(17),
)
def test_references_and_parameters(raw: object, value: Value) -> None:
    assert of(raw) == value


def test_the_region_is_the_stacks() -> None:
    assert of({"Fn::Sub": "${AWS::Region}a"}, "other") == "eu-west-1a"


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (["Vpc", "VpcId"], VPC),
        ("Group.GroupId", reference("Group")),
        (["Key", "Arn"], reference("Key")),
        (["Role", "Arn"], reference("Role", "Arn")),
        (["Subnet", "CidrBlock"], "10.0.0.0/24"),
        ("Subnet.VpcId", VPC),
        (["Subnet", "AvailabilityZoneId"], reference("Subnet", "AvailabilityZoneId")),
        (["Nobody", "Arn"], Unknown()),
        (["Vpc"], Unknown()),
        ("Vpc", Unknown()),
        (["Vpc", {"Ref": "Given"}], Unknown()),
        ({"Ref": "Vpc"}, Unknown()),
    ],
    ids=range(12),
)
def test_attributes(raw: object, value: Value) -> None:
    assert of({"Fn::GetAtt": raw}) == value


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("${Default}-${!Default}-${Number}", "yes-${Default}-7"),
        ("${Vpc}", VPC),
        ("${Subnet.CidrBlock}", "10.0.0.0/24"),
        ("x${Vpc}", Unknown(f"x{HOLE}", (VPC,))),
        ("${Vpc}${Vpc}", Unknown(f"{HOLE}{HOLE}", (VPC,))),
        ("arn:${AWS::Partition}:x", Unknown(f"arn:{HOLE}:x")),
        (["${own}-${Default}", {"own": {"Ref": "Number"}}], "7-yes"),
        (["${Default}", {"Default": "no"}], "no"),
        (["${own}", {"own": {"Ref": "Vpc"}}], VPC),
        ("${", "${"),
        ("${}", "${}"),
        ("${ Default }", "yes"),
        (["x"], Unknown()),
        ({"x": 1}, Unknown()),
        (["x", []], Unknown()),
    ],
    ids=range(15),
)
def test_sub(raw: object, value: Value) -> None:
    assert of({"Fn::Sub": raw}) == value


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ({"Fn::Join": ["", ["a", 1, True, {"Ref": "Default"}]]}, "a1trueyes"),
        ({"Fn::Join": ["/", ["a", {"Ref": "AWS::NoValue"}, "b"]]}, "a/b"),
        ({"Fn::Join": ["-", {"Ref": "List"}]}, "a-b-c"),
        ({"Fn::Join": ["", [{"Ref": "Vpc"}]]}, VPC),
        ({"Fn::Join": ["-", ["a", {"Ref": "Vpc"}]]}, Unknown(f"a-{HOLE}", (VPC,))),
        ({"Fn::Join": ["-", {"Ref": "Given"}]}, Unknown()),
        ({"Fn::Join": [{}, ["a"]]}, Unknown()),
        ({"Fn::Split": [",", "a,b"]}, ["a", "b"]),
        ({"Fn::Split": ["", "a,b"]}, Unknown()),
        ({"Fn::Split": [",", {"Fn::Join": [",", ["a", {"Ref": "Vpc"}]]}]}, ["a", VPC]),
        ({"Fn::Split": [",", {"Fn::Join": [",", ["a", {"Ref": "Given"}]]}]}, Unknown()),
        ({"Fn::Select": [1, {"Ref": "List"}]}, "b"),
        ({"Fn::Select": ["0", [{"Ref": "Vpc"}]]}, VPC),
        ({"Fn::Select": [9, ["a"]]}, Unknown()),
        ({"Fn::Select": ["9" * 5000, ["a"]]}, Unknown()),
        ({"Fn::Select": [{"Ref": "Given"}, [{"Ref": "Vpc"}]]}, Unknown("", (VPC,))),
        ({"Fn::If": ["C", "a", "a"]}, "a"),
        ({"Fn::If": ["C", {"Ref": "Vpc"}, {"Fn::GetAtt": ["Vpc", "VpcId"]}]}, VPC),
        ({"Fn::If": ["C", {"Ref": "Vpc"}, {"Ref": "AWS::NoValue"}]}, Unknown("", (VPC,))),
        ({"Fn::If": ["C", "a"]}, Unknown()),
        ({"Fn::FindInMap": ["M", "a", "b"]}, "c"),
        ({"Fn::FindInMap": ["M", {"Fn::Sub": "a"}, "d"]}, ["e"]),
        ({"Fn::FindInMap": ["M", "a", "z"]}, Unknown()),
        ({"Fn::FindInMap": ["M", {"Ref": "Given"}, "b"]}, Unknown()),
        ({"Fn::FindInMap": ["M", "a"]}, Unknown()),
    ],
    ids=range(25),
)
def test_texts_and_lists(raw: object, value: Value) -> None:
    assert of(raw) == value


def test_imports_follow_exports() -> None:
    assert of({"Fn::ImportValue": "far"}) == reference("Far", template="other")
    assert of({"Fn::ImportValue": {"Fn::Sub": "eu-west-1-${Default}"}}) == Unknown()
    assert of({"Fn::ImportValue": {"Fn::Join": ["-", ["eu-west-1", "range"]]}}) == "10.0.0.0/8"
    assert of({"Fn::ImportValue": {"Ref": "Vpc"}}) == Unknown()


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("{{resolve:ssm:/vpc}}", VPC),
        ("{{resolve:ssm:/vpc:3}}", VPC),
        ("{{resolve:ssm:arn:aws:ssm:eu-west-1:123456789012:parameter/vpc}}", VPC),
        ("{{resolve:ssm:arn:aws:ssm:eu-west-1:123456789012:parameter/text}}", "10.9.0.0"),
        ("{{resolve:ssm:/none}}", UNKNOWN),
        ("{{resolve:ssm:text}}/16", "10.9.0.0/16"),
        ("{{resolve:ssm:/none}}/16", Unknown(f"{HOLE}/16")),
        ({"Fn::Sub": "{{resolve:ssm:${Nobody}}}"}, Unknown(f"{{{{resolve:ssm:{HOLE}}}}}")),
        ({"Fn::Join": ["", ["{{resolve:ssm:/", "vpc", "}}"]]}, VPC),
        ("{{resolve:secretsmanager:x}}", "{{resolve:secretsmanager:x}}"),
        ("{{resolve:ssm-secure:x}}", "{{resolve:ssm-secure:x}}"),
        ("{{resolve:ssm:", "{{resolve:ssm:"),
        ({"Ref": "Ssm"}, VPC),
        ({"Ref": "SsmArn"}, VPC),
        ({"Ref": "SsmNone"}, UNKNOWN),
    ],
    ids=range(15),
)
def test_parameters_of_systems_manager(raw: object, value: Value) -> None:
    assert of(raw) == value


def test_nested_stacks_take_parameters_and_give_outputs() -> None:
    stack = {"Type": "AWS::CloudFormation::Stack", "Properties": {"Parameters": {"Vpc": {"Ref": "Vpc"}, "Text": "a"}}}
    outer: Template = {"Resources": {"Vpc": {"Type": "AWS::EC2::VPC"}, "In": stack}}
    inner: Template = {
        "Parameters": {"Vpc": {"Type": "String"}, "Text": {"Type": "String", "Default": "b"}, "Own": {"Default": "c"}},
        "Resources": {"Subnet": {"Type": "AWS::EC2::Subnet", "Properties": {"VpcId": {"Ref": "Vpc"}}}},
        "Outputs": {"Subnet": {"Value": {"Ref": "Subnet"}}, "Vpc": {"Value": {"Ref": "Vpc"}}},
    }
    made = Templates({"o": outer, "o/In": inner}, nested={"o/In": "o/In"})

    assert [of({"Ref": name}, "o/In", made) for name in ("Text", "Own")] == ["a", "c"]
    assert made.of_type("AWS::EC2::Subnet")[0].properties.resource("VpcId") is made.find("o", "Vpc")
    assert of({"Fn::GetAtt": ["In", "Outputs.Subnet"]}, "o", made) == reference("Subnet", "", "o/In", made)
    assert of({"Fn::GetAtt": "In.Outputs.Vpc"}, "o", made) == reference("Vpc", "", "o", made)
    assert of({"Fn::GetAtt": "In.Outputs.None"}, "o", made) == reference("In", "Outputs.None", "o", made)


def subnet(cidr: object) -> Template:
    return {"Type": "AWS::EC2::Subnet", "Properties": {"CidrBlock": cidr}}


def test_what_leads_to_itself_is_not_known() -> None:
    leads = {"Fn::ImportValue": "a"}
    made = Templates(
        {
            "t": {
                "Resources": {
                    "A": subnet({"Fn::GetAtt": ["B", "CidrBlock"]}),
                    "B": subnet({"Fn::GetAtt": ["A", "CidrBlock"]}),
                    "P": {"Type": "AWS::SSM::Parameter", "Properties": {"Name": "p", "Value": "{{resolve:ssm:p}}"}},
                    "Q": {"Type": "AWS::SSM::Parameter", "Properties": {"Name": "{{resolve:ssm:p}}", "Value": "q"}},
                },
                "Outputs": {
                    "A": {"Value": leads, "Export": {"Name": "a"}},
                    "B": {"Value": "b", "Export": {"Name": leads}},
                    "C": {"Value": "c", "Export": {"Name": "c"}},
                },
            }
        }
    )

    for raw in ({"Fn::GetAtt": ["A", "CidrBlock"]}, leads, "{{resolve:ssm:p}}"):
        assert isinstance(of(raw, "t", made), Unknown)
    assert of({"Fn::ImportValue": "c"}, "t", made) == "c"


def doubled(number: int, make: Any) -> dict[str, Any]:  # noqa: ANN401 - from a number to a value
    return {f"R{each}": subnet(make(f"R{each + 1}")) for each in range(number)} | {f"R{number}": subnet("1234567890")}


@pytest.mark.parametrize(
    "make",
    [
        lambda name: {"Fn::Sub": f"${{{name}.CidrBlock}}${{{name}.CidrBlock}}"},
        lambda name: {"Fn::Join": ["", [{"Fn::GetAtt": [name, "CidrBlock"]}] * 2]},
        lambda name: [{"Fn::GetAtt": [name, "CidrBlock"]}] * 2,
        lambda name: {"a": {"Fn::GetAtt": [name, "CidrBlock"]}, "b": {"Fn::GetAtt": f"{name}.CidrBlock"}},
        lambda name: {"Fn::If": ["C", {"Fn::GetAtt": [name, "CidrBlock"]}, {"Fn::GetAtt": [name, "CidrBlock"]}]},
        lambda name: {"Fn::Nobody": [{"Fn::GetAtt": [name, "CidrBlock"]}] * 2},
        lambda name: {"Fn::Sub": ["${a}${b}", {each: {"Fn::GetAtt": [name, "CidrBlock"]} for each in "ab"}]},
    ],
    ids=range(7),
)
@pytest.mark.parametrize("number", [40, 400])
def test_values_that_double_do_not_go_on_forever(make: Any, number: int) -> None:  # noqa: ANN401 - from a name
    start = time.process_time()
    made = Templates({"t": {"Resources": doubled(number, make)}})
    for resource in made.of_type("AWS::EC2::Subnet"):
        list(references_in(resource.properties.value("CidrBlock")))
        resource.properties.knows("CidrBlock")

    assert time.process_time() - start < 10


@pytest.mark.parametrize(
    "raw",
    [
        {"Fn::Sub": "${" * 1_000_000},
        {"Fn::Sub": "${a}" * 300_000},
        {"Fn::Sub": ["${a}" * 100_000, {"a": "x" * 100_000}]},
        {"Fn::Join": ["x" * 100_000, ["y"] * 100_000]},
        {"Fn::Join": [",", [{"Ref": "Long"}] * 100_000]},
        [{"Ref": "Long"}] * 100_000,
        [{"Fn::Split": [",", {"Ref": "Text"}]}] * 10_000,
        [{"Fn::FindInMap": ["M", "a", "b"]}] * 100_000,
        "{{resolve:ssm:" * 100_000,
    ],
    ids=range(9),
)
def test_large_values_do_not_become_larger_without_end(raw: object) -> None:
    start = time.process_time()
    long = ",".join("x" * 100_000)
    made = Templates(
        {
            "t": {
                "Resources": {},
                "Parameters": {
                    "Long": {"Type": "CommaDelimitedList", "Default": long},
                    "Text": {"Type": "String", "Default": long},
                },
                "Mappings": {"M": {"a": {"b": ["x"] * 100_000}}},
            }
        }
    )
    list(references_in(of(raw, "t", made)))

    assert time.process_time() - start < 10


def deep(levels: int, wrap: Any) -> object:  # noqa: ANN401 - from a value to a value
    value: object = "x"
    for _ in range(levels):
        value = wrap(value)
    return value


@pytest.mark.parametrize(
    "wrap",
    [
        lambda each: [each],
        lambda each: {"a": each},
        lambda each: {"Fn::Join": ["", [each]]},
        lambda each: {"Fn::Sub": ["${a}", {"a": each}]},
    ],
    ids=range(4),
)
def test_values_nest_as_deep_as_they_like(wrap: Any) -> None:  # noqa: ANN401 - from a value to a value
    assert isinstance(list(references_in(of(deep(900, wrap)))), list)
    assert of(deep(12, wrap)) == deep(12, wrap if wrap("") in ([""], {"a": ""}) else lambda each: each)
