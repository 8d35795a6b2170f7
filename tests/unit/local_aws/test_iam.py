"""Which ARN a request to the three services is checked against."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import botocore.session
import pytest
from ministack.core import iam_actions, iam_evaluator, router
from ministack.core.responses import request_scope

from local_aws import engine, in_process
from local_aws.iam_resources import _UNSCOPED, resource_arn, resource_arns
from local_aws.services.workspaces.model import fleet
from tests.support.authorization import actions, resource_types

if TYPE_CHECKING:
    from botocore.awsrequest import AWSPreparedRequest, AWSResponse

    from local_aws.sandbox import World


def test_a_request_to_each_service_is_an_action() -> None:
    engine.load()
    target = {"x-amz-target": "WorkspacesService.RegisterWorkspaceDirectory"}
    action = iam_actions.extract_iam_action("workspaces", "POST", "/", target, b"{}", {})
    assert action == "workspaces:RegisterWorkspaceDirectory"
    assert iam_actions.extract_iam_action("ds-data", "POST", "/Users/CreateUser", {}, b"{}", {}) == "ds-data:CreateUser"


@pytest.mark.parametrize(
    ("service", "operation", "request_", "expected"),
    [
        ("workspaces", "RegisterWorkspaceDirectory", {"DirectoryId": "d-1"}, "workspaces:{}:directory/d-1"),
        ("workspaces", "ModifySelfservicePermissions", {"ResourceId": "d-1"}, "workspaces:{}:directory/d-1"),
        ("workspaces", "ModifyWorkspaceProperties", {"WorkspaceId": "ws-1"}, "workspaces:{}:workspace/ws-1"),
        ("workspaces", "DeleteIpGroup", {"GroupId": "wsipg-1"}, "workspaces:{}:workspaceipgroup/wsipg-1"),
        ("workspaces", "DeleteWorkspaceBundle", {"BundleId": "wsb-1"}, "workspaces:{}:workspacebundle/wsb-1"),
        ("workspaces", "CreateWorkspaceBundle", {"ImageId": "wsi-1"}, "workspaces:{}:workspaceimage/wsi-1"),
        ("workspaces", "CopyWorkspaceImage", {"SourceImageId": "wsi-1"}, "workspaces:{}:workspaceimage/wsi-1"),
        ("workspaces", "ImportWorkspaceImage", {"Ec2ImageId": "ami-1"}, None),
        ("workspaces", "AssociateIpGroups", {"DirectoryId": "d-1", "GroupIds": ["wsipg-1"]}, None),
        ("workspaces", "DescribeWorkspaceDirectories", {"DirectoryIds": ["d-1"]}, None),
        ("workspaces", "CreateTags", {"ResourceId": "ws-1"}, None),
        ("ds", "DeleteDirectory", {"DirectoryId": "d-1"}, "ds:{}:directory/d-1"),
        ("ds", "ConnectDirectory", {"Name": "corp.example.com"}, None),
        ("ds", "DescribeDirectories", {"DirectoryIds": ["d-1"]}, None),
        ("ds", "DescribeTrusts", {"DirectoryId": "d-1"}, None),
        ("ds", "ListLogSubscriptions", {"DirectoryId": "d-1"}, None),
        ("ds-data", "", {"DirectoryId": "d-1", "SAMAccountName": "alice"}, "ds:{}:directory/d-1"),
    ],
)
def test_resource_arn(service: str, operation: str, request_: dict[str, object], expected: str | None) -> None:
    found = resource_arn(service, operation, request_, "eu-west-1", "000000000000")
    assert found == ("*" if expected is None else f"arn:aws:{expected.format('eu-west-1:000000000000')}")


@pytest.mark.parametrize("service", _UNSCOPED)
def test_the_actions_on_everything_are_those_of_the_reference(service: str) -> None:
    operations = botocore.session.get_session().get_service_model(service).operation_names
    without = {each for each in operations if actions(f"{service}:{each}") and not resource_types(f"{service}:{each}")}
    assert without == _UNSCOPED[service]


@pytest.mark.parametrize(
    ("operation", "request_", "expected"),
    [
        (
            "TerminateWorkspaces",
            {"TerminateWorkspaceRequests": [{"WorkspaceId": "ws-1"}, {"WorkspaceId": "ws-2"}]},
            ["workspace/ws-1", "workspace/ws-2"],
        ),
        (
            "CreateWorkspaces",
            {"Workspaces": [{"DirectoryId": "d-1", "BundleId": "wsb-1"}, {"DirectoryId": "d-1", "BundleId": "wsb-2"}]},
            ["directory/d-1", "workspacebundle/wsb-1", "workspace/*", "workspacebundle/wsb-2"],
        ),
        (
            "MigrateWorkspace",
            {"SourceWorkspaceId": "ws-1", "BundleId": "wsb-1"},
            ["workspace/ws-1", "workspacebundle/wsb-1"],
        ),
    ],
)
def test_every_resource_that_a_request_names_is_checked(
    operation: str, request_: dict[str, object], expected: list[str]
) -> None:
    found = resource_arns("workspaces", operation, request_, "eu-west-1", "000000000000")
    assert found == [f"arn:aws:workspaces:eu-west-1:000000000000:{each}" for each in expected]


def test_what_is_done_to_a_trust_is_decided_by_its_directory(world: World) -> None:
    directory = world.managed_ad()
    trust = world.ds.create_trust(
        DirectoryId=directory, RemoteDomainName="hq.example.net", TrustPassword="x", TrustDirection="Two-Way"
    )["TrustId"]
    place = "arn:aws:ds:us-east-1:000000000000:directory/"

    for operation in ("DeleteTrust", "UpdateTrust", "VerifyTrust"):
        found = resource_arn("ds", operation, {"TrustId": trust}, "us-east-1", "000000000000")
        assert found == f"{place}{directory}"
        gone = resource_arn("ds", operation, {"TrustId": "t-0123456789"}, "us-east-1", "000000000000")
        assert gone == f"{place}unknown"


@dataclass(frozen=True)
class Caller:
    """A user who may do some things."""

    world: World
    key: str

    def may(self, service: str, operation: str, **parameters: object) -> bool:
        """Whether a call is permitted, as the server asks before it answers."""
        client = self.world.session.client(service)  # type: ignore[call-overload]  # a row's
        caught: list[AWSPreparedRequest] = []

        def catch(request: AWSPreparedRequest, **_: object) -> AWSResponse:
            caught.append(request)
            raise InterruptedError

        client.meta.events.register_first("before-send", catch)
        with pytest.raises(InterruptedError):
            getattr(client, operation)(**parameters)
        client.meta.events.unregister("before-send", catch)
        headers = {name.lower(): in_process._text(value) for name, value in caught[0].headers.items()}
        url, body = urlsplit(caught[0].url), in_process._body(caught[0])
        query = parse_qs(url.query, keep_blank_values=True)
        name = router.detect_service(caught[0].method, url.path or "/", headers, query)
        asked = (name, caught[0].method, url.path or "/", headers, body, query)
        action = iam_actions.extract_iam_action(*asked)
        with request_scope("000000000000", "us-east-1"):
            arn = iam_actions.extract_resource_arn(*asked, "us-east-1", "000000000000")
            context = iam_actions.request_tag_context(name, action, body, query)
            return iam_evaluator.enforce(self.key, action, name, "us-east-1", arn, context) is None


def caller(world: World, actions: list[str], resource: str = "*", **condition: dict[str, str]) -> Caller:
    iam = world.session.client("iam")
    statement = {"Effect": "Allow", "Action": actions, "Resource": resource} | (
        {"Condition": condition} if condition else {}
    )
    bundles = {"Effect": "Allow", "Action": "workspaces:MigrateWorkspace", "Resource": f"{PLACE}workspacebundle/*"}
    name = f"user-{len(iam.list_users()['Users'])}"
    iam.create_user(UserName=name)
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement, bundles]})
    iam.put_user_policy(UserName=name, PolicyName="p", PolicyDocument=document)
    return Caller(world, iam.create_access_key(UserName=name)["AccessKey"]["AccessKeyId"])


FLEET = "workspaces-constructs:fleet"
PLACE = "arn:aws:workspaces:us-east-1:000000000000:"
DESKTOPS = f"{PLACE}workspace/*"
CHANGES: list[tuple[str, dict[str, object]]] = [
    ("terminate_workspaces", {"TerminateWorkspaceRequests": [{"WorkspaceId": "ID"}]}),
    ("stop_workspaces", {"StopWorkspaceRequests": [{"WorkspaceId": "ID"}]}),
    ("modify_workspace_properties", {"WorkspaceId": "ID", "WorkspaceProperties": {}}),
    ("migrate_workspace", {"SourceWorkspaceId": "ID", "BundleId": "wsb-000000000"}),
]


@pytest.mark.parametrize(("operation", "parameters"), CHANGES, ids=[operation for operation, _ in CHANGES])
def test_a_condition_on_a_desktops_tag_is_met_by_that_tag_only(
    world: World, operation: str, parameters: dict[str, object]
) -> None:
    with request_scope("000000000000", "us-east-1"):
        fleet().tags |= {"ws-000000001": {FLEET: "office"}, "ws-000000002": {FLEET: "shop"}, "ws-000000003": {}}
    action = "workspaces:" + "".join(part.capitalize() for part in operation.split("_"))
    may = caller(world, [action], DESKTOPS, StringEquals={f"aws:ResourceTag/{FLEET}": "office"}).may
    tried = {
        number: may(
            "workspaces", operation, **json.loads(json.dumps(parameters).replace('ID"', f'ws-00000000{number}"'))
        )
        for number in (1, 2, 3, 4)
    }
    assert tried == {1: True, 2: False, 3: False, 4: False}


def test_a_batch_with_one_desktop_of_somebody_else_is_refused(world: World) -> None:
    with request_scope("000000000000", "us-east-1"):
        fleet().tags |= {"ws-000000001": {FLEET: "office"}, "ws-000000002": {FLEET: "shop"}}
    may = caller(
        world, ["workspaces:TerminateWorkspaces"], DESKTOPS, StringEquals={f"aws:ResourceTag/{FLEET}": "office"}
    ).may
    own, other = {"WorkspaceId": "ws-000000001"}, {"WorkspaceId": "ws-000000002"}
    assert may("workspaces", "terminate_workspaces", TerminateWorkspaceRequests=[own])
    assert not may("workspaces", "terminate_workspaces", TerminateWorkspaceRequests=[own, other])


def test_a_condition_on_the_tags_of_new_desktops_is_met_by_every_item_or_not_at_all(world: World) -> None:
    may = caller(world, ["workspaces:CreateWorkspaces"], StringEquals={f"aws:RequestTag/{FLEET}": "office"}).may

    def create(*fleets: str) -> bool:
        items = [
            {"DirectoryId": "d-0000000000", "UserName": "ann", "BundleId": "wsb-000000000"}
            | ({"Tags": [{"Key": FLEET, "Value": each}, {"Key": "n", "Value": str(number)}]} if each else {})
            for number, each in enumerate(fleets)
        ]
        return may("workspaces", "create_workspaces", Workspaces=items)

    assert create("office")
    assert create("office", "office")
    assert not create("shop")
    assert not create("office", "shop")
    assert not create("office", "")


def test_a_condition_on_tags_that_are_added_is_met(world: World) -> None:
    may = caller(world, ["workspaces:CreateTags"], StringEquals={f"aws:RequestTag/{FLEET}": "office"}).may
    assert may("workspaces", "create_tags", ResourceId="ws-000000001", Tags=[{"Key": FLEET, "Value": "office"}])
    assert not may("workspaces", "create_tags", ResourceId="ws-000000001", Tags=[{"Key": "team", "Value": "x"}])


MACHINE = "arn:aws:states:us-east-1:000000000000:stateMachine:fleet"
EXECUTION = "arn:aws:states:us-east-1:000000000000:execution:fleet:run"
KEY = "arn:aws:kms:us-east-1:000000000000:key/00000000-0000-0000-0000-000000000000"
GRANT = {"KeyId": KEY, "GranteePrincipal": "workspaces.amazonaws.com", "Operations": ["Decrypt"]}
DIRECTORY = "arn:aws:ds:us-east-1:000000000000:directory/d-0000000000"
MEMBERS = {"DirectoryId": "d-0000000000", "SAMAccountName": "staff"}
LOCK = {"Bucket": "b", "Key": "run/lock"}
RUNS = "arn:aws:s3:::b/run/*"


@pytest.mark.parametrize(
    ("service", "operation", "parameters", "action", "resource"),
    [
        ("stepfunctions", "start_execution", {"stateMachineArn": MACHINE}, "states:StartExecution", MACHINE),
        ("stepfunctions", "list_executions", {"stateMachineArn": MACHINE}, "states:ListExecutions", MACHINE),
        ("stepfunctions", "stop_execution", {"executionArn": EXECUTION}, "states:StopExecution", EXECUTION),
        ("stepfunctions", "describe_execution", {"executionArn": EXECUTION}, "states:DescribeExecution", EXECUTION),
        ("s3", "get_object", LOCK, "s3:GetObject", RUNS),
        ("s3", "put_object", LOCK, "s3:PutObject", RUNS),
        ("s3", "delete_object", LOCK, "s3:DeleteObject", RUNS),
        ("s3", "list_objects_v2", {"Bucket": "b"}, "s3:ListBucket", "arn:aws:s3:::b"),
        ("s3", "list_object_versions", {"Bucket": "b"}, "s3:ListBucketVersions", "arn:aws:s3:::b"),
        ("ec2", "describe_subnets", {}, "ec2:DescribeSubnets", "*"),
        ("kms", "create_grant", GRANT, "kms:CreateGrant", KEY),
        ("ds-data", "list_group_members", MEMBERS, "ds-data:ListGroupMembers", DIRECTORY),
        ("resourcegroupstaggingapi", "get_resources", {}, "tag:GetResources", "*"),
        ("cloudwatch", "put_metric_data", {"Namespace": "n", "MetricData": []}, "cloudwatch:PutMetricData", "*"),
    ],
)
def test_what_a_fleet_does_elsewhere_is_evaluated_with_its_resource(  # noqa: PLR0917 - a row of the table
    world: World, service: str, operation: str, parameters: dict[str, object], action: str, resource: str
) -> None:
    assert caller(world, [action], resource).may(service, operation, **parameters)
    elsewhere = "arn:aws:somewhere" if resource == "*" else f"{resource}-else"
    assert not caller(world, [action], elsewhere).may(service, operation, **parameters)
    assert not caller(world, ["sqs:*"]).may(service, operation, **parameters)
