"""The admin host of a scenario, which works on the scenario's directory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workspaces_constructs.directory.admin_host import AdminHost
from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.network.security_groups import ANYWHERE
from workspaces_constructs.network.vpcs import vpc_cidr

if TYPE_CHECKING:
    from aws_cdk import aws_kms as kms
    from aws_cdk import aws_secretsmanager as secretsmanager
    from constructs import Construct

    from workspaces_constructs.directory.managed_microsoft_ad import ManagedAdBase
    from workspaces_constructs.directory.simple_ad import SimpleAdBase
    from workspaces_constructs.network.existing import ExistingNetwork
    from workspaces_constructs.network.interface_endpoints import SystemsManagerEndpoints

__all__ = ["admin_host"]


def admin_host(
    scope: Construct,
    *,
    network: ExistingNetwork,
    directory: ManagedAdBase | SimpleAdBase,
    admin_secret: secretsmanager.ISecret | None,
    systems_manager: SystemsManagerEndpoints | None,
    encryption_key: kms.IKey,
) -> AdminHost:
    """Make the host in the pair *Servers*.

    Args:
        scope: The scenario.
        network: The VPC and its pairs.
        directory: What it works on.
        admin_secret: Its administrator's password; an existing directory has none that is known.
        systems_manager: How the host is reached without internet. Default: the VPC has a way out.
        encryption_key: The key of its volume and of secrets.

    Raises:
        ConfigurationError: An existing directory without the password.
    """
    if admin_secret is None:
        raise ConfigurationError(
            "admin_secret",
            value="none",
            allowed="the administrator's password, where the directory exists",
            fix="pass a secret with the fields username and password",
        )
    pair = network.directory_subnets
    return AdminHost(
        scope,
        "AdminHost",
        vpc=network.vpc,
        subnet=network.require_pair("Servers").subnets[0],
        domain_name=directory.domain_name,
        dns_addresses=directory.dns_addresses,
        directory_cidrs=pair.cidrs if pair else [vpc_cidr(network.vpc)],
        administrator_secret=admin_secret,
        encryption_key=encryption_key,
        api_cidrs=[vpc_cidr(network.vpc)] if systems_manager else [ANYWHERE],
        after=[directory, *([systems_manager] if systems_manager is not None else [])],
    )
