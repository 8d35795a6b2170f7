"""Breaking the rules of ``families/encryption.py`` and ``families/keys.py``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.rules.support.desktop_changes import a_desktop, give, take
from tests.rules.support.mutations import mutation
from workspaces_constructs.rules.views.keys import volume_keys

if TYPE_CHECKING:
    from random import Random

    from workspaces_constructs.rules.templates import Templates

ROOT = "RootVolumeEncryptionEnabled"
USER = "UserVolumeEncryptionEnabled"
KEY = "VolumeEncryptionKey"
ELSEWHERE = "arn:aws:kms:af-south-1:000000000000:key/1234abcd-12ab-34cd-56ef-1234567890ab"


def give_to_key(templates: Templates, value: object, *way: str) -> bool:
    keys = [key for key, _ in volume_keys(templates).values()]
    return bool(keys) and give(keys[0], value, *way)


def state(templates: Templates, statement: dict[str, Any], *, alone: bool = False) -> bool:
    for key, _ in volume_keys(templates).values():
        given = key.raw["Properties"]["KeyPolicy"]["Statement"]
        given[:] = [statement] if alone else [*given, statement]
        return True
    return False


@mutation("WorkSpaces-ENC1")
def plain_user_volume(templates: Templates, random: Random) -> bool:
    desktop = a_desktop(templates, random)
    return desktop is not None and give(desktop, False, USER)  # noqa: FBT003 - the value of a property


@mutation("WorkSpaces-ENC1", related=("WorkSpaces-ENC3",))
def plain_volumes(templates: Templates, random: Random) -> bool:
    desktop = a_desktop(templates, random)
    return desktop is not None and take(desktop, ROOT) and take(desktop, USER)


@mutation("WorkSpaces-ENC2")
def no_key(templates: Templates, random: Random) -> bool:
    desktop = a_desktop(templates, random)
    return desktop is not None and take(desktop, KEY)


@mutation("WorkSpaces-ENC2")
def key_of_aws(templates: Templates, random: Random) -> bool:
    desktop = a_desktop(templates, random)
    return desktop is not None and give(desktop, "alias/aws/workspaces", KEY)


@mutation("WorkSpaces-ENC3", related=("WorkSpaces-ENC1",))
def key_for_plain_volumes(templates: Templates, random: Random) -> bool:
    desktop = a_desktop(templates, random)
    return desktop is not None and give(desktop, "false", ROOT) and give(desktop, "false", USER)


@mutation("WorkSpaces-ENC4")
def key_elsewhere(templates: Templates, random: Random) -> bool:
    desktop = a_desktop(templates, random)
    return desktop is not None and give(desktop, ELSEWHERE, KEY)


@mutation("WorkSpaces-ENC5")
def asymmetric(templates: Templates, _: Random) -> bool:
    return give_to_key(templates, "RSA_4096", "KeySpec")


@mutation("WorkSpaces-ENC6")
def disabled(templates: Templates, _: Random) -> bool:
    return give_to_key(templates, False, "Enabled")  # noqa: FBT003 - the value of a property


@mutation("WorkSpaces-ENC7")
def never_rotated(templates: Templates, _: Random) -> bool:
    return give_to_key(templates, "false", "EnableKeyRotation")


@mutation("WorkSpaces-ENC8")
def open_to_everybody(templates: Templates, _: Random) -> bool:
    statement = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "kms:Decrypt", "Resource": "*"}
    return state(templates, statement)


@mutation("WorkSpaces-ENC9")
def only_for_logs(templates: Templates, _: Random) -> bool:
    service = {"Service": "logs.us-east-1.amazonaws.com"}
    return state(templates, {"Effect": "Allow", "Principal": service, "Action": "kms:*", "Resource": "*"}, alone=True)


@mutation("WorkSpaces-ENC10")
def grants_for_anybody(templates: Templates, _: Random) -> bool:
    role = {"AWS": {"Fn::Sub": "arn:aws:iam::${AWS::AccountId}:role/desktops"}}
    return state(templates, {"Effect": "Allow", "Principal": role, "Action": ["kms:CreateGrant"], "Resource": "*"})


@mutation("WorkSpaces-ENC11")
def gone_in_a_week(templates: Templates, _: Random) -> bool:
    return give_to_key(templates, 7, "PendingWindowInDays")
