"""The rows of the kinds that make bundles and images."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from local_aws import services
from local_aws.clock import clock
from tests.runtime.support.case import Case, Difference, Properties, with_changes
from tests.runtime.support.inventory import tags

if TYPE_CHECKING:
    from tests.runtime.support.world import World

OWNER = "workspaces-constructs:owner"


@dataclass(frozen=True)
class Sources:
    """What images and bundles are made from.

    Attributes:
        machine_image: An EC2 image of Windows 10.
        images: Two images that were imported from it by hand.
    """

    machine_image: str
    images: tuple[str, str]


@cache
def sources_of(world: World) -> Sources:
    """The sources in a world whose account brings its own licences, made when first asked for."""
    workspaces = world.session.client("workspaces")
    workspaces.modify_account(DedicatedTenancySupport="ENABLED")
    machine_image = world.session.client("ec2").register_image(Name="Windows-10-golden")["ImageId"]
    first, second = (
        workspaces.import_workspace_image(
            Ec2ImageId=machine_image, IngestionProcess="BYOL_REGULAR_WSP", ImageName=name, ImageDescription="by hand"
        )["ImageId"]
        for name in ("golden-1", "golden-2")
    )
    while "PENDING" in {each["State"] for each in workspaces.describe_workspace_images()["Images"]}:
        world.wait()
    return Sources(machine_image, (first, second))


@cache
def builder_of(world: World) -> str:
    """A WorkSpace without encryption, made when first asked for: its id."""
    world.add_default_role()
    world.register(world.directory)
    return world.launch(world.directory)


def pass_time(seconds: float = 3600.0) -> None:
    """Let AWS do what it has begun."""
    clock.advance(seconds)
    services.settle()


def use(world: World, bundle_id: str) -> str:
    """A WorkSpace made from a bundle by hand: its id."""
    world.add_default_role()
    world.register(world.directory)
    made = world.session.client("workspaces").create_workspaces(
        Workspaces=[{"DirectoryId": world.directory, "UserName": "Admin", "BundleId": bundle_id}]
    )
    assert not made["FailedRequests"], made["FailedRequests"]
    pass_time()
    return made["PendingRequests"][0]["WorkspaceId"]


def begin_import(world: World) -> str:
    """An image that is still being imported by hand: its id."""
    return world.session.client("workspaces").import_workspace_image(
        Ec2ImageId=sources_of(world).machine_image,
        IngestionProcess="BYOL_REGULAR_WSP",
        ImageName="golden-3",
        ImageDescription="by hand",
    )["ImageId"]


def bundle_by_hand(world: World, image_id: str, name: str = "by-hand") -> str:
    """A bundle of an image, made by hand: its id."""
    made = world.session.client("workspaces").create_workspace_bundle(
        BundleName=name,
        BundleDescription="by hand",
        ImageId=image_id,
        ComputeType={"Name": "STANDARD"},
        RootStorage={"Capacity": "80"},
        UserStorage={"Capacity": "50"},
    )["WorkspaceBundle"]["BundleId"]
    pass_time()
    return made


def take_away(kind: str, world: World) -> None:
    """Delete by hand what a resource of these kinds has made."""
    workspaces = world.session.client("workspaces")
    if kind == "Bundle":
        for bundle in workspaces.describe_workspace_bundles()["Bundles"]:
            workspaces.delete_workspace_bundle(BundleId=bundle["BundleId"])
    if kind == "Image":
        for image in workspaces.describe_workspace_images()["Images"]:
            if image["ImageId"] not in sources_of(world).images:
                workspaces.delete_workspace_image(ImageId=image["ImageId"])


def bundle(world: World) -> Properties:
    """The properties of a bundle."""
    return {
        "BundleName": "engineering", "BundleDescription": "Engineering desktops", "ComputeType": "STANDARD",
        "RootStorage": "80", "UserStorage": "50", "ImageId": sources_of(world).images[0],
        "Tags": [{"Key": "team", "Value": "euc"}],
    }  # fmt: skip


def copy(world: World) -> Properties:
    """The properties of an image that is a copy."""
    return {
        "Name": "golden", "Description": "Engineering desktops", "SourceImageId": sources_of(world).images[0],
        "SourceRegion": "us-east-1", "Wait": True, "Tags": [{"Key": "team", "Value": "euc"}],
    }  # fmt: skip


def from_workspace(world: World) -> Properties:
    """The properties of an image that is made from a WorkSpace."""
    return {
        "Name": "golden", "Description": "Engineering desktops", "WorkspaceId": builder_of(world), "Version": "2",
        "Tags": [{"Key": "team", "Value": "euc"}],
    }  # fmt: skip


def imported(world: World) -> Properties:
    """The properties of an image that is imported."""
    return {
        "Name": "golden", "Description": "Engineering desktops", "Ec2ImageId": sources_of(world).machine_image,
        "IngestionProcess": "BYOL_REGULAR_WSP", "Applications": ["Microsoft_Office_2019"],
        "Tags": [{"Key": "team", "Value": "euc"}],
    }  # fmt: skip


def _held(properties: Properties, physical_id: str) -> str:
    given = properties["Tags"]
    assert isinstance(given, list)
    return tags({**{tag["Key"]: tag["Value"] for tag in given}, OWNER: physical_id})


def _bundle_made(_world: World, properties: Properties, physical_id: str) -> Difference:
    name = f"{properties['BundleName']}-{physical_id.rpartition('-')[2]}"
    shape = f"{properties['ComputeType']} {properties['RootStorage']}/{properties['UserStorage']}"
    held = _held(properties, physical_id)
    return {
        f"bundle {name}": f"AVAILABLE {properties['ImageId']} {shape} {properties['BundleDescription']} {held}",
    }


def _image_made(_world: World, properties: Properties, physical_id: str) -> Difference:
    name = f"{properties['Name']}-{physical_id.rpartition('-')[2]}"
    tenancy = "DEFAULT" if "WorkspaceId" in properties else "DEDICATED"
    return {f"image {name}": f"{tenancy} {properties['Description']} {_held(properties, physical_id)}"}


CASES = (
    Case(
        kind="Bundle",
        least_kills=(14, 8),
        prepare=sources_of,
        properties=bundle,
        made=_bundle_made,
        in_place={
            "image": with_changes(bundle, ImageId=lambda world: sources_of(world).images[1]),
            "tags": with_changes(bundle, Tags=[{"Key": "cost", "Value": "42"}]),
        },
        replacing={
            "hardware": with_changes(
                bundle,
                BundleName="cad",
                BundleDescription="Drawing desktops",
                ComputeType="POWER",
                RootStorage="175",
                UserStorage="100",
            ),
        },
    ),
    Case(
        kind="Image",
        least_kills=(18, 8),
        prepare=lambda world: (sources_of(world), builder_of(world)),
        properties=copy,
        made=_image_made,
        in_place={"tags": with_changes(copy, Wait=False, Tags=[{"Key": "cost", "Value": "42"}])},
        replacing={"WorkSpace": from_workspace, "EC2 image": imported},
    ),
)
