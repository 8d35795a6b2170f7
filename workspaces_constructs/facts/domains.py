"""How Active Directory names things, and which names a directory of AWS accepts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from .addresses import is_address
from .arguments import require_list
from .errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "BUILT_IN_USERS",
    "MANAGED_AD_ADMINISTRATOR",
    "MAX_NETBIOS_NAME_LENGTH",
    "MAX_SAM_ACCOUNT_NAME_LENGTH",
    "SERVICE_ACCOUNT_NAME",
    "default_netbios_name",
    "distinguished_name",
    "managed_ad_ou",
    "require_dns_addresses",
    "require_domain_name",
    "require_netbios_name",
    "require_other_name",
    "require_ou",
    "require_sam_account_name",
]

MAX_NETBIOS_NAME_LENGTH: Final = 15
"""Characters in a domain's NetBIOS name; a limit of NetBIOS itself."""

MAX_SAM_ACCOUNT_NAME_LENGTH: Final = 20
"""Characters in a user's logon name, in Directory Service Data and on Linux WorkSpaces (facts §4.2, §6.1)."""

BUILT_IN_USERS: Final = ("Administrator", "Guest", "krbtgt")
"""Users that every domain has from its first day (Windows Server documentation, "Active Directory accounts")."""

MANAGED_AD_ADMINISTRATOR: Final = "Admin"
"""The user that a Managed AD gives its owner (facts §6.1)."""

SERVICE_ACCOUNT_NAME: Final = "workspaces-join"
"""The account of AD Connectors that is made in a Managed AD, where no other name is chosen."""

_LABEL: Final = re.compile(r"(?=.{1,63}$)[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*")
_NETBIOS_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*")
_SAM_ACCOUNT_NAME: Final = re.compile(r"[A-Za-z0-9_.-]+")
_RDN: Final = r"(?:OU|DC|CN)=(?:[^,\\]|\\.)+"
_OU: Final = re.compile(rf"OU=(?:[^,\\]|\\.)+(?:,\s*{_RDN})*", re.IGNORECASE)
_LONGEST_DOMAIN: Final = 255
_MOST_DNS_ADDRESSES: Final = 4
_LONGEST_OU: Final = 2000


def require_domain_name(name: str) -> str:
    """Return the domain's fully qualified name if a directory can have it.

    AD Connector refuses single-label domains (facts §1.5). A label is at most 63 letters and digits with single hyphens
    between them: what the pattern of Directory Service's API amounts to (facts Appendix C).
    """
    labels = name.split(".")
    if len(labels) > 1 and len(name) <= _LONGEST_DOMAIN and all(map(_LABEL.fullmatch, labels)):
        return name
    raise ConfigurationError(
        "directory domain name",
        value=name,
        allowed="a fully qualified name of two or more labels, such as corp.example.com",
        fix=f"use {name}.example.com" if _LABEL.fullmatch(name) else "write letters, digits, hyphens and dots only",
    )


def require_netbios_name(name: str) -> str:
    """Return the NetBIOS name if a directory can have it: at most 15 letters, digits and hyphens."""
    if len(name) <= MAX_NETBIOS_NAME_LENGTH and _NETBIOS_NAME.fullmatch(name):
        return name
    shorter = re.sub(r"[^A-Za-z0-9-]", "", name).lstrip("-")[:MAX_NETBIOS_NAME_LENGTH]
    raise ConfigurationError(
        "directory NetBIOS name",
        value=name,
        allowed=f"1 to {MAX_NETBIOS_NAME_LENGTH} letters, digits and hyphens",
        fix=f"use {shorter or 'CORP'}",
    )


def require_dns_addresses(addresses: Sequence[str], domain: str, *, most: int = _MOST_DNS_ADDRESSES) -> list[str]:
    """Return the addresses of a domain's DNS servers if a conditional forwarder can have them: one to four, IPv4.

    Args:
        addresses: The addresses.
        domain: The domain, for the error.
        most: How many are taken; an AD Connector takes two.
    """
    given = require_list(addresses, f"DNS addresses of {domain}")
    if 1 <= len(given) <= most and len(set(given)) == len(given) and all(map(is_address, given)):
        return given
    raise ConfigurationError(
        f"DNS addresses of {domain}",
        value=", ".join(given) or "none",
        allowed=f"1 to {most} different IPv4 addresses",
        fix="name the nearest DNS servers of the domain",
    )


def default_netbios_name(fqdn: str) -> str:
    """Return the NetBIOS name that a Managed AD gets when none is given: the first label (facts §6.1)."""
    return require_domain_name(fqdn).split(".")[0][:MAX_NETBIOS_NAME_LENGTH].rstrip("-")


def require_other_name(name: str, others: str, what: str) -> str:
    """Return the name of a domain if the domain at the other end of a trust has another one.

    Both the fully qualified and the NetBIOS names of two domains that trust each other must differ (facts §3.3).

    Args:
        name: A name of our domain.
        others: The same kind of name of the other domain.
        what: Which kind of name it is.
    """
    if name.lower() != others.lower():
        return name
    raise ConfigurationError(
        what,
        value=name,
        allowed=f"another than {others}, which the domain at the other end of the trust has",
        fix="name the directory differently, such as aws.example.com with AWS",
    )


def distinguished_name(fqdn: str) -> str:
    """Return the distinguished name of a domain: corp.example.com is DC=corp,DC=example,DC=com."""
    return ",".join(f"DC={label}" for label in require_domain_name(fqdn).split("."))


def managed_ad_ou(fqdn: str, netbios_name: str | None = None) -> str:
    """Return the OU of a Managed AD below which its owner has rights (facts §6.1)."""
    return f"OU={netbios_name or default_netbios_name(fqdn)},{distinguished_name(fqdn)}"


def require_ou(dn: str, domain: str, *, managed_ad: bool = False, netbios_name: str | None = None) -> str:
    """Return the distinguished name if WorkSpaces' computer objects can be placed there.

    Args:
        dn: The full distinguished name of an organizational unit.
        domain: The fully qualified name of the domain that it is in.
        managed_ad: Whether the domain is an AWS Managed Microsoft AD, whose owner has rights only below the OU that is
            named for its NetBIOS name (facts §6.1).
        netbios_name: The Managed AD's NetBIOS name, if it is not the first label of the domain.
    """
    base = managed_ad_ou(domain, netbios_name) if managed_ad else distinguished_name(domain)
    example = f"OU=WorkSpaces,{base}"
    if not _OU.fullmatch(dn) or len(dn) > _LONGEST_OU:
        raise ConfigurationError(
            "organizational unit", value=dn, allowed="a full distinguished name of an OU", fix=f"use {example}"
        )
    whole = re.sub(r"(?<!\\),\s+", ",", dn)
    if not whole.lower().endswith(f",{base}".lower()):
        raise ConfigurationError(
            f"organizational unit in {domain}", value=dn, allowed=f"an OU below {base}", fix=f"use {example}"
        )
    return whole


def require_sam_account_name(name: str, what: str = "user name") -> str:
    r"""Return the logon name if Directory Service accepts it: a bare name, neither DOMAIN\\user nor user@domain."""
    if len(name) <= MAX_SAM_ACCOUNT_NAME_LENGTH and _SAM_ACCOUNT_NAME.fullmatch(name):
        return name
    bare = re.sub(r"[^A-Za-z0-9_.-]", "", name.rpartition("\\")[2].partition("@")[0])[:MAX_SAM_ACCOUNT_NAME_LENGTH]
    raise ConfigurationError(
        what,
        value=name,
        allowed=f"1 to {MAX_SAM_ACCOUNT_NAME_LENGTH} letters, digits and . _ -, without domain",
        fix=f"use {bare or 'jdoe'}",
    )
