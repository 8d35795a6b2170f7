"""What leads from one value to another: followed once each, never in a circle, and all together not without end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from workspaces_constructs.rules.resources import Unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from workspaces_constructs.rules.resources import Value

__all__ = ["LONGEST", "NOTHING_KNOWN", "Indirections"]

NOTHING_KNOWN: Final = Unknown()

LONGEST: Final = 1_000_000
"""How many characters a text may have that functions make; CloudFormation's templates have no more."""

_BUDGET: Final = 2_000_000
_FREE: Final = 8
_CHARACTERS_A_PIECE: Final = 16
_DEEPEST: Final = 16


class Indirections:
    """Follows the parameters, outputs, exports and properties that values of some templates come from.

    A template can name a value that is made of others twice, each of which is again made of others twice. What would
    come to millions of pieces in that way is not known.
    """

    def __init__(self) -> None:
        self._open: set[Hashable] = set()
        self._known: dict[Hashable, tuple[Value, int]] = {}
        self._left = _BUDGET

    def follow(self, key: Hashable, work_out: Callable[[], Value]) -> Value:
        """The value that a key stands for; the unknown where working it out leads back to itself."""
        known = self._known.get(key)
        if known is None:
            if key in self._open:
                return NOTHING_KNOWN
            self._open.add(key)
            try:
                value = work_out()
            finally:
                self._open.discard(key)
            known = self._known[key] = _measured(value)
        return known[0] if self.affords(known[1]) else NOTHING_KNOWN

    def affords(self, pieces: int) -> bool:
        """Whether a value of so many pieces can still be given out."""
        if pieces > _FREE:
            self._left -= pieces
        return pieces <= _FREE or self._left > 0

    def affords_text(self, characters: int) -> bool:
        """Whether a text of such a length can still be made."""
        return characters <= LONGEST and self.affords(characters // _CHARACTERS_A_PIECE)


def _measured(value: Value) -> tuple[Value, int]:
    """A value with the number of its pieces; one that nests too deeply is not known."""
    pieces, height = 0, 0
    level: list[Value] = [value]
    while level:
        height += 1
        if height > _DEEPEST or pieces > _BUDGET:
            return NOTHING_KNOWN, 0
        below: list[Value] = []
        for each in level:
            pieces += 1
            if isinstance(each, str):
                pieces += len(each) // _CHARACTERS_A_PIECE
            elif isinstance(each, Unknown):
                pieces += len(each.text) // _CHARACTERS_A_PIECE + len(each.references) + len(each.holes)
            elif isinstance(each, list):
                below.extend(each)
            elif isinstance(each, dict):
                below.extend(each.values())
        level = below
    return value, pieces
