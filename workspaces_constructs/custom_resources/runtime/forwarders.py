"""Conditional forwarders of a Managed AD, for the kinds that make them.

A forwarder carries no tag, so a tag of the directory says who made it. One made by hand or by another resource is
neither changed nor deleted, not even where its addresses are those that are wanted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from .aws import code, ds
from .directories import active, describe
from .kind import Failed, Pending
from .marks import Mark, made_by

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mypy_boto3_ds.type_defs import ConditionalForwarderTypeDef

    from .kind import Request


def plain(name: str) -> str:
    """A domain's name as names are compared: in lower case, without the dot of the root."""
    return name.lower().removesuffix(".")


def unready(directory_id: str) -> Pending | None:
    """What a Managed AD must still be waited for, if anything; one that never will be ready fails."""
    directory = active(directory_id)
    if isinstance(directory, Pending):
        return directory
    if directory.get("Type") != "MicrosoftAD":
        message = (
            f"Directory {directory_id} is a {directory.get('Type')}: only AWS Managed Microsoft AD has trusts and "
            "conditional forwarders, and only in the account that owns it."
        )
        raise Failed(message)
    return None


def gone(directory_id: str) -> bool:
    """Whether a directory is away or on its way, with all that is in it."""
    directory = describe(directory_id)
    return directory is None or directory.get("Stage") == "Deleting"


def ensure(request: Request, directory_id: str, domain: str, addresses: Sequence[str]) -> None:
    """Bring the forwarder for a domain to these addresses."""
    mark = _mark(directory_id, domain)
    said, found = mark.read(), _find(directory_id, domain)
    if found is not None and not made_by(request, said):
        message = (
            f"A conditional forwarder for {domain} exists in {directory_id} already (to "
            f"{', '.join(found.get('DnsIpAddrs', [])) or 'no IPv4 address'}), and this resource did not make it. "
            "Delete it in the Directory Service console, or leave this one out and use the existing forwarder."
        )
        raise Failed(message)
    if said != request.physical_id:
        mark.write(request.physical_id)
    if found is None:
        _create(directory_id, domain, addresses)
    elif sorted(found.get("DnsIpAddrs", [])) != sorted(addresses):
        ds().update_conditional_forwarder(DirectoryId=directory_id, RemoteDomainName=domain, DnsIpAddrs=list(addresses))


def remove(request: Request, directory_id: str, domain: str) -> None:
    """Delete the forwarder for a domain if this resource made it."""
    mark = _mark(directory_id, domain)
    if not made_by(request, mark.read()):
        return
    try:
        ds().delete_conditional_forwarder(DirectoryId=directory_id, RemoteDomainName=domain)
    except ClientError as error:
        if code(error) != "EntityDoesNotExistException":
            raise
    mark.erase()


def _create(directory_id: str, domain: str, addresses: Sequence[str]) -> None:
    try:
        ds(once=True).create_conditional_forwarder(
            DirectoryId=directory_id, RemoteDomainName=domain, DnsIpAddrs=list(addresses)
        )
    except ClientError as error:
        if code(error) != "EntityAlreadyExistsException":
            raise


def _find(directory_id: str, domain: str) -> ConditionalForwarderTypeDef | None:
    found = ds().describe_conditional_forwarders(DirectoryId=directory_id)["ConditionalForwarders"]
    return next((each for each in found if plain(each.get("RemoteDomainName", "")) == domain), None)


def _mark(directory_id: str, domain: str) -> Mark:
    return Mark(directory_id, "forwarder", domain)
