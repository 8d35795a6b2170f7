"""Port tables as security groups: what is joined, what is refused, and what desktops of each kind may reach."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2

from tests.support.synth import stack_template
from tests.support.templates import only
from workspaces_constructs import ConfigurationError, DesktopSecurityGroup
from workspaces_constructs.facts.ports import (
    DESKTOP_TO_DIRECTORY,
    DESKTOP_TO_INTERNET,
    DOMAIN_TO_DOMAIN,
    FILE_SHARE,
    RADIUS,
    PortRule,
)
from workspaces_constructs.network.security_groups import MOST_RULES, Opening, inbound, made_group, outbound

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.unit.constructs.conftest import Surroundings

DIRECTORY = "172.20.0.0/27"
Rule = tuple[str, str, int, int]


def listed(rules: Iterable[Any]) -> list[Rule]:
    return [
        (str(rule.cidr_ip or _group(rule)), str(rule.ip_protocol), int(rule.from_port), int(rule.to_port))
        for rule in rules
    ]


def _group(rule: object) -> object:
    is_inbound = isinstance(rule, ec2.CfnSecurityGroup.IngressProperty)
    return getattr(rule, "source_security_group_id" if is_inbound else "destination_security_group_id")


def table(cidr: str, rules: Iterable[PortRule]) -> set[Rule]:
    return {(cidr, rule.protocol, rule.from_port, rule.to_port) for rule in rules}


def made_by(**given: Any) -> dict[str, Any]:  # noqa: ANN401 - what DesktopSecurityGroup takes
    def make(stack: cdk.Stack) -> None:
        vpc = ec2.Vpc.from_vpc_attributes(stack, "Vpc", vpc_id="vpc-1", availability_zones=["a", "b"])
        DesktopSecurityGroup(stack, "Desktops", vpc=vpc, **{"directory_cidrs": [DIRECTORY], **given})

    _, group = only(stack_template(make), "AWS::EC2::SecurityGroup")
    properties: dict[str, Any] = group["Properties"]
    return properties


def out_of(properties: dict[str, Any]) -> set[Rule]:
    return {
        (rule["CidrIp"], rule["IpProtocol"], rule["FromPort"], rule["ToPort"])
        for rule in properties["SecurityGroupEgress"]
    }


def test_neighbouring_ranges_become_one_and_none_is_named_twice() -> None:
    rules = inbound(Opening(RADIUS, ["10.1.0.0/25", "10.1.0.128/25", "10.1.0.0/25", "10.2.0.0/24"]))

    assert listed(rules) == [("10.1.0.0/24", "udp", 1812, 1812), ("10.2.0.0/24", "udp", 1812, 1812)]


def test_a_port_that_two_tables_open_for_one_peer_is_opened_once() -> None:
    rules = listed(outbound(Opening(DESKTOP_TO_DIRECTORY, [DIRECTORY]), Opening(FILE_SHARE, [DIRECTORY])))

    assert set(rules) == table(DIRECTORY, DESKTOP_TO_DIRECTORY)
    assert len(rules) == len(DESKTOP_TO_DIRECTORY)


def test_groups_can_be_the_peers() -> None:
    assert listed(inbound(Opening(RADIUS, group_ids=["sg-1", "sg-1"]))) == [("sg-1", "udp", 1812, 1812)]
    assert listed(outbound(Opening(RADIUS, group_ids=["sg-1"]))) == [("sg-1", "udp", 1812, 1812)]


def test_a_range_that_only_the_deployment_knows_is_kept(around: Surroundings) -> None:
    parameter = cdk.CfnParameter(around.scope, "Range").value_as_string
    rules = inbound(Opening(RADIUS, [parameter, "10.1.0.0/24"]))

    assert [rule.cidr_ip for rule in rules] == ["10.1.0.0/24", parameter]


def test_nobody_but_nobody_is_let_in_from_everywhere() -> None:
    with pytest.raises(ConfigurationError, match="RADIUS clients"):
        inbound(Opening(RADIUS, ["0.0.0.0/0"]), what="RADIUS clients")


def test_more_rules_than_a_group_holds_are_refused_with_a_way_out() -> None:
    ranges = [f"10.{number}.0.0/24" for number in range(3)]
    assert len(outbound(Opening(DOMAIN_TO_DOMAIN, ranges[:2]))) <= MOST_RULES

    with pytest.raises(ConfigurationError, match=r"60(.|\n)*10\.1\.0\.0/16"):
        outbound(Opening(DOMAIN_TO_DOMAIN, [*ranges, "10.9.0.0/24"]))


def test_a_group_without_a_way_out_says_so_because_ec2_would_open_everything() -> None:
    def make(stack: cdk.Stack) -> None:
        vpc = ec2.Vpc.from_vpc_attributes(stack, "Vpc", vpc_id="vpc-1", availability_zones=["a", "b"])
        made_group(stack, "Closed", vpc=vpc, description="closed")

    name, group = only(stack_template(make), "AWS::EC2::SecurityGroup")
    assert [rule["CidrIp"] for rule in group["Properties"]["SecurityGroupEgress"]] == ["255.255.255.255/32"]
    assert "SecurityGroupIngress" not in group["Properties"]

    def make_l2(stack: cdk.Stack) -> None:
        vpc = ec2.Vpc.from_vpc_attributes(stack, "Vpc", vpc_id="vpc-1", availability_zones=["a", "b"])
        ec2.SecurityGroup(stack, "Closed", vpc=vpc, description="closed", allow_all_outbound=False)

    assert only(stack_template(make_l2), "AWS::EC2::SecurityGroup") == (name, group)


def test_desktops_behind_a_proxy_reach_it_and_the_web_nowhere() -> None:
    proxies = ["172.20.0.100/32", "172.20.0.120/32"]
    group = made_by(proxy_cidrs=proxies, proxy_ports=[3128, 80])

    assert out_of(group) - table(DIRECTORY, DESKTOP_TO_DIRECTORY) == {
        (proxy, "tcp", port, port) for proxy in proxies for port in (3128, 80)
    }


def test_desktops_without_a_way_out_reach_the_directory_alone() -> None:
    assert out_of(made_by(internet=False)) == table(DIRECTORY, DESKTOP_TO_DIRECTORY)


def test_desktops_reach_websites_and_file_servers_that_are_named() -> None:
    group = made_by(internet=False, on_premises_cidrs=["10.1.0.0/16"], file_server_cidrs=["10.2.0.0/24"])

    assert out_of(group) == (
        table(DIRECTORY, DESKTOP_TO_DIRECTORY)
        | table("10.1.0.0/16", DESKTOP_TO_INTERNET)
        | table("10.2.0.0/24", FILE_SHARE)
    )


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"internet": True, "proxy_cidrs": ["172.20.0.100/32"]}, "proxy_cidrs"),
        ({"proxy_cidrs": ["0.0.0.0/0"]}, "proxy_cidrs"),
        ({"proxy_cidrs": ["172.20.0.100/32"], "proxy_ports": [0]}, "proxy_ports"),
        ({"file_server_cidrs": ["10.2.0.1/24"]}, "without host bits"),
    ],
)
def test_what_contradicts_itself_is_refused(given: dict[str, Any], said: str) -> None:
    with pytest.raises(ConfigurationError, match=said):
        made_by(**given)


def test_others_can_name_the_group_and_add_to_it() -> None:
    def make(stack: cdk.Stack) -> None:
        vpc = ec2.Vpc.from_vpc_attributes(stack, "Vpc", vpc_id="vpc-1", availability_zones=["a", "b"])
        desktops = DesktopSecurityGroup(stack, "Desktops", vpc=vpc, directory_cidrs=[DIRECTORY])
        desktops.security_group.add_egress_rule(ec2.Peer.ipv4("10.3.0.0/24"), ec2.Port.tcp(1433), "database")

    made = stack_template(make)
    group, _ = only(made, "AWS::EC2::SecurityGroup")
    _, added = only(made, "AWS::EC2::SecurityGroupEgress")
    assert added["Properties"]["GroupId"] == {"Fn::GetAtt": [group, "GroupId"]}
