"""Which websites a proxy lets through: names, never addresses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from .errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["INSIDE_NETWORKS", "MAX_ALLOW_LIST_LENGTH", "covers", "require_allowed_domains"]

INSIDE_NETWORKS: Final = (
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "224.0.0.0/3",
    "::1/128",
    "64:ff9b::/96",
    "fc00::/7",
    "fe80::/10",
)
"""No website is here, but instance metadata and neighbours are: IANA's special-purpose registries, and multicast."""

MAX_ALLOW_LIST_LENGTH: Final = 8192
"""Bytes in an advanced Systems Manager parameter (Systems Manager guide, "Managing parameter tiers")."""

_LABEL: Final = r"(?!-)[a-z0-9-]{1,63}(?<!-)"
_DOMAIN: Final = re.compile(rf"\.?(?:{_LABEL}\.)+(?!\d+$){_LABEL}")
_ADDRESS: Final = re.compile(r"[0-9.]+|\[?[0-9a-f:.]*:[0-9a-f:.]*\]?", re.IGNORECASE)
_LONGEST: Final = 253


def require_allowed_domains(domains: Sequence[str]) -> tuple[str, ...]:
    """Return the domains, in lower case, if a proxy can be held to them.

    ``www.example.com`` allows that host. ``.example.com`` allows example.com and every host below it.

    Args:
        domains: Host names and suffixes, in any order.

    Raises:
        ConfigurationError: None at all, more than 8192 characters together, what is no name (an address, a port, a
            URL, a pattern), a whole top-level domain, or a name that another one covers already.
    """
    if not domains:
        raise ConfigurationError(
            "allowed_domains",
            value="none",
            allowed="one name or more",
            fix="name the websites, or give the persona the egress none",
        )
    allowed = tuple(_require_domain(domain) for domain in domains)
    for index, domain in enumerate(allowed):
        covering = next(
            (other for at, other in enumerate(allowed) if at != index and covers(other, domain, equal=at < index)), None
        )
        if covering is not None:
            raise ConfigurationError(
                "allowed_domains", value=domain, allowed="each name once", fix=f"remove it; {covering} covers it"
            )
    if (length := len("\n".join(allowed))) > MAX_ALLOW_LIST_LENGTH:
        raise ConfigurationError(
            "allowed_domains",
            value=f"{length} characters",
            allowed=f"at most {MAX_ALLOW_LIST_LENGTH} together, which one parameter holds",
            fix="allow suffixes, such as .example.com, in place of the hosts below them",
        )
    return allowed


def covers(wide: str, narrow: str, *, equal: bool = True) -> bool:
    """Whether everything that the second name allows is allowed by the first.

    Args:
        wide: A name or suffix.
        narrow: Another.
        equal: What to say of two that are the same.
    """
    if wide == narrow:
        return equal
    return wide.startswith(".") and f".{narrow.lstrip('.')}".endswith(wide)


def _require_domain(domain: str) -> str:
    name = domain.lower()
    if len(name) <= _LONGEST and _DOMAIN.fullmatch(name):
        return name
    raise ConfigurationError(
        "allowed_domains",
        value=domain,
        allowed="a host such as www.example.com, or a suffix such as .example.com",
        fix=_fix(name),
    )


def _fix(name: str) -> str:
    host = re.sub(r"^[a-z]+://", "", name.strip()).partition("/")[0]
    if _ADDRESS.fullmatch(host):
        return "allow the name of the website; addresses are always refused"
    host = host.partition(":")[0].replace("*.", ".").rstrip(".")
    if not host.isascii():
        return "write it as browsers send it, beginning with xn--"
    if host != name and _DOMAIN.fullmatch(host):
        return f"use {host}"
    return "write letters, digits, hyphens and dots, with at least two labels"
