"""DHCP options that let a VPC's hosts find a directory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import aws_ec2 as ec2
from constructs import Construct

from workspaces_constructs.custom_resources.tokens import is_unresolved
from workspaces_constructs.facts.arguments import require_list
from workspaces_constructs.facts.domains import require_domain_name
from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.network.names import name_tag
from workspaces_constructs.network.vpcs import vpc_id

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["DirectoryDhcpOptions"]

_MOST_SERVERS = 4
_POINT_TO_POINT = 2


class DirectoryDhcpOptions(Construct):
    """An option set with the directory's domain name and DNS addresses, associated with a VPC.

    WorkSpaces themselves ask the directory's DNS in any case and take only the domain suffix from here; servers in the
    VPC need all of it. The whitepaper's Table 2 also sets NetBIOS servers and node type 2; today's Directory Service
    guide leaves NTP and NetBIOS empty, and so does this by default (facts §1.9).

    Args:
        scope: The construct it belongs to.
        construct_id: Its id in that scope.
        vpc: The VPC. It takes one option set; the one associated before is replaced.
        domain_name: The directory's fully qualified domain name.
        dns_addresses: The DNS servers, at most four; on-premises, of a Managed AD, or of domain controllers.
        ntp_servers: Time servers. Default: none, Windows asks its domain controller.
        netbios_name_servers: NetBIOS name servers. Default: none.
        netbios_node_type: 2 (point-to-point) is the only one EC2 recommends. Default: 2 where there are NetBIOS
        servers.

    Raises:
        ConfigurationError: A single-label domain, or more than four servers of a kind.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        vpc: ec2.IVpc,
        domain_name: str,
        dns_addresses: Sequence[str],
        ntp_servers: Sequence[str] = (),
        netbios_name_servers: Sequence[str] = (),
        netbios_node_type: int | None = None,
    ) -> None:
        super().__init__(scope, construct_id)
        if not is_unresolved(domain_name):
            require_domain_name(domain_name)
        for what, servers in (
            ("dns_addresses", dns_addresses),
            ("ntp_servers", ntp_servers),
            ("netbios_name_servers", netbios_name_servers),
        ):
            if len(require_list(servers, what)) > _MOST_SERVERS:
                raise ConfigurationError(
                    what, value=", ".join(servers), allowed=f"at most {_MOST_SERVERS}", fix="name the nearest ones"
                )
        self.options = ec2.CfnDHCPOptions(
            self,
            "Options",
            domain_name=domain_name,
            domain_name_servers=list(dns_addresses),
            ntp_servers=list(ntp_servers) or None,
            netbios_name_servers=list(netbios_name_servers) or None,
            netbios_node_type=netbios_node_type or (_POINT_TO_POINT if netbios_name_servers else None),
            tags=name_tag(self.node.path),
        )
        ec2.CfnVPCDHCPOptionsAssociation(
            self, "Association", vpc_id=vpc_id(vpc), dhcp_options_id=self.options.attr_dhcp_options_id
        )
