"""Our own scenarios and examples keep the practices."""

from __future__ import annotations

import pytest

from tests.rules.support.scenarios import of_scenario
from tests.support.synth import ALL_VARIANTS
from workspaces_constructs.rules.checking import judge


@pytest.mark.parametrize("variant", ALL_VARIANTS)
def test_a_scenario_has_no_error_and_no_warning(variant: str) -> None:
    assert [finding for finding in judge(of_scenario(variant)) if finding.level != "advice"] == []
