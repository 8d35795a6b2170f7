"""Conditional forwarders of a Managed AD."""

from __future__ import annotations

from typing import TYPE_CHECKING

from constructs import Construct

from workspaces_constructs.custom_resources.resource import WorkspacesResource
from workspaces_constructs.custom_resources.tokens import is_unresolved
from workspaces_constructs.facts.domains import require_dns_addresses, require_domain_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    import aws_cdk as cdk

    from workspaces_constructs.directory.managed_microsoft_ad import ManagedAdBase

__all__ = ["ConditionalForwarder"]


class ConditionalForwarder(Construct):
    """Lets members of a Managed AD find another domain: its DNS servers hand questions about that domain on.

    A :class:`Trust` makes the forwarder that it needs; this is for domains that are only looked up, and for a forwarder
    that must outlive its trust. A directory has one for each domain. One that somebody else made is left alone, and the
    deployment says so. Its addresses change in place (Directory Service guide, "ms_ad_setup_trust"; facts §3.3).

    Example:
        .. code-block:: python

            ConditionalForwarder(
                stack, "Forwarder", directory=directory, domain_name="lab.example.net", dns_addresses=["10.30.0.10"]
            )

    Args:
        scope: The construct it belongs to.
        construct_id: Its id in that scope.
        directory: A Managed AD; no other directory has forwarders.
        domain_name: The fully qualified name of the other domain.
        dns_addresses: One to four of its DNS servers, which the VPC has a way to.
        removal_policy: ``RETAIN`` leaves it when the stack goes. Default: deletion.

    Raises:
        ConfigurationError: A single-label domain, no address or more than four, an address that is none.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        directory: ManagedAdBase,
        domain_name: str,
        dns_addresses: Sequence[str],
        removal_policy: cdk.RemovalPolicy | None = None,
    ) -> None:
        super().__init__(scope, construct_id)
        self.domain_name = domain_name if is_unresolved(domain_name) else require_domain_name(domain_name)
        unknown = any(map(is_unresolved, ([*dns_addresses], *dns_addresses)))
        self.dns_addresses = list(dns_addresses) if unknown else require_dns_addresses(dns_addresses, domain_name)
        self.resource = WorkspacesResource(
            self,
            "Forwarder",
            kind="ConditionalForwarder",
            properties={
                "DirectoryId": directory.directory_id,
                "RemoteDomainName": self.domain_name,
                "DnsIpAddrs": self.dns_addresses,
            },
            removal_policy=removal_policy,
        )
