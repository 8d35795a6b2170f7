"""Images, and the bundles that an account makes of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from local_aws import faults
from local_aws.clock import clock
from local_aws.faults import Fault
from local_aws.sandbox import MINUTE, World, refused

if TYPE_CHECKING:
    from mypy_boto3_workspaces.type_defs import WorkspaceBundleTypeDef, WorkspaceImageTypeDef

HOUR = 60 * MINUTE


@pytest.fixture
def builder(world: World) -> str:
    """A WorkSpace without encryption."""
    world.default_role()
    directory = world.managed_ad(data_access=True)
    world.user(directory, "ann")
    return world.desktop(world.registered(directory), "ann")


def begin(world: World, desktop: str, name: str = "golden") -> str:
    return world.workspaces.create_workspace_image(Name=name, Description="x", WorkspaceId=desktop)["ImageId"]


def image(world: World, desktop: str, name: str = "golden") -> str:
    made = begin(world, desktop, name)
    clock.advance(5 * MINUTE)
    return made


def state(world: World, identifier: str) -> WorkspaceImageTypeDef:
    (found,) = world.workspaces.describe_workspace_images(ImageIds=[identifier])["Images"]
    return found


def bundle(world: World, image_id: str, name: str = "own", compute: str = "POWER", root: int = 175) -> str:
    made = world.workspaces.create_workspace_bundle(
        BundleName=name,
        BundleDescription="x",
        ImageId=image_id,
        ComputeType={"Name": compute},  # type: ignore[typeddict-item]  # some are none on purpose
        RootStorage={"Capacity": str(root)},
        UserStorage={"Capacity": "100"},
    )["WorkspaceBundle"]
    clock.advance(MINUTE)
    return made["BundleId"]


def described(world: World, identifier: str) -> WorkspaceBundleTypeDef:
    (found,) = world.workspaces.describe_workspace_bundles(BundleIds=[identifier])["Bundles"]
    return found


def test_an_image_is_made_while_its_workspace_is_away(world: World, builder: str) -> None:
    made = begin(world, builder)

    assert (state(world, made)["State"], world.workspace(builder)["State"]) == ("PENDING", "SUSPENDED")
    assert refused(begin, world=world, desktop=builder, name="second")[0] == "InvalidResourceStateException"
    assert refused(world.workspaces.delete_workspace_image, ImageId=made)[0] == "InvalidResourceStateException"
    clock.advance(5 * MINUTE)
    assert (state(world, made)["State"], world.workspace(builder)["State"]) == ("AVAILABLE", "AVAILABLE")
    assert state(world, made)["OperatingSystem"] == {"Type": "WINDOWS"}
    assert refused(begin, world=world, desktop=builder)[0] == "ResourceAlreadyExistsException"
    assert refused(begin, world=world, desktop="ws-000000000")[0] == "ResourceNotFoundException"
    world.workspaces.delete_workspace_image(ImageId=made)
    assert world.workspaces.describe_workspace_images(ImageType="OWNED")["Images"] == []


def test_an_image_that_cannot_be_made_says_why(world: World, builder: str) -> None:
    faults.add(
        Fault("workspaces", "CreateWorkspaceImage", stage="ERROR", error="PendingReboot", reason="Reboot it first.")
    )
    made = image(world, builder)

    failed = state(world, made)
    assert failed["State"] == "ERROR"
    assert failed["ErrorDetails"] == [{"ErrorCode": "PendingReboot", "ErrorMessage": "Reboot it first."}]
    assert refused(bundle, world=world, image_id=made)[0] == "ResourceUnavailableException"
    world.workspaces.delete_workspace_image(ImageId=made)


def test_images_are_copied_between_regions(world: World, builder: str) -> None:
    made = begin(world, builder)
    other = World("eu-west-1")
    copy = other.workspaces.copy_workspace_image
    assert refused(copy, Name="c", SourceImageId=made, SourceRegion="us-east-1")[0] == "ResourceUnavailableException"
    clock.advance(5 * MINUTE)
    assert refused(copy, Name="c", SourceImageId=made, SourceRegion="us-west-2")[0] == "ResourceNotFoundException"

    copied = copy(Name="c", SourceImageId=made, SourceRegion="us-east-1", Tags=[{"Key": "a", "Value": "b"}])["ImageId"]

    clock.advance(5 * MINUTE)
    assert state(other, copied)["State"] == "AVAILABLE"
    assert other.workspaces.describe_tags(ResourceId=copied)["TagList"] == [{"Key": "a", "Value": "b"}]


def test_an_account_imports_its_own_images_when_it_brings_licences(world: World) -> None:
    own = world.ec2.register_image(Name="Windows-11")["ImageId"]
    public = world.ec2.describe_images(Owners=["amazon"])["Images"][0]["ImageId"]

    def begin_import(ec2_image: str, process: str = "BYOL_REGULAR_WSP") -> str:
        return world.workspaces.import_workspace_image(
            Ec2ImageId=ec2_image,
            IngestionProcess=process,  # type: ignore[arg-type]  # from a text
            ImageName=process,
            ImageDescription="x",
        )["ImageId"]

    assert refused(begin_import, ec2_image=own)[0] == "OperationNotSupportedException"
    assert world.workspaces.describe_account()["DedicatedTenancySupport"] == "DISABLED"
    world.workspaces.modify_account(DedicatedTenancySupport="ENABLED")
    assert world.workspaces.describe_account()["DedicatedTenancySupport"] == "ENABLED"
    assert refused(begin_import, ec2_image=public)[0] == "ResourceNotFoundException"
    by_dcv, by_pcoip = begin_import(own), begin_import(own, "BYOL_REGULAR")
    clock.advance(HOUR)
    assert (state(world, by_dcv)["State"], state(world, by_dcv)["RequiredTenancy"]) == ("AVAILABLE", "DEDICATED")
    assert state(world, by_pcoip)["ErrorDetails"][0]["ErrorCode"] == "ProtocolOSIncompatibility"


def test_a_bundle_of_an_image_makes_desktops_that_can_change(world: World, builder: str) -> None:
    made = bundle(world, image(world, builder), compute="STANDARD")
    directory = world.workspace(builder)["DirectoryId"]
    world.user(directory, "bob")

    answer = world.workspaces.create_workspaces(
        Workspaces=[{"DirectoryId": directory, "UserName": "bob", "BundleId": made}]
    )

    assert answer["FailedRequests"] == []
    clock.advance(HOUR)
    desktop = answer["PendingRequests"][0]["WorkspaceId"]
    found = world.workspace(desktop)
    assert (found["State"], found["BundleId"]) == ("AVAILABLE", made)
    assert found["WorkspaceProperties"]["ComputeTypeName"] == "STANDARD"
    change = world.workspaces.modify_workspace_properties
    change(WorkspaceId=desktop, WorkspaceProperties={"ComputeTypeName": "POWER"})
    clock.advance(HOUR)
    assert world.workspace(desktop)["WorkspaceProperties"]["ComputeTypeName"] == "POWER"
    assert refused(world.workspaces.delete_workspace_bundle, BundleId=made)[0] == "ResourceAssociatedException"


def test_bundles_are_refused_that_cannot_be(world: World, builder: str) -> None:
    made, wrong = image(world, builder), "InvalidParameterValuesException"
    for compute, root in (("POWER", 100), ("GRAPHICSPRO", 175), ("VALUE", 175), ("GENERALPURPOSE_4XLARGE", 80)):
        assert refused(bundle, world=world, image_id=made, compute=compute, root=root)[0] == wrong, compute
    assert refused(bundle, world=world, image_id="wsi-000000000")[0] == "ResourceNotFoundException"
    first = bundle(world, made)
    assert refused(bundle, world=world, image_id=made)[0] == "ResourceAlreadyExistsException"
    assert refused(world.workspaces.delete_workspace_image, ImageId=made)[0] == "ResourceAssociatedException"
    world.workspaces.delete_workspace_bundle(BundleId=first)
    assert refused(world.workspaces.delete_workspace_bundle, BundleId=first)[0] == "ResourceNotFoundException"
    assert refused(world.workspaces.delete_workspace_bundle, BundleId=world.bundle())[0] == "AccessDeniedException"
    assert refused(bundle, world=world, image_id=made)[0] == "ResourceAlreadyExistsException"
    clock.advance(2 * HOUR)
    assert bundle(world, made) != first


def test_a_bundle_gets_another_image_in_place(world: World, builder: str) -> None:
    made = bundle(world, image(world, builder))
    newer = image(world, builder, "newer")

    world.workspaces.update_workspace_bundle(BundleId=made, ImageId=newer)

    assert (described(world, made)["ImageId"], described(world, made)["State"]) == (newer, "PENDING")
    update = world.workspaces.update_workspace_bundle
    assert refused(update, BundleId=made, ImageId=newer)[0] == "ResourceUnavailableException"
    clock.advance(MINUTE)
    assert described(world, made)["State"] == "AVAILABLE"
    assert refused(update, BundleId=made, ImageId="wsi-000000000")[0] == "ResourceNotFoundException"
    assert refused(update, BundleId="wsb-000000000", ImageId=newer)[0] == "ResourceNotFoundException"


def test_amazons_bundles_of_one_software_share_an_image(world: World) -> None:
    pages = world.workspaces.get_paginator("describe_workspace_bundles").paginate(Owner="AMAZON")
    images: dict[str, set[str]] = {}
    for each in (each for page in pages for each in page["Bundles"]):
        images.setdefault(each["Name"].partition(" with ")[2], set()).add(each["ImageId"])

    assert all(len(found) == 1 for found in images.values())
    assert len(set.union(*images.values())) == len(images) > 20
