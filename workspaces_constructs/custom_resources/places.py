"""Where a stack is deployed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    import aws_cdk as cdk

__all__ = ["Place", "place_of"]


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


def place_of(stack: cdk.Stack) -> Place:
    """Return where a stack is deployed, asked of the CDK once.

    Args:
        stack: The stack.
    """
    if stack not in _PLACES:
        _PLACES[stack] = Place(stack.partition, stack.region, stack.account)
    return _PLACES[stack]


_PLACES: WeakKeyDictionary[cdk.Stack, Place] = WeakKeyDictionary()
