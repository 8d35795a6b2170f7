"""The templates of the standalone scenario, whole, and their logical ids, which are a contract.

A changed template is looked at, and accepted with ``pytest tests/snapshot --snapshot-update``. A changed or vanished
logical id replaces a live resource, such as a directory with all its users: never accept one without a way to migrate.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from syrupy.extensions.json import JSONSnapshotExtension

from tests.support.synth import VARIANTS, Template, template

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion


@pytest.fixture
def json_snapshot(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    return snapshot.use_extension(JSONSnapshotExtension)


def without_hashes(made: Template) -> Template:
    """Assets change with every line of the handlers; that they do is no matter of the templates."""
    plain: Template = json.loads(re.sub(r"\b[0-9a-f]{64}\b", "<asset>", json.dumps(made)))
    return plain


@pytest.mark.parametrize("variant", VARIANTS)
def test_template(variant: str, json_snapshot: SnapshotAssertion) -> None:
    assert without_hashes(template(variant)) == json_snapshot


@pytest.mark.parametrize("variant", VARIANTS)
def test_logical_ids(variant: str, json_snapshot: SnapshotAssertion) -> None:
    assert {name: resource["Type"] for name, resource in template(variant)["Resources"].items()} == json_snapshot


def test_variants_share_their_logical_ids() -> None:
    """What a setting does not concern keeps its id when the setting changes."""
    resources = template()["Resources"]

    for variant in ("region-agnostic", "retain", "two-personas"):
        assert resources.keys() <= template(variant)["Resources"].keys(), variant
