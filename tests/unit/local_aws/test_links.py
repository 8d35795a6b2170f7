"""What links a VPC to other networks: made in stages, used only where it is there, and released in the right order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from ministack.core.responses import request_scope

from local_aws import in_process, services
from local_aws.clock import clock
from local_aws.inventory import inventory
from local_aws.sandbox import World, refused

if TYPE_CHECKING:
    from collections.abc import Callable

OTHER: Final = "111122223333"


def code(call: Callable[..., object], **arguments: object) -> str:
    return refused(call, **arguments)[0]


def later(seconds: float = 600.0) -> None:
    clock.advance(seconds)
    services.settle()


def table(world: World, vpc: str = "") -> str:
    return world.ec2.create_route_table(VpcId=vpc or world.vpc)["RouteTable"]["RouteTableId"]


def routes(world: World, identifier: str) -> dict[str, tuple[str, str]]:
    [found] = world.ec2.describe_route_tables(RouteTableIds=[identifier])["RouteTables"]
    names = ("GatewayId", "TransitGatewayId", "VpcPeeringConnectionId", "NatGatewayId")
    return {
        route["DestinationCidrBlock"]: (next(str(route[name]) for name in names if name in route), route["State"])  # type: ignore[literal-required]
        for route in found["Routes"]
        if route.get("GatewayId") != "local"
    }


def customer_gateway(world: World) -> str:
    return world.ec2.create_customer_gateway(Type="ipsec.1", PublicIp="203.0.113.7", BgpAsn=65000)["CustomerGateway"][
        "CustomerGatewayId"
    ]


def vpn_gateway(world: World, *, attached: bool = True) -> str:
    identifier = world.ec2.create_vpn_gateway(Type="ipsec.1")["VpnGateway"]["VpnGatewayId"]
    if attached:
        world.ec2.attach_vpn_gateway(VpnGatewayId=identifier, VpcId=world.vpc)
        later()
    return identifier


def connection(world: World, **arguments: object) -> str:
    made = world.ec2.create_vpn_connection(Type="ipsec.1", CustomerGatewayId=customer_gateway(world), **arguments)  # type: ignore[arg-type]
    return made["VpnConnection"]["VpnConnectionId"]


def transit_gateway(world: World) -> str:
    identifier = world.ec2.create_transit_gateway()["TransitGateway"]["TransitGatewayId"]
    later()
    return identifier


def attachment(world: World, gateway: str) -> str:
    made = world.ec2.create_transit_gateway_vpc_attachment(
        TransitGatewayId=gateway, VpcId=world.vpc, SubnetIds=world.subnets[:2]
    )["TransitGatewayVpcAttachment"]
    return made["TransitGatewayAttachmentId"]


def attachment_state(world: World, identifier: str) -> str:
    found = world.ec2.describe_transit_gateway_vpc_attachments(TransitGatewayAttachmentIds=[identifier])
    return found["TransitGatewayVpcAttachments"][0]["State"]


def peering_state(world: World, identifier: str) -> str:
    found = world.ec2.describe_vpc_peering_connections(VpcPeeringConnectionIds=[identifier])["VpcPeeringConnections"]
    return found[0]["Status"]["Code"]


def test_a_virtual_private_gateway_is_one_vpcs_and_goes_only_when_nothing_uses_it(world: World) -> None:
    gateway, there = vpn_gateway(world, attached=False), table(world)
    route = {"RouteTableId": there, "DestinationCidrBlock": "10.1.0.0/16", "GatewayId": gateway}
    assert code(world.ec2.create_route, **route) == "InvalidParameterValue"
    assert code(world.ec2.enable_vgw_route_propagation, RouteTableId=there, GatewayId=gateway) == "Gateway.NotAttached"
    world.ec2.attach_vpn_gateway(VpnGatewayId=gateway, VpcId=world.vpc)
    [found] = world.ec2.describe_vpn_gateways(VpnGatewayIds=[gateway])["VpnGateways"]
    assert found["VpcAttachments"] == [{"State": "attaching", "VpcId": world.vpc}]
    later()
    world.ec2.create_route(**route)  # type: ignore[arg-type]
    second = vpn_gateway(world, attached=False)
    full = "VpnGatewayAttachmentLimitExceeded"
    assert code(world.ec2.attach_vpn_gateway, VpnGatewayId=second, VpcId=world.vpc) == full
    assert code(world.ec2.delete_vpn_gateway, VpnGatewayId=gateway) == "IncorrectState"

    world.ec2.detach_vpn_gateway(VpnGatewayId=gateway, VpcId=world.vpc)
    later()
    assert routes(world, there) == {"10.1.0.0/16": (gateway, "blackhole")}
    used = connection(world, VpnGatewayId=gateway)
    assert code(world.ec2.delete_vpn_gateway, VpnGatewayId=gateway) == "IncorrectState"
    assert code(world.ec2.delete_customer_gateway, CustomerGatewayId=customer_gateway(world)) == "IncorrectState"
    world.ec2.delete_vpn_connection(VpnConnectionId=used)
    later()
    world.ec2.delete_vpn_gateway(VpnGatewayId=gateway)
    world.ec2.delete_customer_gateway(CustomerGatewayId=customer_gateway(world))


def test_static_routes_of_a_vpn_appear_in_exactly_the_tables_they_are_propagated_to(world: World) -> None:
    gateway, with_, without = vpn_gateway(world), table(world), table(world)
    made = connection(world, VpnGatewayId=gateway, Options={"StaticRoutesOnly": True})
    world.ec2.create_vpn_connection_route(VpnConnectionId=made, DestinationCidrBlock="10.1.0.0/16")
    world.ec2.enable_vgw_route_propagation(RouteTableId=with_, GatewayId=gateway)
    assert routes(world, with_) == {}
    later()
    assert routes(world, with_) == {"10.1.0.0/16": (gateway, "active")}
    assert routes(world, without) == {}
    world.ec2.disable_vgw_route_propagation(RouteTableId=with_, GatewayId=gateway)
    assert routes(world, with_) == {}


@pytest.mark.parametrize(
    "tunnel",
    [
        {"IKEVersions": [{"Value": "ikev3"}]},
        {"Phase1EncryptionAlgorithms": [{"Value": "3DES"}]},
        {"Phase1DHGroupNumbers": [{"Value": 5}]},
        {"DPDTimeoutAction": "reboot"},
        {"DPDTimeoutSeconds": 10},
        {"PreSharedKey": "0startswithzero"},
        {"PreSharedKey": "short"},
        {"TunnelInsideCidr": "169.254.0.0/30"},
        {"TunnelInsideCidr": "10.0.0.0/30"},
    ],
)
def test_tunnel_options_that_aws_does_not_take_are_refused(world: World, tunnel: dict[str, object]) -> None:
    gateway = vpn_gateway(world)
    found = code(
        world.ec2.create_vpn_connection,
        Type="ipsec.1",
        CustomerGatewayId=customer_gateway(world),
        VpnGatewayId=gateway,
        Options={"TunnelOptions": [tunnel]},
    )
    assert found == "InvalidParameterValue"


def test_a_pre_shared_key_is_not_given_out_with_a_description(world: World) -> None:
    gateway, key = vpn_gateway(world), "Very_secret.key8"
    connection(world, VpnGatewayId=gateway, Options={"TunnelOptions": [{"PreSharedKey": key}]})
    assert key not in str(world.ec2.describe_vpn_connections())


def test_a_connection_ends_on_exactly_one_gateway_and_static_routes_are_for_static_connections(world: World) -> None:
    gateway, transit = vpn_gateway(world), transit_gateway(world)
    both = {"VpnGatewayId": gateway, "TransitGatewayId": transit}
    base = {"Type": "ipsec.1", "CustomerGatewayId": customer_gateway(world)}
    assert code(world.ec2.create_vpn_connection, **base) == "InvalidParameterCombination"
    assert code(world.ec2.create_vpn_connection, **base, **both) == "InvalidParameterCombination"
    made = connection(world, VpnGatewayId=gateway)
    route = {"VpnConnectionId": made, "DestinationCidrBlock": "10.1.0.0/16"}
    assert code(world.ec2.create_vpn_connection_route, **route) == "UnsupportedOperation"


def test_routes_to_a_transit_gateway_need_an_attachment_that_is_available_in_the_vpc(world: World) -> None:
    gateway, there = transit_gateway(world), table(world)
    route = {"RouteTableId": there, "DestinationCidrBlock": "10.1.0.0/16", "TransitGatewayId": gateway}
    missing = "InvalidTransitGatewayID.NotFound"
    assert code(world.ec2.create_route, **route) == missing
    made = attachment(world, gateway)
    assert (attachment_state(world, made), code(world.ec2.create_route, **route)) == ("pending", missing)
    later()
    world.ec2.create_route(**route)  # type: ignore[arg-type]
    assert routes(world, there) == {"10.1.0.0/16": (gateway, "active")}
    assert code(world.ec2.create_route, **route) == "RouteAlreadyExists"

    world.ec2.delete_transit_gateway_vpc_attachment(TransitGatewayAttachmentId=made)
    assert routes(world, there) == {"10.1.0.0/16": (gateway, "blackhole")}


def test_an_attachment_holds_its_subnets_and_its_gateway_until_it_is_deleted(world: World) -> None:
    gateway = transit_gateway(world)
    made = attachment(world, gateway)
    in_subnets = world.ec2.describe_network_interfaces(
        Filters=[{"Name": "interface-type", "Values": ["transit_gateway"]}]
    )["NetworkInterfaces"]
    assert {each["SubnetId"] for each in in_subnets} == set(world.subnets[:2])
    assert code(world.ec2.delete_subnet, SubnetId=world.subnets[0]) == "DependencyViolation"
    assert code(world.ec2.delete_transit_gateway_vpc_attachment, TransitGatewayAttachmentId=made) == "IncorrectState"
    later()
    assert code(world.ec2.delete_transit_gateway, TransitGatewayId=gateway) == "IncorrectState"
    again = {"TransitGatewayId": gateway, "VpcId": world.vpc, "SubnetIds": world.subnets[:1]}
    assert code(world.ec2.create_transit_gateway_vpc_attachment, **again) == "DuplicateTransitGatewayAttachment"

    world.ec2.delete_transit_gateway_vpc_attachment(TransitGatewayAttachmentId=made)
    assert code(world.ec2.delete_subnet, SubnetId=world.subnets[0]) == "DependencyViolation"
    later()
    world.ec2.delete_subnet(SubnetId=world.subnets[0])
    world.ec2.delete_transit_gateway(TransitGatewayId=gateway)
    later()
    assert "transit gateways" not in inventory(world.session)


def test_an_attached_vpc_joins_the_default_route_table_and_announces_its_range(world: World) -> None:
    gateway = transit_gateway(world)
    made = attachment(world, gateway)
    later()
    [default] = world.ec2.describe_transit_gateway_route_tables()["TransitGatewayRouteTables"]
    assert default["DefaultAssociationRouteTable"] is default["DefaultPropagationRouteTable"] is True
    identifier = default["TransitGatewayRouteTableId"]
    found = world.ec2.search_transit_gateway_routes(
        TransitGatewayRouteTableId=identifier, Filters=[{"Name": "type", "Values": ["propagated"]}]
    )["Routes"]
    [vpc] = world.ec2.describe_vpcs(VpcIds=[world.vpc])["Vpcs"]
    assert [(each["DestinationCidrBlock"], each["State"]) for each in found] == [(vpc["CidrBlock"], "active")]
    table_and_attachment = {"TransitGatewayRouteTableId": identifier, "TransitGatewayAttachmentId": made}
    assert code(world.ec2.associate_transit_gateway_route_table, **table_and_attachment) == "Resource.AlreadyAssociated"
    assert code(world.ec2.delete_transit_gateway_route_table, TransitGatewayRouteTableId=identifier) == "IncorrectState"


def test_another_account_can_attach_to_a_gateway_that_is_shared_with_it_once_the_owner_accepts(world: World) -> None:
    gateway = world.ec2.create_transit_gateway()["TransitGateway"]
    later()
    with_role = in_process.session().client("ec2", aws_access_key_id=OTHER, aws_secret_access_key="test")
    vpc = with_role.create_vpc(CidrBlock="172.30.0.0/16")["Vpc"]["VpcId"]
    subnet = with_role.create_subnet(VpcId=vpc, CidrBlock="172.30.0.0/24")["Subnet"]["SubnetId"]
    arguments = {"TransitGatewayId": gateway["TransitGatewayId"], "VpcId": vpc, "SubnetIds": [subnet]}
    missing = "InvalidTransitGatewayID.NotFound"
    assert code(with_role.create_transit_gateway_vpc_attachment, **arguments) == missing

    ram = world.session.client("ram")
    ram.create_resource_share(name="tgw", principals=[OTHER], resourceArns=[gateway["TransitGatewayArn"]])
    made = with_role.create_transit_gateway_vpc_attachment(**arguments)["TransitGatewayVpcAttachment"]  # type: ignore[arg-type]
    assert made["State"] == "pendingAcceptance"
    world.ec2.accept_transit_gateway_vpc_attachment(TransitGatewayAttachmentId=made["TransitGatewayAttachmentId"])
    later()
    assert (
        with_role.describe_transit_gateway_vpc_attachments()["TransitGatewayVpcAttachments"][0]["State"] == "available"
    )
    with request_scope(OTHER, "us-east-1"):
        services.settle()


def test_somebody_elses_resource_cannot_be_shared(world: World) -> None:
    arn = f"arn:aws:ec2:us-east-1:{OTHER}:transit-gateway/tgw-0123456789abcdef0"
    shared = {"name": "tgw", "resourceArns": [arn]}
    assert code(world.session.client("ram").create_resource_share, **shared) == "InvalidParameterException"


def test_a_peering_is_requested_accepted_and_over_when_either_side_says_so(world: World) -> None:
    peer, _ = world.network("172.31.0.0/16")
    made = world.ec2.create_vpc_peering_connection(VpcId=world.vpc, PeerVpcId=peer)["VpcPeeringConnection"]
    identifier, there = made["VpcPeeringConnectionId"], table(world)
    later()
    route = {"RouteTableId": there, "DestinationCidrBlock": "172.31.0.0/16", "VpcPeeringConnectionId": identifier}
    world.ec2.create_route(**route)  # type: ignore[arg-type]
    assert (peering_state(world, identifier), routes(world, there)["172.31.0.0/16"][1]) == (
        "pending-acceptance", "blackhole",
    )  # fmt: skip
    world.ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=identifier)
    later()
    assert (peering_state(world, identifier), routes(world, there)["172.31.0.0/16"][1]) == ("active", "active")
    again = {"VpcId": peer, "PeerVpcId": world.vpc}
    assert code(world.ec2.create_vpc_peering_connection, **again) == "VpcPeeringConnectionAlreadyExists"
    elsewhere = {**route, "RouteTableId": table(world, world.network("172.29.0.0/16")[0])}
    assert code(world.ec2.create_route, **elsewhere) == "InvalidVpcPeeringConnectionID.NotFound"

    world.ec2.delete_vpc_peering_connection(VpcPeeringConnectionId=identifier)
    later()
    assert (peering_state(world, identifier), routes(world, there)["172.31.0.0/16"][1]) == ("deleted", "blackhole")


def test_a_peering_of_overlapping_or_missing_vpcs_fails(world: World) -> None:
    [own] = world.ec2.describe_vpcs(VpcIds=[world.vpc])["Vpcs"]
    twin = world.ec2.create_vpc(CidrBlock=own["CidrBlock"])["Vpc"]["VpcId"]
    for peer in (twin, "vpc-0123456789abcdef0"):
        made = world.ec2.create_vpc_peering_connection(VpcId=world.vpc, PeerVpcId=peer)["VpcPeeringConnection"]
        later()
        assert peering_state(world, made["VpcPeeringConnectionId"]) == "failed"
        refused_ = code(world.ec2.accept_vpc_peering_connection, VpcPeeringConnectionId=made["VpcPeeringConnectionId"])
        assert refused_ == "InvalidStateTransition"


def test_a_route_is_replaced_and_deleted_only_where_there_is_one(world: World) -> None:
    there, gateway = table(world), vpn_gateway(world)
    route = {"RouteTableId": there, "DestinationCidrBlock": "10.1.0.0/16"}
    assert code(world.ec2.replace_route, **route, GatewayId=gateway) == "InvalidRoute.NotFound"
    assert code(world.ec2.delete_route, **route) == "InvalidRoute.NotFound"
    assert code(world.ec2.create_route, **route) == "InvalidParameterCombination"
    assert code(world.ec2.create_route, **route, GatewayId="vgw-none") == "InvalidGatewayID.NotFound"
    local = world.ec2.describe_vpcs(VpcIds=[world.vpc])["Vpcs"][0]["CidrBlock"]
    assert code(world.ec2.delete_route, RouteTableId=there, DestinationCidrBlock=local) == "InvalidParameterValue"


def test_a_direct_connect_gateway_and_what_is_associated_with_it_go_in_that_order(world: World) -> None:
    direct = world.session.client("directconnect")
    line = direct.create_direct_connect_gateway(directConnectGatewayName="line")["directConnectGateway"]
    identifier = line["directConnectGatewayId"]
    gateway, transit = vpn_gateway(world), transit_gateway(world)
    made = direct.create_direct_connect_gateway_association(directConnectGatewayId=identifier, gatewayId=gateway)
    refusal = "DirectConnectClientException"
    without_prefixes = {"directConnectGatewayId": identifier, "gatewayId": transit}
    assert code(direct.create_direct_connect_gateway_association, **without_prefixes) == refusal
    later()
    association = made["directConnectGatewayAssociation"]["associationId"]
    assert code(direct.delete_direct_connect_gateway, directConnectGatewayId=identifier) == refusal
    world.ec2.detach_vpn_gateway(VpnGatewayId=gateway, VpcId=world.vpc)
    later()
    assert code(world.ec2.delete_vpn_gateway, VpnGatewayId=gateway) == "IncorrectState"
    direct.delete_direct_connect_gateway_association(associationId=association)
    later()
    world.ec2.delete_vpn_gateway(VpnGatewayId=gateway)
    direct.delete_direct_connect_gateway(directConnectGatewayId=identifier)
