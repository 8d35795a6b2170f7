"""Pages of a list, with a token that only the list it came from understands."""

from __future__ import annotations

import base64
import binascii
import json
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

T = TypeVar("T")


class BadTokenError(ValueError):
    """The token was not given out by this list."""


def page(items: Sequence[T], size: int, token: str | None, name: str) -> tuple[list[T], str | None]:
    """Return one page of the list called ``name`` and the token of the next, if there is one."""
    start = _read(token, name) if token else 0
    end = start + size
    return list(items[start:end]), _write(end, name) if end < len(items) else None


def _write(position: int, name: str) -> str:
    return base64.urlsafe_b64encode(json.dumps([name, position]).encode()).decode()


def _read(token: str, name: str) -> int:
    try:
        origin, position = json.loads(base64.urlsafe_b64decode(token.encode()))
    except (binascii.Error, ValueError, TypeError) as error:
        raise BadTokenError(token) from error
    if origin != name or not isinstance(position, int):
        raise BadTokenError(token)
    return position
