"""Boxes, frames and arrows of a flowchart."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["arrows", "box", "framed"]


def box(name: str, style: str, title: str, *others: str) -> str:
    """A box with a title and lines below it."""
    text = "<br/>".join([f"<b>{title}</b>", *(line for line in others if line)])
    return f'{name}["{text}"]:::{style}'


def framed(name: str, title: str, style: str, lines: Iterable[str]) -> Iterator[str]:
    """A frame around lines."""
    yield f'subgraph {name}["{title}"]'
    yield from (f"  {line}" for line in lines)
    yield "end"
    yield f"class {name} {style}"


def arrows(found: Iterable[tuple[str, str, str]]) -> Iterator[str]:
    """One arrow for each two boxes, with all the words that belong on it.

    Args:
        found: Where each starts and ends, and the words.
    """
    words: dict[tuple[str, str], list[str]] = {}
    for start, end, word in found:
        if start != end:
            words.setdefault((start, end), []).append(word)
    for (start, end), said in words.items():
        yield f'{start} -->|"{"<br/>".join(dict.fromkeys(said))}"| {end}'
