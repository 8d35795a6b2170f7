"""Systems Manager: documents, hosts that report, automations and what they lead to."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import ClientError

from local_aws import faults
from local_aws.clock import clock
from local_aws.sandbox import PASSWORD
from local_aws.services import domains
from tests.unit.local_aws.hosts import allow, automation_role, document, endpoints, launch, profile, ready

if TYPE_CHECKING:
    from mypy_boto3_ssm import SSMClient
    from mypy_boto3_ssm.type_defs import AutomationExecutionTypeDef

    from local_aws.sandbox import World

DNS = ["10.20.0.10", "10.20.1.10"]
NAME = "corp.example.com"
TOKEN = "0a1b2c3d-0000-4000-8000-000000000001"


def ssm(world: World) -> SSMClient:
    return world.session.client("ssm")


def start(world: World, name: str, **parameters: list[str]) -> str:
    return ssm(world).start_automation_execution(DocumentName=name, Parameters=parameters)["AutomationExecutionId"]


def look(world: World, identifier: str) -> AutomationExecutionTypeDef:
    return ssm(world).get_automation_execution(AutomationExecutionId=identifier)["AutomationExecution"]


def ended(world: World, identifier: str) -> tuple[str, str]:
    for _ in range(100):
        found = look(world, identifier)
        if "ExecutionEndTime" in found:
            message = next(
                (step.get("FailureMessage", "") for step in found["StepExecutions"] if step.get("FailureMessage")), ""
            )
            return found["AutomationExecutionStatus"], message or found.get("FailureMessage", "")
        clock.advance(60)
    raise AssertionError("it does not end")


def secret(world: World, name: str, **fields: str) -> str:
    return world.session.client("secretsmanager").create_secret(Name=name, SecretString=json.dumps(fields))["ARN"]


def online(world: World) -> list[str]:
    return [each["InstanceId"] for each in ssm(world).describe_instance_information()["InstanceInformationList"]]


def test_a_host_reports_once_it_may_and_can(world: World) -> None:
    profile(world)
    identifier = launch(world)
    clock.advance(600)
    assert online(world) == []

    endpoints(world)

    assert online(world) == [identifier]
    world.iam.detach_role_policy(RoleName="host", PolicyArn="arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore")
    assert online(world) == []


def test_a_host_behind_a_nat_gateway_reports(world: World) -> None:
    profile(world)
    identifier = launch(world)
    gateway = world.ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    world.ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=world.vpc)
    address = world.ec2.allocate_address(Domain="vpc")["AllocationId"]
    nat = world.ec2.create_nat_gateway(SubnetId=world.subnets[1], AllocationId=address)["NatGateway"]["NatGatewayId"]
    table = world.ec2.create_route_table(VpcId=world.vpc)["RouteTable"]["RouteTableId"]
    world.ec2.associate_route_table(RouteTableId=table, SubnetId=world.subnets[0])
    clock.advance(600)
    assert online(world) == []

    world.ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", NatGatewayId=nat)

    assert online(world) == [identifier]


def test_an_execution_goes_through_its_stages(world: World) -> None:
    host = ready(world)
    document(world, "First", "Second", role=automation_role(world))

    identifier = start(world, "work", InstanceId=[host])

    assert look(world, identifier)["AutomationExecutionStatus"] == "Pending"
    clock.advance(5)
    assert look(world, identifier)["CurrentStepName"] == "First"
    clock.advance(20)
    assert look(world, identifier)["CurrentStepName"] == "Second"
    assert ended(world, identifier) == ("Success", "")


def test_a_new_execution_is_listed_a_moment_later_but_its_token_starts_no_second(world: World) -> None:
    host = ready(world)
    document(world, "First")
    given = {"DocumentName": "work", "Parameters": {"InstanceId": [host]}, "ClientToken": TOKEN}

    first = ssm(world).start_automation_execution(**given)  # type: ignore[arg-type]
    filters = [{"Key": "DocumentNamePrefix", "Values": ["work"]}]
    listed = ssm(world).describe_automation_executions(Filters=filters)["AutomationExecutionMetadataList"]  # type: ignore[arg-type]
    second = ssm(world).start_automation_execution(**given)  # type: ignore[arg-type]

    assert listed == []
    assert first["AutomationExecutionId"] == second["AutomationExecutionId"]
    with pytest.raises(ClientError, match="IdempotentParameterMismatch"):
        ssm(world).start_automation_execution(**{**given, "Parameters": {"InstanceId": ["i-0"]}})  # type: ignore[arg-type]
    clock.advance(5)
    assert len(ssm(world).describe_automation_executions(Filters=filters)["AutomationExecutionMetadataList"]) == 1  # type: ignore[arg-type]


def test_what_the_role_may_not_do_fails_the_step(world: World) -> None:
    host, role = ready(world), automation_role(world)
    world.iam.delete_role_policy(RoleName="automation", PolicyName="ssmSendCommand")
    document(world, "First", role=role)

    status, message = ended(world, start(world, "work", InstanceId=[host]))

    assert status == "Failed"
    assert "not authorized to perform: ssm:SendCommand" in message


def test_a_role_that_cannot_be_assumed_fails_the_execution(world: World) -> None:
    document(world, "First", role="arn:aws:iam::000000000000:role/none")

    status, message = ended(world, start(world, "work", InstanceId=[ready(world)]))

    assert (status, "unable to be assumed" in message) == ("Failed", True)


def test_a_host_that_does_not_report_fails_the_step(world: World) -> None:
    profile(world)
    document(world, "First")

    status, message = ended(world, start(world, "work", InstanceId=[launch(world)]))

    assert (status, "not in a valid state for account" in message) == ("Failed", True)


def test_an_execution_can_be_cancelled_and_be_failed_on_demand(world: World) -> None:
    host = ready(world)
    document(world, "First")
    identifier = start(world, "work", InstanceId=[host])
    clock.advance(5)
    ssm(world).stop_automation_execution(AutomationExecutionId=identifier)
    assert ended(world, identifier)[0] == "Cancelled"
    with pytest.raises(ClientError, match="InvalidAutomationStatusUpdate"):
        ssm(world).stop_automation_execution(AutomationExecutionId=identifier)

    faults.add(faults.Fault("ssm", "First", stage="TimedOut", reason="The disk is full"))
    assert ended(world, start(world, "work", InstanceId=[host]))[0] == "TimedOut"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"DocumentName": "none"}, "AutomationDefinitionNotFoundException"),
        ({"DocumentName": "work", "DocumentVersion": "7"}, "AutomationDefinitionVersionNotFoundException"),
        ({"DocumentName": "work", "Parameters": {"Other": ["x"]}}, "InvalidAutomationExecutionParameters"),
        ({"DocumentName": "work"}, "InvalidAutomationExecutionParameters"),
        ({"DocumentName": "work", "Parameters": {"InstanceId": ["a", "b"]}}, "InvalidAutomationExecutionParameters"),
        ({"DocumentName": "work", "ClientToken": "x"}, "ValidationException|Parameter validation failed"),
    ],
)
def test_a_start_is_refused(world: World, given: dict[str, object], code: str) -> None:
    document(world, "First")

    with pytest.raises(Exception, match=code):
        ssm(world).start_automation_execution(**given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"schemaVersion": "2.2"}, "schemaVersion"),
        ({"mainSteps": []}, "mainSteps"),
        ({"surprise": 1}, "has no surprise"),
        ({"mainSteps": [{"name": "A b", "action": "aws:sleep", "inputs": {}}]}, "step's name"),
        ({"mainSteps": [{"name": "Abc", "action": "aws:magic", "inputs": {}}]}, "does not model the action"),
        ({"mainSteps": [{"name": "Abc", "action": "aws:sleep", "inputs": {"Duration": "{{ Long }}"}}]}, "not defined"),
    ],
)
def test_a_bad_document_is_refused(world: World, change: dict[str, object], problem: str) -> None:
    good = {
        "schemaVersion": "0.3",
        "mainSteps": [{"name": "Wait", "action": "aws:sleep", "inputs": {"Duration": "PT1M"}}],
    }

    with pytest.raises(ClientError, match=problem):
        ssm(world).create_document(Name="bad", Content=json.dumps({**good, **change}), DocumentType="Automation")


def test_a_document_has_versions_and_a_default(world: World) -> None:
    document(world, "First")
    content = json.loads(ssm(world).get_document(Name="work")["Content"])
    content["mainSteps"][0]["name"] = "Other"

    ssm(world).update_document(Name="work", Content=json.dumps(content), DocumentVersion="$LATEST")
    assert '"First"' in ssm(world).get_document(Name="work")["Content"]
    ssm(world).update_document_default_version(Name="work", DocumentVersion="2")

    assert '"Other"' in ssm(world).get_document(Name="work")["Content"]
    with pytest.raises(ClientError, match="DuplicateDocumentContent"):
        ssm(world).update_document(Name="work", Content=json.dumps(content))
    ssm(world).delete_document(Name="work")
    assert ssm(world).list_documents()["DocumentIdentifiers"] == []


PROMOTION = {
    "DomainName": "String", "DnsAddresses": "StringList", "AdministratorSecretArn": "String",
    "RestoreModeSecretArn": "String", "SiteName": "String", "SiteSubnets": "StringList", "SiteLinkCost": "String",
}  # fmt: skip


class Promotion:
    """A host to promote, a domain to promote it in, and the documents."""

    def __init__(self, world: World, password: str = PASSWORD) -> None:
        self.world = world
        self.domain = domains.add_on_premises(NAME, DNS, {"administrator": PASSWORD})
        self.host = ready(world)
        self.given = {
            "InstanceId": [self.host],
            "DomainName": [NAME],
            "DnsAddresses": DNS,
            "AdministratorSecretArn": [secret(world, "admin", username="Administrator", password=password)],
            "RestoreModeSecretArn": [secret(world, "restore", password=PASSWORD)],
            "SiteName": ["us-east-1"],
            "SiteSubnets": ["172.20.0.0/16"],
            "SiteLinkCost": ["100"],
        }
        allow(world, "host", "secretsmanager:GetSecretValue")
        document(
            world, "ConfigureSite", "PromoteDomainController", "VerifyDomainController", name="promote", **PROMOTION
        )
        document(world, "DemoteDomainController", name="demote", **PROMOTION)

    def run(self, name: str) -> tuple[str, str]:
        return ended(self.world, start(self.world, name, **self.given))


def test_a_promoted_host_answers_for_the_domain_until_it_is_demoted(world: World) -> None:
    promotion = Promotion(world)

    assert promotion.run("promote") == ("Success", "")

    assert domains.on_premises("172.20.0.7") is promotion.domain
    assert promotion.domain.sites == {"us-east-1": ("172.20.0.0/16", "cost 100")}
    assert promotion.run("demote") == ("Success", "")
    assert domains.on_premises("172.20.0.7") is None


def test_a_terminated_host_answers_no_more(world: World) -> None:
    promotion = Promotion(world)
    promotion.run("promote")

    world.ec2.terminate_instances(InstanceIds=[promotion.host])

    assert domains.on_premises("172.20.0.7") is None


def test_a_silent_domain_a_wrong_password_and_a_missing_permission_are_told_apart(world: World) -> None:
    promotion = Promotion(world, password="Wrong-Horse-7")
    assert "The user name or password is incorrect" in promotion.run("promote")[1]

    world.iam.delete_role_policy(RoleName="host", PolicyName="secretsmanagerGetSecretValue")
    assert "not authorized to perform: secretsmanager:GetSecretValue" in promotion.run("promote")[1]

    domains.remove_on_premises(NAME)
    assert "could not be contacted" in promotion.run("promote")[1]


def test_the_last_controller_that_is_reached_is_not_demoted(world: World) -> None:
    promotion = Promotion(world)
    promotion.run("promote")
    domains.remove_on_premises(NAME)

    status, message = promotion.run("demote")

    assert (status, "could not transfer the remaining data" in message) == ("Failed", True)
