"""What a change of a registration's setting is, where it stands in the order, and how it is found to be needed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .kind import Request


class Order(IntEnum):
    """What excludes something else is taken away before that is given; certificates stand on SAML."""

    IP_GROUPS_OFF = 1
    CERTIFICATES_OFF = 2
    SAML_OFF = 3
    ENDPOINT_OFF = 4
    ACCELERATOR_OFF = 5
    STANDARD_TLS = 6
    INDEPENDENT = 7
    FIPS = 8
    ACCELERATOR = 9
    ENDPOINT = 10
    SAML = 11
    CERTIFICATES = 12
    IP_GROUPS = 13


@dataclass(frozen=True)
class Change:
    """One call that a setting needs."""

    order: Order
    call: Callable[[], object]


def differs(wanted: Mapping[str, object], actual: object) -> bool:
    """Whether anything that is wanted is otherwise; what nobody asks for may be as it is."""
    current = mapping(actual)
    return any(current.get(name) != value for name, value in wanted.items())


def is_gone(request: Request, name: str) -> bool:
    """Whether an Update, or the rollback of one, takes a property away."""
    return bool(request.old.values.get(name)) and not request.properties.values.get(name)


def is_on(status: object) -> bool:
    """Whether a status is not DISABLED; without one it is."""
    return str(status or "DISABLED") != "DISABLED"


def mapping(value: object) -> dict[str, object]:
    """A value that should be a mapping; nothing where it is none."""
    return value if isinstance(value, dict) else {}


def with_defaults(
    given: Mapping[str, object], old: Mapping[str, object], start: Mapping[str, object]
) -> dict[str, object]:
    """What is given, and what AWS begins with for what is no longer given."""
    gone = {name: start[name] for name in old if name in start and name not in given}
    return {**gone, **given}
