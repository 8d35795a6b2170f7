"""Interface endpoints that hold addresses in their subnets.

ministack's endpoints own nothing. On AWS each has an interface in each of its subnets, carries security groups of its
VPC, and keeps its interfaces for a while after it was deleted (AWS PrivateLink guide, "Create an interface endpoint",
"Delete an interface endpoint").
"""

# ruff: noqa: SLF001 - ministack has no public hooks; a canary test pins what is used

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from ministack.core.responses import get_account_id, get_region
from ministack.services import ec2

from local_aws.ec2 import endpoint_notifications, interfaces
from local_aws.ec2.wire import Ec2Error, Params, action, members, text
from local_aws.services import durations, state

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@action("CreateVpcEndpoint")
def create_vpc_endpoint(params: Params) -> str:
    """An endpoint, pending at first; an interface one with an interface in each subnet."""
    vpc_id, service = text(params, "VpcId"), text(params, "ServiceName")
    vpc = ec2._vpcs.get(vpc_id)
    if vpc is None:
        raise Ec2Error("InvalidVpcID.NotFound", f"The vpc ID '{vpc_id}' does not exist")
    region = get_region()
    if not service.startswith((f"com.amazonaws.{region}.", f"aws.sagemaker.{region}.", "com.amazonaws.vpce.")):
        raise Ec2Error("InvalidServiceName", f"The Vpc Endpoint Service '{service}' does not exist")
    kind = text(params, "VpcEndpointType") or "Gateway"
    private = text(params, "PrivateDnsEnabled").lower() == "true"
    subnet_ids = members(params, "SubnetId")
    if kind == "Interface":
        _check_subnets(vpc_id, subnet_ids)
        _check_private_dns(vpc, service, wanted=private)
    identifier = state.hex_id("vpce-", 17)
    endpoint = {
        "VpcEndpointId": identifier,
        "VpcEndpointType": kind,
        "VpcId": vpc_id,
        "ServiceName": service,
        "State": "pending" if kind == "Interface" else "available",
        "RouteTableIds": members(params, "RouteTableId"),
        "SubnetIds": subnet_ids,
        "SecurityGroupIds": members(params, "SecurityGroupId"),
        "NetworkInterfaceIds": [],
        "DnsEntries": [],
        "PrivateDnsEnabled": private,
        "PolicyDocument": text(params, "PolicyDocument") or None,
        "OwnerId": get_account_id(),
        "CreationTimestamp": ec2._now_ts(),
    }
    if kind == "Interface":
        _place(endpoint)
        state.later(durations.CREATE_ENDPOINT, partial(_become_available, identifier))
    ec2._vpc_endpoints[identifier] = endpoint
    ec2._parse_tag_specs(params, "vpc-endpoint", identifier)
    return endpoint_xml(endpoint, "vpcEndpoint")


@action("DeleteVpcEndpoints")
def delete_vpc_endpoints(params: Params) -> str:
    """Each is deleting as long as its interfaces are there; a missing one is reported, not raised."""
    missing = []
    for identifier in members(params, "VpcEndpointId"):
        endpoint = ec2._vpc_endpoints.get(identifier)
        if endpoint is None:
            missing.append(identifier)
        elif endpoint["State"] != "deleting":
            endpoint["State"] = "deleting"
            state.later(durations.DELETE_ENDPOINT, partial(_gone, identifier))
    items = "".join(
        f"<item><error><code>InvalidVpcEndpoint.NotFound</code><message>The Vpc Endpoint Id '{each}' does not exist"
        f"</message></error><resourceId>{each}</resourceId></item>"
        for each in missing
    )
    return f"<unsuccessful>{items}</unsuccessful>"


@action("ModifyVpcEndpoint")
def modify_vpc_endpoint(params: Params) -> str:
    """Other subnets, groups, tables or another policy; interfaces follow at once."""
    identifier = text(params, "VpcEndpointId")
    endpoint = ec2._vpc_endpoints.get(identifier)
    if endpoint is None:
        raise endpoint_notifications.no_endpoint(identifier)
    for key, parameter in (
        ("RouteTableIds", "RouteTableId"),
        ("SubnetIds", "SubnetId"),
        ("SecurityGroupIds", "SecurityGroupId"),
    ):
        dropped = members(params, f"Remove{parameter}")
        endpoint[key] = [*(each for each in endpoint[key] if each not in dropped), *members(params, f"Add{parameter}")]
    if endpoint["VpcEndpointType"] == "Interface":
        _check_subnets(endpoint["VpcId"], endpoint["SubnetIds"])
        _place(endpoint)
    if "PrivateDnsEnabled" in params:
        endpoint["PrivateDnsEnabled"] = text(params, "PrivateDnsEnabled").lower() == "true"
    if policy := text(params, "PolicyDocument"):
        endpoint["PolicyDocument"] = policy
    return "<return>true</return>"


def _check_subnets(vpc_id: str, subnet_ids: Sequence[str]) -> None:
    zones = []
    for subnet_id in subnet_ids:
        subnet = ec2._subnets.get(subnet_id)
        if subnet is None or subnet["VpcId"] != vpc_id:
            raise Ec2Error("InvalidSubnetId.NotFound", f"The subnet ID '{subnet_id}' does not exist in '{vpc_id}'")
        zones.append(subnet["AvailabilityZone"])
    if len(set(zones)) != len(zones):
        raise Ec2Error("DuplicateSubnetsInSameZone", "Found another VPC endpoint subnet in the availability zone.")


def _check_private_dns(vpc: Mapping[str, object], service: str, *, wanted: bool) -> None:
    """One endpoint of a service with private DNS in a VPC, which must have DNS support and host names."""
    if not wanted:
        return
    if not (vpc.get("EnableDnsSupport", True) and vpc.get("EnableDnsHostnames", False)):
        raise Ec2Error(
            "InvalidParameter",
            "Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true for "
            f"{vpc['VpcId']}",
        )
    for other in ec2._vpc_endpoints.values():
        if (other["VpcId"], other["ServiceName"]) == (vpc["VpcId"], service) and other.get("PrivateDnsEnabled"):
            raise Ec2Error(
                "InvalidParameter",
                f"private-dns-enabled cannot be set because there is already a conflicting DNS domain for {service} in "
                f"the VPC {vpc['VpcId']}",
            )


def _place(endpoint: dict[str, Any]) -> None:
    """Bring the interfaces to the endpoint's subnets and groups: all of them, or none."""
    held = {ec2._network_interfaces[each]["SubnetId"]: each for each in endpoint["NetworkInterfaceIds"]}
    made: dict[str, str] = {}
    try:
        for subnet_id in endpoint["SubnetIds"]:
            if subnet_id not in held:
                interface = interfaces.create(
                    subnet_id,
                    endpoint["SecurityGroupIds"],
                    f"VPC Endpoint Interface {endpoint['VpcEndpointId']}",
                    requester="amazon-vpc-endpoint",
                    kind="vpc_endpoint",
                )
                made[subnet_id] = str(interface["NetworkInterfaceId"])
    except Ec2Error:
        for each in made.values():
            interfaces.delete(each)
        raise
    for subnet_id in held.keys() - set(endpoint["SubnetIds"]):
        interfaces.delete(held.pop(subnet_id))
    for each in held.values():
        if endpoint["SecurityGroupIds"]:
            interfaces.set_groups(each, endpoint["SecurityGroupIds"])
    endpoint["NetworkInterfaceIds"] = [{**held, **made}[each] for each in endpoint["SubnetIds"]]


def _become_available(identifier: str) -> None:
    endpoint = ec2._vpc_endpoints.get(identifier)
    if endpoint is not None and endpoint["State"] == "pending":
        endpoint["State"] = "available"


def _gone(identifier: str) -> None:
    endpoint = ec2._vpc_endpoints.pop(identifier, {"NetworkInterfaceIds": []})
    ec2._tags.pop(identifier, None)
    for interface in endpoint["NetworkInterfaceIds"]:
        interfaces.delete(interface)
    endpoint_notifications.forget(identifier)


def endpoint_xml(endpoint: Mapping[str, Any], tag: str = "item") -> str:
    """An endpoint with its interfaces and groups, which ministack leaves out."""
    sets = "".join(
        f"<{name}>{''.join(f'<item>{each}</item>' for each in endpoint.get(key, []))}</{name}>"
        for key, name in (
            ("RouteTableIds", "routeTableIdSet"),
            ("SubnetIds", "subnetIdSet"),
            ("NetworkInterfaceIds", "networkInterfaceIdSet"),
        )
    )
    groups = "".join(
        f"<item><groupId>{group}</groupId><groupName>{ec2._security_groups[group]['GroupName']}</groupName></item>"
        for group in endpoint.get("SecurityGroupIds", [])
        if group in ec2._security_groups
    )
    return (
        f"<{tag}><vpcEndpointId>{endpoint['VpcEndpointId']}</vpcEndpointId><vpcEndpointType>"
        f"{endpoint['VpcEndpointType']}</vpcEndpointType><vpcId>{endpoint['VpcId']}</vpcId><serviceName>"
        f"{endpoint['ServiceName']}</serviceName><state>{endpoint['State']}</state><policyDocument>"
        f"{escape(endpoint.get('PolicyDocument') or '')}</policyDocument><privateDnsEnabled>"
        f"{'true' if endpoint.get('PrivateDnsEnabled') else 'false'}</privateDnsEnabled>{sets}<groupSet>{groups}"
        f"</groupSet><ownerId>{endpoint['OwnerId']}</ownerId>{ec2._tag_set_xml(endpoint['VpcEndpointId'])}</{tag}>"
    )
