"""Kinds of desktops: what a fleet's function is told, and what is refused before anything is deployed."""

from __future__ import annotations

from functools import cache
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_kms as kms

from tests.support.synth import new_app
from workspaces_constructs import Bundle, ConfigurationError, ExistingRegistration
from workspaces_constructs.desktops.fleet.persona import FleetPersona
from workspaces_constructs.desktops.fleet.runtime.model import FLEET_TAG, PersonaSettings

KEY = "arn:aws:kms:us-east-1:111122223333:key/0123abcd-0123-0123-0123-0123456789ab"


@cache
def key() -> kms.IKey:
    return kms.Key.from_key_arn(cdk.Stack(new_app(), "Stack"), "Key", KEY)


def persona(**arguments: Any) -> FleetPersona:  # noqa: ANN401 - whatever a persona takes
    given = {"bundle": Bundle.from_id("wsb-0123456789"), **arguments}
    return FleetPersona(registration=ExistingRegistration("d-0123456789"), volume_key=key(), **given)


def test_the_smallest_persona() -> None:
    assert persona().settings() == {
        "directory_id": "d-0123456789",
        "bundle_id": "wsb-0123456789",
        "key_arn": KEY,
        "running_mode": "AUTO_STOP",
        "auto_stop_minutes": 60,
        "root_volume_gib": 0,
        "user_volume_gib": 0,
        "operating_system": "",
        "tags": {},
    }


def test_the_fullest_persona() -> None:
    bundle = Bundle.from_id("wsb-0123456789", compute_type="POWER")
    made = persona(
        bundle=bundle, running_mode="AUTO_STOP", auto_stop_minutes=180, root_volume_gib=175, user_volume_gib=100,
        tags={"Team": "Sales"},
    )  # fmt: skip

    assert {
        name: value
        for name, value in made.settings().items()
        if name not in {"directory_id", "bundle_id", "key_arn", "operating_system"}
    } == {
        "running_mode": "AUTO_STOP",
        "auto_stop_minutes": 180,
        "root_volume_gib": 175,
        "user_volume_gib": 100,
        "tags": {"Team": "Sales"},
    }


def test_amazons_bundle_brings_its_operating_system() -> None:
    stack = cdk.Stack(new_app(), "Stack")
    bundle = Bundle.amazon(stack, "Bundle", operating_system="UBUNTU_24_04")

    assert persona(bundle=bundle).settings()["operating_system"] == "UBUNTU_24_04"


@pytest.mark.parametrize(
    ("arguments", "mode", "minutes"),
    [
        ({"running_mode": "ALWAYS_ON"}, "ALWAYS_ON", 0),
        ({"running_mode": None}, "", 60),
        ({"running_mode": None, "auto_stop_minutes": 120}, "", 120),
    ],
)
def test_a_mode_that_is_left_to_others_still_says_how_desktops_start(
    arguments: dict[str, Any], mode: str, minutes: int
) -> None:
    settings: PersonaSettings = persona(**arguments).settings()

    assert (settings["running_mode"], settings["auto_stop_minutes"]) == (mode, minutes)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"running_mode": "MANUAL"}, "running mode: got 'MANUAL'; allowed: AUTO_STOP, ALWAYS_ON"),
        ({"auto_stop_minutes": 90}, "AutoStop time-out in minutes: got 90; allowed: 60 or a multiple of it"),
        ({"auto_stop_minutes": 0}, "AutoStop time-out in minutes: got 0"),
        ({"running_mode": "ALWAYS_ON", "auto_stop_minutes": 60}, "auto_stop_minutes: got 60; allowed: only with"),
        ({"root_volume_gib": 80}, "volumes: got 'root 80, user None'; allowed: both sizes or none"),
        ({"root_volume_gib": 100, "user_volume_gib": 50}, "root/user volume: got '100/50 GiB'"),
        (
            {
                "bundle": Bundle.from_id("wsb-0123456789", compute_type="GENERALPURPOSE_4XLARGE"),
                "root_volume_gib": 80,
                "user_volume_gib": 50,
            },
            "root/user volume of GENERALPURPOSE_4XLARGE",
        ),
        ({"tags": {"aws:team": "x"}}, "tag key 'aws:team'"),
        ({"tags": {FLEET_TAG: "mine"}}, "fix: remove it: the fleet sets it"),
        ({"tags": {f"Tag{number}": "x" for number in range(50)}}, "at most 49, since the fleet adds"),
        ({"tags": {f"Tag{number}": "x" for number in range(51)}}, "number of tags: got 51"),
    ],
)
def test_what_aws_would_refuse_for_every_desktop_is_refused_once(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        persona(**arguments)

    assert message in str(refused.value)
