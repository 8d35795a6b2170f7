"""What a proxy is made of: load balancers and Auto Scaling groups that hold on to their subnets, and network ACLs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import ClientError

from local_aws.clock import clock
from local_aws.inventory import inventory, leftover
from local_aws.stacks import Stack
from tests.unit.local_aws.hosts import trust

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from local_aws.sandbox import World

SPEED = 6000.0
IMAGE = "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64"
ADDRESSES = ("172.20.0.14", "172.20.1.14")


@pytest.fixture
def running(world: World) -> Iterator[World]:
    clock.run(SPEED)
    yield world
    clock.freeze()


def resource(kind: str, *needs: str, **properties: object) -> dict[str, object]:
    return {"Type": kind, "Properties": properties, **({"DependsOn": list(needs)} if needs else {})}


def proxies(world: World) -> dict[str, dict[str, object]]:
    ingress = {"IpProtocol": "tcp", "FromPort": 3128, "ToPort": 3128, "CidrIp": "172.20.0.0/16"}
    mappings = [
        {"SubnetId": subnet, "PrivateIPv4Address": address}
        for subnet, address in zip(world.subnets, ADDRESSES, strict=False)
    ]
    data = {
        "ImageId": IMAGE,
        "InstanceType": "t4g.small",
        "IamInstanceProfile": {"Arn": {"Fn::GetAtt": ["Profile", "Arn"]}},
        "SecurityGroupIds": [{"Ref": "Group"}],
        "MetadataOptions": {"HttpTokens": "required"},
        "UserData": "IyEvYmluL3No",
        "TagSpecifications": [{"ResourceType": "instance", "Tags": [{"Key": "Name", "Value": "proxy"}]}],
    }
    template = {"LaunchTemplateId": {"Ref": "Template"}, "Version": {"Fn::GetAtt": ["Template", "LatestVersionNumber"]}}
    return {
        "Group": resource(
            "AWS::EC2::SecurityGroup", GroupDescription="proxies", VpcId=world.vpc, SecurityGroupIngress=[ingress]
        ),
        "Balancer": resource(
            "AWS::ElasticLoadBalancingV2::LoadBalancer",
            Type="network",
            Scheme="internal",
            SecurityGroups=[{"Ref": "Group"}],
            SubnetMappings=mappings,
        ),
        "Targets": resource(
            "AWS::ElasticLoadBalancingV2::TargetGroup",
            Protocol="TCP",
            Port=3128,
            TargetType="instance",
            VpcId=world.vpc,
        ),
        "Listener": resource(
            "AWS::ElasticLoadBalancingV2::Listener",
            LoadBalancerArn={"Ref": "Balancer"},
            Protocol="TCP",
            Port=3128,
            DefaultActions=[{"Type": "forward", "TargetGroupArn": {"Ref": "Targets"}}],
        ),
        "Role": resource("AWS::IAM::Role", AssumeRolePolicyDocument=trust("ec2.amazonaws.com")),
        "Profile": resource("AWS::IAM::InstanceProfile", Roles=[{"Ref": "Role"}]),
        "Template": resource("AWS::EC2::LaunchTemplate", LaunchTemplateData=data),
        "Instances": resource(
            "AWS::AutoScaling::AutoScalingGroup",
            "Listener",
            MinSize="2",
            MaxSize="4",
            VPCZoneIdentifier=world.subnets[:2],
            LaunchTemplate=template,
            TargetGroupARNs=[{"Ref": "Targets"}],
        ),
    }


def instances(world: World, state: str = "running") -> dict[str, str]:
    found = world.ec2.describe_instances(Filters=[{"Name": "instance-state-name", "Values": [state]}])["Reservations"]
    return {each["InstanceId"]: each["SubnetId"] for reservation in found for each in reservation["Instances"]}


def code(call: Callable[..., object], **parameters: object) -> str:
    with pytest.raises(ClientError) as error:
        call(**parameters)
    return str(error.value.response["Error"]["Code"])


def test_proxies_are_made_replaced_one_by_one_and_leave_nothing(running: World) -> None:
    before, stack, resources = inventory(running.session), Stack(), proxies(running)
    assert stack.create({"Resources": resources}) == "CREATE_COMPLETE"
    made = stack.physical_ids()
    first = instances(running)
    assert sorted(first.values()) == sorted(running.subnets[:2])
    assert set(ADDRESSES) < set(running.interfaces())
    elb = running.session.client("elbv2")
    [balancer] = elb.describe_load_balancers()["LoadBalancers"]
    assert (balancer["Type"], balancer["State"]["Code"]) == ("network", "active")
    assert balancer["LoadBalancerArn"] == made["Balancer"]
    assert "/net/" in made["Balancer"]

    def healthy() -> set[str]:
        health = elb.describe_target_health(TargetGroupArn=made["Targets"])["TargetHealthDescriptions"]
        return {each["Target"]["Id"] for each in health}

    assert healthy() == set(first)
    assert code(running.ec2.delete_subnet, SubnetId=running.subnets[0]) == "DependencyViolation"

    resources["Template"]["Properties"]["LaunchTemplateData"]["InstanceType"] = "t4g.medium"  # type: ignore[index]
    assert stack.update({"Resources": resources}) == "UPDATE_COMPLETE"
    second = instances(running)
    assert len(second) == 2
    assert not set(second) & set(first)
    assert healthy() == set(second)

    resources["Instances"]["Properties"]["MinSize"] = "3"  # type: ignore[index]
    assert stack.update({"Resources": resources}) == "UPDATE_COMPLETE"
    assert set(second) < set(instances(running))
    assert len(instances(running)) == 3

    assert stack.delete() == "DELETE_COMPLETE"
    assert leftover(before, inventory(running.session)) == {}


def test_a_taken_address_fails_the_load_balancer_and_all_is_rolled_back(running: World) -> None:
    taken = running.ec2.create_network_interface(SubnetId=running.subnets[1], PrivateIpAddress=ADDRESSES[1])
    before, stack = inventory(running.session), Stack()

    assert stack.create({"Resources": proxies(running)}) == "ROLLBACK_COMPLETE"
    assert f"'{ADDRESSES[1]}' is already in use" in stack.reasons("CREATE_FAILED")["Balancer"]
    assert stack.delete() == "DELETE_COMPLETE"
    clock.advance(3600)
    assert leftover(before, inventory(running.session)) == {}
    assert taken["NetworkInterface"]["PrivateIpAddress"] in running.interfaces()


def test_instances_that_cannot_be_launched_fail_their_group(running: World) -> None:
    resources = proxies(running)
    resources["Template"]["Properties"]["LaunchTemplateData"]["ImageId"] = "resolve:ssm:/none"  # type: ignore[index]
    before, stack = inventory(running.session), Stack()

    assert stack.create({"Resources": resources}) == "ROLLBACK_COMPLETE"
    assert "Failed Scaling Activity" in stack.reasons("CREATE_FAILED")["Instances"]
    assert stack.delete() == "DELETE_COMPLETE"
    clock.advance(3600)
    assert leftover(before, inventory(running.session)) == {}


def test_addresses_of_a_load_balancer_stay_where_they_are(running: World) -> None:
    stack, resources = Stack(), proxies(running)
    del resources["Instances"]
    stack.create({"Resources": resources})
    resources["Balancer"]["Properties"]["SubnetMappings"][0]["PrivateIPv4Address"] = "172.20.0.20"  # type: ignore[index]

    assert stack.update({"Resources": resources}) == "UPDATE_ROLLBACK_COMPLETE"


def test_a_network_acl_denies_the_rest_keeps_ports_and_is_no_longer_than_its_quota(world: World) -> None:
    ec2 = world.ec2
    acl = ec2.create_network_acl(VpcId=world.vpc)["NetworkAcl"]
    assert [(each["RuleNumber"], each["RuleAction"]) for each in acl["Entries"]] == [(32767, "deny")] * 2
    rule = {"NetworkAclId": acl["NetworkAclId"], "Protocol": "6", "RuleAction": "allow", "CidrBlock": "10.0.0.0/8"}
    assert code(ec2.create_network_acl_entry, **rule, RuleNumber=10, Egress=True) == "MissingParameter"
    for number in range(1, 20):
        ports = {"From": 443, "To": 444 + number}
        ec2.create_network_acl_entry(**rule, RuleNumber=number, Egress=True, PortRange=ports)  # type: ignore[arg-type]
    full = {**rule, "RuleNumber": 20, "PortRange": {"From": 1, "To": 2}}
    assert code(ec2.create_network_acl_entry, **full, Egress=True) == "NetworkAclEntryLimitExceeded"
    ec2.create_network_acl_entry(**full, Egress=False)  # type: ignore[arg-type]
    assert code(ec2.delete_network_acl_entry, NetworkAclId=acl["NetworkAclId"], RuleNumber=99, Egress=True) == (
        "InvalidNetworkAclEntry.NotFound"
    )

    [found] = ec2.describe_network_acls(NetworkAclIds=[acl["NetworkAclId"]])["NetworkAcls"]
    assert found["Entries"][0]["PortRange"] == {"From": 443, "To": 445}
