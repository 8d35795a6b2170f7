"""From settings to what exists already."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_kms as kms
from aws_cdk import aws_secretsmanager as secretsmanager

from workspaces_constructs.directory.managed_microsoft_ad import ExistingManagedMicrosoftAd
from workspaces_constructs.network.existing import ExistingNetwork
from workspaces_constructs.network.subnets import SubnetPair

from .sections.places import PAIRS, ExistingVpc, PairKey

if TYPE_CHECKING:
    from constructs import Construct

    from .settings import AnyVpc, Directory, ExistingSubnet

__all__ = ["admin_secret", "existing_directory", "existing_key", "existing_network", "existing_secret"]


def existing_network(scope: Construct, vpc: AnyVpc) -> ExistingNetwork:
    """A VPC of the user's."""
    desktops = vpc.desktop_subnets if isinstance(vpc, ExistingVpc) else {}
    small = {key: getattr(vpc, key, None) for key in PAIRS}
    pairs: dict[PairKey, SubnetPair | None] = {
        key: _pair(scope, key.removesuffix("_subnets").capitalize(), pair, vpc) if pair is not None else None
        for key, pair in small.items()
    }
    return ExistingNetwork(
        vpc=ec2.Vpc.from_vpc_attributes(
            scope,
            "ExistingVpc",
            vpc_id=vpc.vpc_id,
            vpc_cidr_block=vpc.cidr,
            availability_zones=list(vpc.availability_zones),
        ),
        desktop_subnets={name: _pair(scope, name, pair, vpc) for name, pair in desktops.items()},
        directory_subnets=pairs["directory_subnets"],
        server_subnets=pairs["server_subnets"],
        radius_subnets=pairs["radius_subnets"],
        proxy_subnets=pairs["proxy_subnets"],
        link_subnets=pairs["link_subnets"],
        network_acls=isinstance(vpc, ExistingVpc) and vpc.network_acls,
    )


def existing_directory(scope: Construct, directory: Directory) -> ExistingManagedMicrosoftAd | None:
    """A Managed AD of the user's."""
    if directory.existing_directory_id is None:
        return None
    return ExistingManagedMicrosoftAd(
        scope,
        "ExistingDirectory",
        directory_id=directory.existing_directory_id,
        domain_name=directory.domain_name,
        netbios_name=directory.netbios_name,
    )


def existing_key(scope: Construct, construct_id: str, arn: str | None) -> kms.IKey | None:
    """A key of the user's, if there is one."""
    return kms.Key.from_key_arn(scope, construct_id, arn) if arn else None


def existing_secret(scope: Construct, construct_id: str, arn: str, key_arn: str | None) -> secretsmanager.ISecret:
    """A secret of the user's; whoever may read it may use its key, where that is known."""
    return secretsmanager.Secret.from_secret_attributes(
        scope,
        construct_id,
        secret_complete_arn=arn,
        encryption_key=existing_key(scope, f"{construct_id}Key", key_arn),
    )


def admin_secret(scope: Construct, directory: Directory) -> secretsmanager.ISecret | None:
    """The user's secret with the password of a directory's administrator, if there is one."""
    if directory.admin_secret_arn is None:
        return None
    return existing_secret(scope, "AdminSecret", directory.admin_secret_arn, directory.admin_secret_key_arn)


def _pair(scope: Construct, name: str, pair: tuple[ExistingSubnet, ExistingSubnet], vpc: AnyVpc) -> SubnetPair:
    first, second = (
        _subnet(scope, f"{name}Subnet{index}", subnet, zone)
        for index, (subnet, zone) in enumerate(zip(pair, vpc.availability_zones, strict=True), 1)
    )
    return SubnetPair(name=name, subnets=(first, second), cidrs=(pair[0].cidr, pair[1].cidr))


def _subnet(scope: Construct, construct_id: str, subnet: ExistingSubnet, zone: str) -> ec2.ISubnet:
    imported = ec2.Subnet.from_subnet_attributes(
        scope,
        construct_id,
        subnet_id=subnet.subnet_id,
        ipv4_cidr_block=subnet.cidr,
        availability_zone=zone,
        route_table_id=subnet.route_table_id,
    )
    if subnet.route_table_id is None:
        cdk.Annotations.of(imported).acknowledge_warning(
            "@aws-cdk/aws-ec2:noSubnetRouteTableId", "Nothing is routed in a subnet that exists."
        )
    return imported
