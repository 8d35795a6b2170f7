"""Images: what they are made from, what is refused, what takes too long, and what others have done."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from local_aws import faults, in_process
from local_aws.clock import clock
from local_aws.faults import Fault
from tests.runtime.support import cases_bundles
from tests.runtime.support.cases import BY_KIND
from tests.runtime.support.framework import Stack, Waiter
from tests.runtime.support.play import Play

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mypy_boto3_workspaces.client import WorkSpacesClient

    from tests.runtime.support.wire import Wire
    from tests.runtime.support.world import World

INTERVAL = 60.0


def play_of(wire: Wire) -> Play:
    return Play(BY_KIND["Image"], wire, interval=INTERVAL)


def client_of(play: Play) -> WorkSpacesClient:
    return play.world.session.client("workspaces")


def test_an_image_that_ends_in_error_says_why_and_goes(wire: Wire) -> None:
    play = play_of(wire)
    reason = "The disk is full."
    faults.add(Fault("workspaces", "CopyWorkspaceImage", stage="ERROR", error="DiskFreeSpace", reason=reason))
    stack = play.stack()

    assert stack.create(play.properties) == "ROLLBACK_COMPLETE"

    assert "could not be made: DiskFreeSpace The disk is full. Mend that where the image comes from" in stack.reasons[0]
    play.expect_rolled_back(stack)


def test_an_import_that_aws_refuses_in_the_end_says_why(wire: Wire) -> None:
    play = play_of(wire)
    newer = play.world.session.client("ec2").register_image(Name="Windows-11-golden")["ImageId"]
    given = {**cases_bundles.imported(play.world), "Ec2ImageId": newer, "IngestionProcess": "BYOL_REGULAR"}
    stack = play.stack()

    assert stack.create(given) == "ROLLBACK_COMPLETE"

    assert "ProtocolOSIncompatibility Windows 11 streams by DCV only" in stack.reasons[0]
    play.expect_rolled_back(stack)


def _encrypted(world: World) -> str:
    world.add_default_role()
    world.register(world.directory)
    workspaces = world.session.client("workspaces")
    bundle = workspaces.describe_workspace_bundles(Owner="AMAZON")["Bundles"][0]["BundleId"]
    (made,) = workspaces.create_workspaces(
        Workspaces=[
            {
                "DirectoryId": world.directory,
                "UserName": "Admin",
                "BundleId": bundle,
                "VolumeEncryptionKey": world.session.client("kms").create_key()["KeyMetadata"]["Arn"],
                "RootVolumeEncryptionEnabled": True,
            }
        ]
    )["PendingRequests"]
    cases_bundles.pass_time()
    return made["WorkspaceId"]


def image_stack(wire: Wire) -> tuple[Play, Stack]:
    """A world without anything, and a stack for an image in it."""
    play = Play(BY_KIND["BundleLookup"], wire, interval=INTERVAL)
    return play, Stack(play.provider, "Image")


def test_an_encrypted_workspace_gives_no_image_and_says_what_does(wire: Wire) -> None:
    play, stack = image_stack(wire)
    desktop = _encrypted(play.world)

    assert stack.create({"Name": "golden", "Description": "x", "WorkspaceId": desktop}) == "ROLLBACK_COMPLETE"

    (reason,) = stack.reasons
    assert reason == (
        f"WorkSpace {desktop} is encrypted, and WorkSpaces makes no image of an encrypted one. Volumes are encrypted "
        "for life: build the image on a desktop without encryption (ImageBuilderWorkspace), with nobody's data on it."
    )
    assert "CreateWorkspaceImage" not in {call.operation for call in wire.calls}


def test_a_workspace_that_is_stopped_is_waited_for_with_the_command_that_starts_it(wire: Wire) -> None:
    play = play_of(wire)
    desktop = cases_bundles.builder_of(play.world)
    client = client_of(play)
    client.modify_workspace_properties(WorkspaceId=desktop, WorkspaceProperties={"RunningMode": "AUTO_STOP"})
    client.stop_workspaces(StopWorkspaceRequests=[{"WorkspaceId": desktop}])
    cases_bundles.pass_time()
    stack = play.stack()
    given = cases_bundles.from_workspace(play.world)

    assert stack.create(given) == "ROLLBACK_COMPLETE"
    assert f"gave up after 46 minutes: WorkSpace {desktop} is STOPPED; an image is made of one" in stack.reasons[0]
    assert stack.reasons[0].endswith(f"start-workspaces --start-workspace-requests WorkspaceId={desktop}")

    client.start_workspaces(StartWorkspaceRequests=[{"WorkspaceId": desktop}])
    assert stack.create(given) == "CREATE_COMPLETE", stack.reasons


def _terminated(play: Play) -> str:
    desktop = cases_bundles.builder_of(play.world)
    client_of(play).terminate_workspaces(TerminateWorkspaceRequests=[{"WorkspaceId": desktop}])
    return desktop


@pytest.mark.parametrize(
    ("source", "text"),
    [(lambda _play: "ws-0123456789", "There is no WorkSpace ws-0123456789"), (_terminated, "is TERMINATING; an image")],
)
def test_a_workspace_that_is_not_there_fails_at_once(source: Callable[[Play], str], text: str, wire: Wire) -> None:
    play = play_of(wire)
    given = {"Name": "golden", "Description": "x", "WorkspaceId": source(play)}
    stack, started = play.stack(), clock.now()

    assert stack.create(given) == "ROLLBACK_COMPLETE"

    assert text in stack.reasons[0]
    assert clock.now() - started < INTERVAL


def test_an_account_without_byol_is_told_before_anything_is_imported(wire: Wire) -> None:
    _, stack = image_stack(wire)
    given = {
        "Name": "golden",
        "Description": "x",
        "Ec2ImageId": "ami-0123456789abcdef0",
        "IngestionProcess": "BYOL_REGULAR_WSP",
    }

    assert stack.create(given) == "ROLLBACK_COMPLETE"

    assert "(BYOL), for which this account is not enabled in this region. Ask AWS to enable it" in stack.reasons[0]
    assert "ImportWorkspaceImage" not in {call.operation for call in wire.calls}


@pytest.mark.parametrize(
    ("sources", "text"),
    [
        ({}, "takes one of WorkspaceId, SourceImageId, Ec2ImageId, not none of them."),
        ({"WorkspaceId": "ws-012345678", "Ec2ImageId": "ami-01234567"}, "not WorkspaceId and Ec2ImageId."),
        ({"SourceImageId": "wsi-012345678"}, "with SourceImageId lacks SourceRegion."),
        ({"Ec2ImageId": "ami-01234567"}, "with Ec2ImageId lacks IngestionProcess."),
    ],
)
def test_an_image_has_one_source_and_what_belongs_to_it(sources: Mapping[str, str], text: str, wire: Wire) -> None:
    _, stack = image_stack(wire)

    assert stack.create({"Name": "golden", "Description": "x", **sources}) == "ROLLBACK_COMPLETE"

    assert stack.reasons[0].endswith(text)


def test_an_image_of_another_region_is_copied(wire: Wire) -> None:
    play = play_of(wire)
    there = in_process.session("eu-west-1").client("workspaces")
    source = there.copy_workspace_image(
        Name="golden", SourceImageId=cases_bundles.sources_of(play.world).images[0], SourceRegion="us-east-1"
    )["ImageId"]
    cases_bundles.pass_time()
    given = {**play.properties, "SourceImageId": source, "SourceRegion": "eu-west-1"}
    stack = play.stack()

    assert stack.create(given) == "CREATE_COMPLETE", stack.reasons
    play.expect_made(stack, given)


def test_an_image_that_takes_too_long_says_how_not_to_wait(wire: Wire) -> None:
    play = play_of(wire)
    faults.add(Fault("workspaces", "CopyWorkspaceImage", stage="PENDING"))
    stack = play.stack()

    assert stack.create(play.properties) == "ROLLBACK_FAILED"

    made, deleted = stack.reasons
    assert "gave up after 46 minutes: Image wsi-" in made
    assert "set Wait to false (wait=False)" in made
    assert "is PENDING, and AWS deletes no image that it is still making." in deleted
    assert deleted.endswith("Once it is made, deleting it again goes on from here.")


def test_an_image_that_nobody_waits_for_becomes_a_bundle_in_a_later_deployment(wire: Wire) -> None:
    play = play_of(wire)
    stack, started = play.stack(), clock.now()
    assert stack.create({**play.properties, "Wait": False}) == "CREATE_COMPLETE", stack.reasons
    assert clock.now() - started <= INTERVAL
    image = stack.attributes["ImageId"]
    bundle = Stack(play.provider, "Bundle", "later")

    assert bundle.create({**cases_bundles.bundle(play.world), "ImageId": image}) == "CREATE_COMPLETE", bundle.reasons
    assert stack.update(play.properties) == "UPDATE_COMPLETE", stack.reasons
    assert stack.attributes["ImageId"] == image


def test_an_image_in_use_is_not_deleted_and_names_the_bundles(wire: Wire) -> None:
    play = play_of(wire)
    stack = play.created()
    image = stack.attributes["ImageId"]
    bundle = cases_bundles.bundle_by_hand(play.world, image)

    assert stack.delete() == "DELETE_FAILED"

    (reason,) = stack.reasons
    assert reason == (
        f"Image {image} is used by 1 bundles: by-hand ({bundle}). AWS deletes images after their bundles. Delete "
        "these, or give them another image, then delete it again."
    )
    client_of(play).delete_workspace_bundle(BundleId=bundle)
    assert stack.delete() == "DELETE_COMPLETE"
    play.expect_gone(stack)


def test_an_image_whose_bundles_go_a_little_later_is_waited_for(wire: Wire) -> None:
    play = play_of(wire)
    stack = play.created()
    bundle = cases_bundles.bundle_by_hand(play.world, stack.attributes["ImageId"])
    waiter = play.provider.start(stack.event("Delete"))
    assert isinstance(waiter, Waiter)
    assert waiter.poll() is None
    client_of(play).delete_workspace_bundle(BundleId=bundle)

    answer = None
    while answer is None:
        clock.advance(INTERVAL)
        answer = waiter.poll()

    assert answer.status == "SUCCESS", answer.reason
    play.expect_gone(stack)


def test_an_image_that_others_have_given_the_name_is_neither_taken_over_nor_deleted(wire: Wire) -> None:
    play = play_of(wire)
    stack = play.created()
    image = stack.attributes["ImageId"]
    client_of(play).delete_tags(ResourceId=image, TagKeys=[cases_bundles.OWNER])

    assert stack.update({**play.properties, "Tags": []}) == "UPDATE_ROLLBACK_FAILED"
    assert f"({image}) that Thing has not made. It is not taken over" in stack.reasons[0]
    assert stack.delete() == "DELETE_COMPLETE"

    assert image in {each["ImageId"] for each in client_of(play).describe_workspace_images()["Images"]}


def test_a_builder_that_was_made_anew_does_not_take_the_place_of_the_image(wire: Wire) -> None:
    play = play_of(wire)
    given = cases_bundles.from_workspace(play.world)
    stack = play.stack()
    assert stack.create(given) == "CREATE_COMPLETE", stack.reasons
    image = stack.attributes["ImageId"]

    assert stack.update({**given, "WorkspaceId": "ws-0123456789"}) == "UPDATE_ROLLBACK_COMPLETE"

    assert "The image stays as it is. If there is another one to be made, change its version, too" in stack.reasons[0]
    assert image in {each["ImageId"] for each in client_of(play).describe_workspace_images()["Images"]}
    assert stack.update({**given, "Version": "3"}) == "UPDATE_COMPLETE", stack.reasons
    assert stack.attributes["ImageId"] != image


def test_the_tags_of_an_image_that_ended_in_error_can_still_change(wire: Wire) -> None:
    play = play_of(wire)
    faults.add(Fault("workspaces", "CopyWorkspaceImage", stage="ERROR"))
    given = {**play.properties, "Wait": False}
    stack = play.stack()
    assert stack.create(given) == "CREATE_COMPLETE", stack.reasons
    cases_bundles.pass_time()

    assert stack.update({**given, "Tags": [{"Key": "Owner", "Value": "IT"}]}) == "UPDATE_COMPLETE", stack.reasons
