"""Images of one's own in settings: a bundle is made of them, for a persona's desktops and for a fleet's."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.synth import ROOT, new_app, settings_of, synthesised
from tests.support.templates import only, properties
from workspaces_constructs import ConfigurationError
from workspaces_constructs.deployment import build
from workspaces_constructs.deployment.loading import parse

IMAGE = {"image_id": "wsi-0123456789", "compute_type": "PERFORMANCE", "operating_system": "WINDOWS_SERVER_2022"}


def made(tree: dict[str, Any]) -> dict[str, Any]:
    app = new_app()
    build(app, parse(tree, str(ROOT / "settings/images.yaml")))
    return synthesised(app)


def test_a_personas_desktops_come_from_a_bundle_of_its_image() -> None:
    tree = settings_of("ad-connector")
    tree["personas"][0]["bundle"] = IMAGE

    template = made(tree)

    name, bundle = only(template, "Custom::WorkspacesBundle")
    assert (bundle["Properties"]["ImageId"], bundle["Properties"]["ComputeType"]) == ("wsi-0123456789", "PERFORMANCE")
    assert "Custom::WorkspacesBundleLookup" not in {each["Type"] for each in template["Resources"].values()}
    assert [each["BundleId"] for each in properties(template, "AWS::WorkSpaces::Workspace")] == [
        {"Fn::GetAtt": [name, "BundleId"]}
    ] * len(tree["users"])


def test_a_variant_of_a_fleet_can_have_an_image() -> None:
    tree = settings_of("fleet")
    tree["fleet"]["variants"][0]["bundle"] = IMAGE

    assert properties(made(tree), "Custom::WorkspacesBundle")[0]["ImageId"] == "wsi-0123456789"


@pytest.mark.parametrize(
    ("bundle", "words"),
    [
        ({**IMAGE, "id": "wsb-0123456789"}, "only without an id"),
        ({**IMAGE, "compute_type": "VALUE"}, "VALUE"),
        ({"image_id": "ami-0123456789abcdef0"}, "image id"),
    ],
)
def test_what_does_not_go_with_an_image_is_refused(bundle: dict[str, str], words: str) -> None:
    tree = settings_of("ad-connector")
    tree["personas"][0]["bundle"] = bundle

    with pytest.raises(ConfigurationError, match=words):
        made(tree)
