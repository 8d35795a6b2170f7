from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.unit.docs.pages import IDS, PAGES, without_blocks

if TYPE_CHECKING:
    from pathlib import Path

_LINK = re.compile(r"\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def anchors(page: Path) -> set[str]:
    """The anchors GitHub makes of a page's headings."""
    headings = _HEADING.findall(without_blocks(page.read_text(encoding="utf-8")))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def dead_links(page: Path) -> list[str]:
    dead = []
    for link in _LINK.findall(without_blocks(page.read_text(encoding="utf-8"))):
        if re.match(r"\w+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            dead.append(link)
    return dead


@pytest.mark.parametrize("page", PAGES, ids=IDS)
def test_links_inside_the_repository_lead_somewhere(page: Path) -> None:
    assert dead_links(page) == []


def test_a_dead_link_and_a_dead_anchor_are_noticed(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# One `thing`\n[a](#one-thing) [b](none.md) [c](#two) [d](https://example.com)\n")
    assert dead_links(page) == ["none.md", "#two"]


@pytest.mark.parametrize("page", PAGES, ids=IDS)
def test_no_machine_path_or_host_in_a_page(page: Path) -> None:
    assert not re.search(r"(?<!\w)/(home|root|work|Users|tmp)/\w", page.read_text(encoding="utf-8"))


def test_every_page_is_in_the_index() -> None:
    index = (PAGES[0].parent / "docs/README.md").read_text(encoding="utf-8")
    missing = [name for name in IDS if name.startswith("docs/") and name.removeprefix("docs/") not in index]
    assert set(missing) <= {"docs/README.md"}
