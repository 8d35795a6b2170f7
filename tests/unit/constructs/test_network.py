"""What the network of a deployment is made of."""

from __future__ import annotations

from ipaddress import IPv4Network

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2

from tests.support.synth import new_app, stack_template, template
from tests.support.templates import by_type, dependencies, only, properties
from workspaces_constructs import (
    DesktopCapacity,
    DesktopSecurityGroup,
    DesktopSubnets,
    DirectoryDhcpOptions,
    ExistingNetwork,
    WorkspacesVpc,
)
from workspaces_constructs.facts.ports import (
    DESKTOP_TO_DIRECTORY,
    DESKTOP_TO_DIRECTORY_WIDE,
    DESKTOP_TO_INTERNET,
    HELP_DESK,
    PortRule,
)
from workspaces_constructs.facts.regions import AZ_IDS, default_az_ids
from workspaces_constructs.network.plan import SMALL_PAIRS

Rule = tuple[str, str, int, int]


def rules(group: dict[str, list[dict[str, object]]], direction: str) -> set[Rule]:
    return {
        (str(rule["CidrIp"]), str(rule["IpProtocol"]), int(str(rule["FromPort"])), int(str(rule["ToPort"])))
        for rule in group.get(direction, [])
    }


def expected(cidr: str, table: tuple[PortRule, ...]) -> set[Rule]:
    return {(cidr, rule.protocol, rule.from_port, rule.to_port) for rule in table}


def test_no_subnet_gives_out_public_or_ipv6_addresses() -> None:
    subnets = properties(template(), "AWS::EC2::Subnet")

    assert len(subnets) == 6
    assert all(subnet["MapPublicIpOnLaunch"] is False for subnet in subnets)
    assert all(subnet["AssignIpv6AddressOnCreation"] is False for subnet in subnets)


def test_every_subnet_is_pinned_to_a_zone_by_its_id() -> None:
    subnets = properties(template(), "AWS::EC2::Subnet")

    assert all("AvailabilityZone" not in subnet for subnet in subnets)
    assert sorted(subnet["AvailabilityZoneId"] for subnet in subnets) == ["use1-az2"] * 3 + ["use1-az4"] * 3


def test_zones_come_from_a_mapping_without_a_region() -> None:
    made = template("region-agnostic")
    name, mapping = next((name, mapping) for name, mapping in made["Mappings"].items() if "Zones" in name)

    assert {region: (row["First"], row["Second"]) for region, row in mapping.items()} == {
        region: default_az_ids(region) for region in AZ_IDS
    }
    zones = [subnet["AvailabilityZoneId"] for subnet in properties(made, "AWS::EC2::Subnet")]
    assert {zone["Fn::FindInMap"][0] for zone in zones} == {name}
    assert sorted(zone["Fn::FindInMap"][2] for zone in zones) == ["First"] * 3 + ["Second"] * 3


def test_subnets_are_apart_and_hold_what_is_planned() -> None:
    networks = [IPv4Network(subnet["CidrBlock"]) for subnet in properties(template("two-personas"), "AWS::EC2::Subnet")]

    assert sum(network.num_addresses for network in networks) == len({host for network in networks for host in network})
    assert sorted(network.prefixlen for network in networks) == [25, 25, 27, 27, 28, 28, 28, 28]


def test_a_persona_added_at_the_end_moves_no_subnet() -> None:
    before, after = by_type(template(), "AWS::EC2::Subnet"), by_type(template("two-personas"), "AWS::EC2::Subnet")

    assert before.items() <= after.items()


def test_desktops_go_out_through_the_nat_gateway_of_their_own_zone() -> None:
    made = template()
    subnets, gateways = by_type(made, "AWS::EC2::Subnet"), by_type(made, "AWS::EC2::NatGateway")
    zone_of_table = {
        link["RouteTableId"]["Ref"]: subnets[link["SubnetId"]["Ref"]]["Properties"]["AvailabilityZoneId"]
        for link in properties(made, "AWS::EC2::SubnetRouteTableAssociation")
    }
    nat_routes = [route for route in properties(made, "AWS::EC2::Route") if "NatGatewayId" in route]

    assert len(nat_routes) == len(gateways) == 2
    for route in nat_routes:
        gateway = gateways[route["NatGatewayId"]["Ref"]]["Properties"]
        zone = subnets[gateway["SubnetId"]["Ref"]]["Properties"]["AvailabilityZoneId"]
        assert zone_of_table[route["RouteTableId"]["Ref"]] == zone


def test_a_persona_without_egress_has_no_default_route() -> None:
    made = template("two-personas")
    routed = {route["RouteTableId"]["Ref"] for route in properties(made, "AWS::EC2::Route")}
    tables = {
        link["SubnetId"]["Ref"]: link["RouteTableId"]["Ref"]
        for link in properties(made, "AWS::EC2::SubnetRouteTableAssociation")
    }

    assert not [table for subnet, table in tables.items() if "contractors" in subnet and table in routed]
    assert not [table for subnet, table in tables.items() if "DirectorySubnet" in subnet and table in routed]
    assert len([table for subnet, table in tables.items() if "employees" in subnet and table in routed]) == 2


def test_the_desktops_group_lets_out_the_facts_table_and_nothing_else() -> None:
    (group,) = properties(template(), "AWS::EC2::SecurityGroup")

    assert rules(group, "SecurityGroupEgress") == (
        expected("172.20.0.0/27", DESKTOP_TO_DIRECTORY) | expected("0.0.0.0/0", DESKTOP_TO_INTERNET)
    )
    assert rules(group, "SecurityGroupIngress") == set()


def test_only_the_help_desk_comes_in() -> None:
    groups = by_type(template("two-personas"), "AWS::EC2::SecurityGroup")
    contractors = next(group["Properties"] for name, group in groups.items() if "contractors" in name)

    assert rules(contractors, "SecurityGroupIngress") == expected("10.9.0.0/24", HELP_DESK)
    assert rules(contractors, "SecurityGroupEgress") == expected("172.20.0.0/27", DESKTOP_TO_DIRECTORY)


def test_old_windows_gets_the_wide_ports() -> None:
    def make(stack: cdk.Stack) -> None:
        vpc = ec2.Vpc.from_vpc_attributes(stack, "Vpc", vpc_id="vpc-1", availability_zones=["a", "b"])
        DesktopSecurityGroup(
            stack, "Group", vpc=vpc, directory_cidrs=["10.1.0.0/24"], internet=False, wide_dynamic_ports=True
        )

    (group,) = properties(stack_template(make), "AWS::EC2::SecurityGroup")
    assert rules(group, "SecurityGroupEgress") == expected("10.1.0.0/24", DESKTOP_TO_DIRECTORY_WIDE)


@pytest.mark.parametrize("variant", ["standalone", "two-personas", "registered-directly", "existing"])
def test_nothing_is_open_to_everybody_inbound(variant: str) -> None:
    made = template(variant)
    inbound = [
        rule for group in properties(made, "AWS::EC2::SecurityGroup") for rule in group.get("SecurityGroupIngress", [])
    ] + properties(made, "AWS::EC2::SecurityGroupIngress")

    assert not [rule for rule in inbound if rule.get("CidrIp") == "0.0.0.0/0" or "CidrIpv6" in rule]


def test_dhcp_options_name_the_directory_and_belong_to_the_vpc() -> None:
    made = template()
    name, options = only(made, "AWS::EC2::DHCPOptions")
    _, association = only(made, "AWS::EC2::VPCDHCPOptionsAssociation")

    assert options["Properties"]["DomainName"] == "corp.example.com"
    assert "DnsIpAddrs" in str(options["Properties"]["DomainNameServers"])
    assert not {"NtpServers", "NetbiosNameServers", "NetbiosNodeType"} & options["Properties"].keys()
    assert association["Properties"]["DhcpOptionsId"] == {"Fn::GetAtt": [name, "DhcpOptionsId"]}


def test_dhcp_options_with_netbios_servers_are_point_to_point() -> None:
    def make(stack: cdk.Stack) -> None:
        vpc = ec2.Vpc.from_vpc_attributes(stack, "Vpc", vpc_id="vpc-1", availability_zones=["a", "b"])
        DirectoryDhcpOptions(
            stack,
            "Options",
            vpc=vpc,
            domain_name="corp.example.com",
            dns_addresses=["10.1.0.10"],
            netbios_name_servers=["10.1.0.10"],
        )

    (options,) = properties(stack_template(make), "AWS::EC2::DHCPOptions")
    assert options["NetbiosNodeType"] == 2


def test_traffic_is_logged_under_the_records_key() -> None:
    made = template()
    (flow_log,) = properties(made, "AWS::EC2::FlowLog")
    log_group = made["Resources"][flow_log["LogGroupName"]["Ref"]]["Properties"]

    assert flow_log["TrafficType"] == "ALL"
    assert "RecordsKey" in log_group["KmsKeyId"]["Fn::GetAtt"][0]
    assert log_group["RetentionInDays"] == 365


def test_only_this_accounts_flow_logs_take_on_their_role() -> None:
    made = template()
    (flow_log,) = properties(made, "AWS::EC2::FlowLog")
    role = made["Resources"][flow_log["DeliverLogsPermissionArn"]["Fn::GetAtt"][0]]["Properties"]

    (trust,) = role["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Condition"] == {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}


def test_the_default_security_group_is_closed() -> None:
    vpc, _ = only(template(), "AWS::EC2::VPC")
    _, closed = only(template(), "Custom::WorkspacesDefaultSecurityGroup")

    assert closed["Properties"]["VpcId"] == {"Ref": vpc}


def test_subnets_go_only_after_the_network_is_released() -> None:
    made = template()
    release, _ = only(made, "Custom::WorkspacesNetworkRelease")

    assert by_type(made, "AWS::EC2::Subnet").keys() <= dependencies(made, release)


def test_a_vpc_alone_has_no_way_out() -> None:
    made = stack_template(lambda stack: WorkspacesVpc(stack, "Network"))

    assert not by_type(made, "AWS::EC2::InternetGateway")
    assert not by_type(made, "AWS::EC2::Route")
    assert len(by_type(made, "AWS::EC2::Subnet")) == 4


def test_every_pair_gets_subnets_of_its_own_in_both_zones() -> None:
    network: ExistingNetwork | None = None

    def make(stack: cdk.Stack) -> None:
        nonlocal network
        network = WorkspacesVpc(
            stack,
            "Network",
            availability_zone_ids=["use1-az6", "use1-az4"],
            desktop_subnets=[DesktopSubnets("Office"), DesktopSubnets("Lab", DesktopCapacity(desktops=1000))],
            public_subnets=True,
            server_subnets=True,
            radius_subnets=True,
            proxy_subnets=True,
            link_subnets=True,
        ).network

    subnets = properties(stack_template(make), "AWS::EC2::Subnet")
    assert sorted(subnet["AvailabilityZoneId"] for subnet in subnets) == ["use1-az4"] * 8 + ["use1-az6"] * 8
    assert network is not None
    assert [network.require_pair(name).name for name in SMALL_PAIRS] == [*SMALL_PAIRS]


def test_a_range_that_the_service_manages_desktops_with_is_warned_of() -> None:
    app = new_app()
    stack = cdk.Stack(app, "Stack", env=cdk.Environment(region="us-east-1"))
    WorkspacesVpc(stack, "Network", cidr="192.168.0.0/16")

    warnings = cdk.assertions.Annotations.from_stack(stack).find_warning(
        "*", cdk.assertions.Match.string_like_regexp("192.168.0.0/16 overlaps")
    )
    assert len(warnings) == 1
