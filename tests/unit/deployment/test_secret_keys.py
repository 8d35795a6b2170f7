"""Whoever reads a secret that exists may use the key that encrypts it, where the settings name it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.scenario_settings import MFA, SECRET, mistakes, scenario_tree
from tests.support.synth import new_app
from tests.support.templates import properties
from workspaces_constructs.deployment import build
from workspaces_constructs.deployment.loading import parse

KEY = "arn:aws:kms:us-east-1:111122223333:key/12345678-90ab-cdef-1234-567890abcdef"
RADIUS = {"network__routed_cidrs": ["10.20.0.0/16"], **{f"mfa__{key}": value for key, value in MFA.items()}}
READ: list[tuple[str, str, dict[str, object], str]] = [
    ("ad-connector", "on_premises__service_account__secret_key_arn", {}, "AWS::IAM::Policy"),
    ("one-way-trust", "on_premises__service_account__secret_key_arn", {}, "AWS::IAM::Policy"),
    ("two-way-trust", "trust__secret_key_arn", {}, "AWS::IAM::Policy"),
    ("standalone", "mfa__secret_key_arn", {"personas__0__mfa": True, **RADIUS}, "AWS::IAM::Policy"),
    ("replica", "domain_controllers__administrator_secret_key_arn", {}, "AWS::IAM::Role"),
    ("replica", "domain_controllers__restore_mode_secret_key_arn", {}, "AWS::IAM::Role"),
    ("simple-ad", "directory__admin_secret_key_arn", {"directory__admin_secret_arn": SECRET}, "AWS::IAM::Role"),
    (
        "standalone",
        "directory__admin_secret_key_arn",
        {"directory__admin_secret_arn": SECRET, "admin_host__enabled": True},
        "AWS::IAM::Role",
    ),
]
"""The key, and whose permissions have it: those of the handlers, or of a host that reads the secret itself."""


def statements(tree: dict[str, Any], resource_type: str) -> list[dict[str, Any]]:
    app = new_app()
    build(app, parse(tree))
    given = [each for made in app.synth().stacks for each in properties(made.template, resource_type)]
    documents = [each["PolicyDocument"] for each in given if "PolicyDocument" in each]
    documents += [policy["PolicyDocument"] for each in given for policy in each.get("Policies", ())]
    return [statement for document in documents for statement in document["Statement"]]


@pytest.mark.parametrize(
    ("scenario", "path", "changes", "resource_type"), READ, ids=[f"{row[0]}-{row[1]}" for row in READ]
)
def test_the_reader_of_a_secret_may_use_its_key(
    scenario: str, path: str, changes: dict[str, object], resource_type: str
) -> None:
    given = statements(scenario_tree(scenario, **changes, **{path: KEY}), resource_type)
    missing = statements(scenario_tree(scenario, **changes), resource_type)

    assert [each for each in given if each["Action"] == "kms:Decrypt" and KEY in str(each["Resource"])]
    assert not [each for each in missing if KEY in str(each["Resource"])]


BAD: list[tuple[str, dict[str, object], list[str]]] = [
    ("two-way-trust", {"trust": {"secret_key_arn": KEY}}, ["trust.secret_key_arn: ", "only with secret_arn"]),
    (
        "standalone",
        {"directory__admin_secret_key_arn": KEY},
        ["directory.admin_secret_key_arn: ", "only with admin_secret_arn"],
    ),
    (
        "standalone",
        {"personas__0__mfa": True, "mfa": {"own_servers": True, "secret_key_arn": KEY}},
        ["mfa.secret_key_arn: ", "only with secret_arn"],
    ),
    (
        "ad-connector",
        {"on_premises__service_account__secret_key_arn": KEY.replace("us-east-1", "eu-west-1")},
        ["on_premises.service_account.secret_key_arn: ", "eu-west-1", "a key in us-east-1, where the secret is"],
    ),
    (
        "replica",
        {"domain_controllers__restore_mode_secret_key_arn": KEY.replace("us-east-1", "eu-west-1")},
        ["domain_controllers.restore_mode_secret_key_arn: ", "where the secret is"],
    ),
    (
        "replica",
        {"domain_controllers__administrator_secret_key_arn": "alias/mine"},
        ["domain_controllers.administrator_secret_key_arn: ", "'alias/mine'", "not an alias"],
    ),
    (
        "replica",
        {"domain_controllers__administrator_secret_key_arn": ["key"]},
        ["domain_controllers.administrator_secret_key_arn: ", "a list of 1", "text"],
    ),
]


@pytest.mark.parametrize(("scenario", "changes", "words"), BAD, ids=[f"{row[0]}-{row[2][0]}" for row in BAD])
def test_a_key_that_could_not_be_the_secrets_is_refused(
    scenario: str, changes: dict[str, object], words: list[str]
) -> None:
    (message,) = mistakes(scenario_tree(scenario, **changes))

    assert message.startswith(words[0])
    assert all(word in message for word in words)


def test_a_key_of_another_account_is_taken() -> None:
    other = KEY.replace("111122223333", "444455556666")
    parse(scenario_tree("ad-connector", on_premises__service_account__secret_key_arn=other))
