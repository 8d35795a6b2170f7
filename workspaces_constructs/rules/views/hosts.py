"""Servers that others find by their addresses: domain controllers, DNS and RADIUS servers on EC2."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from workspaces_constructs.rules.resources import Properties, Reference
from workspaces_constructs.rules.templates import view
from workspaces_constructs.rules.views.directories import desktop_vpcs, directories
from workspaces_constructs.rules.views.security_groups import groups

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from workspaces_constructs.rules.resources import Resource, Value
    from workspaces_constructs.rules.templates import Templates
    from workspaces_constructs.rules.views.security_groups import Group, GroupRule

__all__ = ["Host", "connector_hosts", "domain_hosts", "hosts_at", "radius_hosts"]

_INSTANCE: Final = "AWS::EC2::Instance"
_INTERFACE: Final = "AWS::EC2::NetworkInterface"


@dataclass(frozen=True)
class Host:
    """A server that a template makes.

    Attributes:
        resource: The instance, or the network interface that it will have.
        groups: Its security groups, as far as the templates make them.
        all_known: Whether these are all of its groups, and all their inbound rules are there to be seen.
    """

    resource: Resource
    groups: Sequence[Group]
    all_known: bool

    @property
    def inbound(self) -> list[GroupRule]:
        """What its groups let in together."""
        return [rule for group in self.groups for rule in group.inbound]


def hosts_at(templates: Templates, addresses: Iterable[Value]) -> list[Host]:
    """The servers at some addresses, which are texts or attributes of the servers."""
    given = list(addresses)
    known = _by_address(templates) if any(isinstance(each, str) for each in given) else {}
    found: dict[str, Resource] = {}
    for address in given:
        resource = known.get(address) if isinstance(address, str) else None
        if isinstance(address, Reference) and address.resource.type in {_INSTANCE, _INTERFACE}:
            resource = address.resource
        if resource is not None:
            found[resource.name] = resource
    return [_host(templates, each) for each in found.values()]


@view
def connector_hosts(templates: Templates) -> Mapping[str, list[Host]]:
    """The servers that AD Connectors ask, by the name of the connector."""
    return {
        each.resource.name: hosts_at(templates, each.resource.properties.values("CustomerDnsIps"))
        for each in directories(templates).values()
        if each.kind == "connector"
    }


@view
def domain_hosts(templates: Templates) -> list[Host]:
    """The domain controllers and DNS servers that connectors, trusts and the DHCP options of desktops name."""
    given: list[Value] = []
    for type_, key in (
        ("Custom::WorkspacesAdConnector", "CustomerDnsIps"),
        ("Custom::WorkspacesTrust", "ConditionalForwarderIpAddrs"),
        ("Custom::WorkspacesConditionalForwarder", "DnsIpAddrs"),
    ):
        given += [value for each in templates.of_type(type_) for value in each.properties.values(key)]
    for association in templates.of_type("AWS::EC2::VPCDHCPOptionsAssociation"):
        vpc, options = (association.properties.resource(key) for key in ("VpcId", "DhcpOptionsId"))
        if options is not None and vpc is not None and vpc.name in desktop_vpcs(templates):
            given += options.properties.values("DomainNameServers")
    return hosts_at(templates, given)


@view
def radius_hosts(templates: Templates) -> Mapping[str, list[Host]]:
    """The RADIUS servers by the name of the resource that switches multi-factor authentication on."""
    return {
        each.name: hosts_at(templates, each.properties.values("RadiusServers"))
        for each in templates.of_type("Custom::WorkspacesRadiusMfa")
    }


@view
def _by_address(templates: Templates) -> Mapping[str, Resource]:
    found: dict[str, Resource] = {}
    for resource in templates.of_type(_INTERFACE, _INSTANCE):
        interfaces = resource.properties.each("NetworkInterfaces") if resource.type == _INSTANCE else []
        for given in (resource.properties, *interfaces):
            address = given.text("PrivateIpAddress")
            if address:
                found[address] = resource
    return found


def _host(templates: Templates, resource: Resource) -> Host:
    known = groups(templates)
    given = _groups_of(resource)
    found = [known[each.resource.name] for each in given if isinstance(each, Reference) and each.resource.name in known]
    all_known = bool(given) and len(found) == len(given) and all("in" in group.listed for group in found)
    return Host(resource, found, all_known)


def _groups_of(resource: Resource) -> list[Value]:
    """The security groups of an instance or an interface; none where it takes them from elsewhere."""
    given = resource.properties
    if resource.type == _INTERFACE:
        return given.values("GroupSet")
    found = given.values("SecurityGroupIds")
    for interface in given.each("NetworkInterfaces"):
        own = interface.resource("NetworkInterfaceId")
        found = [*found, *(own.properties.values("GroupSet") if own else interface.values("GroupSet"))]
    return found or _groups_of_template(given)


def _groups_of_template(instance: Properties) -> list[Value]:
    """The security groups of an instance's launch template, which hold where it has none of its own."""
    template = instance.resource("LaunchTemplate", "LaunchTemplateId")
    data = template.properties.value("LaunchTemplateData") if template else None
    given = Properties(data if isinstance(data, dict) else {})
    return [
        *given.values("SecurityGroupIds"),
        *(group for each in given.each("NetworkInterfaces") for group in each.values("Groups")),
    ]
