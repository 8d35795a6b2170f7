"""Conditional forwarders: where a Managed AD's DNS servers send the questions about another domain."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from local_aws.services import state
from local_aws.services.ds.model import Directory, directory
from local_aws.wire import ServiceError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mypy_boto3_ds.type_defs import (
        CreateConditionalForwarderRequestTypeDef,
        DeleteConditionalForwarderRequestTypeDef,
        DescribeConditionalForwardersRequestTypeDef,
        UpdateConditionalForwarderRequestTypeDef,
    )


@dataclass
class Forwarder:
    """One conditional forwarder."""

    name: str
    addresses: list[str]


@dataclass
class Forwarders:
    """The forwarders of an account in a region: by directory, then by the lower-case name of the domain."""

    by_directory: dict[str, dict[str, Forwarder]] = field(default_factory=dict)


def forwarders(found: Directory) -> dict[str, Forwarder]:
    """Return a directory's forwarders."""
    return state.of(Forwarders).by_directory.setdefault(found.id, {})


def plain(name: str) -> str:
    """Return a domain's name as it is compared: in lower case, without the dot of the root."""
    return name.lower().removesuffix(".")


def create_conditional_forwarder(request: CreateConditionalForwarderRequestTypeDef) -> None:
    """Make a forwarder, of which a directory has one for each domain (facts §3.3)."""
    add(usable(request["DirectoryId"]), request["RemoteDomainName"], _addresses(request.get("DnsIpAddrs")))


def update_conditional_forwarder(request: UpdateConditionalForwarderRequestTypeDef) -> None:
    """Replace a forwarder's addresses."""
    addresses = _addresses(request.get("DnsIpAddrs"))
    _forwarder(usable(request["DirectoryId"]), request["RemoteDomainName"]).addresses = addresses


def delete_conditional_forwarder(request: DeleteConditionalForwarderRequestTypeDef) -> None:
    """Delete a forwarder."""
    found = usable(request["DirectoryId"])
    del forwarders(found)[plain(_forwarder(found, request["RemoteDomainName"]).name)]


def describe_conditional_forwarders(request: DescribeConditionalForwardersRequestTypeDef) -> Mapping[str, object]:
    """Describe all forwarders of a directory or those named; an unknown name fails the whole call [I]."""
    found = usable(request["DirectoryId"])
    names = request.get("RemoteDomainNames")
    chosen = [_forwarder(found, name) for name in names] if names else list(forwarders(found).values())
    return {
        "ConditionalForwarders": [
            {"RemoteDomainName": each.name, "DnsIpAddrs": each.addresses, "ReplicationScope": "Domain"}
            for each in chosen
        ]
    }


def add(found: Directory, name: str, addresses: Sequence[str]) -> None:
    """Make a forwarder, unless there is one for this domain."""
    if plain(name) in forwarders(found):
        raise ServiceError("EntityAlreadyExistsException", f"A conditional forwarder for {name} exists in {found.id}.")
    if plain(name) == plain(found.name):
        raise ServiceError("InvalidParameterException", f"{name} is the directory's own domain.")
    forwarders(found)[plain(name)] = Forwarder(name, list(addresses))


def usable(directory_id: str) -> Directory:
    """Return a directory that has forwarders and trusts: a Managed AD that is Active."""
    found = directory(directory_id)
    if found.type != "MicrosoftAD":
        raise ServiceError("UnsupportedOperationException", f"{found.id} is not a Managed Microsoft AD directory.")
    if found.stage != "Active":
        raise ServiceError("DirectoryUnavailableException", f"The directory {found.id} is in the stage {found.stage}.")
    return found


def _forwarder(found: Directory, name: str) -> Forwarder:
    forwarder = forwarders(found).get(plain(name))
    if forwarder is None:
        raise ServiceError("EntityDoesNotExistException", f"No conditional forwarder for {name} exists in {found.id}.")
    return forwarder


def _addresses(given: Sequence[str] | None) -> list[str]:
    if not given:
        raise ServiceError("InvalidParameterException", "DnsIpAddrs or DnsIpv6Addrs must be given.")
    try:
        return [str(ipaddress.IPv4Address(each)) for each in given]
    except ValueError as error:
        raise ServiceError("InvalidParameterException", f"Not an IPv4 address: {error}.") from error
