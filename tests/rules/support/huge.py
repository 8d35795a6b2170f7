"""Files of ten megabytes, templates and others, by name."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_BYTES = 10_000_000
_TO_ITSELF = '{"VpcId": {"Ref": "R#"}, "CidrBlock": {"Fn::GetAtt": "R#.CidrBlock"}}'
_SUBNET = f'"R#": {{"Type": "AWS::EC2::Subnet", "Properties": {_TO_ITSELF}}}'


def _repeated(line: str, number: int | None = None) -> str:
    """A line again and again, with numbers; until the file is as large as it should be."""
    return "".join(line.replace("#", str(each)) for each in range(number or _BYTES // (len(line) + 5)))


def _template(type_: str, **properties: object) -> str:
    return json.dumps({"Resources": {"A": {"Type": type_, "Properties": properties}}})


HUGE: Mapping[str, Callable[[], str]] = {
    "template.json": lambda: '{"Resources": {' + _repeated(f"{_SUBNET},") + '"Last": {}}}',
    "template.yaml": lambda: "Resources:\n" + _repeated(f"  {_SUBNET}\n"),
    "template-blocks.yaml": lambda: (
        "Resources:\n" + _repeated("  R#:\n    Type: AWS::EC2::VPC\n    Properties:\n      CidrBlock: !Ref X\n")
    ),
    "template-rules.json": lambda: _template("AWS::EC2::SecurityGroup", SecurityGroupIngress=[{}] * 2_000_000),
    "template-text.json": lambda: _template("AWS::EC2::VPC", CidrBlock="1" * _BYTES),
    "template-sub.json": lambda: _template("AWS::EC2::VPC", CidrBlock={"Fn::Sub": "${" * (_BYTES // 2)}),
    "template-split.json": lambda: _template("AWS::EC2::VPC", CidrBlock={"Fn::Split": ["1", "1" * _BYTES]}),
    "template-resolve.json": lambda: _template("AWS::EC2::VPC", CidrBlock="{{resolve:ssm:" * (_BYTES // 14)),
    "one-word.yaml": lambda: "x" * _BYTES,
    "no-end.json": lambda: '{"Resources": "' + "\\" * _BYTES,
    "brackets.json": lambda: "[" * _BYTES,
    "brackets.yaml": lambda: "[" * _BYTES,
    "braces.yaml": lambda: "{a: " * (_BYTES // 4),
    "dashes.yaml": lambda: "- " * (_BYTES // 2),
    "spaces.yaml": lambda: "a:\n" + " " * _BYTES,
    "numbers.yaml": lambda: "[" + "1," * 1_000_000 + "1]",
    "documents.yaml": lambda: "--- 1\n" * 300_000,
    "anchors.yaml": lambda: "a: &a [1]\n" + _repeated("a#: *a\n"),
}
