"""The schema that editors complete settings files with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.support.synth import ROOT
from workspaces_constructs.deployment import load
from workspaces_constructs.deployment.schema import SCHEMA_FILE, schema_text
from workspaces_constructs.deployment.settings import Settings
from workspaces_constructs.facts.regions import AZ_IDS

if TYPE_CHECKING:
    from collections.abc import Iterator


def sections(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    yield "Settings", schema
    yield from schema["$defs"].items()


def test_the_file_is_current() -> None:
    """``python -m workspaces_constructs.deployment.schema`` writes it."""
    assert (ROOT / SCHEMA_FILE).read_text() == schema_text()


def test_every_key_is_described_and_no_other_is_allowed() -> None:
    for name, section in sections(Settings.model_json_schema()):
        assert section["additionalProperties"] is False, name
        assert section["description"], name
        undescribed = {key: field for key, field in section["properties"].items() if not field.get("description")}
        assert not [key for key, field in undescribed.items() if not field.get("$ref")], name


def test_names_are_offered() -> None:
    region = Settings.model_json_schema()["$defs"]["Environment"]["properties"]["region"]

    assert region["anyOf"][0]["enum"] == list(AZ_IDS)


def test_every_settings_file_names_the_schema_and_loads() -> None:
    files = sorted((ROOT / "settings").glob("*.yaml"))

    assert [file.stem for file in files] == [load(file).scenario for file in files]
    assert all(file.read_text().startswith("# yaml-language-server: $schema=schema.json\n") for file in files)
