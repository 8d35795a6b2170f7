"""One line of a roster: what its cells may hold."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from . import limits
from .model import FLEET_TAG, Row

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

__all__ = ["UnfitError", "row"]

_BUNDLE: Final = re.compile(r"wsb-[0-9a-z]{8,63}")
_NUMBER: Final = re.compile(r"[0-9]{1,6}")
_MODES: Final = {name.replace("_", ""): name for name in limits.RUNNING_MODES}


class UnfitError(ValueError):
    """A cell that cannot be followed: the value, what is allowed, the fix."""


def row(line: int, values: Mapping[str, str], personas: Collection[str]) -> Row:
    """Read a line.

    Args:
        line: Its number.
        values: Its cells by the names of their columns.
        personas: Their names.

    Raises:
        UnfitError: A cell cannot be followed.
    """
    user, persona = _user(values["user"]), _persona(values.get("persona", ""), personas)
    if not any(value for name, value in values.items() if name not in {"user", "persona"}):
        return Row(line, user, persona)
    minutes = _minutes(values.get("auto_stop_minutes", ""))
    mode = _mode(values.get("running_mode", ""))
    if minutes and mode == "ALWAYS_ON":
        raise UnfitError(
            f"auto_stop_minutes is {minutes}, and running_mode is ALWAYS_ON, which never stops; leave one out"
        )
    root, of_user = _volumes(values.get("root_volume_gib", ""), values.get("user_volume_gib", ""))
    return Row(
        line,
        user,
        persona,
        _bundle(values.get("bundle", "")),
        mode or ("AUTO_STOP" if minutes else ""),
        minutes,
        root,
        of_user,
        _tags(values.get("tags", "")),
    )


def _user(text: str) -> str:
    if "\\" in text:
        raise UnfitError(
            f"user is {text!r}; allowed is the name without its domain; use {text.rpartition(chr(92))[2]!r}"
        )
    if not 1 <= len(text) <= limits.MAX_USER_NAME_LENGTH or not text.isprintable():
        got = f"user is {text!r}" if text else "user is empty"
        raise UnfitError(f"{got}; allowed are 1 to {limits.MAX_USER_NAME_LENGTH} characters on one line")
    return text


def _persona(text: str, personas: Collection[str]) -> str:
    if text in personas:
        return text
    known = {name.casefold(): name for name in personas}
    if not text and len(known) == 1:
        return next(iter(personas))
    if text.casefold() not in known:
        got = f"persona is {text!r}" if text else "persona is empty"
        raise UnfitError(f"{got}; allowed: {', '.join(sorted(personas))}")
    return known[text.casefold()]


def _bundle(text: str) -> str:
    if text and not _BUNDLE.fullmatch(text):
        raise UnfitError(f"bundle is {text!r}; allowed: wsb- and 8 to 63 lower-case letters and digits, or nothing")
    return text


def _mode(text: str) -> str:
    mode = _MODES.get(re.sub(r"[\s_-]", "", text).upper(), "")
    if text and not mode:
        raise UnfitError(f"running_mode is {text!r}; allowed: {', '.join(limits.RUNNING_MODES)}, or nothing")
    return mode


def _minutes(text: str) -> int:
    minutes = _number("auto_stop_minutes", text)
    if text and (minutes == 0 or minutes % limits.AUTO_STOP_STEP_MINUTES):
        hours = max(1, -(-minutes // limits.AUTO_STOP_STEP_MINUTES))
        raise UnfitError(
            f"auto_stop_minutes is {text}; allowed: {limits.AUTO_STOP_STEP_MINUTES} or a multiple of it; "
            f"use {hours * limits.AUTO_STOP_STEP_MINUTES}"
        )
    return minutes


def _volumes(root_text: str, user_text: str) -> tuple[int, int]:
    root, user = _number("root_volume_gib", root_text), _number("user_volume_gib", user_text)
    if bool(root_text) != bool(user_text):
        missing = "user_volume_gib" if root_text else "root_volume_gib"
        raise UnfitError(f"{missing} is empty; the two volumes go together: give both or none")
    if root_text and not limits.legal_pair(root, user):
        small = ", ".join(f"{one}/{other}" for one, other in limits.SMALL_VOLUME_PAIRS)
        raise UnfitError(
            f"root_volume_gib/user_volume_gib is {root}/{user}; allowed: {small}, or 175 to {limits.LARGEST_VOLUME_GIB}"
            f"/100 to {limits.LARGEST_VOLUME_GIB} (with a graphics card from 100/100)"
        )
    return root, user


def _number(column: str, text: str) -> int:
    if text and not _NUMBER.fullmatch(text):
        raise UnfitError(f"{column} is {text!r}; allowed: a whole number of at most six digits, or nothing")
    return int(text or 0)


def _tags(text: str) -> tuple[tuple[str, str], ...]:
    tags: dict[str, str] = {}
    for pair in filter(None, (part.strip() for part in re.split("[;|]", text))):
        key, equals, value = (part.strip() for part in pair.partition("="))
        if not equals or not key:
            raise UnfitError(f"tags has {pair!r}; allowed: key=value, several with ; or | between them")
        if key in tags:
            raise UnfitError(f"tags has the key {key!r} twice; keep one")
        _require_tag(key, value)
        tags[key] = value
    return tuple(sorted(tags.items()))


def _require_tag(key: str, value: str) -> None:
    if key == FLEET_TAG or key.lower().startswith("aws:") or value.lower().startswith("aws:"):
        raise UnfitError(f"tags has {key}={value}; allowed is what begins with no aws:, and not {FLEET_TAG}")
    if len(key) > limits.MAX_TAG_KEY_LENGTH or len(value) > limits.MAX_TAG_VALUE_LENGTH:
        raise UnfitError(
            f"the tag {key[:40]!r} is too long; allowed: {limits.MAX_TAG_KEY_LENGTH} characters in its key and "
            f"{limits.MAX_TAG_VALUE_LENGTH} in its value"
        )
    odd = sorted({each for each in key + value if not (each.isalnum() or each in limits.TAG_PUNCTUATION)})
    if odd:
        raise UnfitError(
            f"the tag {key}={value} has {' '.join(map(repr, odd))}; allowed: letters, digits, spaces and "
            f"{' '.join(limits.TAG_PUNCTUATION.strip())}"
        )
