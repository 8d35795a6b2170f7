"""VPCs, subnets, tables and option sets that cannot go while something needs them (EC2 API reference, error codes)."""

# ruff: noqa: SLF001 - ministack has no public hooks; a canary test pins what is used

from __future__ import annotations

import ipaddress

from ministack.services import ec2

from local_aws.ec2.wire import Ec2Error, Params, action, before, dependency_violation, text
from local_aws.ec2.zones import zone_id, zone_name, zones


@action("CreateSubnet")
def create_subnet(params: Params) -> str:
    """A subnet that lies in its VPC, overlaps no other, is in a zone of the region, and has its VPC's default ACL."""
    vpc = ec2._vpcs.get(text(params, "VpcId"))
    if vpc is None:
        raise Ec2Error("InvalidVpcID.NotFound", f"The vpc ID '{text(params, 'VpcId')}' does not exist")
    cidr = text(params, "CidrBlock")
    network = ipaddress.ip_network(cidr)
    if not network.subnet_of(ipaddress.ip_network(vpc["CidrBlock"])):  # type: ignore[arg-type]
        raise Ec2Error("InvalidSubnet.Range", f"The CIDR '{cidr}' is invalid.")
    for subnet in ec2._subnets.values():
        if subnet["VpcId"] == vpc["VpcId"] and network.overlaps(ipaddress.ip_network(subnet["CidrBlock"])):
            raise Ec2Error("InvalidSubnet.Conflict", f"The CIDR '{cidr}' conflicts with another subnet")
    zone, identifier = text(params, "AvailabilityZone"), text(params, "AvailabilityZoneId")
    if (zone and zone not in zones(ec2.get_region())) or (identifier and zone_name(identifier) is None):
        raise Ec2Error(
            "InvalidParameterValue",
            f"Value ({zone or identifier}) for parameter availabilityZone is invalid. "
            f"Subnets can currently only be created in: {', '.join(zones(ec2.get_region()).values())}.",
        )
    name = zone or zone_name(identifier) or next(iter(zones(ec2.get_region())))
    subnet_id: str = ec2._new_subnet_id()
    ec2._subnets[subnet_id] = {
        "SubnetId": subnet_id,
        "VpcId": vpc["VpcId"],
        "CidrBlock": cidr,
        "AvailabilityZone": name,
        "AvailabilityZoneId": zone_id(name),
        "State": "available",
        "DefaultForAz": False,
        "MapPublicIpOnLaunch": False,
        "OwnerId": vpc["OwnerId"],
    }
    ec2._parse_tag_specs(params, "subnet", subnet_id)
    default_acl = ec2._network_acls[vpc["DefaultNetworkAclId"]]
    default_acl["Associations"].append({"NetworkAclAssociationId": _association_id(), "SubnetId": subnet_id})
    xml: str = ec2._subnet_fields_xml(ec2._subnets[subnet_id], tag="subnet")
    return xml


@before("DeleteSubnet")
def refuse_deleting_a_subnet_in_use(params: Params) -> None:
    """No interface may be left in it."""
    identifier = text(params, "SubnetId")
    if any(interface["SubnetId"] == identifier for interface in ec2._network_interfaces.values()):
        raise dependency_violation(f"The subnet '{identifier}' has dependencies and cannot be deleted.")
    for table in ec2._route_tables.values():
        table["Associations"] = [entry for entry in table["Associations"] if entry.get("SubnetId") != identifier]
    for acl in ec2._network_acls.values():
        acl["Associations"] = [entry for entry in acl["Associations"] if entry["SubnetId"] != identifier]
    ec2._tags.pop(identifier, None)


@before("DeleteVpc")
def refuse_deleting_a_vpc_in_use(params: Params) -> None:
    """Besides what ministack checks: interfaces, tables, ACLs and endpoints of the user's own."""
    vpc_id = text(params, "VpcId")
    vpc = ec2._vpcs.get(vpc_id, {})
    own_tables = (
        table_id
        for table_id, table in ec2._route_tables.items()
        if table["VpcId"] == vpc_id and table_id != vpc.get("MainRouteTableId")
    )
    own_acls = (acl_id for acl_id, acl in ec2._network_acls.items() if acl["VpcId"] == vpc_id and not acl["IsDefault"])
    interfaces = (identifier for identifier, item in ec2._network_interfaces.items() if item["VpcId"] == vpc_id)
    endpoints = (identifier for identifier, item in ec2._vpc_endpoints.items() if item["VpcId"] == vpc_id)
    if any((*own_tables, *own_acls, *interfaces, *endpoints)):
        raise dependency_violation(f"The vpc '{vpc_id}' has dependencies and cannot be deleted.")


@before("DeleteRouteTable")
def refuse_deleting_a_route_table_in_use(params: Params) -> None:
    """No subnet may be associated with it."""
    identifier = text(params, "RouteTableId")
    if ec2._route_tables.get(identifier, {}).get("Associations"):
        raise dependency_violation(f"The routeTable '{identifier}' has dependencies and cannot be deleted.")


@before("DeleteDhcpOptions")
def refuse_deleting_dhcp_options_in_use(params: Params) -> None:
    """No VPC may be associated with them."""
    identifier = text(params, "DhcpOptionsId")
    if any(vpc["DhcpOptionsId"] == identifier for vpc in ec2._vpcs.values()):
        raise dependency_violation(f"The dhcpOptions '{identifier}' has dependencies and cannot be deleted.")


@before("DeleteNetworkAcl")
def refuse_deleting_a_network_acl_in_use(params: Params) -> None:
    """No subnet may be associated with it."""
    identifier = text(params, "NetworkAclId")
    if ec2._network_acls.get(identifier, {}).get("Associations"):
        raise dependency_violation(f"The networkAcl '{identifier}' has dependencies and cannot be deleted.")


@action("ReplaceNetworkAclAssociation")
def replace_network_acl_association(params: Params) -> str:
    """Move a subnet to another ACL; ministack forgets which subnet it was."""
    association_id, new_acl_id = text(params, "AssociationId"), text(params, "NetworkAclId")
    if new_acl_id not in ec2._network_acls:
        raise Ec2Error("InvalidNetworkAclID.NotFound", f"The networkAcl ID '{new_acl_id}' does not exist")
    for acl in ec2._network_acls.values():
        for entry in acl["Associations"]:
            if entry["NetworkAclAssociationId"] == association_id:
                acl["Associations"].remove(entry)
                new_id = _association_id()
                ec2._network_acls[new_acl_id]["Associations"].append(
                    {"NetworkAclAssociationId": new_id, "SubnetId": entry["SubnetId"]}
                )
                return f"<newAssociationId>{new_id}</newAssociationId>"
    raise Ec2Error("InvalidAssociationID.NotFound", f"The association ID '{association_id}' does not exist")


def _association_id() -> str:
    return f"aclassoc-{ec2.new_uuid().replace('-', '')[:17]}"
