"""What is refused: losing users' desktops, changing what cannot change, taking or deleting what is not ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.runtime.support.cases import BY_KIND, CASES, Case
from tests.runtime.support.play import Play
from tests.runtime.support.world import PASSWORD

if TYPE_CHECKING:
    from tests.runtime.support.wire import Wire

INTERVAL = 60.0
ROLE = "workspaces_DefaultRole"

every_kind = pytest.mark.parametrize("case", CASES, ids=lambda case: case.kind)


def play_of(kind: str, wire: Wire) -> Play:
    return Play(BY_KIND[kind], wire, interval=INTERVAL)


@every_kind
def test_unknown_properties_are_refused_before_anything_is_made(case: Case, wire: Wire) -> None:
    play = Play(case, wire)
    stack = play.stack()
    wire.restart()

    assert stack.create({**play.properties, "Colour": "blue"}) == "ROLLBACK_COMPLETE"

    assert wire.calls == []
    assert f"Custom::Workspaces{case.kind} does not know Colour. It takes: " in stack.reasons[0]
    play.expect_rolled_back(stack)


@every_kind
def test_missing_properties_are_refused_before_anything_is_made(case: Case, wire: Wire) -> None:
    play = Play(case, wire)
    from workspaces_constructs.custom_resources.runtime.handler import KINDS

    for name in KINDS[f"Custom::Workspaces{case.kind}"].required:
        stack = play.stack()
        wire.restart()
        given = {key: value for key, value in play.properties.items() if key != name}

        assert stack.create(given) == "ROLLBACK_COMPLETE"

        assert wire.calls == []
        assert f"lacks {name}. Required: " in stack.reasons[0]


@every_kind
def test_an_update_with_an_unknown_property_changes_nothing(case: Case, wire: Wire) -> None:
    play = Play(case, wire, interval=INTERVAL)
    stack = play.created()
    wire.restart()

    assert stack.update({**play.properties, "Colour": "blue"}) == "UPDATE_ROLLBACK_COMPLETE"

    assert wire.changes == []
    play.expect_made(stack, play.properties)


def test_a_connector_with_desktops_is_not_replaced(wire: Wire) -> None:
    play = play_of("AdConnector", wire)
    play.world.add_default_role()
    stack = play.created()
    connector = stack.attributes["DirectoryId"]
    play.world.register(connector)
    desktop = play.world.launch(connector, "joiner")
    changed = {**play.properties, "CustomerUserName": "joiner2"}
    there = play.world.inventory()

    assert stack.update(changed) == "UPDATE_ROLLBACK_COMPLETE"

    (reason,) = stack.reasons
    assert reason == (
        f"Changing CustomerUserName of Thing would replace directory {connector}, and its 1 WorkSpaces with the "
        f"data on their volumes would be lost: joiner ({desktop}). Undo the change; or, if the desktops may go, "
        "remove the WorkSpaces from the stack first and make this change in a second deployment."
    )
    assert play.world.inventory() == there


def test_a_registered_connector_is_not_deleted_until_it_is_let_go(wire: Wire) -> None:
    play = play_of("AdConnector", wire)
    play.world.add_default_role()
    stack = play.created()
    play.world.register(stack.attributes["DirectoryId"])

    assert stack.delete() == "DELETE_FAILED"
    assert "gave up after 46 minutes" in stack.reasons[0]
    assert "still has authorized applications" in stack.reasons[0]
    assert "is deregistered from WorkSpaces" in stack.reasons[0]

    workspaces = play.world.session.client("workspaces")
    workspaces.deregister_workspace_directory(DirectoryId=stack.attributes["DirectoryId"])
    assert stack.delete() == "DELETE_COMPLETE"


def test_a_registration_with_desktops_does_not_change_directory(wire: Wire) -> None:
    play = play_of("DirectoryRegistration", wire)
    stack = play.created()
    desktop = play.world.launch(play.world.directory)
    there = play.world.inventory()

    assert stack.update({**play.properties, "DirectoryId": play.world.other_directory}) == "UPDATE_ROLLBACK_COMPLETE"

    assert len(stack.reasons) == 1
    assert f"Admin ({desktop})" in stack.reasons[0]
    assert play.world.inventory() == there


@pytest.mark.parametrize(("name", "value"), [("SubnetIds", ["subnet-1", "subnet-2"]), ("Tenancy", "DEDICATED")])
def test_what_a_registration_keeps_for_life_does_not_change(name: str, value: object, wire: Wire) -> None:
    play = play_of("DirectoryRegistration", wire)
    stack = play.created()
    wire.restart()

    assert stack.update({**play.properties, name: value}) == "UPDATE_ROLLBACK_COMPLETE"

    assert wire.changes == []
    assert f"{name} of the registration of {play.world.directory} cannot change from" in stack.reasons[0]
    play.expect_made(stack, play.properties)


def test_a_registration_made_by_hand_is_neither_adopted_nor_ended(wire: Wire) -> None:
    play = play_of("DirectoryRegistration", wire)
    play.world.register(play.world.directory)
    there, stack = play.world.inventory(), play.stack()

    assert stack.create(play.properties) == "ROLLBACK_COMPLETE"

    assert "is already registered with WorkSpaces, and not by this resource" in stack.reasons[0]
    assert play.world.inventory() == there


def test_desktops_made_by_hand_are_listed_and_kept(wire: Wire) -> None:
    play = play_of("DirectoryRegistration", wire)
    stack = play.created()
    desktop = play.world.launch(play.world.directory)

    assert stack.delete() == "DELETE_FAILED"
    assert f"still has 1 WorkSpaces that are not part of this resource: Admin ({desktop})." in stack.reasons[0]

    play.world.session.client("workspaces").terminate_workspaces(TerminateWorkspaceRequests=[{"WorkspaceId": desktop}])
    assert stack.delete() == "DELETE_COMPLETE", stack.reasons
    play.expect_gone(stack)


def test_a_user_made_by_somebody_else_is_neither_adopted_nor_deleted(wire: Wire) -> None:
    play = play_of("DirectoryUser", wire)
    data = play.world.session.client("ds-data")
    data.create_user(DirectoryId=play.world.directory, SAMAccountName="ada", GivenName="Adam")
    there, stack = play.world.inventory(), play.stack()

    assert stack.create(play.properties) == "ROLLBACK_COMPLETE"

    assert "A user ada exists" in stack.reasons[0]
    assert play.world.inventory() == there


def test_a_user_is_not_moved_onto_somebody_elses(wire: Wire) -> None:
    play = play_of("DirectoryUser", wire)
    data = play.world.session.client("ds-data")
    data.create_user(DirectoryId=play.world.directory, SAMAccountName="countess")
    stack = play.created()
    there = play.world.inventory()

    assert stack.update({**play.properties, "SAMAccountName": "countess"}) == "UPDATE_ROLLBACK_COMPLETE"

    assert play.world.inventory() == there


def test_a_secret_without_the_password_is_named(wire: Wire) -> None:
    play = play_of("DirectoryUser", wire)
    stack = play.stack()

    assert stack.create({**play.properties, "PasswordField": "pass"}) == "ROLLBACK_COMPLETE"

    assert stack.reasons == [f"The secret {play.world.secret} must be a JSON object with a field 'pass'."]
    assert PASSWORD not in stack.reasons[0]
    play.expect_rolled_back(stack)


def test_a_role_made_by_the_console_is_used_and_left_alone(wire: Wire) -> None:
    play = play_of("DefaultRole", wire)
    play.world.add_default_role()
    there = play.world.inventory()
    stack = play.created()

    assert wire.changes == []
    assert stack.attributes["RoleName"] == ROLE
    assert play.delete(stack) == "DELETE_COMPLETE"
    assert wire.changes == []
    assert play.world.inventory() == there


def test_a_role_without_the_policy_is_not_touched_but_named(wire: Wire) -> None:
    play = play_of("DefaultRole", wire)
    play.world.add_default_role(("AmazonWorkSpacesSelfServiceAccess",))
    there, stack = play.world.inventory(), play.stack()

    assert stack.create(play.properties) == "ROLLBACK_COMPLETE"

    assert "lacks the policy AmazonWorkSpacesServiceAccess" in stack.reasons[0]
    assert play.world.inventory() == there


def test_two_stacks_share_the_role_and_the_last_one_takes_it_along(wire: Wire) -> None:
    play = play_of("DefaultRole", wire)
    first, second = play.stack(), play.stack(name="more-desktops")
    assert first.create({}) == "CREATE_COMPLETE"
    assert second.create({}) == "CREATE_COMPLETE"

    assert first.delete() == "DELETE_COMPLETE"
    policies, mark = play.world.inventory()[f"role {ROLE}"].split(" ", 1)
    assert policies == "AmazonWorkSpacesSelfServiceAccess,AmazonWorkSpacesServiceAccess"
    assert "=more-desktops" in mark
    assert "=desktops" not in mark

    assert second.delete() == "DELETE_COMPLETE"
    play.expect_gone(second)


def test_the_role_stays_while_a_directory_is_registered_by_hand(wire: Wire) -> None:
    play = play_of("DefaultRole", wire)
    stack = play.created()
    play.world.register(play.world.directory)

    assert stack.delete() == "DELETE_COMPLETE"

    assert f"role {ROLE}" in play.world.inventory()


def test_data_access_enabled_by_somebody_else_stays_enabled(wire: Wire) -> None:
    play = play_of("DirectoryDataAccess", wire)
    play.world.enable_data_access(play.world.directory)
    there = play.world.inventory()
    stack = play.created()

    assert play.delete(stack) == "DELETE_COMPLETE"

    assert play.world.inventory() == there


def test_the_groups_of_living_directories_are_not_released(wire: Wire) -> None:
    play = play_of("NetworkRelease", wire)
    alive = play.world.directory
    stack = play.created()

    assert stack.delete() == "DELETE_COMPLETE"

    assert f"group {alive}_controllers in {play.world.vpc}" in play.world.inventory()


def test_a_bundle_that_is_not_on_offer_is_answered_with_what_is(wire: Wire) -> None:
    play = play_of("BundleLookup", wire)
    stack = play.stack()

    assert stack.create({"Names": ["Standard with Windows 95"]}) == "ROLLBACK_COMPLETE"

    assert "is called Standard with Windows 95. On offer as Standard: Standard with " in stack.reasons[0]
    assert stack.create({"Names": ["Value with Ubuntu 24.04"]}) == "ROLLBACK_COMPLETE"
    assert "With Ubuntu 24.04 there are Performance, Power, PowerPro, Standard. On offer as Value: " in stack.reasons[1]
    assert stack.create({"Names": ["Graphics.g9 with Ubuntu 24.04"]}) == "ROLLBACK_COMPLETE"
    assert stack.reasons[2].endswith("PowerPro, Standard. Nothing is on offer as Graphics.g9.")
    assert stack.create({"Names": ["Graphics.g9 with Windows 95"]}) == "ROLLBACK_COMPLETE"
    assert "Windows 95. On offer: GeneralPurpose.4xlarge, GeneralPurpose.8xlarge, Graphics.g4dn, " in stack.reasons[3]
