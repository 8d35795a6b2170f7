"""VPCs and what belongs to them: subnets, DHCP options, route tables, flow logs."""

# ruff: noqa: SLF001 - ministack has no public hooks; a canary test pins what is used

from __future__ import annotations

from typing import TYPE_CHECKING

from ministack.services.cloudformation import provisioners

from local_aws.cloudformation.types.wire import (
    Attributes,
    Made,
    Properties,
    ResourceType,
    client,
    gone,
    pick,
    released,
    retag,
    retags,
    tagged,
    text,
)

if TYPE_CHECKING:
    from collections.abc import Callable


def _subnet_attributes(subnet_id: str) -> Attributes:
    ec2 = client("ec2")
    subnet = ec2.describe_subnets(SubnetIds=[subnet_id])["Subnets"][0]
    acls = ec2.describe_network_acls(Filters=[{"Name": "association.subnet-id", "Values": [subnet_id]}])["NetworkAcls"]
    association = next(
        (
            entry["NetworkAclAssociationId"]
            for acl in acls
            for entry in acl["Associations"]
            if entry["SubnetId"] == subnet_id
        ),
        "",
    )
    return {
        "SubnetId": subnet_id,
        "VpcId": subnet["VpcId"],
        "CidrBlock": subnet["CidrBlock"],
        "AvailabilityZone": subnet["AvailabilityZone"],
        "AvailabilityZoneId": subnet["AvailabilityZoneId"],
        "NetworkAclAssociationId": association,
        "Ipv6CidrBlocks": [],
    }


def _create_subnet(_logical_id: str, properties: Properties) -> Made:
    ec2 = client("ec2")
    subnet = ec2.create_subnet(
        **pick(properties, "VpcId", "CidrBlock", "AvailabilityZone", "AvailabilityZoneId"),  # type: ignore[arg-type]
        **tagged("subnet", properties),  # type: ignore[arg-type]
    )["Subnet"]
    subnet_id = subnet["SubnetId"]
    _update_subnet(subnet_id, {}, properties)
    return subnet_id, _subnet_attributes(subnet_id)


def _update_subnet(subnet_id: str, old: Properties, new: Properties) -> Attributes:
    public = str(new.get("MapPublicIpOnLaunch", False)).lower() == "true"
    if public or old:
        client("ec2").modify_subnet_attribute(SubnetId=subnet_id, MapPublicIpOnLaunch={"Value": public})
    if old:
        retag(subnet_id, old, new)
    return _subnet_attributes(subnet_id)


def _delete_subnet(subnet_id: str, _properties: Properties) -> None:
    released(client("ec2").delete_subnet, "InvalidSubnetID.NotFound", SubnetId=subnet_id)


_DHCP_KEYS = {
    "DomainName": "domain-name",
    "DomainNameServers": "domain-name-servers",
    "NetbiosNameServers": "netbios-name-servers",
    "NetbiosNodeType": "netbios-node-type",
    "NtpServers": "ntp-servers",
}


def _create_dhcp_options(_logical_id: str, properties: Properties) -> Made:
    configurations = [
        {"Key": key, "Values": [str(item) for item in (value if isinstance(value, list) else [value])]}
        for name, key in _DHCP_KEYS.items()
        if (value := properties.get(name)) not in (None, [])
    ]
    options = client("ec2").create_dhcp_options(
        DhcpConfigurations=configurations,  # type: ignore[arg-type]
        **tagged("dhcp-options", properties),  # type: ignore[arg-type]
    )["DhcpOptions"]
    return options["DhcpOptionsId"], {"DhcpOptionsId": options["DhcpOptionsId"]}


def _delete_dhcp_options(identifier: str, _properties: Properties) -> None:
    gone(client("ec2").delete_dhcp_options, "InvalidDhcpOptionsID.NotFound", DhcpOptionsId=identifier)


def _associate_dhcp_options(_logical_id: str, properties: Properties) -> Made:
    options, vpc = text(properties, "DhcpOptionsId"), text(properties, "VpcId")
    client("ec2").associate_dhcp_options(DhcpOptionsId=options, VpcId=vpc)
    return f"{options}|{vpc}", {}


def _disassociate_dhcp_options(physical_id: str, _properties: Properties) -> None:
    options, _, vpc = physical_id.partition("|")
    ec2 = client("ec2")
    found = ec2.describe_vpcs(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["Vpcs"]
    if found and found[0]["DhcpOptionsId"] == options:
        ec2.associate_dhcp_options(DhcpOptionsId="default", VpcId=vpc)


def _create_flow_log(_logical_id: str, properties: Properties) -> Made:
    answer = client("ec2").create_flow_logs(
        ResourceIds=[text(properties, "ResourceId")],
        **pick(  # type: ignore[arg-type]
            properties,
            "ResourceType",
            "TrafficType",
            "LogGroupName",
            "LogDestination",
            "LogDestinationType",
            "DeliverLogsPermissionArn",
            "LogFormat",
            "MaxAggregationInterval",
        ),
        **tagged("vpc-flow-log", properties),  # type: ignore[arg-type]
    )
    identifier = answer["FlowLogIds"][0]
    return identifier, {"Id": identifier}


def _delete_flow_log(identifier: str, _properties: Properties) -> None:
    client("ec2").delete_flow_logs(FlowLogIds=[identifier])


def _create_vpc(logical_id: str, properties: Properties, stack_name: str) -> Made:
    vpc_id, attributes = provisioners._ec2_vpc_create(logical_id, properties, stack_name)
    return vpc_id, {**attributes, "CidrBlock": text(properties, "CidrBlock")}


def _update_vpc(physical_id: str, old: Properties, new: Properties, stack_name: str, logical_id: str) -> Made:
    vpc_id, attributes = provisioners._ec2_vpc_update(physical_id, old, new, stack_name, logical_id)
    return vpc_id, {**attributes, "CidrBlock": text(new, "CidrBlock")}


def _delete_vpc(vpc_id: str, _properties: Properties) -> None:
    released(client("ec2").delete_vpc, "InvalidVpcID.NotFound", VpcId=vpc_id)


def _delete_route_table(table_id: str, _properties: Properties) -> None:
    released(client("ec2").delete_route_table, "InvalidRouteTableID.NotFound", RouteTableId=table_id)


_FLOW_LOG_CREATE_ONLY = frozenset(
    {
        "DeliverCrossAccountRole", "DeliverLogsPermissionArn", "LogGroupName", "LogDestination", "ResourceId",
        "TrafficType", "LogDestinationType", "ResourceType", "LogFormat", "MaxAggregationInterval",
        "DestinationOptions",
    }
)  # fmt: skip

TYPES = (
    ResourceType(
        "AWS::EC2::Subnet",
        _create_subnet,
        _delete_subnet,
        _update_subnet,
        create_only=frozenset({"VpcId", "CidrBlock", "AvailabilityZone", "AvailabilityZoneId"}),
    ),
    ResourceType(
        "AWS::EC2::DHCPOptions",
        _create_dhcp_options,
        _delete_dhcp_options,
        retags,
        create_only=frozenset(_DHCP_KEYS),
    ),
    ResourceType(
        "AWS::EC2::VPCDHCPOptionsAssociation",
        _associate_dhcp_options,
        _disassociate_dhcp_options,
        create_only=frozenset({"DhcpOptionsId", "VpcId"}),
        tags=False,
    ),
    ResourceType("AWS::EC2::FlowLog", _create_flow_log, _delete_flow_log, retags, create_only=_FLOW_LOG_CREATE_ONLY),
)


CORRECTED: dict[str, dict[str, Callable[..., object]]] = {
    "AWS::EC2::VPC": {"create": _create_vpc, "update": _update_vpc, "delete": _delete_vpc},
    "AWS::EC2::RouteTable": {"delete": _delete_route_table},
}
