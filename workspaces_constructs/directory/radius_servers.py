"""RADIUS servers of one's own, on Amazon EC2."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from workspaces_constructs.custom_resources.acknowledgements import acknowledge
from workspaces_constructs.custom_resources.places import place_of, stack_of
from workspaces_constructs.custom_resources.tokens import is_unresolved
from workspaces_constructs.directory.radius_configuration import user_data
from workspaces_constructs.directory.radius_mfa import RadiusSettings
from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.facts.iam import managed_policy_arn, policy_document, service_trust
from workspaces_constructs.facts.ports import RADIUS, PortRule
from workspaces_constructs.facts.radius import require_display_label
from workspaces_constructs.network.instances import AMAZON_LINUX_IMAGE, METADATA_OPTIONS, require_user_data
from workspaces_constructs.network.security_groups import ANYWHERE, Opening, inbound, made_group, outbound

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aws_cdk import aws_iam as iam
    from aws_cdk import aws_kms as kms

    from workspaces_constructs.network.subnets import SubnetPair

__all__ = ["RadiusServers"]

_HTTPS: Final = PortRule("tcp", 443, 443, "packages, secrets, Systems Manager", "AL2023 guide, managing repositories")
_FIELD: Final = "password"


class RadiusServers(Construct):
    """Two FreeRADIUS servers, one in each Availability Zone, that check time-based one-time codes (RFC 6238).

    They are set up unattended on Amazon Linux 2023: its packages come by HTTPS, and so do the secrets, so the subnets'
    route tables need a way there before the servers start: NAT, or an endpoint of Amazon S3 and one of Secrets Manager.
    They resolve names by the VPC's own DNS server, whatever its DHCP options say later.
    Nobody signs in to them by SSH; Systems Manager reaches them where it is reachable. Each has the last address of its
    subnet that EC2 gives out, always the same one.

    What a user's phone shows is computed from a seed. You fill ``seeds_secret`` with a JSON object of user names and
    base32 seeds, ``{"alice": "JBSWY3DPEHPK3PXP"}``; servers read it every five minutes, and whoever is not in it cannot
    sign in. A code is accepted for one step of 30 seconds before and after its own, and by each server only once; ten
    wrong codes in five minutes lock a user out for as long. The servers speak PAP: a code can be checked within that
    window only if it is seen. A new value of the shared secret reaches the servers in five minutes, and the directory
    when any of its settings changes; until both have it nobody signs in.

    Amazon Linux 2023 has the package ``freeradius`` (its issue 816; release notes, packages of 2023.9). Where it cannot
    be installed, the instance's console output says so, and ``RadiusMfa`` that no server answers. The configuration
    needs nothing beyond FreeRADIUS 3.0: the codes are checked by a program that stands in the user data.

    Example:
        .. code-block:: python

            servers = RadiusServers(
                stack, "Radius", vpc=network.vpc, subnets=network.radius_subnets,
                client_cidrs=network.desktop_subnets["Desktops"].cidrs,
            )
            RadiusMfa(stack, "Mfa", directory=connector, settings=servers.settings)

    Args:
        scope: The construct it belongs to.
        construct_id: Its id in that scope.
        vpc: The VPC.
        subnets: A pair of private subnets, best with nothing else in them.
        client_cidrs: The subnets of the directories that ask, and nothing wider: who is there may guess codes.
        instance_type: Of an arm64 family. Default: ``t4g.micro``.
        display_label: What the client's field for the code is called. Default: ``MFA code``.
        secret: A secret that exists, with the shared secret in the JSON field ``password``: 16 to 512 letters and
            digits. Default: a generated one.
        encryption_key: A key for the secrets made here. Default: the account's ``aws/secretsmanager``.
        removal_policy: What happens to these secrets when the stack goes. Default: deletion.

    Attributes:
        secret: The shared secret, given or generated.
        seeds_secret: The users' seeds; empty until you fill it.
        addresses: The servers' addresses, known without a look-up.
        settings: What ``RadiusMfa`` takes; whoever uses it waits for the servers.
        security_group: Lets the clients' subnets in, and HTTPS out.

    Raises:
        ConfigurationError: No client, the whole internet as a client, a type of another processor, a label that AWS
            refuses.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        vpc: ec2.IVpc,
        subnets: SubnetPair,
        client_cidrs: Sequence[str],
        instance_type: str = "t4g.micro",
        display_label: str = "MFA code",
        secret: secretsmanager.ISecret | None = None,
        encryption_key: kms.IKey | None = None,
        removal_policy: cdk.RemovalPolicy | None = None,
    ) -> None:
        super().__init__(scope, construct_id)
        require_display_label(display_label)
        self._check(client_cidrs, instance_type)
        self._display_label = display_label
        self.secret = secret or self._shared_secret(encryption_key, removal_policy)
        self.seeds_secret = self._seeds_secret(encryption_key, removal_policy)
        self.security_group = made_group(
            self,
            "Group",
            vpc=vpc,
            description="RADIUS servers",
            ingress=inbound(Opening(RADIUS, cidrs=client_cidrs), what="client_cidrs"),
            egress=outbound(Opening((_HTTPS,), cidrs=[ANYWHERE])),
        )
        self.addresses = subnets.last_addresses
        text = user_data(
            region=place_of(self).region,
            shared_secret=self.secret.secret_arn,
            field=_FIELD,
            seeds=self.seeds_secret.secret_arn,
            cidrs=client_cidrs,
        )
        require_user_data(text, "the RADIUS servers", fix="name fewer, larger client_cidrs")
        keys = [encryption_key, secret.encryption_key if secret else None]
        profile = self._profile([key for key in keys if key is not None])
        self.instances = self._instances(subnets, instance_type, profile, text)

    @cached_property
    def settings(self) -> RadiusSettings:
        """The servers as ``RadiusMfa`` takes them."""
        return RadiusSettings(
            servers=[instance.attr_private_ip for instance in self.instances],
            secret=self.secret,
            secret_field=_FIELD,
            protocol="PAP",
            display_label=self._display_label,
        )

    @staticmethod
    def _check(client_cidrs: Sequence[str], instance_type: str) -> None:
        if not client_cidrs:
            raise ConfigurationError(
                "client_cidrs", value="none", allowed="the directories' subnets", fix="pass the cidrs of their pair"
            )
        family = instance_type.partition(".")[0]
        if not is_unresolved(instance_type) and not family.rstrip("dn").endswith("g"):
            raise ConfigurationError(
                "instance_type", value=instance_type, allowed="a type with an arm64 processor", fix="use t4g.micro"
            )

    def _shared_secret(self, key: kms.IKey | None, removal_policy: cdk.RemovalPolicy | None) -> secretsmanager.Secret:
        secret = secretsmanager.Secret(
            self,
            "SharedSecret",
            description="What the RADIUS servers share with the directories",
            encryption_key=key,
            removal_policy=removal_policy,
            generate_secret_string=secretsmanager.SecretStringGenerator(
                secret_string_template="{}",  # noqa: S106 - an empty JSON object
                generate_string_key=_FIELD,
                password_length=48,
                exclude_punctuation=True,
            ),
        )
        reason = "A rotation must reach the servers and the directory at the same moment; it is done by hand."
        acknowledge(secret, {"AwsSolutions-SMG4": reason})
        return secret

    def _seeds_secret(self, key: kms.IKey | None, removal_policy: cdk.RemovalPolicy | None) -> secretsmanager.ISecret:
        """A secret without a value: the first one is put in by hand, and no deployment overwrites it."""
        place = Construct(self, "Seeds")
        made = secretsmanager.CfnSecret(
            place,
            "Resource",
            description='One-time code seeds of the users: {"user name": "base32 seed"}',
            kms_key_id=None if key is None else key.key_arn,
        )
        if removal_policy is not None:
            made.apply_removal_policy(removal_policy)
        acknowledge(made, {"AwsSolutions-SMG4": "A seed is in its user's phone too, and changes only with it."})
        return secretsmanager.Secret.from_secret_complete_arn(place, "Interface", made.ref)

    def _profile(self, keys: Sequence[kms.IKey]) -> iam.CfnInstanceProfile:
        from aws_cdk import aws_iam as iam

        arns = [self.secret.secret_arn, self.seeds_secret.secret_arn]
        statements: list[dict[str, object]] = [
            {"Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": arns}
        ]
        stack = stack_of(self)
        via = {"StringEquals": {"kms:ViaService": f"secretsmanager.{stack.region}.amazonaws.com"}}
        statements += [
            {"Effect": "Allow", "Action": "kms:Decrypt", "Resource": key.key_arn, "Condition": via} for key in keys
        ]
        policy = managed_policy_arn("AmazonSSMManagedInstanceCore", stack.partition)
        role = iam.CfnRole(
            self,
            "Role",
            description="RADIUS servers: their two secrets, and Systems Manager.",
            assume_role_policy_document=service_trust("ec2.amazonaws.com"),
            managed_policy_arns=[policy],
            policies=[iam.CfnRole.PolicyProperty(policy_name="Secrets", policy_document=policy_document(*statements))],
        )
        shown = "<AWS::Partition>" if is_unresolved(stack.partition) else stack.partition
        arn = managed_policy_arn("AmazonSSMManagedInstanceCore", shown)
        reason = "AWS keeps this policy to what the agent of Systems Manager calls."
        acknowledge(role, {f"AwsSolutions-IAM4[Policy::{arn}]": reason})
        return iam.CfnInstanceProfile(self, "Profile", roles=[role.ref])

    def _instances(
        self, subnets: SubnetPair, instance_type: str, profile: iam.CfnInstanceProfile, text: str
    ) -> tuple[ec2.CfnInstance, ...]:
        template = ec2.CfnLaunchTemplate(
            self,
            "Template",
            launch_template_data={"imageId": AMAZON_LINUX_IMAGE, "metadataOptions": dict(METADATA_OPTIONS)},
        )
        path, encoded = self.node.path, cdk.Fn.base64(text)
        instances = tuple(
            ec2.CfnInstance(
                self,
                f"Server{number}",
                launch_template={"launchTemplateId": template.ref, "version": template.attr_latest_version_number},
                instance_type=instance_type,
                subnet_id=subnet.subnet_id,
                private_ip_address=address,
                security_group_ids=[self.security_group.security_group_id],
                iam_instance_profile=profile.ref,
                monitoring=True,
                user_data=encoded,
                block_device_mappings=[
                    {"deviceName": "/dev/xvda", "ebs": {"encrypted": True, "volumeType": "gp3", "volumeSize": 16}}
                ],
                tags=[cdk.CfnTag(key="Name", value=f"{path}/{number}")],
            )
            for number, (subnet, address) in enumerate(zip(subnets.subnets, self.addresses, strict=True), 1)
        )
        for instance, subnet in zip(instances, subnets.subnets, strict=True):
            instance.node.add_dependency(subnet.internet_connectivity_established)
            reason = "A protected instance could not be deleted with its stack, and there is nothing on it to lose."
            acknowledge(instance, {"AwsSolutions-EC29": reason})
        return instances
