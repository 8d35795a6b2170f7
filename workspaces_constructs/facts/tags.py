"""What tags on WorkSpaces resources may look like; the rules are narrower than those of most services."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from .arguments import require_text
from .errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "MAX_TAGS",
    "MAX_TAG_KEY_LENGTH",
    "MAX_TAG_VALUE_LENGTH",
    "RESERVED_TAG_PREFIXES",
    "require_cost_allocation",
    "require_tags",
]

MAX_TAGS: Final = 50
"""Tags on one resource (whitepaper, "Tag Restrictions"; facts §4.8)."""

MAX_TAG_KEY_LENGTH: Final = 127
"""Characters in a key; most services allow 128 (facts Appendix C)."""

MAX_TAG_VALUE_LENGTH: Final = 255
"""Characters in a value; most services allow 256 (facts Appendix C)."""

RESERVED_TAG_PREFIXES: Final = ("aws:", "aws:workspaces:")
"""What neither a key nor a value may begin with (whitepaper, "Tag Restrictions")."""

_PUNCTUATION: Final = " +-=._:/@"


def require_tags(tags: Mapping[str, str], *, marks: int = 0) -> dict[str, str]:
    """Return the tags if every WorkSpaces resource accepts them.

    Args:
        tags: Values by their keys.
        marks: How many tags this library adds to tell what it has made.
    """
    if not isinstance(tags, Mapping):
        raise ConfigurationError(
            "tags", value=f"a {type(tags).__name__}", allowed="values by their keys", fix='write {"Team": "Finance"}'
        )
    if len(tags) > MAX_TAGS - marks:
        allowed = f"at most {MAX_TAGS - marks}" + (", since this library adds one" if marks else "")
        raise ConfigurationError("number of tags", value=len(tags), allowed=allowed, fix="remove some")
    for key, value in tags.items():
        _require_text(f"tag key {key!r}", key, 1, MAX_TAG_KEY_LENGTH)
        _require_text(f"value of the tag {key!r}", value, 0, MAX_TAG_VALUE_LENGTH)
    return dict(tags)


def require_cost_allocation(what: str, tags: Mapping[str, str], keys: Sequence[str]) -> None:
    """Refuse tags without the keys by which a bill is divided.

    Args:
        what: What carries the tags, for the message.
        tags: Values by their keys.
        keys: Those that must be there, each with a value.
    """
    missing = [key for key in keys if not tags.get(key)]
    if missing:
        raise ConfigurationError(
            f"tags of {what}",
            value=", ".join(key for key in tags if key not in missing) or "none",
            allowed=f"tags with a value for each key of cost_allocation_tags: {', '.join(keys)}",
            fix=f"add {', '.join(missing)} here or to the tags of the deployment",
        )


def _require_text(what: str, text: str, shortest: int, longest: int) -> None:
    require_text(text, what)
    if not shortest <= len(text) <= longest:
        raise ConfigurationError(
            what,
            value=f"{len(text)} characters",
            allowed=f"{shortest} to {longest} characters",
            fix="shorten it" if text else "give the tag a name",
        )
    if text.lower().startswith(RESERVED_TAG_PREFIXES):
        raise ConfigurationError(
            what,
            value=text,
            allowed=f"text that does not begin with {' or '.join(RESERVED_TAG_PREFIXES)}, which AWS reserves",
            fix=f"use {text.rpartition(':')[2] or 'another name'}",
        )
    if text != text.strip():
        raise ConfigurationError(what, value=text, allowed="no space at either end", fix=f"use {text.strip()!r}")
    odd = sorted({character for character in text if not (character.isalnum() or character in _PUNCTUATION)})
    if odd:
        raise ConfigurationError(
            what,
            value=text,
            allowed=f"letters, digits, spaces and {' '.join(_PUNCTUATION.strip())}",
            fix=f"remove {' '.join(map(repr, odd))}",
        )
