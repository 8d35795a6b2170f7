"""What must exist before a custom resource can: networks, domains, directories, secrets and roles."""

from __future__ import annotations

import json
from functools import cache, cached_property
from secrets import token_hex
from typing import TYPE_CHECKING

from ministack.core.responses import request_scope

from local_aws import in_process, services
from local_aws.clock import clock
from local_aws.services import domains
from local_aws.services.ds.model import directories
from tests.runtime.support import inventory

if TYPE_CHECKING:
    from collections.abc import Sequence

    import boto3
    from mypy_boto3_ec2.type_defs import IpPermissionTypeDef

    from local_aws.services.ds.model import Directory

PASSWORD = "Tr0ub4dor-and-3"
OTHER_PASSWORD = "c0rrect-Horse-8"
DOMAIN = "corp.example.com"
ROLE_POLICIES = ("AmazonWorkSpacesServiceAccess", "AmazonWorkSpacesSelfServiceAccess")
MINUTE = 60.0
ENDED = {"Active", "Failed"}
OTHER_DOMAIN = "lab.example.com"


@cache
def _session() -> boto3.Session:
    """One in a process, with each client made once: making clients costs more than the tests."""
    session = in_process.session()
    session.client = cache(session.client)  # type: ignore[method-assign]
    return session


class World:
    """An account in which a case is played; made of parts that come into being when they are first asked for."""

    dns_addresses: Sequence[str] = ("10.1.0.10", "10.1.0.11")
    """Where the corporate domain answers."""

    def __init__(self, session: boto3.Session | None = None) -> None:
        self.session = session or _session()
        self.known: list[str] = []
        """The directories that were made here."""
        self.places: list[str] = []
        """The networks and subnets that were made here."""
        self._networks = 0
        self._by_name: dict[str, str] = {}

    def wait(self) -> None:
        """Let some time pass."""
        clock.advance(MINUTE)
        services.settle()

    def inventory(self) -> inventory.Inventory:
        """What there is now."""
        services.settle()
        passwords = {
            f"password of {user.name} of {found.id}": str(user.password)
            for found in self._directories()
            if found.domain
            for user in found.domain.users.values()
        }
        with request_scope("000000000000", "us-east-1"):
            runs = inventory.runs()
        return {**inventory.take(self.session, self.known), **passwords, **inventory.software(self.session), **runs}

    def _directories(self) -> list[Directory]:
        with request_scope("000000000000", "us-east-1"):
            return list(directories().values())

    def add_network(self) -> tuple[str, list[str]]:
        """A VPC with two subnets in zones that WorkSpaces supports: the ids."""
        self._networks += 1
        ec2, prefix = self.session.client("ec2"), f"172.{19 + self._networks}"
        vpc = ec2.create_vpc(CidrBlock=f"{prefix}.0.0/16")["Vpc"]["VpcId"]
        subnets = [
            ec2.create_subnet(VpcId=vpc, CidrBlock=f"{prefix}.{index}.0/24", AvailabilityZoneId=zone)["Subnet"]
            for index, zone in enumerate(("use1-az2", "use1-az4"))
        ]
        identifiers = [subnet["SubnetId"] for subnet in subnets]
        self.places += [vpc, *identifiers]
        return vpc, identifiers

    @cached_property
    def network(self) -> tuple[str, list[str]]:
        """The first network."""
        return self.add_network()

    @property
    def vpc(self) -> str:
        """The first VPC."""
        return self.network[0]

    @property
    def subnets(self) -> list[str]:
        """The first VPC's subnets."""
        return self.network[1]

    @cached_property
    def other_vpc(self) -> str:
        """A second VPC."""
        return self.add_network()[0]

    @cached_property
    def corporate_domain(self) -> str:
        """A domain outside AWS with two service accounts: its name."""
        domains.add_on_premises(DOMAIN, self.dns_addresses, {"joiner": PASSWORD, "joiner2": PASSWORD})
        return DOMAIN

    def add_directory(self, name: str) -> str:
        """An Active Managed AD: its id."""
        identifier = self.session.client("ds").create_microsoft_ad(
            Name=name, Password=PASSWORD, VpcSettings={"VpcId": self.vpc, "SubnetIds": self.subnets}
        )["DirectoryId"]
        self.known.append(identifier)
        ds = self.session.client("ds")
        while ds.describe_directories(DirectoryIds=[identifier])["DirectoryDescriptions"][0]["Stage"] not in ENDED:
            self.wait()
        return identifier

    @property
    def directory(self) -> str:
        """The first Managed AD."""
        return self._directory(DOMAIN)

    @property
    def other_directory(self) -> str:
        """A second Managed AD."""
        return self._directory(OTHER_DOMAIN)

    def _directory(self, name: str) -> str:
        """Not a cached property: those of Python 3.11 make one object at a time in the whole process."""
        if name not in self._by_name:
            self._by_name[name] = self.add_directory(name)
        return self._by_name[name]

    def enable_data_access(self, identifier: str) -> None:
        """Let Directory Service Data into a directory."""
        ds = self.session.client("ds")
        ds.enable_directory_data_access(DirectoryId=identifier)
        while ds.describe_directory_data_access(DirectoryId=identifier)["DataAccessStatus"] != "Enabled":
            self.wait()

    def add_secret(self, password: str) -> str:
        """A secret with a password: its ARN."""
        manager = self.session.client("secretsmanager")
        value = json.dumps({"username": "joiner", "password": password})
        return manager.create_secret(Name=f"secret-{token_hex(8)}", SecretString=value)["ARN"]

    @cached_property
    def secret(self) -> str:
        """The first secret."""
        return self.add_secret(PASSWORD)

    @cached_property
    def other_secret(self) -> str:
        """A second secret, with another password."""
        return self.add_secret(OTHER_PASSWORD)

    def add_default_role(self, policies: tuple[str, ...] = ROLE_POLICIES) -> None:
        """The role that registration needs, as the WorkSpaces console makes it."""
        iam = self.session.client("iam")
        trust = {"Effect": "Allow", "Principal": {"Service": "workspaces.amazonaws.com"}, "Action": "sts:AssumeRole"}
        iam.create_role(
            RoleName="workspaces_DefaultRole",
            AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trust]}),
        )
        for policy in policies:
            iam.attach_role_policy(RoleName="workspaces_DefaultRole", PolicyArn=f"arn:aws:iam::aws:policy/{policy}")

    @cached_property
    def ip_group(self) -> str:
        """An IP access control group: its id."""
        return self.session.client("workspaces").create_ip_group(
            GroupName="offices", UserRules=[{"ipRule": "203.0.113.0/24"}]
        )["GroupId"]

    @cached_property
    def streaming_endpoint(self) -> str:
        """An endpoint for streaming in the first VPC: its id."""
        ec2 = self.session.client("ec2")
        made = ec2.create_vpc_endpoint(
            VpcId=self.vpc,
            VpcEndpointType="Interface",
            ServiceName="com.amazonaws.us-east-1.highlander",
            SubnetIds=self.subnets,
        )["VpcEndpoint"]["VpcEndpointId"]
        while ec2.describe_vpc_endpoints(VpcEndpointIds=[made])["VpcEndpoints"][0]["State"].lower() != "available":
            self.wait()
        return made

    def register(self, identifier: str) -> None:
        """Register a directory by hand."""
        self.session.client("workspaces").register_workspace_directory(
            DirectoryId=identifier, SubnetIds=self.subnets, EnableSelfService=False, Tenancy="SHARED"
        )
        clock.advance(60 * MINUTE)
        services.settle()

    def launch(self, identifier: str, user: str = "Admin") -> str:
        """A WorkSpace by hand: its id."""
        workspaces = self.session.client("workspaces")
        bundle = workspaces.describe_workspace_bundles(Owner="AMAZON")["Bundles"][0]["BundleId"]
        made = workspaces.create_workspaces(
            Workspaces=[{"DirectoryId": identifier, "UserName": user, "BundleId": bundle}]
        )
        assert not made["FailedRequests"], made["FailedRequests"]
        clock.advance(60 * MINUTE)
        services.settle()
        return made["PendingRequests"][0]["WorkspaceId"]

    def open_default_group(self, vpc: str) -> None:
        """Give a VPC's default group the rules it has on AWS: all from itself, and all to everywhere."""
        ec2 = self.session.client("ec2")
        group = ec2.describe_security_groups(
            Filters=[{"Name": "vpc-id", "Values": [vpc]}, {"Name": "group-name", "Values": ["default"]}]
        )["SecurityGroups"][0]
        identifier = group["GroupId"]
        if not group["IpPermissions"]:
            itself: IpPermissionTypeDef = {
                "IpProtocol": "-1",
                "UserIdGroupPairs": [{"GroupId": identifier, "UserId": "000000000000"}],
            }
            ec2.authorize_security_group_ingress(GroupId=identifier, IpPermissions=[itself])
        if not group["IpPermissionsEgress"]:
            everywhere: IpPermissionTypeDef = {"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
            ec2.authorize_security_group_egress(GroupId=identifier, IpPermissions=[everywhere])

    def leave_things_behind(self) -> None:
        """Let a Managed AD go that was registered and whose interfaces and groups are still in the first VPC."""
        identifier = self.add_directory(f"gone{len(self.known)}.example.com")
        self.session.client("ec2").create_security_group(
            GroupName=f"{identifier}_workspacesMembers", Description="left by a registration", VpcId=self.vpc
        )
        self.session.client("ds").delete_directory(DirectoryId=identifier)
        while any(found.id == identifier for found in self._directories()):
            self.wait()
