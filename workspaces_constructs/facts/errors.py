"""The library's one exception."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["ConfigurationError"]


class ConfigurationError(ValueError):
    """An argument or a setting that could not have worked on AWS.

    The text is one line: what was checked, the value given, what is allowed and the likely fix. The same four are
    attributes, so that a caller can put them into a form of its own.

    Args:
        what: What was checked, in words a user knows: "availability zones in eu-central-1".
        value: The value given. Leave it out for a secret.
        allowed: What would have been accepted: a sentence, or the accepted values.
        fix: What to change.
    """

    def __init__(self, what: str, *, value: object = None, allowed: str | Iterable[object] = "", fix: str = "") -> None:
        self.what = what
        self.value = value
        self.allowed = allowed if isinstance(allowed, str) else ", ".join(str(item) for item in allowed)
        self.fix = fix
        parts = []
        if value is not None:
            parts.append(f"got {value!r}" if isinstance(value, str) else f"got {value}")
        if self.allowed:
            parts.append(f"allowed: {self.allowed}")
        if fix:
            parts.append(f"fix: {fix}")
        super().__init__(f"{what}: {'; '.join(parts)}" if parts else what)
