"""The checker of reachability itself: on small networks made by hand, each hop of which is broken once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.unit.reachability.trees import (
    OFFICE,
    OPEN_ACLS,
    TWO_HOSTS,
    Tree,
    acl,
    broken,
    entry,
    host,
    reached,
    ref,
    resource,
    route,
    rule,
    seen,
    subnet,
)
from workspaces_constructs.testing.reachability import UnevenError, UnknownError

if TYPE_CHECKING:
    from collections.abc import Callable


def test_a_host_reaches_another_at_the_open_port_and_no_other() -> None:
    world = seen(TWO_HOSTS)
    client, server = world.hosts.of("s/Client"), world.hosts.of("s/Server")

    assert world.open_ports(client, server) == {("tcp", 443, 443)}
    assert world.open_ports(server, client) == frozenset()
    assert "lets udp 443 in" in world.why(client, server, "udp", 443).why


@pytest.mark.parametrize(
    "change",
    [
        lambda t: t["ServerGroup"]["Properties"].pop("SecurityGroupIngress"),
        lambda t: t["ServerGroup"]["Properties"].update(SecurityGroupIngress=[rule(443, CidrIp="172.20.9.0/24")]),
        lambda t: t["ServerGroup"]["Properties"].update(SecurityGroupIngress=[rule(444, CidrIp="172.20.0.0/24")]),
        lambda t: t["ClientGroup"]["Properties"].update(SecurityGroupEgress=[rule(443, CidrIp="172.20.9.0/24")]),
        lambda t: t["NearEntry0"]["Properties"].update(RuleAction="deny"),
        lambda t: t.pop("NearEntry0"),
        lambda t: t.pop("NearEntry1"),
        lambda t: t.pop("FarEntry0"),
        lambda t: t.pop("FarEntry1"),
        lambda t: t["FarEntry0"]["Properties"].update(Protocol=17),
    ],
)
def test_one_broken_rule_stops_it(change: Callable[[Tree], object]) -> None:
    whole = {**TWO_HOSTS, **OPEN_ACLS}

    assert reached(whole)
    assert not reached(broken(whole, change))


def test_a_lower_number_of_an_acl_wins() -> None:
    def with_deny(number: int) -> Tree:
        deny = entry((443, 443), "172.20.0.0/16", egress=True, action="deny")
        whole = {**TWO_HOSTS, **OPEN_ACLS}
        whole["Deny"] = resource("AWS::EC2::NetworkAclEntry", NetworkAclId=ref("NearAcl"), RuleNumber=number, **deny)
        return whole

    assert not reached(with_deny(99))
    assert reached(with_deny(200))


def test_inside_one_subnet_no_acl_is_asked() -> None:
    together = broken(TWO_HOSTS, lambda t: t["Server"]["Properties"].update(SubnetId=ref("Near")))

    assert reached({**together, **acl("Near")})


def test_a_group_can_be_the_peer_and_rules_can_stand_by_themselves() -> None:
    apart = broken(TWO_HOSTS, lambda t: t["ServerGroup"]["Properties"].update(SecurityGroupIngress=[]))
    own = resource(
        "AWS::EC2::SecurityGroupIngress",
        GroupId={"Fn::GetAtt": ["ServerGroup", "GroupId"]},
        **rule(443, SourceSecurityGroupId={"Fn::GetAtt": ["ClientGroup", "GroupId"]}),
    )

    assert not reached(apart)
    assert reached({**apart, "Own": own})
    own["Properties"]["SourceSecurityGroupId"] = {"Fn::GetAtt": ["ServerGroup", "GroupId"]}
    assert not reached({**apart, "Own": own})


def test_a_rule_for_a_part_of_the_addresses_is_no_answer() -> None:
    narrow = broken(
        TWO_HOSTS,
        lambda t: t["ServerGroup"]["Properties"].update(SecurityGroupIngress=[rule(443, CidrIp="172.20.0.9/32")]),
    )

    with pytest.raises(UnevenError, match=r"172\.20\.0\.9/32"):
        reached(narrow)
    assert reached(broken(narrow, lambda t: t["Client"]["Properties"].update(PrivateIpAddress="172.20.0.9")))


def test_an_acl_for_a_part_of_the_answers_is_no_answer() -> None:
    some = broken(
        {**TWO_HOSTS, **OPEN_ACLS},
        lambda t: t["NearEntry1"]["Properties"].update(PortRange={"From": 1024, "To": 2000}),
    )

    with pytest.raises(UnevenError, match="1024-65535"):
        reached(some)


NAT = {
    **TWO_HOSTS,
    **subnet("Public", "172.20.2.0/24"),
    "Gateway": resource("AWS::EC2::InternetGateway"),
    "Attached": resource("AWS::EC2::VPCGatewayAttachment", VpcId=ref("Vpc"), InternetGatewayId=ref("Gateway")),
    "Nat": resource("AWS::EC2::NatGateway", SubnetId=ref("Public")),
    "Out": route("NearTable", "0.0.0.0/0", NatGatewayId=ref("Nat")),
    "PublicOut": route("PublicTable", "0.0.0.0/0", GatewayId=ref("Gateway")),
}


def online(resources: Tree) -> bool:
    world = seen(resources)
    return world.can_reach(world.hosts.of("s/Client"), world.internet, "tcp", 443)


def test_nat_leads_out_and_never_in() -> None:
    world = seen(NAT)
    client, server = world.hosts.of("s/Client"), world.hosts.of("s/Server")

    assert online(NAT)
    assert world.ways_out(client) == {"NAT"}
    assert world.ways_out(server) == {"none"}
    assert not world.can_reach(server, world.internet, "tcp", 443)
    assert world.open_ports(world.internet, client) == frozenset()


@pytest.mark.parametrize(
    "change",
    [
        lambda t: t.pop("Out"),
        lambda t: t.pop("PublicOut"),
        lambda t: t.pop("Attached"),
        lambda t: t["Out"]["Properties"].update(DestinationCidrBlock="198.51.100.0/24"),
        lambda t: t.update(acl("Public")),
        lambda t: t.update(acl("Public", entry((1024, 65535), "0.0.0.0/0", egress=False))),
        lambda t: t["ClientGroup"]["Properties"].update(SecurityGroupEgress=[rule(80, CidrIp="0.0.0.0/0")]),
    ],
)
def test_one_broken_hop_stops_nat(change: Callable[[Tree], object]) -> None:
    assert not online(broken(NAT, change))


def test_the_internet_comes_in_where_all_of_it_is_open() -> None:
    door = {
        **NAT,
        **host(
            "Door",
            "Public",
            [rule(443, CidrIp="0.0.0.0/0")],
        ),
        "Address": resource("AWS::EC2::EIP", InstanceId=ref("Door")),
    }

    def comes_in(resources: Tree) -> bool:
        world = seen(resources)
        return world.can_reach(world.internet, world.hosts.of("s/Door"), "tcp", 443)

    assert comes_in(door)
    assert not comes_in(broken(door, lambda t: t.pop("Address")))
    assert not comes_in(broken(door, lambda t: t.pop("PublicOut")))
    assert not comes_in(
        broken(door, lambda t: t["DoorGroup"]["Properties"].update(SecurityGroupIngress=[rule(443, CidrIp=OFFICE)]))
    )


@pytest.mark.parametrize(
    "change",
    [
        lambda t: t["ServerGroup"]["Properties"].update(
            SecurityGroupIngress=[rule(443, CidrIp={"Fn::GetAtt": ["Client", "Cidr"]})]
        ),
        lambda t: t["ServerGroup"]["Properties"].update(SecurityGroupIngress=[rule(443, SourcePrefixListId="pl-1")]),
        lambda t: t["Client"]["Properties"].update(SubnetId="subnet-0123456789abcdef0"),
        lambda t: t["Client"]["Properties"].update(SecurityGroupIds=["sg-0123456789abcdef0"]),
        lambda t: t["Near"]["Properties"].update(CidrBlock={"Fn::Cidr": ["172.20.0.0/16", 4, 8]}),
        lambda t: t["Near"]["Properties"].update(CidrBlock=ref("NoSuchParameter")),
        lambda t: t.update(Odd=route("NearTable", "0.0.0.0/0", NetworkInterfaceId="eni-1")),
        lambda t: t.update(Odd=resource("AWS::EC2::TransitGatewayRouteTable")),
    ],
)
def test_what_cannot_be_told_raises(change: Callable[[Tree], object]) -> None:
    with pytest.raises((UnknownError, ValueError)):
        reached(broken(TWO_HOSTS, change))


def test_a_name_that_fits_nothing_or_two_raises() -> None:
    world = seen(TWO_HOSTS)

    for part in ("", "NoSuch"):
        with pytest.raises(UnknownError):
            world.hosts.find("AWS::EC2::Instance", part)
    with pytest.raises(UnknownError):
        world.on_premises(OFFICE)


def test_endpoints_load_balancers_and_fleets_are_hosts_too() -> None:
    group = [{"Fn::GetAtt": ["ServerGroup", "GroupId"]}]
    more = {
        "Endpoint": resource(
            "AWS::EC2::VPCEndpoint", VpcEndpointType="Interface", SubnetIds=[ref("Far")], SecurityGroupIds=group
        ),
        "Resolver": resource(
            "AWS::Route53Resolver::ResolverEndpoint",
            IpAddresses=[{"SubnetId": ref("Far"), "Ip": "172.20.1.10"}],
            SecurityGroupIds=group,
        ),
        "Balancer": resource(
            "AWS::ElasticLoadBalancingV2::LoadBalancer",
            Scheme="internal",
            SubnetMappings=[{"SubnetId": ref("Far"), "PrivateIPv4Address": "172.20.1.20"}],
            SecurityGroups=group,
        ),
        "Template": resource("AWS::EC2::LaunchTemplate", LaunchTemplateData={"SecurityGroupIds": group}),
        "Fleet": resource(
            "AWS::AutoScaling::AutoScalingGroup",
            VPCZoneIdentifier=[ref("Far")],
            LaunchTemplate={"LaunchTemplateId": ref("Template")},
        ),
        "Card": resource("AWS::EC2::NetworkInterface", SubnetId=ref("Far"), GroupSet=group),
    }
    world = seen({**TWO_HOSTS, **more})
    client = world.hosts.of("s/Client")

    for name in ("Endpoint", "Resolver", "Balancer", "Fleet", "Card"):
        assert world.open_ports(client, world.hosts.of(f"s/{name}")) == {("tcp", 443, 443)}, name
    assert {node.name for node in world.everybody()} >= {f"s/{name}" for name in ("Client", "Endpoint", "Fleet")}
