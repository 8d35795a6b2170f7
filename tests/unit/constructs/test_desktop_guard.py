"""The guard of a stack's desktops: one, before all of them, small, and with what may not change."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import aws_cdk as cdk

from tests.support.synth import new_app, stack_template, template
from tests.support.templates import by_type, only, properties
from workspaces_constructs import Bundle, ExistingRegistration, VolumeKey, Workspace

if TYPE_CHECKING:
    from tests.support.synth import Template

BUNDLE = Bundle.from_id("wsb-0123456789")
REGISTRATION = ExistingRegistration("d-9876543210")
MOST_DESKTOPS = 500
"""Of CloudFormation, which takes no more resources in a stack."""
MOST_EVENT_BYTES = 256 * 1024
"""Of Step Functions, whose input the provider framework makes of the old and the new properties together."""


def desktops(made: Template) -> dict[str, list[str]]:
    """What each desktop waits for."""
    return {name: each["DependsOn"] for name, each in by_type(made, "AWS::WorkSpaces::Workspace").items()}


def test_desktops_with_the_same_settings_are_held_together_with_what_makes_another_of_them() -> None:
    def make(stack: cdk.Stack) -> None:
        key = VolumeKey(stack, "Key").key
        for name in ("alice", "bob"):
            Workspace(stack, name, registration=REGISTRATION, user_name=name, bundle=BUNDLE, volume_key=key)
        Workspace(
            stack,
            "carol",
            registration=REGISTRATION,
            user_name="carol",
            bundle=BUNDLE,
            volume_key=key,
            compute_type="POWER",
            root_volume_gib=175,
            user_volume_gib=100,
            allow_replacement=True,
        )

    made = stack_template(make)
    guard, held = only(made, "Custom::WorkspacesDesktopGuard")
    key, _ = only(made, "AWS::KMS::Key")
    alice, bob, carol = desktops(made)
    shared = {
        "DirectoryId": "d-9876543210",
        "BundleId": "wsb-0123456789",
        "VolumeEncryptionKey": {"Fn::GetAtt": [key, "Arn"]},
    }
    assert held["Properties"]["Desktops"] == [
        {**shared, "UserNames": {alice: "alice", bob: "bob"}},
        {
            **shared,
            "RootVolumeSizeGib": 175,
            "UserVolumeSizeGib": 100,
            "ComputeTypeName": "POWER",
            "AllowReplacement": True,
            "UserNames": {carol: "carol"},
        },
    ]
    assert list(desktops(made).values()) == [[guard]] * 3


def test_every_desktop_of_a_scenario_is_held_by_the_id_it_has_in_the_template() -> None:
    made = template("two-personas")
    guard, held = only(made, "Custom::WorkspacesDesktopGuard")

    named = [name for group in held["Properties"]["Desktops"] for name in group["UserNames"]]
    assert sorted(named) == sorted(desktops(made))
    assert all(guard in waits for waits in desktops(made).values())


def test_an_overridden_logical_id_is_the_one_that_is_held() -> None:
    def make(stack: cdk.Stack) -> None:
        key = VolumeKey(stack, "Key").key
        alice = Workspace(stack, "A", registration=REGISTRATION, user_name="alice", bundle=BUNDLE, volume_key=key)
        alice.resource.override_logical_id("Alice")

    (held,) = properties(stack_template(make), "Custom::WorkspacesDesktopGuard")

    assert held["Desktops"][0]["UserNames"] == {"Alice": "alice"}


def test_a_nested_stack_has_a_guard_of_its_own() -> None:
    app = new_app()
    stack = cdk.Stack(app, "Stack", env=cdk.Environment(region="us-east-1"), analytics_reporting=False)
    key = VolumeKey(stack, "Key").key
    for number, scope in enumerate((stack, cdk.NestedStack(stack, "Nested"))):
        Workspace(scope, f"W{number}", registration=REGISTRATION, user_name="alice", bundle=BUNDLE, volume_key=key)

    guarded = [cdk.Stack.of(each).node.id for each in stack.node.find_all() if each.node.id == "WorkspacesDesktopGuard"]

    assert sorted(guarded) == ["Nested", "Stack"]


def test_the_guard_of_a_full_stack_fits_twice_into_an_event() -> None:
    tried = 40

    def make(stack: cdk.Stack) -> None:
        key = VolumeKey(stack, "Key").key
        for number in range(tried):
            name = f"{'x' * 50}{number:03}"
            Workspace(stack, name, registration=REGISTRATION, user_name=name, bundle=BUNDLE, volume_key=key)

    (held,) = properties(stack_template(make), "Custom::WorkspacesDesktopGuard")

    assert 2 * len(json.dumps(held)) * MOST_DESKTOPS / tried < MOST_EVENT_BYTES / 1.5
