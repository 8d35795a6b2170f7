"""What the EC2 instances that are made here have in common."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from workspaces_constructs.facts.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["AMAZON_DNS", "AMAZON_LINUX_IMAGE", "METADATA_OPTIONS", "RESOLVED_CONF", "require_user_data"]

AMAZON_LINUX_IMAGE: Final = "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64"
"""EC2 looks the image up at every launch, so a new image replaces nothing that runs (Auto Scaling guide, "Use AWS
Systems Manager parameters")."""

METADATA_OPTIONS: Final[Mapping[str, str | int]] = MappingProxyType(
    {"httpTokens": "required", "httpPutResponseHopLimit": 1, "httpEndpoint": "enabled"}
)
"""IMDSv2 only, for programs on the instance itself; as launch templates take it."""

AMAZON_DNS: Final = "169.254.169.253"
"""The VPC's own DNS server: no server of the directory, and no security group rule is asked for it (VPC guide, "Amazon
DNS server")."""

RESOLVED_CONF: Final = f"[Resolve]\nDNS={AMAZON_DNS}\nDomains=~.\n"
"""For a file in ``/etc/systemd/resolved.conf.d``: every name is asked of the VPC's own server, whatever DHCP names."""

_LARGEST_USER_DATA: Final = 16384
"""Bytes (EC2 guide, "Run commands when you launch an EC2 instance")."""


def require_user_data(text: str, what: str, *, fix: str) -> None:
    """Refuse user data that EC2 would not take.

    Args:
        text: The user data, before it is encoded.
        what: Whose it is, for the error.
        fix: What makes it shorter.

    Raises:
        ConfigurationError: More than 16 KB.
    """
    if len(text) > _LARGEST_USER_DATA:
        raise ConfigurationError(
            f"user data of {what}", value=f"{len(text)} bytes", allowed=f"at most {_LARGEST_USER_DATA}", fix=fix
        )
