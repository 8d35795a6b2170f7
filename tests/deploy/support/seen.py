"""What an operator sees of a deployed scenario, all read back through boto3 at one moment."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from local_aws.inventory import Inventory, inventory, leftover
from tests.deploy.support.stack import Stack, stack

if TYPE_CHECKING:
    from collections.abc import Sequence

    import boto3
    from mypy_boto3_ds.type_defs import DirectoryDescriptionTypeDef, TrustTypeDef
    from mypy_boto3_ec2.type_defs import (
        DhcpOptionsTypeDef,
        FlowLogTypeDef,
        InstanceTypeDef,
        NatGatewayTypeDef,
        NetworkAclTypeDef,
        NetworkInterfaceTypeDef,
        RouteTableTypeDef,
        SecurityGroupTypeDef,
        SubnetTypeDef,
        VpcTypeDef,
    )
    from mypy_boto3_workspaces.type_defs import WorkspaceDirectoryTypeDef, WorkspaceTypeDef


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
    """Everything at one moment. Default VPC, deleted links and terminated instances are left out.

    Attributes:
        stack: The scenario's stack with the desktops.
        shared: Its other one, with shared services.
        routes: Route tables by subnet.
        acls: The network ACLs that a stack made, by subnet.
        links: The states of VPN connections, peerings and transit gateways' attachments, by their ids.
        automations: How the executions of runbooks ended, by their ids.
        forwarders: Addresses by (directory, domain).
    """

    stack: Stack
    shared: Stack | None
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
    acls: dict[str, NetworkAclTypeDef]
    links: dict[str, str]
    instances: list[InstanceTypeDef]
    trusts: list[TrustTypeDef]
    automations: dict[str, str]
    forwarders: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    data_access: dict[str, str] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)

    @property
    def stacks(self) -> list[Stack]:
        """The one with the desktops, then the shared one."""
        return [each for each in (self.stack, self.shared) if each is not None]

    def directory(self, kind: str) -> DirectoryDescriptionTypeDef:
        """The one directory of a type."""
        [found] = [each for each in self.directories.values() if each["Type"] == kind]
        return found

    def ways(self, subnet: str) -> dict[str, str]:
        """Where a subnet's routes lead, by destination: the target's id."""
        return {
            route["DestinationCidrBlock"]: next(
                str(target)
                for name, target in route.items()
                if name.endswith("Id") and name not in {"DestinationPrefixListId", "InstanceOwnerId"}
            )
            for route in self.routes[subnet]["Routes"]
            if "DestinationCidrBlock" in route
        }


def look(session: boto3.Session, names: Sequence[str], before: Inventory) -> Seen:
    """Look at everything in the account.

    Args:
        session: An administrator's.
        names: The stacks' names or ids, that of the desktops' stack first.
        before: What was there before the first deployment.
    """
    ec2, ds, workspaces = session.client("ec2"), session.client("ds"), session.client("workspaces")
    vpcs = [each for each in ec2.describe_vpcs()["Vpcs"] if not each["IsDefault"]]
    here = [{"Name": "vpc-id", "Values": [each["VpcId"] for each in vpcs]}] if vpcs else []
    seen = Seen(
        stack=stack(session, names[0]),
        shared=stack(session, names[1]) if names[1:] else None,
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
        acls={
            association["SubnetId"]: each
            for each in ec2.describe_network_acls(Filters=here)["NetworkAcls"]  # type: ignore[arg-type]
            for association in each["Associations"]
            if not each["IsDefault"]
        },
        links=_links(session),
        instances=[
            instance
            for reservation in ec2.describe_instances()["Reservations"]
            for instance in reservation["Instances"]
            if instance["State"]["Name"] != "terminated"
        ],
        trusts=ds.describe_trusts()["Trusts"],
        automations={
            each["AutomationExecutionId"]: each["AutomationExecutionStatus"]
            for each in session.client("ssm").describe_automation_executions()["AutomationExecutionMetadataList"]
        },
    )
    for directory_id, directory in seen.directories.items():
        if directory["Type"] == "MicrosoftAD":
            for each in ds.describe_conditional_forwarders(DirectoryId=directory_id)["ConditionalForwarders"]:
                seen.forwarders[directory_id, each["RemoteDomainName"]] = each["DnsIpAddrs"]
            status = ds.describe_directory_data_access(DirectoryId=directory_id)["DataAccessStatus"]
            seen.data_access[directory_id] = status
            if status == "Enabled":
                _look_at_users(session, directory_id, seen)
    return seen


def _links(session: boto3.Session) -> dict[str, str]:
    ec2 = session.client("ec2")
    found = {
        each["VpcPeeringConnectionId"]: str(each["Status"]["Code"])
        for each in ec2.describe_vpc_peering_connections()["VpcPeeringConnections"]
    }
    for attachment in ec2.describe_transit_gateway_attachments()["TransitGatewayAttachments"]:
        found[attachment["TransitGatewayAttachmentId"]] = attachment["State"]
    for connection in ec2.describe_vpn_connections()["VpnConnections"]:
        found[connection["VpnConnectionId"]] = connection["State"]
    return {each: state for each, state in found.items() if state != "deleted"}


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
