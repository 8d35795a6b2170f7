"""What the handlers' role may do, and that IAM takes it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from aws_cdk import aws_kms as kms
from aws_cdk import aws_secretsmanager as secretsmanager

from tests.support.synth import Template, stack_template, template
from workspaces_constructs import DesktopUser, StandaloneScenario
from workspaces_constructs.custom_resources.permissions import PERMISSIONS
from workspaces_constructs.custom_resources.provider import Provider

if TYPE_CHECKING:
    import aws_cdk as cdk

MOST_CHARACTERS = 10_240
"""IAM's limit for all inline policies of a role, white space not counted (IAM guide, quotas)."""
MOST_OF_ONE = 6_144
"""IAM's limit for a managed policy."""
LONGEST = "x" * 100
"""About the length of an ARN that an intrinsic function stands for."""
PLACE = {"AWS::AccountId": "1" * 12, "AWS::Region": "ap-southeast-1", "AWS::Partition": "aws-us-gov"}


def standalone(users: int) -> Template:
    names = [DesktopUser(f"user{number}") for number in range(users)]
    return stack_template(
        lambda stack: StandaloneScenario(stack, "WorkSpaces", domain_name="corp.example.com", users=names)
    )


def handler_policies(template: Template) -> list[Any]:
    """The documents of all policies of the role that does the work."""
    resources = template["Resources"]
    roles = [name for name, each in resources.items() if each["Type"] == "AWS::IAM::Role"]
    (role,) = [name for name in roles if name.startswith("WorkspacesConstructsProviderRole")]
    policies = [each["Properties"] for each in resources.values() if each["Type"] == "AWS::IAM::Policy"]
    return [each["PolicyDocument"] for each in policies if {"Ref": role} in each["Roles"]]


def flat(value: Any) -> Any:  # noqa: ANN401 - a template's value
    if isinstance(value, dict):
        intrinsic: tuple[str, Any] = next(iter(value.items()), ("", None))
        function, argument = intrinsic
        if function == "Fn::Join":
            return argument[0].join(flat(part) for part in argument[1])
        if function in {"Ref", "Fn::GetAtt"}:
            return PLACE.get(argument, LONGEST) if function == "Ref" else LONGEST
        return {name: flat(each) for name, each in value.items()}
    return [flat(each) for each in value] if isinstance(value, list) else value


def size(template: Template) -> int:
    return sum(len(json.dumps(flat(document), separators=(",", ":"))) for document in handler_policies(template))


@pytest.mark.parametrize("users", [2, 120])
def test_any_number_of_users_fits_into_the_role(users: int) -> None:
    assert 2_000 < size(standalone(users)) < MOST_CHARACTERS - 1_000


def test_everything_that_one_settings_file_can_ask_for_fits_into_the_role() -> None:
    assert 2_000 < size(template("everything")) < MOST_CHARACTERS - 1_000


def test_every_kind_at_once_fits_into_the_role() -> None:
    def make(stack: cdk.Stack) -> None:
        policies = Provider.of(stack).policies
        for kind in PERMISSIONS:
            policies.of_kind(kind)

    made = stack_template(make)
    managed = [each for each in made["Resources"].values() if each["Type"] == "AWS::IAM::ManagedPolicy"]

    assert 7_000 < size(made) < MOST_CHARACTERS - 1_000
    assert all(len(json.dumps(flat(each["Properties"]["PolicyDocument"]))) < MOST_OF_ONE for each in managed)


def test_a_secret_of_ones_own_key_is_decrypted_through_secrets_manager_only() -> None:
    def make(stack: cdk.Stack) -> None:
        secret = secretsmanager.Secret(stack, "Secret", encryption_key=kms.Key(stack, "Key"))
        Provider.of(stack).policies.for_secret(secret)

    documents = handler_policies(stack_template(make))
    (document,) = [each for each in documents if "kms:Decrypt" in json.dumps(each)]
    (reads, decrypts) = document["Statement"]
    assert reads["Condition"] == {"StringEquals": {"aws:ResourceTag/workspaces-constructs:stack": "Stack"}}
    assert decrypts["Condition"] == {"StringEquals": {"kms:ViaService": "secretsmanager.us-east-1.amazonaws.com"}}


def test_a_secret_of_another_stack_is_decrypted_too_where_its_key_is_known() -> None:
    arn = "arn:aws:secretsmanager:us-east-1:111122223333:secret:join-AbCdEf"
    key = "arn:aws:kms:us-east-1:111122223333:key/12345678-90ab-cdef-1234-567890abcdef"

    def make(stack: cdk.Stack) -> None:
        secret = secretsmanager.Secret.from_secret_attributes(
            stack, "Secret", secret_complete_arn=arn, encryption_key=kms.Key.from_key_arn(stack, "Key", key)
        )
        Provider.of(stack).policies.for_secret(secret)

    documents = handler_policies(stack_template(make))
    statements = [statement for document in documents for statement in document["Statement"]]
    (decrypts,) = [each for each in statements if each["Action"] == "kms:Decrypt"]
    assert decrypts["Resource"] == key
    assert decrypts["Condition"] == {"StringEquals": {"kms:ViaService": "secretsmanager.us-east-1.amazonaws.com"}}
    assert any("secretsmanager:GetSecretValue" in each["Action"] and each["Resource"] == arn for each in statements)
