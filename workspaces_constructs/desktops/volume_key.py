"""The key that encrypts desktops' volumes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from constructs import Construct

from workspaces_constructs.custom_resources.places import Place, place_of
from workspaces_constructs.custom_resources.tokens import is_unresolved
from workspaces_constructs.facts.arguments import require_offers
from workspaces_constructs.facts.volume_keys import require_volume_key_arn, require_volume_key_spec

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["VolumeKey", "require_volume_key"]

_SHARED: Final = "SharedWithThisAccount"


class VolumeKey(Construct):
    """A symmetric, customer-managed key that rotates every year and that WorkSpaces may use.

    WorkSpaces works with grants, which it makes with the permissions of whoever launches a desktop: CloudFormation's
    role, a fleet's, an administrator's. IAM policies of the account decide who may use the key; ``launchers`` may in
    any case, only by way of WorkSpaces, and make grants for AWS services only (WorkSpaces Administration Guide,
    "Encrypted WorkSpaces"). WorkSpaces itself binds each grant to the directory's user and to the volume, by the
    encryption context ``aws:workspaces:sid-directoryid`` and ``aws:ebs:id``. A WorkSpace can never change its key, and
    without the key its data is lost.

    Args:
        scope: The construct it belongs to.
        construct_id: Its id in that scope.
        launchers: Principals that launch desktops but have no permissions for KMS of their own. Default: none.
        description: What the KMS console shows.
        pending_window: How long a deleted key can still be recovered, 7 to 30 days. Default: 30 days.
        removal_policy: Default: the CDK's, which retains keys.
    """

    @classmethod
    def of_other_account(cls, scope: Construct, construct_id: str, key_arn: str) -> kms.IKey:
        """A key of another account, whose policy lets this account describe it and make grants for WorkSpaces.

        No synthesis can see that policy: to call this is to say that it is there.

        Args:
            scope: The construct it belongs to.
            construct_id: Its id in that scope.
            key_arn: Its ARN.
        """
        return kms.Key.from_key_arn(Construct(scope, construct_id), _SHARED, key_arn)

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        launchers: Sequence[iam.IPrincipal] = (),
        description: str = "Volumes of Amazon WorkSpaces",
        pending_window: cdk.Duration | None = None,
        removal_policy: cdk.RemovalPolicy | None = None,
    ) -> None:
        super().__init__(scope, construct_id)
        self.key = kms.Key(
            self,
            "Key",
            description=description,
            enable_key_rotation=True,
            pending_window=pending_window,
            removal_policy=removal_policy,
        )
        if launchers:
            principals = list(launchers)
            via = {"kms:ViaService": f"workspaces.{place_of(self).region}.amazonaws.com"}
            self.key.add_to_resource_policy(
                iam.PolicyStatement(
                    sid="UseForWorkspaces",
                    principals=principals,
                    actions=["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"],
                    resources=["*"],
                    conditions={"StringEquals": via},
                )
            )
            self.key.add_to_resource_policy(
                iam.PolicyStatement(
                    sid="GrantToWorkspaces",
                    principals=principals,
                    actions=["kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant"],
                    resources=["*"],
                    conditions={"Bool": {"kms:GrantIsForAWSResource": "true"}, "StringEquals": via},
                )
            )


def require_volume_key(scope: Construct, key: kms.IKey) -> kms.IKey:
    """Return a key, if desktops of the stack of ``scope`` can be encrypted with it as far as synthesis knows.

    What a key is that exists outside of the app only AWS knows; what its ARN says is checked.

    Raises:
        ConfigurationError: It is asymmetric or for HMAC, in another region, of another account and not said to be
            shared, or AWS's own for another service.
    """
    require_offers(key, "key_arn", "volume_key", allowed="a kms.IKey", inner="key")
    checked = _CHECKED.setdefault(key, set())
    place = place_of(scope)
    if place not in checked:
        made = key.node.default_child
        if isinstance(made, kms.CfnKey):
            require_volume_key_spec(made.key_spec, made.key_usage)
        here = {"region": (place.region, key.env.region), "account": (place.account, key.env.account)}
        wanted = {name: None if any(map(is_unresolved, both)) else both[0] for name, both in here.items()}
        require_volume_key_arn(_shown_arn(key), shared=key.node.id == _SHARED, **wanted)
        checked.add(place)
    return key


def _shown_arn(key: kms.IKey) -> str:
    """The key's ARN; made of what is known of it, where only the deployment knows the whole."""
    arn = key.key_arn
    if not is_unresolved(arn):
        return arn
    resource = arn.rpartition(":")[2] if ":alias/" in arn else "key/<id>"
    return f"arn:aws:kms:{key.env.region}:{key.env.account}:{resource}"


_CHECKED: WeakKeyDictionary[kms.IKey, set[Place]] = WeakKeyDictionary()
"""For which places a key was found to be right: it is asked once, however many desktops it encrypts."""
