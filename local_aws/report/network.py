"""Tables of networks: VPCs, their subnets, and what stands before these."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local_aws.inventory import items
from local_aws.report.rows import join, name

if TYPE_CHECKING:
    from collections.abc import Mapping

    import boto3

    from local_aws.report.rows import Item, Row


def _own_vpcs(session: boto3.Session) -> list[Item]:
    return [vpc for vpc in items(session, "ec2", "describe_vpcs", "Vpcs") if not vpc["IsDefault"]]


def vpcs(session: boto3.Session) -> list[Row]:
    """The VPCs that are not AWS's default, with what DHCP tells their hosts."""
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
        for vpc in _own_vpcs(session)
    ]


def _dhcp(options: Mapping[str, object]) -> Row:
    configurations: list[Mapping[str, object]] = options.get("DhcpConfigurations", [])  # type: ignore[assignment]
    found = {str(each["Key"]): join(value["Value"] for value in each["Values"]) for each in configurations}  # type: ignore[attr-defined]
    return {"DNS suffix": found.get("domain-name", "-"), "DNS servers": found.get("domain-name-servers", "-")}


def subnets(session: boto3.Session) -> list[Row]:
    """Their subnets with the way out to the internet, and to where VPN gateways lead."""
    own = {str(vpc["VpcId"]) for vpc in _own_vpcs(session)}
    ways = _ways_out(session)
    rows = [
        {
            "Subnet": str(subnet["SubnetId"]),
            "Zone ID": str(subnet["AvailabilityZoneId"]),
            "Zone here": str(subnet["AvailabilityZone"]),
            "CIDR": str(subnet["CidrBlock"]),
            "Free": str(subnet["AvailableIpAddressCount"]),
            "Way out": ways.get(str(subnet["SubnetId"]), "none"),
            "Name": name(subnet),
        }
        for subnet in items(session, "ec2", "describe_subnets", "Subnets")
        if str(subnet["VpcId"]) in own
    ]
    return sorted(rows, key=lambda row: row["Name"] + row["CIDR"])


def _ways_out(session: boto3.Session) -> dict[str, str]:
    """For each subnet with a table of its own, the target of its default route, and gateways that add routes to it."""
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
        targets += [f"({each['GatewayId']})" for each in table["PropagatingVgws"]]  # type: ignore[attr-defined]
        for association in table["Associations"]:  # type: ignore[attr-defined]
            if "SubnetId" in association:
                ways[association["SubnetId"]] = join(targets) or "none"
    return ways


def acls(session: boto3.Session) -> list[Row]:
    """The network ACLs that somebody made, with what they let out of their subnets."""
    cidrs = {
        str(each["SubnetId"]): str(each["CidrBlock"]) for each in items(session, "ec2", "describe_subnets", "Subnets")
    }
    return [
        {
            "Network ACL": str(each["NetworkAclId"]),
            "Subnets": join(sorted(cidrs.get(held["SubnetId"], "") for held in each["Associations"])),  # type: ignore[attr-defined]
            "Lets out to": join(dict.fromkeys(_allowed(entry) for entry in each["Entries"])) or "nothing",  # type: ignore[attr-defined]
        }
        for each in items(session, "ec2", "describe_network_acls", "NetworkAcls")
        if not each["IsDefault"]
    ]


def _allowed(entry: Mapping[str, object]) -> str:
    if not entry["Egress"] or entry["RuleAction"] != "allow":
        return ""
    ports: Mapping[str, object] = entry.get("PortRange", {})  # type: ignore[assignment]
    span = "-".join(dict.fromkeys(str(ports[end]) for end in ("From", "To") if end in ports))
    return f"{entry['CidrBlock']}:{span}" if span else str(entry["CidrBlock"])


def nat_gateways(session: boto3.Session) -> list[Row]:
    """NAT gateways, without those that are gone."""
    return [
        {
            "NAT gateway": str(each["NatGatewayId"]),
            "State": str(each["State"]),
            "Subnet": str(each["SubnetId"]),
            "Public address": join(address.get("PublicIp") for address in each["NatGatewayAddresses"]),  # type: ignore[attr-defined]
        }
        for each in items(session, "ec2", "describe_nat_gateways", "NatGateways")
        if each["State"] != "deleted"
    ]
