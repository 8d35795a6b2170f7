"""EC2 where ministack's own would let a WorkSpaces deployment pass that AWS refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import ClientError

from local_aws.ec2 import interfaces, zones
from local_aws.sandbox import ONCE, World, refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_ec2.type_defs import IpPermissionTypeDef


def code(call: Callable[..., object], **arguments: object) -> str:
    return refused(call, **arguments)[0]


def test_zone_names_are_the_accounts_own_and_ids_everybodys(world: World) -> None:
    found = world.ec2.describe_availability_zones()["AvailabilityZones"]
    pairs = {zone["ZoneName"]: zone["ZoneId"] for zone in found}
    assert pairs == zones.zones("us-east-1")
    assert set(pairs.values()) == {f"use1-az{number}" for number in range(1, 7)}
    assert pairs["us-east-1a"] != "use1-az1"
    [one] = world.ec2.describe_availability_zones(ZoneIds=["use1-az6"])["AvailabilityZones"]
    assert one["ZoneName"] == "us-east-1e"


def test_a_subnet_is_where_its_zone_id_is(world: World) -> None:
    [subnet] = world.ec2.describe_subnets(SubnetIds=[world.subnets[0]])["Subnets"]
    assert (subnet["AvailabilityZoneId"], subnet["AvailabilityZone"]) == ("use1-az2", "us-east-1a")


@pytest.mark.parametrize(
    ("request_", "error"),
    [
        ({"CidrBlock": "10.9.0.0/24"}, "InvalidSubnet.Range"),
        ({"CidrBlock": "172.20.0.0/27"}, "InvalidSubnet.Conflict"),
        ({"CidrBlock": "172.20.9.0/24", "AvailabilityZoneId": "euw1-az1"}, "InvalidParameterValue"),
        ({"CidrBlock": "172.20.9.0/24", "VpcId": "vpc-none"}, "InvalidVpcID.NotFound"),
    ],
)
def test_an_impossible_subnet_is_refused(world: World, request_: dict[str, str], error: str) -> None:
    assert code(world.ec2.create_subnet, **{"VpcId": world.vpc, **request_}) == error


def test_interfaces_take_the_subnets_addresses_until_none_is_left(world: World) -> None:
    subnet = world.subnets[0]
    made = [world.ec2.create_network_interface(SubnetId=subnet)["NetworkInterface"] for _ in range(11)]
    assert [each["PrivateIpAddress"] for each in made] == [f"172.20.0.{host}" for host in range(4, 15)]
    assert world.ec2.describe_subnets(SubnetIds=[subnet])["Subnets"][0]["AvailableIpAddressCount"] == 0
    assert code(world.ec2.create_network_interface, SubnetId=subnet) == "InsufficientFreeAddressesInSubnet"
    world.ec2.delete_network_interface(NetworkInterfaceId=made[3]["NetworkInterfaceId"])
    again = world.ec2.create_network_interface(SubnetId=subnet)["NetworkInterface"]
    assert again["PrivateIpAddress"] == "172.20.0.7"


def test_an_interface_has_its_vpcs_default_group_unless_told(world: World) -> None:
    groups = world.ec2.describe_security_groups(Filters=[{"Name": "vpc-id", "Values": [world.vpc]}])["SecurityGroups"]
    made = world.ec2.create_network_interface(SubnetId=world.subnets[0])["NetworkInterface"]
    assert [group["GroupId"] for group in made["Groups"]] == [groups[0]["GroupId"]]
    other, _ = world.network("172.30.0.0/16", ())
    foreign = world.ec2.create_security_group(GroupName="foreign", Description="d", VpcId=other)["GroupId"]
    arguments = {"SubnetId": world.subnets[0], "Groups": [foreign]}
    assert code(world.ec2.create_network_interface, **arguments) == "InvalidParameterValue"


def test_a_services_interface_is_in_use_and_cannot_be_deleted(world: World) -> None:
    made = interfaces.create(world.subnets[0], requester="amazon-test", description="a service's")
    found = world.ec2.describe_network_interfaces(Filters=[{"Name": "requester-managed", "Values": ["true"]}])
    assert [each["NetworkInterfaceId"] for each in found["NetworkInterfaces"]] == [made["NetworkInterfaceId"]]
    arguments = {"NetworkInterfaceId": made["NetworkInterfaceId"]}
    assert code(world.ec2.delete_network_interface, **arguments) == "InvalidParameterValue"


def test_describe_honours_filters_and_refuses_those_it_does_not_know(world: World) -> None:
    first = world.ec2.create_network_interface(SubnetId=world.subnets[0], Description="directory d-1")
    world.ec2.create_network_interface(SubnetId=world.subnets[1], Description="other")
    found = world.ec2.describe_network_interfaces(Filters=[{"Name": "description", "Values": ["*d-1*"]}])
    assert [each["NetworkInterfaceId"] for each in found["NetworkInterfaces"]] == [
        first["NetworkInterface"]["NetworkInterfaceId"]
    ]
    assert code(world.ec2.describe_subnets, Filters=[{"Name": "colour", "Values": ["blue"]}]) == "InvalidParameterValue"


def test_a_group_in_use_cannot_be_deleted(world: World) -> None:
    ec2 = world.ec2
    group, other = (
        ec2.create_security_group(GroupName=name, Description="d", VpcId=world.vpc)["GroupId"] for name in ("a", "b")
    )
    rule: IpPermissionTypeDef = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443}
    referring: IpPermissionTypeDef = {**rule, "UserIdGroupPairs": [{"GroupId": group}]}
    ec2.authorize_security_group_ingress(GroupId=other, IpPermissions=[referring])
    assert code(ec2.delete_security_group, GroupId=group) == "DependencyViolation"
    ec2.revoke_security_group_ingress(GroupId=other, IpPermissions=[referring])
    made = ec2.create_network_interface(SubnetId=world.subnets[0], Groups=[group])["NetworkInterface"]
    assert code(ec2.delete_security_group, GroupId=group) == "DependencyViolation"
    ec2.delete_network_interface(NetworkInterfaceId=made["NetworkInterfaceId"])
    ec2.delete_security_group(GroupId=group)
    [default] = ec2.describe_security_groups(
        Filters=[{"Name": "vpc-id", "Values": [world.vpc]}, {"Name": "group-name", "Values": ["default"]}]
    )["SecurityGroups"]
    assert code(ec2.delete_security_group, GroupId=default["GroupId"]) == "CannotDelete"


def test_the_same_rule_twice_is_refused_whatever_its_description(world: World) -> None:
    group = world.ec2.create_security_group(GroupName="a", Description="d", VpcId=world.vpc)["GroupId"]

    def rule(description: str) -> list[IpPermissionTypeDef]:
        ranges = [{"CidrIp": "10.0.0.0/8", "Description": description}]
        return [{"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": ranges}]  # type: ignore[typeddict-item]

    world.ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=rule("one"))
    again = {"GroupId": group, "IpPermissions": rule("two")}
    assert code(world.ec2.authorize_security_group_ingress, **again) == "InvalidPermission.Duplicate"
    world.ec2.update_security_group_rule_descriptions_ingress(GroupId=group, IpPermissions=rule("two"))
    [found] = world.ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"]
    assert found["IpPermissions"][0]["IpRanges"][0]["Description"] == "two"


def test_a_network_goes_only_in_order(world: World) -> None:
    ec2 = world.ec2
    made = ec2.create_network_interface(SubnetId=world.subnets[0])["NetworkInterface"]
    assert code(ec2.delete_subnet, SubnetId=world.subnets[0]) == "DependencyViolation"
    ec2.delete_network_interface(NetworkInterfaceId=made["NetworkInterfaceId"])
    for subnet in world.subnets:
        ec2.delete_subnet(SubnetId=subnet)
    options = ec2.create_dhcp_options(DhcpConfigurations=[{"Key": "domain-name", "Values": ["corp.example.com"]}])
    identifier = options["DhcpOptions"]["DhcpOptionsId"]
    ec2.associate_dhcp_options(DhcpOptionsId=identifier, VpcId=world.vpc)
    assert code(ec2.delete_dhcp_options, DhcpOptionsId=identifier) == "DependencyViolation"
    table = ec2.create_route_table(VpcId=world.vpc)["RouteTable"]["RouteTableId"]
    assert code(ec2.delete_vpc, VpcId=world.vpc) == "DependencyViolation"
    ec2.delete_route_table(RouteTableId=table)
    ec2.delete_vpc(VpcId=world.vpc)
    ec2.delete_dhcp_options(DhcpOptionsId=identifier)


def test_a_nat_gateway_owns_an_interface_and_an_address(world: World) -> None:
    ec2 = world.ec2
    allocation = ec2.allocate_address(Domain="vpc")["AllocationId"]
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    failed = ec2.create_nat_gateway(SubnetId=world.subnets[0], AllocationId=allocation)["NatGateway"]
    assert (failed["State"], failed["FailureCode"]) == ("failed", "Gateway.NotAttached")
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=world.vpc)
    nat = ec2.create_nat_gateway(SubnetId=world.subnets[0], AllocationId=allocation)["NatGateway"]
    [address] = nat["NatGatewayAddresses"]
    assert world.interfaces() == [address["PrivateIp"]] == ["172.20.0.4"]
    again = {"SubnetId": world.subnets[0], "AllocationId": allocation}
    assert code(ec2.create_nat_gateway, **again) == "Resource.AlreadyAssociated"
    assert code(ec2.release_address, AllocationId=allocation) == "InvalidIPAddress.InUse"
    detach = {"InternetGatewayId": gateway, "VpcId": world.vpc}
    assert code(ec2.detach_internet_gateway, **detach) == "DependencyViolation"
    ec2.delete_nat_gateway(NatGatewayId=nat["NatGatewayId"])
    assert world.interfaces() == []
    assert code(ec2.delete_internet_gateway, InternetGatewayId=gateway) == "DependencyViolation"
    ec2.detach_internet_gateway(InternetGatewayId=gateway, VpcId=world.vpc)
    ec2.delete_internet_gateway(InternetGatewayId=gateway)
    ec2.release_address(AllocationId=allocation)


def test_subnets_have_a_network_acl_that_can_be_replaced(world: World) -> None:
    ec2 = world.ec2
    of_subnet = [{"Name": "association.subnet-id", "Values": [world.subnets[0]]}]
    [default] = ec2.describe_network_acls(Filters=of_subnet)["NetworkAcls"]  # type: ignore[arg-type]
    assert default["IsDefault"]
    association = next(
        each["NetworkAclAssociationId"] for each in default["Associations"] if each["SubnetId"] == world.subnets[0]
    )
    own = ec2.create_network_acl(VpcId=world.vpc)["NetworkAcl"]["NetworkAclId"]
    ec2.replace_network_acl_association(AssociationId=association, NetworkAclId=own)
    [found] = ec2.describe_network_acls(Filters=of_subnet)["NetworkAcls"]  # type: ignore[arg-type]
    assert found["NetworkAclId"] == own
    assert code(ec2.delete_network_acl, NetworkAclId=own) == "DependencyViolation"
    entry = {
        "NetworkAclId": own,
        "RuleNumber": 100,
        "Protocol": "-1",
        "RuleAction": "allow",
        "Egress": True,
        "CidrBlock": "0.0.0.0/0",
    }
    ec2.create_network_acl_entry(**entry)  # type: ignore[arg-type]
    assert code(ec2.create_network_acl_entry, **entry) == "NetworkAclEntryAlreadyExists"


def test_a_flow_log_is_of_something_that_exists_and_keeps_its_tags(world: World) -> None:
    tags = [{"ResourceType": "vpc-flow-log", "Tags": [{"Key": "team", "Value": "blue"}]}]
    common = {"ResourceType": "VPC", "TrafficType": "ALL", "LogGroupName": "flows", "TagSpecifications": tags}
    assert code(world.ec2.create_flow_logs, ResourceIds=["vpc-none"], **common) == "InvalidVPCId.NotFound"
    world.ec2.create_flow_logs(ResourceIds=[world.vpc], **common)  # type: ignore[arg-type]
    [made] = world.ec2.describe_flow_logs()["FlowLogs"]
    assert made["Tags"] == [{"Key": "team", "Value": "blue"}]


def test_what_a_directory_leaves_behind_goes_by_itself(world: World) -> None:
    directory = world.managed_ad()
    assert len(world.interfaces()) == 2
    world.ds.delete_directory(DirectoryId=directory)
    from local_aws.clock import clock

    clock.advance(3600)
    assert world.interfaces() == []
    world.ec2.delete_subnet(SubnetId=world.subnets[0])


def test_an_unknown_service_is_named() -> None:
    from local_aws import in_process

    with pytest.raises((LookupError, ClientError), match="glacier"):
        in_process.session().client("glacier", config=ONCE).list_vaults()
