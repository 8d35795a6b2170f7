"""What the directories that Directory Service runs itself have in common."""

from __future__ import annotations

from constructs import Construct

from workspaces_constructs.custom_resources.resource import WorkspacesResource
from workspaces_constructs.custom_resources.tokens import is_unresolved
from workspaces_constructs.facts.domains import default_netbios_name, require_domain_name, require_netbios_name
from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.facts.identifiers import require_identifier

__all__ = ["DirectoryMadeByAws"]


class DirectoryMadeByAws(Construct):
    """What a Managed AD and a Simple AD offer to other constructs, whether this stack made them or not.

    Attributes:
        directory_id: ``d-`` and ten hexadecimal digits.
        domain_name: The fully qualified domain name.
        netbios_name: The short one.
        dns_addresses: Its DNS servers.
        security_group_id: The group that Directory Service made for its domain controllers.
    """

    directory_id: str
    domain_name: str
    netbios_name: str
    deleted_by_cloudformation: bool

    def _take_names(self, domain_name: str, netbios_name: str | None) -> None:
        self.domain_name = domain_name if is_unresolved(domain_name) else require_domain_name(domain_name)
        if netbios_name:
            self.netbios_name = netbios_name if is_unresolved(netbios_name) else require_netbios_name(netbios_name)
        elif is_unresolved(domain_name):
            raise ConfigurationError(
                "netbios_name",
                value="none",
                allowed="a name, where the domain's is known only when it is deployed",
                fix="pass netbios_name",
            )
        else:
            self.netbios_name = default_netbios_name(domain_name)

    def _take_existing(self, directory_id: str, domain_name: str, netbios_name: str | None) -> None:
        if not is_unresolved(directory_id):
            require_identifier("directory id", directory_id)
        self.directory_id = directory_id
        self._take_names(domain_name, netbios_name)
        self._read_details()

    def _read_details(self) -> None:
        self.details = WorkspacesResource(
            self, "Details", kind="DirectoryDetails", properties={"DirectoryId": self.directory_id}
        )
        self.dns_addresses = self.details.texts("DnsIpAddrs")
        self.security_group_id = self.details.text("SecurityGroupId")
