"""The question that a test asks: does this one reach that one."""

from __future__ import annotations

from ipaddress import IPv4Network
from typing import TYPE_CHECKING, Any, get_args

from workspaces_constructs.testing.reachability.filters import ALL_PORTS, Ports, Protocol, edges
from workspaces_constructs.testing.reachability.hosts import SOMEBODY, Hosts, Node, Place
from workspaces_constructs.testing.reachability.network import Network
from workspaces_constructs.testing.reachability.paths import ANSWERS, Paths, Verdict
from workspaces_constructs.testing.reachability.values import DIRECTORIES, UnknownError, Values

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["Reachability", "Stretch", "open_in"]

Stretch = tuple[str, int, int]


class Reachability:
    """The network of some templates, and who is on it. The package says what is followed, and what is not.

    .. code-block:: python

        from workspaces_constructs.testing import Reachability, synthesize

        world = Reachability({"Stack": synthesize(stack)}, on_premises=["10.20.0.0/16"])
        desktops, directory = world.desktops(), world.directory()

        assert world.can_reach(desktops, directory, "tcp", 389)
        assert not world.can_reach(world.internet, desktops, "tcp", 3389)
        assert world.ways_out(desktops) == {"none"}

    Args:
        templates: Templates by the names of their stacks.
        on_premises: The ranges behind virtual private gateways, VPNs and Direct Connect.
        parameters: Values of parameters without a default, by name.
        region: Where the stacks are.
    """

    def __init__(
        self,
        templates: Mapping[str, dict[str, Any]],
        *,
        on_premises: Sequence[str] = (),
        parameters: Mapping[str, object] | None = None,
        region: str = "us-east-1",
    ) -> None:
        self._on_premises = [IPv4Network(cidr) for cidr in on_premises]
        self.network = Network.read(Values(templates, parameters=parameters, region=region), self._on_premises)
        self.hosts = Hosts(self.network)
        self._paths = Paths(self.network)
        self.internet = Node("the internet", (Place(SOMEBODY, public=True),), on_internet=True)

    def desktops(self, persona: str = "") -> Node:
        """The desktops of the registration with this in its logical id."""
        return self.hosts.find("Custom::WorkspacesDirectoryRegistration", persona)

    def connector(self, part: str = "") -> Node:
        """The AD Connector with this in its logical id."""
        return self.hosts.find("Custom::WorkspacesAdConnector", part)

    def directory(self, part: str = "") -> Node:
        """The Managed AD or Simple AD with this in its logical id."""
        return self.hosts.find(DIRECTORIES, part)

    def host(self, name: str) -> Node:
        """Any host by its resource, ``<stack>/<logical id>``: an instance, an endpoint, a load balancer, and so on."""
        return self.hosts.of(name)

    def on_premises(self, cidr: str) -> Node:
        """Hosts on-premises; the range must be one of those that were named."""
        network = IPv4Network(cidr)
        if not any(network.subnet_of(known) for known in self._on_premises):
            message = f"{cidr} is in none of the ranges on-premises"
            raise UnknownError(message)
        return Node(f"on-premises {cidr}", (Place(network),))

    def everybody(self) -> list[Node]:
        """Every host that the templates make."""
        kinds = self.hosts.kinds
        names = [
            name
            for name, given in self.network.values.resources(*kinds)
            if given.get("VpcEndpointType", "Interface") == "Interface"
        ]
        return [self.hosts.of(name) for name in names]

    def can_reach(self, source: Node, target: Node, protocol: Protocol, port: int, own_ports: Ports = ANSWERS) -> bool:
        """Whether the one can open a connection to the other, or send a datagram and be answered.

        Args:
            source: Who asks.
            target: Who is asked.
            protocol: How.
            port: Where.
            own_ports: The ports from which the source asks, at which answers must arrive. Default: any client's.
        """
        return self.why(source, target, protocol, port, own_ports).reached

    def why(self, source: Node, target: Node, protocol: Protocol, port: int, own_ports: Ports = ANSWERS) -> Verdict:
        """The same, with the first thing that is in the way."""
        return self._paths.verdict(source, target, (protocol, port, own_ports))

    def ways_out(self, source: Node) -> frozenset[str]:
        """By what a host's routes lead to the internet: ``NAT``, ``internet gateway``, ``on-premises`` or ``none``."""
        return self._paths.ways_out(source)

    def open_ports(self, source: Node, target: Node, own_ports: Ports = ANSWERS) -> frozenset[Stretch]:
        """All ports at which the one reaches the other, as (protocol, first, last)."""
        groups = [self.network.groups[each] for node in (source, target) for each in node.groups or ()]
        acls = [subnet.acl for subnet in self.network.subnets.values() if subnet.acl]
        starts = edges(groups, acls)
        found: set[Stretch] = set()
        for protocol in get_args(Protocol):
            for first, after in zip(starts, [*starts[1:], ALL_PORTS[1] + 1], strict=True):
                if self.can_reach(source, target, protocol, first, own_ports):
                    found.add((protocol, first, after - 1))
        return open_in(found)


def open_in(stretches: set[Stretch] | frozenset[Stretch]) -> frozenset[Stretch]:
    """Stretches of ports with those joined that meet or overlap, so that two ways to say the same are equal."""
    joined: list[Stretch] = []
    for protocol, first, last in sorted(stretches):
        if joined and joined[-1][0] == protocol and joined[-1][2] >= first - 1:
            joined[-1] = (protocol, joined[-1][1], max(joined[-1][2], last))
        else:
            joined.append((protocol, first, last))
    return frozenset(joined)
