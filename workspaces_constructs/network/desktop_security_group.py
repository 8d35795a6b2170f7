"""What desktops may reach, as a security group."""

from __future__ import annotations

from ipaddress import IPv4Network, collapse_addresses
from typing import TYPE_CHECKING

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from constructs import Construct

from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.facts.networks import require_limited_network, require_network
from workspaces_constructs.facts.ports import (
    DESKTOP_TO_DIRECTORY,
    DESKTOP_TO_DIRECTORY_WIDE,
    DESKTOP_TO_INTERNET,
    HELP_DESK,
    PortRule,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["DesktopSecurityGroup", "port_of"]


class DesktopSecurityGroup(Construct):
    """A group for the primary interface of desktops: out to the directory and the web, in for nobody but the help desk.

    Groups add up. Every WorkSpace also carries the service's own ``<directory id>_workspacesMembers`` group, which lets
    everything out: what desktops must *not* reach is kept from them by their subnets' routes. This group says what they
    need, and it is what others can name as a source. It takes effect for WorkSpaces launched or rebuilt after it is
    set.

    Args:
        scope: The construct it belongs to.
        construct_id: Its id in that scope.
        vpc: The VPC of the desktops.
        directory_cidrs: Where the domain controllers and DNS servers are (facts §1.4).
        internet: Whether desktops may open TCP 80 and 443 to any address. Default: yes.
        help_desk_cidrs: From where RDP (TCP 3389) may be opened to desktops. Default: nowhere.
        wide_dynamic_ports: Allow TCP 1024-65535 to the directory, for old Windows. Default: no, 49152-65535.

    Raises:
        ConfigurationError: No directory range, or a help desk that is the whole internet.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        vpc: ec2.IVpc,
        directory_cidrs: Sequence[str],
        internet: bool = True,
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
        self.security_group = ec2.SecurityGroup(
            self, "Group", vpc=vpc, allow_all_outbound=False, description="Amazon WorkSpaces desktops"
        )
        rules = DESKTOP_TO_DIRECTORY_WIDE if wide_dynamic_ports else DESKTOP_TO_DIRECTORY
        for cidr in _merged(directory_cidrs):
            for rule in rules:
                self.security_group.add_egress_rule(ec2.Peer.ipv4(cidr), port_of(rule), rule.purpose)
        for rule in DESKTOP_TO_INTERNET if internet else ():
            self.security_group.add_egress_rule(ec2.Peer.any_ipv4(), port_of(rule), rule.purpose)
        for cidr in help_desk_cidrs:
            if not cdk.Token.is_unresolved(cidr):
                require_limited_network(cidr, "help_desk_cidrs")
            for rule in HELP_DESK:
                self.security_group.add_ingress_rule(ec2.Peer.ipv4(cidr), port_of(rule), rule.purpose)


def port_of(rule: PortRule) -> ec2.Port:
    """A row of a port table as EC2 takes it."""
    kind = ec2.Protocol.TCP if rule.protocol == "tcp" else ec2.Protocol.UDP
    return ec2.Port(
        protocol=kind,
        from_port=rule.from_port,
        to_port=rule.to_port,
        string_representation=f"{rule.protocol}:{rule.from_port}-{rule.to_port}",
    )


def _merged(cidrs: Iterable[str]) -> list[str]:
    """Join neighbouring ranges, because a group holds only 60 rules each way."""
    cidrs = list(cidrs)
    known = [cidr for cidr in cidrs if not cdk.Token.is_unresolved(cidr)]
    merged = collapse_addresses(IPv4Network(require_network(cidr)) for cidr in known)
    return [str(network) for network in merged] + [cidr for cidr in cidrs if cdk.Token.is_unresolved(cidr)]
