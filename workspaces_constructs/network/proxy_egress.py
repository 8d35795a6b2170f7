"""A way out to the internet through filtering proxies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from constructs import Construct

from workspaces_constructs.custom_resources.places import stack_of
from workspaces_constructs.custom_resources.tokens import is_unresolved
from workspaces_constructs.facts.addresses import require_host_address
from workspaces_constructs.facts.domains import require_domain_name
from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.facts.networks import require_limited_network
from workspaces_constructs.facts.ports import DESKTOP_TO_INTERNET, PortRule
from workspaces_constructs.facts.web_domains import require_allowed_domains
from workspaces_constructs.network.flow_logs import let_logs_use
from workspaces_constructs.network.proxy_configuration import (
    PAC_PORT,
    PROXY_PORT,
    pac_file,
    squid_configuration,
)
from workspaces_constructs.network.proxy_instances import proxy_instances
from workspaces_constructs.network.proxy_load_balancer import proxy_load_balancer
from workspaces_constructs.network.security_groups import ANYWHERE, Opening, inbound, made_group, outbound
from workspaces_constructs.network.vpcs import vpc_cidr

if TYPE_CHECKING:
    from collections.abc import Sequence

    import aws_cdk as cdk
    from aws_cdk import aws_ec2 as ec2
    from aws_cdk import aws_kms as kms
    from aws_cdk import aws_logs as logs

    from workspaces_constructs.network.subnets import SubnetPair

__all__ = ["ProxyEgress"]

_SOURCE: Final = "whitepaper, Example of a Typical Configuration"
_PROXY: Final = PortRule("tcp", PROXY_PORT, PROXY_PORT, "proxy", _SOURCE)
_PAC: Final = PortRule("tcp", 80, 80, "PAC file", _SOURCE)
_PAC_ON_INSTANCES: Final = PortRule("tcp", PAC_PORT, PAC_PORT, "PAC file", _SOURCE)


class ProxyEgress(Construct):
    """Proxies that let desktops open the websites of an allow list, and nothing else.

    Two or more instances of Squid in two zones, behind a load balancer with a fixed address in each zone. It is for
    people whose internet access is restricted to specific websites (whitepaper, "Example of a Typical Configuration",
    Figure 3). That desktops have no other way out is the work of their subnets: no default route, and a
    :class:`DesktopNetworkAcl` that lets them reach these addresses only.

    The allow list is in one parameter of Systems Manager. Every proxy looks at it each minute, has Squid check what it
    finds and takes it up without a restart; a list that is wrong changes nothing. Requests for addresses in place of
    names, for other ports than 80 and 443, and for names that lead to private or link-local addresses are refused.

    The subnets need a default route to NAT gateways before instances can be made, since these get their software on
    the way up. Instances live for 30 days at most and then make room for one of the latest image.

    Example:
        .. code-block:: python

            proxy = ProxyEgress(
                stack, "Proxy", vpc=network.vpc, subnets=network.proxy_subnets,
                desktop_cidrs=network.desktop_subnets["contractors"].cidrs,
                allowed_domains=["www.example.com", ".example.org"],
            )
            nat = NatEgress(
                stack, "Nat", public_subnets=network.public_subnets, subnets=[network.proxy_subnets]
            )
            proxy.group.node.add_dependency(nat)

    Args:
        scope: The construct it belongs to.
        construct_id: Its id in that scope.
        vpc: The VPC, with its range.
        subnets: The pair for the proxies, whose ranges are known.
        desktop_cidrs: The ranges of the desktops that may use them.
        allowed_domains: Hosts (``www.example.com``) and suffixes (``.example.com``, which includes example.com).
        inside_domains: Domains that desktops reach themselves, such as the directory's; for the PAC file.
        inside_cidrs: Networks that desktops reach themselves, beside the VPC; the proxies refuse to.
        website_cidrs: Networks with websites of your own that desktops reach themselves under any name; the PAC file
            then looks names up. Default: none.
        addresses: The load balancer's address in each zone. Default: the last usable one of each subnet.
        instance_type: Of an arm64 family. Default: t4g.small.
        minimum_instances: At least 2, one for each zone. Default: 2.
        maximum_instances: More than the least, so that they can be replaced. Default: 4.
        log_retention: How long access logs are kept. Default: one year.
        encryption_key: A key for the access logs, as in :class:`VpcFlowLogs`. Default: CloudWatch's own encryption.
        removal_policy: What happens to the access logs when the stack goes. Default: the CDK's, which retains them.

    Attributes:
        addresses: The load balancer's, one in each zone.
        proxy_address: What to enter for a proxy: host and port.
        pac_url: Where desktops find the PAC file, for the group policy "Internet Settings".
        allow_list: The parameter with the allowed domains, one a line.
        security_group: That of the instances.
        log_group: Where access logs go.
        group: The Auto Scaling group of the instances.
        load_balancer: The network load balancer.

    Raises:
        ConfigurationError: A domain or a range that cannot be, the whole internet as desktops, fewer than two
            instances, an address outside its subnet, or more than instances can be told.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        vpc: ec2.IVpc,
        subnets: SubnetPair,
        desktop_cidrs: Sequence[str],
        allowed_domains: Sequence[str],
        inside_domains: Sequence[str] = (),
        inside_cidrs: Sequence[str] = (),
        website_cidrs: Sequence[str] = (),
        addresses: tuple[str, str] | None = None,
        instance_type: str = "t4g.small",
        minimum_instances: int = 2,
        maximum_instances: int = 4,
        log_retention: logs.RetentionDays | None = None,
        encryption_key: kms.IKey | None = None,
        removal_policy: cdk.RemovalPolicy | None = None,
    ) -> None:
        from aws_cdk import aws_logs as logs
        from aws_cdk import aws_ssm as ssm

        super().__init__(scope, construct_id)
        domains = require_allowed_domains(allowed_domains)
        if not desktop_cidrs:
            raise ConfigurationError("desktop_cidrs", value="none", fix="pass the ranges of the desktops' subnets")
        desktops = [str(require_limited_network(cidr, "desktop_cidrs")) for cidr in desktop_cidrs]
        inside = [vpc_cidr(vpc), *(str(require_limited_network(cidr, "inside_cidrs")) for cidr in inside_cidrs)]
        self.addresses = _addresses(subnets, addresses)

        self.allow_list = ssm.CfnParameter(
            self,
            "AllowList",
            type="String",
            tier="Intelligent-Tiering",
            value="\n".join(domains),
            description="Websites that the proxies let through: www.example.com or .example.com, one a line",
        )
        self.log_group = logs.LogGroup(
            self,
            "AccessLogs",
            retention=log_retention or logs.RetentionDays.ONE_YEAR,
            encryption_key=encryption_key,
            removal_policy=removal_policy,
        )
        if encryption_key is not None:
            let_logs_use(encryption_key, stack_of(self))
        front, self.security_group = self._groups(vpc, subnets, desktops)
        balanced = proxy_load_balancer(self, vpc=vpc, subnets=subnets, addresses=self.addresses, security_group=front)
        self.load_balancer = balanced.load_balancer
        self.proxy_address = f"{self.load_balancer.attr_dns_name}:{PROXY_PORT}"
        self.pac_url = f"http://{self.load_balancer.attr_dns_name}/proxy.pac"
        self.group = proxy_instances(
            self,
            subnets=subnets,
            security_group=self.security_group,
            target_group_arns=balanced.target_arns,
            instance_type=instance_type,
            sizes=(minimum_instances, maximum_instances),
            allow_list=self.allow_list,
            log_group=self.log_group,
            squid=squid_configuration(desktop_networks=desktops, inside_networks=inside),
            pac=pac_file(
                addresses=self.addresses,
                inside_domains=[require_domain_name(domain) for domain in inside_domains],
                inside_networks=inside,
                websites=[str(require_limited_network(cidr, "website_cidrs")) for cidr in website_cidrs],
            ),
        )
        # Nothing may take the load balancer's addresses before it has them.
        self.group.node.add_dependency(*balanced.listeners)

    def _groups(
        self, vpc: ec2.IVpc, subnets: SubnetPair, desktops: Sequence[str]
    ) -> tuple[ec2.ISecurityGroup, ec2.ISecurityGroup]:
        front = made_group(
            self,
            "LoadBalancerGroup",
            vpc=vpc,
            description="Load balancer of the proxies",
            ingress=inbound(Opening([_PROXY, _PAC], desktops), what="desktop_cidrs"),
            egress=outbound(Opening([_PROXY, _PAC_ON_INSTANCES], subnets.cidrs)),
        )
        behind = made_group(
            self,
            "Group",
            vpc=vpc,
            description="Proxies",
            ingress=inbound(Opening([_PROXY, _PAC_ON_INSTANCES], group_ids=[front.security_group_id])),
            egress=outbound(Opening(DESKTOP_TO_INTERNET, [ANYWHERE])),
        )
        return front, behind


def _addresses(subnets: SubnetPair, given: tuple[str, str] | None) -> tuple[str, str]:
    if any(is_unresolved(cidr) for cidr in subnets.cidrs):
        raise ConfigurationError(
            "subnets of ProxyEgress",
            allowed="a pair whose ranges are known, because the PAC file names addresses in them",
            fix="write the ranges of the two subnets into the pair",
        )
    if given is None:
        return subnets.last_addresses
    for address, cidr in () if subnets.has_stand_ins else zip(given, subnets.cidrs, strict=True):
        require_host_address(address, cidr, "addresses")
    return given
