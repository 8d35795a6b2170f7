"""Network ACLs of the subnets of desktops and directories."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from workspaces_constructs.facts.ports import PortRule
from workspaces_constructs.rules.rule import Violation, rule
from workspaces_constructs.rules.views.directories import registrations
from workspaces_constructs.rules.views.domains import domains_of
from workspaces_constructs.rules.views.network_acls import acl_entries, acls, lets_through
from workspaces_constructs.rules.views.port_coverage import DESKTOP_TO_CONTROLLER, named

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from ipaddress import IPv4Network

    from workspaces_constructs.rules.templates import Templates
    from workspaces_constructs.rules.views.network_acls import AclEntry
    from workspaces_constructs.rules.views.networks import Subnet

_SOURCE: Final = "https://docs.aws.amazon.com/workspaces/latest/adminguide/workspaces-port-requirements.html"
_ANSWERS: Final = (
    PortRule("tcp", 49152, 65535, "answers", _SOURCE),
    PortRule("udp", 49152, 65535, "answers", _SOURCE),
)
"""Where Windows expects answers; a network ACL does not know what was asked."""


@rule(
    "WorkSpaces-SG16",
    "error",
    title="Network ACLs let desktops and domain controllers talk to each other",
    reason="A network ACL keeps no state: what desktops send and what comes back both need an entry that allows it.",
    fix="Allow these ports between the subnets, or give the subnets the VPC's default network ACL.",
    source=_SOURCE,
)
def acls_let_the_directory_through(templates: Templates) -> Iterator[Violation]:
    """Network ACLs that block what desktops and their domain controllers need of each other."""
    seen = set()
    for desktops, controllers in _pairs(templates):
        for subnet, other, outbound in ((desktops, controllers, True), (controllers, desktops, False)):
            acl = acls(templates).get(subnet.resource.name)
            entries = acl_entries(templates).get(acl.name) if acl else None
            if acl is None or entries is None or other.network is None:
                continue
            key = (acl.name, other.network, outbound)
            if key in seen:
                continue
            seen.add(key)
            blocked = _blocked(entries, other.network, DESKTOP_TO_CONTROLLER, outbound=outbound)
            blocked_back = _blocked(entries, other.network, _ANSWERS, outbound=not outbound)
            way, back = ("to", "from") if outbound else ("from", "to")
            for direction, ports in ((way, blocked), (f"the answers {back}", blocked_back)):
                if ports:
                    yield Violation(acl, f"blocks {named(ports)}, {direction} {other.network}")


def _pairs(templates: Templates) -> Iterator[tuple[Subnet, Subnet]]:
    """Each subnet of desktops with each one of their domain controllers; inside a subnet no network ACL applies."""
    for registration in registrations(templates):
        domains = domains_of(templates, registration)
        controllers = [subnet for domain in domains for subnet in domain.subnets]
        for desktops in registration.subnets:
            for other in controllers:
                if desktops.resource is not other.resource:
                    yield desktops, other


def _blocked(
    entries: Sequence[AclEntry], network: IPv4Network, ports: Iterable[PortRule], *, outbound: bool
) -> list[PortRule]:
    return [
        each
        for each in ports
        if not all(
            lets_through(entries, network, each.protocol, port, outbound=outbound)
            for port in {each.from_port, each.to_port}
        )
    ]
