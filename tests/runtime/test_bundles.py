"""Bundles: what is refused, what is waited for, and what others have done."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from local_aws import faults
from local_aws.clock import clock
from local_aws.faults import Fault
from tests.runtime.support import cases_bundles
from tests.runtime.support.cases import BY_KIND
from tests.runtime.support.framework import Waiter
from tests.runtime.support.play import Play

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_workspaces.client import WorkSpacesClient

    from tests.runtime.support.wire import Wire

INTERVAL = 60.0


def play_of(kind: str, wire: Wire) -> Play:
    return Play(BY_KIND[kind], wire, interval=INTERVAL)


def client_of(play: Play) -> WorkSpacesClient:
    return play.world.session.client("workspaces")


def bundles_of(play: Play) -> dict[str, str]:
    """The account's bundles: ids by name."""
    return {each["Name"]: each["BundleId"] for each in client_of(play).describe_workspace_bundles()["Bundles"]}


def terminate(play: Play, desktop: str) -> None:
    client_of(play).terminate_workspaces(TerminateWorkspaceRequests=[{"WorkspaceId": desktop}])


def test_a_bundle_in_use_is_not_deleted_and_says_who_uses_it(wire: Wire) -> None:
    play = play_of("Bundle", wire)
    stack = play.created()
    bundle, name = stack.attributes["BundleId"], stack.attributes["BundleName"]
    desktop = cases_bundles.use(play.world, bundle)
    started = clock.now()

    assert stack.delete() == "DELETE_FAILED"

    assert clock.now() - started <= 3 * INTERVAL, "refused early"
    (reason,) = stack.reasons
    assert reason == (
        f"Bundle {bundle} ({name}) is used by 1 WorkSpaces: Admin ({desktop}). AWS deletes no bundle that is in use. "
        "Migrate them to another bundle, which keeps their user volumes, or terminate them, which loses what is on "
        "them; then delete it again, here or in the WorkSpaces console."
    )
    assert bundles_of(play)[name] == bundle

    terminate(play, desktop)
    assert stack.delete() == "DELETE_COMPLETE", "waits for desktops that go"
    assert bundles_of(play) == {}


def test_a_bundle_whose_desktops_go_a_little_later_is_waited_for(wire: Wire) -> None:
    play = play_of("Bundle", wire)
    stack = play.created()
    desktop = cases_bundles.use(play.world, stack.attributes["BundleId"])
    waiter = play.provider.start(stack.event("Delete"))
    assert isinstance(waiter, Waiter)
    assert waiter.poll() is None
    terminate(play, desktop)

    answer = None
    while answer is None:
        clock.advance(INTERVAL)
        answer = waiter.poll()

    assert answer.status == "SUCCESS", answer.reason
    assert bundles_of(play) == {}


def test_a_replaced_bundle_that_desktops_use_stays_and_nothing_happens_to_them(wire: Wire) -> None:
    play = play_of("Bundle", wire)
    stack = play.created()
    old = stack.attributes["BundleId"]
    desktop = cases_bundles.use(play.world, old)

    assert stack.update({**play.properties, "ComputeType": "PERFORMANCE"}) == "UPDATE_COMPLETE"

    assert stack.attributes["BundleId"] != old
    assert set(bundles_of(play).values()) == {old, stack.attributes["BundleId"]}
    assert f"Bundle {old}" in stack.reasons[-1]
    assert client_of(play).describe_workspaces(WorkspaceIds=[desktop])["Workspaces"][0]["State"] == "AVAILABLE"


def test_desktops_are_made_from_a_bundle_and_its_image_changes_in_place(wire: Wire) -> None:
    play = play_of("Bundle", wire)
    stack = play.created()
    bundle = stack.attributes["BundleId"]
    desktop = cases_bundles.use(play.world, bundle)
    newer = cases_bundles.sources_of(play.world).images[1]

    assert stack.update({**play.properties, "ImageId": newer}) == "UPDATE_COMPLETE", stack.reasons

    assert stack.attributes["BundleId"] == bundle
    (described,) = client_of(play).describe_workspace_bundles(BundleIds=[bundle])["Bundles"]
    assert (described["ImageId"], described["State"]) == (newer, "AVAILABLE")
    shape = client_of(play).describe_workspaces(WorkspaceIds=[desktop])["Workspaces"][0]["WorkspaceProperties"]
    assert (shape["ComputeTypeName"], shape["RootVolumeSizeGib"], shape["UserVolumeSizeGib"]) == ("STANDARD", 80, 50)
    assert (shape["OperatingSystemName"], shape["Protocols"]) == ("WINDOWS_10", ["WSP"])


def test_the_name_of_a_deleted_bundle_blocks_no_deployment(wire: Wire) -> None:
    play = play_of("Bundle", wire)
    stack = play.created()
    first = stack.attributes["BundleName"]
    assert stack.delete() == "DELETE_COMPLETE"
    with pytest.raises(client_of(play).exceptions.ResourceAlreadyExistsException):
        cases_bundles.bundle_by_hand(play.world, cases_bundles.sources_of(play.world).images[0], first)

    again = play.created()

    assert again.attributes["BundleName"] != first
    play.expect_made(again, play.properties)


@pytest.mark.parametrize("operation", ["CreateWorkspaceBundle", "CopyWorkspaceImage"])
def test_a_name_that_is_taken_is_tried_again(operation: str, wire: Wire) -> None:
    play = play_of("Bundle" if operation == "CreateWorkspaceBundle" else "Image", wire)
    faults.add(Fault("workspaces", operation, error="ResourceAlreadyExistsException", message="taken"))

    play.expect_made(play.created(), play.properties)
    assert faults.pending() == []


def _fill_bundles(play: Play) -> None:
    image = cases_bundles.sources_of(play.world).images[0]
    for number in range(50):
        cases_bundles.bundle_by_hand(play.world, image, f"by-hand-{number}-x")


def _fill_images(play: Play) -> None:
    source = cases_bundles.sources_of(play.world).images[0]
    for number in range(38):
        client_of(play).copy_workspace_image(Name=f"copy-{number}", SourceImageId=source, SourceRegion="us-east-1")


@pytest.mark.parametrize(("kind", "fill", "most"), [("Bundle", _fill_bundles, 50), ("Image", _fill_images, 40)])
def test_a_quota_that_is_reached_says_what_to_do(
    kind: str, fill: Callable[[Play], None], most: int, wire: Wire
) -> None:
    play = play_of(kind, wire)
    fill(play)
    before, stack = play.world.inventory(), play.stack()

    assert stack.create(play.properties) == "ROLLBACK_COMPLETE"

    (reason,) = stack.reasons
    what = f"{kind.lower()}s"
    assert f"at most {most} {what} in a region" in reason
    assert reason.endswith(f"delete {what} that nobody uses, or ask for more in the Service Quotas console.")
    assert play.world.inventory() == before


def test_a_bundle_that_ends_in_error_is_told_and_goes(wire: Wire) -> None:
    play = play_of("Bundle", wire)
    faults.add(Fault("workspaces", "CreateWorkspaceBundle", stage="ERROR"))
    stack = play.stack()

    assert stack.create(play.properties) == "ROLLBACK_COMPLETE"

    assert "is in the state ERROR, for which AWS gives no reason. Check that a bundle of wsi-" in stack.reasons[0]
    play.expect_rolled_back(stack)


def test_a_bundle_of_an_image_that_ended_in_error_says_why(wire: Wire) -> None:
    play = play_of("Bundle", wire)
    faults.add(Fault("workspaces", "ImportWorkspaceImage", stage="ERROR", error="DiskFreeSpace", reason="Full."))
    image = cases_bundles.begin_import(play.world)
    cases_bundles.pass_time()
    stack, started = play.stack(), clock.now()

    assert stack.create({**play.properties, "ImageId": image}) == "ROLLBACK_COMPLETE"

    assert f"Image {image} (golden-3) could not be made: DiskFreeSpace Full." in stack.reasons[0]
    assert clock.now() - started < INTERVAL


def test_a_bundle_without_the_mark_is_left_alone(wire: Wire) -> None:
    play = play_of("Bundle", wire)
    stack = play.created()
    bundle = stack.attributes["BundleId"]
    client_of(play).delete_tags(ResourceId=bundle, TagKeys=[cases_bundles.OWNER])

    assert stack.delete() == "DELETE_COMPLETE"

    assert list(bundles_of(play).values()) == [bundle]


def test_a_bundle_that_was_made_twice_is_there_once_after_the_next_update(wire: Wire) -> None:
    play = play_of("Bundle", wire)
    stack = play.created()
    twin = cases_bundles.bundle_by_hand(
        play.world, cases_bundles.sources_of(play.world).images[0], f"{stack.attributes['BundleName'][:-6]}abcdef"
    )
    client_of(play).create_tags(ResourceId=twin, Tags=[{"Key": cases_bundles.OWNER, "Value": stack.physical_id}])

    assert stack.update(play.properties) == "UPDATE_COMPLETE", stack.reasons

    play.expect_made(stack, play.properties)
