"""VPNs between the networks of desktops and those on-premises."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from workspaces_constructs.facts.connectivity import TUNNEL_OPTIONS
from workspaces_constructs.rules.rule import Violation, rule
from workspaces_constructs.rules.views.desktop_networks import network_vpcs
from workspaces_constructs.rules.views.links import attachments, same_gateway

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workspaces_constructs.rules.resources import Properties, Resource
    from workspaces_constructs.rules.templates import Templates

_SPECIFICATIONS: Final = "VpnTunnelOptionsSpecifications"
_DIRECT_CONNECT: Final = (
    "AWS::DirectConnect::Connection",
    "AWS::DirectConnect::DirectConnectGateway",
    "AWS::DirectConnect::DirectConnectGatewayAssociation",
    "AWS::DirectConnect::PrivateVirtualInterface",
    "AWS::DirectConnect::TransitVirtualInterface",
)


@rule(
    "WorkSpaces-NET36",
    "advice",
    title="The tunnels of a VPN take strong ciphers only",
    reason="What a tunnel does not name it takes by default: IKE version 1, AES-128, SHA-1 and Diffie-Hellman group 2 "
    "too. The customer's device may settle for these.",
    fix="Name IKE version 2, 256-bit AES, SHA-2 from 384 bits and elliptic-curve groups for both tunnels.",
    source="https://docs.aws.amazon.com/vpn/latest/s2svpn/VPNTunnels.html",
)
def strong_tunnels(templates: Templates) -> Iterator[Violation]:
    """VPN connections of desktops' networks that may settle for less."""
    for connection in _connections(templates):
        given = connection.properties.each(_SPECIFICATIONS)
        if not connection.properties.has(_SPECIFICATIONS):
            yield Violation(connection, "its tunnels take whatever AWS takes by default")
        for number, tunnel in enumerate(given):
            weak = _weak(tunnel)
            if weak:
                yield Violation(connection, f"a tunnel takes {weak}", f"{_SPECIFICATIONS}.{number}")


def _weak(tunnel: Properties) -> str:
    """What a tunnel takes beside the strong options, where that is certain."""
    found = []
    for name, strong in TUNNEL_OPTIONS.items():
        if not tunnel.has(name):
            found.append(f"any of {name}")
        taken = {text for each in tunnel.each(name) if (text := each.text("Value"))}
        found.extend(sorted(taken - {str(each) for each in strong}))
    return ", ".join(found)


@rule(
    "WorkSpaces-NET37",
    "advice",
    title="The link to on-premises has a second way",
    reason="Desktops whose domain is on-premises log nobody on while the link is down. The two tunnels of one "
    "connection end at one device of the customer.",
    fix="Add a VPN connection to a second device, or Direct Connect with the VPN behind it.",
    source="https://docs.aws.amazon.com/vpn/latest/s2svpn/vpn-redundant-connection.html",
)
def second_link(templates: Templates) -> Iterator[Violation]:
    """A gateway of desktops' networks with one VPN connection, and nothing of Direct Connect in the templates."""
    if templates.of_type(*_DIRECT_CONNECT):
        return
    by_gateway: dict[str | None, list[Resource]] = {}
    for connection in _connections(templates):
        by_gateway.setdefault(_gateway(connection), []).append(connection)
    for gateway, connections in by_gateway.items():
        if gateway is not None and len(connections) == 1:
            yield Violation(connections[0], "no other VPN connection leads to its gateway")


def _connections(templates: Templates) -> Iterator[Resource]:
    """The VPN connections of gateways that VPCs of desktops or directories use."""
    vpcs = network_vpcs(templates)
    used = {each.gateway for each in attachments(templates) if each.vpc is not None and each.vpc.name in vpcs}
    for each in templates.of_type("AWS::EC2::VPCGatewayAttachment"):
        vpc, gateway = (each.properties.resource(key) for key in ("VpcId", "VpnGatewayId"))
        if vpc is not None and gateway is not None and vpc.name in vpcs:
            used.add(gateway.name)
    for connection in templates.of_type("AWS::EC2::VPNConnection"):
        if _gateway(connection) in used - {None}:
            yield connection


def _gateway(connection: Resource) -> str | None:
    own = connection.properties.resource("VpnGatewayId")
    return own.name if own else same_gateway(connection)
