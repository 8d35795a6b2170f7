"""Where: the account, the region, and the VPCs."""

from typing import Annotated, Literal

from pydantic import Field

from workspaces_constructs.deployment.values import (
    Account,
    Cidr,
    PersonaName,
    Region,
    RouteTableId,
    SubnetId,
    VpcCidr,
    VpcId,
)
from workspaces_constructs.facts.networks import DEFAULT_VPC_CIDR

from .base import Section

__all__ = [
    "PAIRS",
    "AnyVpc",
    "Environment",
    "ExistingPair",
    "ExistingSubnet",
    "ExistingVpc",
    "Network",
    "PairKey",
    "SharedNetwork",
    "SharedServices",
    "SharedVpc",
]

PairKey = Literal["directory_subnets", "server_subnets", "radius_subnets", "proxy_subnets", "link_subnets"]
PAIRS: tuple[PairKey, ...] = (
    "directory_subnets",
    "server_subnets",
    "radius_subnets",
    "proxy_subnets",
    "link_subnets",
)
"""The keys of an existing VPC's pairs beside those of desktops."""


class Environment(Section):
    """The account and region of the stack."""

    account: Account | None = Field(
        default=None, description="The AWS account, 12 digits in quotes. Default: the one whose credentials deploy."
    )
    region: Region | None = Field(
        default=None,
        description="A region in which WorkSpaces runs. Default: the one in which it is deployed; subnets then get "
        "their zones from a table in the template.",
    )


class ExistingSubnet(Section):
    """One subnet of a VPC of yours."""

    subnet_id: SubnetId = Field(description="subnet-...")
    cidr: VpcCidr = Field(description="Its range; nothing is looked up.")
    route_table_id: RouteTableId | None = Field(
        default=None,
        description="rtb-... Needed where connectivity makes a link of the VPC, whose routes are put into it. Default: "
        "not known.",
    )


ExistingPair = Annotated[tuple[ExistingSubnet, ExistingSubnet], Field(description="One subnet in each of two zones.")]


class AnyVpc(Section):
    """A VPC of yours, with routes, DHCP options and traffic logs of yours."""

    vpc_id: VpcId = Field(description="vpc-...")
    cidr: VpcCidr = Field(description="Its primary range.")
    availability_zones: tuple[str, str] = Field(
        description="The names (not AZ IDs) of the two zones in this account, in the order of the subnets in each pair."
    )
    directory_subnets: ExistingPair | None = Field(
        default=None,
        description="The pair for the directory or the domain controllers. Not needed with an existing directory.",
    )
    server_subnets: ExistingPair | None = Field(
        default=None,
        description="The pair for the admin host, interface endpoints and Resolver endpoints. Default: none of these.",
    )
    link_subnets: ExistingPair | None = Field(
        default=None, description="The pair for the attachment of a transit gateway. Default: no transit gateway."
    )


class SharedVpc(AnyVpc):
    """A VPC of yours for shared services, with routes and traffic logs of yours."""


class ExistingVpc(AnyVpc):
    """A VPC of yours for desktops, with routes, DHCP options and traffic logs of yours."""

    desktop_subnets: dict[PersonaName, ExistingPair] = Field(
        description="For each persona, by its name, the pair for its desktops, in zones that WorkSpaces supports."
    )
    radius_subnets: ExistingPair | None = Field(
        default=None, description="The pair for own RADIUS servers. Default: no such servers."
    )
    proxy_subnets: ExistingPair | None = Field(
        default=None, description="The pair for the proxy, with a way to the internet. Default: no proxy."
    )
    network_acls: bool = Field(
        default=False,
        description="Whether desktops of personas whose egress is proxy, on-premises or none are kept to it by network "
        "ACLs, in place of those that their subnets have; once these are deleted, the subnets have the VPC's default "
        "one. Default: no; your own routes and ACLs keep them in, and a warning says so.",
    )


class Network(Section):
    """The VPC of the desktops: an own one, or one that exists."""

    cidr: VpcCidr = Field(
        default=str(DEFAULT_VPC_CIDR),
        description="The range of the own VPC, /16 to /28. The default overlaps no range that AWS keeps for managing "
        "desktops; 10.0.0.0/8 is such a range in every region.",
    )
    availability_zone_ids: tuple[str, ...] | None = Field(
        default=None,
        description="Two AZ IDs, such as [use1-az2, use1-az4]. Default: the region's first two for WorkSpaces.",
    )
    routed_cidrs: tuple[Cidr, ...] = Field(
        default=(),
        description="Networks that the VPC is routed to by means other than connectivity. They and the VPC's own range "
        "must leave AWS one of the region's management ranges. Default: none.",
    )
    vpc: ExistingVpc | None = Field(default=None, description="A VPC that exists, in place of an own one.")


class SharedNetwork(Section):
    """The VPC of shared services: an own one, or one that exists."""

    cidr: VpcCidr = Field(
        default="172.21.0.0/16", description="The range of the own VPC, /16 to /26; not that of the desktops' VPC."
    )
    availability_zone_ids: tuple[str, ...] | None = Field(
        default=None,
        description="Two AZ IDs, such as [use1-az2, use1-az4]. Default: the region's first two for WorkSpaces.",
    )
    vpc: SharedVpc | None = Field(default=None, description="A VPC that exists, in place of an own one.")


class SharedServices(Section):
    """The stack with the directory that others share."""

    account: Account | None = Field(
        default=None, description="Its AWS account, 12 digits in quotes. Default: that of the desktops."
    )
    network: SharedNetwork = Field(
        default=SharedNetwork(), description="The VPC of shared services: an own one, or one that exists."
    )
