"""Who is on the network: desktops, directories, connectors, instances, endpoints, and whoever is outside."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import TYPE_CHECKING, Final

from workspaces_constructs.facts.ports import MANAGED_AD_INBOUND
from workspaces_constructs.testing.reachability.filters import ALL_PORTS, ANYWHERE, Group, GroupRule
from workspaces_constructs.testing.reachability.values import (
    DIRECTORIES,
    Given,
    UnknownError,
    cidr,
    flag,
    mapping,
    mappings,
    text,
    texts,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from workspaces_constructs.testing.reachability.network import Network, Subnet

__all__ = ["SOMEBODY", "Hosts", "Node", "Place"]

SOMEBODY: Final = IPv4Network("203.0.113.10/32")
"""An address on the internet that stands for all of them."""


@dataclass(frozen=True, eq=False)
class Place:
    """Where a host is: in a subnet, or outside.

    Attributes:
        network: Its address, or the range in which it has one.
        subnet: The subnet; None outside.
        public: Whether it can be addressed from the internet.
    """

    network: IPv4Network
    subnet: Subnet | None = None
    public: bool = False


@dataclass(frozen=True, eq=False)
class Node:
    """A kind of host: all of its places, and the groups that each of them carries.

    Attributes:
        name: What a test calls it.
        places: Where there is one.
        groups: The ids of its security groups; None for what has none, outside or as a load balancer without.
        on_internet: Whether it is the internet.
    """

    name: str
    places: tuple[Place, ...]
    groups: tuple[str, ...] | None = None
    on_internet: bool = False


class Hosts:
    """Makes nodes from resources.

    Args:
        network: The network they are on. Groups that services make are added to it.
    """

    def __init__(self, network: Network) -> None:
        self._network = network
        self._values = network.values
        self._known: dict[str, Node] = {}
        self._fixed: dict[str, list[IPv4Network]] | None = None

    @property
    def kinds(self) -> tuple[str, ...]:
        """The types of resources that are hosts."""
        return tuple(self._makers())

    def of(self, name: str) -> Node:
        """The node of a resource, by ``<stack>/<logical id>``."""
        if name not in self._known:
            kind = self._values.type_of(name)
            make = self._makers().get(kind)
            if make is None:
                message = f"{name} of type {kind} is no host"
                raise UnknownError(message)
            self._known[name] = make(name, self._values.properties(name))
        return self._known[name]

    def find(self, kinds: str | Sequence[str], part: str = "") -> Node:
        """The node of the only resource of a type, or of some, whose logical id contains a part."""
        asked = (kinds,) if isinstance(kinds, str) else kinds
        names = [name for name, _ in self._values.resources(*asked) if part in name.rpartition("/")[2]]
        if len(names) != 1:
            message = f"{len(names)} resources of type {', '.join(asked)} have {part!r} in their ids: {names}"
            raise UnknownError(message)
        return self.of(names[0])

    def _makers(self) -> dict[str, Callable[[str, Given], Node]]:
        return {
            "Custom::WorkspacesDirectoryRegistration": self._desktops,
            "Custom::WorkspacesAdConnector": self._connector,
            **dict.fromkeys(DIRECTORIES, self._directory),
            "AWS::EC2::Instance": self._instance,
            "AWS::EC2::NetworkInterface": self._interface,
            "AWS::EC2::VPCEndpoint": self._endpoint,
            "AWS::Route53Resolver::ResolverEndpoint": self._resolver,
            "AWS::ElasticLoadBalancingV2::LoadBalancer": self._load_balancer,
            "AWS::AutoScaling::AutoScalingGroup": self._scaling_group,
        }

    def _places(self, subnets: object, *, public: bool = False) -> tuple[Place, ...]:
        found = [self._network.subnet(each) for each in texts(subnets)]
        return tuple(Place(free, each, public or each.public_addresses) for each in found for free in self._free(each))

    def _free(self, subnet: Subnet) -> list[IPv4Network]:
        """A subnet without the addresses that some host in it has for itself."""
        free = [subnet.network]
        for address in self._taken().get(subnet.id, ()):
            free = [
                part
                for each in free
                for part in (each.address_exclude(address) if address.subnet_of(each) else (each,))
            ]
        return sorted(free)

    def _taken(self) -> dict[str, list[IPv4Network]]:
        """The fixed addresses of hosts, by subnet."""
        if self._fixed is None:
            self._fixed = {}
            for subnet, address in self._addresses():
                if isinstance(address, str) and "/" not in address:
                    self._fixed.setdefault(text(subnet), []).append(cidr(address))
        return self._fixed

    def _addresses(self) -> Iterator[tuple[object, object]]:
        values = self._values
        for _, given in values.resources("AWS::EC2::Instance", "AWS::EC2::NetworkInterface"):
            yield given.get("SubnetId", ""), given.get("PrivateIpAddress")
        for _, given in values.resources("AWS::Route53Resolver::ResolverEndpoint"):
            for each in mappings(given["IpAddresses"]):
                yield each["SubnetId"], each.get("Ip")
        for _, given in values.resources("AWS::ElasticLoadBalancingV2::LoadBalancer"):
            for each in mappings(given.get("SubnetMappings")):
                yield each["SubnetId"], each.get("PrivateIPv4Address")
        for name, given in values.resources(*DIRECTORIES):
            subnets = texts(mapping(given["VpcSettings"])["SubnetIds"])
            yield from zip(subnets, values.directory_addresses(name), strict=False)

    def _at(self, subnet: object, address: object = None, *, public: bool = False) -> Place:
        place = self._network.subnet(text(subnet))
        network = cidr(address) if isinstance(address, str) and "/" not in address else place.network
        return Place(network, place, public or place.public_addresses)

    def _groups(self, given: object) -> tuple[str, ...]:
        identifiers = tuple(texts(given))
        for each in identifiers:
            if each not in self._network.groups:
                message = f"the security group {each} is not in the templates"
                raise UnknownError(message)
        return identifiers

    def _service_group(self, identifier: str, inbound: Sequence[GroupRule] = ()) -> str:
        """A group that a service makes: all out, in what is given besides what the templates add."""
        group = self._network.groups.setdefault(identifier, Group(identifier))
        group.outbound.append(GroupRule(None, ALL_PORTS, ANYWHERE))
        group.inbound.extend(inbound)
        return identifier

    def _desktops(self, name: str, given: Given) -> Node:
        """In both subnets of the registration, with the service's own group beside the one of the persona."""
        creation = mapping(given.get("WorkspaceCreationProperties", Given(name, {})))
        own = self._groups([creation["CustomSecurityGroupId"]] if "CustomSecurityGroupId" in creation else [])
        members = self._service_group(f"{name}.WorkspaceSecurityGroupId")
        public = flag(creation.get("EnableInternetAccess"))
        return Node(name, self._places(given["SubnetIds"], public=public), (*own, members))

    def _connector(self, name: str, given: Given) -> Node:
        return Node(name, self._places(given["SubnetIds"]), (self._service_group(f"{name}.SecurityGroupId"),))

    def _directory(self, name: str, given: Given) -> Node:
        """Its group admits the table of facts from the primary range of its VPC, and what templates add to it."""
        settings = mapping(given["VpcSettings"])
        addresses = self._values.directory_addresses(name)
        places = tuple(self._at(*each) for each in zip(texts(settings["SubnetIds"]), addresses, strict=False))
        primary = self._network.vpc(text(settings["VpcId"])).ranges[0]
        table = [
            GroupRule(rule.protocol, (rule.from_port, rule.to_port), network=primary) for rule in MANAGED_AD_INBOUND
        ]
        details = [
            f"{each}.SecurityGroupId"
            for each, of in self._values.resources("Custom::WorkspacesDirectoryDetails")
            if text(of["DirectoryId"]) == name
        ]
        group = self._service_group(details[0] if details else f"{name}.SecurityGroupId", table)
        self._network.groups[group].inbound.append(GroupRule(None, ALL_PORTS, group=group))
        return Node(name, places, (group,))

    def _instance(self, name: str, given: Given) -> Node:
        interfaces = mappings(given.get("NetworkInterfaces"))
        if not interfaces:
            place = self._at(given["SubnetId"], given.get("PrivateIpAddress"), public=self._addressed(name))
            return Node(name, (place,), self._groups(given["SecurityGroupIds"]))
        first = interfaces[0]
        if "NetworkInterfaceId" in first:
            own = self.of(text(first["NetworkInterfaceId"]))
            return Node(name, own.places, own.groups)
        public = flag(first.get("AssociatePublicIpAddress")) or self._addressed(name)
        place = self._at(first["SubnetId"], first.get("PrivateIpAddress"), public=public)
        return Node(name, (place,), self._groups(first["GroupSet"]))

    def _interface(self, name: str, given: Given) -> Node:
        place = self._at(given["SubnetId"], given.get("PrivateIpAddress"), public=self._addressed(name))
        return Node(name, (place,), self._groups(given["GroupSet"]))

    def _addressed(self, name: str) -> bool:
        """Whether an elastic address belongs to an instance or interface."""
        for _, given in self._values.resources("AWS::EC2::EIP", "AWS::EC2::EIPAssociation"):
            for key in ("InstanceId", "NetworkInterfaceId"):
                if key in given and text(given[key]) == name:
                    return True
        return False

    def _endpoint(self, name: str, given: Given) -> Node:
        if given.get("VpcEndpointType") != "Interface":
            message = f"{name} is no interface endpoint"
            raise UnknownError(message)
        return Node(name, self._places(given["SubnetIds"]), self._groups(given["SecurityGroupIds"]))

    def _resolver(self, name: str, given: Given) -> Node:
        places = tuple(self._at(each["SubnetId"], each.get("Ip")) for each in mappings(given["IpAddresses"]))
        return Node(name, places, self._groups(given["SecurityGroupIds"]))

    def _load_balancer(self, name: str, given: Given) -> Node:
        """Its own addresses. Ports without a listener are not told apart from those with one."""
        public = given.get("Scheme", "internet-facing") == "internet-facing"
        subnets = mappings(given.get("SubnetMappings"))
        subnets = subnets or [Given(name, {"SubnetId": each}) for each in texts(given["Subnets"])]
        places = tuple(self._at(each["SubnetId"], each.get("PrivateIPv4Address"), public=public) for each in subnets)
        groups = self._groups(given["SecurityGroups"]) if given.get("SecurityGroups") else None
        return Node(name, places, groups)

    def _scaling_group(self, name: str, given: Given) -> Node:
        identifier = text(mapping(given["LaunchTemplate"])["LaunchTemplateId"])
        data = mapping(self._values.properties(identifier)["LaunchTemplateData"])
        interface = (mappings(data.get("NetworkInterfaces")) or [Given(name, {})])[0]
        public = flag(interface.get("AssociatePublicIpAddress"))
        groups = self._groups(interface.get("Groups") or data["SecurityGroupIds"])
        return Node(name, self._places(given["VPCZoneIdentifier"], public=public), groups)
