"""Describe calls that honour the filters they are given.

ministack ignores filters it does not know, so a handler that looks for "the interfaces of this subnet" would be given
every interface there is. Here a filter that is not in the table is an error, as on AWS.
"""

# ruff: noqa: SLF001 - ministack has no public hooks; a canary test pins what is used

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

from ministack.services import ec2

from local_aws.ec2.wire import Ec2Error, Params, action, members

Record = Mapping[str, object]


@dataclass(frozen=True)
class Describe:
    """What one Describe action reads and how it answers."""

    action: str
    store: str
    answer_set: str
    id_parameter: str
    id_attribute: str
    not_found: str
    kind: str
    xml: str
    filters: Callable[[Record], dict[str, list[object]]]

    def answer(self, params: Params) -> str:
        """The records asked for, in XML."""
        store = getattr(ec2, self.store)
        wanted = members(params, self.id_parameter)
        for identifier in wanted:
            if identifier not in store:
                raise Ec2Error(self.not_found, f"The {self.kind} ID '{identifier}' does not exist")
        filters = ec2._parse_filters(params)
        items = "".join(
            getattr(ec2, self.xml)(record)
            for record in store.values()
            if (not wanted or record[self.id_attribute] in wanted) and self._passes(record, filters)
        )
        return f"<{self.answer_set}>{items}</{self.answer_set}>"

    def _passes(self, record: Record, filters: Mapping[str, list[str]]) -> bool:
        if not ec2._resource_matches_tag_filters(record[self.id_attribute], filters):
            return False
        known = self.filters(record)
        for name, patterns in filters.items():
            if name.startswith("tag:") or name in ("tag-key", "tag-value"):
                continue
            if name not in known:
                raise Ec2Error("InvalidParameterValue", f"The filter '{name}' is invalid")
            values = [str(value).lower() if isinstance(value, bool) else str(value) for value in known[name]]
            if not any(fnmatchcase(value, pattern) for value in values for pattern in patterns):
                return False
        return True


def _interface(record: Record) -> dict[str, list[object]]:
    groups = [group["GroupId"] for group in record["Groups"]]  # type: ignore[attr-defined]
    names = [group["GroupName"] for group in record["Groups"]]  # type: ignore[attr-defined]
    return {
        "network-interface-id": [record["NetworkInterfaceId"]],
        "subnet-id": [record["SubnetId"]],
        "vpc-id": [record["VpcId"]],
        "availability-zone": [record["AvailabilityZone"]],
        "description": [record["Description"]],
        "status": [record["Status"]],
        "interface-type": [record["InterfaceType"]],
        "requester-id": [record.get("RequesterId", "")],
        "requester-managed": [bool(record.get("RequesterManaged"))],
        "private-ip-address": [record["PrivateIpAddress"]],
        "addresses.private-ip-address": [record["PrivateIpAddress"]],
        "group-id": groups,
        "group-name": names,
        "owner-id": [record["OwnerId"]],
    }


def _group(record: Record) -> dict[str, list[object]]:
    return {
        "group-id": [record["GroupId"]],
        "group-name": [record["GroupName"]],
        "description": [record["Description"]],
        "vpc-id": [record["VpcId"]],
        "owner-id": [record["OwnerId"]],
        "ip-permission.group-id": _referenced(record, "IpPermissions"),
        "egress.ip-permission.group-id": _referenced(record, "IpPermissionsEgress"),
        "ip-permission.cidr": _ranges(record, "IpPermissions"),
        "egress.ip-permission.cidr": _ranges(record, "IpPermissionsEgress"),
    }


def _referenced(record: Record, direction: str) -> list[object]:
    rules = record.get(direction, [])
    return [pair.get("GroupId", "") for rule in rules for pair in rule.get("UserIdGroupPairs", [])]  # type: ignore[attr-defined]


def _ranges(record: Record, direction: str) -> list[object]:
    rules = record.get(direction, [])
    return [entry["CidrIp"] for rule in rules for entry in rule.get("IpRanges", [])]  # type: ignore[attr-defined]


def _subnet(record: Record) -> dict[str, list[object]]:
    return {
        "subnet-id": [record["SubnetId"]],
        "vpc-id": [record["VpcId"]],
        "availability-zone": [record["AvailabilityZone"]],
        "availability-zone-id": [record["AvailabilityZoneId"]],
        "cidr-block": [record["CidrBlock"]],
        "default-for-az": [record["DefaultForAz"]],
        "state": [record["State"]],
        "owner-id": [record["OwnerId"]],
    }


def _address(record: Record) -> dict[str, list[object]]:
    return {
        "allocation-id": [record["AllocationId"]],
        "association-id": [record["AssociationId"] or ""],
        "network-interface-id": [record["NetworkInterfaceId"] or ""],
        "public-ip": [record["PublicIp"]],
        "domain": [record["Domain"]],
    }


def _nat_gateway(record: Record) -> dict[str, list[object]]:
    return {
        "nat-gateway-id": [record["NatGatewayId"]],
        "vpc-id": [record["VpcId"]],
        "subnet-id": [record["SubnetId"]],
        "state": [record["State"]],
    }


def _network_acl(record: Record) -> dict[str, list[object]]:
    associations = record["Associations"]
    return {
        "network-acl-id": [record["NetworkAclId"]],
        "vpc-id": [record["VpcId"]],
        "default": [record["IsDefault"]],
        "association.subnet-id": [entry["SubnetId"] for entry in associations],  # type: ignore[attr-defined]
        "association.association-id": [entry["NetworkAclAssociationId"] for entry in associations],  # type: ignore[attr-defined]
    }


def _endpoint(record: Record) -> dict[str, list[object]]:
    return {
        "vpc-endpoint-id": [record["VpcEndpointId"]],
        "vpc-endpoint-type": [record["VpcEndpointType"]],
        "vpc-endpoint-state": [record["State"]],
        "vpc-id": [record["VpcId"]],
        "service-name": [record["ServiceName"]],
    }


def _route_table(record: Record) -> dict[str, list[object]]:
    associations, routes = record["Associations"], record["Routes"]
    return {
        "route-table-id": [record["RouteTableId"]],
        "vpc-id": [record["VpcId"]],
        "association.subnet-id": [entry.get("SubnetId", "") for entry in associations],  # type: ignore[attr-defined]
        "association.main": [bool(entry.get("Main")) for entry in associations],  # type: ignore[attr-defined]
        "association.route-table-association-id": [entry["RouteTableAssociationId"] for entry in associations],  # type: ignore[attr-defined]
        "route.destination-cidr-block": [route.get("DestinationCidrBlock", "") for route in routes],  # type: ignore[attr-defined]
        "route.gateway-id": [route.get("GatewayId", "") for route in routes],  # type: ignore[attr-defined]
        "route.nat-gateway-id": [route.get("NatGatewayId", "") for route in routes],  # type: ignore[attr-defined]
        "route.transit-gateway-id": [route.get("TransitGatewayId", "") for route in routes],  # type: ignore[attr-defined]
        "route.vpc-peering-connection-id": [route.get("VpcPeeringConnectionId", "") for route in routes],  # type: ignore[attr-defined]
    }


DESCRIBES = (
    Describe(
        "DescribeRouteTables",
        "_route_tables",
        "routeTableSet",
        "RouteTableId",
        "RouteTableId",
        "InvalidRouteTableID.NotFound",
        "routeTable",
        "_rtb_fields_xml",
        _route_table,
    ),
    Describe(
        "DescribeVpcEndpoints",
        "_vpc_endpoints",
        "vpcEndpointSet",
        "VpcEndpointId",
        "VpcEndpointId",
        "InvalidVpcEndpointId.NotFound",
        "vpc endpoint",
        "_vpce_fields_xml",
        _endpoint,
    ),
    Describe(
        "DescribeNetworkInterfaces",
        "_network_interfaces",
        "networkInterfaceSet",
        "NetworkInterfaceId",
        "NetworkInterfaceId",
        "InvalidNetworkInterfaceID.NotFound",
        "networkInterface",
        "_eni_fields_xml",
        _interface,
    ),
    Describe(
        "DescribeSecurityGroups",
        "_security_groups",
        "securityGroupInfo",
        "GroupId",
        "GroupId",
        "InvalidGroup.NotFound",
        "security group",
        "_sg_xml",
        _group,
    ),
    Describe(
        "DescribeSubnets",
        "_subnets",
        "subnetSet",
        "SubnetId",
        "SubnetId",
        "InvalidSubnetID.NotFound",
        "subnet",
        "_subnet_xml",
        _subnet,
    ),
    Describe(
        "DescribeAddresses",
        "_addresses",
        "addressesSet",
        "AllocationId",
        "AllocationId",
        "InvalidAllocationID.NotFound",
        "allocation",
        "_address_xml",
        _address,
    ),
    Describe(
        "DescribeNatGateways",
        "_nat_gateways",
        "natGatewaySet",
        "NatGatewayId",
        "NatGatewayId",
        "NatGatewayNotFound",
        "NAT gateway",
        "_nat_gateway_xml",
        _nat_gateway,
    ),
    Describe(
        "DescribeNetworkAcls",
        "_network_acls",
        "networkAclSet",
        "NetworkAclId",
        "NetworkAclId",
        "InvalidNetworkAclID.NotFound",
        "network ACL",
        "_network_acl_xml",
        _network_acl,
    ),
)

for _describe in DESCRIBES:
    action(_describe.action)(_describe.answer)
