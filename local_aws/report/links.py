"""Tables of what leads out of VPCs: to other networks, and to services of AWS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local_aws.inventory import items
from local_aws.report.rows import join

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import boto3

    from local_aws.report.rows import Row

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
        lambda each: join(held["VpcId"] for held in each["VpcAttachments"]),  # type: ignore[attr-defined]
    ),
    (
        "transit gateway",
        "describe_transit_gateways",
        "TransitGateways",
        "TransitGatewayId",
        lambda _each: "-",
    ),
    (
        "transit gateway attachment",
        "describe_transit_gateway_attachments",
        "TransitGatewayAttachments",
        "TransitGatewayAttachmentId",
        lambda each: f"{each['ResourceId']} and {each['TransitGatewayId']}",
    ),
)


def links(session: boto3.Session) -> list[Row]:
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


def endpoints(session: boto3.Session) -> list[Row]:
    """Endpoints of AWS PrivateLink and of Route 53 Resolver, without what is gone."""
    rows = [
        {
            "Endpoint": str(each["VpcEndpointId"]),
            "For": str(each["ServiceName"]).rpartition(".")[2],
            "State": str(each["State"]),
            "VPC": str(each["VpcId"]),
        }
        for each in items(session, "ec2", "describe_vpc_endpoints", "VpcEndpoints")
        if str(each["State"]).lower() != "deleted"
    ]
    return rows + [
        {
            "Endpoint": str(each["Id"]),
            "For": f"DNS, {str(each['Direction']).lower()}",
            "State": str(each["Status"]),
            "VPC": str(each["HostVPCId"]),
        }
        for each in items(session, "route53resolver", "list_resolver_endpoints", "ResolverEndpoints")
    ]
