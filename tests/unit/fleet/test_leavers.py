"""What may be said about people who leave."""

from __future__ import annotations

from typing import Any

import pytest

from workspaces_constructs.desktops.fleet.leavers import Leavers
from workspaces_constructs.facts.errors import ConfigurationError


def test_nothing_happens_to_anybody_unless_told() -> None:
    assert Leavers().settings() == {"action": "keep", "grace_days": 30, "share": 0.05}


@pytest.mark.parametrize(("grace_days", "share"), [(0, 1), (365, 0.001), (0.5, 0.5)])
def test_limits_reach_from_none_to_all(grace_days: float, share: float) -> None:
    settings = Leavers(action="terminate", grace_days=grace_days, share=share).settings()

    assert settings == {"action": "terminate", "grace_days": grace_days, "share": share}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"action": "delete"}, "got 'delete'; allowed: keep, stop, terminate; fix: use keep"),
        ({"grace_days": -1}, "got -1; allowed: 0 to 365 days"),
        ({"grace_days": 366}, "got 366; allowed: 0 to 365 days"),
        ({"grace_days": float("nan")}, "got nan; allowed: 0 to 365 days"),
        ({"share": 0}, "got 0; allowed: above 0 and at most 1, which is the whole fleet; fix: use 0.05"),
        ({"share": -0.1}, "fix: use 0.05, or action='keep' to remove nothing"),
        ({"share": 5}, "fix: use 0.05, which is 5 percent"),
        ({"share": 500}, "fix: use 0.05, or"),
        ({"share": float("nan")}, "got nan"),
    ],
)
def test_what_could_not_be_meant_is_refused_with_the_fix(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        Leavers(**arguments)

    assert message in str(refused.value)
