"""What desktops may reach at all, as a network ACL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from aws_cdk import aws_ec2 as ec2
from constructs import Construct

from workspaces_constructs.custom_resources.acknowledgements import acknowledge
from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.facts.ports import DESKTOP_TO_INTERNET, FILE_SHARE, HELP_DESK, RADIUS, PortRule
from workspaces_constructs.network.acl_entries import (
    ALL_PROTOCOLS,
    ANSWERS,
    ICMP,
    NUMBERS,
    Conversation,
    Entry,
    answers_of_directory,
    limited,
)
from workspaces_constructs.network.routes import wait_for
from workspaces_constructs.network.security_groups import ANYWHERE
from workspaces_constructs.network.vpcs import vpc_cidr, vpc_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from workspaces_constructs.network.subnets import SubnetPair

__all__ = ["MOST_ENTRIES", "DesktopNetworkAcl"]

MOST_ENTRIES: Final = 18
"""Entries of our own each way: the quota is 20, and the two entries that deny the rest, IPv4 and IPv6, are counted.

VPC guide, "Amazon VPC quotas"; whether the IPv6 one counts in a VPC without IPv6 is unsourced [I], so it is left free.
"""

_STEP: Final = 10


class DesktopNetworkAcl(Construct):
    """A network ACL for a persona's subnets that leaves their desktops one way out, or none.

    Security groups add up, and every WorkSpace carries one of the service's own that lets everything out (DESIGN §4).
    What a persona must not reach is therefore kept from it here, and by the routes of its subnets. Desktops with NAT
    gateways (``egress="nat"``) may reach everything and need none.

    An ACL holds no more than 20 entries each way, so it is coarse where a security group is fine: towards the
    directory every port is open, and the ports are the security group's matter. It knows no connections: answers come
    in at 1024-65535 from whom desktops may ask. It filters neither link-local services (metadata, Windows activation,
    time, the VPC's DNS) nor traffic inside one subnet (VPC guide, "Control subnet traffic with network access control
    lists"), nor the management interface of WorkSpaces, which is in no subnet of yours (facts §1.3). The connector of
    the persona is in the same subnets: its domain is in ``directory_cidrs``, its RADIUS servers in ``radius_cidrs``.

    Example:
        .. code-block:: python

            DesktopNetworkAcl(
                stack, "Contractors", vpc=network.vpc, subnets=network.desktop_subnets["contractors"], egress="proxy",
                directory_cidrs=network.directory_subnets.cidrs,
                proxy_cidrs=[f"{address}/32" for address in proxy.addresses],
            )

    Args:
        scope: The construct it belongs to.
        construct_id: Its id in that scope.
        vpc: The VPC, with its range.
        subnets: The persona's pair.
        egress: ``proxy``: TCP to the proxies. ``on-premises``: everything outside the VPC, which the routes lead back
            through on-premises. ``none``: nothing beyond what the next arguments name.
        directory_cidrs: Where the domain controllers and DNS servers are.
        proxy_cidrs: The proxies' addresses; for ``proxy`` only.
        proxy_ports: The TCP ports they listen at. Default: 3128 for the proxy and 80 for the PAC file.
        on_premises_cidrs: Networks whose own websites (TCP 80 and 443) may be opened; with ``on-premises`` they are
            open anyway.
        file_server_cidrs: Where file servers are, at TCP 445.
        radius_cidrs: Where the connector's RADIUS servers are.
        radius_port: The UDP port they listen at. Default: 1812.
        endpoint_cidrs: Where interface endpoints are, at TCP 443.
        help_desk_cidrs: From where RDP (TCP 3389) may be opened to desktops.

    Raises:
        ConfigurationError: No directory, proxies without ``proxy`` or the other way round, the whole internet in place
            of networks, a VPC without its range, or more entries than an ACL holds.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        vpc: ec2.IVpc,
        subnets: SubnetPair,
        egress: Literal["proxy", "on-premises", "none"],
        directory_cidrs: Sequence[str],
        proxy_cidrs: Sequence[str] = (),
        proxy_ports: Sequence[int] = (3128, 80),
        on_premises_cidrs: Sequence[str] = (),
        file_server_cidrs: Sequence[str] = (),
        radius_cidrs: Sequence[str] = (),
        radius_port: int = RADIUS[0].from_port,
        endpoint_cidrs: Sequence[str] = (),
        help_desk_cidrs: Sequence[str] = (),
    ) -> None:
        super().__init__(scope, construct_id)
        _check(egress, directory_cidrs, proxy_cidrs)
        everything_out = egress == "on-premises"
        ours = [
            Conversation("tcp", [(port, port) for port in proxy_ports], proxy_cidrs, "proxy_cidrs"),
            Conversation("tcp", _ports(FILE_SHARE), file_server_cidrs, "file_server_cidrs"),
            Conversation("tcp", [(443, 443)], endpoint_cidrs, "endpoint_cidrs"),
            Conversation("udp", [(radius_port, radius_port)], radius_cidrs, "radius_cidrs"),
        ]
        if not everything_out:
            ours.append(Conversation("tcp", _ports(DESKTOP_TO_INTERNET), on_premises_cidrs, "on_premises_cidrs"))
        theirs = Conversation("tcp", _ports(HELP_DESK), help_desk_cidrs, "help_desk_cidrs")
        directory = limited(directory_cidrs, "directory_cidrs")
        out = [Entry(ALL_PROTOCOLS, cidr) for cidr in directory]
        out += [entry for conversation in ours for entry in conversation.asked()]
        out += theirs.answered()
        into = [entry for cidr in directory for entry in answers_of_directory(cidr)]
        into += [entry for conversation in ours for entry in conversation.answered()]
        into += theirs.asked()
        if everything_out:
            neighbours = Entry(ALL_PROTOCOLS, _own_range(vpc), action="deny")
            out += [neighbours, Entry(ALL_PROTOCOLS, ANYWHERE)]
            into += [
                neighbours,
                *(Entry(number, ANYWHERE, ANSWERS) for number in NUMBERS.values()),
                Entry(ICMP, ANYWHERE),
            ]
        acknowledge(
            self,
            {
                "AwsSolutions-VPC3": "Security groups add up, and WorkSpaces gives every desktop one that lets "
                "everything out: only an ACL keeps desktops from what they must not reach."
            },
        )
        self.network_acl = ec2.CfnNetworkAcl(self, "Acl", vpc_id=vpc_id(vpc))
        entries = [*self._entries("In", into, egress=False), *self._entries("Out", out, egress=True)]
        for index, subnet in enumerate(subnets.subnets, 1):
            association = ec2.CfnSubnetNetworkAclAssociation(
                self, f"Association{index}", network_acl_id=self.network_acl.ref, subnet_id=subnet.subnet_id
            )
            # Until all entries are there, the subnet stays with the ACL it has; an empty one would cut it off.
            association.node.add_dependency(*entries)
            # No desktop is there before it is closed in, nor after.
            wait_for(vpc, association)

    def _entries(self, name: str, entries: Iterable[Entry], *, egress: bool) -> list[ec2.CfnNetworkAclEntry]:
        made = list(dict.fromkeys(entries))
        if len(made) > MOST_ENTRIES:
            raise ConfigurationError(
                "entries of a network ACL",
                value=f"{len(made)} {'out' if egress else 'in'}",
                allowed=f"at most {MOST_ENTRIES} each way",
                fix="name fewer, larger ranges, such as 10.1.0.0/16 in place of the subnets in it",
            )
        return [
            ec2.CfnNetworkAclEntry(
                self,
                f"{name}{index}",
                network_acl_id=self.network_acl.ref,
                rule_number=index * _STEP,
                egress=egress,
                protocol=entry.protocol,
                rule_action=entry.action,
                cidr_block=entry.cidr,
                port_range=ec2.CfnNetworkAclEntry.PortRangeProperty(from_=entry.ports[0], to=entry.ports[1])
                if entry.ports
                else None,
                icmp=ec2.CfnNetworkAclEntry.IcmpProperty(type=3, code=4) if entry.protocol == ICMP else None,
            )
            for index, entry in enumerate(made, 1)
        ]


def _ports(rules: Sequence[PortRule]) -> list[tuple[int, int]]:
    return [(rule.from_port, rule.to_port) for rule in rules]


def _own_range(vpc: ec2.IVpc) -> str:
    try:
        return vpc_cidr(vpc)
    except RuntimeError as error:
        raise ConfigurationError(
            "vpc of a DesktopNetworkAcl",
            value="a VPC without its range",
            allowed="one whose range is known, because its other subnets are closed to these desktops",
            fix="import it with vpc_cidr_block",
        ) from error


def _check(egress: str, directory_cidrs: Sequence[str], proxy_cidrs: Sequence[str]) -> None:
    if egress not in ("proxy", "on-premises", "none"):
        raise ConfigurationError(
            "egress", value=egress, allowed="proxy, on-premises, none", fix="make no network ACL for nat"
        )
    if not directory_cidrs:
        raise ConfigurationError(
            "directory_cidrs",
            value="none",
            allowed="the ranges of the domain controllers",
            fix="pass the CIDRs of the directory's subnets, or of the on-premises domain controllers",
        )
    if bool(proxy_cidrs) != (egress == "proxy"):
        raise ConfigurationError(
            "proxy_cidrs",
            value=", ".join(proxy_cidrs) or "none",
            allowed="the proxies' addresses with the egress proxy, and none with another",
            fix="pass [f'{address}/32' for address in proxy.addresses]" if egress == "proxy" else "leave them out",
        )
