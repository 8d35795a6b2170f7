"""The scenario as a whole: order, permissions, removal, tags."""

from __future__ import annotations

import itertools

import pytest

from tests.support.synth import ALL_VARIANTS, VARIANTS, template, templates
from tests.support.templates import by_type, dependencies, only, texts
from workspaces_constructs.custom_resources.permissions import PERMISSIONS

CHAIN = (
    "AWS::WorkSpaces::Workspace",
    "Custom::WorkspacesDirectoryRegistration",
    "Custom::WorkspacesAdConnector",
    "AWS::DirectoryService::MicrosoftAD",
    "Custom::WorkspacesNetworkRelease",
    "AWS::EC2::Subnet",
    "AWS::EC2::VPC",
)
"""What is deleted before what."""


@pytest.mark.parametrize(("first", "second"), list(itertools.pairwise(CHAIN)))
@pytest.mark.parametrize("variant", ["standalone", "region-agnostic", "retain"])
def test_things_are_deleted_in_an_order_that_works(variant: str, first: str, second: str) -> None:
    made = template(variant)

    for name in by_type(made, first):
        assert by_type(made, second).keys() <= dependencies(made, name), name


def test_a_directory_that_is_registered_itself_goes_after_its_registration() -> None:
    made = template("registered-directly")
    registration, _ = only(made, "Custom::WorkspacesDirectoryRegistration")
    directory, _ = only(made, "AWS::DirectoryService::MicrosoftAD")

    assert not by_type(made, "Custom::WorkspacesAdConnector")
    assert directory in dependencies(made, registration)


@pytest.mark.parametrize("variant", ALL_VARIANTS)
def test_every_custom_resource_keeps_its_permissions_until_it_is_gone(variant: str) -> None:
    for made in templates(variant).values():
        custom = by_type(made, "Custom::*")

        assert custom
        for name, resource in custom.items():
            kind = resource["Type"].removeprefix("Custom::Workspaces")
            wanted = {action for statement in PERMISSIONS[kind] for action in statement.actions}
            kept = [made["Resources"][other] for other in resource["DependsOn"] if kind in other and "Policy" in other]
            assert wanted <= {text for policy in kept for text in texts(policy["Properties"]["PolicyDocument"])}, name


@pytest.mark.parametrize("variant", VARIANTS)
def test_every_secret_stays_readable_until_its_custom_resource_is_gone(variant: str) -> None:
    made = template(variant)
    readers = {
        name: resource for name, resource in by_type(made, "Custom::*").items() if "SecretArn" in resource["Properties"]
    }

    assert readers
    for name, resource in readers.items():
        secret = resource["Properties"]["SecretArn"]["Ref"]
        policies = [made["Resources"][other] for other in resource["DependsOn"] if "Policy" in other]
        tags = {tag["Key"]: tag["Value"] for tag in made["Resources"][secret]["Properties"]["Tags"]}
        assert [
            key
            for policy in policies
            for statement in policy["Properties"]["PolicyDocument"]["Statement"]
            if "secretsmanager:GetSecretValue" in statement["Action"]
            for key, value in statement["Condition"]["StringEquals"].items()
            if tags.get(key.removeprefix("aws:ResourceTag/")) == value
        ], name


ONLY_ALONE = {"Bundle", "Image"}
"""Kinds whose constructs no scenario makes: what is on an image is for its owner to say."""


def test_all_kinds_of_custom_resources_are_used() -> None:
    made = {
        resource["Type"]
        for variant in ALL_VARIANTS
        for stack in templates(variant).values()
        for resource in by_type(stack, "Custom::*").values()
    }

    assert made == {f"Custom::Workspaces{kind}" for kind in PERMISSIONS.keys() - ONLY_ALONE}


CHAIN_TYPES = {
    "AWS::WorkSpaces::Workspace", "AWS::DirectoryService::MicrosoftAD", "AWS::EC2::VPC", "AWS::EC2::Subnet",
    "AWS::KMS::Key", "AWS::SecretsManager::Secret", "Custom::WorkspacesDirectoryRegistration",
    "Custom::WorkspacesAdConnector", "Custom::WorkspacesDirectoryUser",
}  # fmt: skip


@pytest.mark.parametrize(("variant", "policy"), [("standalone", "Delete"), ("retain", "Retain")])
def test_one_removal_setting_holds_for_the_whole_chain(variant: str, policy: str) -> None:
    chain = [
        (name, resource) for name, resource in template(variant)["Resources"].items() if resource["Type"] in CHAIN_TYPES
    ]

    assert {resource["Type"] for _, resource in chain} == CHAIN_TYPES
    assert not [name for name, resource in chain if resource.get("DeletionPolicy", "Delete") != policy]
    assert not [name for name, resource in chain if resource.get("UpdateReplacePolicy", "Delete") != policy]


def test_desktops_and_registrations_carry_the_tags() -> None:
    made = template()
    expected = {"Key": "Project", "Value": "WorkSpaces"}

    for kind in (
        "AWS::WorkSpaces::Workspace",
        "Custom::WorkspacesDirectoryRegistration",
        "Custom::WorkspacesAdConnector",
    ):
        for resource in by_type(made, kind).values():
            assert expected in resource["Properties"]["Tags"], kind


def test_users_without_a_desktop_and_personas_without_users_are_fine() -> None:
    made = template("two-personas")

    assert len(by_type(made, "Custom::WorkspacesAdConnector")) == 2
    assert len(by_type(made, "Custom::WorkspacesDirectoryRegistration")) == 2
    assert len(by_type(made, "AWS::WorkSpaces::Workspace")) == 3
