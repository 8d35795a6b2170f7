"""A Windows host that Systems Manager reaches, and documents to run on it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from local_aws.clock import clock

if TYPE_CHECKING:
    from local_aws.sandbox import World

IMAGE = "resolve:ssm:/aws/service/ami-windows-latest/Windows_Server-2022-English-Full-Base"
CORE = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"


def trust(service: str) -> str:
    principal = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    return json.dumps({"Version": "2012-10-17", "Statement": [principal]})


def allow(world: World, role: str, *actions: str, resource: str = "*") -> None:
    statement = {"Effect": "Allow", "Action": list(actions), "Resource": resource}
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    world.iam.put_role_policy(RoleName=role, PolicyName=actions[0].replace(":", ""), PolicyDocument=document)


def profile(world: World, name: str = "host", *, managed: bool = True) -> str:
    world.iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust("ec2.amazonaws.com"))
    if managed:
        world.iam.attach_role_policy(RoleName=name, PolicyArn=CORE)
    world.iam.create_instance_profile(InstanceProfileName=name)
    world.iam.add_role_to_instance_profile(InstanceProfileName=name, RoleName=name)
    return name


def endpoints(world: World) -> None:
    for service in ("ssm", "ssmmessages"):
        world.ec2.create_vpc_endpoint(
            VpcId=world.vpc, VpcEndpointType="Interface", ServiceName=f"com.amazonaws.us-east-1.{service}"
        )


def launch(world: World, name: str = "host", address: str = "172.20.0.7", *, image: str = IMAGE) -> str:
    made = world.ec2.run_instances(
        MinCount=1, MaxCount=1, ImageId=image, InstanceType="t3.large", SubnetId=world.subnets[0],
        PrivateIpAddress=address, IamInstanceProfile={"Name": name},
    )  # fmt: skip
    return made["Instances"][0]["InstanceId"]


def automation_role(world: World) -> str:
    made = world.iam.create_role(RoleName="automation", AssumeRolePolicyDocument=trust("ssm.amazonaws.com"))
    allow(world, "automation", "ssm:SendCommand", "ssm:ListCommands", "ssm:ListCommandInvocations")
    return made["Role"]["Arn"]


def document(world: World, *steps: str, role: str = "", name: str = "work", **parameters: str) -> str:
    run = {
        "action": "aws:runCommand",
        "inputs": {
            "DocumentName": "AWS-RunPowerShellScript",
            "InstanceIds": ["{{ InstanceId }}"],
            "Parameters": {"commands": ["exit 0"]},
        },
    }
    kinds = {"InstanceId": "String", **parameters}
    content = {
        "schemaVersion": "0.3",
        **({"assumeRole": role} if role else {}),
        "parameters": {each: {"type": kind} for each, kind in kinds.items()},
        "mainSteps": [{"name": step, **run} for step in steps],
    }
    ssm = world.session.client("ssm")
    ssm.create_document(Name=name, Content=json.dumps(content), DocumentType="Automation", DocumentFormat="JSON")
    return name


def ready(world: World) -> str:
    """A host that reports."""
    profile(world)
    endpoints(world)
    identifier = launch(world)
    clock.advance(600)
    return identifier
