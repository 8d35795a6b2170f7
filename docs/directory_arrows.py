"""The arrows of the directories' picture, by references and by addresses that templates write out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from docs.directory_boxes import DIRECTORIES, unit_of
from docs.resource_types import (
    AUTOMATION,
    CONNECTOR,
    DHCP_OPTIONS,
    FLEET,
    FLOW_LOG,
    FORWARDER,
    INSTANCE,
    KEY,
    LOAD_BALANCER,
    MANAGED_AD,
    PROXIES,
    RADIUS_MFA,
    REGISTRATION,
    SECRET,
    SECURITY_GROUP,
    TRUST,
    USER,
    WORKSPACE,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from docs.elsewhere import Elsewhere
    from docs.template import Resource, Template

    Arrow = tuple[str, str, str]

__all__ = ["found_arrows"]

_LINKS: Final = (
    (WORKSPACE, "DirectoryId", (REGISTRATION,), "started by"),
    (FLEET, "DirectoryIds", (REGISTRATION,), "started by"),
    (FLEET, "StateMachineArn", (KEY,), "encrypted by"),
    (WORKSPACE, "VolumeEncryptionKey", (KEY,), "volumes encrypted by"),
    (REGISTRATION, "DirectoryId", (CONNECTOR, *DIRECTORIES), "registers"),
    (CONNECTOR, "CustomerDnsIps", DIRECTORIES, "DNS and log-on"),
    (CONNECTOR, "CustomerUserName", (USER,), "signs in as"),
    (RADIUS_MFA, "RadiusServers", (INSTANCE,), "second factor"),
    (USER, "DirectoryId", (MANAGED_AD,), "account in"),
    (DHCP_OPTIONS, "DomainNameServers", DIRECTORIES, "DNS servers"),
    (SECRET, "KmsKeyId", (KEY,), "encrypted by"),
    (FLOW_LOG, "LogGroupName", (KEY,), "encrypted by"),
)
"""The references that become arrows: a type's property, the types it is followed to, and the words on the arrow."""

_BY_ADDRESS: Final = (
    (CONNECTOR, "CustomerDnsIps", "DNS and log-on"),
    (DHCP_OPTIONS, "DomainNameServers", "DNS servers"),
)
"""What names servers by their addresses, which are those of servers in the templates or elsewhere."""

_TRUSTS: Final = {
    "Two-Way": "trust, both ways",
    "One-Way: Outgoing": "trust, one way: trusts",
    "One-Way: Incoming": "trust, one way: is trusted by",
}


def found_arrows(
    template: Template, elsewhere: Elsewhere, box_of: Mapping[str, str], users: Mapping[str, Resource]
) -> Iterator[Arrow]:
    """Every arrow as two boxes and the words on it.

    Args:
        template: All stacks.
        elsewhere: What is not in them.
        box_of: The box of each resource that is not one of its own.
        users: Users who are made in the templates, by name.
    """
    found = [
        *_references(template),
        *_names(template, users),
        *_addresses(template, elsewhere),
        *_other_domains(template, elsewhere),
        *_units(template),
        *_proxied(template),
    ]
    for start, end, words in found:
        yield box_of.get(start, start), box_of.get(end, end), words


def _references(template: Template) -> Iterator[Arrow]:
    for kind, name, targets, words in _LINKS:
        for resource in template.of(kind):
            for target in template.reached(resource.properties.get(name), *targets):
                yield resource.logical_id, target.logical_id, words
    for automation in template.of(AUTOMATION):
        parameters = automation.part("Parameters")
        for host in template.reached(parameters.get("InstanceId"), INSTANCE):
            for directory in template.reached(parameters.get("DnsAddresses"), *DIRECTORIES):
                yield host.logical_id, directory.logical_id, "works on"


def _names(template: Template, users: Mapping[str, Resource]) -> Iterator[Arrow]:
    for connector in template.of(CONNECTOR):
        if account := users.get(connector.text("CustomerUserName")):
            yield connector.logical_id, account.logical_id, "signs in as"


def _addresses(template: Template, elsewhere: Elsewhere) -> Iterator[Arrow]:
    for kind, name, words in _BY_ADDRESS:
        for resource in template.of(kind):
            ends = [each.logical_id for each in elsewhere.instances(resource, name)] or [elsewhere.domain(resource)]
            yield from ((resource.logical_id, end, words) for end in ends if end)
    for mfa in template.of(RADIUS_MFA):
        if servers := elsewhere.radius(mfa):
            yield mfa.logical_id, servers, "second factor"


def _other_domains(template: Template, elsewhere: Elsewhere) -> Iterator[Arrow]:
    for resource in template.of(TRUST, FORWARDER):
        kind, direction = resource.text("TrustType").lower(), resource.text("TrustDirection")
        words = f"{kind} {_TRUSTS[direction]}" if direction else "forwards names to"
        for directory in template.reached(resource.properties.get("DirectoryId"), MANAGED_AD):
            yield directory.logical_id, elsewhere.domain(resource), words
    for automation in template.of(AUTOMATION):
        if domain := elsewhere.domain(automation):
            for instance in template.reached(automation.properties.get("Subject"), INSTANCE):
                yield instance.logical_id, domain, "replicate with"


def _units(template: Template) -> Iterator[Arrow]:
    """From registrations whose OU is one of a Managed AD."""
    for registration in template.of(REGISTRATION):
        for directory in template.of(MANAGED_AD):
            if unit_of(registration).endswith(",".join(f"DC={label}" for label in directory.text("Name").split("."))):
                yield registration.logical_id, directory.logical_id, "computers in"


def _proxied(template: Template) -> Iterator[Arrow]:
    """From registrations whose desktops' security group leads to the load balancer of proxies."""
    addresses = {
        f"{mapping.get('PrivateIPv4Address')}/32"
        for balancer in template.of(LOAD_BALANCER)
        for mapping in balancer.parts("SubnetMappings")
    }
    for registration in template.of(REGISTRATION):
        groups = template.reached(registration.properties.get("WorkspaceCreationProperties"), SECURITY_GROUP)
        rules = [rule for group in groups for rule in group.parts("SecurityGroupEgress")]
        if any(rule.get("CidrIp") in addresses for rule in rules):
            yield from ((registration.logical_id, each.logical_id, "web through") for each in template.of(PROXIES))
