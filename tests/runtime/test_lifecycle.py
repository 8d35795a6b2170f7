"""Create, update, replace and delete, with no accident."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.runtime.support.cases import BY_KIND, CASES, Case
from tests.runtime.support.play import Play
from workspaces_constructs.custom_resources.permissions import PERMISSIONS
from workspaces_constructs.custom_resources.runtime.handler import KINDS

if TYPE_CHECKING:
    from tests.runtime.support.wire import Wire

every_kind = pytest.mark.parametrize("case", CASES, ids=lambda case: case.kind)
every_change = pytest.mark.parametrize(
    ("case", "change"),
    [pytest.param(case, change, id=f"{case.kind}-{change}") for case in CASES for change in case.changes()],
)


def test_every_kind_has_a_row_and_a_policy() -> None:
    kinds = {name.removeprefix("Custom::Workspaces") for name in KINDS}

    assert set(BY_KIND) == kinds
    assert set(PERMISSIONS) == kinds


@every_kind
def test_every_property_that_can_change_is_changed(case: Case, wire: Wire) -> None:
    play = Play(case, wire)
    kind = KINDS[f"Custom::Workspaces{case.kind}"]
    changed = {
        name
        for change in case.changes().values()
        for name in {**change(play.world), **play.properties}
        if change(play.world).get(name) != play.properties.get(name)
    }

    assert kind.optional <= changed | set(play.properties) | {"PasswordField", "ShortName"}
    assert bool(case.replacing) == bool(kind.replaced_on)


UNSEEN = {"Automation"}
"""What documents have done in a domain no API shows: where nothing is known, the removal document has to look."""


@every_kind
def test_create_then_delete(case: Case, wire: Wire) -> None:
    play = Play(case, wire)
    stack = play.created()
    play.expect_made(stack, play.properties)

    assert play.delete(stack) == "DELETE_COMPLETE"

    play.expect_gone(stack)


@every_kind
def test_an_update_that_changes_nothing_calls_nothing_that_does(case: Case, wire: Wire) -> None:
    play = Play(case, wire)
    stack = play.created()
    wire.restart()

    assert stack.update(play.properties) == "UPDATE_COMPLETE"

    assert wire.changes == []
    play.expect_made(stack, play.properties)


@every_change
def test_a_change_and_back(case: Case, change: str, wire: Wire) -> None:
    play = Play(case, wire)
    changed = case.changes()[change](play.world)
    stack = play.created()

    assert stack.update(changed) == "UPDATE_COMPLETE", stack.reasons
    play.expect_made(stack, changed)
    assert stack.update(play.properties) == "UPDATE_COMPLETE", stack.reasons
    play.expect_made(stack, play.properties)
    assert play.delete(stack) == "DELETE_COMPLETE"

    play.expect_gone(stack)
    first, second, third = stack.ids
    assert first == third
    assert (first == second) == (change in case.in_place)


@every_kind
def test_delete_again(case: Case, wire: Wire) -> None:
    play = Play(case, wire)
    stack = play.created()
    play.delete(stack)
    wire.restart()

    assert stack.delete() == "DELETE_COMPLETE"

    assert wire.changes == []
    play.expect_gone(stack)


@every_kind
def test_delete_of_what_never_was(case: Case, wire: Wire) -> None:
    play = Play(case, wire)
    stack = play.stack()
    stack.properties, stack.physical_id = play.properties, "made-up-by-CloudFormation-1A2B3C4D5E6F"
    wire.restart()

    assert stack.delete() == "DELETE_COMPLETE"

    assert wire.changes == [] or case.kind in UNSEEN
    play.expect_rolled_back(stack)
