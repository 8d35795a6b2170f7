"""What the demonstration prints: everything that an operator would look for, in a few columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local_aws import services
from local_aws.clock import clock
from local_aws.report import Table, report
from local_aws.services import domains, radius
from tests.unit.local_aws.hosts import automation_role, document, endpoints, launch, profile

if TYPE_CHECKING:
    from local_aws.report.rows import Row
    from local_aws.sandbox import World

REMOTE = "hq.example.net"
DNS = "10.8.0.10"


def tables(world: World) -> dict[str, list[Row]]:
    services.settle()
    return {table.title: table.rows for table in report(world.session)}


def test_an_empty_account_has_every_table_and_no_row_but_its_network(world: World) -> None:
    found = tables(world)
    assert {title for title, rows in found.items() if rows} == {"Network", "Subnets"}
    assert found.keys() >= {"Links", "Trusts", "Instances", "Automations", "Load balancers", "Endpoints"}


def test_links_are_shown_with_what_they_lead_to(world: World) -> None:
    ec2 = world.ec2
    gateway = ec2.create_vpn_gateway(Type="ipsec.1")["VpnGateway"]["VpnGatewayId"]
    ec2.attach_vpn_gateway(VpnGatewayId=gateway, VpcId=world.vpc)
    customer = ec2.create_customer_gateway(Type="ipsec.1", PublicIp="203.0.113.7", BgpAsn=65000)
    identifier = customer["CustomerGateway"]["CustomerGatewayId"]
    ec2.create_vpn_connection(Type="ipsec.1", CustomerGatewayId=identifier, VpnGatewayId=gateway)
    other, _ = world.network("172.21.0.0/16")
    ec2.create_vpc_peering_connection(VpcId=world.vpc, PeerVpcId=other)
    transit = ec2.create_transit_gateway()["TransitGateway"]["TransitGatewayId"]
    clock.advance(600)
    ec2.create_transit_gateway_vpc_attachment(TransitGatewayId=transit, VpcId=world.vpc, SubnetIds=world.subnets[:2])
    clock.advance(600)

    links = tables(world)["Links"]

    assert {(row["Kind"], row["Between"]) for row in links} == {
        ("VPN connection", f"{identifier} and {gateway}"),
        ("virtual private gateway", world.vpc),
        ("transit gateway", "-"),
        ("transit gateway attachment", f"{world.vpc} and {transit}"),
        ("VPC peering", f"{world.vpc} and {other}"),
    }
    assert {row["State"] for row in links} == {"available", "pending-acceptance"}


def test_routes_that_a_vpn_adds_and_network_acls_are_shown_where_they_are(world: World) -> None:
    ec2, subnet = world.ec2, world.subnets[0]
    gateway = ec2.create_vpn_gateway(Type="ipsec.1")["VpnGateway"]["VpnGatewayId"]
    ec2.attach_vpn_gateway(VpnGatewayId=gateway, VpcId=world.vpc)
    clock.advance(600)
    table = ec2.create_route_table(VpcId=world.vpc)["RouteTable"]["RouteTableId"]
    ec2.associate_route_table(RouteTableId=table, SubnetId=subnet)
    ec2.enable_vgw_route_propagation(RouteTableId=table, GatewayId=gateway)
    acl = ec2.create_network_acl(VpcId=world.vpc)["NetworkAcl"]["NetworkAclId"]
    rule = {"NetworkAclId": acl, "Egress": True, "RuleAction": "allow", "Protocol": "6"}
    ec2.create_network_acl_entry(**rule, RuleNumber=10, CidrBlock="10.8.0.0/24", PortRange={"From": 443, "To": 443})  # type: ignore[arg-type]

    found = tables(world)

    [row] = [row for row in found["Subnets"] if row["Subnet"] == subnet]
    assert row["Way out"] == f"({gateway})"
    [row] = found["Network ACLs"]
    assert (row["Network ACL"], row["Lets out to"]) == (acl, "10.8.0.0/24:443")


def test_trusts_forwarders_and_radius_are_shown_with_their_state(world: World) -> None:
    directory = world.managed_ad()
    domains.add_on_premises(REMOTE, [DNS], {})
    radius.add_server(DNS, "Secret-1")
    world.ds.create_conditional_forwarder(DirectoryId=directory, RemoteDomainName=REMOTE, DnsIpAddrs=[DNS])
    world.ds.create_trust(DirectoryId=directory, RemoteDomainName=REMOTE, TrustPassword="x", TrustDirection="Two-Way")
    world.ds.enable_radius(
        DirectoryId=directory,
        RadiusSettings={
            "RadiusServers": [DNS], "RadiusPort": 1812, "RadiusTimeout": 5, "RadiusRetries": 1,
            "SharedSecret": "Secret-1", "AuthenticationProtocol": "PAP",
        },
    )  # fmt: skip
    clock.advance(600)

    found = tables(world)

    [trust] = found["Trusts"]
    assert (trust["With"], trust["Direction"]) == (REMOTE, "Two-Way")
    assert trust["State"].startswith("VerifyFailed, The trust relationship")
    assert found["Conditional forwarders"] == [{"Directory": directory, "Domain": REMOTE, "DNS": DNS}]
    assert found["Directories"][0]["RADIUS"] == "Completed"


def test_hosts_endpoints_and_runbooks_are_shown(world: World) -> None:
    profile(world)
    endpoints(world)
    host = launch(world)
    name = document(world, "CheckDomain", role=automation_role(world), DomainName="String")
    clock.advance(600)
    parameters = {"InstanceId": [host], "DomainName": [REMOTE]}
    world.session.client("ssm").start_automation_execution(DocumentName=name, Parameters=parameters)
    for _ in range(20):
        clock.advance(60)
        tables(world)

    found = tables(world)

    [instance] = found["Instances"]
    assert (instance["Instance"], instance["State"], instance["Address"]) == (host, "running", "172.20.0.7")
    assert {(row["For"], row["State"]) for row in found["Endpoints"]} == {
        ("ssm", "available"), ("ssmmessages", "available"),
    }  # fmt: skip
    [run] = found["Automations"]
    assert run["Runbook"] == name
    assert run["Status"] != "InProgress"


def test_tables_are_aligned_and_a_single_row_stands_on_its_side() -> None:
    rows = [{"Id": "a", "State": "available"}, {"Id": "abc", "State": "gone"}]
    assert str(Table("Links", rows)) == "Links\n  Id   State\n  a    available\n  abc  gone"
    assert str(Table("Links", rows[:1])) == "Links\n  Id     a\n  State  available"
    assert str(Table("Links", [])) == "Links: none"
