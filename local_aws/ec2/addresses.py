"""Which addresses of a subnet are taken, known without looking at every interface of ten thousand desktops."""

from __future__ import annotations

import heapq
import ipaddress
from collections import defaultdict
from functools import cache

from ministack.core.responses import get_account_id, get_region

Interface = dict[str, object]
Key = tuple[str, str, str]
"""Account, region and identifier: what ministack's scoped tables are keyed by."""

_RESERVED_FIRST, _RESERVED_LAST = 4, 1


class Taken:
    """The addresses of one subnet that somebody has, as numbers."""

    def __init__(self) -> None:
        self.numbers: set[int] = set()
        self._freed: list[int] = []
        self._next = 0

    def add(self, number: int) -> None:
        """Take an address."""
        self.numbers.add(number)

    def remove(self, number: int) -> None:
        """Give an address back."""
        self.numbers.discard(number)
        heapq.heappush(self._freed, number)

    def lowest_free(self, usable: range) -> int | None:
        """The lowest address that nobody has."""
        while self._freed and (self._freed[0] in self.numbers or self._freed[0] not in usable):
            heapq.heappop(self._freed)
        if self._freed:
            return self._freed[0]
        self._next = max(self._next, usable.start)
        while self._next in self.numbers:
            self._next += 1
        return self._next if self._next in usable else None


class Interfaces(dict[Key, Interface]):
    """ministack's interfaces, in the dictionary behind its scoped table."""

    def __init__(self) -> None:
        super().__init__()
        self._taken: defaultdict[Key, Taken] = defaultdict(Taken)

    def of(self, subnet_id: str) -> Taken:
        """What is taken in a subnet, as the caller's account sees it."""
        return self._taken[get_account_id(), get_region(), subnet_id]

    def __setitem__(self, key: Key, interface: Interface) -> None:
        """Put an interface in place of another of its name, if there is one."""
        self._forget(key)
        super().__setitem__(key, interface)
        self._subnet(key, interface).add(_number(interface))

    def __delitem__(self, key: Key) -> None:
        """Take an interface out."""
        self._forget(key)
        super().__delitem__(key)

    def pop(self, key: Key, *default: Interface | None) -> Interface | None:  # type: ignore[override]  # as it is used
        """Take an interface out, if it is there."""
        self._forget(key)
        return super().pop(key, *default)

    def clear(self) -> None:
        """Take all out."""
        super().clear()
        self._taken.clear()

    def _forget(self, key: Key) -> None:
        if key in self:
            self._subnet(key, self[key]).remove(_number(self[key]))

    def _subnet(self, key: Key, interface: Interface) -> Taken:
        return self._taken[key[0], key[1], str(interface["SubnetId"])]


@cache
def usable(cidr: str) -> range:
    """The addresses of a subnet that are not AWS's own: the first four and the last one are."""
    network = ipaddress.ip_network(cidr)
    first = int(network.network_address)
    return range(first + _RESERVED_FIRST, first + network.num_addresses - _RESERVED_LAST)


def _number(interface: Interface) -> int:
    return int(ipaddress.ip_address(str(interface["PrivateIpAddress"])))
