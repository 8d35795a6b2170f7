"""The whitepaper's practices, line by line, and those of AWS's other pages."""

from __future__ import annotations

from typing import Final

from docs.practices_beyond import BEYOND
from docs.practices_first_half import FIRST_HALF
from docs.practices_second_half import SECOND_HALF

__all__ = ["BEYOND", "PRACTICES"]

PRACTICES: Final = (*FIRST_HALF, *SECOND_HALF)
"""The whitepaper's practices in its own order."""
