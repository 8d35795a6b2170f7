"""Domain controllers of an existing domain on EC2."""

from __future__ import annotations

from ipaddress import IPv4Network, ip_address
from typing import TYPE_CHECKING, Final

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from constructs import Construct, DependencyGroup

from workspaces_constructs.custom_resources.acknowledgements import acknowledge
from workspaces_constructs.custom_resources.places import place_of
from workspaces_constructs.custom_resources.resource import WorkspacesResource
from workspaces_constructs.custom_resources.tokens import is_unresolved
from workspaces_constructs.directory.controller_groups import controller_groups
from workspaces_constructs.directory.runbooks import make_runbook
from workspaces_constructs.directory.windows_host import (
    WindowsVersion,
    automation_role,
    host_profile,
    launch_template,
    read_secrets,
)
from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.facts.networks import require_network
from workspaces_constructs.facts.sites import require_site_link_cost, require_site_name
from workspaces_constructs.network.security_groups import ANYWHERE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aws_cdk import aws_kms as kms
    from aws_cdk import aws_secretsmanager as secretsmanager
    from constructs import IDependable

    from workspaces_constructs.directory.on_premises import OnPremisesDomain
    from workspaces_constructs.network.subnets import SubnetPair

__all__ = ["DomainControllers"]

_FIRST_OFFSET: Final = 7
"""AWS keeps the first four addresses of a subnet; the eighth is the fourth usable, above those that services take."""

_LEAST: Final = 2
_STEPS: Final = (
    "PrepareHost", "CheckDomain", "ConfigureSite", "PromoteDomainController", "VerifyDomainController",
)  # fmt: skip
_PARAMETERS: Final = (
    "DomainName", "DnsAddresses", "AdministratorSecretArn", "RestoreModeSecretArn", "SiteName", "OnPremisesSite",
    "SiteSubnets", "SiteLinkCost",
)  # fmt: skip


class DomainControllers(Construct):
    """Replicas of an on-premises domain on EC2, promoted unattended one after the other (whitepaper, scenario 2).

    Each is a global catalog and DNS server with an address that never changes. They form an Active Directory site of
    their own, whose link to the site on-premises costs 100, so that desktops prefer them (whitepaper, "Active
    Directory: Sites and Services"). A Systems Manager runbook promotes each: it waits for the host, points it at the
    domain's DNS servers, installs the roles, makes site, subnets and site link where they are missing, runs
    ``Install-ADDSDomainController``, restarts, and ends when DNS, SYSVOL and replication work. Its steps are the
    progress that the Systems Manager console shows, and its failed step is what the stack's events tell.

    Deletion is never silent: each controller is demoted, not by force, before its instance goes. A demotion that fails
    fails the deletion with Windows's reason. Where the host is gone already, its metadata stays in the domain and must
    be cleaned up by hand (``ntdsutil``, "metadata cleanup"). A changed version of Windows Server would replace an
    instance whose address is taken; the deployment refuses that. Give new controllers a construct of their own instead.

    The hosts need a way to Systems Manager and Secrets Manager (NAT, or interface endpoints) and to the domain; pass
    what makes these as ``after``.

    Example:
        .. code-block:: python

            controllers = DomainControllers(
                stack, "Controllers", vpc=network.vpc, subnets=network.directory_subnets, domain=on_premises,
                administrator_secret=administrator, restore_mode_secret=restore_mode,
                desktop_cidrs=network.desktop_subnets["Desktops"].cidrs, after=[vpn],
            )

    Args:
        scope: The construct it belongs to.
        construct_id: Its id in that scope.
        vpc: The VPC.
        subnets: The pair that they stand in by turns, best with nothing else in it.
        domain: The domain that they replicate.
        administrator_secret: A secret with the JSON fields ``username`` and ``password`` of an account that may
            promote, usually a member of Domain Admins, and of Enterprise Admins for the site.
        restore_mode_secret: A secret with the JSON field ``password`` for Directory Services Restore Mode.
        desktop_cidrs: The ranges of desktops and AD Connectors. Default: none.
        controllers: How many, two or more. Default: 2.
        addresses: Their addresses, in the order of the subnets by turns. Default: the fourth usable address of each
            subnet, then the fifth.
        site_name: The name of their site. Default: the stack's region.
        site_subnets: The ranges that belong to the site. Default: the VPC's.
        on_premises_site: The site that theirs is linked to. Default: ``Default-First-Site-Name``.
        site_link_cost: 1 to 99,999. Default: 100, the whitepaper's.
        windows_version: ``2022`` or ``2025``. Default: 2022.
        instance_type: Default: ``t3.large``.
        root_volume_size: GiB. Default: 60.
        data_volume_size: GiB of the volume with NTDS and SYSVOL. Default: 20.
        encryption_key: A key for the volumes. Default: the account's ``aws/ebs``.
        termination_protection: Whether the instances refuse to be terminated, by CloudFormation too. Default: no.
        api_cidrs: Where the hosts may reach AWS's APIs on TCP 443. Default: anywhere; with interface endpoints, the
            range of their subnets.
        resolver_cidrs: Where outbound Resolver endpoints are that ask the controllers for names. Default: nowhere.
        after: What must exist before the hosts do, and go after them: routes out, endpoints, the link to the domain.

    Raises:
        ConfigurationError: Fewer than two, addresses that are not in their subnets or not as many, a bad site name or
            cost, an unknown version, more rules than a security group holds.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        vpc: ec2.IVpc,
        subnets: SubnetPair,
        domain: OnPremisesDomain,
        administrator_secret: secretsmanager.ISecret,
        restore_mode_secret: secretsmanager.ISecret,
        desktop_cidrs: Sequence[str] = (),
        controllers: int = 2,
        addresses: Sequence[str] | None = None,
        site_name: str | None = None,
        site_subnets: Sequence[str] | None = None,
        on_premises_site: str = "Default-First-Site-Name",
        site_link_cost: int = 100,
        windows_version: WindowsVersion = "2022",
        instance_type: str = "t3.large",
        root_volume_size: int = 60,
        data_volume_size: int = 20,
        encryption_key: kms.IKey | None = None,
        termination_protection: bool = False,
        api_cidrs: Sequence[str] = (ANYWHERE,),
        resolver_cidrs: Sequence[str] = (),
        after: Sequence[IDependable] = (),
    ) -> None:
        super().__init__(scope, construct_id)
        self.domain_name = domain.domain_name
        self.dns_addresses = _addresses(subnets, controllers, addresses)
        self.site_name = site_name or place_of(self).region
        for name in (self.site_name, on_premises_site):
            if not is_unresolved(name):
                require_site_name(name)
        require_site_link_cost(site_link_cost)
        self.security_group_ids = [
            group.security_group_id
            for group in controller_groups(
                self,
                vpc,
                domain,
                own_cidrs=subnets.cidrs,
                desktop_cidrs=desktop_cidrs,
                api_cidrs=api_cidrs,
                resolver_cidrs=resolver_cidrs,
            )
        ]
        template = launch_template(self, "Template", windows_version)
        _, profile = host_profile(self, "Role", read_secrets([administrator_secret, restore_mode_secret]))
        volumes = _volumes(root_volume_size, data_volume_size, encryption_key)
        self.instances = [
            self._instance(
                number,
                template=template,
                profile=profile,
                subnet=subnets.subnets[(number - 1) % 2],
                address=address,
                instance_type=instance_type,
                volumes=volumes,
                protected=termination_protection,
            )
            for number, address in enumerate(self.dns_addresses, 1)
        ]
        for dependency in (vpc.internet_connectivity_established, *after):
            for resource in self.instances:
                resource.node.add_dependency(dependency)
        given = {
            "DomainName": domain.domain_name,
            "AdministratorSecretArn": administrator_secret.secret_arn,
            "RestoreModeSecretArn": restore_mode_secret.secret_arn,
            "SiteName": self.site_name,
            "OnPremisesSite": on_premises_site,
            "SiteSubnets": ",".join(site_subnets or [vpc.vpc_cidr_block]),
            "SiteLinkCost": str(site_link_cost),
        }
        self.promotions = self._promote(given, list(domain.dns_addresses))
        self.ready: IDependable = DependencyGroup(*self.promotions)

    def _instance(
        self,
        number: int,
        *,
        template: ec2.CfnInstance.LaunchTemplateSpecificationProperty,
        profile: str,
        subnet: ec2.ISubnet,
        address: str,
        instance_type: str,
        volumes: list[ec2.CfnInstance.BlockDeviceMappingProperty],
        protected: bool,
    ) -> ec2.CfnInstance:
        instance = ec2.CfnInstance(
            self,
            f"Controller{number}",
            launch_template=template,
            instance_type=instance_type,
            iam_instance_profile=profile,
            subnet_id=subnet.subnet_id,
            private_ip_address=address,
            security_group_ids=self.security_group_ids,
            block_device_mappings=volumes,
            disable_api_termination=protected,
            monitoring=True,
            ebs_optimized=True,
            propagate_tags_to_volume_on_creation=True,
            tags=[cdk.CfnTag(key="Name", value=f"{self.node.path}/Controller{number}")],
        )
        if not protected:
            acknowledge(
                instance,
                {
                    "AwsSolutions-EC29": "Termination protection is an option; without it the stack can be deleted, "
                    "which demotes the controller first."
                },
            )
        return instance

    def _promote(self, given: dict[str, str], on_premises: list[str]) -> list[WorkspacesResource]:
        """Promote one controller after the other; they are demoted in the reverse order."""
        role = automation_role(self, "AutomationRole", [instance.ref for instance in self.instances])
        promote = make_runbook(
            self,
            "Promote",
            description="Makes a host a domain controller of an existing domain, in a site of its own.",
            role_arn=role,
            steps=_STEPS,
            parameters=_PARAMETERS,
        )
        demote = make_runbook(
            self,
            "Demote",
            description="Makes a domain controller an ordinary host again, without force.",
            role_arn=role,
            steps=("DemoteDomainController",),
            parameters=_PARAMETERS[:4],
        )
        made: list[WorkspacesResource] = []
        for number, instance in enumerate(self.instances, 1):
            others = [address for address in self.dns_addresses if address != self.dns_addresses[number - 1]]
            parameters = {**given, "InstanceId": instance.ref}
            removal = {name: parameters[name] for name in ("InstanceId", *_PARAMETERS[:1], *_PARAMETERS[2:4])}
            resource = WorkspacesResource(
                self,
                f"Promotion{number}",
                kind="Automation",
                properties={
                    "DocumentName": promote.name,
                    "Version": promote.version,
                    "Subject": instance.ref,
                    "Parameters": _lists({**parameters, "DnsAddresses": ",".join(on_premises)}),
                    "FirstChange": "ConfigureSite",
                    "RemovalDocumentName": demote.name,
                    "RemovalParameters": _lists({**removal, "DnsAddresses": ",".join([*on_premises, *others])}),
                    "Check": (
                        f"that the DNS servers {', '.join(on_premises)} answer from the VPC on the ports of Active "
                        "Directory, the administrator's secret, and the step's output. A controller that was lost "
                        "without demotion must be removed from the domain by hand (ntdsutil, metadata cleanup)."
                    ),
                },
            )
            if made:
                resource.node.add_dependency(made[-1])
            made.append(resource)
        return made


def _addresses(subnets: SubnetPair, controllers: int, given: Sequence[str] | None) -> list[str]:
    """The controllers' addresses, each in the subnet whose turn it is."""
    if controllers < _LEAST:
        raise ConfigurationError(
            "controllers", value=controllers, allowed="two or more, in two Availability Zones", fix="use 2"
        )
    known = not any(map(is_unresolved, subnets.cidrs)) and not (given and subnets.has_stand_ins)
    if given is None:
        if not known:
            raise ConfigurationError(
                "addresses of domain controllers",
                value="none",
                allowed="one each, where the ranges of the subnets are not known before the deployment",
                fix="name the addresses",
            )
        networks = [IPv4Network(require_network(cidr)) for cidr in subnets.cidrs]
        return [str(networks[index % 2][_FIRST_OFFSET + index // 2]) for index in range(controllers)]
    if len(given) != controllers or len(set(given)) != controllers:
        raise ConfigurationError(
            "addresses of domain controllers",
            value=", ".join(given) or "none",
            allowed=f"{controllers} different ones",
            fix=f"name {controllers}, or leave them out",
        )
    for index, address in enumerate(given):
        cidr = subnets.cidrs[index % 2]
        if known and not is_unresolved(address) and ip_address(address) not in IPv4Network(cidr):
            raise ConfigurationError(
                f"address of domain controller {index + 1}",
                value=address,
                allowed=f"one in {cidr}, the subnet whose turn it is",
                fix=f"use {IPv4Network(cidr)[_FIRST_OFFSET]}",
            )
    return list(given)


def _volumes(root: int, data: int, key: kms.IKey | None) -> list[ec2.CfnInstance.BlockDeviceMappingProperty]:
    return [
        ec2.CfnInstance.BlockDeviceMappingProperty(
            device_name=device,
            ebs=ec2.CfnInstance.EbsProperty(
                volume_size=size,
                volume_type="gp3",
                encrypted=True,
                kms_key_id=key.key_arn if key else None,
                delete_on_termination=True,
            ),
        )
        for device, size in (("/dev/sda1", root), ("xvdf", data))
    ]


def _lists(parameters: dict[str, str]) -> dict[str, list[str]]:
    return {name: [value] for name, value in parameters.items()}
