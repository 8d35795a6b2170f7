"""The VPC of a WorkSpaces deployment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from constructs import Construct

from workspaces_constructs.custom_resources.places import anywhere
from workspaces_constructs.custom_resources.resource import WorkspacesResource
from workspaces_constructs.facts.connectivity import DEFAULT_ROUTE
from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.facts.networks import DEFAULT_VPC_CIDR, require_vpc_cidr
from workspaces_constructs.facts.regions import AZ_IDS, default_az_ids
from workspaces_constructs.network.existing import ExistingNetwork
from workspaces_constructs.network.flow_logs import VpcFlowLogs
from workspaces_constructs.network.names import name_tag
from workspaces_constructs.network.plan import SMALL_PAIRS, plan_subnets, plan_zones
from workspaces_constructs.network.ranges import check_ranges, known_region
from workspaces_constructs.network.routes import established
from workspaces_constructs.network.subnets import DesktopSubnets, SubnetPair, remember
from workspaces_constructs.network.vpcs import remember_vpc

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aws_cdk import aws_kms as kms
    from aws_cdk import aws_logs as logs

__all__ = ["WorkspacesVpc"]


class WorkspacesVpc(Construct):
    """A VPC of its own for desktops, with every subnet pinned to an Availability Zone that WorkSpaces supports.

    Zones are pinned by AZ ID, because names map to other zones in every account. In a stack without a region the ids
    come from a mapping. No subnet gives out public or IPv6 addresses, the default security group is closed, and traffic
    is logged. Subnets can never be resized, so they are sized from the desktops they must hold (whitepaper, "VPC
    Design").

    Example:
        .. code-block:: python

            network = WorkspacesVpc(stack, "Network")
            network.vpc  # an ec2.IVpc
            network.desktop_subnets["Desktops"].subnets

    Args:
        scope: The construct it belongs to.
        construct_id: Its id in that scope.
        cidr: The VPC's IPv4 range, /16 to /28. Default: 172.20.0.0/16, which no region uses for management.
        availability_zone_ids: Two AZ IDs, such as ``("use1-az2", "use1-az4")``. Default: the region's first two.
        desktop_subnets: One pair per persona. Ranges go by order: a pair added at the end moves no other. Pin all of
            them (``DesktopSubnets.cidrs``) before you remove, reorder or grow one.
        directory_subnets: Whether to make a pair for a directory of its own. Default: yes.
        server_subnets: Whether to make a pair for admin hosts and endpoints. Default: no.
        public_subnets: Whether to make a pair with a route to an internet gateway, for NAT gateways. Default: no.
        radius_subnets: Whether to make a pair for RADIUS servers. Default: no.
        proxy_subnets: Whether to make a pair for a :class:`ProxyEgress`. Default: no.
        link_subnets: Whether to make a pair for attachments of a transit gateway. Default: no.
        routed_cidrs: Networks reachable from the VPC, such as on-premises, checked against management ranges too.
        flow_log_retention: How long traffic logs are kept. Default: one year.
        encryption_key: A key for the traffic logs. Default: CloudWatch's own encryption.
        removal_policy: What happens to the traffic logs when the stack goes. Default: the CDK's, which retains them.

    Raises:
        ConfigurationError: A CIDR that is no VPC range or too small, collides with the management ranges, pinned ranges
            that clash, or zones that WorkSpaces does not support.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        cidr: str = str(DEFAULT_VPC_CIDR),
        availability_zone_ids: Sequence[str] | None = None,
        desktop_subnets: Sequence[DesktopSubnets] = (DesktopSubnets(),),
        directory_subnets: bool = True,
        server_subnets: bool = False,
        public_subnets: bool = False,
        radius_subnets: bool = False,
        proxy_subnets: bool = False,
        link_subnets: bool = False,
        routed_cidrs: Sequence[str] = (),
        flow_log_retention: logs.RetentionDays | None = None,
        encryption_key: kms.IKey | None = None,
        removal_policy: cdk.RemovalPolicy | None = None,
    ) -> None:
        super().__init__(scope, construct_id)
        network = require_vpc_cidr(cidr)
        self.cidr = str(network)
        check_ranges(self, [self.cidr, *routed_cidrs])
        self._zones = self._zone_ids(availability_zone_ids)
        self._path = self.node.path
        self._vpc_id = ec2.CfnVPC(
            self,
            "Vpc",
            cidr_block=self.cidr,
            enable_dns_hostnames=True,
            enable_dns_support=True,
            tags=name_tag(self._path),
        ).ref

        ranges = self._carve(desktop_subnets)
        made = {
            "Directory": directory_subnets,
            "Public": public_subnets,
            "Servers": server_subnets,
            "Radius": radius_subnets,
            "Proxy": proxy_subnets,
            "Link": link_subnets,
        }
        subnets = {name: self._pair(name, cidrs) for name, cidrs in ranges.items() if made.get(name, True)}
        self.vpc = self._as_vpc(subnets)
        remember_vpc(self.vpc, known_id=self._vpc_id, cidr=self.cidr)
        pairs = self._subnet_pairs(subnets)
        if public_subnets:
            self._open_to_the_internet(pairs["Public"])
        self.directory_subnets = pairs.get("Directory")
        self.public_subnets = pairs.get("Public")
        self.server_subnets = pairs.get("Servers")
        self.radius_subnets = pairs.get("Radius")
        self.proxy_subnets = pairs.get("Proxy")
        self.link_subnets = pairs.get("Link")
        self.desktop_subnets = {pair.name: pairs[pair.name] for pair in desktop_subnets}

        VpcFlowLogs(
            self,
            "FlowLogs",
            vpc_id=self._vpc_id,
            retention=flow_log_retention,
            encryption_key=encryption_key,
            removal_policy=removal_policy,
        )
        self.default_security_group = WorkspacesResource(
            self, "DefaultSecurityGroup", kind="DefaultSecurityGroup", properties={"VpcId": self._vpc_id}
        )
        self._release_last(subnets)

    @property
    def network(self) -> ExistingNetwork:
        """The VPC and its pairs in the form in which scenarios take a VPC made elsewhere."""
        return ExistingNetwork(
            vpc=self.vpc,
            desktop_subnets=self.desktop_subnets,
            directory_subnets=self.directory_subnets,
            public_subnets=self.public_subnets,
            server_subnets=self.server_subnets,
            radius_subnets=self.radius_subnets,
            proxy_subnets=self.proxy_subnets,
            link_subnets=self.link_subnets,
        )

    def _zone_ids(self, given: Sequence[str] | None) -> tuple[str, str]:
        if planned := plan_zones(known_region(self), given):
            return planned
        zones = cdk.CfnMapping(
            self,
            "Zones",
            mapping={name: dict(zip(("First", "Second"), default_az_ids(name), strict=True)) for name in AZ_IDS},
        )
        return zones.find_in_map(anywhere().region, "First"), zones.find_in_map(anywhere().region, "Second")

    def _carve(self, desktops: Sequence[DesktopSubnets]) -> dict[str, tuple[str, str]]:
        names = [*SMALL_PAIRS, *(pair.name for pair in desktops)]
        if len(set(names)) != len(names):
            raise ConfigurationError(
                "names of desktop subnets",
                value=", ".join(pair.name for pair in desktops),
                allowed=f"different names, none of them {', '.join(SMALL_PAIRS)}",
                fix="give every persona's pair a name of its own",
            )
        return plan_subnets(self.cidr, desktops)

    def _pair(self, name: str, cidrs: tuple[str, str]) -> tuple[_Subnet, _Subnet]:
        first, second = (
            self._subnet(f"{name}Subnet{n}", cidr, zone)
            for n, (cidr, zone) in enumerate(zip(cidrs, self._zones, strict=True), 1)
        )
        return first, second

    def _subnet(self, name: str, cidr: str, zone: str) -> _Subnet:
        place = Construct(self, name)
        tags = name_tag(f"{self._path}/{name}")
        subnet = ec2.CfnSubnet(
            place,
            "Subnet",
            vpc_id=self._vpc_id,
            cidr_block=cidr,
            availability_zone_id=zone,
            map_public_ip_on_launch=False,
            assign_ipv6_address_on_creation=False,
            tags=tags,
        )
        subnet_id, table_id = subnet.ref, ec2.CfnRouteTable(place, "RouteTable", vpc_id=self._vpc_id, tags=tags).ref
        association = ec2.CfnSubnetRouteTableAssociation(
            place, "Association", subnet_id=subnet_id, route_table_id=table_id
        )
        return _Subnet(subnet, association, subnet_id, table_id, cidr)

    def _open_to_the_internet(self, public: SubnetPair) -> None:
        gateway_id = ec2.CfnInternetGateway(self, "InternetGateway", tags=name_tag(self._path)).ref
        attachment = ec2.CfnVPCGatewayAttachment(
            self, "InternetGatewayAttachment", vpc_id=self._vpc_id, internet_gateway_id=gateway_id
        )
        for index, (subnet, table_id) in enumerate(zip(public.subnets, public.route_table_ids, strict=True), 1):
            route = ec2.CfnRoute(
                self,
                f"PublicRoute{index}",
                route_table_id=table_id,
                destination_cidr_block=DEFAULT_ROUTE,
                gateway_id=gateway_id,
            )
            route.add_resource_dependency(attachment)
            established(subnet).add(route)

    def _as_vpc(self, pairs: dict[str, tuple[_Subnet, _Subnet]]) -> ec2.IVpc:
        names = [name for name in pairs if name != "Public"]
        private = [subnet for name in names for subnet in pairs[name]]
        public = pairs.get("Public", ())
        return ec2.Vpc.from_vpc_attributes(
            self,
            "Interface",
            vpc_id=self._vpc_id,
            vpc_cidr_block=self.cidr,
            availability_zones=[subnet.resource.attr_availability_zone for subnet in next(iter(pairs.values()))],
            private_subnet_ids=[subnet.subnet_id for subnet in private],
            private_subnet_names=names,
            private_subnet_route_table_ids=[subnet.route_table_id for subnet in private],
            private_subnet_ipv4_cidr_blocks=[subnet.cidr for subnet in private],
            public_subnet_ids=[subnet.subnet_id for subnet in public] or None,
            public_subnet_names=["Public"] if public else None,
            public_subnet_route_table_ids=[subnet.route_table_id for subnet in public] or None,
            public_subnet_ipv4_cidr_blocks=[subnet.cidr for subnet in public] or None,
        )

    def _subnet_pairs(self, pairs: dict[str, tuple[_Subnet, _Subnet]]) -> dict[str, SubnetPair]:
        private = iter(self.vpc.private_subnets)
        public = iter(self.vpc.public_subnets if "Public" in pairs else [])
        made = {}
        for name, (first, second) in pairs.items():
            subnets = public if name == "Public" else private
            two = next(subnets), next(subnets)
            for subnet, known in zip(two, (first, second), strict=True):
                remember(subnet, subnet_id=known.subnet_id, route_table_id=known.route_table_id)
            made[name] = SubnetPair(name=name, subnets=two, cidrs=(first.cidr, second.cidr))
        return made

    def _release_last(self, pairs: dict[str, tuple[_Subnet, _Subnet]]) -> None:
        """Delete the subnets only after AWS has let go of them; whatever AWS places in the VPC depends on this.

        Constructs that make directories and registrations depend on ``vpc.internet_connectivity_established``, which
        a VPC made elsewhere fills with its own routes and this one with the release.
        """
        # The associations too: a host that loses its routes cannot do what its own deletion waits for.
        made = [subnet for pair in pairs.values() for subnet in pair]
        places = [place for subnet in made for place in (subnet.resource, subnet.association)]
        self.network_release = WorkspacesResource(
            self, "NetworkRelease", kind="NetworkRelease", properties={"VpcId": self._vpc_id}, after=places
        )
        established(self.vpc).add(self.network_release.resource)


@dataclass(frozen=True)
class _Subnet:
    """What was asked of the CDK once about a subnet, so that nothing is asked twice."""

    resource: ec2.CfnSubnet
    association: ec2.CfnSubnetRouteTableAssociation
    subnet_id: str
    route_table_id: str
    cidr: str
