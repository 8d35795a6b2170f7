"""The network that templates make: subnets, tables, gateways, groups and ACLs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workspaces_constructs.testing.reachability.filters import (
    ALL_PORTS,
    ANYWHERE,
    Acl,
    AclEntry,
    Group,
    GroupRule,
    Ports,
    UnevenError,
    protocol_of,
)
from workspaces_constructs.testing.reachability.values import (
    UnknownError,
    cidr,
    flag,
    mapping,
    mappings,
    number,
    text,
    texts,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from ipaddress import IPv4Network

    from workspaces_constructs.testing.reachability.values import Given, Values

__all__ = ["Network", "Route", "Subnet", "Vpc"]

_TARGETS = ("GatewayId", "NatGatewayId", "TransitGatewayId", "VpcPeeringConnectionId")
_ANOTHER = frozenset({"InstanceId", "NetworkInterfaceId", "VpcEndpointId", "CoreNetworkArn", "LocalGatewayId"})


@dataclass
class Vpc:
    """A VPC: its ranges, and the gateways that are attached to it."""

    id: str
    ranges: list[IPv4Network]
    gateways: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Route:
    """A route: to where, and over what."""

    network: IPv4Network
    target: str


@dataclass
class Subnet:
    """A subnet with the table and ACL it is associated with; without one, only its VPC is near and all may pass."""

    id: str
    vpc: Vpc
    network: IPv4Network
    public_addresses: bool
    routes: list[Route] = field(default_factory=list)
    acl: Acl | None = None

    def route(self, destination: IPv4Network) -> str | None:
        """Over what a packet leaves: ``local``, a gateway, or nothing."""
        if any(destination.subnet_of(own) for own in self.vpc.ranges):
            return "local"
        for route in sorted(self.routes, key=lambda route: -route.network.prefixlen):
            if destination.subnet_of(route.network):
                return route.target
            if destination.overlaps(route.network):
                message = f"{self.id} routes a part of {destination} over {route.target}: {route.network}"
                raise UnevenError(message)
        return None


@dataclass
class Network:
    """Everything between hosts, read from templates.

    Attributes:
        vpcs: By id.
        subnets: By id.
        groups: Security groups by id; those that services make are added by who knows them.
        nat: Each NAT gateway's subnet.
        peerings: The two VPCs of each peering.
        transit: The VPCs attached to each transit gateway.
        outside: Gateways behind which on-premises is: those of VPNs, of Direct Connect, and those made elsewhere.
    """

    values: Values
    vpcs: dict[str, Vpc] = field(default_factory=dict)
    subnets: dict[str, Subnet] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    nat: dict[str, str] = field(default_factory=dict)
    peerings: dict[str, frozenset[str]] = field(default_factory=dict)
    transit: dict[str, set[str]] = field(default_factory=dict)
    outside: set[str] = field(default_factory=set)

    @classmethod
    def read(cls, values: Values, on_premises: list[IPv4Network]) -> Network:
        """Read templates. Ranges on-premises are learned over every propagated gateway that leads there."""
        made = cls(values)
        made._read_places()
        made._read_gateways()
        made._read_routes(on_premises)
        made._read_acls()
        made._read_groups()
        return made

    def _read_places(self) -> None:
        values = self.values
        for name, given in values.resources("AWS::EC2::VPC"):
            self.vpcs[name] = Vpc(name, [cidr(given["CidrBlock"])])
        for _, given in values.resources("AWS::EC2::VPCCidrBlock"):
            vpc = self.vpc(text(given["VpcId"]))
            vpc.ranges.append(cidr(given["CidrBlock"]))
        for name, given in values.resources("AWS::EC2::Subnet"):
            network = cidr(given["CidrBlock"])
            public = flag(given.get("MapPublicIpOnLaunch"))
            self.subnets[name] = Subnet(name, self.vpc(text(given["VpcId"])), network, public)

    def vpc(self, identifier: str) -> Vpc:
        """A VPC of the templates."""
        if identifier not in self.vpcs:
            message = f"the VPC {identifier} is not in the templates"
            raise UnknownError(message)
        return self.vpcs[identifier]

    def subnet(self, identifier: str) -> Subnet:
        """A subnet of the templates."""
        if identifier not in self.subnets:
            message = f"the subnet {identifier} is not in the templates"
            raise UnknownError(message)
        return self.subnets[identifier]

    def _read_gateways(self) -> None:
        values = self.values
        for _, given in values.resources("AWS::EC2::VPCGatewayAttachment"):
            for key in ("InternetGatewayId", "VpnGatewayId"):
                if key in given:
                    gateway = text(given[key])
                    self.vpc(text(given["VpcId"])).gateways.add(gateway)
                    if key == "VpnGatewayId" and gateway.startswith("vgw-"):
                        self.outside.add(gateway)  # made elsewhere, so its connections are too
        for name, given in values.resources("AWS::EC2::NatGateway"):
            self.nat[name] = text(given["SubnetId"])
        for name, given in values.resources("AWS::EC2::VPCPeeringConnection"):
            ends = (text(given[key]) for key in ("VpcId", "PeerVpcId"))
            self.peerings[name] = frozenset(ends)
        for _, given in values.resources("AWS::EC2::TransitGatewayAttachment", "AWS::EC2::TransitGatewayVpcAttachment"):
            gateway = text(given["TransitGatewayId"])
            self.transit.setdefault(gateway, set()).add(text(given["VpcId"]))
            if gateway.startswith("tgw-"):
                self.outside.add(gateway)
        self._read_what_is_outside()
        self._refuse_tables_of_transit_gateways()

    def _read_what_is_outside(self) -> None:
        values = self.values
        for _, given in values.resources("AWS::EC2::VPNConnection"):
            key = "VpnGatewayId" if "VpnGatewayId" in given else "TransitGatewayId"
            self.outside.add(text(given[key]))
        for _, given in values.resources("AWS::DirectConnect::DirectConnectGatewayAssociation"):
            self.outside.add(text(given.get("GatewayId") or given.get("AssociatedGatewayId")))

    def _refuse_tables_of_transit_gateways(self) -> None:
        own = (
            "AWS::EC2::TransitGatewayRouteTable",
            "AWS::EC2::TransitGatewayRoute",
            "AWS::EC2::TransitGatewayRouteTableAssociation",
            "AWS::EC2::TransitGatewayRouteTablePropagation",
        )
        for name, _ in self.values.resources(*own):
            message = f"{name}: only a transit gateway's default table, with all attachments in it, is understood"
            raise UnknownError(message)
        for name, given in self.values.resources("AWS::EC2::TransitGateway"):
            for key in ("DefaultRouteTableAssociation", "DefaultRouteTablePropagation"):
                if given.get(key, "enable") != "enable":
                    message = f"{name} has no default table"
                    raise UnknownError(message)

    def _read_routes(self, on_premises: list[IPv4Network]) -> None:
        values = self.values
        tables: dict[str, list[Route]] = {name: [] for name, _ in values.resources("AWS::EC2::RouteTable")}
        for name, given in values.resources("AWS::EC2::Route"):
            table = text(given["RouteTableId"])
            tables.setdefault(table, []).extend(self._routes(name, given))
        for _, given in values.resources("AWS::EC2::VPNGatewayRoutePropagation"):
            gateway = text(given["VpnGatewayId"])
            if gateway in self.outside:
                for table in texts(given["RouteTableIds"]):
                    tables.setdefault(table, []).extend(Route(network, gateway) for network in on_premises)
        for _, given in values.resources("Custom::WorkspacesPeerRoutes"):
            peering = text(given["VpcPeeringConnectionId"])
            for table in texts(given["RouteTableIds"]):
                for each in texts(given["DestinationCidrs"]):
                    tables.setdefault(table, []).append(Route(cidr(each), peering))
        for _, given in values.resources("AWS::EC2::SubnetRouteTableAssociation"):
            table = text(given["RouteTableId"])
            self.subnet(text(given["SubnetId"])).routes = tables.setdefault(table, [])

    def _routes(self, name: str, given: Given) -> Iterator[Route]:
        if "DestinationCidrBlock" not in given:
            if "DestinationIpv6CidrBlock" in given:
                return  # IPv6 is not looked at
            message = f"{name} has a destination that is not understood"
            raise UnknownError(message)
        target = next((given[key] for key in _TARGETS if key in given), None)
        if target is None or given.keys() & _ANOTHER:
            message = f"{name} leads over something that is not understood: {sorted(given)}"
            raise UnknownError(message)
        yield Route(cidr(given["DestinationCidrBlock"]), text(target))

    def _read_acls(self) -> None:
        values = self.values
        acls = {name: Acl(name) for name, _ in values.resources("AWS::EC2::NetworkAcl")}
        for _, given in values.resources("AWS::EC2::NetworkAclEntry"):
            acl = self._acl(acls, text(given["NetworkAclId"]))
            if "CidrBlock" not in given:
                continue  # IPv6 is not looked at
            span = mapping(given["PortRange"]) if "PortRange" in given else None
            entry = AclEntry(
                number(given["RuleNumber"]),
                given["RuleAction"] == "allow",
                protocol_of(str(given["Protocol"])),
                (number(span["From"]), number(span["To"])) if span else ALL_PORTS,
                cidr(given["CidrBlock"]),
            )
            (acl.outbound if flag(given.get("Egress")) else acl.inbound).append(entry)
        for _, given in values.resources("AWS::EC2::SubnetNetworkAclAssociation"):
            subnet = self.subnet(text(given["SubnetId"]))
            subnet.acl = self._acl(acls, text(given["NetworkAclId"]))

    def _acl(self, acls: dict[str, Acl], identifier: str) -> Acl:
        if identifier not in acls:
            message = f"the network ACL {identifier} is not in the templates"
            raise UnknownError(message)
        return acls[identifier]

    def _read_groups(self) -> None:
        values = self.values
        for name, given in values.resources("AWS::EC2::SecurityGroup"):
            group = self.groups[name] = Group(name)
            group.inbound = [self._rule(name, rule) for rule in mappings(given.get("SecurityGroupIngress"))]
            egress = mappings(given.get("SecurityGroupEgress"))
            group.outbound = [self._rule(name, rule) for rule in egress]
            if not egress:
                group.outbound = [GroupRule(None, ALL_PORTS, ANYWHERE)]
        for kind, direction in (("Ingress", "inbound"), ("Egress", "outbound")):
            for name, given in values.resources(f"AWS::EC2::SecurityGroup{kind}"):
                identifier = text(given["GroupId"])
                group = self.groups.setdefault(identifier, Group(identifier))
                getattr(group, direction).append(self._rule(name, given))

    def _rule(self, name: str, rule: Given) -> GroupRule:
        protocol = protocol_of(str(rule["IpProtocol"]))
        ports: Ports = (number(rule["FromPort"]), number(rule["ToPort"])) if protocol in ("tcp", "udp") else ALL_PORTS
        if "CidrIp" in rule:
            return GroupRule(protocol, ports, network=cidr(rule["CidrIp"]))
        for key in ("SourceSecurityGroupId", "DestinationSecurityGroupId"):
            if key in rule:
                return GroupRule(protocol, ports, group=text(rule[key]))
        message = f"a rule of {name} has a peer that is not understood: {sorted(rule)}"
        raise UnknownError(message)
