"""A registration's settings exclude each other; from any of them to any other is one update."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING

from tests.runtime.support.cases import BY_KIND
from tests.runtime.support.play import Play

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.runtime.support.cases import Properties
    from tests.runtime.support.wire import Wire

INTERVAL = 60.0
CHANGES = ("IP groups", "sign-in", "streaming endpoint")
ACCELERATED = {"GlobalAccelerator": {"Mode": "ENABLED_AUTO", "PreferredProtocol": "TCP"}}
SAML = {"Status": "ENABLED", "UserAccessUrl": "https://idp.example.com/desktops", "RelayStateParameterName": "Target"}


def play_of(wire: Wire) -> Play:
    return Play(BY_KIND["DirectoryRegistration"], wire, interval=INTERVAL)


def choices(play: Play) -> dict[str, Properties]:
    """What a directory can have together, each excluding something of most others."""
    changes = play.case.changes()
    groups, sign_in, endpoint = (changes[name](play.world) for name in CHANGES)
    fips, grouped = {"EndpointEncryptionMode": "FIPS_VALIDATED"}, {"IpGroupIds": [play.world.ip_group]}
    return {
        "accelerated, with groups": groups,
        "FIPS, with SAML and certificates": sign_in,
        "streaming endpoint": endpoint,
        "accelerated, with FIPS": {**play.properties, **fips, "StreamingProperties": ACCELERATED},
        "groups, with FIPS": {**play.properties, **fips, **grouped},
        "SAML alone": {**play.properties, "SamlProperties": SAML},
        "SAML prepared": {**play.properties, "SamlProperties": {**SAML, "Status": "DISABLED"}},
    }


def every_way(names: list[str]) -> Iterator[str]:
    """Each name after each other one, at least once."""
    for first, second in permutations(names, 2):
        yield from (first, second)


def test_every_choice_follows_every_other(wire: Wire) -> None:
    play = play_of(wire)
    stack, known = play.created(), choices(play)

    for name in every_way(list(known)):
        assert stack.update(known[name]) == "UPDATE_COMPLETE", (name, stack.reasons)
        play.expect_made(stack, known[name])


def test_an_update_calls_only_for_what_differs(wire: Wire) -> None:
    play = play_of(wire)
    stack, known = play.created(), choices(play)
    for properties in known.values():
        assert stack.update(properties) == "UPDATE_COMPLETE"
        wire.restart()

        assert stack.update({**properties, "LingerSeconds": 120}) == "UPDATE_COMPLETE"

        assert wire.changes == []


def test_what_nobody_asked_for_stays_as_it_was_made_by_hand(wire: Wire) -> None:
    play = play_of(wire)
    plain = {name: value for name, value in play.properties.items() if name != "StreamingProperties"}
    stack = play.stack()
    assert stack.create(plain) == "CREATE_COMPLETE"
    workspaces, directory = play.world.session.client("workspaces"), play.world.directory
    workspaces.modify_saml_properties(
        ResourceId=directory, SamlProperties={"Status": "ENABLED", "UserAccessUrl": "https://idp.example.com/mine"}
    )
    workspaces.modify_client_properties(ResourceId=directory, ClientProperties={"LogUploadEnabled": "DISABLED"})
    there = play.world.inventory()

    changed = {**plain, "ClientProperties": {"ReconnectEnabled": "ENABLED"}}
    assert stack.update(changed) == "UPDATE_COMPLETE"
    assert stack.update(plain) == "UPDATE_COMPLETE"

    assert play.world.inventory() == there


def test_encryption_is_chosen_before_the_first_desktop(wire: Wire) -> None:
    play = play_of(wire)
    stack = play.created()
    assert stack.update(choices(play)["accelerated, with groups"]) == "UPDATE_COMPLETE"
    play.world.launch(play.world.directory)
    wire.restart()

    fips = {**play.properties, "EndpointEncryptionMode": "FIPS_VALIDATED"}
    assert stack.update(fips) == "UPDATE_ROLLBACK_COMPLETE"

    assert wire.changes == []
    assert "cannot change to FIPS_VALIDATED: it has 1 WorkSpaces" in stack.reasons[0]


def test_what_aws_refuses_is_taken_back(wire: Wire) -> None:
    play = play_of(wire)
    stack = play.created()

    elsewhere = "arn:aws:acm-pca:us-west-2:000000000000:certificate-authority/a"
    changed = {
        **play.properties,
        "SamlProperties": SAML,
        "CertificateBasedAuthProperties": {"Status": "ENABLED", "CertificateAuthorityArn": elsewhere},
    }
    assert stack.update(changed) == "UPDATE_ROLLBACK_COMPLETE"

    assert "private certificate authority of this region" in stack.reasons[0]
    play.expect_made(stack, play.properties)


def test_groups_and_endpoints_that_nobody_named_stay_as_they_were_made_by_hand(wire: Wire) -> None:
    play = play_of(wire)
    plain = {name: value for name, value in play.properties.items() if name != "IpGroupIds"}
    stack = play.stack()
    assert stack.create(plain) == "CREATE_COMPLETE"
    workspaces, directory = play.world.session.client("workspaces"), play.world.directory
    by_hand = play.world.streaming_endpoint
    workspaces.modify_workspace_access_properties(
        ResourceId=directory,
        WorkspaceAccessProperties={
            "AccessEndpointConfig": {
                "AccessEndpoints": [{"AccessEndpointType": "STREAMING_WSP", "VpcEndpointId": by_hand}]
            }
        },
    )
    workspaces.associate_ip_groups(DirectoryId=directory, GroupIds=[play.world.ip_group])
    there = play.world.inventory()

    changed = {**plain, "WorkspaceAccessProperties": {"DeviceTypeWeb": "ALLOW"}}
    assert stack.update(changed) == "UPDATE_COMPLETE"
    assert stack.update(plain) == "UPDATE_COMPLETE"

    assert play.world.inventory() == there


def test_what_is_no_longer_named_goes_and_nothing_else(wire: Wire) -> None:
    play = play_of(wire)
    plain = {name: value for name, value in play.properties.items() if name != "IpGroupIds"}
    stack = play.stack()
    assert stack.create({**plain, "IpGroupIds": [play.world.ip_group]}) == "CREATE_COMPLETE"
    workspaces, directory = play.world.session.client("workspaces"), play.world.directory
    by_hand = workspaces.create_ip_group(GroupName="by hand")["GroupId"]
    workspaces.associate_ip_groups(DirectoryId=directory, GroupIds=[by_hand])

    assert stack.update(plain) == "UPDATE_COMPLETE"

    (found,) = workspaces.describe_workspace_directories(DirectoryIds=[directory])["Directories"]
    assert found["ipGroupIds"] == [by_hand]
