"""Interface endpoints hold addresses in their subnets and outlive their deletion by a little."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Literal

from local_aws import services
from local_aws.clock import clock
from local_aws.inventory import inventory, leftover
from local_aws.sandbox import World, refused
from local_aws.services import durations
from local_aws.stacks import Stack

if TYPE_CHECKING:
    from collections.abc import Callable

SERVICE = "com.amazonaws.us-east-1.workspaces"
SPEED = 6000.0
CIDR = "172.21.0.0/16"


def code(call: Callable[..., object], **arguments: object) -> str:
    return refused(call, **arguments)[0]


def endpoint(world: World, vpc: str, subnets: list[str], service: str = SERVICE, *, private: bool = False) -> str:
    answer = world.ec2.create_vpc_endpoint(
        VpcId=vpc, VpcEndpointType="Interface", ServiceName=service, SubnetIds=subnets, PrivateDnsEnabled=private
    )
    return answer["VpcEndpoint"]["VpcEndpointId"]


def later(seconds: float) -> None:
    clock.advance(seconds + 1)
    services.settle()


def states(world: World) -> list[str]:
    return [each["State"].lower() for each in world.ec2.describe_vpc_endpoints()["VpcEndpoints"]]


def test_a_subnet_cannot_go_before_the_endpoint_and_its_interfaces_are_gone(world: World) -> None:
    vpc, subnets = world.network(CIDR)
    made = endpoint(world, vpc, subnets)
    assert states(world) == ["pending"]
    later(durations.CREATE_ENDPOINT)
    assert states(world) == ["available"]
    [described] = world.ec2.describe_vpc_endpoints(VpcEndpointIds=[made])["VpcEndpoints"]
    interfaces = world.ec2.describe_network_interfaces(NetworkInterfaceIds=described["NetworkInterfaceIds"])
    assert {each["SubnetId"] for each in interfaces["NetworkInterfaces"]} == set(subnets)

    assert code(world.ec2.delete_subnet, SubnetId=subnets[0]) == "DependencyViolation"
    world.ec2.delete_vpc_endpoints(VpcEndpointIds=[made])
    assert states(world) == ["deleting"]
    assert code(world.ec2.delete_subnet, SubnetId=subnets[0]) == "DependencyViolation"
    later(durations.DELETE_ENDPOINT)
    assert states(world) == []
    world.ec2.delete_subnet(SubnetId=subnets[0])


def test_an_endpoint_that_does_not_fit_is_refused_and_leaves_nothing(world: World) -> None:
    vpc, subnets = world.network(CIDR)
    _, foreign = world.network("172.22.0.0/16")
    before = inventory(world.session)
    make = world.ec2.create_vpc_endpoint
    kind: Literal["Interface"] = "Interface"
    assert code(make, VpcId=vpc, VpcEndpointType=kind, ServiceName=SERVICE, SubnetIds=foreign) == (
        "InvalidSubnetId.NotFound"
    )
    assert code(make, VpcId=vpc, VpcEndpointType=kind, ServiceName="com.amazonaws.eu-west-1.ssm") == (
        "InvalidServiceName"
    )
    assert code(make, VpcId=vpc, VpcEndpointType=kind, ServiceName=SERVICE, SubnetIds=[subnets[0]] * 2) == (
        "DuplicateSubnetsInSameZone"
    )
    assert code(
        make, VpcId=vpc, VpcEndpointType=kind, ServiceName=SERVICE, SubnetIds=subnets, SecurityGroupIds=["sg-0"]
    ) == ("InvalidGroup.NotFound")
    assert leftover(before, inventory(world.session)) == {}


def test_private_names_need_dns_in_the_vpc_and_are_given_once(world: World) -> None:
    vpc, subnets = world.network(CIDR)
    given = {"VpcId": vpc, "VpcEndpointType": "Interface", "ServiceName": SERVICE, "SubnetIds": subnets}
    assert code(world.ec2.create_vpc_endpoint, **given, PrivateDnsEnabled=True) == "InvalidParameter"
    world.ec2.modify_vpc_attribute(VpcId=vpc, EnableDnsHostnames={"Value": True})
    endpoint(world, vpc, subnets, private=True)
    assert code(world.ec2.create_vpc_endpoint, **given, PrivateDnsEnabled=True) == "InvalidParameter"


def test_a_topic_must_let_endpoints_publish_before_it_hears_of_them(world: World) -> None:
    vpc, subnets = world.network(CIDR)
    made = endpoint(world, vpc, subnets)
    sns = world.session.client("sns")
    topic = sns.create_topic(Name="news")["TopicArn"]
    notify = world.ec2.create_vpc_endpoint_connection_notification
    given = {"VpcEndpointId": made, "ConnectionNotificationArn": topic, "ConnectionEvents": ["Accept"]}
    assert code(notify, **given) == "InvalidParameter"
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "vpce.amazonaws.com"},
        "Action": "sns:Publish",
        "Resource": topic,
    }
    sns.set_topic_attributes(
        TopicArn=topic, AttributeName="Policy", AttributeValue=json.dumps({"Statement": [statement]})
    )
    assert code(notify, **{**given, "ConnectionEvents": ["Explode"]}) == "InvalidParameter"
    notify(VpcEndpointId=made, ConnectionNotificationArn=topic, ConnectionEvents=["Accept"])
    [found] = world.ec2.describe_vpc_endpoint_connection_notifications()["ConnectionNotificationSet"]
    assert (found["VpcEndpointId"], found["ConnectionEvents"]) == (made, ["Accept"])


def test_desktops_stream_through_one_endpoint_for_streaming(world: World) -> None:
    world.default_role()
    directory = world.managed_ad()
    world.registered(directory)
    vpc = world.directory(directory)["VpcSettings"]["VpcId"]
    subnets = world.directory(directory)["VpcSettings"]["SubnetIds"]
    change = world.workspaces.modify_workspace_access_properties

    def access(identifier: str) -> dict[str, object]:
        config = {"AccessEndpoints": [{"AccessEndpointType": "STREAMING_WSP", "VpcEndpointId": identifier}]}
        return {"ResourceId": directory, "WorkspaceAccessProperties": {"AccessEndpointConfig": config}}

    api = endpoint(world, vpc, subnets)
    assert code(change, **access(api)) == "InvalidParameterValuesException"
    assert code(change, **access("vpce-0")) == "InvalidParameterValuesException"
    streaming = endpoint(world, vpc, subnets, "com.amazonaws.us-east-1.highlander")
    assert code(change, **access(streaming)) == "OperationNotSupportedException"
    later(durations.CREATE_ENDPOINT)
    change(**access(streaming))  # type: ignore[arg-type]  # built for refusals too
    assert code(
        world.workspaces.modify_endpoint_encryption_mode,
        DirectoryId=directory,
        EndpointEncryptionMode="FIPS_VALIDATED",
    ) == ("OperationNotSupportedException")
    change(ResourceId=directory, WorkspaceAccessProperties={"AccessEndpointConfig": {"AccessEndpoints": []}})
    assert "AccessEndpointConfig" not in world.registration(directory)["WorkspaceAccessProperties"]
    world.workspaces.modify_endpoint_encryption_mode(DirectoryId=directory, EndpointEncryptionMode="FIPS_VALIDATED")


def test_a_stack_with_endpoints_is_made_changed_and_taken_away_without_a_trace(world: World) -> None:
    clock.run(SPEED)
    before = inventory(world.session)
    vpc, first, second, group = {"Ref": "Vpc"}, {"Ref": "First"}, {"Ref": "Second"}, {"Ref": "Group"}
    publish = {
        "Effect": "Allow",
        "Principal": {"Service": "vpce.amazonaws.com"},
        "Action": "sns:Publish",
        "Resource": {"Ref": "Topic"},
    }
    resources: dict[str, dict[str, object]] = {
        "Vpc": {
            "Type": "AWS::EC2::VPC",
            "Properties": {"CidrBlock": CIDR, "EnableDnsHostnames": True, "EnableDnsSupport": True},
        },
        **{
            name: {
                "Type": "AWS::EC2::Subnet",
                "Properties": {"VpcId": vpc, "CidrBlock": f"172.21.{number}.0/24", "AvailabilityZoneId": zone},
            }
            for number, (name, zone) in enumerate((("First", "use1-az2"), ("Second", "use1-az4")))
        },
        "Group": {"Type": "AWS::EC2::SecurityGroup", "Properties": {"VpcId": vpc, "GroupDescription": "api"}},
        "Api": {
            "Type": "AWS::EC2::VPCEndpoint",
            "Properties": {
                "VpcId": vpc,
                "VpcEndpointType": "Interface",
                "ServiceName": {"Fn::Sub": "com.amazonaws.${AWS::Region}.workspaces"},
                "SubnetIds": [first, second],
                "SecurityGroupIds": [group],
                "PrivateDnsEnabled": True,
                "PolicyDocument": {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*"}]},
            },
        },
        "Topic": {"Type": "AWS::SNS::Topic", "Properties": {}},
        "Policy": {
            "Type": "AWS::SNS::TopicPolicy",
            "Properties": {"Topics": [{"Ref": "Topic"}], "PolicyDocument": {"Statement": [publish]}},
        },
        "News": {
            "Type": "AWS::EC2::VPCEndpointConnectionNotification",
            "DependsOn": "Policy",
            "Properties": {
                "ConnectionEvents": ["Accept"],
                "ConnectionNotificationArn": {"Ref": "Topic"},
                "VPCEndpointId": {"Fn::GetAtt": ["Api", "Id"]},
            },
        },
    }
    stack = Stack()
    assert stack.create({"Resources": resources}) == "CREATE_COMPLETE", stack.reasons("CREATE_FAILED")
    made = stack.physical_ids()
    counted = leftover(before, inventory(world.session))
    assert (counted["VPC endpoints"], counted["endpoint notifications"]) == ([made["Api"]], [made["News"]])
    assert counted["SNS topics"] == [made["Topic"]]
    resources["Api"]["Properties"]["SubnetIds"] = [first]  # type: ignore[index]
    resources["News"]["Properties"]["ConnectionEvents"] = ["Delete"]  # type: ignore[index]
    assert stack.update({"Resources": resources}) == "UPDATE_COMPLETE"
    assert stack.physical_ids() == made
    [described] = world.ec2.describe_vpc_endpoints(VpcEndpointIds=[made["Api"]])["VpcEndpoints"]
    assert described["SubnetIds"] == [made["First"]]
    assert len(described["NetworkInterfaceIds"]) == 1
    assert stack.delete() == "DELETE_COMPLETE"
    assert leftover(before, inventory(world.session)) == {}
