"""Checks that a component of the whitepaper's networks is in the templates, where and how it should be."""

from __future__ import annotations

from ipaddress import IPv4Network
from typing import TYPE_CHECKING, Final

from tests.unit.scenarios.matrix import Ports, matrix

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.unit.scenarios.look import Look
    from workspaces_constructs.testing.reachability.network import Subnet

CORPORATE_DNS: Final = ["10.20.0.10", "10.20.1.10"]
VPN_DEVICE: Final = "203.0.113.10"


def private_pairs(*what: str) -> Callable[[Look], None]:
    """Each in a pair of its own, in two zones, without a way in or public addresses."""

    def check(look: Look) -> None:
        seen: set[str] = set()
        for each in what:
            pair = look.pair(each)
            two_zones(look, pair, each)
            for subnet in pair:
                assert not subnet.public_addresses, f"{subnet.id} gives public addresses"
                assert look.gateway_of(subnet) != "AWS::EC2::InternetGateway", f"{subnet.id} is public"
                assert subnet.id not in seen, f"{subnet.id} is shared by {what}"
            seen |= {subnet.id for subnet in pair}

    return check


def two_zones(look: Look, pair: list[Subnet], what: str) -> None:
    assert len({subnet.id for subnet in pair}) == 2, f"{what}: {[subnet.id for subnet in pair]}"
    assert len({look.zone(subnet) for subnet in pair}) == 2, f"{what} is in one zone"


def dhcp(domain: str, servers: Callable[[Look], list[str]]) -> Callable[[Look], None]:
    """Table 2: domain name and DNS servers of the domain; NTP stays blank."""

    def check(look: Look) -> None:
        sets = {each.name: each for each in look.all("AWS::EC2::DHCPOptions")}
        associated = look.all("AWS::EC2::VPCDHCPOptionsAssociation")
        assert len({each["VpcId"] for each in associated}) == len(associated) == len(sets)
        (desktops,) = [each for each in associated if each["VpcId"] == look.desktops_vpc().id]
        options = sets[desktops["DhcpOptionsId"].removesuffix(".DhcpOptionsId")]
        assert options["DomainName"] == domain
        assert sorted(options["DomainNameServers"]) == sorted(servers(look))
        assert not [each.name for each in sets.values() if "NtpServers" in each.given]

    return check


def corporate_dns(_look: Look) -> list[str]:
    """The DNS servers on-premises."""
    return CORPORATE_DNS


def directory_dns(look: Look) -> list[str]:
    """The DNS servers of the directory in AWS."""
    return look.dns_of_directory()


def controllers_dns(look: Look) -> list[str]:
    """The domain controllers in AWS."""
    return [each["PrivateIpAddress"] for each in look.controllers]


def virtual_private_gateway(*pairs: str, stack: str = "") -> Callable[[Look], None]:
    """Attached to the VPC of these pairs, which have routes to on-premises over it, with an IPsec VPN on it."""

    def check(look: Look) -> None:
        gateway = look.one("AWS::EC2::VPNGateway", part=stack)
        connection = look.one("AWS::EC2::VPNConnection", part=stack)
        assert connection["VpnGatewayId"] == gateway.name
        assert connection["Type"] == "ipsec.1"
        assert {each["IKEVersions"][0]["Value"] for each in connection["VpnTunnelOptionsSpecifications"]} == {"ikev2"}
        for pair in pairs:
            for subnet in look.pair(pair):
                assert gateway.name in subnet.vpc.gateways
                assert subnet.route(IPv4Network("10.20.0.10/32")) == gateway.name, subnet.id

    return check


def customer_gateway(look: Look) -> None:
    """The VPN device on-premises, and tunnels to it."""
    for device in look.all("AWS::EC2::CustomerGateway"):
        assert device["IpAddress"] == VPN_DEVICE
    named = {
        each["CustomerGatewayId"].removesuffix(".CustomerGatewayId") for each in look.all("AWS::EC2::VPNConnection")
    }
    assert named
    assert named <= {each.name for each in look.all("AWS::EC2::CustomerGateway")}


def vpn_on_transit_gateway(look: Look) -> None:
    """The way to on-premises that both VPCs have."""
    assert look.one("AWS::EC2::VPNConnection")["TransitGatewayId"] == look.one("AWS::EC2::TransitGateway").name


def transit_gateway(look: Look) -> None:
    """Both VPCs attached in subnets of their own in two zones, and routes both ways."""
    gateway = look.one("AWS::EC2::TransitGateway").name
    attached = look.all("AWS::EC2::TransitGatewayVpcAttachment")
    assert {each["TransitGatewayId"] for each in attached} == {gateway}
    assert {each["VpcId"] for each in attached} == set(look.network.vpcs)
    assert len(look.network.vpcs) == 2
    used = {subnet.id for what in ("desktops", "directory") for subnet in look.pair(what)}
    for each in attached:
        pair = [look.network.subnet(subnet) for subnet in each["SubnetIds"]]
        two_zones(look, pair, each.name)
        assert not used & {subnet.id for subnet in pair}
    _routes_both_ways(look, gateway)


def peering(look: Look) -> None:
    """Between the two VPCs, with routes both ways."""
    connection = look.one("AWS::EC2::VPCPeeringConnection")
    assert {connection["VpcId"], connection["PeerVpcId"]} == set(look.network.vpcs)
    _routes_both_ways(look, connection.name)


def _routes_both_ways(look: Look, gateway: str) -> None:
    near, far = look.pair("desktops"), look.pair("directory")
    assert {each.vpc.id for each in near} != {each.vpc.id for each in far}
    for one, other in [(one, other) for one in near for other in far]:
        assert one.route(other.network) == gateway, one.id
        assert other.route(one.network) == gateway, other.id


def nat_gateways(*pairs: str) -> Callable[[Look], None]:
    """Two in public subnets, in the zones of the desktops, each for its own zone."""

    def check(look: Look) -> None:
        public = look.pair("NAT gateways")
        two_zones(look, public, "NAT gateways")
        zones = {}
        for gateway, subnet in zip(look.all("AWS::EC2::NatGateway"), public, strict=True):
            assert look.gateway_of(subnet) == "AWS::EC2::InternetGateway"
            zones[look.zone(subnet)] = gateway.name
        for pair in pairs:
            for subnet in look.pair(pair):
                assert subnet.route(IPv4Network(f"{VPN_DEVICE}/32")) == zones[look.zone(subnet)], subnet.id

    return check


def internet_gateway(look: Look) -> None:
    """Attached to the VPC of the desktops."""
    assert look.one("AWS::EC2::InternetGateway").name in look.desktops_vpc().gateways


def open_at(*rows: tuple[str, str, Ports]) -> Callable[[Look], None]:
    """Exactly these ports, from the one to the other."""

    def check(look: Look) -> None:
        found = matrix(look.templates)
        for one, other, meant in rows:
            assert found.get((one, other)) == meant, f"{one} -> {other}: {found.get((one, other))}"

    return check


def absent(*kinds: str) -> Callable[[Look], None]:
    """None of these types of resources."""

    def check(look: Look) -> None:
        assert [each.name for each in look.all(*kinds)] == []

    return check
