"""VPN connections: their tunnels, whose options the service takes or refuses, and their static routes."""

from __future__ import annotations

import ipaddress
import json
from typing import TYPE_CHECKING, Final

from ministack.core.responses import get_account_id, get_region

from local_aws.ec2 import transit
from local_aws.ec2.links import known, links, new_id, turn
from local_aws.ec2.modelled import Data, chosen, items, modelled, tag, tags_of, text
from local_aws.ec2.wire import Ec2Error
from local_aws.services import durations

if TYPE_CHECKING:
    from collections.abc import Mapping

ENCRYPTION: Final = ("AES128", "AES256", "AES128-GCM-16", "AES256-GCM-16")
INTEGRITY: Final = ("SHA1", "SHA2-256", "SHA2-384", "SHA2-512")
_PHASE1_GROUPS = (2, *range(14, 25))
_ALLOWED: Final[Mapping[str, tuple[object, ...]]] = {
    "IKEVersions": ("ikev1", "ikev2"),
    "Phase1EncryptionAlgorithms": ENCRYPTION,
    "Phase2EncryptionAlgorithms": ENCRYPTION,
    "Phase1IntegrityAlgorithms": INTEGRITY,
    "Phase2IntegrityAlgorithms": INTEGRITY,
    "Phase1DHGroupNumbers": _PHASE1_GROUPS,
    "Phase2DHGroupNumbers": (5, *_PHASE1_GROUPS),
    "DPDTimeoutAction": ("clear", "none", "restart"),
    "StartupAction": ("add", "start"),
}
"""Values of a tunnel's options (API reference, VpnTunnelOptionsSpecification); the model has no enumerations there."""

_RESERVED_INSIDE = frozenset({*(f"169.254.{third}.0/30" for third in range(6)), "169.254.169.252/30"})
_SHORTEST_DPD = 30
_SHORTEST_KEY, _LONGEST_KEY = 8, 64


@modelled("CreateVpnConnection")
def create_vpn_connection(request: Data) -> Data:
    """A connection to exactly one gateway, with at most two tunnels whose options the service takes."""
    customer, private = text(request, "CustomerGatewayId"), text(request, "VpnGatewayId")
    transit_id = text(request, "TransitGatewayId")
    known(links().customer_gateways, customer, "InvalidCustomerGatewayID.NotFound", "customerGateway")
    if bool(private) == bool(transit_id):
        raise Ec2Error(
            "InvalidParameterCombination", "Specify either a VPN gateway or a transit gateway, and not both."
        )
    if private:
        known(links().vpn_gateways, private, "InvalidVpnGatewayID.NotFound", "vpnGateway")
    options = request.get("Options")
    given: Data = options if isinstance(options, dict) else {}
    _check_tunnels(items(given, "TunnelOptions"))
    identifier = new_id("vpn")
    record: Data = {
        "VpnConnectionId": identifier,
        "State": "pending",
        "Type": text(request, "Type"),
        "Category": "VPN",
        "CustomerGatewayId": customer,
        "VpnGatewayId": private,
        "TransitGatewayId": transit_id,
        "StaticRoutesOnly": bool(given.get("StaticRoutesOnly")),
        "Routes": [],
        "TunnelOptions": [
            {**tunnel, "OutsideIpAddress": f"198.51.100.{2 * len(links().connections) % 250 + number}"}
            for number, tunnel in enumerate((*items(given, "TunnelOptions"), {}, {})[:2], 1)
        ],
    }
    if transit_id:
        record["Attachment"] = transit.attach_vpn(transit_id, identifier)
    links().connections[identifier] = record
    tag(request, identifier, "vpn-connection")
    turn(record, "available", durations.CREATE_VPN_CONNECTION)
    return {"VpnConnection": _connection(record)}


def _check_tunnels(tunnels: list[Data]) -> None:
    if len(tunnels) > 2:  # noqa: PLR2004 - a connection has two tunnels
        raise Ec2Error("InvalidParameterValue", "A VPN connection has at most two tunnels.")
    for tunnel in tunnels:
        _check_tunnel(tunnel)
    inside = [text(tunnel, "TunnelInsideCidr") for tunnel in tunnels if tunnel.get("TunnelInsideCidr")]
    for cidr in inside:
        network = ipaddress.IPv4Network(cidr)
        if network.prefixlen != 30 or not cidr.startswith("169.254.") or cidr in _RESERVED_INSIDE:  # noqa: PLR2004 - the guide's /30
            raise Ec2Error("InvalidParameterValue", f"Value ({cidr}) for parameter TunnelInsideCidr is invalid.")
    if len(set(inside)) != len(inside):
        raise Ec2Error("InvalidParameterValue", "Both tunnels have the same inside CIDR.")


def _check_tunnel(tunnel: Data) -> None:
    for name, allowed in _ALLOWED.items():
        given = tunnel.get(name)
        values = [each.get("Value") for each in given] if isinstance(given, list) else [given] if given else []
        for value in values:
            if value not in allowed:
                raise Ec2Error("InvalidParameterValue", f"Value ({value}) for parameter {name} is invalid.")
    if int(str(tunnel.get("DPDTimeoutSeconds") or _SHORTEST_DPD)) < _SHORTEST_DPD:
        raise Ec2Error("InvalidParameterValue", "DPDTimeoutSeconds must be 30 or more.")
    if (key := text(tunnel, "PreSharedKey")) and not _fits(key):
        raise Ec2Error("InvalidParameterValue", "Value for parameter PreSharedKey is invalid.")


def _fits(key: str) -> bool:
    plain = all(character.isascii() and (character.isalnum() or character in "._") for character in key)
    return plain and _SHORTEST_KEY <= len(key) <= _LONGEST_KEY and not key.startswith("0")


def _connection(record: Data) -> Data:
    shown = ("VpnConnectionId", "State", "Type", "Category", "CustomerGatewayId", "Routes")
    found = {name: record[name] for name in shown}
    found |= {name: record[name] for name in ("VpnGatewayId", "TransitGatewayId") if record[name]}
    # Keys are not given out here: a description is what tests and reports print.
    tunnels = [
        {_SHOWN[name]: value for name, value in tunnel.items() if name in _SHOWN}
        for tunnel in items(record, "TunnelOptions")
    ]
    found["Options"] = {"StaticRoutesOnly": record["StaticRoutesOnly"], "TunnelOptions": tunnels}
    configuration = {"vpn_connection": record["VpnConnectionId"], "region": get_region(), "account": get_account_id()}
    return {
        **found,
        "CustomerGatewayConfiguration": json.dumps(configuration),
        "Tags": tags_of(str(record["VpnConnectionId"])),
    }


_SHOWN: Final[Mapping[str, str]] = {
    "IKEVersions": "IkeVersions",
    "DPDTimeoutAction": "DpdTimeoutAction",
    "DPDTimeoutSeconds": "DpdTimeoutSeconds",
    **{name: name for name in _ALLOWED if name.startswith(("Phase", "Startup"))},
    **{name: name for name in ("OutsideIpAddress", "TunnelInsideCidr", "LogOptions")},
}
"""What a description shows of a tunnel, and under which name."""


@modelled("ModifyVpnConnection")
def modify_vpn_connection(request: Data) -> Data:
    """Another customer gateway, or another gateway on AWS's side of the same kind."""
    record = _changing(request)
    if customer := text(request, "CustomerGatewayId"):
        known(links().customer_gateways, customer, "InvalidCustomerGatewayID.NotFound", "customerGateway")
        record["CustomerGatewayId"] = customer
    if private := text(request, "VpnGatewayId"):
        known(links().vpn_gateways, private, "InvalidVpnGatewayID.NotFound", "vpnGateway")
        if record["TransitGatewayId"]:
            raise Ec2Error("UnsupportedOperation", "The local AWS does not move a connection off a transit gateway.")
        record["VpnGatewayId"] = private
    if text(request, "TransitGatewayId"):
        raise Ec2Error("UnsupportedOperation", "The local AWS does not move a connection to a transit gateway.")
    return {"VpnConnection": _connection(record)}


@modelled("ModifyVpnTunnelOptions")
def modify_vpn_tunnel_options(request: Data) -> Data:
    """Other options for one tunnel, which is down meanwhile."""
    record, address = _changing(request), text(request, "VpnTunnelOutsideIpAddress")
    options = request.get("TunnelOptions")
    given: Data = options if isinstance(options, dict) else {}
    _check_tunnels([given])
    tunnels = items(record, "TunnelOptions")
    tunnel = next((each for each in tunnels if each["OutsideIpAddress"] == address), None)
    if tunnel is None:
        raise Ec2Error("InvalidParameterValue", f"{address} is no tunnel of {record['VpnConnectionId']}.")
    tunnel.update(given)
    return {"VpnConnection": _connection(record)}


def _changing(request: Data) -> Data:
    record = known(
        links().connections, text(request, "VpnConnectionId"), "InvalidVpnConnectionID.NotFound", "vpnConnection"
    )
    if record["State"] != "available":
        raise Ec2Error("IncorrectState", f"{record['VpnConnectionId']} is {record['State']}.")
    record["State"] = "pending"  # the model has no state of its own for it
    turn(record, "available", durations.MODIFY_VPN_CONNECTION)
    return record


@modelled("DescribeVpnConnections")
def describe_vpn_connections(request: Data) -> Data:
    """The connections asked for."""
    found = chosen(
        request,
        "VpnConnectionIds",
        links().connections,
        "InvalidVpnConnectionID.NotFound",
        lambda each: {
            "vpn-connection-id": each["VpnConnectionId"],
            "state": each["State"],
            "vpn-gateway-id": each["VpnGatewayId"],
            "transit-gateway-id": each["TransitGatewayId"],
            "customer-gateway-id": each["CustomerGatewayId"],
        },
    )
    return {"VpnConnections": [_connection(record) for record in found]}


@modelled("DeleteVpnConnection")
def delete_vpn_connection(request: Data) -> Data:
    """Its routes stop at once, and the record goes on for a while."""
    identifier = text(request, "VpnConnectionId")
    record = known(links().connections, identifier, "InvalidVpnConnectionID.NotFound", "vpnConnection")
    record["State"] = "deleting"
    record["Routes"] = []
    if attachment := text(record, "Attachment"):
        transit.end(attachment)
    turn(record, "deleted", durations.DELETE_VPN_CONNECTION)
    return {}


@modelled("CreateVpnConnectionRoute")
def create_vpn_connection_route(request: Data) -> Data:
    """Only on a connection with static routes to a virtual private gateway."""
    record = known(
        links().connections, text(request, "VpnConnectionId"), "InvalidVpnConnectionID.NotFound", "vpnConnection"
    )
    if not record["StaticRoutesOnly"] or record["TransitGatewayId"]:
        raise Ec2Error("UnsupportedOperation", f"{record['VpnConnectionId']} takes no static routes.")
    routes, cidr = items(record, "Routes"), text(request, "DestinationCidrBlock")
    if all(route["DestinationCidrBlock"] != cidr for route in routes):
        record["Routes"] = [*routes, {"DestinationCidrBlock": cidr, "Source": "Static", "State": "available"}]
    return {}


@modelled("DeleteVpnConnectionRoute")
def delete_vpn_connection_route(request: Data) -> Data:
    """A route that is gone is an error."""
    record = known(
        links().connections, text(request, "VpnConnectionId"), "InvalidVpnConnectionID.NotFound", "vpnConnection"
    )
    cidr, routes = text(request, "DestinationCidrBlock"), items(record, "Routes")
    left = [route for route in routes if route["DestinationCidrBlock"] != cidr]
    if len(left) == len(routes):
        raise Ec2Error("InvalidRoute.NotFound", f"no route with destination-cidr-block {cidr}")
    record["Routes"] = left
    return {}
