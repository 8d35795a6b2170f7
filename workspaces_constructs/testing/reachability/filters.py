"""Security groups and network ACLs: what they say to one packet."""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import IPv4Network
from typing import TYPE_CHECKING, Final, Literal

from workspaces_constructs.testing.reachability.values import UnknownError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = [
    "ALL_PORTS",
    "ANYWHERE",
    "Acl",
    "AclEntry",
    "Group",
    "GroupRule",
    "Ports",
    "Protocol",
    "UnevenError",
    "edges",
    "one_admits",
    "protocol_of",
]

Protocol = Literal["tcp", "udp"]
Ports = tuple[int, int]

ANYWHERE: Final = IPv4Network("0.0.0.0/0")
ALL_PORTS: Final = (0, 65535)
NUMBERS: Final = {"6": "tcp", "17": "udp", "1": "icmp"}


class UnevenError(Exception):
    """A part of the addresses or ports gets through, and another part does not: no yes and no no."""


def covers(rule: IPv4Network, network: IPv4Network) -> bool:
    """Whether a rule is for all of a network; raises where it is for a part of it."""
    if network.subnet_of(rule):
        return True
    if network.overlaps(rule):
        message = f"{rule} holds only a part of {network}"
        raise UnevenError(message)
    return False


@dataclass(frozen=True)
class GroupRule:
    """One rule of a security group: all protocols where there is none; a network or a group as peer."""

    protocol: str | None
    ports: Ports
    network: IPv4Network | None = None
    group: str | None = None

    def admits(self, network: IPv4Network, groups: Sequence[str], protocol: Protocol, port: int) -> bool:
        """Whether it lets this through, to or from that peer."""
        if self.protocol not in (None, protocol) or not self.ports[0] <= port <= self.ports[1]:
            return False
        if self.network is not None:
            return covers(self.network, network)
        return self.group in groups


def one_admits(
    rules: Iterable[GroupRule], network: IPv4Network, groups: Sequence[str], protocol: Protocol, port: int
) -> bool:
    """Whether one of the rules lets all of this through; raises where none does and one lets a part of it through."""
    uneven: UnevenError | None = None
    for rule in rules:
        try:
            if rule.admits(network, groups, protocol, port):
                return True
        except UnevenError as error:
            uneven = error
    if uneven is not None:
        raise uneven
    return False


@dataclass
class Group:
    """A security group."""

    id: str
    inbound: list[GroupRule] = field(default_factory=list)
    outbound: list[GroupRule] = field(default_factory=list)


@dataclass(frozen=True)
class AclEntry:
    """One entry of a network ACL."""

    number: int
    allow: bool
    protocol: str | None
    ports: Ports
    network: IPv4Network


@dataclass
class Acl:
    """A network ACL; both lists are in the order of the numbers once it is asked."""

    id: str
    inbound: list[AclEntry] = field(default_factory=list)
    outbound: list[AclEntry] = field(default_factory=list)

    def admits(self, direction: str, network: IPv4Network, protocol: Protocol, ports: Ports) -> bool:
        """Whether all of the ports get through; raises where some do."""
        entries = sorted(self.inbound if direction == "in" else self.outbound, key=lambda entry: entry.number)
        verdicts = {_first(entries, network, protocol, part) for part in _parts(entries, ports)}
        if len(verdicts) > 1:
            message = f"{self.id} lets only a part of {protocol} {ports[0]}-{ports[1]} {direction}, {network}"
            raise UnevenError(message)
        return verdicts.pop()


def _first(entries: Iterable[AclEntry], network: IPv4Network, protocol: Protocol, port: int) -> bool:
    for entry in entries:
        about_it = entry.protocol in (None, protocol) and entry.ports[0] <= port <= entry.ports[1]
        if about_it and covers(entry.network, network):
            return entry.allow
    return False


def _parts(entries: Iterable[AclEntry], ports: Ports) -> Iterator[int]:
    """One port of each stretch on which no entry begins or ends."""
    edges = {ports[0]}
    for entry in entries:
        edges |= {entry.ports[0], entry.ports[1] + 1}
    yield from sorted(edge for edge in edges if ports[0] <= edge <= ports[1])


def protocol_of(value: str) -> str | None:
    """A protocol by name or number; None is all of them."""
    named = NUMBERS.get(value, value).lower()
    if named == "-1":
        return None
    if named not in {"tcp", "udp", "icmp"}:
        message = f"protocol {value}"
        raise UnknownError(message)
    return named


def edges(groups: Iterable[Group], acls: Iterable[Acl]) -> list[int]:
    """Every port at which some rule begins, or the next after one ends: between them nothing changes."""
    found = {1}
    for group in groups:
        for rule in (*group.inbound, *group.outbound):
            found |= {rule.ports[0], rule.ports[1] + 1}
    for acl in acls:
        for entry in (*acl.inbound, *acl.outbound):
            found |= {entry.ports[0], entry.ports[1] + 1}
    return sorted(port for port in found if 1 <= port <= ALL_PORTS[1])
