"""What templates name by its addresses because it is not in them: domains and RADIUS servers on-premises."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from docs.boxes import box
from docs.resource_types import AUTOMATION, CONNECTOR, DHCP_OPTIONS, FORWARDER, INSTANCE, RADIUS_MFA, TRUST

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docs.template import Resource, Template

__all__ = ["Elsewhere"]

_NAMED = (
    (AUTOMATION, "DomainName", "DnsAddresses"),
    (CONNECTOR, "Name", "CustomerDnsIps"),
    (TRUST, "RemoteDomainName", "ConditionalForwarderIpAddrs"),
    (FORWARDER, "RemoteDomainName", "DnsIpAddrs"),
    (DHCP_OPTIONS, "DomainName", "DomainNameServers"),
)
"""Where a domain is named with the addresses of its DNS servers."""


class Elsewhere:
    """Boxes of what is elsewhere.

    Args:
        template: All stacks.

    Attributes:
        boxes: Title and addresses of each, by its name in the picture.
    """

    def __init__(self, template: Template) -> None:
        self._template = template
        self._own = {each.text("PrivateIpAddress") for each in template.of(INSTANCE)}
        self.boxes: dict[str, tuple[str, tuple[str, ...]]] = {}
        for kind, _, _ in _NAMED:
            for resource in template.of(kind):
                if found := self._domain(resource):
                    self.boxes.setdefault(_name(found[0]), (f"Domain {found[0]}", found[1]))
        for mfa in template.of(RADIUS_MFA):
            if self.radius(mfa):
                self.boxes["radius_elsewhere"] = ("RADIUS servers", mfa.texts("RadiusServers"))

    def lines(self, where: str = "") -> Iterator[str]:
        """The boxes as lines of a chart, with a line that says where they are."""
        for name, (title, addresses) in self.boxes.items():
            yield box(name, "elsewhere", title, ", ".join(addresses), where)

    def domain(self, resource: Resource) -> str:
        """The box of the domain that a resource names; empty if that domain is in the templates."""
        found = self._domain(resource)
        return _name(found[0]) if found else ""

    def known(self, domain: str) -> str:
        """The box of a domain; empty if there is none."""
        return _name(domain) if _name(domain) in self.boxes else ""

    def radius(self, mfa: Resource) -> str:
        """The box of the RADIUS servers that a directory asks; empty if they are in the templates."""
        return "radius_elsewhere" if mfa.texts("RadiusServers") else ""

    def instances(self, resource: Resource, name: str) -> list[Resource]:
        """The servers in the templates whose addresses a resource names."""
        addresses = resource.texts(name)
        return [each for each in self._template.of(INSTANCE) if each.text("PrivateIpAddress") in addresses]

    def _domain(self, resource: Resource) -> tuple[str, tuple[str, ...]] | None:
        for kind, name, servers in _NAMED:
            if resource.type == kind:
                given = resource.part("Parameters") if kind == AUTOMATION else resource.properties
                domain, addresses = _texts(given.get(name)), _texts(given.get(servers))
                if domain and addresses and self._own.isdisjoint(addresses):
                    return domain[0], addresses
        return None


def _texts(value: object) -> tuple[str, ...]:
    """The texts in a value, or none if it refers to something."""
    if "{" in json.dumps(value):
        return ()
    items = value if isinstance(value, list) else [value]
    return tuple(part for item in items if isinstance(item, str) for part in item.split(","))


def _name(domain: str) -> str:
    return f"domain_{domain.replace('.', '_').replace('-', '_')}"
