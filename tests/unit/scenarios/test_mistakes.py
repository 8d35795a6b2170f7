"""The tables of components and of reachability see mistakes: each is planted in a copy of the templates."""

from __future__ import annotations

import pytest

from tests.unit.scenarios.changes import Changed
from tests.unit.scenarios.look import Look
from tests.unit.scenarios.matrix import differences, made_of, matrix
from tests.unit.scenarios.meant import expected
from tests.unit.scenarios.mistakes import OF_COMPONENTS, OF_REACHABILITY, Change
from tests.unit.scenarios.whitepaper import COMPONENTS
from workspaces_constructs.testing.reachability import UnknownError


@pytest.mark.parametrize(
    ("scenario", "what", "seen", "change"), OF_REACHABILITY, ids=[": ".join(m[:2]) for m in OF_REACHABILITY]
)
def test_a_mistake_is_seen(scenario: str, what: str, seen: str, change: Change) -> None:
    del what
    changed = Changed(made_of(scenario))
    change(changed)

    found = differences(matrix(changed.templates), expected(scenario))
    assert [line for line in found if line.startswith(f"{seen}: ")], found


@pytest.mark.parametrize(("scenario", "words", "change"), OF_COMPONENTS, ids=[": ".join(m[:2]) for m in OF_COMPONENTS])
def test_a_mistake_is_seen_in_the_row_of_its_component(scenario: str, words: str, change: Change) -> None:
    (check,) = [check for own, check in COMPONENTS[scenario] if own.startswith(words)][:1]
    changed = Changed(made_of(scenario))
    change(changed)

    with pytest.raises((AssertionError, UnknownError)):
        check(Look(changed.templates))
