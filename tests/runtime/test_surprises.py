"""What happens behind the stack's back: things deleted by hand, and operations that CloudFormation has given up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from local_aws import services
from local_aws.clock import clock
from tests.runtime.support import cases_bundles, cases_settings
from tests.runtime.support.cases import BY_KIND, CASES, Case
from tests.runtime.support.cases_trust import HQ
from tests.runtime.support.framework import Waiter
from tests.runtime.support.play import Play

if TYPE_CHECKING:
    from tests.runtime.support.wire import Wire

INTERVAL = 60.0
HOUR = 3600.0

every_kind = pytest.mark.parametrize("case", CASES, ids=lambda case: case.kind)


def vanish(play: Play) -> None:
    """Somebody deletes by hand what the case's resource has made."""
    client, world = play.world.session.client, play.world
    ours = [each for each in client("ds").describe_directories()["DirectoryDescriptions"] if each.get("Description")]
    for connector in ours:
        client("ds").delete_directory(DirectoryId=connector["DirectoryId"])
    if play.case.kind == "DirectoryRegistration":
        client("workspaces").deregister_workspace_directory(DirectoryId=world.directory)
    if play.case.kind in {"Automation", "DirectoryUser"}:
        client("ds-data").delete_user(DirectoryId=world.directory, SAMAccountName="ada")
    if play.case.kind == "DirectoryDataAccess":
        client("ds").disable_directory_data_access(DirectoryId=world.directory)
    if play.case.kind == "ConditionalForwarder":
        client("ds").delete_conditional_forwarder(DirectoryId=world.directory, RemoteDomainName=HQ)
    if play.case.kind == "Trust":
        for trust in client("ds").describe_trusts()["Trusts"]:
            client("ds").delete_trust(TrustId=trust["TrustId"], DeleteAssociatedConditionalForwarder=True)
    cases_bundles.take_away(play.case.kind, world)
    cases_settings.take_away(play.case.kind, world)
    if play.case.kind == "DefaultRole":
        for policy in client("iam").list_attached_role_policies(RoleName="workspaces_DefaultRole")["AttachedPolicies"]:
            client("iam").detach_role_policy(RoleName="workspaces_DefaultRole", PolicyArn=policy["PolicyArn"])
        client("iam").delete_role(RoleName="workspaces_DefaultRole")
    clock.advance(HOUR)
    services.settle()


@every_kind
def test_what_vanished_is_no_obstacle_to_delete(case: Case, wire: Wire) -> None:
    play = Play(case, wire, interval=INTERVAL)
    stack = play.created()
    vanish(play)

    assert stack.delete() == "DELETE_COMPLETE", stack.reasons

    play.expect_gone(stack)


@pytest.mark.parametrize("case", [case for case in CASES if case.kind != "Automation"], ids=lambda case: case.kind)
def test_what_vanished_is_made_again_by_an_update(case: Case, wire: Wire) -> None:
    """But what documents have done in a domain: no API shows that it is gone."""
    play = Play(case, wire, interval=INTERVAL)
    stack = play.created()
    vanish(play)

    assert stack.update(play.properties) == "UPDATE_COMPLETE", stack.reasons

    play.expect_made(stack, play.properties)


WITH_DIRECTORY = [
    "ClientLdaps",
    "ConditionalForwarder",
    "DirectoryDataAccess",
    "DirectoryDetails",
    "DirectoryLogs",
    "DirectoryRegistration",
    "DirectoryUser",
    "RadiusMfa",
    "Trust",
]
"""Kinds that work in a directory which another resource made."""


@pytest.mark.parametrize("kind", WITH_DIRECTORY)
def test_a_directory_that_vanished_is_no_obstacle_to_delete(kind: str, wire: Wire) -> None:
    play = Play(BY_KIND[kind], wire, interval=INTERVAL)
    stack = play.created()
    if kind in {"DirectoryRegistration", "Trust"}:
        vanish(play)
    play.world.session.client("ds").delete_directory(DirectoryId=play.world.directory)

    assert stack.delete() == "DELETE_COMPLETE", stack.reasons
    clock.advance(HOUR)
    assert stack.delete() == "DELETE_COMPLETE", stack.reasons


@pytest.mark.parametrize("kind", WITH_DIRECTORY)
def test_a_directory_that_does_not_exist_is_named(kind: str, wire: Wire) -> None:
    play = Play(BY_KIND[kind], wire, interval=INTERVAL)
    stack = play.stack()

    assert stack.create({**play.properties, "DirectoryId": "d-0123456789"}) == "ROLLBACK_COMPLETE"

    assert "d-0123456789" in stack.reasons[0]
    play.expect_rolled_back(stack)


@pytest.mark.parametrize("polls", [1, 2, 5])
@every_kind
def test_a_sibling_failed_and_the_create_was_given_up(case: Case, polls: int, wire: Wire) -> None:
    """CloudFormation sends the Delete, with an id of its own making, while the Create's waiter still asks."""
    play = Play(case, wire, interval=INTERVAL)
    stack = play.stack()
    stack.properties = play.properties
    waiter = play.provider.start(stack.event("Create"))
    assert isinstance(waiter, Waiter)
    answers = []
    for _ in range(polls):
        answers.append(waiter.poll())
        clock.advance(INTERVAL)
    stack.physical_id = "desktops-Thing-1A2B3C4D5E6F"

    deleting = play.provider.start(stack.event("Delete"))
    assert isinstance(deleting, Waiter)
    answer = None
    while answer is None:
        if not any(answers):
            answers.append(waiter.poll())
        answer = deleting.poll()
        clock.advance(INTERVAL)

    assert answer.status == "SUCCESS"
    stack.resource_status = "DELETE_COMPLETE"
    assert any(answers) or waiter.poll().status == "FAILED"  # type: ignore[union-attr]
    play.expect_rolled_back(stack)


@every_kind
def test_an_update_that_was_given_up_does_not_fight_the_one_that_takes_it_back(case: Case, wire: Wire) -> None:
    if not case.in_place:
        return
    play = Play(case, wire, interval=INTERVAL)
    for change in case.in_place.values():
        changed = change(play.world)
        stack = play.created()
        before, stack.properties = stack.properties, changed
        forward = play.provider.start(stack.event("Update", before))
        assert isinstance(forward, Waiter)
        forward.poll()
        clock.advance(INTERVAL)
        stack.properties, after = before, stack.properties
        backward = play.provider.start(stack.event("Update", after))
        assert isinstance(backward, Waiter)
        answer = None
        while answer is None:
            told = forward.poll()
            assert told is None or told.status == "FAILED"
            answer = backward.poll()
            clock.advance(INTERVAL)
        assert answer.status == "SUCCESS"
        play.expect_made(stack, play.properties)
        play.delete(stack)
