"""PowerShell scripts that customers run: files of this package, with checked values put in."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from workspaces_constructs.custom_resources.tokens import is_unresolved
from workspaces_constructs.facts.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["rendered", "require_plain"]

_PLACE = re.compile(r"%([A-Z][A-Za-z]*)%")
_ALLOWED = frozenset(" .,:;=_/@\\()+#&-")
"""Beside letters and digits of any alphabet; no quote above all, of which PowerShell knows eight, no $, no backtick."""


def require_plain(value: str, what: str) -> str:
    r"""Return a value if it means nothing but itself inside PowerShell's single quotes.

    Args:
        value: What is to stand in a script.
        what: What an error calls it.

    Raises:
        ConfigurationError: Nothing, or a character that is not a letter, a digit, a space or one of
            ``. , : ; = _ / @ \ ( ) + # & -``.
    """
    strange = sorted({each for each in value if not (each.isalnum() or each in _ALLOWED)})
    if value and not strange:
        return value
    raise ConfigurationError(
        f"{what} in a script",
        value=value or "nothing",
        allowed=f"letters, digits, spaces and {' '.join(sorted(_ALLOWED - {' '}))}",
        fix=f"leave out {' '.join(map(repr, strange))}" if strange else "give one",
    )


def rendered(script: str, values: Mapping[str, str]) -> str:
    """Return a script with its places filled, every one of them and nothing else.

    Args:
        script: The name of a file in ``directory/scripts``.
        values: What stands for each ``%Name%``. Values that are known only when deployed pass unchecked: they are ids,
            ARNs and addresses of AWS's.

    Raises:
        ConfigurationError: A value that :func:`require_plain` refuses.
    """
    text = _text(script)
    if set(_PLACE.findall(text)) != set(values):
        message = f"{script} has the places {sorted(set(_PLACE.findall(text)))}, not {sorted(values)}"
        raise ValueError(message)
    checked = {name: value if is_unresolved(value) else require_plain(value, name) for name, value in values.items()}
    return _PLACE.sub(lambda place: checked[place[1]], text)


@cache
def _text(script: str) -> str:
    return (files("workspaces_constructs.directory") / "scripts" / script).read_text(encoding="utf-8")
