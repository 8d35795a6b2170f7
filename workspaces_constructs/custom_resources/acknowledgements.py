"""Accepting a finding of a rule pack on one construct, with the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aws_cdk as cdk

if TYPE_CHECKING:
    from collections.abc import Mapping

    from constructs import IConstruct

__all__ = ["acknowledge"]


def acknowledge(construct: IConstruct, reasons: Mapping[str, str]) -> None:
    """Acknowledge findings on a construct and below it.

    Args:
        construct: Never an App, a Stage or a Stack: a reason is about one thing.
        reasons: Why, by the finding's id, such as ``AwsSolutions-IAM5[Resource::*]``.
    """
    acknowledgements = [cdk.Acknowledgment(id=finding, reason=reason) for finding, reason in reasons.items()]
    if acknowledgements:
        cdk.Validations.of(construct).acknowledge(*acknowledgements)
