"""AD Connector."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from constructs import Construct

from workspaces_constructs.custom_resources.resource import WorkspacesResource
from workspaces_constructs.custom_resources.tokens import is_unresolved
from workspaces_constructs.facts.arguments import require_list
from workspaces_constructs.facts.domains import require_dns_addresses, require_domain_name, require_netbios_name
from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.facts.networks import require_reachable_by_connector
from workspaces_constructs.facts.tags import require_tags
from workspaces_constructs.network.routes import established
from workspaces_constructs.network.subnets import require_pair, subnet_ids
from workspaces_constructs.network.vpcs import vpc_id

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import aws_cdk as cdk
    from aws_cdk import aws_ec2 as ec2

    from workspaces_constructs.directory.service_account import ServiceAccount

__all__ = ["AdConnector"]

_SIZES = ("Small", "Large")
_MOST_DNS_ADDRESSES = 2


class AdConnector(Construct):
    """A proxy that hands log-ons and directory look-ups on to an Active Directory, on-premises or in AWS.

    CloudFormation has no type for it: this is a custom resource. Everything but size and tags is for life; changing it
    makes a new connector, which is refused while desktops exist.

    Example:
        .. code-block:: python

            connector = AdConnector(
                stack, "Connector", vpc=network.vpc, subnets=network.desktop_subnets["Desktops"].subnets,
                domain_name="corp.example.com", dns_addresses=["10.20.0.10", "10.20.1.10"],
                service_account=ServiceAccount(user_name="svc-workspaces", secret=secret),
            )

    Args:
        scope: The construct it belongs to.
        construct_id: Its id in that scope.
        vpc: The VPC, with a way to the domain controllers.
        subnets: Two subnets in two Availability Zones; it takes one address in each.
        domain_name: The fully qualified name of the domain it connects to.
        dns_addresses: One or two DNS servers of that domain.
        service_account: The account it works with.
        netbios_name: Default: the first label of the domain name.
        size: ``Small`` (up to 500 desktops) or ``Large`` (up to 5,000); can be changed later. Default: Small.
        await_domain: Whether a connector that cannot reach its domain is made again for half an hour, until a link that
            is made in the same deployment is up. Default: no; the deployment fails at the first try.
        tags: Tags of the connector. Default: none.
        removal_policy: ``RETAIN`` leaves it when the stack goes. Default: deletion.

    Raises:
        ConfigurationError: A single-label domain, an unknown size, not two subnets, no DNS address, more than two,
            one in a range that connectors use themselves (facts §1.2), bad tags.
    """

    deleted_by_cloudformation = False

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        vpc: ec2.IVpc,
        subnets: Sequence[ec2.ISubnet] | ec2.SubnetSelection,
        domain_name: str,
        dns_addresses: Sequence[str],
        service_account: ServiceAccount,
        netbios_name: str | None = None,
        size: Literal["Small", "Large"] = "Small",
        await_domain: bool = False,
        tags: Mapping[str, str] | None = None,
        removal_policy: cdk.RemovalPolicy | None = None,
    ) -> None:
        super().__init__(scope, construct_id)
        self.domain_name = domain_name if is_unresolved(domain_name) else require_domain_name(domain_name)
        if netbios_name is not None and not is_unresolved(netbios_name):
            require_netbios_name(netbios_name)
        if size not in _SIZES:
            raise ConfigurationError("size of an AD Connector", value=size, allowed=_SIZES, fix="use Small")
        self.vpc = vpc
        self.subnets = require_pair(vpc, subnets, "an AD Connector")
        self.dns_addresses = require_list(dns_addresses, "dns_addresses")
        if not is_unresolved(self.dns_addresses):
            known = [address for address in self.dns_addresses if not is_unresolved(address)]
            if known or not self.dns_addresses:
                require_dns_addresses(known, domain_name, most=_MOST_DNS_ADDRESSES)
            for cidr in filter(None, map(_known_cidr, self.subnets)):
                require_reachable_by_connector(cidr, known)
        self.resource = WorkspacesResource(
            self,
            "Connector",
            kind="AdConnector",
            properties={
                "Name": self.domain_name,
                "ShortName": netbios_name,
                "Size": size,
                "VpcId": vpc_id(vpc),
                "SubnetIds": subnet_ids(self.subnets),
                "CustomerDnsIps": self.dns_addresses,
                "CustomerUserName": service_account.user_name,
                "SecretArn": service_account.secret.secret_arn,
                "PasswordField": service_account.password_field,
                "AwaitDomain": await_domain or None,
                "Tags": [{"Key": key, "Value": value} for key, value in require_tags(tags or {}, marks=1).items()]
                or None,
            },
            secret=service_account.secret,
            after=[established(vpc)],
            removal_policy=removal_policy,
        )
        self.directory_id = self.resource.text("DirectoryId")
        self.security_group_id = self.resource.text("SecurityGroupId")


def _known_cidr(subnet: ec2.ISubnet) -> str | None:
    """A subnet's range, where it is known before the deployment; one imported by its id alone has none."""
    try:
        cidr = subnet.ipv4_cidr_block
    except RuntimeError:
        return None
    return None if is_unresolved(cidr) else cidr
