"""What a WorkSpaces deployment made, read back through boto3 and set out for a human."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from local_aws.inventory import directory_users, items

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import boto3

Row = dict[str, str]


@dataclass(frozen=True)
class Table:
    """A titled table; every row has the same columns."""

    title: str
    rows: list[Row]

    def __str__(self) -> str:
        """The table with its columns aligned; one with a single row stands on its side."""
        if not self.rows:
            return f"{self.title}: none"
        if len(self.rows) == 1:
            width = max(map(len, self.rows[0]))
            fields = [f"  {name.ljust(width)}  {value}" for name, value in self.rows[0].items()]
            return "\n".join([self.title, *fields])
        widths = {name: max(len(name), *(len(row[name]) for row in self.rows)) for name in self.rows[0]}
        header: Row = {name: name for name in widths}
        lines = ("  ".join(row[name].ljust(widths[name]) for name in widths).rstrip() for row in [header, *self.rows])
        return "\n".join([self.title, *(f"  {line}" for line in lines)])


def report(session: boto3.Session) -> list[Table]:
    """Everything an operator would look at, as the APIs report it."""
    return [Table(title, collect(session)) for title, collect in _TABLES]


def _vpcs(session: boto3.Session) -> list[dict[str, object]]:
    return [vpc for vpc in items(session, "ec2", "describe_vpcs", "Vpcs") if not vpc["IsDefault"]]


def _networks(session: boto3.Session) -> list[Row]:
    options = {
        str(each["DhcpOptionsId"]): each for each in items(session, "ec2", "describe_dhcp_options", "DhcpOptions")
    }
    return [
        {
            "VPC": str(vpc["VpcId"]),
            "CIDR": str(vpc["CidrBlock"]),
            "DHCP options": str(vpc["DhcpOptionsId"]),
            **_dhcp(options.get(str(vpc["DhcpOptionsId"]), {})),
        }
        for vpc in _vpcs(session)
    ]


def _dhcp(options: Mapping[str, object]) -> Row:
    configurations: list[Mapping[str, object]] = options.get("DhcpConfigurations", [])  # type: ignore[assignment]
    found = {str(each["Key"]): _join(value["Value"] for value in each["Values"]) for each in configurations}  # type: ignore[attr-defined]
    return {"DNS suffix": found.get("domain-name", "-"), "DNS servers": found.get("domain-name-servers", "-")}


def _subnets(session: boto3.Session) -> list[Row]:
    own = {str(vpc["VpcId"]) for vpc in _vpcs(session)}
    ways = _ways_out(session)
    rows = [
        {
            "Subnet": str(subnet["SubnetId"]),
            "Zone ID": str(subnet["AvailabilityZoneId"]),
            "Zone here": str(subnet["AvailabilityZone"]),
            "CIDR": str(subnet["CidrBlock"]),
            "Free": str(subnet["AvailableIpAddressCount"]),
            "Way out": ways.get(str(subnet["SubnetId"]), "none"),
            "Name": _name(subnet),
        }
        for subnet in items(session, "ec2", "describe_subnets", "Subnets")
        if str(subnet["VpcId"]) in own
    ]
    return sorted(rows, key=lambda row: row["Name"] + row["CIDR"])


def _ways_out(session: boto3.Session) -> dict[str, str]:
    """For each subnet with a table of its own, the target of its default route."""
    ways: dict[str, str] = {}
    for table in items(session, "ec2", "describe_route_tables", "RouteTables"):
        routes: list[dict[str, str]] = table["Routes"]  # type: ignore[assignment]
        targets = [
            target
            for route in routes
            if route.get("DestinationCidrBlock") == "0.0.0.0/0"
            for name, target in route.items()
            if name.endswith("Id")
        ]
        for association in table["Associations"]:  # type: ignore[attr-defined]
            if "SubnetId" in association:
                ways[association["SubnetId"]] = _join(targets) or "none"
    return ways


def _nat_gateways(session: boto3.Session) -> list[Row]:
    return [
        {
            "NAT gateway": str(each["NatGatewayId"]),
            "State": str(each["State"]),
            "Subnet": str(each["SubnetId"]),
            "Public address": _join(address.get("PublicIp") for address in each["NatGatewayAddresses"]),  # type: ignore[attr-defined]
        }
        for each in items(session, "ec2", "describe_nat_gateways", "NatGateways")
        if each["State"] != "deleted"
    ]


def _directories(session: boto3.Session) -> list[Row]:
    return [
        {
            "Directory": str(each["DirectoryId"]),
            "Domain": str(each["Name"]),
            "Type": str(each["Type"]),
            "Edition or size": str(each.get("Edition") or each.get("Size") or "-"),
            "Stage": str(each["Stage"]),
            "DNS": _join(each.get("DnsIpAddrs", [])),
        }
        for each in items(session, "ds", "describe_directories", "DirectoryDescriptions")
    ]


def _registrations(session: boto3.Session) -> list[Row]:
    return [
        {
            "Directory": str(each["DirectoryId"]),
            "State": str(each["State"]),
            "Registration code": str(each.get("RegistrationCode", "-")),
            "Subnets": _join(each.get("SubnetIds", [])),
            "Security group": str(each.get("WorkspaceSecurityGroupId", "-")),
            "IP groups": _join(each.get("ipGroupIds", [])) or "-",
            "Creation": _settings(each.get("WorkspaceCreationProperties")),
            "Access": _settings(each.get("WorkspaceAccessProperties")),
            "Self-service": _settings(each.get("SelfservicePermissions")),
        }
        for each in items(session, "workspaces", "describe_workspace_directories", "Directories")
    ]


def _workspaces(session: boto3.Session) -> list[Row]:
    return [
        {
            "WorkSpace": str(each["WorkspaceId"]),
            "User": str(each["UserName"]),
            "State": str(each["State"]),
            "Bundle": str(each["BundleId"]),
            **_desktop(each.get("WorkspaceProperties", {})),  # type: ignore[arg-type]
            "Encrypted": _join(volume for volume in ("Root", "User") if each.get(f"{volume}VolumeEncryptionEnabled"))
            or "no",
            "Key": str(each.get("VolumeEncryptionKey", "-")).rpartition("/")[2],
            "Address": str(each.get("IpAddress", "-")),
        }
        for each in items(session, "workspaces", "describe_workspaces", "Workspaces")
    ]


def _desktop(properties: Mapping[str, object]) -> Row:
    return {
        "Compute": str(properties.get("ComputeTypeName", "-")),
        "Volumes": f"{properties.get('RootVolumeSizeGib', '-')}/{properties.get('UserVolumeSizeGib', '-')} GiB",
        "Running mode": str(properties.get("RunningMode", "-")),
    }


def _users(session: boto3.Session) -> list[Row]:
    return [{"Directory": directory, "User": name} for directory, name in directory_users(session)]


def _settings(properties: object) -> str:
    found = properties if isinstance(properties, dict) else {}
    return ", ".join(f"{name}={value}" for name, value in sorted(found.items())) or "-"


def _name(resource: Mapping[str, object]) -> str:
    tags: list[dict[str, str]] = resource.get("Tags", [])  # type: ignore[assignment]
    return next((tag["Value"] for tag in tags if tag["Key"] == "Name"), "-")


def _join(values: object) -> str:
    return ", ".join(str(value) for value in values if value)  # type: ignore[attr-defined]


def _links(session: boto3.Session) -> list[Row]:
    """What leads out of the VPCs to other networks, without what is gone."""
    rows = [
        {"Kind": kind, "Id": str(each[name]), "State": str(each["State"]), "Between": ends(each)}
        for kind, operation, member, name, ends in _LINKS
        for each in items(session, "ec2", operation, member)
        if each["State"] != "deleted"
    ]
    for each in items(session, "ec2", "describe_vpc_peering_connections", "VpcPeeringConnections"):
        code = str(each["Status"]["Code"])  # type: ignore[index]
        ends = f"{each['RequesterVpcInfo']['VpcId']} and {each['AccepterVpcInfo']['VpcId']}"  # type: ignore[index]
        if code != "deleted":
            identifier = str(each["VpcPeeringConnectionId"])
            rows.append({"Kind": "VPC peering", "Id": identifier, "State": code, "Between": ends})
    return rows


_LINKS: tuple[tuple[str, str, str, str, Callable[[Mapping[str, object]], str]], ...] = (
    (
        "VPN connection",
        "describe_vpn_connections",
        "VpnConnections",
        "VpnConnectionId",
        lambda each: f"{each['CustomerGatewayId']} and {each.get('VpnGatewayId') or each.get('TransitGatewayId')}",
    ),
    (
        "virtual private gateway",
        "describe_vpn_gateways",
        "VpnGateways",
        "VpnGatewayId",
        lambda each: ", ".join(str(held["VpcId"]) for held in each["VpcAttachments"]),  # type: ignore[attr-defined]
    ),
    (
        "transit gateway attachment",
        "describe_transit_gateway_attachments",
        "TransitGatewayAttachments",
        "TransitGatewayAttachmentId",
        lambda each: f"{each['ResourceId']} and {each['TransitGatewayId']}",
    ),
)

_TABLES: tuple[tuple[str, Callable[[boto3.Session], list[Row]]], ...] = (
    ("Network", _networks),
    ("Subnets", _subnets),
    ("NAT gateways", _nat_gateways),
    ("Links", _links),
    ("Directories", _directories),
    ("Registration", _registrations),
    ("WorkSpaces", _workspaces),
    ("Users", _users),
)
