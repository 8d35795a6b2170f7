"""What desktops may reach, as a security group."""

from __future__ import annotations

from typing import TYPE_CHECKING

from constructs import Construct

from workspaces_constructs.custom_resources.tokens import is_unresolved
from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.facts.networks import require_limited_network
from workspaces_constructs.facts.ports import (
    DESKTOP_TO_DIRECTORY,
    DESKTOP_TO_DIRECTORY_WIDE,
    DESKTOP_TO_INTERNET,
    FILE_SHARE,
    HELP_DESK,
    PortRule,
)
from workspaces_constructs.network.security_groups import ANYWHERE, Opening, inbound, made_group, outbound

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aws_cdk import aws_ec2 as ec2

__all__ = ["DesktopSecurityGroup"]

_PROXY_PORT = 3128
_LAST_PORT = 65535


class DesktopSecurityGroup(Construct):
    """A group for the primary interface of desktops: out to the directory and the web, in for nobody but the help desk.

    Groups add up. Every WorkSpace also carries the service's own ``<directory id>_workspacesMembers`` group, which lets
    everything out: what desktops must *not* reach is kept from them by their subnets' routes and network ACLs. This
    group says what they need, and it is what others can name as a source. It takes effect for WorkSpaces launched or
    rebuilt after it is set.

    Args:
        scope: The construct it belongs to.
        construct_id: Its id in that scope.
        vpc: The VPC of the desktops.
        directory_cidrs: Where the domain controllers and DNS servers are (facts §1.4).
        internet: Whether desktops may open TCP 80 and 443 to any address, through NAT or back through on-premises.
            Default: yes, unless there are proxies.
        proxy_cidrs: Where the proxies are that desktops reach the web through instead. Default: none.
        proxy_ports: The TCP ports they listen at. Default: 3128, Squid's.
        on_premises_cidrs: Networks whose own websites desktops may open, at TCP 80 and 443. Default: none.
        file_server_cidrs: Where file servers and redirected folders are, at TCP 445. Default: none.
        help_desk_cidrs: From where RDP (TCP 3389) may be opened to desktops. Default: nowhere.
        wide_dynamic_ports: Allow TCP 1024-65535 to the directory, for old Windows. Default: no, 49152-65535.

    Raises:
        ConfigurationError: No directory range, both the internet and proxies, a help desk or a proxy that is the whole
            internet, or more than 60 rules.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        vpc: ec2.IVpc,
        directory_cidrs: Sequence[str],
        internet: bool | None = None,
        proxy_cidrs: Sequence[str] = (),
        proxy_ports: Sequence[int] = (_PROXY_PORT,),
        on_premises_cidrs: Sequence[str] = (),
        file_server_cidrs: Sequence[str] = (),
        help_desk_cidrs: Sequence[str] = (),
        wide_dynamic_ports: bool = False,
    ) -> None:
        super().__init__(scope, construct_id)
        if not directory_cidrs:
            raise ConfigurationError(
                "directory_cidrs",
                value="none",
                allowed="the ranges of the domain controllers",
                fix="pass the CIDRs of the directory's subnets, or of the on-premises domain controllers",
            )
        _check_proxies(internet, proxy_cidrs, proxy_ports)
        anywhere = (ANYWHERE,) if internet or (internet is None and not proxy_cidrs) else ()
        self.security_group = made_group(
            self,
            "Group",
            vpc=vpc,
            description="Amazon WorkSpaces desktops",
            ingress=inbound(Opening(HELP_DESK, help_desk_cidrs), what="help_desk_cidrs"),
            egress=outbound(
                Opening(DESKTOP_TO_DIRECTORY_WIDE if wide_dynamic_ports else DESKTOP_TO_DIRECTORY, directory_cidrs),
                Opening(DESKTOP_TO_INTERNET, [*anywhere, *on_premises_cidrs]),
                Opening([PortRule("tcp", port, port, "proxy", "proxy_ports") for port in proxy_ports], proxy_cidrs),
                Opening(FILE_SHARE, file_server_cidrs),
                what="outbound rules of desktops",
            ),
        )


def _check_proxies(internet: bool | None, cidrs: Sequence[str], ports: Sequence[int]) -> None:
    if cidrs and internet:
        raise ConfigurationError(
            "proxy_cidrs",
            value=", ".join(cidrs),
            allowed="only for desktops that do not reach the internet themselves",
            fix="leave internet out",
        )
    for cidr in cidrs:
        if not is_unresolved(cidr):
            require_limited_network(cidr, "proxy_cidrs")
    for port in ports:
        if not 1 <= port <= _LAST_PORT:
            raise ConfigurationError("proxy_ports", value=port, allowed="1 to 65535", fix=f"use {_PROXY_PORT}")
