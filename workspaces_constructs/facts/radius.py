"""What Directory Service accepts as RADIUS servers for multi-factor authentication (facts §3.3, §6.4)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Literal

from .addresses import is_address
from .errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "MOST_SECONDS_RECOMMENDED",
    "RADIUS_PROTOCOLS",
    "RadiusProtocol",
    "require_display_label",
    "require_radius_numbers",
    "require_radius_protocol",
    "require_radius_servers",
]

RadiusProtocol = Literal["PAP", "CHAP", "MS-CHAPv1", "MS-CHAPv2"]

RADIUS_PROTOCOLS: Final[tuple[RadiusProtocol, ...]] = ("PAP", "CHAP", "MS-CHAPv1", "MS-CHAPv2")
"""``RadiusAuthenticationProtocol`` of botocore's model of ds."""

MOST_SECONDS_RECOMMENDED: Final = 20
"""Seconds; the Directory Service guide (ms_ad_mfa) recommends a time-out of no more."""

_LONGEST_SERVER: Final = 256
_LONGEST_LABEL: Final = 64
_NAME: Final = re.compile(
    r"(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)+"
)
_NUMBERS: Final = {"port": (1025, 65535), "timeout": (1, 50), "retries": (0, 10)}


def require_radius_servers(servers: Sequence[str]) -> tuple[str, ...]:
    """Return the servers if each is an IPv4 address or a fully qualified name, and none is there twice."""
    wrong = [server for server in servers if len(server) > _LONGEST_SERVER or not _is_host(server)]
    twice = len({server.lower() for server in servers}) < len(servers)
    if servers and not wrong and not twice:
        return tuple(servers)
    raise ConfigurationError(
        "RADIUS servers",
        value=", ".join(wrong or servers) or "none",
        allowed="IPv4 addresses or fully qualified names, each once",
        fix="name the servers, or the load balancer in front of them, such as 10.20.0.50",
    )


def require_radius_numbers(*, port: int, timeout: int, retries: int) -> None:
    """Refuse a port, a time-out in seconds, or a number of retries that EnableRadius refuses."""
    for name, given in (("port", port), ("timeout", timeout), ("retries", retries)):
        least, most = _NUMBERS[name]
        if not least <= given <= most:
            usual = {"port": 1812, "timeout": MOST_SECONDS_RECOMMENDED, "retries": 3}[name]
            raise ConfigurationError(
                f"RADIUS {name}", value=given, allowed=f"{least} to {most}", fix=f"use {usual}, which is the default"
            )


def require_radius_protocol(protocol: str) -> None:
    """Refuse a protocol that Directory Service does not speak."""
    if protocol not in RADIUS_PROTOCOLS:
        raise ConfigurationError(
            "RADIUS protocol", value=protocol, allowed=RADIUS_PROTOCOLS, fix="use what the servers are set up for"
        )


def require_display_label(label: str) -> None:
    """Refuse a label that is empty or longer than 64 characters."""
    if not 1 <= len(label) <= _LONGEST_LABEL:
        raise ConfigurationError(
            "RADIUS display label",
            value=label,
            allowed=f"1 to {_LONGEST_LABEL} characters",
            fix="use something such as MFA code",
        )


def _is_host(server: str) -> bool:
    return is_address(server) or (_NAME.fullmatch(server) is not None and not server.rpartition(".")[2].isdigit())
