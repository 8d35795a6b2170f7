"""Which keys encrypt desktops' volumes, and who may use them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aws_cdk as cdk
import pytest
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms

from tests.support.synth import new_app, stack_template
from tests.support.templates import properties
from workspaces_constructs import ConfigurationError, VolumeKey
from workspaces_constructs.desktops.volume_key import require_volume_key

if TYPE_CHECKING:
    from collections.abc import Callable

ACCOUNT, REGION = "111122223333", "us-east-1"
OTHER = f"arn:aws:kms:{REGION}:444455556666:key/0a1b"


def in_other_region(stack: cdk.Stack) -> kms.IKey:
    app = stack.node.root
    assert isinstance(app, cdk.App)
    elsewhere = cdk.Stack(app, "Elsewhere", env=cdk.Environment(account=ACCOUNT, region="eu-west-1"))
    return kms.Key(elsewhere, "Key")


REFUSED: list[tuple[Callable[[cdk.Stack], kms.IKey], list[str]]] = [
    (lambda stack: kms.Key(stack, "Key", key_spec=kms.KeySpec.RSA_2048), ["KeySpec", "'RSA_2048'"]),
    (
        lambda stack: kms.Key(stack, "Key", key_spec=kms.KeySpec.ECC_NIST_P256, key_usage=kms.KeyUsage.SIGN_VERIFY),
        ["KeySpec", "'ECC_NIST_P256'"],
    ),
    (
        lambda stack: kms.Key(stack, "Key", key_spec=kms.KeySpec.HMAC_256, key_usage=kms.KeyUsage.GENERATE_VERIFY_MAC),
        ["KeySpec", "'HMAC_256'"],
    ),
    (in_other_region, ["arn:aws", "a key in us-east-1", "replica"]),
    (
        lambda stack: kms.Key.from_key_arn(stack, "Key", f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/0a1b"),
        ["eu-west-1", "a key in us-east-1"],
    ),
    (lambda stack: kms.Key.from_key_arn(stack, "Key", OTHER), [OTHER, f"account {ACCOUNT}", "of_other_account"]),
    (lambda stack: kms.Alias.from_alias_name(stack, "Key", "alias/aws/ebs"), ["alias/aws/ebs", "another service"]),
]


def stack_of_desktops() -> cdk.Stack:
    return cdk.Stack(new_app(), "Stack", env=cdk.Environment(account=ACCOUNT, region=REGION))


@pytest.mark.parametrize(("make", "words"), REFUSED, ids=[words[0] + str(n) for n, (_, words) in enumerate(REFUSED)])
def test_a_key_that_workspaces_cannot_use_is_refused(make: Callable[[cdk.Stack], kms.IKey], words: list[str]) -> None:
    stack = stack_of_desktops()
    key = make(stack)

    for _ in range(2):
        with pytest.raises(ConfigurationError) as refused:
            require_volume_key(stack, key)

        assert not [word for word in words if word not in str(refused.value)], str(refused.value)


@pytest.mark.parametrize(
    "make",
    [
        lambda stack: VolumeKey(stack, "Key").key,
        lambda stack: VolumeKey.of_other_account(stack, "Key", OTHER),
        lambda stack: kms.Key.from_key_arn(stack, "Key", f"arn:aws:kms:{REGION}:{ACCOUNT}:key/0a1b"),
        lambda stack: kms.Key.from_key_arn(stack, "Key", cdk.Fn.import_value("Key")),
        lambda stack: kms.Alias.from_alias_name(stack, "Key", "alias/aws/workspaces"),
        lambda stack: kms.Key(stack, "Key").add_alias("desktops"),
    ],
    ids=["own", "shared", "imported", "token", "of WorkSpaces", "alias"],
)
def test_a_key_that_may_be_right_passes(make: Callable[[cdk.Stack], kms.IKey]) -> None:
    stack = stack_of_desktops()
    key = make(stack)

    assert require_volume_key(stack, key) is key


def test_a_stack_without_a_place_takes_a_key_of_any() -> None:
    stack = cdk.Stack(new_app(), "Stack")
    key = kms.Key.from_key_arn(stack, "Key", OTHER)

    assert require_volume_key(stack, key) is key


def test_launchers_use_it_by_way_of_workspaces_only() -> None:
    launcher = iam.ArnPrincipal(f"arn:aws:iam::{ACCOUNT}:role/launcher")
    made = stack_template(lambda stack: VolumeKey(stack, "Key", launchers=[launcher]))
    (key,) = properties(made, "AWS::KMS::Key")
    own = {row["Sid"]: row for row in key["KeyPolicy"]["Statement"] if "Sid" in row}

    via = {"kms:ViaService": "workspaces.us-east-1.amazonaws.com"}
    assert own["UseForWorkspaces"]["Condition"] == {"StringEquals": via}
    assert own["GrantToWorkspaces"]["Condition"] == {
        "Bool": {"kms:GrantIsForAWSResource": "true"},
        "StringEquals": via,
    }
    assert {row["Principal"]["AWS"] for row in own.values()} == {launcher.arn}
    assert key["EnableKeyRotation"] is True
