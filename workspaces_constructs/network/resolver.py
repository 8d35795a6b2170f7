"""Route 53 Resolver endpoints: DNS between a VPC, its directories and on-premises."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aws_cdk as cdk
from constructs import Construct

from workspaces_constructs.custom_resources.tokens import is_unresolved
from workspaces_constructs.facts.addresses import require_address, require_host_address
from workspaces_constructs.facts.domains import require_domain_name
from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.facts.ports import DNS
from workspaces_constructs.network.security_groups import Opening, inbound, made_group, outbound
from workspaces_constructs.network.vpcs import vpc_id

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from aws_cdk import aws_ec2 as ec2

    from workspaces_constructs.network.subnets import SubnetPair

__all__ = ["ResolverInbound", "ResolverOutbound"]

_SERVERS_OF_A_DIRECTORY = 2
_MOST_TARGETS = 6


class ResolverOutbound(Construct):
    """An outbound Resolver endpoint and a rule for each domain that other DNS servers answer for.

    WorkSpaces themselves ask their directory's DNS servers. This is for everything else in the VPC: with it, hosts keep
    the VPC's own resolver and still find the directory's and the on-premises domains (whitepaper, current edition, "VPC
    Design"; facts §1.9). A domain's rule holds for the names below it too.

    Example:
        .. code-block:: python

            ResolverOutbound(
                stack, "Resolver", vpc=network.vpc, subnets=network.server_subnets,
                domains={"corp.example.com": directory.dns_addresses, "example.com": ["10.1.0.10", "10.1.0.11"]},
            )

    Args:
        scope: The construct it belongs to.
        construct_id: Its id in that scope.
        vpc: The VPC whose hosts ask.
        subnets: Two subnets that have a route to the DNS servers; the endpoint takes an address in each.
        domains: The DNS servers of each domain, at most six.

    Raises:
        ConfigurationError: No domain, a single-label one, no server or more than six, or something that is no address.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        vpc: ec2.IVpc,
        subnets: SubnetPair,
        domains: Mapping[str, Sequence[str]],
    ) -> None:
        from aws_cdk import aws_route53resolver as resolver

        super().__init__(scope, construct_id)
        if not domains:
            raise ConfigurationError(
                "domains of ResolverOutbound",
                value="none",
                allowed="at least one",
                fix='name it with its DNS servers: {"corp.example.com": directory.dns_addresses}',
            )
        servers = {domain: _servers(domain, addresses) for domain, addresses in domains.items()}
        everybody = dict.fromkeys(address for addresses in servers.values() for address in addresses)
        self.security_group = made_group(
            self,
            "Group",
            vpc=vpc,
            description="Route 53 Resolver, outbound",
            egress=outbound(Opening(DNS, [f"{address}/32" for address in everybody]), what="DNS servers"),
        )
        self.endpoint = resolver.CfnResolverEndpoint(
            self,
            "Endpoint",
            direction="OUTBOUND",
            ip_addresses=[
                resolver.CfnResolverEndpoint.IpAddressRequestProperty(subnet_id=subnet_id)
                for subnet_id in subnets.subnet_ids
            ],
            security_group_ids=[self.security_group.security_group_id],
        )
        cdk.Tags.of(self.endpoint).add("Name", self.node.path)
        self.rules = {domain: self._rule(domain, addresses, vpc) for domain, addresses in servers.items()}

    def _rule(self, domain: str, addresses: Sequence[str], vpc: ec2.IVpc) -> str:
        from aws_cdk import aws_route53resolver as resolver

        rule = resolver.CfnResolverRule(
            self,
            f"Rule-{domain}",
            rule_type="FORWARD",
            domain_name=domain,
            resolver_endpoint_id=self.endpoint.attr_resolver_endpoint_id,
            target_ips=[resolver.CfnResolverRule.TargetAddressProperty(ip=address, port="53") for address in addresses],
        )
        resolver.CfnResolverRuleAssociation(
            self, f"Association-{domain}", vpc_id=vpc_id(vpc), resolver_rule_id=rule.attr_resolver_rule_id
        )
        return rule.attr_resolver_rule_id


class ResolverInbound(Construct):
    """An inbound Resolver endpoint: addresses that DNS servers outside the VPC forward to.

    On-premises servers get a conditional forwarder to them, for names that the VPC's resolver knows: private hosted
    zones, private names of endpoints such as the one for streaming (whitepaper, current edition, "VPC Design").

    Example:
        .. code-block:: python

            ResolverInbound(
                stack, "Resolver", vpc=network.vpc, subnets=network.server_subnets,
                askers=["10.1.0.10/32", "10.1.0.11/32"],
            )

    Args:
        scope: The construct it belongs to.
        construct_id: Its id in that scope.
        vpc: The VPC whose resolver answers.
        subnets: Two subnets; the endpoint takes an address in each.
        askers: The ranges of the DNS servers that may ask.
        addresses: Its two addresses, one in each subnet, so that forwarders can be set up before the deployment and
            survive a replacement. Default: AWS picks them.

    Raises:
        ConfigurationError: Nobody may ask, the whole internet may, or an address lies outside its subnet.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        vpc: ec2.IVpc,
        subnets: SubnetPair,
        askers: Sequence[str],
        addresses: tuple[str, str] | None = None,
    ) -> None:
        from aws_cdk import aws_route53resolver as resolver

        super().__init__(scope, construct_id)
        if not askers:
            raise ConfigurationError(
                "askers of ResolverInbound",
                value="none",
                allowed="at least one range",
                fix="name the on-premises DNS servers, such as 10.1.0.10/32",
            )
        for address, cidr in zip(addresses or (), subnets.cidrs, strict=False):
            if not is_unresolved(address) and not is_unresolved(cidr):
                require_host_address(address, cidr, "addresses of ResolverInbound")
        self.security_group = made_group(
            self,
            "Group",
            vpc=vpc,
            description="Route 53 Resolver, inbound",
            ingress=inbound(Opening(DNS, askers), what="askers of ResolverInbound"),
            egress=outbound(),
        )
        self.addresses = addresses
        self.endpoint = resolver.CfnResolverEndpoint(
            self,
            "Endpoint",
            direction="INBOUND",
            ip_addresses=[
                resolver.CfnResolverEndpoint.IpAddressRequestProperty(subnet_id=subnet_id, ip=address)
                for subnet_id, address in zip(subnets.subnet_ids, addresses or (None, None), strict=True)
            ],
            security_group_ids=[self.security_group.security_group_id],
        )
        cdk.Tags.of(self.endpoint).add("Name", self.node.path)


def _servers(domain: str, addresses: Sequence[str]) -> list[str]:
    """Return a domain's servers one by one; a list that only the deployment will know is a directory's two."""
    require_domain_name(domain)
    if is_unresolved(list(addresses)):
        return [cdk.Fn.select(index, list(addresses)) for index in range(_SERVERS_OF_A_DIRECTORY)]
    if not 1 <= len(addresses) <= _MOST_TARGETS:
        raise ConfigurationError(
            f"DNS servers of {domain}",
            value=len(addresses),
            allowed=f"1 to {_MOST_TARGETS} in a Resolver rule",
            fix="name the nearest ones",
        )
    for address in addresses:
        if not is_unresolved(address):
            require_address(address, f"DNS servers of {domain}")
    return list(addresses)
