"""Multi-factor authentication, LDAPS, log forwarding and Simple AD, as templates and as refusals."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import aws_cdk as cdk
import pytest
from aws_cdk import assertions
from aws_cdk import aws_kms as kms
from aws_cdk import aws_secretsmanager as secretsmanager

from tests.support.certificates import authority
from tests.support.synth import new_app, stack_template, synthesised
from tests.support.templates import by_type, only, properties
from workspaces_constructs import (
    ClientLdaps,
    ConfigurationError,
    DirectoryLogs,
    DirectoryRegistration,
    ExistingManagedMicrosoftAd,
    ExistingSimpleAd,
    RadiusMfa,
    RadiusServers,
    RadiusSettings,
    SimpleAd,
    SubnetPair,
    WorkspacesVpc,
)

if TYPE_CHECKING:
    from tests.unit.constructs.conftest import Surroundings

ID = "d-0123456789"
DOMAIN = "corp.example.com"


def managed(stack: cdk.Stack) -> ExistingManagedMicrosoftAd:
    return ExistingManagedMicrosoftAd(stack, "Directory", directory_id=ID, domain_name=DOMAIN)


def secret(stack: cdk.Stack) -> secretsmanager.ISecret:
    return secretsmanager.Secret(stack, "Secret")


def test_mfa_passes_the_secret_by_arn_and_may_read_it() -> None:
    def make(stack: cdk.Stack) -> None:
        settings = RadiusSettings(["10.20.0.50", "radius.example.com"], secret(stack), secret_field="shared")
        RadiusMfa(stack, "Mfa", directory=managed(stack), settings=settings)

    made = stack_template(make)
    (mfa,) = properties(made, "Custom::WorkspacesRadiusMfa")

    assert made["Resources"][mfa["SecretArn"]["Ref"]]["Type"] == "AWS::SecretsManager::Secret"
    del mfa["SecretArn"], mfa["ServiceToken"]
    assert mfa == {
        "DirectoryId": ID, "RadiusServers": ["10.20.0.50", "radius.example.com"], "RadiusPort": 1812,
        "RadiusTimeout": 20, "RadiusRetries": 3, "PasswordField": "shared", "AuthenticationProtocol": "PAP",
        "DisplayLabel": "MFA code", "UseSameUsername": True,
    }  # fmt: skip
    assert "secretsmanager:GetSecretValue" in json.dumps(by_type(made, "AWS::IAM::Policy"))


def test_a_timeout_that_aws_advises_against_is_warned_of() -> None:
    stack = cdk.Stack(new_app(), "Stack")
    settings = RadiusSettings(["10.20.0.50"], secret(stack), timeout=40)
    RadiusMfa(stack, "Mfa", directory=managed(stack), settings=settings)

    assertions.Annotations.from_stack(stack).has_warning("*", assertions.Match.string_like_regexp(".*40 seconds.*"))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"servers": []}, "none"),
        ({"servers": ["10.20.0.300"]}, "10.20.0.300"),
        ({"servers": ["radius"]}, "radius"),
        ({"servers": ["10.20.0.50", "10.20.0.50"]}, "each once"),
        ({"port": 1024}, "1025 to 65535"),
        ({"timeout": 51}, "1 to 50"),
        ({"retries": 11}, "0 to 10"),
        ({"protocol": "EAP"}, "MS-CHAPv2"),
        ({"display_label": "x" * 65}, "1 to 64"),
    ],
    ids=str,
)
def test_radius_settings_that_aws_refuses_are_refused(around: Surroundings, given: dict[str, Any], said: str) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        RadiusSettings(**{"servers": ["10.20.0.50"], "secret": around.secret, **given})

    assert said in str(refusal.value)
    assert refusal.value.fix


def two_zones(stack: cdk.Stack) -> WorkspacesVpc:
    return WorkspacesVpc(stack, "Network", radius_subnets=True, directory_subnets=True)


def radius_template(**more: Any) -> dict[str, Any]:  # noqa: ANN401 - any argument of RadiusServers
    def make(stack: cdk.Stack) -> None:
        network = two_zones(stack)
        key = kms.Key(stack, "Key")
        assert network.radius_subnets is not None
        servers = RadiusServers(
            stack, "Radius", vpc=network.vpc, subnets=network.radius_subnets, encryption_key=key,
            **{"client_cidrs": network.desktop_subnets["Desktops"].cidrs, **more},
        )  # fmt: skip
        RadiusMfa(stack, "Mfa", directory=managed(stack), settings=servers.settings)

    return stack_template(make)


def test_the_servers_stand_in_both_zones_with_addresses_that_never_change() -> None:
    made = radius_template()
    servers = properties(made, "AWS::EC2::Instance")
    radius = {name: each["Properties"]["CidrBlock"] for name, each in by_type(made, "AWS::EC2::Subnet").items()}

    assert len({server["SubnetId"]["Ref"] for server in servers}) == 2
    for server in servers:
        cidr = radius[server["SubnetId"]["Ref"]]
        first, last = cidr.split("/")[0].rsplit(".", 1)
        assert server["PrivateIpAddress"] == f"{first}.{int(last) + 14}"
        assert "ImageId" not in server, "a new image would replace the server, whose address is taken"
        (disk,) = server["BlockDeviceMappings"]
        assert disk["Ebs"]["Encrypted"] is True
    _, template = only(made, "AWS::EC2::LaunchTemplate")
    data = template["Properties"]["LaunchTemplateData"]
    assert data["ImageId"].startswith("resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023")
    assert data["MetadataOptions"]["HttpTokens"] == "required"


def test_only_the_directorys_subnets_reach_the_servers_and_only_by_radius() -> None:
    made = radius_template(client_cidrs=["172.20.4.0/24", "172.20.6.0/24"])
    (group,) = [each for each in properties(made, "AWS::EC2::SecurityGroup") if "RADIUS" in each["GroupDescription"]]

    inbound = {(rule["IpProtocol"], rule["FromPort"], rule["ToPort"]) for rule in group["SecurityGroupIngress"]}
    assert inbound == {("udp", 1812, 1812)}
    assert {rule["CidrIp"] for rule in group["SecurityGroupIngress"]} == {"172.20.4.0/24", "172.20.6.0/24"}
    assert [(rule["IpProtocol"], rule["FromPort"]) for rule in group["SecurityGroupEgress"]] == [("tcp", 443)]


def test_no_secret_is_in_the_user_data_and_the_role_reads_only_two() -> None:
    made = radius_template()
    server = properties(made, "AWS::EC2::Instance")[0]
    text = json.dumps(server["UserData"])
    (role,) = [each for each in properties(made, "AWS::IAM::Role") if "RADIUS" in each.get("Description", "")]
    read, decrypt = role["Policies"][0]["PolicyDocument"]["Statement"]

    assert "resolve:secretsmanager" not in text
    assert "freeradius" in text
    assert {made["Resources"][arn["Ref"]]["Type"] for arn in read["Resource"]} == {"AWS::SecretsManager::Secret"}
    assert len(read["Resource"]) == 2
    assert "secretsmanager" in json.dumps(decrypt["Condition"])


def test_a_shared_secret_that_exists_is_read_and_passed_on() -> None:
    arn = "arn:aws:secretsmanager:us-east-1:111122223333:secret:radius-AbCdEf"
    key = "arn:aws:kms:us-east-1:111122223333:key/1"

    def make(stack: cdk.Stack) -> None:
        network = two_zones(stack)
        assert network.radius_subnets is not None
        shared = secretsmanager.Secret.from_secret_attributes(
            stack, "Shared", secret_complete_arn=arn, encryption_key=kms.Key.from_key_arn(stack, "Key", key)
        )
        servers = RadiusServers(
            stack, "Radius", vpc=network.vpc, subnets=network.radius_subnets, secret=shared,
            client_cidrs=network.desktop_subnets["Desktops"].cidrs,
        )  # fmt: skip
        RadiusMfa(stack, "Mfa", directory=managed(stack), settings=servers.settings)

    made = stack_template(make)
    (role,) = [each for each in properties(made, "AWS::IAM::Role") if "RADIUS" in each.get("Description", "")]
    read, decrypt = role["Policies"][0]["PolicyDocument"]["Statement"]
    (mfa,) = properties(made, "Custom::WorkspacesRadiusMfa")

    assert len(by_type(made, "AWS::SecretsManager::Secret")) == 1, "the seeds"
    assert arn in read["Resource"]
    assert decrypt["Resource"] == key
    assert mfa["SecretArn"] == arn
    assert arn in json.dumps(properties(made, "AWS::EC2::Instance")[0]["UserData"])


def test_the_seeds_are_never_overwritten_by_a_deployment() -> None:
    secrets = properties(radius_template(), "AWS::SecretsManager::Secret")
    (seeds,) = [each for each in secrets if "seeds" in each["Description"]]

    assert "SecretString" not in seeds
    assert "GenerateSecretString" not in seeds


def test_mfa_waits_for_the_servers() -> None:
    made = radius_template()
    (mfa,) = properties(made, "Custom::WorkspacesRadiusMfa")

    assert [made["Resources"][each["Fn::GetAtt"][0]]["Type"] for each in mfa["RadiusServers"]] == (
        ["AWS::EC2::Instance"] * 2
    )
    assert {each["Fn::GetAtt"][1] for each in mfa["RadiusServers"]} == {"PrivateIp"}
    assert mfa["AuthenticationProtocol"] == "PAP"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"client_cidrs": []}, "client_cidrs"),
        ({"client_cidrs": ["0.0.0.0/0"]}, "client_cidrs"),
        ({"instance_type": "t3.micro"}, "arm64"),
        ({"display_label": ""}, "1 to 64"),
    ],
    ids=str,
)
def test_servers_that_could_not_work_are_refused(given: dict[str, Any], said: str) -> None:
    with pytest.raises(ConfigurationError, match=said):
        radius_template(**given)


def test_ldaps_has_the_certificates_as_they_are() -> None:
    certificates = [authority("One"), authority("Two")]
    made = stack_template(lambda stack: ClientLdaps(stack, "L", directory=managed(stack), certificates=certificates))
    (ldaps,) = properties(made, "Custom::WorkspacesClientLdaps")

    assert (ldaps["CertificateData"], ldaps["Type"], ldaps["DirectoryId"]) == (certificates, "Client", ID)


@pytest.mark.parametrize(
    "certificates",
    [[], [authority("One")] * 2, [authority(str(number)) for number in range(6)], ["-----BEGIN PRIVATE KEY-----"]],
    ids=["none", "twice", "six", "a key"],
)
def test_certificates_that_could_not_be_registered_are_refused(around: Surroundings, certificates: list[str]) -> None:
    with pytest.raises(ConfigurationError, match="certificate") as refusal:
        ClientLdaps(around.scope, "Tested", directory=around.connector, certificates=certificates)

    assert "PRIVATE" not in str(refusal.value)


def test_the_logs_have_a_group_of_their_own_and_directory_service_writes_nowhere_else() -> None:
    def make(stack: cdk.Stack) -> None:
        DirectoryLogs(stack, "Logs", directory=managed(stack), encryption_key=kms.Key(stack, "Key"))

    made = stack_template(make)
    (subscription,) = properties(made, "Custom::WorkspacesDirectoryLogs")
    logical_id = subscription["LogGroupName"]["Ref"]
    group = made["Resources"][logical_id]
    permission, policy = only(made, "AWS::Logs::ResourcePolicy")
    written = json.dumps(policy["Properties"]["PolicyDocument"])
    (_, resource) = only(made, "Custom::WorkspacesDirectoryLogs")

    assert group["Properties"]["LogGroupName"] == f"/aws/directoryservice/{ID}"
    assert group["Properties"]["RetentionInDays"] == 365
    assert "Key" in json.dumps(group["Properties"]["KmsKeyId"])
    assert "ds.amazonaws.com" in written
    assert logical_id in written
    assert permission in resource["DependsOn"], "AWS refuses the subscription without the permission"
    assert "logs.us-east-1.amazonaws.com" in json.dumps(by_type(made, "AWS::KMS::Key"))


def test_a_simple_ad_can_be_registered_and_its_deletion_waited_for() -> None:
    def make(stack: cdk.Stack) -> None:
        network = two_zones(stack)
        assert network.directory_subnets is not None
        directory = SimpleAd(
            stack,
            "Simple",
            vpc=network.vpc,
            subnets=network.directory_subnets.subnets,
            domain_name=DOMAIN,
            size="Large",
        )
        DirectoryRegistration(
            stack, "Registration", directory=directory, vpc=network.vpc,
            subnets=network.desktop_subnets["Desktops"].subnets,
        )  # fmt: skip
        cdk.CfnOutput(stack, "Dns", value=cdk.Fn.join(",", directory.dns_addresses))
        cdk.CfnOutput(stack, "Group", value=directory.security_group_id)

    made = stack_template(make)
    logical_id, directory = only(made, "AWS::DirectoryService::SimpleAD")
    (registration,) = properties(made, "Custom::WorkspacesDirectoryRegistration")

    assert (directory["Properties"]["Size"], directory["Properties"]["ShortName"]) == ("Large", "corp")
    before, used, after = directory["Properties"]["Password"]["Fn::Join"][1]
    assert (before, after) == ("{{resolve:secretsmanager:", ":SecretString:password::}}")
    generated = made["Resources"][used["Ref"]]["Properties"]["GenerateSecretString"]
    assert json.loads(generated["SecretStringTemplate"]) == {"username": "Administrator"}
    assert registration["DirectoryId"] == {"Ref": logical_id}
    assert registration["LingerSeconds"] == 2400


@pytest.mark.parametrize("region", ["eu-central-1", "us-east-2"])
def test_regions_without_simple_ad_are_refused_with_those_that_have_it(region: str) -> None:
    with pytest.raises(ConfigurationError, match="eu-west-1") as refusal:
        stack_template(lambda stack: ExistingSimpleAd(stack, "S", directory_id=ID, domain_name=DOMAIN), region)

    assert region in str(refusal.value)


def test_a_stack_for_any_region_takes_a_simple_ad() -> None:
    app = new_app()
    ExistingSimpleAd(cdk.Stack(app, "Stack", analytics_reporting=False), "S", directory_id=ID, domain_name=DOMAIN)

    assert by_type(synthesised(app), "Custom::WorkspacesDirectoryDetails")


@pytest.mark.parametrize("given", [{"size": "Medium"}, {"domain_name": "corp"}, {"netbios_name": "a" * 16}], ids=str)
def test_a_simple_ad_that_could_not_be_made_is_refused(around: Surroundings, given: dict[str, Any]) -> None:
    arguments: dict[str, Any] = {"vpc": around.vpc, "subnets": around.subnets, "domain_name": DOMAIN, **given}
    with pytest.raises(ConfigurationError):
        SimpleAd(around.scope, "Tested", **arguments)


def test_what_simple_ad_lacks_is_refused_with_the_way_out(around: Surroundings) -> None:
    simple = ExistingSimpleAd(around.scope, "Simple", directory_id=ID, domain_name=DOMAIN)
    settings = RadiusSettings(["10.20.0.50"], around.secret)
    with pytest.raises(ConfigurationError, match="ManagedMicrosoftAd"):
        RadiusMfa(around.scope, "Mfa", directory=simple, settings=settings)
    with pytest.raises(ConfigurationError, match="ManagedMicrosoftAd"):
        ClientLdaps(around.scope, "Ldaps", directory=simple, certificates=[authority("One")])
    with pytest.raises(ConfigurationError, match="forward none"):
        DirectoryLogs(around.scope, "Logs", directory=simple)  # type: ignore[arg-type]


def test_the_subnets_of_the_servers_may_be_somebody_elses(around: Surroundings) -> None:
    pair = SubnetPair("Radius", around.subnets, ("10.1.0.0/28", "10.1.0.16/28"))
    servers = RadiusServers(around.scope, "Radius", vpc=around.vpc, subnets=pair, client_cidrs=["10.1.1.0/24"])

    assert servers.addresses == ("10.1.0.14", "10.1.0.30")
