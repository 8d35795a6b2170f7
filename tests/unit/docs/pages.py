"""The hand-written pages of this repository, as tests read them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.support.synth import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
IDS = [str(page.relative_to(ROOT)) for page in PAGES]

_BLOCK = re.compile(r"^( *)```(\w*)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A fenced block of a page."""

    page: str
    language: str
    text: str
    line: int

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


def blocks(language: str) -> Iterator[Block]:
    """Every block in a language, of all pages."""
    for page, name in zip(PAGES, IDS, strict=True):
        content = page.read_text(encoding="utf-8")
        for found in _BLOCK.finditer(content):
            if found[2] == language:
                yield Block(name, language, found[3], content[: found.start()].count("\n") + 1)


def without_blocks(text: str) -> str:
    """A page's prose."""
    return _BLOCK.sub("", text)
