"""Settings of the standalone scenario: constructs and outputs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_kms as kms
from aws_cdk import aws_secretsmanager as secretsmanager

from workspaces_constructs.desktops.persona import DesktopUser, Persona
from workspaces_constructs.desktops.registration import ClientDevices, SelfService
from workspaces_constructs.directory.managed_microsoft_ad import ExistingManagedMicrosoftAd, ManagedMicrosoftAd
from workspaces_constructs.network.existing import ExistingNetwork
from workspaces_constructs.network.subnets import SubnetPair
from workspaces_constructs.scenarios.standalone import StandaloneScenario

from .checks import capacity
from .outputs import Outputs, persona_part, user_part

if TYPE_CHECKING:
    from constructs import Construct

    from . import settings as tree

__all__ = ["build"]


def build(stack: cdk.Stack, settings: tree.Settings) -> None:
    """Make the scenario and its outputs.

    Args:
        stack: Where.
        settings: What.
    """
    directory, keys = settings.directory, settings.keys
    scenario = StandaloneScenario(
        stack,
        "WorkSpaces",
        domain_name=directory.domain_name,
        netbios_name=directory.netbios_name,
        edition=directory.edition,
        personas=[
            _persona(persona, settings.registration.overridden_by(persona.registration))
            for persona in settings.personas
        ],
        users=[_user(user) for user in settings.users],
        registered=directory.registered,
        service_account_group=directory.service_account.group,
        cidr=settings.network.cidr,
        availability_zone_ids=settings.network.availability_zone_ids,
        routed_cidrs=settings.network.routed_cidrs,
        network=_network(stack, settings.network.vpc) if settings.network.vpc else None,
        directory=_directory(stack, directory),
        reachable_from=directory.reachable_from,
        admin_secret=(
            secretsmanager.Secret.from_secret_complete_arn(stack, "AdminSecret", directory.admin_secret_arn)
            if directory.admin_secret_arn
            else None
        ),
        volume_key=_key(stack, "VolumesKey", keys.volumes_arn),
        records_key=_key(stack, "RecordsKey", keys.records_arn),
        tags=settings.tags,
        removal_policy=cdk.RemovalPolicy.DESTROY if settings.removal == "destroy" else cdk.RemovalPolicy.RETAIN,
    )
    _write_outputs(Outputs(stack), scenario)


def _persona(persona: tree.Persona, registration: tree.Registration) -> Persona:
    bundle, volumes = persona.bundle, persona.volumes
    return Persona(
        name=persona.name,
        capacity=capacity(persona),
        cidrs=persona.cidrs,
        egress=persona.egress,
        bundle_id=bundle.id,
        compute_type=bundle.compute_type,
        operating_system=bundle.operating_system,
        protocol=bundle.protocol,
        language=bundle.language,
        running_mode=persona.running_mode,
        auto_stop_minutes=persona.auto_stop_minutes,
        root_volume_gib=volumes.root if volumes else None,
        user_volume_gib=volumes.user if volumes else None,
        local_administrator=persona.local_administrator,
        connector_size=persona.connector_size,
        help_desk_cidrs=persona.help_desk_cidrs,
        wide_dynamic_ports=persona.wide_dynamic_ports,
        default_ou=registration.default_ou,
        devices=ClientDevices(**registration.devices.model_dump()),
        self_service=SelfService(**registration.self_service.model_dump()),
        ip_group_ids=registration.ip_group_ids,
        maintenance=registration.maintenance,
    )


def _user(user: tree.User) -> DesktopUser:
    return DesktopUser(**user.model_dump())


def _network(scope: Construct, vpc: tree.ExistingVpc) -> ExistingNetwork:
    pairs = {name: _pair(scope, name, pair, vpc) for name, pair in vpc.desktop_subnets.items()}
    return ExistingNetwork(
        vpc=ec2.Vpc.from_vpc_attributes(
            scope,
            "ExistingVpc",
            vpc_id=vpc.vpc_id,
            vpc_cidr_block=vpc.cidr,
            availability_zones=list(vpc.availability_zones),
        ),
        desktop_subnets=pairs,
        directory_subnets=_pair(scope, "Directory", vpc.directory_subnets, vpc) if vpc.directory_subnets else None,
    )


def _pair(
    scope: Construct, name: str, pair: tuple[tree.ExistingSubnet, tree.ExistingSubnet], vpc: tree.ExistingVpc
) -> SubnetPair:
    first, second = (
        _subnet(scope, f"{name}Subnet{index}", subnet, zone)
        for index, (subnet, zone) in enumerate(zip(pair, vpc.availability_zones, strict=True), 1)
    )
    return SubnetPair(name=name, subnets=(first, second), cidrs=(pair[0].cidr, pair[1].cidr))


def _subnet(scope: Construct, construct_id: str, subnet: tree.ExistingSubnet, zone: str) -> ec2.ISubnet:
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


def _directory(scope: Construct, directory: tree.Directory) -> ExistingManagedMicrosoftAd | None:
    if directory.existing_directory_id is None:
        return None
    return ExistingManagedMicrosoftAd(
        scope,
        "ExistingDirectory",
        directory_id=directory.existing_directory_id,
        domain_name=directory.domain_name,
        netbios_name=directory.netbios_name,
    )


def _key(scope: Construct, construct_id: str, arn: str | None) -> kms.IKey | None:
    return kms.Key.from_key_arn(scope, construct_id, arn) if arn else None


def _write_outputs(outputs: Outputs, scenario: StandaloneScenario) -> None:
    directory = scenario.directory
    outputs.add("ManagedAdId", directory.directory_id, f"The AWS Managed Microsoft AD {directory.domain_name}")
    outputs.add("ManagedAdDnsAddresses", cdk.Fn.join(",", directory.dns_addresses), "Its DNS servers")
    outputs.directory_console("ManagedAdConsole", directory.directory_id, "The Managed AD in the console")
    outputs.service_consoles()
    outputs.add("VpcId", scenario.vpc.vpc_id, "The VPC")
    if pair := scenario.network.directory_subnets:
        outputs.add("DirectorySubnetIds", _ids(pair), "The subnets of the Managed AD")
    outputs.add("VolumeKeyArn", scenario.volume_key.key_arn, "The key of the desktops' volumes")
    for name, persona in scenario.personas.items():
        part, registration = persona_part(name), persona.registration
        outputs.add(f"{part}DirectoryId", registration.directory_id, f"The directory registered for {name}")
        outputs.add(f"{part}RegistrationCode", registration.registration_code, f"What {name} type into the client")
        pair = scenario.network.require_desktop_subnets(name)
        outputs.add(f"{part}SubnetIds", _ids(pair), f"The subnets of the desktops of {name}")
        outputs.add(f"{part}SubnetCidrs", ",".join(pair.cidrs), f"The ranges of the subnets of the desktops of {name}")
    if isinstance(directory, ManagedMicrosoftAd):
        outputs.secret("Admin", directory.admin_secret, f"the password of Admin in {directory.domain_name}")
    if scenario.service_account is not None:
        outputs.secret("ServiceAccount", scenario.service_account.account.secret, "the connectors' account's password")
    for name, user in scenario.users.by_name.items():
        outputs.secret(f"FirstPassword{user_part(name)}", user.secret, f"the first password of {name}")


def _ids(pair: SubnetPair) -> str:
    return cdk.Fn.join(",", [subnet.subnet_id for subnet in pair.subnets])
