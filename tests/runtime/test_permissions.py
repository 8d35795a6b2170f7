"""Each kind's policy grants what its code calls and what AWS calls on its behalf, and nothing else.

That no call goes beyond the policy is looked at after every test of the runtime, in the fixture ``wire``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from local_aws import faults
from local_aws.clock import clock
from local_aws.faults import Fault
from tests.runtime.support import cases_bundles
from tests.runtime.support.cases import CASES, Case
from tests.runtime.support.play import Play
from tests.runtime.support.wire import GRANTED_ELSEWHERE, Wire
from workspaces_constructs.custom_resources.permissions import PERMISSIONS

if TYPE_CHECKING:
    from collections.abc import Callable

INTERVAL = 60.0

PLACED: Final = {
    "ec2:DescribeSubnets", "ec2:DescribeVpcs", "ec2:CreateSecurityGroup", "ec2:DeleteSecurityGroup",
    "ec2:CreateNetworkInterface", "ec2:DeleteNetworkInterface", "ec2:DescribeNetworkInterfaces",
    "ec2:AuthorizeSecurityGroupIngress", "ec2:AuthorizeSecurityGroupEgress",
    "ec2:RevokeSecurityGroupIngress", "ec2:RevokeSecurityGroupEgress",
    "ec2:CreateTags", "ec2:DeleteTags",
}  # fmt: skip
"""Dependent actions of ConnectDirectory, DeleteDirectory and RegisterWorkspaceDirectory (Service Authorization
Reference; facts §3.6): the services put interfaces and a group into the VPC with the caller's permissions."""

TAGGED: Final = {"ec2:CreateTags", "ec2:DeleteTags"}
"""Dependent actions of AddTagsToResource and RemoveTagsFromResource (Service Authorization Reference, Directory
Service; not in its newest edition)."""

ON_BEHALF: Final[dict[str, set[str]]] = {
    **dict.fromkeys(
        ("ClientLdaps", "ConditionalForwarder", "DirectoryDataAccess", "DirectoryLogs", "RadiusMfa", "Trust"), TAGGED
    ),
    "AdConnector": PLACED,
    # The role of the document is passed to Systems Manager with the call that starts it.
    "Automation": {"iam:PassRole"},
    "DirectoryRegistration": PLACED
    | {
        # DescribeRouteTables and the like: the service looks whether the subnets suit it; AuthorizeApplication and
        # PassRole: it makes itself an application of the directory and takes the role. DescribeVpcEndpoints: it looks
        # for a streaming endpoint, as WorkSpaces Applications does with its own (its developer guide) [I].
        "ec2:DescribeAvailabilityZones", "ec2:DescribeInternetGateways", "ec2:DescribeRouteTables",
        "ec2:DescribeVpcEndpoints",
        "ds:AuthorizeApplication", "ds:UnauthorizeApplication", "ds:DescribeDirectories", "iam:GetRole", "iam:PassRole",
    },
}  # fmt: skip


def launch_and_replace(play: Play) -> None:
    """A replacement is refused because of desktops."""
    stack = play.created()
    world, directory = play.world, play.world.directory
    if play.case.kind == "AdConnector":
        world.add_default_role()
        directory = stack.attributes["DirectoryId"]
        world.register(directory)
        world.launch(directory, "joiner")
    else:
        world.launch(directory)
    (change,) = play.case.replacing.values()
    assert stack.update(change(world)) == "UPDATE_ROLLBACK_COMPLETE"


def leave_a_group_behind(play: Play) -> None:
    """A directory goes and its group stays."""
    stack = play.created()
    play.world.leave_things_behind()
    stack.delete()


def share(play: Play) -> None:
    """Two stacks use the role."""
    first, second = play.stack(), play.stack(name="more-desktops")
    first.create({})
    second.create({})
    first.delete()
    second.delete()


def verify_again(play: Play) -> None:
    """A trust that was not verified when it was made is looked at by the next Update."""
    stack = play.created()
    unverified = {**play.properties, "SecretArn": play.world.other_secret, "AcceptUnverified": True}
    assert stack.update(unverified) == "UPDATE_COMPLETE"
    clock.advance(3600)
    assert stack.update({**unverified, "SelectiveAuth": "Disabled"}) == "UPDATE_COMPLETE"
    stack.delete()


def refuse_a_certificate(play: Play) -> None:
    """The reason why a certificate is not registered is asked for."""
    faults.add(Fault("ds", "RegisterCertificate", stage="RegisterFailed", reason="no authority"))
    stack = play.stack()
    assert stack.create(play.properties) == "ROLLBACK_COMPLETE"
    assert "no authority" in stack.reasons[0]


def use_a_bundle(play: Play) -> None:
    """A bundle waits for its image, and is not deleted while a desktop is made from it."""
    stack = play.stack()
    assert stack.create({**play.properties, "ImageId": cases_bundles.begin_import(play.world)}) == "CREATE_COMPLETE"
    cases_bundles.use(play.world, stack.attributes["BundleId"])
    assert stack.delete() == "DELETE_FAILED"


def use_an_image(play: Play) -> None:
    """An image is not deleted while a bundle is made from it."""
    stack = play.created()
    cases_bundles.bundle_by_hand(play.world, stack.attributes["ImageId"])
    assert stack.delete() == "DELETE_FAILED"


def end_with_desktops(play: Play) -> None:
    """A fleet's desktops go with it, and one that carries no tag stays."""
    play.world.add_default_role()
    play.world.register(play.world.directory)
    stack = play.created()
    desktop = play.world.launch(play.world.directory)
    assert stack.delete() == "DELETE_COMPLETE"
    stack = play.created()
    play.world.session.client("workspaces").create_tags(
        ResourceId=desktop, Tags=[{"Key": "workspaces-constructs:fleet", "Value": "office"}]
    )
    assert stack.delete() == "DELETE_COMPLETE"


GRANTED: Final = {
    kind: {action for statement in statements for action in statement.actions}
    for kind, statements in PERMISSIONS.items()
}

MORE: dict[str, list[Callable[[Play], None]]] = {
    "AdConnector": [leave_a_group_behind, launch_and_replace],
    "Bundle": [use_a_bundle],
    "ClientLdaps": [refuse_a_certificate],
    "DefaultRole": [share],
    "DirectoryRegistration": [launch_and_replace],
    "Fleet": [end_with_desktops],
    "Image": [use_an_image],
    "Trust": [verify_again],
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.kind)
def test_every_granted_action_is_needed(case: Case, wire: Wire) -> None:
    play = Play(case, wire, interval=INTERVAL)
    stack = play.created()
    for change in case.changes().values():
        assert stack.update(change(play.world)) == "UPDATE_COMPLETE"
        assert stack.update(play.properties) == "UPDATE_COMPLETE"
    play.delete(stack)
    for story in MORE.get(case.kind, []):
        story(play)

    granted = GRANTED[case.kind]

    assert granted - wire.used[case.kind] - ON_BEHALF.get(case.kind, set()) == set(), "granted without need"
    assert wire.used[case.kind] <= granted | GRANTED_ELSEWHERE


def test_the_actions_on_behalf_are_granted() -> None:
    for kind, actions in ON_BEHALF.items():
        assert actions <= GRANTED[kind], kind


@pytest.mark.parametrize("kind", [kind for kind, actions in GRANTED.items() if "ds:AddTagsToResource" in actions])
def test_whoever_tags_a_directory_may_tag_its_group(kind: str) -> None:
    assert GRANTED[kind] >= TAGGED
