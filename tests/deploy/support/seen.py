"""What an operator sees of a deployed scenario, all read back through boto3 at one moment."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from local_aws.inventory import Inventory, inventory, leftover

if TYPE_CHECKING:
    from collections.abc import Mapping

    import boto3
    from mypy_boto3_cloudformation.type_defs import StackEventTypeDef
    from mypy_boto3_ds.type_defs import DirectoryDescriptionTypeDef
    from mypy_boto3_ec2.type_defs import (
        DhcpOptionsTypeDef,
        FlowLogTypeDef,
        NatGatewayTypeDef,
        NetworkInterfaceTypeDef,
        RouteTableTypeDef,
        SecurityGroupTypeDef,
        SubnetTypeDef,
        VpcTypeDef,
    )
    from mypy_boto3_workspaces.type_defs import WorkspaceDirectoryTypeDef, WorkspaceTypeDef


@dataclass(frozen=True)
class Stack:
    """A stack as CloudFormation tells of it.

    Attributes:
        ids: The physical ids by logical id.
        types: The types by logical id.
        outputs: Their values by name.
        events: The latest first.
    """

    status: str
    ids: Mapping[str, str]
    types: Mapping[str, str]
    outputs: Mapping[str, str]
    events: tuple[StackEventTypeDef, ...]

    def all_of(self, kind: str) -> dict[str, str]:
        """The physical ids of a type's resources by logical id."""
        return {name: self.ids[name] for name, own in self.types.items() if own == kind}

    def took(self, logical_id: str, change: str) -> float:
        """The seconds from the beginning to the end of a resource's latest change: CREATE, UPDATE or DELETE."""
        end, begin = (
            next(
                event["Timestamp"]
                for event in self.events
                if (event["LogicalResourceId"], event["ResourceStatus"]) == (logical_id, f"{change}_{state}")
            )
            for state in ("COMPLETE", "IN_PROGRESS")
        )
        return (end - begin).total_seconds()

    def failures(self) -> list[str]:
        """Why resources failed, the first one first."""
        return [
            f"{event['LogicalResourceId']}: {event.get('ResourceStatusReason', '')}"
            for event in reversed(self.events)
            if event["ResourceStatus"].endswith("_FAILED")
        ]


@dataclass(frozen=True)
class User:
    """A user of a directory, with the names of its groups."""

    enabled: bool
    given_name: str = ""
    surname: str = ""
    email: str = ""
    groups: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Seen:
    """Everything at one moment. Default VPC and deleted gateways are left out."""

    stack: Stack
    made: Inventory
    vpcs: list[VpcTypeDef]
    subnets: dict[str, SubnetTypeDef]
    routes: dict[str, RouteTableTypeDef]
    dhcp_options: dict[str, DhcpOptionsTypeDef]
    nat_gateways: list[NatGatewayTypeDef]
    groups: dict[str, SecurityGroupTypeDef]
    flow_logs: list[FlowLogTypeDef]
    interfaces: list[NetworkInterfaceTypeDef]
    directories: dict[str, DirectoryDescriptionTypeDef]
    registrations: dict[str, WorkspaceDirectoryTypeDef]
    workspaces: dict[str, WorkspaceTypeDef]
    data_access: dict[str, str] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)

    def directory(self, kind: str) -> DirectoryDescriptionTypeDef:
        """The one directory of a type."""
        [found] = [each for each in self.directories.values() if each["Type"] == kind]
        return found


def stack(session: boto3.Session, name: str) -> Stack:
    """Read a stack, also one that is deleted, by its name or id."""
    client = session.client("cloudformation")
    [described] = client.describe_stacks(StackName=name)["Stacks"]
    resources = client.describe_stack_resources(StackName=name)["StackResources"]
    pages = client.get_paginator("describe_stack_events").paginate(StackName=name)
    return Stack(
        status=described["StackStatus"],
        ids={each["LogicalResourceId"]: each["PhysicalResourceId"] for each in resources},
        types={each["LogicalResourceId"]: each["ResourceType"] for each in resources},
        outputs={each["OutputKey"]: each["OutputValue"] for each in described.get("Outputs", [])},
        events=tuple(event for page in pages for event in page["StackEvents"]),
    )


def look(session: boto3.Session, name: str, before: Inventory) -> Seen:
    """Look at everything in the account.

    Args:
        session: An administrator's.
        name: The stack's.
        before: What was there before the first deployment.
    """
    ec2, ds, workspaces = session.client("ec2"), session.client("ds"), session.client("workspaces")
    vpcs = [each for each in ec2.describe_vpcs()["Vpcs"] if not each["IsDefault"]]
    here = [{"Name": "vpc-id", "Values": [each["VpcId"] for each in vpcs]}] if vpcs else []
    seen = Seen(
        stack=stack(session, name),
        made=leftover(before, inventory(session)),
        vpcs=vpcs,
        subnets={each["SubnetId"]: each for each in ec2.describe_subnets(Filters=here)["Subnets"]},  # type: ignore[arg-type]
        routes={
            association["SubnetId"]: table
            for table in ec2.describe_route_tables(Filters=here)["RouteTables"]  # type: ignore[arg-type]
            for association in table["Associations"]
            if "SubnetId" in association
        },
        dhcp_options={each["DhcpOptionsId"]: each for each in ec2.describe_dhcp_options()["DhcpOptions"]},
        nat_gateways=[each for each in ec2.describe_nat_gateways()["NatGateways"] if each["State"] != "deleted"],
        groups={each["GroupId"]: each for each in ec2.describe_security_groups(Filters=here)["SecurityGroups"]},  # type: ignore[arg-type]
        flow_logs=ec2.describe_flow_logs()["FlowLogs"],
        interfaces=ec2.describe_network_interfaces(Filters=here)["NetworkInterfaces"],  # type: ignore[arg-type]
        directories={each["DirectoryId"]: each for each in ds.describe_directories()["DirectoryDescriptions"]},
        registrations={
            each["DirectoryId"]: each for each in workspaces.describe_workspace_directories()["Directories"]
        },
        workspaces={each["UserName"]: each for each in workspaces.describe_workspaces()["Workspaces"]},
    )
    for directory_id, directory in seen.directories.items():
        if directory["Type"] == "MicrosoftAD":
            status = ds.describe_directory_data_access(DirectoryId=directory_id)["DataAccessStatus"]
            seen.data_access[directory_id] = status
            if status == "Enabled":
                _look_at_users(session, directory_id, seen)
    return seen


def _look_at_users(session: boto3.Session, directory_id: str, seen: Seen) -> None:
    data = session.client("ds-data")
    for listed in data.list_users(DirectoryId=directory_id)["Users"]:
        name = listed["SAMAccountName"]
        user = data.describe_user(DirectoryId=directory_id, SAMAccountName=name)
        groups = data.list_groups_for_member(DirectoryId=directory_id, SAMAccountName=name)["Groups"]
        seen.users[name] = User(
            enabled=user["Enabled"],
            given_name=user.get("GivenName", ""),
            surname=user.get("Surname", ""),
            email=user.get("EmailAddress", ""),
            groups=frozenset(group["SAMAccountName"] for group in groups) - {"Domain Users"},
        )
