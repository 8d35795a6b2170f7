"""A Windows host that Systems Manager reaches, in a domain, and documents that work on it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.runtime.support.world import DOMAIN, PASSWORD

if TYPE_CHECKING:
    from tests.runtime.support.world import World

IMAGE = "resolve:ssm:/aws/service/ami-windows-latest/Windows_Server-2022-English-Full-Base"
PATH = "/workspaces-constructs/automation/"
PARAMETERS = {
    "InstanceId": "String", "Request": "String", "DomainName": "String", "DnsAddresses": "StringList",
    "AdministratorSecretArn": "String", "UserName": "String", "Surname": "String", "UserSecretArn": "String",
    "Mark": "String",
}  # fmt: skip


class Hosts:
    """What is made once in a world, when it is first asked for."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._suffix = world.vpc[-8:]
        self.role = self._role("automation", "ssm.amazonaws.com", PATH)
        self.host = self._host()
        self.documents = {step: self._document(step) for step in ("CreateUser", "RemoveUser")}
        self.administrator = self._world.session.client("secretsmanager").create_secret(
            Name=f"admin-{self._suffix}", SecretString=json.dumps({"username": "Admin", "password": PASSWORD})
        )["ARN"]

    @property
    def dns_addresses(self) -> list[str]:
        """Where the domain answers."""
        ds, identifier = self._world.session.client("ds"), self._world.directory
        return ds.describe_directories(DirectoryIds=[identifier])["DirectoryDescriptions"][0]["DnsIpAddrs"]

    def parameters(self, user: str) -> dict[str, object]:
        """What both documents take."""
        return {
            "InstanceId": [self.host],
            "DomainName": [DOMAIN],
            "DnsAddresses": self.dns_addresses,
            "AdministratorSecretArn": [self.administrator],
            "UserName": [user],
            "UserSecretArn": [self._world.secret],
            "Mark": ["made-here"],
        }

    def _role(self, name: str, service: str, path: str = "/") -> str:
        principal = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
        iam, role = self._world.session.client("iam"), f"{name}-{self._suffix}"
        made = iam.create_role(
            RoleName=role,
            Path=path,
            AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [principal]}),
        )
        actions = ["ssm:SendCommand", "ssm:List*", "ssm:Describe*", "ssm:UpdateInstanceInformation", "secretsmanager:*"]
        statement = {"Effect": "Allow", "Action": actions, "Resource": "*"}
        document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        iam.put_role_policy(RoleName=role, PolicyName="Work", PolicyDocument=document)
        return made["Role"]["Arn"]

    def _host(self) -> str:
        session, world = self._world.session, self._world
        ec2, iam, ssm = session.client("ec2"), session.client("iam"), session.client("ssm")
        role = self._role("host", "ec2.amazonaws.com").rpartition("/")[2]
        iam.create_instance_profile(InstanceProfileName=role)
        iam.add_role_to_instance_profile(InstanceProfileName=role, RoleName=role)
        for service in ("ssm", "ssmmessages"):
            ec2.create_vpc_endpoint(
                VpcId=world.vpc, VpcEndpointType="Interface", ServiceName=f"com.amazonaws.us-east-1.{service}"
            )
        made = ec2.run_instances(
            MinCount=1, MaxCount=1, ImageId=IMAGE, SubnetId=world.subnets[0], IamInstanceProfile={"Name": role}
        )
        identifier = made["Instances"][0]["InstanceId"]
        filters = [{"Key": "InstanceIds", "Values": [identifier]}]
        while not ssm.describe_instance_information(Filters=filters)["InstanceInformationList"]:  # type: ignore[arg-type]
            world.wait()
        return identifier

    def _document(self, step: str) -> str:
        run = {
            "name": step,
            "action": "aws:runCommand",
            "inputs": {
                "DocumentName": "AWS-RunPowerShellScript",
                "InstanceIds": ["{{ InstanceId }}"],
                "Parameters": {"commands": ["exit 0"]},
            },
        }
        content = {
            "schemaVersion": "0.3",
            "assumeRole": self.role,
            "parameters": {
                name: {"type": kind, **({"default": ""} if name == "Surname" else {})}
                for name, kind in PARAMETERS.items()
            },
            "mainSteps": [run],
        }
        name = f"{step}-{self._suffix}"
        self._world.session.client("ssm").create_document(
            Name=name, Content=json.dumps(content), DocumentType="Automation", DocumentFormat="JSON"
        )
        return name
