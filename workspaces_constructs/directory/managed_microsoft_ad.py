"""AWS Managed Microsoft AD."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import aws_cdk as cdk
from aws_cdk import aws_directoryservice as directoryservice
from aws_cdk import aws_ec2 as ec2
from constructs import Construct, DependencyGroup

from workspaces_constructs.custom_resources.resource import WorkspacesResource
from workspaces_constructs.custom_resources.tokens import is_unresolved
from workspaces_constructs.directory.made_by_aws import DirectoryMadeByAws
from workspaces_constructs.directory.passwords import generated_password
from workspaces_constructs.facts.arguments import require_list
from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.facts.networks import (
    DEFAULT_VPC_CIDR,
    MANAGED_AD_RANGE,
    overlaps,
    require_limited_network,
    require_network,
)
from workspaces_constructs.facts.ports import MANAGED_AD_INBOUND
from workspaces_constructs.network.routes import established
from workspaces_constructs.network.subnets import require_pair, subnet_ids
from workspaces_constructs.network.vpcs import known_cidrs, vpc_id

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aws_cdk import aws_kms as kms
    from aws_cdk import aws_secretsmanager as secretsmanager
    from constructs import IDependable

__all__ = ["ExistingManagedMicrosoftAd", "ManagedAdBase", "ManagedMicrosoftAd"]

_EDITIONS = ("Standard", "Enterprise")
_MOST_RANGES = 2


class ManagedAdBase(DirectoryMadeByAws):
    """What a Managed AD offers to other constructs, whether this stack made it or not.

    Args:
        scope: The construct it belongs to.
        construct_id: Its id in that scope.

    Attributes:
        directory_id: ``d-`` and ten hexadecimal digits.
        domain_name: The fully qualified domain name.
        netbios_name: The short one, below whose OU everything of yours lives.
        dns_addresses: Its DNS servers.
        security_group_id: The group that Directory Service made for its domain controllers.
    """

    def __init__(self, scope: Construct, construct_id: str) -> None:
        super().__init__(scope, construct_id)
        self._reachable_from: list[str] = []
        self._reaches: list[str] = []
        self._openings = DependencyGroup()

    def allow_from(self, cidr: str) -> None:
        """Let a range reach the domain controllers on the ports that Directory Service opens for the VPC itself.

        The group that Directory Service makes comes with 18 rules, each range adds 15, and a group holds 60 unless the
        quota was raised: two ranges fit, so give one that contains several. A range that was let in before is left.

        Args:
            cidr: A range outside the VPC.
        """
        if not is_unresolved(cidr):
            cidr = str(require_limited_network(cidr, "range that may reach the domain controllers"))
        if cidr in self._reachable_from:
            return
        place = Construct(self, f"From{len(self._reachable_from) if is_unresolved(cidr) else cidr}")
        self._reachable_from.append(cidr)
        self._openings.add(place)
        for rule in MANAGED_AD_INBOUND:
            ec2.CfnSecurityGroupIngress(
                place,
                f"{rule.protocol}{rule.from_port}",
                group_id=self.security_group_id,
                ip_protocol=rule.protocol,
                from_port=rule.from_port,
                to_port=rule.to_port,
                cidr_ip=cidr,
                description=rule.purpose,
            )
        if len(self._reachable_from) == _MOST_RANGES + 1:
            cdk.Annotations.of(self).add_warning_v2(
                "@workspaces-constructs/directory:manyRanges",
                f"More than {_MOST_RANGES} ranges reach the domain controllers of {self.domain_name}: with the rules "
                "that Directory Service makes these are more than the 60 that a security group holds. Join ranges, or "
                "have the quota of rules per security group raised.",
            )

    def allow_to(self, cidr: str) -> None:
        """Let the domain controllers ask a network, such as that of a domain they trust.

        The Directory Service guide says of the group's outbound rule both that it lets everything out and that it lets
        out to members of the group only (ms_ad_getting_started_what_gets_created; API reference, AddIpRoutes). This
        rule is not needed in the one case and indispensable in the other.

        Args:
            cidr: A range outside the VPC.
        """
        if not is_unresolved(cidr):
            cidr = str(require_network(cidr, "range that the domain controllers may reach"))
        if cidr in self._reaches:
            return
        place = Construct(self, f"To{len(self._reaches) if is_unresolved(cidr) else cidr}")
        self._reaches.append(cidr)
        self._openings.add(place)
        ec2.CfnSecurityGroupEgress(
            place,
            "All",
            group_id=self.security_group_id,
            ip_protocol="-1",
            cidr_ip=cidr,
            description="Another domain",
        )

    @property
    def openings(self) -> IDependable:
        """What ``allow_from`` and ``allow_to`` open, now or later: what needs other networks depends on it."""
        return self._openings

    @property
    def data_access(self) -> WorkspacesResource:
        """Directory Service Data, switched on; users depend on it."""
        existing = self.node.try_find_child("DataAccess")
        if isinstance(existing, WorkspacesResource):
            return existing
        return WorkspacesResource(
            self,
            "DataAccess",
            kind="DirectoryDataAccess",
            properties={"DirectoryId": self.directory_id},
        )


class ManagedMicrosoftAd(ManagedAdBase):
    """A Managed AD in a pair of subnets of its own, with a generated administrator's password.

    The password is made in AWS Secrets Manager and reaches the directory by a dynamic reference, so no template holds
    it. A directory's name, edition and subnets can never change: CloudFormation would replace it, with all users. The
    registration of WorkSpaces refuses such a change while desktops exist.

    Example:
        .. code-block:: python

            directory = ManagedMicrosoftAd(
                stack, "Directory", vpc=network.vpc, subnets=network.directory_subnets.subnets,
                domain_name="corp.example.com",
            )

    Args:
        scope: The construct it belongs to.
        construct_id: Its id in that scope.
        vpc: The VPC; it must not use 198.18.0.0/15.
        subnets: Two subnets in two Availability Zones, best with nothing else in them.
        domain_name: A fully qualified name, such as ``corp.example.com``.
        netbios_name: At most 15 characters. Default: the first label of the domain name.
        edition: ``Standard`` (about 30,000 objects) or ``Enterprise`` (500,000, several regions). Default: Standard.
        admin_secret: A secret with a JSON field ``password`` for the user ``Admin``. Default: a generated one.
        encryption_key: A key for the generated secret. Default: the account's ``aws/secretsmanager``.
        reachable_from: Other ranges that must reach the domain controllers: peered VPCs, on-premises. The VPC's own
            range reaches them anyway (facts §1.6). Default: none.
        removal_policy: What happens to directory and secret when the stack goes. Default: CloudFormation's, deletion.

    Raises:
        ConfigurationError: A single-label domain, an unknown edition, not exactly two subnets, a range that is none.
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
        edition: Literal["Standard", "Enterprise"] = "Standard",
        admin_secret: secretsmanager.ISecret | None = None,
        encryption_key: kms.IKey | None = None,
        reachable_from: Sequence[str] = (),
        removal_policy: cdk.RemovalPolicy | None = None,
    ) -> None:
        super().__init__(scope, construct_id)
        self._take_names(domain_name, netbios_name)
        if edition not in _EDITIONS:
            raise ConfigurationError("edition of a Managed AD", value=edition, allowed=_EDITIONS, fix="use Standard")
        self.vpc = vpc
        self.subnets = require_pair(vpc, subnets, "a Managed AD")
        _require_range(vpc)
        self.admin_secret = admin_secret or generated_password(
            self,
            "AdminPassword",
            user_name="Admin",
            description=f"Administrator of {self.domain_name}",
            encryption_key=encryption_key,
            removal_policy=removal_policy,
        )
        self.resource = directoryservice.CfnMicrosoftAD(
            self,
            "Directory",
            name=self.domain_name,
            short_name=self.netbios_name,
            edition=edition,
            password=self.admin_secret.secret_value_from_json("password").unsafe_unwrap(),
            vpc_settings=directoryservice.CfnMicrosoftAD.VpcSettingsProperty(
                vpc_id=vpc_id(vpc), subnet_ids=subnet_ids(self.subnets)
            ),
        )
        self.resource.node.add_dependency(established(vpc))
        if removal_policy is not None:
            self.resource.apply_removal_policy(removal_policy)
        self.directory_id = self.resource.ref
        self._read_details()
        for cidr in require_list(reachable_from, "reachable_from"):
            self.allow_from(cidr)


def _require_range(vpc: ec2.IVpc) -> None:
    known = [cidr for cidr in known_cidrs(vpc) if not is_unresolved(cidr)]
    if overlaps(known, [MANAGED_AD_RANGE]):
        raise ConfigurationError(
            "VPC of a Managed AD",
            value=", ".join(known),
            allowed=f"a range outside {MANAGED_AD_RANGE}, which AWS Managed Microsoft AD uses itself",
            fix=f"use a VPC with a range such as {DEFAULT_VPC_CIDR}",
        )


class ExistingManagedMicrosoftAd(ManagedAdBase):
    """A Managed AD that another stack or somebody by hand has made; what else is needed is read when deployed.

    Args:
        scope: The construct it belongs to.
        construct_id: Its id in that scope.
        directory_id: Its id.
        domain_name: Its fully qualified domain name.
        netbios_name: Default: the first label of the domain name.

    Raises:
        ConfigurationError: An id or a name that is none.
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
        self._take_existing(directory_id, domain_name, netbios_name)
