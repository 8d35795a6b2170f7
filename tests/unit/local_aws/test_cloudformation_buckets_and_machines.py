"""What a fleet's stack holds besides its function: a bucket, a state machine, and what starts it on a schedule."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

import pytest
from ministack.core.responses import request_scope
from ministack.services import eventbridge

from local_aws.stacks import Stack

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_stepfunctions import SFNClient

    from local_aws.sandbox import World

POLICY = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Deny", "Principal": {"AWS": "*"}, "Action": "s3:*", "Resource": "*"}],
}


def bucket(days: int, **more: object) -> dict[str, object]:
    kms = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": {"Fn::GetAtt": ["Key", "Arn"]}}
    encryption = {
        "ServerSideEncryptionConfiguration": [{"ServerSideEncryptionByDefault": kms, "BucketKeyEnabled": True}]
    }
    rules = [
        {"Id": "runs", "Prefix": "runs/", "Status": "Enabled", "ExpirationInDays": days},
        {"Status": "Enabled", "NoncurrentVersionExpiration": {"NoncurrentDays": days}},
    ]
    properties = {
        "BucketEncryption": encryption,
        "LifecycleConfiguration": {"Rules": rules},
        "OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]},
        "VersioningConfiguration": {"Status": "Enabled"},
    }
    return {
        "Resources": {
            "Key": {"Type": "AWS::KMS::Key", "Properties": {"KeyPolicy": {"Version": "2012-10-17", "Statement": []}}},
            "Bucket": {"Type": "AWS::S3::Bucket", "Properties": properties | more},
        }
    }


@pytest.fixture
def s3(world: World) -> S3Client:
    client: S3Client = world.session.client("s3")
    return client


def test_a_bucket_has_its_settings_keeps_its_name_and_is_deleted_when_it_is_empty(s3: S3Client) -> None:
    stack = Stack()
    assert stack.create(bucket(90)) == "CREATE_COMPLETE"
    name, key = stack.physical_ids()["Bucket"], stack.physical_ids()["Key"]
    [rule] = s3.get_bucket_encryption(Bucket=name)["ServerSideEncryptionConfiguration"]["Rules"]
    assert rule["BucketKeyEnabled"]
    assert key in rule["ApplyServerSideEncryptionByDefault"]["KMSMasterKeyID"]
    assert s3.get_bucket_ownership_controls(Bucket=name)["OwnershipControls"]["Rules"] == [
        {"ObjectOwnership": "BucketOwnerEnforced"}
    ]
    assert s3.get_bucket_versioning(Bucket=name)["Status"] == "Enabled"
    assert _days(s3, name) == [90, 90]

    assert stack.update(bucket(30)) == "UPDATE_COMPLETE"
    assert stack.physical_ids()["Bucket"] == name
    assert _days(s3, name) == [30, 30]
    assert stack.update(bucket(30, LifecycleConfiguration={}, Tags=[{"Key": "a", "Value": "b"}])) == "UPDATE_COMPLETE"
    with pytest.raises(s3.exceptions.ClientError, match="NoSuchLifecycleConfiguration"):
        s3.get_bucket_lifecycle_configuration(Bucket=name)

    version = s3.put_object(Bucket=name, Key="lock", Body=b"1")["VersionId"]
    marker = s3.delete_object(Bucket=name, Key="lock")["VersionId"]
    assert stack.delete() == "DELETE_FAILED"
    assert stack.reasons("DELETE_FAILED")["Bucket"] == "The bucket you tried to delete is not empty"
    for each in (version, marker):
        s3.delete_object(Bucket=name, Key="lock", VersionId=each)
    assert stack.delete() == "DELETE_COMPLETE"
    assert s3.list_buckets()["Buckets"] == []


def _days(s3: S3Client, name: str) -> list[int]:
    rules = s3.get_bucket_lifecycle_configuration(Bucket=name)["Rules"]
    first, second = rules[0]["Expiration"]["Days"], rules[1]["NoncurrentVersionExpiration"]["NoncurrentDays"]
    return [first, second]


def test_a_lifecycle_rule_that_is_not_modelled_fails_the_stack(s3: S3Client) -> None:
    rules = {"Rules": [{"Status": "Enabled", "Transitions": []}]}
    stack = Stack()
    assert stack.create(bucket(90, LifecycleConfiguration=rules)) == "ROLLBACK_COMPLETE"
    assert "does not model Transitions" in stack.reasons("CREATE_FAILED")["Bucket"]
    assert s3.list_buckets()["Buckets"] == []


def machine(result: str, rate: str) -> dict[str, object]:
    definition = {"StartAt": "Only", "States": {"Only": {"Type": "Pass", "Result": result, "End": True}}}
    role = "arn:aws:iam::000000000000:role/any"
    target = {"Id": "machine", "Arn": {"Ref": "Machine"}, "RoleArn": role, "Input": json.dumps({"why": "schedule"})}
    return {
        "Resources": {
            "Machine": {
                "Type": "AWS::StepFunctions::StateMachine",
                "Properties": {"RoleArn": role, "DefinitionString": json.dumps(definition)},
            },
            "Rule": {
                "Type": "AWS::Events::Rule",
                "Properties": {"ScheduleExpression": rate, "State": "ENABLED", "Targets": [target]},
            },
        }
    }


def test_a_rule_starts_a_state_machine_whose_definition_changes_in_place(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    states: SFNClient = world.session.client("stepfunctions")
    stack = Stack()
    assert stack.create(machine("one", "rate(1 hour)")) == "CREATE_COMPLETE"
    arn = stack.physical_ids()["Machine"]
    assert stack.update(machine("two", "rate(2 hours)")) == "UPDATE_COMPLETE"
    assert stack.physical_ids()["Machine"] == arn
    definition = json.loads(states.describe_state_machine(stateMachineArn=arn)["definition"])
    assert definition["States"]["Only"]["Result"] == "two"

    begun = time.time()
    for hours, runs in ((1.9, 0), (2.1, 1), (2.2, 1)):
        monkeypatch.setattr(eventbridge, "_now_ts", lambda hours=hours: begun + hours * 3600)
        with request_scope("000000000000", "us-east-1"):
            eventbridge._tick_scheduled_rules()
        assert len(states.list_executions(stateMachineArn=arn)["executions"]) == runs
    [run] = states.list_executions(stateMachineArn=arn)["executions"]
    shown = states.describe_execution(executionArn=run["executionArn"])
    assert json.loads(shown["input"]) == {"why": "schedule"}

    assert stack.delete() == "DELETE_COMPLETE"
    assert states.list_state_machines()["stateMachines"] == []
    assert world.session.client("events").list_rules()["Rules"] == []
