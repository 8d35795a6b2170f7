"""Arguments of the wrong sort, which Python takes and which fail far from where they were given."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, TypeVar

from .errors import ConfigurationError

__all__ = ["require_list", "require_offers", "require_text"]

_Item = TypeVar("_Item")
_LONGEST_SHOWN: Final = 80


def require_list(given: Iterable[_Item], what: str) -> list[_Item]:
    """Return the items of what must be several; a single text would be taken for a list of its letters.

    Args:
        given: A list or a tuple.
        what: The argument, for the error.
    """
    if isinstance(given, Iterable) and not isinstance(given, str):
        return list(given)
    short = isinstance(given, str) and len(given) <= _LONGEST_SHOWN
    raise ConfigurationError(
        what,
        value=given if short else _sort_of(given),
        allowed="a list",
        fix=f"write [{given!r}]" if short else _inner(given, "subnets") or "put it in square brackets",
    )


def require_text(given: object, what: str, *, inner: str = "") -> str:
    """Return what must be a text.

    Args:
        given: The text.
        what: The argument, for the error.
        inner: The attribute of another object that would have been right.
    """
    if isinstance(given, str):
        return given
    raise ConfigurationError(
        what, value=_sort_of(given), allowed="a text", fix=_inner(given, inner) or f'write "{given}", in quotes'
    )


def require_offers(given: object, attribute: str, what: str, *, allowed: str, inner: str = "") -> None:
    """Refuse an object that is not of the right sort, which is known by an attribute.

    A text is not repeated: it may be the password in place of its secret.

    Args:
        given: The object.
        attribute: What only the right sort has.
        what: The argument, for the error.
        allowed: The right sort.
        inner: The attribute of another object that would have been right.
    """
    if hasattr(type(given), attribute) or hasattr(given, attribute):  # Of the CDK's objects only the class is cheap.
        return
    raise ConfigurationError(
        what, value=_sort_of(given), allowed=allowed, fix=_inner(given, inner) or f"pass {allowed}"
    )


def _sort_of(given: object) -> str:
    if given is None:
        return "nothing"
    return str(given) if isinstance(given, int | float) else f"a {type(given).__name__}"


def _inner(given: object, name: str) -> str:
    return f"pass its .{name}" if name and hasattr(given, name) else ""
