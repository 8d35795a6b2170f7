"""Names of options, and what somebody meant who misspelt one."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from .errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["did_you_mean", "require_options"]


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return the fix for a name that is unknown: the nearest that is known, or to remove it."""
    near = get_close_matches(name.lower().replace("-", "_"), known, n=1)
    return f"did you mean {near[0]}?" if near else "remove it"


def require_options(given: Iterable[str], known: Iterable[str], what: str) -> None:
    """Refuse keyword arguments that nobody would read, of which Python says nothing where all of them are taken.

    Args:
        given: Their names.
        known: The names of those that are read.
        what: Whose they are, for the error.
    """
    names = list(known)
    for name in given:
        if name not in names:
            raise ConfigurationError(f"option of {what}", value=name, allowed=names, fix=did_you_mean(name, names))
