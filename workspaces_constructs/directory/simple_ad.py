"""Simple AD."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

import aws_cdk as cdk
from aws_cdk import aws_directoryservice as directoryservice

from workspaces_constructs.custom_resources.places import place_of
from workspaces_constructs.custom_resources.tokens import is_unresolved
from workspaces_constructs.directory.made_by_aws import DirectoryMadeByAws
from workspaces_constructs.directory.passwords import generated_password
from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.facts.regions import require_simple_ad_region
from workspaces_constructs.network.routes import established
from workspaces_constructs.network.subnets import require_pair, subnet_ids
from workspaces_constructs.network.vpcs import vpc_id

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aws_cdk import aws_ec2 as ec2
    from aws_cdk import aws_kms as kms
    from aws_cdk import aws_secretsmanager as secretsmanager
    from constructs import Construct

__all__ = ["ExistingSimpleAd", "SimpleAd", "SimpleAdBase", "refuse_simple_ad"]

_SIZES: Final = ("Small", "Large")


class SimpleAdBase(DirectoryMadeByAws):
    """What a Simple AD offers to other constructs, whether this stack made it or not.

    Attributes:
        directory_id: ``d-`` and ten hexadecimal digits.
        domain_name: The fully qualified domain name.
        netbios_name: The short one.
        dns_addresses: Its DNS servers.
        security_group_id: The group that Directory Service made for its domain controllers.
    """

    def _require_region(self) -> None:
        region = place_of(self).region
        if not is_unresolved(region):
            require_simple_ad_region(region)


class SimpleAd(SimpleAdBase):
    """A small directory of Samba 4, for up to 500 or 5,000 users, with a generated administrator's password.

    It has no trusts, no multi-factor authentication and no Directory Service Data: users are made from a Windows host
    that is joined to it, by its ``Administrator`` (Directory Service guide, Simple AD). It exists in six regions only,
    which is checked where the stack names its region; elsewhere the deployment fails. Everything about it is for life:
    CloudFormation would replace it, with all users. A registration refuses such a change while desktops exist.

    AWS deregisters a Simple AD without WorkSpaces after 30 days (Administration Guide, register-deregister-directory).

    Example:
        .. code-block:: python

            directory = SimpleAd(
                stack, "Directory", vpc=network.vpc, subnets=network.directory_subnets.subnets,
                domain_name="corp.example.com",
            )

    Args:
        scope: The construct it belongs to.
        construct_id: Its id in that scope.
        vpc: The VPC.
        subnets: Two subnets in two Availability Zones, best with nothing else in them.
        domain_name: A fully qualified name, such as ``corp.example.com``.
        netbios_name: At most 15 characters. Default: the first label of the domain name.
        size: ``Small`` (up to 500 users) or ``Large`` (up to 5,000). Default: Small.
        admin_secret: A secret with a JSON field ``password`` for the user ``Administrator``. Default: a generated one.
        encryption_key: A key for the generated secret. Default: the account's ``aws/secretsmanager``.
        removal_policy: What happens to directory and secret when the stack goes. Default: CloudFormation's, deletion.

    Raises:
        ConfigurationError: A region without Simple AD, a single-label domain, an unknown size, not exactly two subnets.
    """

    deleted_by_cloudformation = True
    """CloudFormation does not wait for the authorized applications to clear; the registration's Delete lingers."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        vpc: ec2.IVpc,
        subnets: Sequence[ec2.ISubnet] | ec2.SubnetSelection,
        domain_name: str,
        netbios_name: str | None = None,
        size: Literal["Small", "Large"] = "Small",
        admin_secret: secretsmanager.ISecret | None = None,
        encryption_key: kms.IKey | None = None,
        removal_policy: cdk.RemovalPolicy | None = None,
    ) -> None:
        super().__init__(scope, construct_id)
        self._require_region()
        self._take_names(domain_name, netbios_name)
        if size not in _SIZES:
            raise ConfigurationError("size of a Simple AD", value=size, allowed=_SIZES, fix="use Small")
        self.vpc = vpc
        self.subnets = require_pair(vpc, subnets, "a Simple AD")
        self.admin_secret = admin_secret or generated_password(
            self,
            "AdminPassword",
            user_name="Administrator",
            description=f"Administrator of {self.domain_name}",
            encryption_key=encryption_key,
            removal_policy=removal_policy,
        )
        self.resource = directoryservice.CfnSimpleAD(
            self,
            "Directory",
            name=self.domain_name,
            short_name=self.netbios_name,
            size=size,
            password=self.admin_secret.secret_value_from_json("password").unsafe_unwrap(),
            vpc_settings=directoryservice.CfnSimpleAD.VpcSettingsProperty(
                vpc_id=vpc_id(vpc), subnet_ids=subnet_ids(self.subnets)
            ),
        )
        self.resource.node.add_dependency(established(vpc))
        if removal_policy is not None:
            self.resource.apply_removal_policy(removal_policy)
        self.directory_id = self.resource.ref
        self._read_details()


class ExistingSimpleAd(SimpleAdBase):
    """A Simple AD that another stack or somebody by hand has made; what else is needed is read when deployed.

    Args:
        scope: The construct it belongs to.
        construct_id: Its id in that scope.
        directory_id: Its id.
        domain_name: Its fully qualified domain name.
        netbios_name: Default: the first label of the domain name.

    Raises:
        ConfigurationError: An id or a name that is none, or a region without Simple AD.
    """

    deleted_by_cloudformation = False

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        directory_id: str,
        domain_name: str,
        netbios_name: str | None = None,
    ) -> None:
        super().__init__(scope, construct_id)
        self._require_region()
        self._take_existing(directory_id, domain_name, netbios_name)


def refuse_simple_ad(directory: object, what: str) -> None:
    """Refuse a Simple AD where it lacks something that other directories have."""
    if isinstance(directory, SimpleAdBase):
        raise ConfigurationError(
            f"directory for {what}",
            value=f"the Simple AD {directory.domain_name}",
            allowed="an AD Connector or a Managed AD",
            fix="use ManagedMicrosoftAd, or an AdConnector to the domain you have",
        )
