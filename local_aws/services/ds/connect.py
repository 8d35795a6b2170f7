"""What an AD Connector needs of the domain it points at, looked at again before every call.

The reasons are worded as the console's (facts §1.5): "Connectivity issues detected" when no DNS server answers for the
domain, "Configuration issues detected" when the service account cannot sign in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from local_aws.services import domains, state
from local_aws.services.ds.model import Connection, Directories, Directory

if TYPE_CHECKING:
    from local_aws.services.domains import Domain

SERVING = {"Active", "Impaired", "Updating"}
"""Stages in which a native directory answers."""


def domain_at(address: str, name: str, vpc_id: str = "") -> Domain | None:
    """Return the domain of this name that the DNS server at this address answers for, in AWS or outside.

    VPCs may have the same addresses; the one that is asked from comes first.
    """
    found = [
        each
        for table in state.everywhere(Directories)
        for each in table.by_id.values()
        if each.domain and each.domain.name.lower() == name.lower() and address in each.addresses
    ]
    for each in sorted(found, key=lambda each: each.vpc_id != vpc_id):
        return each.domain if each.stage in SERVING else None
    outside = domains.on_premises(address)
    return outside if outside and outside.name.lower() == name.lower() else None


def target(connector: Directory) -> Domain | None:
    """Return the domain a connector points at, if any of its DNS servers answers."""
    addresses = connector.connection.dns_addresses if connector.connection else ()
    return next((found for each in addresses if (found := domain_at(each, connector.name))), None)


def problem(connector: Directory) -> str | None:
    """Return why a connector cannot work, or None if it can (facts §1.5, §6.2)."""
    connection = connector.connection or Connection((), "", "")
    silent = [each for each in connection.dns_addresses if domain_at(each, connector.name) is None]
    if len(silent) == len(connection.dns_addresses):
        lines = "\n".join(
            f"DNS unavailable (TCP port 53) for IP: {each}\n"
            f"LDAP unavailable (TCP port 389) for IP: {each}\n"
            f"Kerberos/authentication unavailable (TCP port 88) for IP: {each}"
            for each in silent
        )
        return (
            f"Connectivity issues detected: {lines}\n"
            "Please ensure that the listed ports are available and retry the operation."
        )
    domain = target(connector)
    account = domain.users.get(connection.user.lower()) if domain else None
    if account is None or not account.enabled or account.password != connection.password:
        return (
            "Configuration issues detected: the service account "
            f"{connection.user} could not be authenticated in {connector.name}. "
            "Please ensure that it exists, is enabled and has the given password, and retry the operation."
        )
    return None


def look_again() -> None:
    """Make connectors inoperable whose domain or account is gone, and active again when both are back."""
    for table in state.everywhere(Directories):
        for each in table.by_id.values():
            if each.connection and each.stage in {"Active", "Inoperable"}:
                reason = problem(each)
                stage = "Inoperable" if reason else "Active"
                if stage != each.stage:
                    each.enter(stage, reason or "")
