"""The checker of reachability where a rule is for a part: of the addresses, of a client's ports, of a subnet."""

from __future__ import annotations

import pytest

from tests.unit.reachability.trees import (
    OPEN_ACLS,
    TWO_HOSTS,
    Tree,
    acl,
    broken,
    entry,
    reached,
    ref,
    resource,
    rule,
    seen,
    subnet,
)
from workspaces_constructs.testing.reachability import UnevenError, UnknownError

HALF = "172.20.0.0/25"


def test_what_is_stopped_altogether_is_stopped_though_something_else_stops_a_part() -> None:
    partly = broken(
        {**TWO_HOSTS, **OPEN_ACLS}, lambda t: t["NearEntry1"]["Properties"].update(PortRange={"From": 1024, "To": 2000})
    )

    with pytest.raises(UnevenError):
        reached(partly)
    assert not reached(broken(partly, lambda t: t["ServerGroup"]["Properties"].update(SecurityGroupIngress=[])))
    assert not reached(broken(partly, lambda t: t.pop("FarEntry1")))


def test_one_rule_for_all_is_enough_beside_one_for_a_part() -> None:
    rules = [rule(443, CidrIp=HALF), rule(443, CidrIp="172.20.0.0/24")]
    both = broken(TWO_HOSTS, lambda t: t["ServerGroup"]["Properties"].update(SecurityGroupIngress=rules))

    assert reached(both)
    with pytest.raises(UnevenError):
        reached(broken(both, lambda t: t["ServerGroup"]["Properties"]["SecurityGroupIngress"].pop()))


def test_the_clients_own_ports_can_be_named() -> None:
    from_3389 = {
        **TWO_HOSTS,
        **acl(
            "Near",
            entry((443, 443), "172.20.1.0/24", egress=True),
            entry((3389, 3389), "172.20.1.0/24", egress=False),
        ),
    }
    world = seen(from_3389)
    client, server = world.hosts.of("s/Client"), world.hosts.of("s/Server")

    with pytest.raises(UnevenError, match="1024-65535"):
        world.can_reach(client, server, "tcp", 443)
    assert world.can_reach(client, server, "tcp", 443, own_ports=(3389, 3389))
    assert not world.can_reach(client, server, "tcp", 443, own_ports=(49152, 65535))
    assert world.open_ports(client, server, (49152, 65535)) == frozenset()


def test_a_fixed_address_is_nobody_elses() -> None:
    group = [{"Fn::GetAtt": ["ServerGroup", "GroupId"]}]
    whole: Tree = {
        **TWO_HOSTS,
        "Template": resource("AWS::EC2::LaunchTemplate", LaunchTemplateData={"SecurityGroupIds": group}),
        "Fleet": resource(
            "AWS::AutoScaling::AutoScalingGroup",
            VPCZoneIdentifier=[ref("Far")],
            LaunchTemplate={"LaunchTemplateId": ref("Template")},
        ),
        **acl(
            "Near",
            entry((443, 443), "172.20.1.20/32", egress=True),
            entry((1024, 65535), "172.20.1.20/32", egress=False),
        ),
    }
    fixed = broken(whole, lambda t: t["Server"]["Properties"].update(PrivateIpAddress="172.20.1.20"))
    world = seen(fixed)
    client, server, fleet = (world.hosts.of(f"s/{name}") for name in ("Client", "Server", "Fleet"))

    assert world.can_reach(client, server, "tcp", 443)
    assert not world.can_reach(client, fleet, "tcp", 443)
    loose = seen(whole)
    with pytest.raises(UnevenError):
        loose.can_reach(loose.hosts.of("s/Client"), loose.hosts.of("s/Fleet"), "tcp", 443)


def directory(kind: str) -> Tree:
    return {
        **TWO_HOSTS,
        **subnet("First", "172.20.2.0/28"),
        **subnet("Second", "172.20.2.16/28"),
        "Directory": resource(kind, VpcSettings={"VpcId": ref("Vpc"), "SubnetIds": [ref("First"), ref("Second")]}),
        "Details": resource("Custom::WorkspacesDirectoryDetails", DirectoryId=ref("Directory")),
    }


def addresses(source: str) -> Tree:
    return {"Fn::Split": [",", {"Fn::GetAtt": [source, "DnsIpAddrs"]}]}


@pytest.mark.parametrize("kind", ["AWS::DirectoryService::MicrosoftAD", "AWS::DirectoryService::SimpleAD"])
def test_a_directory_is_at_the_addresses_that_others_are_told(kind: str) -> None:
    made = directory(kind)
    first = {"Fn::Join": ["", [{"Fn::Select": [0, addresses("Details")]}, "/32"]]}
    made["ClientGroup"]["Properties"]["SecurityGroupEgress"] = [rule(53, CidrIp=first)]
    world = seen(made)
    client, target = world.hosts.of("s/Client"), world.directory()

    with pytest.raises(UnevenError):
        world.can_reach(client, target, "tcp", 53)
    second = {"Fn::Join": ["", [{"Fn::Select": [1, addresses("Details")]}, "/32"]]}
    made["ClientGroup"]["Properties"]["SecurityGroupEgress"].append(rule(53, CidrIp=second))
    world = seen(made)
    assert world.open_ports(world.hosts.of("s/Client"), world.directory()) == {("tcp", 53, 53)}


def test_the_addresses_of_a_directory_elsewhere_are_not_known() -> None:
    made = directory("AWS::DirectoryService::MicrosoftAD")
    made["Details"]["Properties"]["DirectoryId"] = "d-0123456789"
    first = {"Fn::Join": ["", [{"Fn::Select": [0, addresses("Details")]}, "/32"]]}
    made["ClientGroup"]["Properties"]["SecurityGroupEgress"] = [rule(53, CidrIp=first)]

    with pytest.raises((UnknownError, ValueError)):
        seen(made)
