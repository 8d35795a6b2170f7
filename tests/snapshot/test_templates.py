"""The templates of all scenarios, whole, and their logical ids, which are a contract.

A changed template is looked at, and accepted with ``pytest tests/snapshot --snapshot-update``. A changed or vanished
logical id replaces a live resource, such as a directory with all its users: never accept one without a way to migrate.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from syrupy.extensions.json import JSONSnapshotExtension

from tests.support.synth import ALL_VARIANTS, template, templates, variant_tree
from workspaces_constructs.deployment.scenario_table import TWO_VPCS
from workspaces_constructs.testing import TemplateSnapshotExtension

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion


def stacks(variant: str) -> list[str]:
    """The names of a variant's stacks, known without making them."""
    tree = variant_tree(variant)
    return [f"{tree['name']}-Shared", tree["name"]] if tree["scenario"] in TWO_VPCS else [tree["name"]]


STACKS = [(variant, stack) for variant in ALL_VARIANTS for stack in stacks(variant)]
IDS = [f"{variant}-shared" if stack.endswith("-Shared") else variant for variant, stack in STACKS]


@pytest.fixture
def json_snapshot(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    return snapshot.use_extension(JSONSnapshotExtension)


@pytest.mark.parametrize(("variant", "stack"), STACKS, ids=IDS)
def test_template(variant: str, stack: str, snapshot: SnapshotAssertion) -> None:
    assert templates(variant)[stack] == snapshot(extension_class=TemplateSnapshotExtension)


@pytest.mark.parametrize(("variant", "stack"), STACKS, ids=IDS)
def test_logical_ids(variant: str, stack: str, json_snapshot: SnapshotAssertion) -> None:
    resources = templates(variant)[stack]["Resources"]

    assert {name: resource["Type"] for name, resource in resources.items()} == json_snapshot


@pytest.mark.parametrize("variant", ALL_VARIANTS)
def test_no_stack_is_without_a_snapshot(variant: str) -> None:
    assert list(templates(variant)) == [stack for named, stack in STACKS if named == variant]


def test_variants_share_their_logical_ids() -> None:
    """What a setting does not concern keeps its id when the setting changes."""
    resources = template()["Resources"]

    for variant in ("region-agnostic", "retain", "two-personas"):
        assert resources.keys() <= template(variant)["Resources"].keys(), variant
