"""Security groups with all their rules, wherever those stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

from workspaces_constructs.rules.resources import Reference, Unknown, number_of, text_of
from workspaces_constructs.rules.templates import view

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workspaces_constructs.rules.resources import Resource, Value
    from workspaces_constructs.rules.templates import Templates

__all__ = ["ALL", "Group", "GroupRule", "Groups", "alone_rules", "group_rules", "groups", "rules_of"]

Direction = Literal["in", "out"]

ALL: Final = "all"
"""The protocol that means every protocol and port."""

_PROTOCOLS: Final[Mapping[str, str]] = {"-1": ALL, "all": ALL, "6": "tcp", "17": "udp", "1": "icmp", "58": "icmpv6"}
_LAST_PORT: Final = 65535
_PEERS: Final = (
    "SourceSecurityGroupId",
    "DestinationSecurityGroupId",
    "SourcePrefixListId",
    "DestinationPrefixListId",
)
_KEYS: Final = ("IpProtocol", "FromPort", "ToPort", "CidrIp", "CidrIpv6", *_PEERS)
_INLINE: Final[Mapping[Direction, str]] = {"in": "SecurityGroupIngress", "out": "SecurityGroupEgress"}
_ALONE: Final[Mapping[str, Direction]] = {
    "AWS::EC2::SecurityGroupIngress": "in",
    "AWS::EC2::SecurityGroupEgress": "out",
}


@dataclass(eq=False, slots=True)
class GroupRule:
    """A rule of a security group; not frozen, since making a frozen one takes five times as long.

    Attributes:
        resource: Where it stands: the group itself, or a resource of its own.
        location: Where in the properties of that resource; empty for a resource of its own.
        direction: ``in`` or ``out``.
        group: What it belongs to: the group, or an attribute that names one, such as a directory's own.
        protocol: ``tcp``, ``udp``, ``icmp``, another number, or ``all``; None where it is not known.
        first: The first port, where the protocol has ports and it is known.
        last: The last one.
        cidr: The range of the other side, IPv4 or IPv6, where it is one and known.
        peer: The group or prefix list of the other side, where it is one.
    """

    resource: Resource
    location: str
    direction: Direction
    group: Reference
    protocol: str | None
    first: int | None
    last: int | None
    cidr: str | None
    peer: Value

    def covers(self, protocol: str, port: int) -> bool:
        """Whether the rule is certain to open a port."""
        if self.protocol == ALL:
            return True
        return self.protocol == protocol and self.first is not None and self.first <= port <= (self.last or self.first)

    @property
    def every_port(self) -> bool:
        """Whether it is certain to open all ports of its protocol, or of all."""
        return self.protocol == ALL or (self.first in {0, 1} and self.last == _LAST_PORT)


@dataclass(frozen=True)
class Group:
    """A security group that a template makes.

    Attributes:
        resource: Its resource.
        inbound: Its inbound rules, as far as they are known.
        outbound: Its outbound rules.
        complete: Whether all inline rules are known; one that comes from a function may not be.
        listed: The directions of which every rule is there to be seen, though perhaps not every value in it.
    """

    resource: Resource
    inbound: list[GroupRule] = field(default_factory=list)
    outbound: list[GroupRule] = field(default_factory=list)
    complete: bool = True
    listed: frozenset[Direction] = frozenset()


class Groups(Mapping[str, Group]):
    """The security groups that some templates make, by the name of the resource; each is read when it is asked for."""

    def __init__(self, templates: Templates) -> None:
        self._resources = {each.name: each for each in templates.of_type("AWS::EC2::SecurityGroup")}
        self._alone = _by_group(templates)
        self._perhaps = _perhaps_given(templates)
        self._made: dict[str, Group] = {}

    def __getitem__(self, name: str) -> Group:
        if name not in self._made:
            self._made[name] = self._group(self._resources[name])
        return self._made[name]

    def __contains__(self, name: object) -> bool:
        return name in self._resources

    def __iter__(self) -> Iterator[str]:
        return iter(self._resources)

    def __len__(self) -> int:
        return len(self._resources)

    def _group(self, resource: Resource) -> Group:
        listed = (
            direction
            for direction, key in _INLINE.items()
            if (resource.name, direction) not in self._perhaps
            and all(isinstance(given, dict) for given in resource.properties.values(key))
        )
        complete = all(resource.properties.knows(key) for key in _INLINE.values())
        made = Group(resource, complete=complete, listed=frozenset(listed))
        for rule in (*_inline_rules(resource), *self._alone.get((resource.name, ""), ())):
            (made.inbound if rule.direction == "in" else made.outbound).append(rule)
        return made


@view
def groups(templates: Templates) -> Groups:
    """The security groups that the templates make, by the name of the resource."""
    return Groups(templates)


@view
def alone_rules(templates: Templates) -> list[GroupRule]:
    """The rules that are resources of their own: also of groups that no template makes."""
    found = []
    for type_, direction in _ALONE.items():
        for resource in templates.of_type(type_):
            group_id = resource.properties.value("GroupId")
            if isinstance(group_id, Reference):
                given = {key: resource.properties.value(key) for key in _KEYS}
                found.append(_rule(resource, "", direction, group_id, given))
    return found


@view
def group_rules(templates: Templates) -> list[GroupRule]:
    """Every rule of every security group: also of groups that no template makes, if a resource gives them rules."""
    inline = (rule for each in templates.of_type("AWS::EC2::SecurityGroup") for rule in _inline_rules(each))
    return [*inline, *alone_rules(templates)]


def rules_of(templates: Templates, group: Value) -> list[GroupRule]:
    """The rules of a group that is given by its id or by an attribute, such as a directory's own."""
    if not isinstance(group, Reference):
        return []
    own = groups(templates).get(group.resource.name) if not group.attribute else None
    if own is not None:
        return [*own.inbound, *own.outbound]
    return _by_group(templates).get((group.resource.name, group.attribute), [])


@view
def _by_group(templates: Templates) -> Mapping[tuple[str, str], list[GroupRule]]:
    found: dict[tuple[str, str], list[GroupRule]] = {}
    for rule in alone_rules(templates):
        found.setdefault((rule.group.resource.name, rule.group.attribute), []).append(rule)
    return found


def _perhaps_given(templates: Templates) -> set[tuple[str, Direction]]:
    """The groups that a rule of its own may belong to or not, with its direction."""
    return {
        (reference.resource.name, direction)
        for type_, direction in _ALONE.items()
        for resource in templates.of_type(type_)
        if isinstance(resource.properties.value("GroupId"), Unknown)
        for reference in resource.properties.references("GroupId")
    }


def _inline_rules(group: Resource) -> Iterator[GroupRule]:
    """The rules that stand in a group itself."""
    for direction, key in _INLINE.items():
        for number, given in enumerate(group.properties.values(key)):
            if isinstance(given, dict):
                yield _rule(group, f"{key}.{number}", direction, Reference(group), given)


def _rule(
    resource: Resource, location: str, direction: Direction, group: Reference, given: Mapping[str, Value]
) -> GroupRule:
    protocol = text_of(given.get("IpProtocol"))
    protocol = _PROTOCOLS.get(protocol.lower(), protocol.lower()) if protocol else None
    return GroupRule(
        resource,
        location,
        direction,
        group,
        protocol,
        number_of(given.get("FromPort")),
        number_of(given.get("ToPort")),
        text_of(given.get("CidrIp")) or text_of(given.get("CidrIpv6")),
        next((given[key] for key in _PEERS if given.get(key) is not None), None),
    )
