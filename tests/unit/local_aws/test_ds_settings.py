"""What a directory can be set to: RADIUS, client-side LDAPS, log forwarding, and its alias."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from local_aws import faults
from local_aws.clock import clock
from local_aws.faults import Fault
from local_aws.sandbox import MINUTE, NAME, PASSWORD, World, refused
from local_aws.services import domains, durations, radius
from tests.support.certificates import authority

if TYPE_CHECKING:
    from mypy_boto3_ds.type_defs import RadiusSettingsTypeDef

SECRET = "between-us-2026"
SERVER = "10.20.0.50"
GROUP = "/aws/directoryservice/d-0123456789"
UNKNOWN = "d-0000000000"


def settings(**changes: object) -> RadiusSettingsTypeDef:
    given = {"RadiusServers": [SERVER], "RadiusPort": 1812, "RadiusTimeout": 5, "RadiusRetries": 1,
             "SharedSecret": SECRET, "AuthenticationProtocol": "PAP"}  # fmt: skip
    return {**given, **changes}  # type: ignore[typeddict-item]


def simple_ad(world: World) -> str:
    place = {"VpcId": world.vpc, "SubnetIds": world.subnets[:2]}
    made = world.ds.create_directory(Name=NAME, Password=PASSWORD, Size="Small", VpcSettings=place)  # type: ignore[arg-type]
    clock.advance(30 * MINUTE)
    return made["DirectoryId"]


def status(world: World, directory: str) -> str | None:
    return world.directory(directory).get("RadiusStatus")


def test_radius_is_completed_when_every_server_answers_and_never_tells_the_secret(world: World) -> None:
    radius.add_server(SERVER, SECRET)
    directory = world.managed_ad()
    world.ds.enable_radius(DirectoryId=directory, RadiusSettings=settings())
    assert status(world, directory) == "Creating"
    clock.advance(durations.RADIUS)
    assert status(world, directory) == "Completed"
    assert world.directory(directory)["RadiusSettings"]["RadiusServers"] == [SERVER]
    assert SECRET not in str(world.directory(directory))
    world.ds.disable_radius(DirectoryId=directory)
    assert "RadiusSettings" not in world.directory(directory)


@pytest.mark.parametrize(
    "changes",
    [
        {"SharedSecret": "another-secret"},
        {"RadiusPort": 1645},
        {"AuthenticationProtocol": "CHAP"},
        {"RadiusServers": [SERVER, "10.20.0.51"]},
    ],
    ids=["secret", "port", "protocol", "one server silent"],
)
def test_radius_fails_where_a_server_does_not_answer(world: World, changes: dict[str, object]) -> None:
    radius.add_server(SERVER, SECRET, protocols=["PAP"])
    directory = world.managed_ad()
    world.ds.enable_radius(DirectoryId=directory, RadiusSettings=settings(**changes))
    clock.advance(durations.RADIUS)
    assert status(world, directory) == "Failed"
    world.ds.update_radius(DirectoryId=directory, RadiusSettings=settings())
    clock.advance(durations.RADIUS)
    assert status(world, directory) == "Completed"


@pytest.mark.parametrize(
    ("user_data", "ingress", "expected"),
    [
        ("dnf install freeradius # {arn}", "172.20.0.0/16", "Completed"),
        ("dnf install freeradius # {arn}", "10.0.0.0/8", "Failed"),
        ("dnf install freeradius", "172.20.0.0/16", "Failed"),
        ("dnf install nginx # {arn}", "172.20.0.0/16", "Failed"),
    ],
    ids=["set up", "shut by its security group", "without the secret", "another server"],
)
def test_an_instance_that_installs_freeradius_answers_whom_its_group_lets_in(
    world: World, user_data: str, ingress: str, expected: str
) -> None:
    manager = world.session.client("secretsmanager")
    arn = manager.create_secret(Name="radius", SecretString=json.dumps({"password": SECRET}))["ARN"]
    group = world.ec2.create_security_group(GroupName="radius", Description="radius", VpcId=world.vpc)["GroupId"]
    rule = {"IpProtocol": "udp", "FromPort": 1812, "ToPort": 1812, "IpRanges": [{"CidrIp": ingress}]}
    world.ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[rule])  # type: ignore[list-item]
    image = world.ec2.describe_images(Owners=["amazon"])["Images"][0]["ImageId"]
    world.ec2.run_instances(
        ImageId=image, MinCount=1, MaxCount=1, InstanceType="t4g.micro", SubnetId=world.subnets[0],
        PrivateIpAddress="172.20.0.14", SecurityGroupIds=[group], UserData=user_data.format(arn=arn),
    )  # fmt: skip
    directory = world.managed_ad()
    world.ds.enable_radius(DirectoryId=directory, RadiusSettings=settings(RadiusServers=["172.20.0.14"]))
    clock.advance(durations.RADIUS)
    assert status(world, directory) == expected


def test_radius_is_enabled_once_updated_only_when_enabled_and_not_on_a_simple_ad(world: World) -> None:
    directory, simple = world.managed_ad(), simple_ad(world)

    def code(operation: str, identifier: str) -> str:
        call = getattr(world.ds, operation)
        return refused(call, DirectoryId=identifier, RadiusSettings=settings())[0]

    assert code("update_radius", directory) == "EntityDoesNotExistException"
    world.ds.enable_radius(DirectoryId=directory, RadiusSettings=settings())
    assert code("enable_radius", directory) == "EntityAlreadyExistsException"
    assert code("update_radius", directory) == "ClientException"  # while it is being set up
    assert code("enable_radius", simple) == "ClientException"
    assert code("enable_radius", UNKNOWN) == "EntityDoesNotExistException"
    incomplete = {"RadiusServers": [SERVER]}
    assert refused(world.ds.enable_radius, DirectoryId=directory, RadiusSettings=incomplete)[0] != ""


def ldaps(world: World, directory: str) -> str:
    found = world.ds.describe_ldaps_settings(DirectoryId=directory, Type="Client")["LDAPSSettingsInfo"]
    return found[0]["LDAPSStatus"] if found else "never"


def register(world: World, directory: str, name: str) -> str:
    identifier = world.ds.register_certificate(DirectoryId=directory, CertificateData=authority(name))["CertificateId"]
    clock.advance(durations.CERTIFICATE)
    return identifier


def test_ldaps_needs_a_certificate_and_keeps_the_last_one(world: World) -> None:
    directory = world.managed_ad()
    assert ldaps(world, directory) == "never"
    assert refused(world.ds.enable_ldaps, DirectoryId=directory, Type="Client")[0] == "NoAvailableCertificateException"
    first = register(world, directory, "First")
    described = world.ds.describe_certificate(DirectoryId=directory, CertificateId=first)["Certificate"]
    assert (described["State"], described["CommonName"]) == ("Registered", "First")
    world.ds.enable_ldaps(DirectoryId=directory, Type="Client")
    assert ldaps(world, directory) == "Enabling"
    clock.advance(durations.LDAPS)
    assert ldaps(world, directory) == "Enabled"
    assert refused(world.ds.enable_ldaps, DirectoryId=directory, Type="Client")[0] == "InvalidLDAPSStatusException"
    remove = world.ds.deregister_certificate
    assert refused(remove, DirectoryId=directory, CertificateId=first)[0] == "CertificateInUseException"
    register(world, directory, "Second")
    remove(DirectoryId=directory, CertificateId=first)
    clock.advance(durations.CERTIFICATE)
    found = world.ds.list_certificates(DirectoryId=directory)["CertificatesInfo"]
    assert [each["CommonName"] for each in found] == ["Second"]
    world.ds.disable_ldaps(DirectoryId=directory, Type="Client")
    assert ldaps(world, directory) == "Disabled"
    assert refused(world.ds.disable_ldaps, DirectoryId=directory, Type="Client")[0] == "InvalidLDAPSStatusException"


@pytest.mark.parametrize(
    ("days", "pss", "said"), [(89, False, "90"), (400, True, "RSASSA-PSS")], ids=["expires soon", "RSASSA-PSS"]
)
def test_certificates_that_cannot_be_used_are_refused(world: World, days: int, pss: bool, said: str) -> None:
    directory = world.managed_ad()
    pem = authority("Refused", days, pss=pss)
    code, message = refused(world.ds.register_certificate, DirectoryId=directory, CertificateData=pem)
    assert code == "InvalidCertificateException"
    assert said in message
    code, _ = refused(world.ds.register_certificate, DirectoryId=directory, CertificateData="no certificate")
    assert code == "InvalidCertificateException"


def test_a_directory_holds_five_certificates_each_once(world: World) -> None:
    directory = world.managed_ad()
    for name in ("One", "Two", "Three", "Four", "Five"):
        register(world, directory, name)
    call = world.ds.register_certificate
    again, sixth = (refused(call, DirectoryId=directory, CertificateData=authority(name))[0] for name in ("One", "Six"))
    assert (again, sixth) == ("CertificateAlreadyExistsException", "CertificateLimitExceededException")


def test_ldaps_of_a_connector_fails_without_domain_controllers_and_simple_ad_has_none(world: World) -> None:
    domains.add_on_premises(NAME, ["10.1.0.2"], {"svc": PASSWORD})
    connector = world.connector(["10.1.0.2"], "svc")
    register(world, connector, "First")
    faults.add(Fault("ds", "EnableLDAPS", stage="EnableFailed", reason="port 636 is closed"))
    world.ds.enable_ldaps(DirectoryId=connector, Type="Client")
    clock.advance(durations.LDAPS)
    (told,) = world.ds.describe_ldaps_settings(DirectoryId=connector)["LDAPSSettingsInfo"]
    assert (told["LDAPSStatus"], told["LDAPSStatusReason"]) == ("EnableFailed", "port 636 is closed")
    world.ds.enable_ldaps(DirectoryId=connector, Type="Client")
    clock.advance(durations.LDAPS)
    assert ldaps(world, connector) == "Enabled"
    assert refused(world.ds.list_certificates, DirectoryId=simple_ad(world))[0] == "UnsupportedOperationException"


@pytest.mark.parametrize(
    ("principal", "actions", "resource", "allowed"),
    [
        ("ds.amazonaws.com", ["logs:CreateLogStream", "logs:PutLogEvents"], f"{GROUP}:*", True),
        ("ds.amazonaws.com", ["logs:PutLogEvents"], f"{GROUP}:*", False),
        ("ds.amazonaws.com", ["logs:*"], "/elsewhere:*", False),
        ("es.amazonaws.com", ["logs:*"], f"{GROUP}:*", False),
    ],
    ids=["all that is needed", "an action lacks", "another group", "another service"],
)
def test_a_log_subscription_needs_the_permission_of_directory_service(
    world: World, principal: str, actions: list[str], resource: str, allowed: bool
) -> None:
    directory = world.managed_ad()
    logs = world.session.client("logs")
    logs.create_log_group(logGroupName=GROUP)
    arn = f"arn:aws:logs:us-east-1:000000000000:log-group:{resource}"
    statement = {"Effect": "Allow", "Principal": {"Service": principal}, "Action": actions, "Resource": arn}
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    logs.put_resource_policy(policyName="test", policyDocument=document)
    code, _ = refused(world.ds.create_log_subscription, DirectoryId=directory, LogGroupName=GROUP)
    assert code == ("" if allowed else "InsufficientPermissionsException")


def test_a_managed_ad_has_one_log_subscription_and_others_none(world: World) -> None:
    directory, simple, logs = world.managed_ad(), simple_ad(world), world.session.client("logs")
    create = world.ds.create_log_subscription
    assert refused(create, DirectoryId=directory, LogGroupName=GROUP)[0] == "InsufficientPermissionsException"
    logs.create_log_group(logGroupName=GROUP)
    statement = {"Effect": "Allow", "Principal": {"Service": "ds.amazonaws.com"}, "Action": "logs:*", "Resource": "*"}
    logs.put_resource_policy(policyName="test", policyDocument=json.dumps({"Statement": [statement]}))
    create(DirectoryId=directory, LogGroupName=GROUP)
    assert refused(create, DirectoryId=directory, LogGroupName=GROUP)[0] == "EntityAlreadyExistsException"
    assert refused(create, DirectoryId=simple, LogGroupName=GROUP)[0] == "UnsupportedOperationException"
    (found,) = world.ds.list_log_subscriptions()["LogSubscriptions"]
    assert (found["DirectoryId"], found["LogGroupName"]) == (directory, GROUP)
    world.ds.delete_log_subscription(DirectoryId=directory)
    assert refused(world.ds.delete_log_subscription, DirectoryId=directory)[0] == "EntityDoesNotExistException"


def test_an_alias_is_given_once_and_single_sign_on_needs_one(world: World) -> None:
    directory = world.managed_ad()
    assert refused(world.ds.enable_sso, DirectoryId=directory)[0] == "ClientException"
    world.ds.create_alias(DirectoryId=directory, Alias="corp")
    assert refused(world.ds.create_alias, DirectoryId=directory, Alias="other")[0] == "EntityAlreadyExistsException"
    world.ds.enable_sso(DirectoryId=directory)
    found = world.directory(directory)
    assert (found["Alias"], found["AccessUrl"], found["SsoEnabled"]) == ("corp", "corp.awsapps.com", True)
    world.ds.disable_sso(DirectoryId=directory)
    assert world.directory(directory)["SsoEnabled"] is False
