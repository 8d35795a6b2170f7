"""VPN connections with their gateways, VPC peering, and routes whose targets must be there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from local_aws.cloudformation.types.wire import (
    Attributes,
    Made,
    Properties,
    ProvisioningError,
    ResourceType,
    Value,
    call,
    client,
    gone,
    pick,
    retag,
    retags,
    tagged,
    text,
    wait,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_ec2 import EC2Client

_TARGETS = (
    "GatewayId", "NatGatewayId", "TransitGatewayId", "VpcPeeringConnectionId", "NetworkInterfaceId", "InstanceId",
    "VpcEndpointId", "EgressOnlyInternetGatewayId", "CarrierGatewayId", "LocalGatewayId", "CoreNetworkArn",
)  # fmt: skip
_DESTINATIONS = ("DestinationCidrBlock", "DestinationIpv6CidrBlock", "DestinationPrefixListId")
_INCORRECT = "IncorrectState"


def freed(delete: Callable[..., object], *codes: str, **parameters: object) -> None:
    """Delete what something may still use for a moment, as CloudFormation's handlers try again on IncorrectState."""

    def done() -> bool:
        try:
            gone(delete, *codes, **parameters)
        except ClientError as error:
            if error.response["Error"]["Code"] != _INCORRECT:
                raise
            reasons[:] = [str(error)]
            return False
        return True

    reasons: list[str] = []
    try:
        wait("Deletion", done, minutes=60)
    except ProvisioningError as error:
        raise ProvisioningError(reasons[0] if reasons else str(error)) from error


def _create_customer_gateway(_logical_id: str, properties: Properties) -> Made:
    made = call(
        "ec2",
        "create_customer_gateway",
        **pick(properties, "Type", "IpAddress", "CertificateArn", "DeviceName"),
        **{name: int(text(properties, name)) for name in ("BgpAsn", "BgpAsnExtended") if properties.get(name)},
        **tagged("customer-gateway", properties),
    )["CustomerGateway"]
    identifier = _member(made, "CustomerGatewayId")
    return identifier, {"CustomerGatewayId": identifier}


def _member(record: object, name: str) -> str:
    return str(record[name]) if isinstance(record, dict) else ""


def _delete_customer_gateway(identifier: str, _properties: Properties) -> None:
    freed(_ec2().delete_customer_gateway, "InvalidCustomerGatewayID.NotFound", CustomerGatewayId=identifier)


def _ec2() -> EC2Client:
    return client("ec2")


def _create_vpn_gateway(_logical_id: str, properties: Properties) -> Made:
    asn = {"AmazonSideAsn": int(text(properties, "AmazonSideAsn"))} if properties.get("AmazonSideAsn") else {}
    made = call("ec2", "create_vpn_gateway", Type=text(properties, "Type"), **asn, **tagged("vpn-gateway", properties))[
        "VpnGateway"
    ]
    identifier = _member(made, "VpnGatewayId")
    return identifier, {"VPNGatewayId": identifier}


def _delete_vpn_gateway(identifier: str, _properties: Properties) -> None:
    freed(_ec2().delete_vpn_gateway, "InvalidVpnGatewayID.NotFound", VpnGatewayId=identifier)


def _tables(properties: Properties) -> list[str]:
    found = properties.get("RouteTableIds") or []
    return [str(each) for each in found] if isinstance(found, list) else [str(found)]


def _create_propagation(logical_id: str, properties: Properties) -> Made:
    gateway = text(properties, "VpnGatewayId")
    for table in _tables(properties):
        _ec2().enable_vgw_route_propagation(RouteTableId=table, GatewayId=gateway)
    identifier = f"{gateway}|{logical_id}"
    return identifier, {"Id": identifier}


def _delete_propagation(_identifier: str, properties: Properties) -> None:
    for table in _tables(properties):
        gone(
            _ec2().disable_vgw_route_propagation,
            "InvalidRouteTableID.NotFound",
            RouteTableId=table,
            GatewayId=text(properties, "VpnGatewayId"),
        )


def _update_propagation(identifier: str, old: Properties, new: Properties) -> Attributes:
    _delete_propagation(identifier, old)
    for table in _tables(new):
        _ec2().enable_vgw_route_propagation(RouteTableId=table, GatewayId=text(new, "VpnGatewayId"))
    return {"Id": identifier}


def _tunnels(properties: Properties) -> list[dict[str, object]]:
    found = properties.get("VpnTunnelOptionsSpecifications") or []
    return [_tunnel(each) for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _tunnel(given: dict[str, Value]) -> dict[str, object]:
    """A tunnel's options in the API's words; numbers may have become text on their way."""
    found: dict[str, object] = {
        name: int(str(value)) if name.endswith(("Seconds", "Percentage", "WindowSize")) else value
        for name, value in given.items()
    }
    for name in ("Phase1DHGroupNumbers", "Phase2DHGroupNumbers"):
        groups = given.get(name)
        if isinstance(groups, list):
            found[name] = [{"Value": int(str(each["Value"]))} for each in groups if isinstance(each, dict)]
    log = given.get("LogOptions")
    if isinstance(log, dict) and isinstance(cloudwatch := log.get("CloudwatchLogOptions"), dict):
        flags = {name: _flag(value) if name.endswith("Enabled") else value for name, value in cloudwatch.items()}
        found["LogOptions"] = {"CloudWatchLogOptions": flags}
    return found


def _flag(value: Value) -> bool:
    return str(value).lower() == "true"


def _create_connection(_logical_id: str, properties: Properties) -> Made:
    made = call(
        "ec2",
        "create_vpn_connection",
        **pick(properties, "Type", "CustomerGatewayId", "VpnGatewayId", "TransitGatewayId"),
        Options={
            "StaticRoutesOnly": _flag(properties.get("StaticRoutesOnly", False)),
            "TunnelOptions": _tunnels(properties),
        },
        **tagged("vpn-connection", properties),
    )["VpnConnection"]
    identifier = _member(made, "VpnConnectionId")
    _await_connection(identifier, "available")
    return identifier, {"VpnConnectionId": identifier}


def _await_connection(identifier: str, state: str) -> None:
    def reached() -> bool:
        found = _ec2().describe_vpn_connections(VpnConnectionIds=[identifier])["VpnConnections"]
        return found[0]["State"] == state

    wait(f"VPN connection {identifier} {state}", reached, minutes=60, physical_id=identifier)


def _update_connection(identifier: str, old: Properties, new: Properties) -> Attributes:
    gateways = ("CustomerGatewayId", "VpnGatewayId", "TransitGatewayId")
    if changed := {name: text(new, name) for name in gateways if old.get(name) != new.get(name) and new.get(name)}:
        call("ec2", "modify_vpn_connection", VpnConnectionId=identifier, **changed)
        _await_connection(identifier, "available")
    described = _ec2().describe_vpn_connections(VpnConnectionIds=[identifier])["VpnConnections"][0]
    addresses = [tunnel["OutsideIpAddress"] for tunnel in described["Options"]["TunnelOptions"]]
    before = [*_tunnels(old), {}, {}]
    for index, tunnel in enumerate(_tunnels(new)):
        if tunnel != before[index]:
            call(
                "ec2",
                "modify_vpn_tunnel_options",
                VpnConnectionId=identifier,
                VpnTunnelOutsideIpAddress=addresses[index],
                TunnelOptions=tunnel,
            )
            _await_connection(identifier, "available")
    retag(identifier, old, new)
    return {"VpnConnectionId": identifier}


def _delete_connection(identifier: str, _properties: Properties) -> None:
    try:
        _ec2().delete_vpn_connection(VpnConnectionId=identifier)
    except ClientError as error:
        if error.response["Error"]["Code"] != "InvalidVpnConnectionID.NotFound":
            raise
        return
    _await_connection(identifier, "deleted")


def _create_connection_route(_logical_id: str, properties: Properties) -> Made:
    connection, cidr = text(properties, "VpnConnectionId"), text(properties, "DestinationCidrBlock")
    _ec2().create_vpn_connection_route(VpnConnectionId=connection, DestinationCidrBlock=cidr)
    return f"{cidr}|{connection}", {}


def _delete_connection_route(_physical_id: str, properties: Properties) -> None:
    gone(
        _ec2().delete_vpn_connection_route,
        "InvalidRoute.NotFound",
        "InvalidVpnConnectionID.NotFound",
        VpnConnectionId=text(properties, "VpnConnectionId"),
        DestinationCidrBlock=text(properties, "DestinationCidrBlock"),
    )


def _create_peering(_logical_id: str, properties: Properties) -> Made:
    """Request the peering and, in the same account or by the peer's role, accept it."""
    made = _ec2().create_vpc_peering_connection(
        **pick(properties, "VpcId", "PeerVpcId", "PeerOwnerId", "PeerRegion"),  # type: ignore[arg-type]
        **tagged("vpc-peering-connection", properties),  # type: ignore[arg-type]
    )["VpcPeeringConnection"]
    identifier = made["VpcPeeringConnectionId"]

    def code() -> str:
        found = _ec2().describe_vpc_peering_connections(VpcPeeringConnectionIds=[identifier])
        return found["VpcPeeringConnections"][0]["Status"]["Code"]

    wait("VPC peering request", lambda: code() != "initiating-request", minutes=60, physical_id=identifier)
    if code() == "failed":
        raise ProvisioningError(
            f"VpcPeeringConnection {identifier} failed to stabilize. Its state is failed: "
            "Failed due to incorrect VPC-ID, Account ID, or overlapping CIDR range",
            identifier,
        )
    try:
        _accepter(properties).accept_vpc_peering_connection(VpcPeeringConnectionId=identifier)
    except ClientError as error:
        raise ProvisioningError(str(error), identifier) from error
    wait("VPC peering", lambda: code() == "active", minutes=60, physical_id=identifier)
    return identifier, {"Id": identifier}


def _accepter(properties: Properties) -> EC2Client:
    """EC2 as the owner of the peer VPC has it."""
    from ministack.core.responses import get_region

    from local_aws.in_process import session

    region, role = text(properties, "PeerRegion") or get_region(), text(properties, "PeerRoleArn")
    if not role:
        return session(region).client("ec2")
    found = session(region).client("sts").assume_role(RoleArn=role, RoleSessionName="AWSCloudFormation")["Credentials"]
    return session(region).client(
        "ec2",
        aws_access_key_id=found["AccessKeyId"],
        aws_secret_access_key=found["SecretAccessKey"],
        aws_session_token=found["SessionToken"],
    )


def _delete_peering(identifier: str, _properties: Properties) -> None:
    gone(
        _ec2().delete_vpc_peering_connection,
        "InvalidVpcPeeringConnectionID.NotFound",
        "InvalidStateTransition",
        VpcPeeringConnectionId=identifier,
    )

    def over() -> bool:
        found = _ec2().describe_vpc_peering_connections(
            Filters=[{"Name": "vpc-peering-connection-id", "Values": [identifier]}]
        )["VpcPeeringConnections"]
        return all(each["Status"]["Code"] == "deleted" for each in found)

    wait("Deletion of the VPC peering", over, minutes=60)


def _route(properties: Properties) -> dict[str, str]:
    return {name: text(properties, name) for name in ("RouteTableId", *_DESTINATIONS) if properties.get(name)}


def _target(properties: Properties) -> dict[str, str]:
    return {name: text(properties, name) for name in _TARGETS if properties.get(name)}


def _create_route(_logical_id: str, properties: Properties) -> Made:
    call("ec2", "create_route", **_route(properties), **_target(properties))
    destination = next(text(properties, name) for name in _DESTINATIONS if properties.get(name))
    return f"{text(properties, 'RouteTableId')}|{destination}", {"CidrBlock": destination}


def _update_route(physical_id: str, old: Properties, new: Properties) -> Attributes:
    if _target(old) != _target(new):
        call("ec2", "replace_route", **_route(new), **_target(new))
    return {"CidrBlock": physical_id.partition("|")[2]}


def _delete_route(_physical_id: str, properties: Properties) -> None:
    def delete(**parameters: object) -> object:
        return call("ec2", "delete_route", **parameters)

    gone(delete, "InvalidRoute.NotFound", "InvalidRouteTableID.NotFound", **_route(properties))


TYPES = (
    ResourceType(
        "AWS::EC2::CustomerGateway",
        _create_customer_gateway,
        _delete_customer_gateway,
        retags,
        create_only=frozenset({"CertificateArn", "BgpAsn", "BgpAsnExtended", "Type", "IpAddress", "DeviceName"}),
    ),
    ResourceType(
        "AWS::EC2::VPNGateway",
        _create_vpn_gateway,
        _delete_vpn_gateway,
        retags,
        create_only=frozenset({"AmazonSideAsn", "Type"}),
    ),
    ResourceType(
        "AWS::EC2::VPNGatewayRoutePropagation",
        _create_propagation,
        _delete_propagation,
        _update_propagation,
        tags=False,
    ),
    ResourceType(
        "AWS::EC2::VPNConnection",
        _create_connection,
        _delete_connection,
        _update_connection,
        create_only=frozenset({"Type", "StaticRoutesOnly", "EnableAcceleration", "OutsideIpAddressType"}),
    ),
    ResourceType(
        "AWS::EC2::VPNConnectionRoute",
        _create_connection_route,
        _delete_connection_route,
        create_only=frozenset({"DestinationCidrBlock", "VpnConnectionId"}),
        tags=False,
    ),
    ResourceType(
        "AWS::EC2::VPCPeeringConnection",
        _create_peering,
        _delete_peering,
        retags,
        create_only=frozenset({"PeerRegion", "PeerOwnerId", "PeerVpcId", "VpcId"}),
    ),
    ResourceType(
        "AWS::EC2::Route",
        _create_route,
        _delete_route,
        _update_route,
        create_only=frozenset({"RouteTableId", *_DESTINATIONS}),
        tags=False,
    ),
)
