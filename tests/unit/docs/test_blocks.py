from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

import aws_cdk as cdk
import pytest

from tests.support.synth import new_app
from tests.unit.docs.pages import Block, blocks
from workspaces_constructs.deployment import build
from workspaces_constructs.deployment.loading import parse
from workspaces_constructs.deployment.scenario_table import SCENARIO_MODULES
from workspaces_constructs.strict_yaml import read_yaml

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("block", list(blocks("python")), ids=str)
def test_python_in_a_page_runs(block: Block) -> None:
    namespace: dict[str, object] = {"__name__": "page"}
    exec(compile(block.text, str(block), "exec"), namespace)  # noqa: S102 - our own pages
    app = namespace.get("app")
    if isinstance(app, cdk.App):
        assert app.synth().stacks


@pytest.mark.parametrize("block", list(blocks("yaml")), ids=str)
def test_yaml_in_a_page_is_a_settings_file(block: Block, tmp_path: Path) -> None:
    path = tmp_path / "settings.yaml"
    path.write_text(block.text)
    tree = read_yaml(path)
    assert isinstance(tree, dict)
    settings = parse(tree)
    page = PurePath(block.page)
    assert settings.scenario == (page.stem if page.parent.name == "scenarios" else "standalone")
    build(new_app(), settings)


def test_the_pages_have_both_kinds_of_blocks() -> None:
    assert len(list(blocks("python"))) >= 2
    assert len(list(blocks("yaml"))) >= 3


def test_every_scenario_has_a_settings_file_in_its_page() -> None:
    assert {PurePath(block.page).stem for block in blocks("yaml")} == set(SCENARIO_MODULES)
