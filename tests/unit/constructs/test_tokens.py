"""What is known before the deployment: the CDK's own answers, most of them without asking it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aws_cdk as cdk
import jsii
import pytest

from tests.support.synth import new_app
from workspaces_constructs.custom_resources.tokens import is_unresolved

if TYPE_CHECKING:
    from collections.abc import Callable

VALUES: dict[str, Callable[[], object]] = {
    "text": lambda: "10.0.0.0/16",
    "empty": lambda: "",
    "like a token": lambda: "{Token[AWS.Region.4]} ${Token[a b]} $Token[x] ${Token[",
    "pseudo parameter": lambda: cdk.Aws.REGION,
    "inside a text": lambda: f"arn:{cdk.Aws.PARTITION}:s3:::x",
    "lazy": lambda: cdk.Lazy.string(_Nothing()),
    "named": lambda: cdk.Token.as_string({"Ref": "X"}, display_hint="a name: with, signs"),
    "one of a list": lambda: cdk.Fn.select(0, cdk.Fn.split(",", cdk.Aws.STACK_NAME)),
    "list": lambda: ["a", "b"],
    "list with one": lambda: ["a", cdk.Aws.REGION],
    "list as a whole": lambda: cdk.Fn.split(",", cdk.Aws.STACK_NAME),
    "text of a list": lambda: cdk.Fn.split(",", cdk.Aws.STACK_NAME)[0],
    "number": lambda: 7,
    "number of the deployment": lambda: cdk.Token.as_number({"Ref": "X"}),
    "reference": lambda: cdk.CfnResource(cdk.Stack(new_app(), "S"), "R", type="A::B::C").ref,
}


@jsii.implements(cdk.IStableStringProducer)
class _Nothing:
    def produce(self) -> str:
        return ""


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_the_answer_is_the_cdks(value: Callable[[], object]) -> None:
    given = value()

    assert is_unresolved(given) == cdk.Token.is_unresolved(given)
