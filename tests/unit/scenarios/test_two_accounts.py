"""Shared services and desktops in two accounts: what one lets the other have, and by which names it is found."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.support.synth import templates, variant_tree
from tests.support.templates import properties
from tests.unit.scenarios.matrix import synthesised

DESKTOPS, SHARED = "111122223333", "444455556666"


def of_other_account(statements: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [each for each in statements if DESKTOPS in json.dumps(each["Principal"])]


def test_the_desktops_account_decrypts_nothing_but_secrets_with_the_records_key() -> None:
    made = templates("shared-services-two-accounts")["WorkSpaces-SharedServices-Shared"]
    (key,) = properties(made, "AWS::KMS::Key")

    (granted,) = of_other_account(key["KeyPolicy"]["Statement"])
    assert granted["Action"] == "kms:Decrypt"
    assert granted["Condition"] == {"StringEquals": {"kms:ViaService": "secretsmanager.us-east-1.amazonaws.com"}}


def test_the_desktops_account_reads_one_secret() -> None:
    made = templates("shared-services-two-accounts")["WorkSpaces-SharedServices-Shared"]
    (policy,) = properties(made, "AWS::SecretsManager::ResourcePolicy")

    assert "ServiceAccount" in policy["SecretId"]["Ref"]
    (granted,) = of_other_account(policy["ResourcePolicy"]["Statement"])
    assert set(granted["Action"]) == {"secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"}


def test_an_account_outside_the_organization_can_accept_both_invitations() -> None:
    made = templates("shared-services-two-accounts")["WorkSpaces-SharedServices-Shared"]
    shares = properties(made, "AWS::RAM::ResourceShare")

    assert len(shares) == 2
    assert all(each["Principals"] == [DESKTOPS] for each in shares)
    assert all(each.get("AllowExternalPrincipals", True) for each in shares)


@pytest.mark.parametrize("variant", ["shared-services-two-accounts", "one-way-trust-peering"])
def test_in_govcloud_everything_is_found_by_names_of_its_own_partition(variant: str) -> None:
    tree = json.loads(json.dumps(variant_tree(variant)).replace("us-east-1", "us-gov-west-1"))
    made = synthesised(tree)[tree["name"]]

    defaults = [each["Default"] for name, each in made["Parameters"].items() if name != "BootstrapVersion"]
    assert [each for each in defaults if not each.startswith(f"arn:aws-us-gov:ssm:us-gov-west-1:{SHARED}:")] == []
    assert "arn:aws:iam" not in json.dumps(made)
