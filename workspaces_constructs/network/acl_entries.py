"""Entries of network ACLs as data: what is asked, and the answers that a stateless filter must let back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from workspaces_constructs.custom_resources.tokens import is_unresolved
from workspaces_constructs.facts.networks import require_limited_network
from workspaces_constructs.network.security_groups import merged_cidrs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workspaces_constructs.facts.ports import Protocol

__all__ = ["ALL_PROTOCOLS", "ANSWERS", "ICMP", "NUMBERS", "Conversation", "Entry", "answers_of_directory", "limited"]

ALL_PROTOCOLS: Final = -1
ICMP: Final = 1
NUMBERS: Final[dict[Protocol, int]] = {"tcp": 6, "udp": 17}

ANSWERS: Final = (1024, 65535)
"""Where answers go: Windows takes 49152-65535, Linux 32768-60999, NAT gateways 1024-65535 (VPC guide, "Ephemeral
ports")."""

_TIME: Final = 123


@dataclass(frozen=True)
class Entry:
    """An entry without its number.

    Attributes:
        protocol: Its number; -1 for all.
        cidr: The peers.
        ports: The ports, of the desktops inbound and of the peers outbound. Default: all.
        action: ``allow`` or ``deny``.
    """

    protocol: int
    cidr: str
    ports: tuple[int, int] | None = None
    action: Literal["allow", "deny"] = "allow"


@dataclass(frozen=True)
class Conversation:
    """Who may be asked at which ports.

    Attributes:
        protocol: ``tcp`` or ``udp``.
        ports: The ports that are asked.
        cidrs: The networks on the other side.
        what: What an error calls them.
    """

    protocol: Protocol
    ports: Sequence[tuple[int, int]]
    cidrs: Sequence[str]
    what: str

    def asked(self) -> list[Entry]:
        """Return the entries for the direction in which it begins."""
        number = NUMBERS[self.protocol]
        return [Entry(number, cidr, ports) for cidr in limited(self.cidrs, self.what) for ports in self.ports]

    def answered(self) -> list[Entry]:
        """Return the entries for the other direction."""
        return [Entry(NUMBERS[self.protocol], cidr, ANSWERS) for cidr in limited(self.cidrs, self.what)]


def answers_of_directory(cidr: str) -> list[Entry]:
    """Return what comes back from a directory; Windows asks for the time from port 123 itself."""
    answers = [Entry(number, cidr, ANSWERS) for number in NUMBERS.values()]
    return [*answers, Entry(NUMBERS["udp"], cidr, (_TIME, _TIME))]


def limited(cidrs: Sequence[str], what: str) -> list[str]:
    """Return the networks, neighbours joined, if none is the whole internet."""
    for cidr in cidrs:
        if not is_unresolved(cidr):
            require_limited_network(cidr, what)
    return merged_cidrs(cidrs)
