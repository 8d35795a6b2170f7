"""A small AWS account to try the emulated services in: a VPC, three subnets, and short ways to directories.

For tests: everything in it is made through the services' own APIs, with a frozen clock.
"""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING

from botocore.config import Config
from botocore.exceptions import ClientError

from local_aws import in_process
from local_aws.clock import clock

if TYPE_CHECKING:
    from collections.abc import Callable

    import boto3
    from mypy_boto3_ds import DirectoryServiceClient
    from mypy_boto3_ds.type_defs import DirectoryDescriptionTypeDef
    from mypy_boto3_ds_data import DirectoryServiceDataClient
    from mypy_boto3_ec2 import EC2Client
    from mypy_boto3_iam import IAMClient
    from mypy_boto3_workspaces import WorkSpacesClient
    from mypy_boto3_workspaces.type_defs import WorkspaceDirectoryTypeDef, WorkspaceTypeDef

ONCE = Config(retries={"mode": "standard", "total_max_attempts": 1})
MINUTE = 60.0
PASSWORD = "Correct-Horse-7"
NAME = "corp.example.com"
STANDARD = "Standard with Windows 10 (Server 2022 based) (WSP)"
ZONES = ("use1-az2", "use1-az4", "use1-az1")
"""Two zones with WorkSpaces, and one without."""


@cache
def _session(region: str) -> boto3.Session:
    return in_process.session(region)


@cache
def _ds(region: str) -> DirectoryServiceClient:
    return _session(region).client("ds", config=ONCE)


@cache
def _ds_data(region: str) -> DirectoryServiceDataClient:
    return _session(region).client("ds-data", config=ONCE)


@cache
def _ec2(region: str) -> EC2Client:
    return _session(region).client("ec2", config=ONCE)


@cache
def _iam(region: str) -> IAMClient:
    return _session(region).client("iam", config=ONCE)


@cache
def _workspaces(region: str) -> WorkSpacesClient:
    return _session(region).client("workspaces", config=ONCE)


class World:
    """An empty account in one region, with a frozen clock."""

    def __init__(self, region: str = "us-east-1") -> None:
        self.region = region
        self.session = _session(region)
        self.ds = _ds(region)
        self.data = _ds_data(region)
        self.ec2 = _ec2(region)
        self.iam = _iam(region)
        self.workspaces = _workspaces(region)
        self.vpc, self.subnets = self.network("172.20.0.0/16", ZONES if region == "us-east-1" else ())

    def network(self, cidr: str, zones: tuple[str, ...] = ZONES) -> tuple[str, list[str]]:
        """Make a VPC with a small subnet in each zone."""
        vpc = self.ec2.create_vpc(CidrBlock=cidr)["Vpc"]["VpcId"]
        first, second = cidr.split(".")[:2]
        return vpc, [
            self.ec2.create_subnet(VpcId=vpc, CidrBlock=f"{first}.{second}.{index}.0/28", AvailabilityZoneId=zone)[
                "Subnet"
            ]["SubnetId"]
            for index, zone in enumerate(zones)
        ]

    def managed_ad(self, *, active: bool = True, data_access: bool = False) -> str:
        """Make a Managed AD."""
        directory = self.ds.create_microsoft_ad(
            Name=NAME, Password=PASSWORD, VpcSettings={"VpcId": self.vpc, "SubnetIds": self.subnets[:2]}
        )["DirectoryId"]
        if active:
            clock.advance(25 * MINUTE)
        if data_access:
            self.ds.enable_directory_data_access(DirectoryId=directory)
            clock.advance(3 * MINUTE)
        return directory

    def user(self, directory: str, name: str, *, password: str | None = PASSWORD, group: str = "") -> None:
        """Make a user, enabled if there is a password."""
        self.data.create_user(DirectoryId=directory, SAMAccountName=name)
        if password:
            clock.advance(10)
            self.ds.reset_user_password(DirectoryId=directory, UserName=name, NewPassword=password)
        if group:
            self.data.add_group_member(DirectoryId=directory, GroupName=group, MemberName=name)

    def connector(self, dns: list[str], user: str = "Admin", *, password: str = PASSWORD, active: bool = True) -> str:
        """Make an AD Connector."""
        directory = self.ds.connect_directory(
            Name=NAME,
            Password=password,
            Size="Small",
            ConnectSettings={
                "VpcId": self.vpc,
                "SubnetIds": self.subnets[:2],
                "CustomerDnsIps": dns,
                "CustomerUserName": user,
            },
        )["DirectoryId"]
        if active:
            clock.advance(5 * MINUTE)
        return directory

    def directory(self, directory: str) -> DirectoryDescriptionTypeDef:
        """Describe one directory."""
        return self.ds.describe_directories(DirectoryIds=[directory])["DirectoryDescriptions"][0]

    def default_role(
        self,
        service: str = "workspaces.amazonaws.com",
        policies: tuple[str, ...] = ("AmazonWorkSpacesServiceAccess", "AmazonWorkSpacesSelfServiceAccess"),
    ) -> None:
        """Make the role that registrations need."""
        statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
        document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        self.iam.create_role(RoleName="workspaces_DefaultRole", AssumeRolePolicyDocument=document)
        for each in policies:
            self.iam.attach_role_policy(RoleName="workspaces_DefaultRole", PolicyArn=f"arn:aws:iam::aws:policy/{each}")

    def registered(self, directory: str) -> str:
        """Register a directory and wait."""
        self.workspaces.register_workspace_directory(DirectoryId=directory, SubnetIds=self.subnets[:2])
        clock.advance(4 * MINUTE)
        return directory

    def registration(self, directory: str) -> WorkspaceDirectoryTypeDef:
        """Describe one registration."""
        return self.workspaces.describe_workspace_directories(DirectoryIds=[directory])["Directories"][0]

    def bundle(self, name: str = STANDARD) -> str:
        """Find a bundle of Amazon's by its name."""
        pages = self.workspaces.get_paginator("describe_workspace_bundles").paginate(Owner="AMAZON")
        return next(each["BundleId"] for page in pages for each in page["Bundles"] if each["Name"] == name)

    def desktop(self, directory: str, user: str, *, available: bool = True, bundle: str = STANDARD) -> str:
        """Start a WorkSpace."""
        answer = self.workspaces.create_workspaces(
            Workspaces=[{"DirectoryId": directory, "UserName": user, "BundleId": self.bundle(bundle)}]
        )
        for failed in answer["FailedRequests"]:
            raise RuntimeError(f"{failed['ErrorCode']}: {failed['ErrorMessage']}")
        if available:
            clock.advance(12 * MINUTE)
        return answer["PendingRequests"][0]["WorkspaceId"]

    def workspace(self, identifier: str) -> WorkspaceTypeDef:
        """Describe one WorkSpace."""
        return self.workspaces.describe_workspaces(WorkspaceIds=[identifier])["Workspaces"][0]

    def group_names(self) -> set[str]:
        """Name the security groups in the VPC, without its default one."""
        groups = self.ec2.describe_security_groups(Filters=[{"Name": "vpc-id", "Values": [self.vpc]}])
        return {each["GroupName"] for each in groups["SecurityGroups"]} - {"default"}

    def interfaces(self) -> list[str]:
        """List the addresses of the interfaces in the VPC."""
        found = self.ec2.describe_network_interfaces()["NetworkInterfaces"]
        return sorted(each["PrivateIpAddress"] for each in found if each["VpcId"] == self.vpc)


def refused(call: Callable[..., object], **arguments: object) -> tuple[str, str]:
    """Return the code and the message of the error that a call meets, or an empty pair if it meets none."""
    try:
        call(**arguments)
    except ClientError as error:
        return error.response["Error"]["Code"], error.response["Error"]["Message"]
    return "", ""
