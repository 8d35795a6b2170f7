"""Ways to other networks, to AWS's own services, and between names and addresses."""

from typing import Literal

from pydantic import Field

from workspaces_constructs.deployment.values import (
    ApiAction,
    ApiPrincipal,
    ApiResource,
    Asn,
    CustomerGatewayId,
    DirectConnectGatewayId,
    EmailAddress,
    PublicAddress,
    ReachableFrom,
    RemoteCidr,
    TransitGatewayId,
    VirtualPrivateGatewayId,
)
from workspaces_constructs.facts.connectivity import CUSTOMER_ASN

from .base import Section

__all__ = ["Connectivity", "Endpoints", "Resolver", "Vpn"]


class Vpn(Section):
    """A site-to-site VPN to a device of yours."""

    customer_gateway_address: PublicAddress | None = Field(
        default=None, description="The device's static public IPv4 address; this, or customer_gateway_id."
    )
    customer_gateway_id: CustomerGatewayId | None = Field(
        default=None, description="cgw-...: a customer gateway that exists; this, or customer_gateway_address."
    )
    bgp_asn: Asn = Field(
        default=CUSTOMER_ASN, description="The autonomous system number of the device, for dynamic routing."
    )
    static_routes: bool = Field(
        default=False, description="Whether the remote networks are routed statically. Default: by BGP."
    )


class Connectivity(Section):
    """Ways to other networks: to on-premises by one of four, and between the two VPCs of a deployment that has two."""

    vpn: Vpn | None = Field(default=None, description="A site-to-site VPN to a device of yours.")
    virtual_private_gateway_id: VirtualPrivateGatewayId | None = Field(
        default=None,
        description="vgw-...: an unattached gateway that exists, with your VPN or Direct Connect on it; it is attached "
        "to the VPC.",
    )
    direct_connect_gateway_id: DirectConnectGatewayId | None = Field(
        default=None, description="An AWS Direct Connect gateway that exists; an own gateway is associated with it."
    )
    remote_cidrs: tuple[RemoteCidr, ...] | None = Field(
        default=None, description="All networks behind that way. Default: the cidrs of on_premises."
    )
    between: Literal["transit-gateway", "peering"] = Field(
        default="transit-gateway",
        description="What joins the VPCs of desktops and of shared services, where there are two.",
    )
    transit_gateway_id: TransitGatewayId | None = Field(
        default=None,
        description="tgw-...: a transit gateway that exists. With one VPC, or with remote networks and no other way to "
        "them, it leads on-premises. Default: an own one between two VPCs.",
    )


class Endpoints(Section):
    """Private endpoints in the VPC of the desktops, by AWS PrivateLink."""

    workspaces_api: bool = Field(default=False, description="Whether the WorkSpaces API has one.")
    streaming: bool = Field(
        default=False,
        description="Whether sessions stream through one: DCV only, from client_cidrs only. IP access control groups "
        "are then ignored, and users still log on over the internet.",
    )
    client_cidrs: tuple[ReachableFrom, ...] = Field(
        default=(), description="From where, beside the VPC, the endpoints are used. Default: nowhere."
    )
    api_principals: tuple[ApiPrincipal, ...] = Field(
        default=(),
        description="Who may use that of the WorkSpaces API: ARNs of roles and users. Default: everybody in the "
        "account, and nobody else.",
    )
    api_actions: tuple[ApiAction, ...] = Field(
        default=("workspaces:*",),
        description="What they may do, such as workspaces:Describe*. Default: what their own permissions give them.",
    )
    api_resources: tuple[ApiResource, ...] = Field(
        default=("*",),
        description="With which resources, as ARNs; a part of one may be *. Default: with all.",
    )
    notifications_email: EmailAddress | None = Field(
        default=None,
        description="Who is told of connections to the endpoint of workspaces_api, by Amazon SNS. Default: nobody.",
    )


class Resolver(Section):
    """Endpoints of Route 53 Resolver in the VPC of the desktops."""

    outbound: bool = Field(
        default=False, description="Whether servers in the VPC that ask Amazon's DNS find the domains' names."
    )
    inbound: bool = Field(default=False, description="Whether others may ask the VPC's DNS.")
    inbound_from: tuple[ReachableFrom, ...] = Field(default=(), description="Which networks may. Default: none.")
