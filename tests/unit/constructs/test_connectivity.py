"""Links to other networks: routes in the tables of the pairs that are named, and nowhere else."""

from __future__ import annotations

from functools import cache
from itertools import count
from typing import TYPE_CHECKING

import aws_cdk as cdk
import pytest
from aws_cdk import aws_secretsmanager as secretsmanager

from tests.support.synth import new_app
from tests.support.templates import by_type, only, properties
from workspaces_constructs import (
    ConfigurationError,
    DesktopSubnets,
    DirectConnect,
    PeeringAccepterRole,
    SiteToSiteVpn,
    TransitGateway,
    TransitGatewayLink,
    VirtualPrivateGateway,
    VpcPeering,
    WorkspacesVpc,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.templates import Template

ONPREM = "10.1.0.0/16"
VGW, CGW, TGW = "vgw-0123456789abcdef0", "cgw-0123456789abcdef0", "tgw-0123456789abcdef0"
LINE = "12345678-90ab-cdef-1234-567890abcdef"
PEER = "vpc-0123456789abcdef0"
PEER_TABLE = "rtb-0123456789abcdef0"
ACCEPTER = "arn:aws:iam::111122223333:role/peering"


class Place:
    """A stack with a network of two personas."""

    def __init__(self) -> None:
        self.app = new_app()
        self.stack = cdk.Stack(self.app, "Stack", env=cdk.Environment(region="us-east-1"), analytics_reporting=False)
        self.network = WorkspacesVpc(
            self.stack,
            "Network",
            desktop_subnets=[DesktopSubnets("Employees"), DesktopSubnets("Contractors")],
            link_subnets=True,
        )
        self.vpc = self.network.vpc
        self.employees = self.network.desktop_subnets["Employees"]

    @property
    def link(self) -> TransitGatewayLink:
        """A link to a transit gateway that exists."""
        assert self.network.link_subnets is not None
        gateway = TransitGateway(self.stack, "Transit", gateway_id=TGW)
        return TransitGatewayLink(
            self.stack, "Link", vpc=self.vpc, subnets=self.network.link_subnets, transit_gateway=gateway
        )

    @property
    def template(self) -> Template:
        """What was made of it."""
        made: Template = self.app.synth().get_stack_by_name("Stack").template
        return made


def tables(made: Template, persona: str) -> set[str]:
    """The logical ids of a pair's route tables."""
    return {name for name in by_type(made, "AWS::EC2::RouteTable") if f"{persona}Subnet" in name}


def routes(made: Template) -> set[tuple[str, str, str]]:
    """Table, destination and kind of target of every route."""
    targets = ("GatewayId", "TransitGatewayId", "VpcPeeringConnectionId", "NatGatewayId")
    return {
        (
            str(route["RouteTableId"]["Ref"]),
            str(route["DestinationCidrBlock"]),
            next(target for target in targets if target in route),
        )
        for route in properties(made, "AWS::EC2::Route")
    }


def test_propagated_routes_reach_exactly_the_named_pairs() -> None:
    place = Place()
    gateway = VirtualPrivateGateway(place.stack, "Gateway", vpc=place.vpc)
    gateway.propagate_to([place.employees])
    made = place.template

    _, propagation = only(made, "AWS::EC2::VPNGatewayRoutePropagation")
    assert {table["Ref"] for table in propagation["Properties"]["RouteTableIds"]} == tables(made, "Employees")
    (attachment,) = by_type(made, "AWS::EC2::VPCGatewayAttachment")
    assert propagation["DependsOn"] == [attachment]
    assert routes(made) == set()


def test_static_routes_reach_exactly_the_named_pairs_and_the_default_route_only_when_asked_for() -> None:
    place = Place()
    VirtualPrivateGateway(place.stack, "Gateway", vpc=place.vpc, gateway_id=VGW).route([place.employees], [ONPREM])
    place.link.route([place.network.desktop_subnets["Contractors"]], default_route=True)
    made = place.template

    assert routes(made) == {
        *((table, ONPREM, "GatewayId") for table in tables(made, "Employees")),
        *((table, "0.0.0.0/0", "TransitGatewayId") for table in tables(made, "Contractors")),
    }


def test_an_existing_gateway_is_attached_only_when_asked_for() -> None:
    here, elsewhere = Place(), Place()
    VirtualPrivateGateway(here.stack, "Gateway", vpc=here.vpc, gateway_id=VGW)
    VirtualPrivateGateway(elsewhere.stack, "Gateway", vpc=elsewhere.vpc, gateway_id=VGW, attach=True)

    assert by_type(here.template, "AWS::EC2::VPCGatewayAttachment") == {}
    attachment = only(elsewhere.template, "AWS::EC2::VPCGatewayAttachment")[1]["Properties"]
    assert attachment["VpnGatewayId"] == VGW
    assert by_type(elsewhere.template, "AWS::EC2::VPNGateway") == {}


def test_both_tunnels_are_strong_opened_again_and_logged() -> None:
    place = Place()
    gateway = VirtualPrivateGateway(place.stack, "Gateway", vpc=place.vpc)
    SiteToSiteVpn(place.stack, "Vpn", gateway=gateway, customer_gateway_address="203.0.113.7", static_routes=[ONPREM])
    made = place.template

    connection = only(made, "AWS::EC2::VPNConnection")[1]["Properties"]
    assert connection["StaticRoutesOnly"] is True
    assert only(made, "AWS::EC2::VPNConnectionRoute")[1]["Properties"]["DestinationCidrBlock"] == ONPREM
    first, second = connection["VpnTunnelOptionsSpecifications"]
    assert first == second
    assert first["IKEVersions"] == [{"Value": "ikev2"}]
    for phase in ("Phase1", "Phase2"):
        assert {each["Value"] for each in first[f"{phase}EncryptionAlgorithms"]} == {"AES256", "AES256-GCM-16"}
        assert {each["Value"] for each in first[f"{phase}IntegrityAlgorithms"]} == {"SHA2-384", "SHA2-512"}
        assert {each["Value"] for each in first[f"{phase}DHGroupNumbers"]} == {19, 20, 21}
    assert (first["DPDTimeoutAction"], first["StartupAction"]) == ("restart", "start")
    log = first["LogOptions"]["CloudwatchLogOptions"]
    assert log["LogEnabled"] is True
    assert ":*" not in str(log["LogGroupArn"])
    assert "PreSharedKey" not in first


def test_pre_shared_keys_stay_in_secrets_manager() -> None:
    place = Place()
    gateway = VirtualPrivateGateway(place.stack, "Gateway", vpc=place.vpc)
    keys = [secretsmanager.Secret(place.stack, name) for name in ("First", "Second")]
    SiteToSiteVpn(place.stack, "Vpn", gateway=gateway, customer_gateway_id=CGW, pre_shared_keys=keys)

    tunnels = only(place.template, "AWS::EC2::VPNConnection")[1]["Properties"]["VpnTunnelOptionsSpecifications"]
    given = [str(tunnel["PreSharedKey"]) for tunnel in tunnels]
    assert all("{{resolve:secretsmanager:" in key for key in given)
    assert given[0] != given[1]


def test_a_large_autonomous_system_number_goes_where_cloudformation_takes_it() -> None:
    place = Place()
    gateway = TransitGateway(place.stack, "Transit")
    SiteToSiteVpn(
        place.stack, "Vpn", gateway=gateway, customer_gateway_address="203.0.113.7", customer_gateway_asn=4_200_000_000
    )
    made = place.template

    customer = only(made, "AWS::EC2::CustomerGateway")[1]["Properties"]
    assert (customer.get("BgpAsn"), customer["BgpAsnExtended"]) == (None, 4_200_000_000)
    connection = only(made, "AWS::EC2::VPNConnection")[1]["Properties"]
    assert ("TransitGatewayId" in connection, "VpnGatewayId" in connection) == (True, False)


def test_a_link_has_its_interfaces_in_the_link_pair_and_its_routes_wait_for_it() -> None:
    place = Place()
    place.link.route([place.employees], [ONPREM, "10.2.0.0/16"])
    made = place.template

    _, attachment = only(made, "AWS::EC2::TransitGatewayVpcAttachment")
    assert all("LinkSubnet" in subnet["Ref"] for subnet in attachment["Properties"]["SubnetIds"])
    assert len(attachment["Properties"]["SubnetIds"]) == 2
    (name,) = by_type(made, "AWS::EC2::TransitGatewayVpcAttachment")
    assert all(name in route["DependsOn"] for route in by_type(made, "AWS::EC2::Route").values())
    assert {table for table, _, _ in routes(made)} == tables(made, "Employees")
    assert len(routes(made)) == 4


def test_a_transit_gateway_is_shared_with_the_named_accounts_only_and_accepts_nobody_by_itself() -> None:
    place = Place()
    TransitGateway(place.stack, "Transit", share_with=["111122223333"])
    made = place.template

    assert only(made, "AWS::EC2::TransitGateway")[1]["Properties"]["AutoAcceptSharedAttachments"] == "disable"
    share = only(made, "AWS::RAM::ResourceShare")[1]["Properties"]
    assert (share["Principals"], share["AllowExternalPrincipals"]) == (["111122223333"], False)


def test_direct_connect_is_associated_after_the_gateway_is_attached() -> None:
    place = Place()
    gateway = VirtualPrivateGateway(place.stack, "Gateway", vpc=place.vpc)
    DirectConnect(place.stack, "Line", gateway=gateway, direct_connect_gateway_id=LINE)
    made = place.template

    _, association = only(made, "AWS::DirectConnect::DirectConnectGatewayAssociation")
    (attachment,) = by_type(made, "AWS::EC2::VPCGatewayAttachment")
    assert association["DependsOn"] == [attachment]
    assert "AllowedPrefixesToDirectConnectGateway" not in association["Properties"]


def test_a_peering_reaches_and_is_reached_from_the_named_pairs_only() -> None:
    place = Place()
    VpcPeering(
        place.stack,
        "Peering",
        vpc=place.vpc,
        pairs=[place.employees],
        peer_vpc_id=PEER,
        peer_cidrs=["172.22.0.0/24"],
        peer_route_table_ids=[PEER_TABLE],
        peer_account="111122223333",
        accepter_role_arn=ACCEPTER,
    )
    made = place.template

    assert routes(made) == {(table, "172.22.0.0/24", "VpcPeeringConnectionId") for table in tables(made, "Employees")}
    back = only(made, "Custom::WorkspacesPeerRoutes")[1]["Properties"]
    assert back["DestinationCidrs"] == list(place.employees.cidrs)
    assert (back["RouteTableIds"], back["RoleArn"]) == ([PEER_TABLE], ACCEPTER)
    assumed = [
        statement["Resource"]
        for policy in properties(made, "AWS::IAM::Policy")
        for statement in policy["PolicyDocument"]["Statement"]
        if statement["Action"] == "sts:AssumeRole"
    ]
    assert assumed == [ACCEPTER]


def test_the_accepter_role_lets_one_account_do_no_more_than_peer_and_route() -> None:
    place = Place()
    PeeringAccepterRole(
        place.stack,
        "Accepter",
        requester_account="111122223333",
        vpc_id=PEER,
        route_table_ids=[PEER_TABLE],
        role_name="peering",
    )

    role = next(
        each
        for each in by_type(place.template, "AWS::IAM::Role").values()
        if each["Properties"].get("RoleName") == "peering"
    )["Properties"]
    (trust,) = role["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Principal"] == {"AWS": "arn:aws:iam::111122223333:root"}
    statements = role["Policies"][0]["PolicyDocument"]["Statement"]
    changing = [each for each in statements if each["Action"] != "ec2:DescribeRouteTables"]
    assert all(each["Resource"] != "*" for each in changing)
    (routing,) = [each for each in statements if "ec2:CreateRoute" in each["Action"]]
    assert len(routing["Resource"]) == 1
    assert PEER_TABLE in str(routing["Resource"])


def test_a_connector_waits_for_the_way_to_the_domain() -> None:
    place = Place()
    gateway = VirtualPrivateGateway(place.stack, "Gateway", vpc=place.vpc)
    gateway.propagate_to([place.employees])
    SiteToSiteVpn(place.stack, "Vpn", gateway=gateway, customer_gateway_id=CGW)
    waiting = cdk.CfnWaitConditionHandle(place.stack, "Waiting")
    waiting.node.add_dependency(place.vpc.internet_connectivity_established)

    needed = set(by_type(place.template, "AWS::CloudFormation::WaitConditionHandle")["Waiting"]["DependsOn"])
    for kind in ("AWS::EC2::VPNConnection", "AWS::EC2::VPNGatewayRoutePropagation", "AWS::EC2::VPCGatewayAttachment"):
        assert set(by_type(place.template, kind)) <= needed


@cache
def _shared() -> Place:
    return Place()


_numbers = count()


def _vgw(place: Place) -> VirtualPrivateGateway:
    return VirtualPrivateGateway(place.stack, f"Gateway{next(_numbers)}", vpc=place.vpc, gateway_id=VGW)


def _tgw(place: Place) -> TransitGateway:
    return TransitGateway(place.stack, f"Transit{next(_numbers)}", gateway_id=TGW)


def _peering(place: Place, **changes: object) -> VpcPeering:
    given: dict[str, object] = {"pairs": [place.employees], "peer_vpc_id": PEER, "peer_cidrs": ["172.22.0.0/16"]}
    return VpcPeering(place.stack, f"Peering{next(_numbers)}", vpc=place.vpc, **{**given, **changes})  # type: ignore[arg-type]


def _vpn(place: Place, **arguments: object) -> SiteToSiteVpn:
    given: dict[str, object] = {"gateway": _vgw(place), **arguments}
    return SiteToSiteVpn(place.stack, f"Vpn{next(_numbers)}", **given)  # type: ignore[arg-type]


BAD: dict[str, tuple[Callable[[Place], object], str]] = {
    "no pair": (lambda place: _vgw(place).propagate_to([]), "one pair or more"),
    "no pair for routes": (lambda place: _vgw(place).route([], [ONPREM]), "one pair or more"),
    "the default route as a range": (
        lambda place: _vgw(place).route([place.employees], ["0.0.0.0/0"]),
        "default_route=True",
    ),
    "the VPC's own range": (lambda place: _vgw(place).route([place.employees], ["172.20.0.0/16"]), "of the VPC"),
    "nothing to route to": (lambda place: _vgw(place).route([place.employees]), "one range or more"),
    "every management range": (
        lambda place: _vgw(place).route(
            [place.employees], ["10.0.0.0/8", "172.31.0.0/16", "192.168.0.0/16", "198.19.0.0/16"]
        ),
        "overlaps every management range",
    ),
    "another id": (
        lambda place: VirtualPrivateGateway(place.stack, "Bad1", vpc=place.vpc, gateway_id=TGW),
        "virtual private gateway id",
    ),
    "a public number on Amazon's side": (
        lambda place: VirtualPrivateGateway(place.stack, "Bad2", vpc=place.vpc, amazon_side_asn=7224),
        "64512 to 65534",
    ),
    "no customer gateway": (_vpn, "customer_gateway_address or customer_gateway_id"),
    "two customer gateways": (
        lambda place: _vpn(place, customer_gateway_address="203.0.113.7", customer_gateway_id=CGW),
        "customer_gateway_address or customer_gateway_id",
    ),
    "a private address": (lambda place: _vpn(place, customer_gateway_address="10.0.0.1"), "public IPv4 address"),
    "one key": (
        lambda place: _vpn(
            place,
            customer_gateway_id=CGW,
            pre_shared_keys=[secretsmanager.Secret(place.stack, f"Key{next(_numbers)}")],
        ),
        "one for each tunnel",
    ),
    "static routes on a transit gateway": (
        lambda place: _vpn(place, gateway=_tgw(place), customer_gateway_id=CGW, static_routes=[ONPREM]),
        "none on a transit gateway",
    ),
    "a share of somebody else's gateway": (
        lambda place: TransitGateway(place.stack, "Bad3", gateway_id=TGW, share_with=["111122223333"]),
        "set both where the gateway is made",
    ),
    "no account to share with": (
        lambda place: TransitGateway(place.stack, "Bad4", share_with=["production"]),
        "12 digits",
    ),
    "a connection in place of its gateway": (
        lambda place: DirectConnect(
            place.stack, "Bad5", gateway=_vgw(place), direct_connect_gateway_id="dxcon-0123456789"
        ),
        "Direct Connect gateway id",
    ),
    "no prefixes for a transit gateway": (
        lambda place: DirectConnect(place.stack, "Bad6", gateway=_tgw(place), direct_connect_gateway_id=LINE),
        "allowed_prefixes",
    ),
    "overlapping VPCs": (lambda place: _peering(place, peer_cidrs=["172.20.128.0/17"]), "share no address"),
    "another account without a role": (
        lambda place: _peering(place, peer_account="111122223333"),
        "PeeringAccepterRole",
    ),
    "a name in place of a VPC": (lambda place: _peering(place, peer_vpc_id="shared"), "VPC id"),
    "no table": (
        lambda place: PeeringAccepterRole(
            place.stack, "Bad7", requester_account="111122223333", vpc_id=PEER, route_table_ids=[], role_name="x"
        ),
        "one or more",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_work_is_refused(name: str) -> None:
    make, words = BAD[name]

    with pytest.raises(ConfigurationError, match=words):
        make(_shared())
