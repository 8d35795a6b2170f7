"""The stack of a construct, and where it is deployed: asked of the CDK once."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    import aws_cdk as cdk
    from constructs import IConstruct

__all__ = ["Place", "anywhere", "place_of", "stack_of"]


class Place(NamedTuple):
    """What ARNs of a stack are made of; each is a token where only the deployment will know it.

    Attributes:
        partition: Such as ``aws``.
        region: Such as ``us-east-1``.
        account: 12 digits.
    """

    partition: str
    region: str
    account: str


def stack_of(construct: IConstruct) -> cdk.Stack:
    """Return what ``cdk.Stack.of`` does.

    Args:
        construct: The construct. Where children of one ask, they name that one, which is asked for once.
    """
    import aws_cdk as cdk

    if isinstance(construct, cdk.Stack):
        return construct
    if construct not in _STACKS:
        _STACKS[construct] = cdk.Stack.of(construct)
    return _STACKS[construct]


def place_of(construct: IConstruct) -> Place:
    """Return where the stack of a construct is deployed.

    Args:
        construct: The construct, or the stack.
    """
    stack = stack_of(construct)
    if stack not in _PLACES:
        _PLACES[stack] = Place(stack.partition, stack.region, stack.account)
    return _PLACES[stack]


@cache
def anywhere() -> Place:
    """Return the place that only the deployment will know, in CloudFormation's pseudo parameters."""
    import aws_cdk as cdk

    return Place(cdk.Aws.PARTITION, cdk.Aws.REGION, cdk.Aws.ACCOUNT_ID)


_STACKS: WeakKeyDictionary[IConstruct, cdk.Stack] = WeakKeyDictionary()
_PLACES: WeakKeyDictionary[cdk.Stack, Place] = WeakKeyDictionary()
