"""Route 53 Resolver: addresses in subnets, and an order in which things can go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from local_aws import services
from local_aws.clock import clock
from local_aws.inventory import inventory, leftover
from local_aws.sandbox import World, refused
from local_aws.services import durations
from local_aws.stacks import Stack

if TYPE_CHECKING:
    from collections.abc import Callable

SPEED = 6000.0
CIDR = "172.21.0.0/16"


def code(call: Callable[..., object], **arguments: object) -> str:
    return refused(call, **arguments)[0]


def later(seconds: float) -> None:
    clock.advance(seconds + 1)
    services.settle()


def client(world: World) -> Any:  # noqa: ANN401 - no stubs for this service are installed
    return world.session.client("route53resolver")


def group(world: World, vpc: str) -> str:
    return world.ec2.create_security_group(VpcId=vpc, GroupName="dns", Description="dns")["GroupId"]


def outbound(world: World, vpc: str, subnets: list[str], request_id: str = "a", **more: object) -> str:
    answer = client(world).create_resolver_endpoint(
        **{
            "CreatorRequestId": request_id,
            "Direction": "OUTBOUND",
            "SecurityGroupIds": [group(world, vpc)],
            "IpAddresses": [{"SubnetId": each} for each in subnets],
            **more,
        }
    )
    identifier: str = answer["ResolverEndpoint"]["Id"]
    return identifier


def rule(world: World, endpoint: str, domain: str = "corp.example.com", request_id: str = "r") -> str:
    answer = client(world).create_resolver_rule(
        CreatorRequestId=request_id,
        RuleType="FORWARD",
        DomainName=domain,
        ResolverEndpointId=endpoint,
        TargetIps=[{"Ip": "10.1.0.10", "Port": 53}],
    )
    identifier: str = answer["ResolverRule"]["Id"]
    return identifier


def test_associations_go_before_rules_and_rules_before_endpoints_and_endpoints_before_subnets(world: World) -> None:
    resolver = client(world)
    vpc, subnets = world.network(CIDR)
    endpoint = outbound(world, vpc, subnets)
    assert resolver.get_resolver_endpoint(ResolverEndpointId=endpoint)["ResolverEndpoint"]["Status"] == "CREATING"
    later(durations.CREATE_RESOLVER)
    assert resolver.get_resolver_endpoint(ResolverEndpointId=endpoint)["ResolverEndpoint"]["Status"] == "OPERATIONAL"
    forward = rule(world, endpoint)
    resolver.associate_resolver_rule(ResolverRuleId=forward, VPCId=vpc)

    assert code(resolver.delete_resolver_endpoint, ResolverEndpointId=endpoint) == "InvalidRequestException"
    assert code(resolver.delete_resolver_rule, ResolverRuleId=forward) == "ResourceInUseException"
    resolver.disassociate_resolver_rule(ResolverRuleId=forward, VPCId=vpc)
    assert code(resolver.delete_resolver_rule, ResolverRuleId=forward) == "ResourceInUseException"
    later(durations.RESOLVER_ASSOCIATION)
    resolver.delete_resolver_rule(ResolverRuleId=forward)
    resolver.delete_resolver_endpoint(ResolverEndpointId=endpoint)
    assert code(world.ec2.delete_subnet, SubnetId=subnets[0]) == "DependencyViolation"
    later(durations.DELETE_RESOLVER)
    world.ec2.delete_subnet(SubnetId=subnets[0])
    assert resolver.list_resolver_endpoints()["ResolverEndpoints"] == []


def test_an_endpoint_keeps_the_addresses_it_was_given(world: World) -> None:
    vpc, subnets = world.network(CIDR)
    wanted = [
        {"SubnetId": subnet, "Ip": world.ec2.describe_subnets(SubnetIds=[subnet])["Subnets"][0]["CidrBlock"][:-4] + "9"}
        for subnet in subnets
    ]
    endpoint = outbound(world, vpc, subnets, Direction="INBOUND", IpAddresses=wanted)
    held = client(world).list_resolver_endpoint_ip_addresses(ResolverEndpointId=endpoint)["IpAddresses"]
    assert [each["Ip"] for each in held] == [each["Ip"] for each in wanted]


def test_what_makes_no_sense_is_refused_and_leaves_nothing(world: World) -> None:
    resolver = client(world)
    vpc, subnets = world.network(CIDR)
    endpoint = outbound(world, vpc, subnets)
    inbound = outbound(world, *world.network("172.23.0.0/16"), request_id="b", Direction="INBOUND")
    before = inventory(world.session)
    other, _ = world.network("172.22.0.0/16")
    ours = {
        "CreatorRequestId": "x",
        "Direction": "OUTBOUND",
        "SecurityGroupIds": [group(world, other)],
        "IpAddresses": [{"SubnetId": each} for each in subnets],
    }
    make = resolver.create_resolver_endpoint
    assert code(make, **ours) == "InvalidParameterException"
    forward = {
        "CreatorRequestId": "y",
        "RuleType": "FORWARD",
        "DomainName": "corp.example.com",
        "ResolverEndpointId": endpoint,
        "TargetIps": [{"Ip": "10.1.0.10"}],
    }
    assert code(resolver.create_resolver_rule, **{**forward, "ResolverEndpointId": inbound}) == (
        "InvalidParameterException"
    )
    assert code(resolver.create_resolver_rule, **{**forward, "TargetIps": [{"Ip": "dns.corp"}]}) == (
        "InvalidParameterException"
    )
    left = leftover(before, inventory(world.session))
    assert not {kind for kind in left if "Resolver" in kind or kind == "network interfaces"}


def test_a_vpc_has_one_rule_for_a_domain(world: World) -> None:
    vpc, subnets = world.network(CIDR)
    endpoint = outbound(world, vpc, subnets)
    first, second = rule(world, endpoint), rule(world, endpoint, request_id="s")
    client(world).associate_resolver_rule(ResolverRuleId=first, VPCId=vpc)
    assert code(client(world).associate_resolver_rule, ResolverRuleId=second, VPCId=vpc) == "ResourceExistsException"


def test_a_request_sent_again_makes_nothing_new(world: World) -> None:
    vpc, subnets = world.network(CIDR)
    security = [group(world, vpc)]
    addresses = [{"SubnetId": each} for each in subnets]
    given = {"Direction": "OUTBOUND", "SecurityGroupIds": security, "IpAddresses": addresses}
    make = client(world).create_resolver_endpoint
    made = {make(CreatorRequestId="once", **given)["ResolverEndpoint"]["Id"] for _ in range(2)}
    assert len(made) == 1


def test_a_stack_with_a_resolver_is_made_changed_and_taken_away_without_a_trace(world: World) -> None:
    clock.run(SPEED)
    before = inventory(world.session)
    vpc = {"Ref": "Vpc"}
    resources: dict[str, dict[str, Any]] = {
        "Vpc": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": CIDR}},
        **{
            name: {
                "Type": "AWS::EC2::Subnet",
                "Properties": {"VpcId": vpc, "CidrBlock": f"172.21.{number}.0/24", "AvailabilityZoneId": zone},
            }
            for number, (name, zone) in enumerate((("First", "use1-az2"), ("Second", "use1-az4")))
        },
        "Group": {"Type": "AWS::EC2::SecurityGroup", "Properties": {"VpcId": vpc, "GroupDescription": "dns"}},
        "Out": {
            "Type": "AWS::Route53Resolver::ResolverEndpoint",
            "Properties": {
                "Direction": "OUTBOUND",
                "SecurityGroupIds": [{"Fn::GetAtt": ["Group", "GroupId"]}],
                "IpAddresses": [{"SubnetId": {"Ref": "First"}}, {"SubnetId": {"Ref": "Second"}}],
            },
        },
        "Rule": {
            "Type": "AWS::Route53Resolver::ResolverRule",
            "Properties": {
                "RuleType": "FORWARD",
                "DomainName": "corp.example.com",
                "ResolverEndpointId": {"Fn::GetAtt": ["Out", "ResolverEndpointId"]},
                "TargetIps": [{"Ip": "10.1.0.10", "Port": "53"}],
            },
        },
        "Here": {
            "Type": "AWS::Route53Resolver::ResolverRuleAssociation",
            "Properties": {"VPCId": vpc, "ResolverRuleId": {"Fn::GetAtt": ["Rule", "ResolverRuleId"]}},
        },
    }
    stack = Stack()
    assert stack.create({"Resources": resources}) == "CREATE_COMPLETE", stack.reasons("CREATE_FAILED")
    made = stack.physical_ids()
    counted = leftover(before, inventory(world.session))
    assert (counted["Resolver endpoints"], counted["Resolver rules"]) == ([made["Out"]], [made["Rule"]])
    assert counted["Resolver rule associations"] == [made["Here"]]
    resources["Rule"]["Properties"]["TargetIps"] = [{"Ip": "10.1.0.11", "Port": "53"}]
    resources["Out"]["Properties"]["IpAddresses"].append({"SubnetId": {"Ref": "First"}, "Ip": "172.21.0.77"})
    assert stack.update({"Resources": resources}) == "UPDATE_COMPLETE"
    assert stack.physical_ids() == made
    [held] = client(world).list_resolver_rules()["ResolverRules"]
    assert held["TargetIps"] == [{"Ip": "10.1.0.11", "Port": 53}]
    [endpoint] = client(world).list_resolver_endpoints()["ResolverEndpoints"]
    assert endpoint["IpAddressCount"] == 3
    assert stack.delete() == "DELETE_COMPLETE"
    assert leftover(before, inventory(world.session)) == {}
