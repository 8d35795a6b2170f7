"""Which ports rules of security groups open, against the tables of what is needed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from workspaces_constructs.facts.ports import DESKTOP_TO_DIRECTORY, DOMAIN_TO_DOMAIN, HELP_DESK
from workspaces_constructs.rules.views.addresses import may_share
from workspaces_constructs.rules.views.security_groups import ALL

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from ipaddress import IPv4Network

    from workspaces_constructs.facts.ports import PortRule
    from workspaces_constructs.rules.views.security_groups import GroupRule

__all__ = ["DESKTOP_TO_CONTROLLER", "is_administration", "named", "opened", "perhaps_of", "unopened"]


_THERE: Final = {(each.protocol, each.from_port) for each in DOMAIN_TO_DOMAIN}

DESKTOP_TO_CONTROLLER: Final = tuple(each for each in DESKTOP_TO_DIRECTORY if (each.protocol, each.from_port) in _THERE)
"""What both the table for desktops and the one for domain controllers have."""

_ADMINISTRATION: Final = (*(each.from_port for each in HELP_DESK), 22, 5985, 5986)
"""RDP, and what takes its place: SSH on Linux, and remote PowerShell."""

_FEW_PORTS: Final = 1000
"""A range of more ports is not about one of them: Active Directory's dynamic ports hold RDP's by chance."""


def is_administration(rule: GroupRule) -> bool:
    """Whether a rule is about remote administration; a long range of ports is not."""
    if rule.first is None or rule.last is None or rule.last - rule.first >= _FEW_PORTS:
        return False
    return any(rule.covers("tcp", port) for port in _ADMINISTRATION)


def named(rules: Iterable[PortRule]) -> str:
    """Ports as a reader knows them: ``tcp 53, tcp 49152-65535``."""
    return ", ".join(f"{each.protocol} {_range(each.from_port, each.to_port)}" for each in rules)


def opened(rule: GroupRule) -> str:
    """What a rule opens, as a reader knows it."""
    if rule.protocol == ALL:
        return "every protocol and port"
    ports = _range(rule.first, rule.last) if rule.first is not None else "traffic"
    return f"every {rule.protocol} port" if rule.every_port else f"{rule.protocol} {ports}"


def perhaps_of(rule: GroupRule, network: IPv4Network) -> bool:
    """Whether the other side of a rule is a network or may be: a group, a prefix list, and what is not known may."""
    return rule.peer is not None or may_share(rule.cidr, network)


def unopened(needed: Iterable[PortRule], rules: Iterable[GroupRule], network: IPv4Network | None) -> list[PortRule]:
    """The ports that are needed, and that none of the rules opens even if all that is not known is favourable."""
    given = list(rules)
    if network is not None:
        near = {cidr: may_share(cidr, network) for cidr in {each.cidr for each in given}}
        given = [each for each in given if each.peer is not None or near[each.cidr]]
    return [
        each
        for each in needed
        if not all(_some_opens(given, each.protocol, port) for port in {each.from_port, each.to_port})
    ]


def _some_opens(rules: Sequence[GroupRule], protocol: str, port: int) -> bool:
    return any(_perhaps_opens(rule, protocol, port) for rule in rules)


def _perhaps_opens(rule: GroupRule, protocol: str, port: int) -> bool:
    if rule.protocol in {ALL, None}:
        return True
    if rule.protocol != protocol:
        return False
    return (rule.first is None or rule.first <= port) and (rule.last is None or port <= rule.last)


def _range(first: int | None, last: int | None) -> str:
    return f"{first}" if first == last or last is None else f"{first}-{last}"
