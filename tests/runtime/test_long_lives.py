"""What a resource meets in a long life: a later version of this library, other stacks, administrators, stale reads."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from local_aws.clock import clock
from tests.runtime.support.cases import BY_KIND, CASES, Case
from tests.runtime.support.framework import Waiter
from tests.runtime.support.play import Play
from workspaces_constructs.custom_resources.runtime import handler
from workspaces_constructs.custom_resources.runtime.kind import Kind

if TYPE_CHECKING:
    from tests.runtime.support.wire import Wire

INTERVAL = 60.0
ROLE = "workspaces_DefaultRole"

every_kind = pytest.mark.parametrize("case", CASES, ids=lambda case: case.kind)


def later_version(monkeypatch: pytest.MonkeyPatch, case: Case) -> None:
    """Names resources in another way than the version that made them."""
    kind = handler.KINDS[f"Custom::Workspaces{case.kind}"]

    class Later(Kind):
        def physical_id(self, stack_id: str, logical_id: str, properties: object) -> str:
            return super().physical_id(f"{stack_id}-later", logical_id, properties)  # type: ignore[arg-type]

    later = Later(**{name: getattr(kind, name) for name in kind.__dataclass_fields__})
    monkeypatch.setattr(handler, "KINDS", {**handler.KINDS, kind.type: later})


@every_kind
def test_a_later_version_updates_and_deletes_what_an_earlier_one_made(
    case: Case, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    play = Play(case, wire, interval=INTERVAL)
    stack = play.created()
    first = stack.physical_id
    later_version(monkeypatch, case)

    assert stack.update(play.properties) == "UPDATE_COMPLETE", stack.reasons
    assert stack.physical_id == first
    play.expect_made(stack, play.properties)

    assert play.delete(stack) == "DELETE_COMPLETE", stack.reasons
    play.expect_gone(stack)


@every_kind
def test_a_new_optional_property_that_replaces_changes_no_id(case: Case) -> None:
    kind = handler.KINDS[f"Custom::Workspaces{case.kind}"]
    later = replace(kind, optional=kind.optional | {"Later"}, replaced_on=kind.replaced_on | {"Later"})
    names = dict.fromkeys(kind.required, "x")

    assert later.physical_id("stack", "Thing", names) == kind.physical_id("stack", "Thing", names)
    assert later.physical_id("stack", "Thing", {**names, "Later": "y"}) != kind.physical_id("stack", "Thing", names)


@every_kind
def test_a_stale_answer_about_the_resource_ends_nothing(case: Case, wire: Wire) -> None:
    play = Play(case, wire, interval=INTERVAL)
    stack = play.created()
    clock.advance(3600)
    waiter = play.provider.start(stack.event("Update", stack.properties))
    assert isinstance(waiter, Waiter)
    stack.resource_status, stack.changed = "CREATE_COMPLETE", clock.now() - 3600

    answer = None
    while answer is None:
        answer = waiter.poll()
        clock.advance(INTERVAL)

    assert answer.status == "SUCCESS", answer.reason


def test_two_stacks_share_data_access_and_the_last_one_switches_it_off(wire: Wire) -> None:
    play = Play(BY_KIND["DirectoryDataAccess"], wire, interval=INTERVAL)
    first, second = play.created(), play.stack(name="more-desktops")
    assert second.create(play.properties) == "CREATE_COMPLETE", second.reasons
    ds, directory = play.world.session.client("ds"), play.world.directory

    assert first.delete() == "DELETE_COMPLETE", first.reasons
    assert ds.describe_directory_data_access(DirectoryId=directory)["DataAccessStatus"] == "Enabled"

    assert second.delete() == "DELETE_COMPLETE", second.reasons
    play.expect_gone(second)


def test_a_user_whom_an_administrator_has_disabled_stays_disabled(wire: Wire) -> None:
    play = Play(BY_KIND["DirectoryUser"], wire, interval=INTERVAL)
    stack = play.created()
    data = play.world.session.client("ds-data")
    data.disable_user(DirectoryId=play.world.directory, SAMAccountName="ada")

    assert stack.update({**play.properties, "Surname": "King"}) == "UPDATE_COMPLETE", stack.reasons

    user = data.describe_user(DirectoryId=play.world.directory, SAMAccountName="ada")
    assert (user["Surname"], user["Enabled"]) == ("King", False)


def test_a_role_that_others_gave_policies_is_left_to_them(wire: Wire) -> None:
    play = Play(BY_KIND["DefaultRole"], wire, interval=INTERVAL)
    stack = play.created()
    iam = play.world.session.client("iam")
    iam.attach_role_policy(RoleName=ROLE, PolicyArn="arn:aws:iam::aws:policy/AmazonWorkSpacesPoolServiceAccess")

    assert stack.delete() == "DELETE_COMPLETE", stack.reasons

    tags = {tag["Key"] for tag in iam.list_role_tags(RoleName=ROLE)["Tags"]}
    assert tags == {"workspaces-constructs:default-role:made"}
