"""Generated passwords."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from aws_cdk import aws_secretsmanager as secretsmanager

from workspaces_constructs.custom_resources.acknowledgements import acknowledge

if TYPE_CHECKING:
    import aws_cdk as cdk
    from aws_cdk import aws_kms as kms
    from constructs import Construct

__all__ = ["generated_password"]

_LENGTH = 32
_EXCLUDED = "\"'\\/@<>&%`$;,:{}[]| "
"""Characters that shells, PowerShell and the RunAs dialogue read as something else."""


def generated_password(
    scope: Construct,
    construct_id: str,
    *,
    user_name: str,
    description: str,
    encryption_key: kms.IKey | None = None,
    removal_policy: cdk.RemovalPolicy | None = None,
) -> secretsmanager.Secret:
    """Make a secret ``{"username": ..., "password": ...}`` whose password meets Active Directory's default policy.

    Args:
        scope: The construct it belongs to.
        construct_id: Its id in that scope.
        user_name: Whose password it is.
        description: What it is for, as the Secrets Manager console shows it.
        encryption_key: A customer-managed key. Default: the account's ``aws/secretsmanager``.
        removal_policy: What happens to it when the stack goes. Default: the CDK's, deletion.
    """
    secret = secretsmanager.Secret(
        scope,
        construct_id,
        description=description,
        encryption_key=encryption_key,
        removal_policy=removal_policy,
        generate_secret_string=secretsmanager.SecretStringGenerator(
            secret_string_template=json.dumps({"username": user_name}),
            generate_string_key="password",
            password_length=_LENGTH,
            require_each_included_type=True,
            exclude_characters=_EXCLUDED,
        ),
    )
    acknowledge(
        secret,
        {
            "AwsSolutions-SMG4": "The directory does not read this secret again once the password is set, so a "
            "rotation would have to change the password in Active Directory too; no rotation function of AWS's does "
            "that for Managed AD. It is changed by hand, in both places."
        },
    )
    return secret
