"""Network ACLs as templates make them, and what they let through."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from workspaces_constructs.rules.templates import view
from workspaces_constructs.rules.views.networks import network_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from ipaddress import IPv4Network

    from workspaces_constructs.rules.resources import Resource
    from workspaces_constructs.rules.templates import Templates

__all__ = ["AclEntry", "acl_entries", "acls", "lets_through"]

_ALL: Final = "-1"
_NUMBERS: Final = {"tcp": "6", "udp": "17"}


@dataclass(frozen=True)
class AclEntry:
    """An entry of a network ACL for IPv4, with everything known.

    Attributes:
        number: Its place; the first entry that matches decides.
        outbound: Whether it is about traffic that leaves the subnet.
        protocol: The number of the protocol, or ``-1`` for all.
        network: The range of the other side.
        ports: The first and the last port.
        allows: Whether it allows.
    """

    number: int
    outbound: bool
    protocol: str
    network: IPv4Network
    ports: tuple[int, int]
    allows: bool


@view
def acls(templates: Templates) -> Mapping[str, Resource]:
    """The network ACLs of subnets, by the name of the subnet, where the templates make both."""
    found = {}
    for association in templates.of_type("AWS::EC2::SubnetNetworkAclAssociation"):
        subnet, acl = (association.properties.resource(key) for key in ("SubnetId", "NetworkAclId"))
        if subnet is not None and acl is not None and acl.type == "AWS::EC2::NetworkAcl":
            found[subnet.name] = acl
    return found


@view
def acl_entries(templates: Templates) -> Mapping[str, list[AclEntry]]:
    """The entries of network ACLs in their order, by the name of the ACL; without ACLs of which not all is known."""
    found: dict[str, list[AclEntry]] = {each.name: [] for each in templates.of_type("AWS::EC2::NetworkAcl")}
    unclear: set[str] = set()
    for resource in templates.of_type("AWS::EC2::NetworkAclEntry"):
        acl, entry = resource.properties.resource("NetworkAclId"), _entry(resource)
        if acl is None and not resource.properties.knows("NetworkAclId"):
            named = resource.properties.references("NetworkAclId")
            unclear.update([each.resource.name for each in named] or found)
        elif acl is None:
            unclear.update(each.resource.name for each in resource.properties.references("NetworkAclId"))
        elif entry is not None:
            found.setdefault(acl.name, []).append(entry)
        elif not resource.properties.has("Ipv6CidrBlock"):
            unclear.add(acl.name)
    return {name: sorted(each, key=_number) for name, each in found.items() if name not in unclear}


def lets_through(
    entries: Iterable[AclEntry], network: IPv4Network, protocol: str, port: int, *, outbound: bool
) -> bool:
    """Whether a network ACL lets traffic with a range through, at least with a part of it."""
    for each in entries:
        if (
            each.outbound is outbound
            and each.protocol in {_ALL, _NUMBERS[protocol]}
            and (each.protocol == _ALL or each.ports[0] <= port <= each.ports[1])
            and each.network.overlaps(network)
            and (each.allows or network.subnet_of(each.network))
        ):
            return each.allows
    return False


def _number(entry: AclEntry) -> int:
    return entry.number


def _entry(resource: Resource) -> AclEntry | None:
    given = resource.properties
    number, network = given.number("RuleNumber"), network_of(given.text("CidrBlock"))
    protocol, action = given.text("Protocol"), given.text("RuleAction")
    known = given.knows("Egress") and given.knows("PortRange")
    if number is None or network is None or protocol is None or action is None or not known:
        return None
    first, last = given.number("PortRange", "From"), given.number("PortRange", "To")
    ports = (0 if first is None else first, 65535 if last is None else last)
    return AclEntry(number, given.flag("Egress") is True, protocol, network, ports, action.lower() == "allow")
