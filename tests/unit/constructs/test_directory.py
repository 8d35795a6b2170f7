"""The directory, its users and its connector."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.synth import stack_template, template
from tests.support.templates import by_type, only, properties
from workspaces_constructs import ExistingManagedMicrosoftAd
from workspaces_constructs.facts.iam import SERVER_ADMINISTRATORS_GROUP
from workspaces_constructs.facts.ports import MANAGED_AD_INBOUND

if TYPE_CHECKING:
    import aws_cdk as cdk


def test_the_managed_ad_stands_in_its_own_pair() -> None:
    _, directory = only(template(), "AWS::DirectoryService::MicrosoftAD")
    subnets = [subnet["Ref"] for subnet in directory["Properties"]["VpcSettings"]["SubnetIds"]]

    assert len(subnets) == 2
    assert all("DirectorySubnet" in subnet for subnet in subnets)
    assert directory["Properties"]["Name"] == "corp.example.com"
    assert directory["Properties"]["ShortName"] == "corp"
    assert directory["Properties"]["Edition"] == "Standard"


def test_the_administrators_password_is_a_dynamic_reference_without_a_version() -> None:
    _, directory = only(template(), "AWS::DirectoryService::MicrosoftAD")
    before, secret, after = directory["Properties"]["Password"]["Fn::Join"][1]

    assert before == "{{resolve:secretsmanager:"
    assert template()["Resources"][secret["Ref"]]["Type"] == "AWS::SecretsManager::Secret"
    assert after == ":SecretString:password::}}"


def test_secrets_are_generated_and_encrypted_by_the_records_key() -> None:
    secrets = properties(template(), "AWS::SecretsManager::Secret")

    assert len(secrets) == 4
    for secret in secrets:
        generated = secret["GenerateSecretString"]
        assert "SecretString" not in secret
        assert generated["PasswordLength"] == 32
        assert generated["RequireEachIncludedType"] is True
        assert "RecordsKey" in secret["KmsKeyId"]["Fn::GetAtt"][0]


def test_users_pass_their_secrets_by_arn() -> None:
    users = properties(template(), "Custom::WorkspacesDirectoryUser")

    assert sorted(user["SAMAccountName"] for user in users) == ["alice", "bob", "workspaces-join"]
    for user in users:
        assert template()["Resources"][user["SecretArn"]["Ref"]]["Type"] == "AWS::SecretsManager::Secret"


def test_the_connectors_account_may_join_more_than_ten_computers() -> None:
    accounts = properties(template(), "Custom::WorkspacesDirectoryUser")
    (account,) = [account for account in accounts if account["SAMAccountName"] == "workspaces-join"]

    assert account["Groups"] == [SERVER_ADMINISTRATORS_GROUP]


def test_the_connector_points_at_the_managed_ad() -> None:
    (connector,) = properties(template(), "Custom::WorkspacesAdConnector")

    assert connector["Name"] == "corp.example.com"
    assert "DnsIpAddrs" in str(connector["CustomerDnsIps"])
    assert connector["Size"] == "Small"
    assert connector["PasswordField"] == "password"
    assert all("employees" in subnet["Ref"] for subnet in connector["SubnetIds"])


def test_other_networks_reach_the_controllers_on_the_ports_of_the_facts() -> None:
    def make(stack: cdk.Stack) -> None:
        directory = ExistingManagedMicrosoftAd(
            stack, "Directory", directory_id="d-0123456789", domain_name="corp.example.com"
        )
        directory.allow_from("10.1.0.0/16")

    made = stack_template(make)
    inbound = properties(made, "AWS::EC2::SecurityGroupIngress")
    details, _ = only(made, "Custom::WorkspacesDirectoryDetails")

    assert {(rule["IpProtocol"], rule["FromPort"], rule["ToPort"]) for rule in inbound} == {
        (rule.protocol, rule.from_port, rule.to_port) for rule in MANAGED_AD_INBOUND
    }
    assert {rule["CidrIp"] for rule in inbound} == {"10.1.0.0/16"}
    assert all(rule["GroupId"] == {"Fn::GetAtt": [details, "SecurityGroupId"]} for rule in inbound)


def test_a_directory_that_exists_is_not_made() -> None:
    made = template("existing")

    assert not by_type(made, "AWS::DirectoryService::MicrosoftAD")
    (connector,) = properties(made, "Custom::WorkspacesAdConnector")
    assert connector["SubnetIds"] == ["subnet-0123456789abcd301", "subnet-0123456789abcd302"]
