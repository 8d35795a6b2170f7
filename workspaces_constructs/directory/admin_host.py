"""A host from which a directory is administered, where AWS has no API for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from constructs import Construct

from workspaces_constructs.custom_resources.acknowledgements import acknowledge
from workspaces_constructs.custom_resources.tokens import is_unresolved
from workspaces_constructs.directory.host_tasks import DELEGATED_UNIT, TOOLS, UNIT, USER, HostTasks
from workspaces_constructs.directory.passwords import generated_password
from workspaces_constructs.directory.powershell import require_plain
from workspaces_constructs.directory.windows_host import (
    WindowsVersion,
    automation_role,
    host_profile,
    launch_template,
    read_secrets,
)
from workspaces_constructs.facts.domains import require_domain_name, require_ou, require_sam_account_name
from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.facts.iam import policy_document
from workspaces_constructs.facts.ports import DOMAIN_TO_DOMAIN, PortRule
from workspaces_constructs.network.security_groups import ANYWHERE, Opening, made_group, outbound

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from aws_cdk import aws_kms as kms
    from aws_cdk import aws_secretsmanager as secretsmanager
    from constructs import IDependable

    from workspaces_constructs.custom_resources.resource import WorkspacesResource
    from workspaces_constructs.directory.service_account import ServiceAccount
    from workspaces_constructs.directory.users import User

__all__ = ["AdminHost"]

_HTTPS: Final = PortRule("tcp", 443, 443, "AWS APIs", "Systems Manager guide, setting up managed nodes")


class AdminHost(Construct):
    """A small Windows host that nothing reaches and Systems Manager works on.

    It makes organizational units, gives an AD Connector's service account the rights it needs in one, and makes users
    in directories whose API makes none: Simple AD, and domains of your own. Each is a Systems Manager runbook that can
    be run again. Administrators reach the host with Session Manager; no port is open inbound, and there is no key pair.

    The host needs a way to Systems Manager and Secrets Manager (NAT, or the interface endpoints ``ssm``,
    ``ssmmessages`` and ``secretsmanager``) and to the domain controllers; pass what makes these as ``after``.

    Example:
        .. code-block:: python

            host = AdminHost(
                stack, "AdminHost", vpc=network.vpc, subnet=network.server_subnets.subnets[0],
                domain_name="corp.example.com", dns_addresses=directory.dns_addresses,
                directory_cidrs=network.directory_subnets.cidrs, administrator_secret=administrator,
            )
            host.users([User("alice")])

    Args:
        scope: The construct it belongs to.
        construct_id: Its id in that scope.
        vpc: The VPC.
        subnet: Where it stands, best one of the pair *Servers*.
        domain_name: The domain that it works on.
        dns_addresses: DNS servers of that domain.
        directory_cidrs: Where its domain controllers are.
        administrator_secret: A secret with the JSON fields ``username`` and ``password`` of an account that may make
            units, users and permissions.
        windows_version: ``2022`` or ``2025``. Default: 2022.
        instance_type: Default: ``t3.medium``.
        volume_size: GiB. Default: 50.
        encryption_key: A key for the volume and for generated secrets. Default: the account's own.
        termination_protection: Whether the instance refuses to be terminated. Default: no.
        api_cidrs: Where it may reach AWS's APIs on TCP 443. Default: anywhere.
        after: What must exist before the host works, and go after it: directory, routes out, endpoints.

    Raises:
        ConfigurationError: A single-label domain, no DNS address, an unknown version of Windows Server.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        vpc: ec2.IVpc,
        subnet: ec2.ISubnet,
        domain_name: str,
        dns_addresses: Sequence[str],
        directory_cidrs: Sequence[str],
        administrator_secret: secretsmanager.ISecret,
        windows_version: WindowsVersion = "2022",
        instance_type: str = "t3.medium",
        volume_size: int = 50,
        encryption_key: kms.IKey | None = None,
        termination_protection: bool = False,
        api_cidrs: Sequence[str] = (ANYWHERE,),
        after: Sequence[IDependable] = (),
    ) -> None:
        super().__init__(scope, construct_id)
        if not is_unresolved(domain_name):
            require_domain_name(domain_name)
        if not dns_addresses:
            raise ConfigurationError(
                "dns_addresses", value="none", allowed="one or more addresses", fix="name the domain's DNS servers"
            )
        self.domain_name = domain_name
        self._key = encryption_key
        self.security_group_id = made_group(
            self,
            "SecurityGroup",
            vpc=vpc,
            description=f"Administration host of {domain_name}",
            egress=outbound(Opening(DOMAIN_TO_DOMAIN, cidrs=directory_cidrs), Opening((_HTTPS,), cidrs=api_cidrs)),
        ).security_group_id
        self._role, profile = host_profile(self, "Role", read_secrets([administrator_secret]))
        self.instance = ec2.CfnInstance(
            self,
            "Host",
            launch_template=launch_template(self, "Template", windows_version),
            instance_type=instance_type,
            iam_instance_profile=profile,
            subnet_id=subnet.subnet_id,
            security_group_ids=[self.security_group_id],
            block_device_mappings=[
                ec2.CfnInstance.BlockDeviceMappingProperty(
                    device_name="/dev/sda1",
                    ebs=ec2.CfnInstance.EbsProperty(
                        volume_size=volume_size,
                        volume_type="gp3",
                        encrypted=True,
                        kms_key_id=encryption_key.key_arn if encryption_key else None,
                        delete_on_termination=True,
                    ),
                )
            ],
            disable_api_termination=termination_protection,
            monitoring=True,
            ebs_optimized=True,
            propagate_tags_to_volume_on_creation=True,
            tags=[cdk.CfnTag(key="Name", value=f"{self.node.path}/Host")],
        )
        if not termination_protection:
            acknowledge(
                self.instance,
                {"AwsSolutions-EC29": "The host keeps nothing: what it did is in the directory."},
            )
        for dependency in (vpc.internet_connectivity_established, *after):
            self.instance.node.add_dependency(dependency)
        self._tasks = HostTasks(
            self,
            automation_role(self, "AutomationRole", [self.instance.ref]),
            {
                "InstanceId": self.instance.ref,
                "DomainName": domain_name,
                "DnsAddresses": cdk.Fn.join(",", list(dns_addresses)),
                "AdministratorSecretArn": administrator_secret.secret_arn,
            },
            f"that the host reaches the domain controllers of {domain_name}, the administrator's secret, and the "
            "step's output. What a host that is gone has made stays in the directory.",
        )
        self.tools = self._tasks.add(self, "Tools", TOOLS, {})
        self.user_secrets: dict[str, secretsmanager.ISecret] = {}

    def organizational_unit(
        self, construct_id: str, *, distinguished_name: str, service_account: ServiceAccount | None = None
    ) -> WorkspacesResource:
        """Make an organizational unit, and let a service account join computers in it.

        The account may create and delete computers there and read and write their attributes, and nothing else
        (Directory Service guide, "Delegate privileges to your service account"). The unit goes with the stack if it was
        made here and nothing is in it.

        Args:
            construct_id: The id of the unit in this construct.
            distinguished_name: The whole name, such as ``OU=WorkSpaces,DC=corp,DC=example,DC=com``.
            service_account: The AD Connector's account; of another domain, one with its ``sid``. Default: no rights are
                given.

        Raises:
            ConfigurationError: A name that is none, or not in this domain.
        """
        unit = require_plain(require_ou(distinguished_name, self.domain_name), "distinguished_name")
        if service_account is None:
            return self._tasks.add(self, construct_id, UNIT, {"OrganizationalUnit": unit})
        account = service_account.sid or service_account.user_name
        if service_account.sid is None and not is_unresolved(account):
            require_sam_account_name(account, "service account")
        return self._tasks.add(self, construct_id, DELEGATED_UNIT, {"OrganizationalUnit": unit, "AccountName": account})

    def users(
        self, users: Sequence[User], *, removal_policy: cdk.RemovalPolicy | None = None
    ) -> Mapping[str, WorkspacesResource]:
        """Make users with generated first passwords; each has a secret in ``user_secrets``.

        A password is set once, when the user is made. A user of that name who is there already is refused, and one that
        was not made here is never removed.

        Args:
            users: Who they are; groups are not looked at.
            removal_policy: ``RETAIN`` leaves user and secret when the stack goes. Default: deletion.

        Raises:
            ConfigurationError: A name twice or one that Active Directory would not take, or groups.
        """
        names = [require_sam_account_name(user.user_name) for user in users]
        twice = sorted({name for name in names if [each.lower() for each in names].count(name.lower()) > 1})
        if twice or any(name in self.user_secrets for name in names):
            raise ConfigurationError(
                "users", value=", ".join(twice or names), allowed="each name once", fix="remove the repetition"
            )
        if grouped := [user.user_name for user in users if user.groups]:
            raise ConfigurationError(
                "groups of users", value=", ".join(grouped), allowed="none: an admin host makes no memberships",
                fix="leave the groups out and add the members in the directory",
            )  # fmt: skip
        place = Construct(self, f"Users{len(self.user_secrets) or ''}")
        for user in users:
            self.user_secrets[user.user_name] = generated_password(
                place,
                user.user_name,
                user_name=user.user_name,
                description=f"First password of {user.user_name} in {self.domain_name}",
                encryption_key=self._key,
                removal_policy=removal_policy,
            )
        policy = iam.CfnPolicy(
            place,
            "Policy",
            policy_name="UserSecrets",
            policy_document=policy_document(*read_secrets([self.user_secrets[name] for name in names])),
            roles=[self._role.ref],
        )
        made = {user.user_name: self._user(place, user, removal_policy) for user in users}
        for resource in made.values():
            resource.node.add_dependency(policy)
        return made

    def _user(self, place: Construct, user: User, removal_policy: cdk.RemovalPolicy | None) -> WorkspacesResource:
        names = {"GivenName": user.given_name, "Surname": user.surname, "Email": user.email}
        given = {
            "UserName": user.user_name,
            "UserSecretArn": self.user_secrets[user.user_name].secret_arn,
            **{name: require_plain(value, name) for name, value in names.items() if value},
        }
        return self._tasks.add(place, f"User-{user.user_name}", USER, given, removal_policy)
