"""What every scenario builds for a persona: a registration in its subnets, a bundle, and desktops."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import aws_cdk as cdk
from constructs import Construct

from workspaces_constructs.desktops.bundle import Bundle
from workspaces_constructs.desktops.registration import DirectoryRegistration, RegistrableDirectory
from workspaces_constructs.desktops.volume_key import VolumeKey, require_volume_key
from workspaces_constructs.desktops.workspace import Workspace
from workspaces_constructs.network.desktop_security_group import DesktopSecurityGroup

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from aws_cdk import aws_ec2 as ec2
    from aws_cdk import aws_kms as kms

    from workspaces_constructs.desktops.persona import DesktopUser, Persona
    from workspaces_constructs.network.workspaces_endpoints import StreamingEndpoint

__all__ = ["BundleChoice", "PersonaDesktops", "Reach", "chosen_bundle"]


@dataclass(frozen=True)
class Reach:
    """What a persona's desktops may reach beyond their own subnets.

    Attributes:
        directory_cidrs: Where the domain controllers are.
        internet: Whether the web anywhere, through NAT or back through on-premises.
        proxy_cidrs: Where the proxy is, in place of the web.
        proxy_ports: The ports at which it serves.
        on_premises_cidrs: Networks on-premises whose own websites they may open.
        file_server_cidrs: Where file servers are.
    """

    directory_cidrs: Sequence[str]
    internet: bool = False
    proxy_cidrs: Sequence[str] = ()
    proxy_ports: Sequence[int] = ()
    on_premises_cidrs: Sequence[str] = ()
    file_server_cidrs: Sequence[str] = ()


class BundleChoice(Protocol):
    """A bundle by its id, of an image, or one of Amazon's by what it is: a persona, or a variant of one."""

    @property
    def bundle_id(self) -> str | None:
        """Its id, in place of the others."""

    @property
    def image_id(self) -> str | None:
        """An image of one's own, of which it is made."""

    @property
    def compute_type(self) -> str:
        """The hardware."""

    @property
    def operating_system(self) -> str:
        """The operating system."""

    @property
    def protocol(self) -> str:
        """The streaming protocol."""

    @property
    def language(self) -> str:
        """The language; English if empty."""


def chosen_bundle(scope: Construct, construct_id: str, choice: BundleChoice) -> Bundle:
    """Return the bundle that is named, make one of an image, or look up Amazon's.

    Args:
        scope: Where a look-up belongs.
        construct_id: Its id there.
        choice: What is wanted.
    """
    if choice.bundle_id:
        return Bundle.from_id(choice.bundle_id)
    if choice.image_id:
        from workspaces_constructs.desktops.custom_bundle import CustomBundle
        from workspaces_constructs.desktops.image import WorkspacesImage

        image = WorkspacesImage.from_id(
            choice.image_id, operating_system=choice.operating_system, protocol=choice.protocol
        )
        return CustomBundle(scope, f"{construct_id}OfImage", image=image, compute_type=choice.compute_type).bundle
    return Bundle.amazon(
        scope,
        construct_id,
        compute_type=choice.compute_type,
        operating_system=choice.operating_system,
        protocol=choice.protocol,
        language=choice.language,
    )


class PersonaDesktops(Construct):
    """A persona's security group, registration, bundle and desktops.

    Args:
        scope: The construct it belongs to.
        construct_id: Its id in that scope.
        persona: Who they are.
        directory: The directory to register: the persona's AD Connector, or the directory itself.
        vpc: The VPC.
        subnets: The persona's two subnets.
        reach: What the desktops may reach.
        volume_key: The key of the desktops' volumes, unless the persona has its own.
        users: The user names of the persona's users, by the id of the user.
        tags: Tags of registration and desktops, beside the persona's and the users' own.
        computers_domain: The domain in which computer objects are, where it is another than the directory's own.
        streaming_endpoint: A private endpoint through which the users stream.
        removal_policy: The scenario's, for what its stack shares.

    Attributes:
        registration: The directory's registration.
        bundle: What the desktops are made from.
        desktops: The desktops, by the id of the user.
        volume_key: The key of their volumes.
        saml: AWS's side of the sign-in by an identity provider, or None.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        persona: Persona,
        directory: RegistrableDirectory,
        vpc: ec2.IVpc,
        subnets: Sequence[ec2.ISubnet],
        reach: Reach,
        volume_key: kms.IKey,
        users: Mapping[str, tuple[DesktopUser, str]],
        tags: Mapping[str, str],
        computers_domain: str | None = None,
        streaming_endpoint: StreamingEndpoint | None = None,
        removal_policy: cdk.RemovalPolicy | None = None,
    ) -> None:
        super().__init__(scope, construct_id)
        self.persona = persona
        access = persona.access
        self.directory = directory
        own_tags = {**tags, **persona.tags}
        self.security_group = DesktopSecurityGroup(
            self,
            "SecurityGroup",
            vpc=vpc,
            directory_cidrs=reach.directory_cidrs,
            internet=reach.internet,
            proxy_cidrs=reach.proxy_cidrs,
            proxy_ports=reach.proxy_ports,
            on_premises_cidrs=reach.on_premises_cidrs,
            file_server_cidrs=reach.file_server_cidrs,
            help_desk_cidrs=persona.help_desk_cidrs,
            wide_dynamic_ports=persona.wide_dynamic_ports,
        )
        self.registration = DirectoryRegistration(
            self,
            "Registration",
            directory=directory,
            vpc=vpc,
            subnets=subnets,
            security_group=self.security_group.security_group,
            default_ou=persona.default_ou,
            computers_domain=computers_domain,
            local_administrator=persona.local_administrator,
            maintenance=persona.maintenance,
            devices=persona.devices,
            self_service=persona.self_service,
            ip_group_ids=[*persona.ip_group_ids, *access.make_ip_groups(self, own_tags)],
            saml=access.saml,
            certificate_authority_arn=access.certificate_authority_arn,
            fips=access.fips,
            streaming=access.streaming,
            client=access.client,
            streaming_endpoint=streaming_endpoint,
            tags=own_tags,
        )
        self.saml = access.federate(self, self.registration, removal_policy)
        self.volume_key = require_volume_key(self, _key(self, persona, volume_key, own_tags))
        self.bundle = chosen_bundle(self, "Bundle", persona)
        self.desktops = {
            user_id: Workspace(
                self,
                f"Desktop-{user_id}",
                registration=self.registration,
                user_name=user_name,
                bundle=self.bundle,
                volume_key=self.volume_key,
                root_volume_gib=persona.root_volume_gib,
                user_volume_gib=persona.user_volume_gib,
                running_mode=user.running_mode or persona.running_mode,
                auto_stop_minutes=persona.auto_stop_minutes
                if (user.running_mode or persona.running_mode) == "AUTO_STOP"
                else None,
                tags={**own_tags, **user.tags},
            )
            for user_id, (user, user_name) in users.items()
        }


def _key(scope: Construct, persona: Persona, shared: kms.IKey, tags: Mapping[str, str]) -> kms.IKey:
    """The persona's key: one that exists, its own, or the one that all share."""
    if persona.volume_key != "own":
        return persona.volume_key or shared
    made = VolumeKey(scope, "VolumeKey", description=f"Volumes of the desktops of {persona.name}")
    for name, value in tags.items():
        cdk.Tags.of(made).add(name, value)
    return made.key
