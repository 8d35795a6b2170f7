"""The components of a scenario, as its templates have them, with all values that can be known."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from tests.unit.scenarios.matrix import Template, world
from workspaces_constructs.testing.reachability.hosts import SOMEBODY
from workspaces_constructs.testing.reachability.values import DIRECTORIES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from workspaces_constructs.testing.reachability.network import Subnet, Vpc
    from workspaces_constructs.testing.reachability.values import Given

CONNECTOR: Final = "Custom::WorkspacesAdConnector"
REGISTRATION: Final = "Custom::WorkspacesDirectoryRegistration"


@dataclass(frozen=True)
class Part:
    """A resource.

    Attributes:
        name: ``<stack>/<logical id>``.
        given: Its properties.
    """

    name: str
    given: Given

    def __getitem__(self, key: str) -> Any:  # noqa: ANN401 - whatever JSON holds
        """A property with its functions worked out; dots lead inwards."""
        value: Any = self.given
        for each in key.split("."):
            value = value[int(each)] if each.isdigit() else value[each]
        return value


class Look:
    """A scenario's templates, to be asked for components.

    Args:
        made: The templates by the names of their stacks.
    """

    def __init__(self, made: Mapping[str, Template]) -> None:
        self.templates = made
        self.world = world(made)
        self.network = self.world.network
        self.values = self.network.values

    def all(self, *kinds: str, part: str = "") -> list[Part]:
        """The resources of some types with a part in their ids, in the order of their stacks."""
        return [Part(name, given) for name, given in self.values.resources(*kinds) if part in name.partition("/")[2]]

    def one(self, *kinds: str, part: str = "") -> Part:
        """The only one."""
        found = self.all(*kinds, part=part)
        assert len(found) == 1, f"{len(found)} of {', '.join(kinds)} {part}: {[each.name for each in found]}"
        return found[0]

    def registration(self, persona: str = "") -> Part:
        """The registration of a persona."""
        return self.one(REGISTRATION, part=persona)

    def connector(self, persona: str = "") -> Part:
        """The AD Connector of a persona."""
        return self.one(CONNECTOR, part=persona)

    @property
    def directory(self) -> Part:
        """The directory in AWS."""
        return self.one(*DIRECTORIES)

    @property
    def controllers(self) -> list[Part]:
        """The domain controllers on EC2."""
        return self.all("AWS::EC2::Instance", part="DomainControllers")

    def pair(self, what: str) -> list[Subnet]:
        """The two subnets in which something is: ``desktops``, ``desktops of <persona>``, ``directory``, and so on."""
        kind, _, persona = what.partition(" of ")
        makers: dict[str, Callable[[], Iterable[str]]] = {
            "desktops": lambda: self.registration(persona)["SubnetIds"],
            "directory": lambda: self.directory["VpcSettings.SubnetIds"],
            "controllers": lambda: [each["SubnetId"] for each in self.controllers],
            "RADIUS servers": lambda: [
                each["SubnetId"] for each in self.all("AWS::EC2::Instance", part="RadiusServers")
            ],
            "NAT gateways": lambda: [each["SubnetId"] for each in self.all("AWS::EC2::NatGateway")],
            "proxies": lambda: self.one("AWS::AutoScaling::AutoScalingGroup")["VPCZoneIdentifier"],
            "proxy": lambda: [
                each["SubnetId"] for each in self.one("AWS::ElasticLoadBalancingV2::LoadBalancer")["SubnetMappings"]
            ],
        }
        return [self.network.subnet(each) for each in makers[kind]()]

    def zone(self, subnet: Subnet) -> str:
        """The Availability Zone of a subnet."""
        stack, _, logical_id = subnet.id.partition("/")
        given = self.templates[stack]["Resources"][logical_id]["Properties"]
        return json.dumps(given.get("AvailabilityZoneId") or given["AvailabilityZone"])

    def desktops_vpc(self) -> Vpc:
        """The VPC of the desktops."""
        (vpc,) = {subnet.vpc.id for part in self.all(REGISTRATION) for subnet in self._subnets(part)}
        return self.network.vpc(vpc)

    def _subnets(self, registration: Part) -> list[Subnet]:
        return [self.network.subnet(each) for each in registration["SubnetIds"]]

    def gateway_of(self, subnet: Subnet) -> str:
        """The type of what a subnet's packets to the internet go over."""
        over = subnet.route(SOMEBODY)
        return "none" if over is None else self.values.type_of(over)

    def dns_of_directory(self) -> list[str]:
        """The addresses of the directory in AWS, as far as they are known: one in each of its subnets."""
        return self.values.directory_addresses(self.directory.name)
