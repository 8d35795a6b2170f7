"""``Custom::WorkspacesClientLdaps``: LDAP over TLS between AWS applications and the domain, and whom it trusts.

Directory Service does not give certificates back: one is known again by its common name and the end of its validity.
Certificates are rotated in place: the new ones are registered before the old ones go, and LDAPS stays on.
"""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from botocore.exceptions import ClientError

from .aws import code, ds
from .directories import active, changeable
from .kind import Done, Failed, Kind, Outcome, Pending, Request
from .owned import Owned

if TYPE_CHECKING:
    from mypy_boto3_ds.type_defs import CertificateInfoTypeDef, LDAPSSettingInfoTypeDef

_OWNED = Owned("ldaps", "client-side LDAPS", "disable it and deregister its certificates in the console")
_MOST = 5
_PATIENCE_SECONDS = 600
"""How long LDAPS that could not be enabled is tried again: domain controllers may just be getting certificates."""

_CHECK = (
    "that every domain controller has a server certificate of one of these authorities, that TCP port 636 is open to "
    "them from both subnets of the directory, and that the authorities are valid for more than 90 days."
)
_ON_THEIR_WAY = frozenset({"Registering", "Deregistering"})

_Subject = tuple[tuple[tuple[str, str], ...], ...]
Mark = tuple[str, int]
"""A certificate's common name and the second in which its validity ends."""


@dataclass(frozen=True)
class _Wanted:
    """A certificate of the properties."""

    pem: str
    mark: Mark


def ensure(request: Request) -> Outcome:
    """Register what is wanted, switch LDAPS on, deregister what is not wanted (any more)."""
    directory_id = request.properties.text("DirectoryId")
    directory = active(directory_id)
    if isinstance(directory, Pending):
        return directory
    if directory.get("Type") == "SimpleAD":
        message = f"{directory_id} is a Simple AD, which has no client-side LDAPS. Use another directory."
        raise Failed(message)
    wanted = [_Wanted(pem, _mark_of(pem)) for pem in request.properties.texts("CertificateData")]
    there, ldaps = _certificates(directory_id), _settings(directory_id)
    status = ldaps.get("LDAPSStatus", "Disabled")
    _OWNED.claim(request, directory_id, there=bool(there) or status in {"Enabling", "Enabled"})
    if waiting := _register(directory_id, wanted, there) or _enable(request, directory_id, ldaps):
        return waiting
    return _deregister(directory_id, _superfluous(wanted, there)) or Done({"DirectoryId": directory_id})


def remove(request: Request) -> Outcome:
    """Switch LDAPS off and deregister the certificates, where they are this resource's."""
    directory_id = request.properties.text("DirectoryId")
    if not changeable(directory_id) or not _OWNED.is_kept_by(request, directory_id):
        return Done()
    status = _settings(directory_id).get("LDAPSStatus", "Disabled")
    if status == "Enabled":
        ds(once=True).disable_ldaps(DirectoryId=directory_id, Type="Client")
    if status in {"Enabled", "Enabling"}:
        return Pending(f"LDAPS of directory {directory_id} is being disabled.")
    if waiting := _deregister(directory_id, _certificates(directory_id)):
        return waiting
    _OWNED.mark(directory_id).erase()
    return Done()


def _register(directory_id: str, wanted: list[_Wanted], there: list[CertificateInfoTypeDef]) -> Pending | None:
    known = {_mark(each): each for each in there}
    for each in wanted:
        found = known.get(each.mark)
        if found is None:
            superfluous = _superfluous(wanted, there)
            if len(there) >= _MOST and superfluous:
                return _deregister(directory_id, superfluous[:1])
            _register_one(directory_id, each)
            return Pending(f"The certificate {each.mark[0]} is being registered with {directory_id}.")
        if found.get("State") == "RegisterFailed":
            described = ds().describe_certificate(DirectoryId=directory_id, CertificateId=found["CertificateId"])
            reason = described["Certificate"].get("StateReason", "no reason given").rstrip(".")
            message = f"The certificate {each.mark[0]} could not be registered with {directory_id}: {reason}."
            raise Failed(message)
        if found.get("State") != "Registered":
            return Pending(f"The certificate {each.mark[0]} is {found.get('State')} with {directory_id}.")
    return None


def _register_one(directory_id: str, wanted: _Wanted) -> None:
    try:
        ds(once=True).register_certificate(DirectoryId=directory_id, CertificateData=wanted.pem, Type="ClientLDAPS")
    except ClientError as error:
        if code(error) != "CertificateAlreadyExistsException":
            raise


def _enable(request: Request, directory_id: str, ldaps: LDAPSSettingInfoTypeDef) -> Pending | None:
    status = ldaps.get("LDAPSStatus", "Disabled")
    if status == "Enabled":
        return None
    reason = ldaps.get("LDAPSStatusReason", "no reason given").rstrip(".")
    if status == "EnableFailed" and request.elapsed > _PATIENCE_SECONDS:
        message = f"LDAPS of directory {directory_id} could not be enabled: {reason}. Check {_CHECK}"
        raise Failed(message)
    if status != "Enabling":
        ds(once=True).enable_ldaps(DirectoryId=directory_id, Type="Client")
    return Pending(f"LDAPS of directory {directory_id} is being enabled; it was {status}: {reason}.", _CHECK)


def _superfluous(wanted: list[_Wanted], there: list[CertificateInfoTypeDef]) -> list[CertificateInfoTypeDef]:
    marks = {each.mark for each in wanted}
    return [each for each in there if _mark(each) not in marks]


def _deregister(directory_id: str, certificates: list[CertificateInfoTypeDef]) -> Pending | None:
    for each in certificates:
        if each.get("State") in _ON_THEIR_WAY:
            continue
        try:
            ds(once=True).deregister_certificate(DirectoryId=directory_id, CertificateId=each["CertificateId"])
        except ClientError as error:
            if code(error) not in {"CertificateDoesNotExistException", "CertificateInUseException"}:
                raise
    if not certificates:
        return None
    names = ", ".join(f"{each['CertificateId']} ({each.get('CommonName', '')})" for each in certificates)
    return Pending(f"{directory_id} still has the certificates {names}.")


def _settings(directory_id: str) -> LDAPSSettingInfoTypeDef:
    found = ds().describe_ldaps_settings(DirectoryId=directory_id, Type="Client")["LDAPSSettingsInfo"]
    return found[0] if found else {}


def _certificates(directory_id: str) -> list[CertificateInfoTypeDef]:
    pages = ds().get_paginator("list_certificates").paginate(DirectoryId=directory_id)
    return [
        each
        for page in pages
        for each in page["CertificatesInfo"]
        if each.get("Type", "ClientLDAPS") == "ClientLDAPS" and each.get("State") != "Deregistered"
    ]


def _mark(found: CertificateInfoTypeDef) -> Mark:
    return found.get("CommonName", ""), int(found["ExpiryDateTime"].timestamp())


def _mark_of(pem: str) -> Mark:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        context.load_verify_locations(cadata=pem.strip() + "\n")
        (certificate,) = context.get_ca_certs()
    except (ssl.SSLError, ValueError) as error:
        message = f"CertificateData must be one PEM certificate of a certificate authority each: {error}."
        raise Failed(message) from None
    names = dict(pair for part in cast("_Subject", certificate["subject"]) for pair in part)
    return str(names.get("commonName", "")), int(ssl.cert_time_to_seconds(str(certificate["notAfter"])))


KIND = Kind(
    type="Custom::WorkspacesClientLdaps",
    required=frozenset({"DirectoryId", "CertificateData"}),
    optional=frozenset({"Type"}),
    replaced_on=frozenset({"DirectoryId"}),
    attributes=("DirectoryId",),
    ensure=ensure,
    remove=remove,
)
