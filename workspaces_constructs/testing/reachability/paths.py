"""The way of a packet and of its answer: routes, gateways, network ACLs and security groups, each both ways."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from workspaces_constructs.testing.reachability.filters import UnevenError, one_admits
from workspaces_constructs.testing.reachability.hosts import SOMEBODY, Node, Place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from workspaces_constructs.testing.reachability.filters import Ports, Protocol
    from workspaces_constructs.testing.reachability.network import Network, Subnet

__all__ = ["ANSWERS", "Paths", "Verdict"]

Ask = tuple["Protocol", int, "Ports"]
"""The protocol, the port that is asked, and the ports from which the client asks."""

ANSWERS: Final = (1024, 65535)
"""The ports from which any client may ask, and so at which answers must arrive."""


@dataclass(frozen=True)
class Verdict:
    """Whether somebody is reached, and why not."""

    reached: bool
    why: str


class Paths:
    """Follows packets through a network.

    Args:
        network: The network.
    """

    def __init__(self, network: Network) -> None:
        self._network = network

    def ways_out(self, source: Node) -> frozenset[str]:
        """Over what the places of a host reach the internet, whatever security groups and ACLs say."""
        found = set()
        for here in source.places:
            over = here.subnet.route(SOMEBODY) if here.subnet else None
            if self._routed(here, Place(SOMEBODY, public=True)):
                found.add("none")
            elif over in self._network.nat:
                found.add("NAT")
            elif over in self._network.outside:
                found.add("on-premises")
            else:
                found.add("internet gateway")
        return frozenset(found)

    def verdict(self, source: Node, target: Node, ask: Ask) -> Verdict:
        """Whether every place of the source reaches every place of the target; raises where only some do."""
        protocol, port, _ = ask
        found = [self._between(source, here, target, there, ask) for here in source.places for there in target.places]
        if not found:
            return Verdict(reached=False, why=f"{source.name} or {target.name} is nowhere")
        reasons = list(dict.fromkeys(each for each in found if each))
        if reasons and len([each for each in found if each]) != len(found):
            message = f"{source.name} reaches a part of {target.name} at {protocol} {port}, but: {'; '.join(reasons)}"
            raise UnevenError(message)
        return Verdict(not reasons, "; ".join(reasons) or "nothing is in the way")

    def _between(self, source: Node, here: Place, target: Node, there: Place, ask: Ask) -> str | None:
        """Why the one does not reach the other; None if it does."""
        return _in_the_way(
            (
                lambda: self._routed(here, there),
                lambda: self._passed(here, there, ask),
                lambda: self._let_out(source, target, there, ask),
                lambda: self._let_in(source, here, target, ask),
            )
        )

    def _let_out(self, source: Node, target: Node, there: Place, ask: Ask) -> str | None:
        if source.groups is None:
            return None
        protocol, port, _ = ask
        rules = [rule for group in source.groups for rule in self._network.groups[group].outbound]
        if one_admits(rules, there.network, target.groups or (), protocol, port):
            return None
        return f"no security group of {source.name} lets {protocol} {port} out to {there.network}"

    def _let_in(self, source: Node, here: Place, target: Node, ask: Ask) -> str | None:
        if target.groups is None:
            return None
        protocol, port, _ = ask
        rules = [rule for group in target.groups for rule in self._network.groups[group].inbound]
        if one_admits(rules, here.network, source.groups or (), protocol, port):
            return None
        return f"no security group of {target.name} lets {protocol} {port} in from {here.network}"

    def _routed(self, here: Place, there: Place) -> str | None:
        """Why a packet does not arrive, or its answer does not come back."""
        if here.subnet is None:
            return self._arrives_from_outside(here, there)
        over = here.subnet.route(there.network)
        if over in self._network.nat:
            return self._through_nat(over, there)
        problem = self._carried(here, there, over)
        if problem or there.subnet is None:
            return problem
        back = self._carried(there, here, there.subnet.route(here.network))
        return f"answers: {back}" if back else None

    def _through_nat(self, gateway: str, there: Place) -> str | None:
        """Answers come back to the gateway's own address, whatever the subnet of who asked says."""
        subnet = self._network.subnet(self._network.nat[gateway])
        onward = subnet.route(there.network)
        if onward in self._network.nat:
            return f"{gateway} routes to a NAT gateway itself"
        return self._carried(Place(subnet.network, subnet, public=True), there, onward)

    def _arrives_from_outside(self, here: Place, there: Place) -> str | None:
        if there.subnet is None:
            return "both are outside"
        if here.network == SOMEBODY:
            if not there.public:
                return f"{there.network} has no public address"
        elif not any(self._leads_outside(gateway, there) for gateway in self._network.outside):
            return f"no gateway leads from {here.network} to {there.subnet.vpc.id}"
        back = self._carried(there, here, there.subnet.route(here.network))
        return f"answers: {back}" if back else None

    def _leads_outside(self, gateway: str, inside: Place) -> bool:
        """Whether on-premises and a place are on both sides of a gateway."""
        vpc = inside.subnet.vpc if inside.subnet else None
        known = gateway in self._network.outside
        return (
            known and vpc is not None and (gateway in vpc.gateways or vpc.id in self._network.transit.get(gateway, ()))
        )

    def _carried(self, here: Place, there: Place, over: str | None) -> str | None:
        """Why what a subnet sends over something does not arrive."""
        subnet = here.subnet
        if subnet is None:
            return None
        vpc, network = subnet.vpc, self._network
        other = there.subnet.vpc if there.subnet else None
        if over is None:
            return f"{subnet.id} has no route to {there.network}"
        arrives = False
        if over == "local":
            arrives = other is vpc
        elif over in network.peerings:
            arrives = other is not None and other is not vpc and network.peerings[over] == {vpc.id, other.id}
        elif over in network.transit:
            attached = network.transit[over]
            inside = other is not None and {vpc.id, other.id} <= attached
            arrives = inside or (other is None and self._leads_outside(over, here))
        elif over in vpc.gateways and self._is_internet_gateway(over):
            arrives = there.network == SOMEBODY and here.public
        else:
            arrives = other is None and self._leads_outside(over, here)
        return None if arrives else f"{subnet.id} routes {there.network} over {over}, which does not lead there"

    def _is_internet_gateway(self, name: str) -> bool:
        return name.startswith("igw-") or self._network.values.type_of(name) == "AWS::EC2::InternetGateway"

    def _passed(self, here: Place, there: Place, ask: Ask) -> str | None:
        """Why a network ACL stops a packet or its answer."""
        protocol, port, own = ask

        def stops(subnet: Subnet, direction: str, other: Place, ports: Ports) -> str | None:
            if subnet.acl is None or subnet.acl.admits(direction, other.network, protocol, ports):
                return None
            what = f"{protocol} {ports[0]}-{ports[1]} {direction}, {other.network}"
            return f"{subnet.acl.id} stops {what} at {subnet.id}"

        return _in_the_way(partial(stops, *each) for each in self._crossings(here, there, (port, port), own))

    def _crossings(
        self, here: Place, there: Place, asked: Ports, answered: Ports
    ) -> Iterator[tuple[Subnet, str, Place, Ports]]:
        """Every crossing of a subnet's border: which way, with whom at the other end, and with which ports."""
        if here.subnet is not None and here.subnet is there.subnet:
            return
        if here.subnet is not None:
            yield here.subnet, "out", there, asked
            yield here.subnet, "in", there, answered
            over = here.subnet.route(there.network)
            if over in self._network.nat:
                middle = self._network.subnet(self._network.nat[over])
                yield middle, "in", here, asked
                yield middle, "out", there, asked
                yield middle, "in", there, answered
                yield middle, "out", here, answered
        if there.subnet is not None:
            yield there.subnet, "in", here, asked
            yield there.subnet, "out", here, answered


def _in_the_way(checks: Iterable[Callable[[], str | None]]) -> str | None:
    """The first thing that stops all of it; raises where nothing does and something stops a part."""
    uneven: UnevenError | None = None
    for check in checks:
        try:
            reason = check()
        except UnevenError as error:
            uneven = uneven or error
            continue
        if reason:
            return reason
    if uneven is not None:
        raise uneven
    return None
