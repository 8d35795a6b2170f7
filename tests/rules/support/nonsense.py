"""Input that no one would write, the same for the same seed: what fuzzing is made of."""

from __future__ import annotations

import json
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

import workspaces_constructs.rules
from tests.support.synth import templates
from workspaces_constructs.rules.yaml_templates import read_all

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from random import Random

    Template = dict[str, Any]
    Way = tuple[str | int, ...]

VARIANTS = ("standalone", "ad-connector", "replica", "shared-services", "one-way-trust", "everything")
EXAMPLES = Path(workspaces_constructs.rules.__file__).with_name("examples")

WRONG: Sequence[object] = (
    None,
    True,
    0,
    -1,
    10**30,
    1.5,
    float("nan"),
    float("inf"),
    "",
    " ",
    "no",
    "\0",
    "\ud800",
    "${",
    "1" * 5000,
    "0.0.0.0/0",
    "10.0.0.0/99",
    "::/0",
    "arn:",
    "{{resolve:ssm:/no/such/parameter}}",
    "{{resolve:secretsmanager:",
    [],
    {},
    [None],
    [[]],
    [{}],
    {"": {}},
    {"Key": {"Value": []}},
    [{"Key": [], "Value": {}}],
    [0, "1", None, [True], {"a": "b"}],
)
"""Values that few properties take."""


@cache
def scenario_texts() -> tuple[tuple[str, ...], ...]:
    """The templates of some scenarios, as JSON: quicker to copy than objects."""
    return tuple(tuple(json.dumps(each) for each in templates(variant).values()) for variant in VARIANTS)


@cache
def example_texts() -> tuple[tuple[str, ...], ...]:
    """The templates of all rules' examples, as JSON."""
    return tuple(
        tuple(json.dumps(each) for each in read_all(path.read_text(encoding="utf-8")))
        for path in sorted(EXAMPLES.glob("*/*.yaml"))
    )


@cache
def properties_in_use() -> tuple[tuple[int, int, str, str], ...]:
    """Every property that an example or a scenario gives: where first, as the group and number of a text."""
    found: dict[tuple[str, str], tuple[int, int, str, str]] = {}
    for group, texts in enumerate((*example_texts(), *scenario_texts())):
        for number, text in enumerate(texts):
            for logical_id, resource in json.loads(text)["Resources"].items():
                for key in resource.get("Properties", {}) if isinstance(resource, dict) else ():
                    found.setdefault((resource["Type"], key), (group, number, logical_id, key))
    return tuple(found.values())


def fresh(texts: Sequence[str]) -> dict[str, Template]:
    """Templates of their own."""
    return {f"t{number}": json.loads(text) for number, text in enumerate(texts)}


def some_scenario(random: Random, *, few: bool = False) -> dict[str, Template]:
    """A scenario without some of its resources, so that references lead nowhere; or with few, to be read quickly."""
    made = fresh(random.choice(scenario_texts()))
    for template in made.values():
        resources = template["Resources"]
        left = random.randint(1, 8) if few else max(1, len(resources) - random.randint(0, 8))
        kept = sorted(random.sample(sorted(resources), min(len(resources), left)))
        template["Resources"] = {each: resources[each] for each in kept}
    return made


def ways(value: object, way: Way = ()) -> Iterator[Way]:
    """The ways to everything in a value."""
    yield way
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in pairs:
        yield from ways(each, (*way, key))


def put(template: Any, way: Way, value: object) -> None:  # noqa: ANN401 - whatever JSON holds
    """Replace what stands there."""
    for step in way[:-1]:
        template = template[step]
    template[way[-1]] = value


def wrong(random: Random, template: Template | None = None, depth: int = 0) -> Any:  # noqa: ANN401 - any JSON
    """A value that is wrong, or a function that is, perhaps around others."""
    if depth > 3 or random.random() < 0.5:
        return deepcopy(random.choice(WRONG))
    resources = (template or {}).get("Resources")
    names = (sorted(resources) if isinstance(resources, dict) else []) or ["A"]
    name = random.choice([*names, "AWS::NoValue", "AWS::Region", "Nobody", "", 7])
    inner = wrong(random, template, depth + 1)
    attribute = random.choice(["Arn", "Id", "GroupId", "CidrBlock", "VpcId", "Outputs.X", "", "A.B"])
    return random.choice(
        [
            {"Ref": name},
            {"Ref": inner},
            {"Fn::GetAtt": [name, attribute]},
            {"Fn::GetAtt": f"{name}.{attribute}"},
            {"Fn::GetAtt": inner},
            {"Fn::Sub": f"${{{name}}}-${{{name}.{attribute}}}-${{!x}}-${{"},
            {"Fn::Sub": ["${a}${b}", {"a": inner}]},
            {"Fn::Sub": inner},
            {"Fn::Join": [",", [inner, {"Ref": name}]]},
            {"Fn::Join": inner},
            {"Fn::Split": [random.choice([",", "", 0]), inner]},
            {"Fn::Select": [random.choice([0, "0", -1, 99, "x", "9" * 5000]), inner]},
            {"Fn::If": ["Condition", inner, {"Ref": name}]},
            {"Fn::If": inner},
            {"Fn::FindInMap": ["Map", inner, {"Ref": "AWS::Region"}]},
            {"Fn::ImportValue": inner},
            {"Fn::GetAZs": inner},
            {"Fn::Cidr": [inner, 4, 8]},
            {"Fn::Nonsense": inner},
            {"Fn::Transform": {"Name": "AWS::Include", "Parameters": inner}},
            {"Fn::Sub": "x", "Ref": name},
            [inner, inner],
            {"Ref": name, "Value": inner},
        ]
    )


def as_text(random: Random, template: object) -> str:
    """A template in one language or the other."""
    if random.random() < 0.6:
        return json.dumps(template, indent=random.choice([None, 1]))
    return yaml.dump(template, Dumper=getattr(yaml, "CSafeDumper", yaml.SafeDumper), allow_unicode=True)


def damaged(random: Random, content: bytes) -> bytes:
    """A file of which a part is missing, doubled or replaced."""
    start = random.randrange(len(content) + 1)
    end = min(len(content), start + random.choice([1, 2, 10, 1000]))
    junk = random.choice(
        [
            b"\0",
            b"\xff\xfe",
            b"{",
            b"}",
            b"]",
            b'"',
            b"\t",
            b"\n",
            b"&a ",
            b"*a",
            b"!Ref ",
            b"!!python/object:os.x ",
            b"- ",
        ]
    )
    return random.choice(
        [
            content[:start],
            content[start:],
            content[:start] + content[end:],
            content[:end] + content[start:],
            content[:start] + junk + content[start:],
            content[:start] + junk * random.choice([2, 5000]) + content[end:],
            content.replace(b"AWS::", junk, 3),
            content.replace(b":", junk, 5),
            random.randbytes(random.choice([1, 10, 1000])),
            content.decode("utf-8", "replace").encode(random.choice(["utf-16", "utf-32", "utf-16-le", "utf-7"])),
        ]
    )


_WORDS = (
    *(
        "Resources:",
        "Resources: ",
        '{"Resources":',
        "AWSTemplateFormatVersion: 2010-09-09",
        "  A:",
        "    Type: AWS::EC2::VPC",
    ),
    *(
        "    Properties:",
        "- ",
        "? ",
        ": ",
        "{",
        "}",
        "[",
        "]",
        ",",
        '"',
        "'",
        "|",
        ">",
        "&x ",
        "*x",
        "<<: *x",
        "---",
        "...",
    ),
    *(
        "!Ref A",
        "!Sub ${A",
        "!GetAtt",
        "!If [",
        "!Foo {",
        "!",
        "!!set {a}",
        "!!binary a",
        "!!int x",
        "%YAML 9.9",
        "#",
        "null",
    ),
    *(
        "1e999",
        "0x10",
        "012",
        "12:30:45",
        "2012-10-17",
        ".inf",
        "~",
        "yes",
        "\t",
        "\x07",
        "\ufeff",
        "é",
        "\U0001f600",
        "@",
    ),
)


def babble(random: Random) -> bytes:
    """Lines made of what templates are made of."""
    parts = [random.choice(_WORDS) + random.choice(["", "", " ", "\n", "\n"]) for _ in range(random.randrange(40))]
    return "".join(parts).encode("utf-8")


def cyclic(random: Random) -> dict[str, Template]:
    """Two templates in which values lead to each other: by parameters, outputs, exports and properties."""
    names = [f"R{number}" for number in range(random.randint(1, 4))]

    def lead() -> Any:  # noqa: ANN401 - any JSON
        name = random.choice(names)
        ways_on = [
            {"Ref": name},
            {"Fn::GetAtt": [name, random.choice(["CidrBlock", "VpcId", "DirectoryId", "Outputs.R0", "Alias"])]},
            {"Fn::Sub": f"${{{name}.CidrBlock}}{{{{resolve:ssm:{name}}}}}"},
            {"Fn::ImportValue": random.choice([name, {"Fn::ImportValue": name}, {"Fn::GetAtt": [name, "VpcId"]}])},
            f"{{{{resolve:ssm:{name}}}}}",
        ]
        one = random.choice(ways_on)
        return random.choice(
            [one, one, {"Fn::Join": ["", [one, random.choice(ways_on)]]}, [one, random.choice(ways_on)]]
        )

    def template() -> Template:
        kinds = (
            "AWS::EC2::VPC",
            "AWS::EC2::Subnet",
            "AWS::CloudFormation::Stack",
            "AWS::SSM::Parameter",
            "Custom::WorkspacesDirectoryRegistration",
            "Custom::WorkspacesDirectoryDetails",
            "AWS::DirectoryService::MicrosoftAD",
            "AWS::WorkSpaces::Workspace",
            "AWS::EC2::SecurityGroup",
        )
        keys = ("CidrBlock", "VpcId", "DirectoryId", "SubnetIds", "ShortName", "Name", "Value", "GroupId", "Parameters")
        return {
            "Resources": {
                name: {"Type": random.choice(kinds), "Properties": {key: lead() for key in random.sample(keys, 6)}}
                for name in names
            },
            "Parameters": {"P": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": random.choice(names)}},
            "Outputs": {name: {"Value": lead(), "Export": {"Name": random.choice([name, lead()])}} for name in names},
        }

    return {"a": template(), "a/R0": template()}
