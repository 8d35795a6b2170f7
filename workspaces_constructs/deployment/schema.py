"""The JSON schema of settings files, for editors: ``python -m workspaces_constructs.deployment.schema``."""

from __future__ import annotations

import json
from pathlib import Path

from .settings import Settings

__all__ = ["SCHEMA_FILE", "schema_text"]

SCHEMA_FILE = Path("settings/schema.json")
"""Where the schema is, in this repository."""


def schema_text() -> str:
    """Return the schema as it stands in the file."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **Settings.model_json_schema()}
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    SCHEMA_FILE.write_text(schema_text(), encoding="utf-8")
