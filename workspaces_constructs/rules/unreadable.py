"""What is told of input that cannot be judged."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["Unreadable", "clean"]

_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_LONGEST: Final = 300


def clean(text: str) -> str:
    """A text from a template, with nothing in it that a terminal would obey or that would begin a line."""
    return _CONTROL.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


class Unreadable(Exception):  # noqa: N818 - it is told of the input, it is no error of the program
    """Input that is no CloudFormation template, or cannot be read at all.

    Args:
        problems: What is wrong, a line for each.
    """

    def __init__(self, *problems: str) -> None:
        self.problems = tuple(clean(each if len(each) <= _LONGEST else f"{each[:_LONGEST]}...") for each in problems)
        super().__init__("\n".join(self.problems))
