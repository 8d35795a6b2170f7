"""Bundles and images of one's own: what the template says, and what is refused before it is deployed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import aws_cdk as cdk
import pytest

from tests.support.acknowledgements import acknowledgements
from tests.support.synth import new_app, stack_template
from tests.support.templates import properties
from workspaces_constructs import (
    Bundle,
    ConfigurationError,
    CustomBundle,
    ExistingRegistration,
    ImageBuilderWorkspace,
    Persona,
    Workspace,
    WorkspacesImage,
)
from workspaces_constructs.facts.catalog import COMPUTE_TYPES
from workspaces_constructs.facts.desktops import require_volume_pair
from workspaces_constructs.rules import check

if TYPE_CHECKING:
    from collections.abc import Callable

    from .conftest import Surroundings

BUNDLE = "Custom::WorkspacesBundle"
IMAGE = "Custom::WorkspacesImage"
TAGS = {"Team": "EUC"}


def known(**contents: str) -> WorkspacesImage:
    return WorkspacesImage.from_id("wsi-012345678", **contents)


def only(made: dict[str, Any], kind: str) -> dict[str, Any]:
    (found,) = properties(made, kind)
    return {name: value for name, value in found.items() if name != "ServiceToken"}


def builder(stack: cdk.Stack) -> ImageBuilderWorkspace:
    return ImageBuilderWorkspace(
        stack,
        "Builder",
        registration=ExistingRegistration("d-0123456789"),
        user_name="image-builder",
        bundle=Bundle.from_id("wsb-0123456789", operating_system="UBUNTU_24_04", protocol="DCV"),
        tags=TAGS,
    )


def test_a_bundle_has_what_it_was_given_and_says_what_it_is() -> None:
    def make(stack: cdk.Stack) -> None:
        made = CustomBundle(
            stack,
            "Engineering",
            image=known(operating_system="WINDOWS_SERVER_2022", protocol="DCV"),
            compute_type="POWER",
            root_volume_gib=175,
            user_volume_gib=200,
            name="engineering",
            description="Engineering desktops",
            tags=TAGS,
            removal_policy=cdk.RemovalPolicy.RETAIN,
        )
        assert (made.bundle.compute_type, made.bundle.protocol) == ("POWER", "WSP")
        assert made.bundle.operating_system is not None
        assert made.bundle.bundle_id == made.bundle_id

    made = stack_template(make)

    assert only(made, BUNDLE) == {
        "BundleName": "engineering",
        "BundleDescription": "Engineering desktops",
        "ImageId": "wsi-012345678",
        "ComputeType": "POWER",
        "RootStorage": "175",
        "UserStorage": "200",
        "Tags": [{"Key": "Team", "Value": "EUC"}],
    }
    (resource,) = [each for each in made["Resources"].values() if each["Type"] == BUNDLE]
    assert resource["DeletionPolicy"] == "Retain"


def test_a_bundle_in_one_statement_has_a_name_and_volumes_that_aws_takes() -> None:
    computes = [row.name for row in COMPUTE_TYPES.values() if not row.ended]

    def make(stack: cdk.Stack) -> None:
        for compute in computes:
            CustomBundle(stack, compute, image=known(), compute_type=compute)

    bundles = properties(stack_template(make), BUNDLE)

    assert [each["ComputeType"] for each in bundles] == computes
    for each in bundles:
        root, user = int(each["RootStorage"]), int(each["UserStorage"])
        assert require_volume_pair(root, user, each["ComputeType"]) == (root, user)
        assert user >= 50
    assert len({each["BundleName"] for each in bundles}) == len(computes)
    assert max(len(each["BundleName"]) for each in bundles) <= 40


def test_an_image_of_a_builder_becomes_a_bundle_and_a_desktop() -> None:
    def make(stack: cdk.Stack) -> None:
        image = WorkspacesImage.from_workspace(
            stack, "Image", workspace=builder(stack), name="engineering", version="2", tags=TAGS
        )
        bundle = CustomBundle(stack, "Bundle", image=image, tags=TAGS).bundle
        ImageBuilderWorkspace(
            stack,
            "Next",
            registration=ExistingRegistration("d-0123456789"),
            user_name="next",
            bundle=bundle,
            tags=TAGS,
        )
        assert image.operating_system is not None
        assert (image.operating_system.name, image.protocol) == ("UBUNTU_24_04", "WSP")

    made = stack_template(make)

    assert only(made, IMAGE) == {
        "Name": "engineering",
        "Description": "Stack/Image",
        "WorkspaceId": {"Ref": "BuilderWorkspaceAD0A18BB"},
        "Version": "2",
        "Wait": True,
        "Tags": [{"Key": "Team", "Value": "EUC"}],
    }
    assert only(made, BUNDLE)["ImageId"] == {"Fn::GetAtt": ["Image", "ImageId"]}
    first, second = properties(made, "AWS::WorkSpaces::Workspace")
    (name,) = [name for name, each in made["Resources"].items() if each["Type"] == BUNDLE]
    assert second["BundleId"] == {"Fn::GetAtt": [name, "BundleId"]}
    assert first["RootVolumeEncryptionEnabled"] is first["UserVolumeEncryptionEnabled"] is False
    assert "VolumeEncryptionKey" not in first
    assert {finding.rule for finding in check({"stack": made}) if finding.level == "error"} == set()


def test_a_builder_is_not_encrypted_and_says_so() -> None:
    app = new_app()
    stack = cdk.Stack(app, "Stack", env=cdk.Environment(region="us-east-1"))
    made = builder(stack)

    (finding,) = [each for each in acknowledgements(app) if each.rule.endswith("WorkSpaces-ENC1")]
    assert finding.construct.node.path == "Stack/Builder/Workspace"
    assert finding.reason.startswith("WorkSpaces makes no image of an encrypted WorkSpace")
    warnings = [entry.data for entry in made.node.metadata if entry.type == "aws:cdk:warning"]
    assert [finding.reason in warning for warning in warnings] == [True]


def _copied(stack: cdk.Stack, **given: Any) -> WorkspacesImage:  # noqa: ANN401 - whatever it takes
    source = {"source_image_id": "wsi-876543210", "source_region": "eu-west-1", "name": "golden"}
    return WorkspacesImage.copied(stack, "Image", **{**source, **given})


def _imported(stack: cdk.Stack, **given: Any) -> WorkspacesImage:  # noqa: ANN401 - the same
    source = {"ec2_image_id": "ami-0123456789abcdef0", "operating_system": "WINDOWS_11", "name": "golden"}
    return WorkspacesImage.imported(stack, "Image", **{**source, **given})


def test_an_image_is_copied() -> None:
    def make(stack: cdk.Stack) -> None:
        image = _copied(stack, operating_system="WINDOWS_SERVER_2022", protocol="PCOIP")
        assert image.protocol == "PCOIP"

    assert only(stack_template(make), IMAGE) == {
        "Name": "golden",
        "Description": "Stack/Image",
        "SourceImageId": "wsi-876543210",
        "SourceRegion": "eu-west-1",
        "Wait": True,
    }


@pytest.mark.parametrize(
    ("given", "process", "applications"),
    [
        ({}, "BYOL_REGULAR_WSP", None),
        ({"office": "2019"}, "BYOL_REGULAR_WSP", ["Microsoft_Office_2019"]),
        ({"graphics": True}, "BYOL_GRAPHICS_G4DN_WSP", None),
        (
            {"operating_system": "WINDOWS_10", "protocol": "PCOIP", "office": "2016"},
            "BYOL_REGULAR",
            ["Microsoft_Office_2016"],
        ),
        ({"operating_system": "WINDOWS_10", "protocol": "PCOIP", "graphics": True}, "BYOL_GRAPHICS_G4DN", None),
    ],
)
def test_an_image_is_imported_and_not_waited_for(
    given: dict[str, Any], process: str, applications: list[str] | None
) -> None:
    made = only(stack_template(lambda stack: _imported(stack, **given)), IMAGE)

    assert (made["IngestionProcess"], made.get("Applications"), made["Wait"]) == (process, applications, False)
    assert made["Ec2ImageId"] == "ami-0123456789abcdef0"


def _custom(around: Surroundings, given: dict[str, Any]) -> None:
    CustomBundle(around.scope, "Tested", **{"image": known(), **given})


def _from_id(_: Surroundings, given: dict[str, Any]) -> None:
    Bundle.from_id("wsb-0123456789", **given)


def _amazon(around: Surroundings, given: dict[str, Any]) -> None:
    Bundle.amazon(around.scope, "Tested", **given)


def _in_ireland(_: Surroundings, given: dict[str, Any]) -> None:
    stack = cdk.Stack(new_app(), "Stack", env=cdk.Environment(region="eu-west-1"))
    CustomBundle(stack, "Tested", image=known(), **given)


def _persona(_: Surroundings, given: dict[str, Any]) -> None:
    Persona(**given)


def _workspace(around: Surroundings, given: dict[str, Any]) -> None:
    bundle = Bundle.from_id("wsb-0123456789", operating_system="WINDOWS_SERVER_2022", protocol="PCOIP")
    registration = ExistingRegistration("d-0123456789")
    Workspace(
        around.scope,
        "Tested",
        registration=registration,
        user_name="alice",
        bundle=bundle,
        volume_key=around.key,
        **given,
    )


def _copy(around: Surroundings, given: dict[str, Any]) -> None:
    _copied(around.scope, **given)  # type: ignore[arg-type]  # any scope will do


def _import(around: Surroundings, given: dict[str, Any]) -> None:
    _imported(around.scope, **given)  # type: ignore[arg-type]  # the same


def _image(around: Surroundings, given: dict[str, Any]) -> None:
    WorkspacesImage.from_workspace(around.scope, "Tested", **{"workspace": "ws-0123456789", "name": "golden", **given})


def _encrypted(around: Surroundings, _: dict[str, Any]) -> None:
    desktop = Workspace(
        around.scope,
        "Encrypted",
        registration=ExistingRegistration("d-0123456789"),
        user_name="bob",
        bundle=Bundle.from_id("wsb-0123456789"),
        volume_key=around.key,
    )
    _image(around, {"workspace": desktop})


def _known(_: Surroundings, given: dict[str, Any]) -> None:
    known(**given)


UBUNTU = {"operating_system": "UBUNTU_24_04"}
REFUSED: list[tuple[Callable[[Surroundings, dict[str, Any]], None], dict[str, Any], list[str]]] = [
    (_custom, {"image": known(**UBUNTU), "compute_type": "VALUE"}, ["compute type for UBUNTU_24_04", "use STANDARD"]),
    (
        _custom,
        {
            "image": known(operating_system="WINDOWS_SERVER_2022", protocol="PCOIP"),
            "compute_type": "GRAPHICS_G6_XLARGE",
        },
        ["streaming protocol of GRAPHICS_G6_XLARGE", "use DCV"],
    ),
    (_custom, {"compute_type": "GRAPHICSPRO"}, ["ended on 2025-10-31", "use GRAPHICSPRO_G4DN"]),
    (_custom, {"root_volume_gib": 100, "user_volume_gib": 100}, ["100/100 GiB", "use 175/100"]),
    (_custom, {"root_volume_gib": 175}, ["root 175, user None", "both sizes or none"]),
    (_custom, {"name": "my bundle"}, ["name of the bundle", "my bundle", "use my-bundle"]),
    (_custom, {"name": "x" * 41}, ["1 to 40 letters", f"use {'x' * 40}"]),
    (_custom, {"description": "R&D"}, ["description of the bundle", "R&D", "use 'R-D'"]),
    (_custom, {"tags": {"Team": "aws:x"}}, ["aws:x", "which AWS reserves"]),
    (_in_ireland, {"compute_type": "GRAPHICS_G7_4XLARGE"}, ["eu-west-1", "us-east-1, us-east-2", "G6_4XLARGE"]),
    (_from_id, {"operating_system": "AMAZON_LINUX_2"}, ["ended on 2026-06-30", "use UBUNTU_24_04"]),
    (_from_id, {**UBUNTU, "protocol": "PCOIP", "compute_type": "POWER"}, ["PCOIP", "use DCV"]),
    (_from_id, {"compute_type": "GRAPHICS"}, ["ended on 2023-11-30", "use GRAPHICS_G4DN"]),
    (_from_id, {"protocol": "RDP"}, ["RDP", "use DCV"]),
    (_amazon, {"operating_system": "ROCKY_9", "compute_type": "VALUE"}, ["compute type for ROCKY_9", "use STANDARD"]),
    (_amazon, {"operating_system": "WINDOWS_11"}, ["WINDOWS_11", "name your own bundle by its id"]),
    (_workspace, {"compute_type": "VALUE"}, ["compute type for WINDOWS_SERVER_2022", "use STANDARD"]),
    (_workspace, {"compute_type": "GRAPHICS_G6_XLARGE"}, ["streaming protocol of GRAPHICS_G6_XLARGE", "use DCV"]),
    (_persona, {"operating_system": "WINDOWS_SERVER_2025", "protocol": "PCOIP"}, ["WINDOWS_SERVER_2025", "use DCV"]),
    (_persona, {"compute_type": "VALUE"}, ["compute type for WINDOWS_SERVER_2022", "use STANDARD"]),
    (_persona, {"root_volume_gib": 80, "user_volume_gib": 20}, ["80/20 GiB", "use 80/50"]),
    (_persona, {"bundle_id": "wsb-0123456789", "root_volume_gib": 80}, ["root 80, user None"]),
    (_copy, {"source_region": "eu-west-9"}, ["eu-west-9", "use eu-west-"]),
    (_copy, {"source_region": "us-gov-west-1"}, ["us-gov-west-1", "ask AWS Support"]),
    (_copy, {"source_image_id": "ami-01234567"}, ["ami-01234567", "wsi- and 9 to 63"]),
    (_copy, {"name": ""}, ["name of the image", "use engineering"]),
    (_import, {"operating_system": "WINDOWS_SERVER_2022"}, ["brings a licence of its own", "use WINDOWS_11"]),
    (_import, {"protocol": "PCOIP"}, ["streaming protocol of WINDOWS_11", "use DCV"]),
    (_import, {"office": "2016"}, ["Microsoft Office for WINDOWS_11", "allowed: 2019", "use 2019"]),
    (_import, {"office": "2019", "graphics": True}, ["on GPU hardware", "AWS installs no Office", "leave it out"]),
    (_import, {"ec2_image_id": "wsi-012345678"}, ["wsi-012345678", "ami- and 8 or 17"]),
    (_image, {"workspace": "wsb-0123456789"}, ["wsb-0123456789", "ws- and 8 to 63"]),
    (_image, {"description": " " * 256}, ["description of the image", "use 'Engineering desktops'"]),
    (_encrypted, {}, ["Encrypted", "makes no image of an encrypted one", "ImageBuilderWorkspace"]),
    (_known, {"operating_system": "WINDOWS_7"}, ["ended on 2020-01-14", "use WINDOWS_11"]),
]


@pytest.mark.parametrize(("make", "given", "texts"), REFUSED)
def test_what_aws_does_not_offer_is_refused(
    make: Callable[[Surroundings, dict[str, Any]], None],
    given: dict[str, Any],
    texts: list[str],
    around: Surroundings,
) -> None:
    with pytest.raises(ConfigurationError) as caught:
        make(around, given)

    assert [text for text in texts if text not in str(caught.value)] == [], str(caught.value)


def test_what_only_the_deployment_knows_passes(around: Surroundings) -> None:
    token = cdk.Fn.import_value("Id")

    image = WorkspacesImage.from_id(token)
    bundle = CustomBundle(around.scope, "Bundle", image=image, compute_type="GRAPHICS_G6_XLARGE").bundle
    _image(around, {"workspace": token})
    _copied(cdk.Stack(new_app(), "Anywhere"), source_image_id=token)

    assert bundle.require_compute_type(None) == "GRAPHICS_G6_XLARGE"
    assert bundle.require_compute_type("GRAPHICS_G6_2XLARGE") == "GRAPHICS_G6_2XLARGE"
