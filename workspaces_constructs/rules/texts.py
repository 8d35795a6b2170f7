"""The text of a file, or of standard input."""

from __future__ import annotations

import codecs
import os
import stat
import sys
from typing import TYPE_CHECKING, Final

from workspaces_constructs.rules.unreadable import Unreadable

if TYPE_CHECKING:
    from typing import BinaryIO

__all__ = ["LARGEST", "STANDARD_INPUT", "of_file", "of_standard_input"]

STANDARD_INPUT: Final = "-"
"""The path that means standard input."""

LARGEST: Final = 50_000_000
"""How many bytes a file may have; CloudFormation takes templates of up to a million."""

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def of_file(path: str) -> str:
    """The text of a file; of a pipe too, which is what a shell makes of ``<(command)``.

    Raises:
        Unreadable: There is none, it may not be read, or it is no text.
    """
    try:
        # A pipe that nobody writes to is then at its end at once, instead of keeping us waiting for a writer.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(descriptor, "rb") as file:
            mode = os.fstat(descriptor).st_mode
            if not (stat.S_ISREG(mode) or stat.S_ISFIFO(mode)):
                raise Unreadable("not a file")
            if hasattr(os, "set_blocking"):
                os.set_blocking(descriptor, True)
            return _text(file)
    except OSError as error:
        raise Unreadable(f"cannot be read: {(error.strerror or 'no reason given').lower()}") from error


def of_standard_input() -> str:
    """The text that another program sends, or a person types."""
    try:
        return _text(sys.stdin.buffer)
    except (AttributeError, OSError, ValueError) as error:
        raise Unreadable("cannot be read: it is closed") from error


def _text(file: BinaryIO) -> str:
    content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise Unreadable(f"too large: more than {LARGEST // 1_000_000} MB")
    encoding = "utf-8"
    for mark, name in _MARKS:
        if content.startswith(mark):
            content, encoding = content[len(mark) :], name
            break
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable("not a text: it is neither UTF-8 nor marked as UTF-16 or UTF-32") from error
    if not text.strip():
        raise Unreadable("empty")
    return text
