"""Which keys of AWS KMS encrypt the volumes of WorkSpaces (Administration Guide, encrypt-workspaces; facts §5)."""

from __future__ import annotations

import re
from typing import Final

from .errors import ConfigurationError

__all__ = ["VOLUME_KEY_SPEC", "VOLUME_KEY_USAGE", "require_volume_key_arn", "require_volume_key_spec"]

VOLUME_KEY_SPEC: Final = "SYMMETRIC_DEFAULT"
VOLUME_KEY_USAGE: Final = "ENCRYPT_DECRYPT"
"""What a key is where nothing else is said, and the only one that WorkSpaces takes: no RSA, ECC or HMAC key."""

_ARN: Final = re.compile(r"arn:[^:]+:kms:([^:]*):([^:]*):(\S+)")
_OF_AWS: Final = "alias/aws/"
_OWN_ALIAS: Final = "alias/aws/workspaces"


def require_volume_key_arn(
    arn: str, *, region: str | None = None, account: str | None = None, shared: bool = False
) -> str:
    """Return the ARN of a key or an alias, if desktops of that region and account can use it as far as it says.

    Args:
        arn: The ARN.
        region: The desktops' region; None where it is not known.
        account: Their account; None where it is not known.
        shared: Whether the key may be another account's, whose policy lets this one use it.
    """
    found = _ARN.fullmatch(arn)
    if found is None:
        raise ConfigurationError(
            "volume key",
            value=arn,
            allowed="arn:aws:kms:<region>:<account>:key/<id>",
            fix="copy the ARN from the KMS console",
        )
    of_region, of_account, resource = found.groups()
    if region is not None and of_region != region:
        raise ConfigurationError(
            "volume key",
            value=arn,
            allowed=f"a key in {region}, where the desktops are",
            fix=f"make a key in {region}, or a replica there of a multi-Region key",
        )
    if account is not None and of_account != account and not shared:
        raise ConfigurationError(
            "volume key",
            value=arn,
            allowed=f"a key of account {account}, or one whose policy lets that account use it for WorkSpaces",
            fix="use one of the desktops' account; or say it is shared: VolumeKey.of_other_account, or keys.shared",
        )
    if resource.startswith(_OF_AWS) and resource != _OWN_ALIAS:
        raise ConfigurationError(
            "volume key",
            value=arn,
            allowed=f"a key of yours, or {_OWN_ALIAS}: AWS keeps this one for another service",
            fix="leave it out for an own key",
        )
    return arn


def require_volume_key_spec(spec: str | None, usage: str | None) -> None:
    """Refuse a key that is not symmetric, or is not for encryption."""
    for name, given, right in (("KeySpec", spec, VOLUME_KEY_SPEC), ("KeyUsage", usage, VOLUME_KEY_USAGE)):
        if given is not None and given != right:
            raise ConfigurationError(
                f"{name} of the volume key", value=given, allowed=right, fix="leave it out, or use a VolumeKey"
            )
