"""The VPC of a WorkSpaces deployment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from constructs import Construct, DependencyGroup

from workspaces_constructs.custom_resources.resource import WorkspacesResource
from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.facts.networks import DEFAULT_VPC_CIDR, require_vpc_cidr
from workspaces_constructs.facts.regions import AZ_IDS, default_az_ids
from workspaces_constructs.network.existing import ExistingNetwork
from workspaces_constructs.network.flow_logs import VpcFlowLogs
from workspaces_constructs.network.plan import SMALL_PAIRS, plan_subnets, plan_zones
from workspaces_constructs.network.ranges import check_ranges, known_region
from workspaces_constructs.network.subnets import DesktopSubnets, SubnetPair

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
        server_subnets: Whether to make a pair for servers, such as RADIUS. Default: no.
        public_subnets: Whether to make a pair with a route to an internet gateway, for NAT gateways. Default: no.
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
        self._vpc = ec2.CfnVPC(self, "Vpc", cidr_block=self.cidr, enable_dns_hostnames=True, enable_dns_support=True)
        self._tag(self._vpc, self.node.path)

        ranges = self._carve(desktop_subnets)
        made = {"Directory": directory_subnets, "Public": public_subnets, "Servers": server_subnets}
        tables = {name: self._pair(name, cidrs) for name, cidrs in ranges.items() if made.get(name, True)}
        self.vpc = self._as_vpc(tables)
        pairs = self._subnet_pairs(tables)
        if public_subnets:
            self._open_to_the_internet(pairs["Public"])
        self.directory_subnets = pairs.get("Directory")
        self.public_subnets = pairs.get("Public")
        self.server_subnets = pairs.get("Servers")
        self.desktop_subnets = {pair.name: pairs[pair.name] for pair in desktop_subnets}

        VpcFlowLogs(
            self,
            "FlowLogs",
            vpc_id=self._vpc.ref,
            retention=flow_log_retention,
            encryption_key=encryption_key,
            removal_policy=removal_policy,
        )
        self.default_security_group = WorkspacesResource(
            self, "DefaultSecurityGroup", kind="DefaultSecurityGroup", properties={"VpcId": self._vpc.ref}
        )
        self._release_last(tables)

    @property
    def network(self) -> ExistingNetwork:
        """The VPC and its pairs in the form in which scenarios take a VPC made elsewhere."""
        return ExistingNetwork(
            vpc=self.vpc, desktop_subnets=self.desktop_subnets, directory_subnets=self.directory_subnets
        )

    def _zone_ids(self, given: Sequence[str] | None) -> tuple[str, str]:
        if planned := plan_zones(known_region(self), given):
            return planned
        zones = cdk.CfnMapping(
            self,
            "Zones",
            mapping={name: dict(zip(("First", "Second"), default_az_ids(name), strict=True)) for name in AZ_IDS},
        )
        return zones.find_in_map(cdk.Aws.REGION, "First"), zones.find_in_map(cdk.Aws.REGION, "Second")

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

    def _pair(self, name: str, cidrs: tuple[str, str]) -> _Pair:
        made = [
            self._subnet(f"{name}Subnet{n}", cidr, zone)
            for n, (cidr, zone) in enumerate(zip(cidrs, self._zones, strict=True), 1)
        ]
        return _Pair(cidrs, [subnet for subnet, _ in made], [table for _, table in made])

    def _subnet(self, name: str, cidr: str, zone: str) -> tuple[ec2.CfnSubnet, ec2.CfnRouteTable]:
        place = Construct(self, name)
        subnet = ec2.CfnSubnet(
            place,
            "Subnet",
            vpc_id=self._vpc.ref,
            cidr_block=cidr,
            availability_zone_id=zone,
            map_public_ip_on_launch=False,
            assign_ipv6_address_on_creation=False,
        )
        table = ec2.CfnRouteTable(place, "RouteTable", vpc_id=self._vpc.ref)
        for resource in (subnet, table):
            self._tag(resource, place.node.path)
        ec2.CfnSubnetRouteTableAssociation(place, "Association", subnet_id=subnet.ref, route_table_id=table.ref)
        return subnet, table

    def _tag(self, resource: Construct, name: str) -> None:
        cdk.Tags.of(resource).add("Name", name)

    def _open_to_the_internet(self, public: SubnetPair) -> None:
        gateway = ec2.CfnInternetGateway(self, "InternetGateway")
        self._tag(gateway, self.node.path)
        attachment = ec2.CfnVPCGatewayAttachment(
            self, "InternetGatewayAttachment", vpc_id=self._vpc.ref, internet_gateway_id=gateway.ref
        )
        for index, subnet in enumerate(public.subnets, 1):
            route = ec2.CfnRoute(
                self,
                f"PublicRoute{index}",
                route_table_id=subnet.route_table.route_table_id,
                destination_cidr_block="0.0.0.0/0",
                gateway_id=gateway.ref,
            )
            route.node.add_dependency(attachment)
            _established(subnet).add(route)

    def _as_vpc(self, pairs: dict[str, _Pair]) -> ec2.IVpc:
        private = {name: pair for name, pair in pairs.items() if name != "Public"}
        public = pairs.get("Public")
        return ec2.Vpc.from_vpc_attributes(
            self,
            "Interface",
            vpc_id=self._vpc.ref,
            vpc_cidr_block=self.cidr,
            availability_zones=[subnet.attr_availability_zone for subnet in next(iter(pairs.values())).subnets],
            private_subnet_ids=[subnet.ref for pair in private.values() for subnet in pair.subnets],
            private_subnet_names=list(private),
            private_subnet_route_table_ids=[table.ref for pair in private.values() for table in pair.tables],
            private_subnet_ipv4_cidr_blocks=[cidr for pair in private.values() for cidr in pair.cidrs],
            public_subnet_ids=[subnet.ref for subnet in public.subnets] if public else None,
            public_subnet_names=["Public"] if public else None,
            public_subnet_route_table_ids=[table.ref for table in public.tables] if public else None,
            public_subnet_ipv4_cidr_blocks=list(public.cidrs) if public else None,
        )

    def _subnet_pairs(self, pairs: dict[str, _Pair]) -> dict[str, SubnetPair]:
        private = iter(self.vpc.private_subnets)
        public = iter(self.vpc.public_subnets)
        made = {}
        for name, pair in pairs.items():
            subnets = public if name == "Public" else private
            made[name] = SubnetPair(name=name, subnets=(next(subnets), next(subnets)), cidrs=pair.cidrs)
        return made

    def _release_last(self, pairs: dict[str, _Pair]) -> None:
        """Delete the subnets only after AWS has let go of them; whatever AWS places in the VPC depends on this.

        Constructs that make directories and registrations depend on ``vpc.internet_connectivity_established``, which
        a VPC made elsewhere fills with its own routes and this one with the release.
        """
        self.network_release = WorkspacesResource(
            self, "NetworkRelease", kind="NetworkRelease", properties={"VpcId": self._vpc.ref}
        )
        for pair in pairs.values():
            for subnet in pair.subnets:
                self.network_release.resource.node.add_dependency(subnet)
        _established(self.vpc).add(self.network_release.resource)


@dataclass(frozen=True)
class _Pair:
    cidrs: tuple[str, str]
    subnets: list[ec2.CfnSubnet]
    tables: list[ec2.CfnRouteTable]


def _established(imported: ec2.IVpc | ec2.ISubnet) -> DependencyGroup:
    """What others wait for before they use a VPC or a subnet; on imported ones it is empty until filled."""
    group = imported.internet_connectivity_established
    if not isinstance(group, DependencyGroup):
        message = "internet_connectivity_established of an imported VPC is no DependencyGroup in this aws-cdk-lib."
        raise TypeError(message)
    return group
