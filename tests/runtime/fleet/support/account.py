"""An account with registered directories, people in their domains, and all else that a fleet needs."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from ministack.core.responses import request_scope

from local_aws import services
from local_aws.clock import clock
from local_aws.services import domains
from local_aws.services.workspaces import model
from local_aws.services.workspaces.launch import domain_of
from tests.runtime.support.world import DOMAIN, ENDED, MINUTE, PASSWORD, World

if TYPE_CHECKING:
    from collections.abc import Iterable

    from local_aws.services.domains import Domain
    from local_aws.services.workspaces.model import Desktop

ACCOUNT, REGION = "000000000000", "us-east-1"
BUCKET = "fleet-bucket"
SERVER_2022 = "Windows 10 (Server 2022 based) (WSP)"
"""How the names of Amazon's bundles end."""


class Account(World):
    """A world for fleets; its parts come into being when they are first asked for.

    Args:
        prefix: The length of the subnets' prefixes; the addresses of both are what bounds the number of desktops.
    """

    def __init__(self, prefix: int = 20) -> None:
        super().__init__()
        self.prefix = prefix
        self.s3 = self.session.client("s3")
        self.workspaces = self.session.client("workspaces")

    def add_network(self) -> tuple[str, list[str]]:
        """A VPC with two subnets of the account's size: the ids."""
        self._networks += 1
        ec2, first = self.session.client("ec2"), f"172.{19 + self._networks}"
        vpc = ec2.create_vpc(CidrBlock=f"{first}.0.0/16")["Vpc"]["VpcId"]
        subnets = [
            ec2.create_subnet(VpcId=vpc, CidrBlock=f"{first}.{third}.0/{self.prefix}", AvailabilityZoneId=zone)
            for third, zone in (("0", "use1-az2"), ("128", "use1-az4"))
        ]
        return vpc, [each["Subnet"]["SubnetId"] for each in subnets]

    @cached_property
    def connector(self) -> str:
        """A registered AD Connector to the corporate domain: its id. The quickest directory to have."""
        domains.add_on_premises(DOMAIN, self.dns_addresses, {"joiner": PASSWORD})
        return self.add_connector(DOMAIN, "joiner")

    @cached_property
    def managed(self) -> str:
        """A registered Managed AD with data access: its id. For rosters that are groups."""
        identifier = self.add_directory("aws.example.com")
        self.enable_data_access(identifier)
        self._add_role()
        self.register(identifier)
        return identifier

    def add_connector(self, name: str, user: str) -> str:
        """One more registered AD Connector: its id."""
        ds = self.session.client("ds")
        identifier = ds.connect_directory(
            Name=name,
            Password=PASSWORD,
            Size="Large",
            ConnectSettings={
                "VpcId": self.vpc,
                "SubnetIds": self.subnets,
                "CustomerDnsIps": list(self.dns_addresses),
                "CustomerUserName": user,
            },
        )["DirectoryId"]
        self.known.append(identifier)
        while ds.describe_directories(DirectoryIds=[identifier])["DirectoryDescriptions"][0]["Stage"] not in ENDED:
            self.wait()
        self._add_role()
        self.register(identifier)
        return identifier

    def _add_role(self) -> None:
        if "role" not in self._by_name:
            self._by_name["role"] = "workspaces_DefaultRole"
            self.add_default_role()

    @cached_property
    def key(self) -> str:
        """A symmetric key for volumes: its ARN."""
        return str(self.session.client("kms").create_key()["KeyMetadata"]["Arn"])

    @cached_property
    def bucket(self) -> str:
        """A versioned bucket: its name."""
        self.s3.create_bucket(Bucket=BUCKET)
        self.s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
        return BUCKET

    def bundle(self, name: str = f"Standard with {SERVER_2022}") -> str:
        """One of Amazon's bundles by its name: its id."""
        pages = self.workspaces.get_paginator("describe_workspace_bundles").paginate(Owner="AMAZON")
        return next(each["BundleId"] for page in pages for each in page["Bundles"] if each["Name"] == name)

    def domain(self, directory: str) -> Domain:
        """The domain whose users a registered directory serves."""
        with request_scope(ACCOUNT, REGION):
            found = domain_of(model.registration(directory))
        assert found is not None
        return found

    def add_people(self, directory: str, names: Iterable[str]) -> None:
        """Enabled users, put into the domain as if they had always been there."""
        domain = self.domain(directory)
        for name in names:
            domain.add_user(name, PASSWORD)

    def add_group(self, directory: str, group: str, names: Iterable[str]) -> None:
        """A group with members."""
        self.domain(directory).add_group(group).members |= {name.lower() for name in names}

    def remove_people(self, directory: str, names: Iterable[str]) -> None:
        """Users whose accounts are deleted."""
        domain = self.domain(directory)
        for name in names:
            domain.remove(name)

    def desktops(self) -> list[Desktop]:
        """What the emulator holds, without a call: for what must be true of it."""
        services.settle()
        with request_scope(ACCOUNT, REGION):
            return list(model.fleet().desktops.values())

    def tags(self, desktop: str) -> dict[str, str]:
        """The tags of a desktop, without a call."""
        with request_scope(ACCOUNT, REGION):
            return dict(model.fleet().tags.get(desktop, {}))

    def fail(self, desktop: str, state: str = "ERROR", text: str = "The desktop does not answer.") -> None:
        """Let a desktop fail."""
        with request_scope(ACCOUNT, REGION):
            found = model.fleet().desktops[desktop]
        found.state, found.error = state, text

    def pass_time(self, minutes: float) -> None:
        """Let time pass."""
        clock.advance(minutes * MINUTE)
        services.settle()
