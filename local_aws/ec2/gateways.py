"""NAT gateways, elastic addresses and internet gateways that hold on to each other.

A NAT gateway owns an interface in its subnet and an elastic address, needs an attached internet gateway, and gives all
of it back when it is deleted (VPC guide, "NAT gateways"). ministack's owns nothing.
"""

# ruff: noqa: SLF001 - ministack has no public hooks; a canary test pins what is used

from __future__ import annotations

from ministack.services import ec2

from local_aws.ec2 import interfaces
from local_aws.ec2.wire import Ec2Error, Params, action, before, dependency_violation, text


@action("CreateNatGateway")
def create_nat_gateway(params: Params) -> str:
    """A gateway with its interface and address; it fails, as on AWS, after it was made."""
    subnet_id, allocation_id = text(params, "SubnetId"), text(params, "AllocationId")
    public = text(params, "ConnectivityType") in ("", "public")
    subnet = ec2._subnets.get(subnet_id)
    if subnet is None:
        raise Ec2Error("InvalidSubnetID.NotFound", f"The subnet ID '{subnet_id}' does not exist")
    address = ec2._addresses.get(allocation_id)
    if public and address is None:
        raise Ec2Error("InvalidAllocationID.NotFound", f"The allocation ID '{allocation_id}' does not exist")
    if public and address["AssociationId"]:
        raise Ec2Error("Resource.AlreadyAssociated", f"Elastic IP address [{allocation_id}] is already associated")
    identifier = "nat-" + ec2.new_uuid().replace("-", "")[:17]
    gateway = {
        "NatGatewayId": identifier,
        "SubnetId": subnet_id,
        "VpcId": subnet["VpcId"],
        "ConnectivityType": "public" if public else "private",
        "State": "available",
        "CreateTime": ec2._now_ts(),
    }
    if public and not _has_internet_gateway(subnet["VpcId"]):
        gateway |= {
            "State": "failed",
            "FailureCode": "Gateway.NotAttached",
            "FailureMessage": f"Network {subnet['VpcId']} has no Internet gateway attached",
        }
    else:
        interface = interfaces.create(
            subnet_id,
            description=f"Interface for NAT Gateway {identifier}",
            requester="amazon-nat-gateway",
            kind="nat_gateway",
            address=text(params, "PrivateIpAddress"),
        )
        gateway["NetworkInterfaceId"] = interface["NetworkInterfaceId"]
        gateway["PrivateIp"] = interface["PrivateIpAddress"]
        if public:
            address |= {
                "AssociationId": "eipassoc-" + ec2.new_uuid().replace("-", "")[:17],
                "NetworkInterfaceId": interface["NetworkInterfaceId"],
                "PrivateIpAddress": interface["PrivateIpAddress"],
            }
            gateway |= {"AllocationId": allocation_id, "PublicIp": address["PublicIp"]}
    ec2._nat_gateways[identifier] = gateway
    ec2._parse_tag_specs(params, "natgateway", identifier)
    return nat_gateway_xml(gateway, "natGateway")


@action("DeleteNatGateway")
def delete_nat_gateway(params: Params) -> str:
    """Give the interface and the address back; the record stays readable as ``deleted``."""
    identifier = text(params, "NatGatewayId")
    gateway = ec2._nat_gateways.get(identifier)
    if gateway is None:
        raise Ec2Error("NatGatewayNotFound", f"The Nat Gateway {identifier} was not found")
    interfaces.delete(gateway.get("NetworkInterfaceId", ""))
    address = ec2._addresses.get(gateway.get("AllocationId", ""))
    if address is not None:
        address |= {"AssociationId": None, "NetworkInterfaceId": None, "PrivateIpAddress": None}
    gateway["State"] = "deleted"
    return f"<natGatewayId>{identifier}</natGatewayId>"


@before("ReleaseAddress")
def refuse_releasing_an_address_in_use(params: Params) -> None:
    """The address must not be associated."""
    address = ec2._addresses.get(text(params, "AllocationId"))
    if address is not None and address["AssociationId"]:
        raise Ec2Error("InvalidIPAddress.InUse", f"Address {address['PublicIp']} is in use.")


@before("DetachInternetGateway")
def refuse_detaching_under_public_addresses(params: Params) -> None:
    """The VPC must have no mapped public address."""
    vpc_id = text(params, "VpcId")
    mapped = {address["NetworkInterfaceId"] for address in ec2._addresses.values() if address["NetworkInterfaceId"]}
    if any(ec2._network_interfaces.get(identifier, {}).get("VpcId") == vpc_id for identifier in mapped):
        raise dependency_violation(
            f"Network {vpc_id} has some mapped public address(es). "
            "Please unmap those public address(es) before detaching the gateway."
        )


@before("DeleteInternetGateway")
def refuse_deleting_an_attached_internet_gateway(params: Params) -> None:
    """The gateway must be detached."""
    identifier = text(params, "InternetGatewayId")
    if ec2._internet_gateways.get(identifier, {}).get("Attachments"):
        raise dependency_violation(f"The internetGateway '{identifier}' has dependencies and cannot be deleted.")


def _has_internet_gateway(vpc_id: str) -> bool:
    return any(
        attachment["VpcId"] == vpc_id
        for gateway in ec2._internet_gateways.values()
        for attachment in gateway["Attachments"]
    )


def nat_gateway_xml(gateway: dict[str, str], tag: str = "item") -> str:
    """A NAT gateway with its address set."""
    failure = "".join(
        f"<{element}>{gateway[key]}</{element}>"
        for key, element in (("FailureCode", "failureCode"), ("FailureMessage", "failureMessage"))
        if key in gateway
    )
    address = "".join(
        f"<{element}>{gateway[key]}</{element}>"
        for key, element in (
            ("AllocationId", "allocationId"),
            ("NetworkInterfaceId", "networkInterfaceId"),
            ("PrivateIp", "privateIp"),
            ("PublicIp", "publicIp"),
        )
        if gateway.get(key)
    )
    return (
        f"<{tag}><natGatewayId>{gateway['NatGatewayId']}</natGatewayId><subnetId>{gateway['SubnetId']}</subnetId>"
        f"<vpcId>{gateway['VpcId']}</vpcId><state>{gateway['State']}</state>{failure}"
        f"<connectivityType>{gateway['ConnectivityType']}</connectivityType>"
        f"<createTime>{gateway['CreateTime']}</createTime>"
        f"<natGatewayAddressSet>{f'<item>{address}</item>' if address else ''}</natGatewayAddressSet>"
        f"{ec2._tag_set_xml(gateway['NatGatewayId'])}</{tag}>"
    )


def address_xml(address: dict[str, str | None]) -> str:
    """An elastic address with what it is mapped to."""
    fields = "".join(
        f"<{element}>{address[key]}</{element}>"
        for key, element in (
            ("AllocationId", "allocationId"),
            ("PublicIp", "publicIp"),
            ("Domain", "domain"),
            ("AssociationId", "associationId"),
            ("InstanceId", "instanceId"),
            ("NetworkInterfaceId", "networkInterfaceId"),
            ("PrivateIpAddress", "privateIpAddress"),
        )
        if address[key]
    )
    return f"<item>{fields}{ec2._tag_set_xml(address['AllocationId'])}</item>"
