"""Instances, profiles, documents and parameters as CloudFormation makes, changes and deletes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import ClientError

from local_aws.clock import clock
from local_aws.inventory import inventory, leftover
from local_aws.stacks import Stack
from tests.unit.local_aws.hosts import trust

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local_aws.sandbox import World

SPEED = 6000.0
IMAGE = "/aws/service/ami-windows-latest/Windows_Server-2022-English-Full-Base"


@pytest.fixture(autouse=True)
def _fast(world: World) -> Iterator[None]:  # noqa: ARG001 - the clock is set once the account is empty
    clock.run(SPEED)
    yield
    clock.freeze()


def resource(kind: str, **properties: object) -> dict[str, object]:
    return {"Type": kind, "Properties": properties}


def host(world: World, **changes: object) -> dict[str, object]:
    given: dict[str, object] = {
        "ImageId": {"Ref": "Image"},
        "InstanceType": "t3.large",
        "SubnetId": world.subnets[0],
        "PrivateIpAddress": "172.20.0.7",
        "IamInstanceProfile": {"Ref": "Profile"},
        "BlockDeviceMappings": [{"DeviceName": "/dev/sda1", "Ebs": {"VolumeSize": "60", "Encrypted": "true"}}],
        "DisableApiTermination": "false",
        "MetadataOptions": {"HttpTokens": "required"},
        "Tags": [{"Key": "Name", "Value": "host"}],
    }
    return {
        "Parameters": {"Image": {"Type": "AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>", "Default": IMAGE}},
        "Resources": {
            "Role": resource("AWS::IAM::Role", AssumeRolePolicyDocument=trust("ec2.amazonaws.com")),
            "Profile": resource("AWS::IAM::InstanceProfile", Roles=[{"Ref": "Role"}]),
            "Host": resource("AWS::EC2::Instance", **{**given, **changes}),
        },
        "Outputs": {"Address": {"Value": {"Fn::GetAtt": ["Host", "PrivateIp"]}}},
    }


def described(world: World, stack: Stack) -> dict[str, object]:
    identifier = stack.physical_ids()["Host"]
    found = world.ec2.describe_instances(InstanceIds=[identifier])["Reservations"][0]["Instances"][0]
    return {**found, "State": found["State"]["Name"]}


def test_an_instance_is_made_changed_in_place_and_gone(world: World) -> None:
    before = inventory(world.session)
    stack = Stack()

    assert stack.create(host(world)) == "CREATE_COMPLETE", stack.reasons("CREATE_FAILED")
    first = stack.physical_ids()["Host"]
    assert stack.outputs() == {"Address": "172.20.0.7"}
    assert described(world, stack)["State"] == "running"

    assert stack.update(host(world, InstanceType="m7i.large")) == "UPDATE_COMPLETE", stack.reasons("UPDATE_FAILED")
    assert stack.physical_ids()["Host"] == first
    assert (described(world, stack)["InstanceType"], described(world, stack)["State"]) == ("m7i.large", "running")

    assert stack.delete() == "DELETE_COMPLETE", stack.reasons("DELETE_FAILED")
    assert leftover(before, inventory(world.session)) == {}


def test_a_replacement_with_the_same_fixed_address_fails_and_keeps_the_old_one(world: World) -> None:
    stack = Stack()
    stack.create(host(world))
    first = stack.physical_ids()["Host"]

    status = stack.update(host(world, ImageId="ami-0c2023a1b2c3d4e5f"))

    assert status == "UPDATE_ROLLBACK_COMPLETE"
    assert "already in use" in stack.reasons("UPDATE_FAILED")["Host"]
    assert stack.physical_ids()["Host"] == first
    assert described(world, stack)["State"] == "running"


def test_a_protected_instance_holds_up_its_stack(world: World) -> None:
    stack = Stack()
    stack.create(host(world, DisableApiTermination=True))

    assert stack.delete() == "DELETE_FAILED"

    assert "may not be terminated" in stack.reasons("DELETE_FAILED")["Host"]
    world.ec2.modify_instance_attribute(InstanceId=stack.physical_ids()["Host"], DisableApiTermination={"Value": False})
    assert stack.delete() == "DELETE_COMPLETE"


def test_a_changed_document_is_a_new_default_version(world: World) -> None:
    def template(step: str) -> dict[str, object]:
        content = {
            "schemaVersion": "0.3",
            "mainSteps": [{"name": step, "action": "aws:sleep", "inputs": {"Duration": "PT1S"}}],
        }
        made = resource("AWS::SSM::Document", Content=content, DocumentType="Automation", UpdateMethod="NewVersion")
        return {"Resources": {"Document": made}}

    stack, ssm = Stack(), world.session.client("ssm")
    assert stack.create(template("First")) == "CREATE_COMPLETE", stack.reasons("CREATE_FAILED")
    name = stack.physical_ids()["Document"]
    assert name.startswith("s-Document-")
    assert "First" in ssm.get_document(Name=name)["Content"]

    assert stack.update(template("Second")) == "UPDATE_COMPLETE"

    assert stack.physical_ids()["Document"] == name
    assert "Second" in ssm.get_document(Name=name)["Content"]
    assert ssm.describe_document(Name=name)["Document"]["DefaultVersion"] == "2"
    stack.delete()
    with pytest.raises(ClientError, match="InvalidDocument"):
        ssm.describe_document(Name=name)


def test_a_template_reads_parameters_at_deployment_by_name_and_by_arn(world: World) -> None:
    ssm = world.session.client("ssm")
    ssm.put_parameter(Name="/shared/id", Value="d-0123456789", Type="String", Tier="Advanced")
    ssm.put_parameter(Name="/shared/dns", Value="10.0.0.4,10.0.0.5", Type="StringList")
    arn = ssm.get_parameter(Name="/shared/id")["Parameter"]["ARN"]
    template: dict[str, object] = {
        "Parameters": {
            "Id": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": arn},
            "Dns": {"Type": "AWS::SSM::Parameter::Value<List<String>>", "Default": "/shared/dns"},
        },
        "Resources": {
            "Copy": resource("AWS::SSM::Parameter", Type="String", Tier="Advanced", Name="/copy", Value={"Ref": "Id"})
        },
        "Outputs": {
            "First": {"Value": {"Fn::Select": [0, {"Ref": "Dns"}]}},
            "All": {"Value": {"Fn::Join": ["+", {"Ref": "Dns"}]}},
        },
    }
    stack = Stack()

    assert stack.create(template) == "CREATE_COMPLETE"

    assert stack.outputs() == {"First": "10.0.0.4", "All": "10.0.0.4+10.0.0.5"}
    found = ssm.get_parameter(Name="/copy")["Parameter"]
    assert found["Value"] == "d-0123456789"
    described = ssm.describe_parameters(ParameterFilters=[{"Key": "Name", "Values": ["/copy"]}])["Parameters"]
    assert described[0]["Tier"] == "Advanced"


def test_a_parameter_that_does_not_exist_is_named() -> None:
    given = {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/none"}

    with pytest.raises(ClientError, match="/none"):
        Stack().create({"Parameters": {"Id": given}, "Resources": {"Topic": resource("AWS::SNS::Topic")}})


def test_a_profile_needs_a_role_that_exists() -> None:
    stack = Stack()

    assert (
        stack.create({"Resources": {"Profile": resource("AWS::IAM::InstanceProfile", Roles=["none"])}})
        == "ROLLBACK_COMPLETE"
    )

    assert "cannot be found" in stack.reasons("CREATE_FAILED")["Profile"]
