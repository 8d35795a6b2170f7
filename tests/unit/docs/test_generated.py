from __future__ import annotations

from typing import TYPE_CHECKING

from docs import generate
from docs.custom_resources import WAITS, kinds_page
from docs.diagram import flowchart
from tests.support.synth import template
from workspaces_constructs.custom_resources.permissions import PERMISSIONS
from workspaces_constructs.custom_resources.runtime.handler import KINDS

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_generated_parts_are_current(capsys: pytest.CaptureFixture[str]) -> None:
    assert generate.main(["--check"]) == 0, capsys.readouterr().err


def test_the_picture_is_that_of_the_settings_file() -> None:
    assert flowchart(template()) in generate.scenario_diagram("standalone")


def test_a_stale_page_is_found_then_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page, bare = tmp_path / "page.md", tmp_path / "bare.md"
    page.write_text("before <!-- part:x -->old<!-- /part --> after")
    bare.write_text("nothing")
    monkeypatch.setattr(generate, "ROOT", tmp_path)
    monkeypatch.setattr(generate, "PARTS", {"part:x": (lambda: "new", ("page.md",))})
    assert generate.main(["--check"]) == 1
    assert "old" in page.read_text()
    assert generate.main([]) == 0
    assert page.read_text() == "before <!-- part:x -->\n\nnew\n\n<!-- /part --> after"
    assert generate.main(["--check"]) == 0
    monkeypatch.setattr(generate, "PARTS", {"part:x": (lambda: "new", ("bare.md",))})
    assert generate.main([]) == 1
    assert bare.read_text() == "nothing"


def test_every_kind_has_a_row_its_permissions_and_its_waits() -> None:
    page = kinds_page()
    for kind in KINDS.values():
        name = kind.type.removeprefix("Custom::Workspaces")
        (row,) = [line for line in page.splitlines() if line.startswith(f"| `{kind.type}` |")]
        assert row.count(" | ") == 7
        assert all(f"**{each}**" in row for each in kind.required)
        assert all(each in row for each in {*kind.optional, *kind.attributes, *kind.replaced_on})
        assert f"### `{kind.type}`" in page
        assert all(f"`{action}`" in page for statement in PERMISSIONS[name] for action in statement.actions)
    assert {f"Custom::Workspaces{name}" for name in WAITS} == set(KINDS)
