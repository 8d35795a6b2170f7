"""Instances: their interfaces, their states, and what EC2 refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import ClientError

from local_aws.clock import clock
from tests.unit.local_aws.hosts import IMAGE, launch, profile

if TYPE_CHECKING:
    from mypy_boto3_ec2.type_defs import InstanceTypeDef

    from local_aws.sandbox import World


def describe(world: World, identifier: str) -> InstanceTypeDef:
    return world.ec2.describe_instances(InstanceIds=[identifier])["Reservations"][0]["Instances"][0]


def test_an_instance_has_the_address_asked_for_and_an_interface_in_its_subnet(world: World) -> None:
    profile(world)

    identifier = launch(world)

    found = describe(world, identifier)
    (interface,) = world.ec2.describe_network_interfaces(Filters=[{"Name": "subnet-id", "Values": [world.subnets[0]]}])[
        "NetworkInterfaces"
    ]
    assert (found["State"]["Name"], found["PrivateIpAddress"]) == ("pending", "172.20.0.7")
    assert found["ImageId"].startswith("ami-")
    assert found["Platform"] == "windows"
    assert interface["Attachment"]["InstanceId"] == identifier
    clock.advance(30)
    assert describe(world, identifier)["State"]["Name"] == "running"


def test_an_address_is_given_once(world: World) -> None:
    profile(world)
    launch(world)

    with pytest.raises(ClientError, match="already in use"):
        launch(world)


@pytest.mark.parametrize(
    ("image", "code"), [("ami-00000000000000000", "InvalidAMIID.NotFound"), ("resolve:ssm:/none", "InvalidParameter")]
)
def test_an_image_must_exist(world: World, image: str, code: str) -> None:
    profile(world)

    with pytest.raises(ClientError, match=code):
        launch(world, image=image)


def test_a_role_must_exist(world: World) -> None:
    with pytest.raises(ClientError, match="iamInstanceProfile"):
        launch(world, "none")


def test_a_subnet_stays_until_its_instance_is_terminated(world: World) -> None:
    profile(world)
    identifier = launch(world)
    clock.advance(30)

    world.ec2.terminate_instances(InstanceIds=[identifier])

    assert describe(world, identifier)["State"]["Name"] == "shutting-down"
    with pytest.raises(ClientError, match="DependencyViolation"):
        world.ec2.delete_subnet(SubnetId=world.subnets[0])
    clock.advance(120)
    assert describe(world, identifier)["State"]["Name"] == "terminated"
    world.ec2.delete_subnet(SubnetId=world.subnets[0])


def test_a_protected_instance_is_not_terminated(world: World) -> None:
    profile(world)
    identifier = launch(world)
    world.ec2.modify_instance_attribute(InstanceId=identifier, DisableApiTermination={"Value": True})

    with pytest.raises(ClientError, match="may not be terminated"):
        world.ec2.terminate_instances(InstanceIds=[identifier])

    world.ec2.modify_instance_attribute(InstanceId=identifier, DisableApiTermination={"Value": False})
    world.ec2.terminate_instances(InstanceIds=[identifier])


def test_the_type_changes_only_while_it_is_stopped(world: World) -> None:
    profile(world)
    identifier = launch(world)
    clock.advance(30)

    with pytest.raises(ClientError, match="IncorrectInstanceState"):
        world.ec2.modify_instance_attribute(InstanceId=identifier, InstanceType={"Value": "m7i.large"})

    world.ec2.stop_instances(InstanceIds=[identifier])
    clock.advance(120)
    world.ec2.modify_instance_attribute(InstanceId=identifier, InstanceType={"Value": "m7i.large"})
    assert describe(world, identifier)["InstanceType"] == "m7i.large"


def test_a_data_volume_that_is_to_stay_outlives_its_instance(world: World) -> None:
    profile(world)
    made = world.ec2.run_instances(
        MinCount=1,
        MaxCount=1,
        ImageId=IMAGE,
        SubnetId=world.subnets[0],
        BlockDeviceMappings=[
            {"DeviceName": "/dev/sda1", "Ebs": {"VolumeSize": 60, "Encrypted": True, "DeleteOnTermination": True}},
            {"DeviceName": "xvdf", "Ebs": {"VolumeSize": 10, "Encrypted": True, "DeleteOnTermination": False}},
        ],
    )
    volumes = world.ec2.describe_volumes()["Volumes"]
    assert [(each["Size"], each["Encrypted"]) for each in volumes] == [(60, True), (10, True)]

    world.ec2.terminate_instances(InstanceIds=[made["Instances"][0]["InstanceId"]])
    clock.advance(120)

    describe(world, made["Instances"][0]["InstanceId"])
    (left,) = world.ec2.describe_volumes()["Volumes"]
    assert (left["Size"], left["State"]) == (10, "available")


def test_a_launch_template_is_read_at_the_launch_and_overridden_by_the_request(world: World) -> None:
    template = world.ec2.create_launch_template(
        LaunchTemplateName="host",
        LaunchTemplateData={
            "ImageId": IMAGE,
            "InstanceType": "t3.large",
            "MetadataOptions": {"HttpTokens": "required"},
        },
    )["LaunchTemplate"]["LaunchTemplateId"]

    made = world.ec2.run_instances(
        MinCount=1,
        MaxCount=1,
        InstanceType="t3.small",
        SubnetId=world.subnets[0],
        LaunchTemplate={"LaunchTemplateId": template, "Version": "1"},
    )["Instances"][0]

    assert made["InstanceType"] == "t3.small"
    assert made["MetadataOptions"]["HttpTokens"] == "required"
    assert made["ImageId"].startswith("ami-")
    with pytest.raises(ClientError, match="VersionNotFound"):
        world.ec2.run_instances(MinCount=1, MaxCount=1, LaunchTemplate={"LaunchTemplateId": template, "Version": "2"})
