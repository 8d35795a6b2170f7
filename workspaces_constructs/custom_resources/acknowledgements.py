"""Accepting a finding of a rule pack on one construct, with the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import aws_cdk as cdk

if TYPE_CHECKING:
    from collections.abc import Mapping

    from constructs import IConstruct

__all__ = ["acknowledge", "shown"]


def acknowledge(construct: IConstruct, reasons: Mapping[str, str]) -> None:
    """Acknowledge findings on a construct and below it.

    Args:
        construct: Never an App, a Stage or a Stack: a reason is about one thing.
        reasons: Why, by the finding's id, such as ``AwsSolutions-IAM5[Resource::*]``.
    """
    acknowledgements = [cdk.Acknowledgment(id=finding, reason=reason) for finding, reason in reasons.items()]
    if acknowledgements:
        cdk.Validations.of(construct).acknowledge(*acknowledgements)


def shown(stack: cdk.Stack, arn: str) -> str:
    """Return an ARN as cdk-nag writes it in its findings.

    Args:
        stack: The stack that refers to it.
        arn: The ARN, which may contain tokens.
    """

    def part(value: object) -> str:
        if isinstance(value, str):
            return value
        name, argument = next(iter(cast("dict[str, object]", value).items()))
        if name == "Fn::Join":
            return "".join(part(each) for each in cast("list[list[object]]", argument)[1])
        return f"<{argument}>" if name == "Ref" else f"<{'.'.join(cast('list[str]', argument))}>"

    return part(stack.resolve(arn))
