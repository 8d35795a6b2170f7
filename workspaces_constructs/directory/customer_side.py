"""What must be done in a customer's own domain, as scripts that are ready to run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import aws_cdk as cdk

from workspaces_constructs.custom_resources.tokens import is_unresolved
from workspaces_constructs.directory.powershell import rendered
from workspaces_constructs.facts.domains import (
    distinguished_name,
    require_dns_addresses,
    require_domain_name,
    require_ou,
    require_sam_account_name,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workspaces_constructs.directory.on_premises import OnPremisesDomain
    from workspaces_constructs.directory.trust import Direction, TrustType

__all__ = ["delegation_script", "trust_script"]

_OTHER_SIDE: Final[Mapping[Direction, str]] = {
    "two-way": "Bidirectional",
    "one-way-outgoing": "Inbound",
    "one-way-incoming": "Outbound",
}
"""The direction that the other domain sees, in .NET's words."""


def trust_script(
    *,
    managed_domain: str,
    managed_dns_addresses: Sequence[str],
    remote: OnPremisesDomain,
    direction: Direction,
    trust_type: TrustType = "forest",
    secret: str,
) -> str:
    """Return the PowerShell script that makes the other domain's half of a trust, for one of its domain controllers.

    It makes the conditional forwarder, tries the ports, asks for the trust password and makes the trust; run again, it
    checks. The password is not in it. ``netdom`` cannot make forest trusts (Windows Server's page on it), so it uses
    .NET's ``CreateLocalSideOfTrustRelationship``.

    Example:
        .. code-block:: python

            trust_script(
                managed_domain=directory.domain_name, managed_dns_addresses=directory.dns_addresses,
                remote=on_premises, direction=trust.direction, secret=trust.secret.secret_name,
            )

    Args:
        managed_domain: The Managed AD's domain.
        managed_dns_addresses: Its DNS servers; those that are known only when deployed pass.
        remote: The domain in which the script is run.
        direction: As the Managed AD sees it, as of :class:`~workspaces_constructs.directory.trust.Trust`.
        trust_type: ``forest`` or ``external``. Default: ``forest``.
        secret: Name or ARN of the secret that holds the trust password, for the prompt.

    Raises:
        ConfigurationError: A value that is no domain or address, or that would not be plain text in a script.
    """
    return rendered(
        "on_premises_trust.ps1",
        {
            "ManagedDomain": managed_domain if is_unresolved(managed_domain) else require_domain_name(managed_domain),
            "ManagedDns": _addresses(managed_dns_addresses, managed_domain),
            "OwnDomain": remote.domain_name,
            "Direction": _OTHER_SIDE[direction],
            "TrustType": trust_type.capitalize(),
            "Secret": secret,
        },
    )


def delegation_script(*, domain_name: str, account: str, ou: str, readable: str | None = None) -> str:
    """Return the PowerShell script that gives a connector's service account the least rights it works with.

    Creating and deleting computers in one OU, what a computer needs to be written when it joins, resetting its
    password, and reading users and groups (Directory Service guide, "prereq_connector", delegating privileges; Windows
    Server's table of the permissions for each task on computer accounts). No membership of an administrators' group.
    Where the OU has letters beyond ASCII, save the script as UTF-8 with a byte order mark: Windows PowerShell reads
    files without one in the computer's old code page.

    Example:
        .. code-block:: python

            delegation_script(
                domain_name="corp.example.com", account="svc-workspaces",
                ou="OU=WorkSpaces,DC=corp,DC=example,DC=com",
            )

    Args:
        domain_name: The domain of account and OU.
        account: The bare sAMAccountName.
        ou: The full distinguished name of the OU of the desktops, as registered.
        readable: Where users and groups are, as a distinguished name. Default: the whole domain.

    Raises:
        ConfigurationError: A value that is no domain, account or OU, or that would not be plain text in a script.
    """
    return rendered(
        "delegate_service_account.ps1",
        {
            "Domain": require_domain_name(domain_name),
            "Account": require_sam_account_name(account, "service account"),
            "Ou": require_ou(ou, domain_name),
            "Readable": readable or distinguished_name(domain_name),
        },
    )


def _addresses(addresses: Sequence[str], domain: str) -> str:
    if any(map(is_unresolved, ([*addresses], *addresses))):
        return cdk.Fn.join(",", list(addresses))
    return ",".join(require_dns_addresses(addresses, domain))
