"""Client-side LDAPS and its certificates (facts §3.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cryptography import x509
from cryptography.x509.oid import NameOID, SignatureAlgorithmOID

from local_aws import faults
from local_aws.services import durations, state
from local_aws.services.ds import connect
from local_aws.services.ds.directories import paged
from local_aws.services.ds.model import Certificate, Directory, directory
from local_aws.wire import ServiceError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mypy_boto3_ds.type_defs import (
        DeregisterCertificateRequestTypeDef,
        DescribeCertificateRequestTypeDef,
        DescribeLDAPSSettingsRequestTypeDef,
        DisableLDAPSRequestTypeDef,
        EnableLDAPSRequestTypeDef,
        ListCertificatesRequestTypeDef,
        RegisterCertificateRequestTypeDef,
    )

MOST: Final = 5
LEAST_DAYS: Final = 90
"""Facts §3.3: at most five authorities, each valid for more than 90 days."""

LDAPS: Final = "ClientLDAPS"
MISSING: Final = "DirectoryDoesNotExistException"


def register_certificate(request: RegisterCertificateRequestTypeDef) -> Mapping[str, object]:
    """Start to trust an authority: Registering, then Registered."""
    found = _usable(request["DirectoryId"])
    kind = request.get("Type", LDAPS)
    if kind != LDAPS:
        raise ServiceError("UnsupportedOperationException", f"The local AWS models certificates of type {LDAPS} only.")
    parsed = _parsed(request["CertificateData"])
    serial = f"{parsed.issuer.rfc4514_string()} {parsed.serial_number}"
    if any(each.serial == serial for each in found.certificates.values()):
        raise ServiceError("CertificateAlreadyExistsException", f"{found.id} has this certificate already.")
    if len(found.certificates) >= MOST:
        raise ServiceError("CertificateLimitExceededException", f"{found.id} has {MOST} certificates already.")
    new = Certificate(
        id=state.hex_id("c-", 10),
        serial=serial,
        common_name=str(parsed.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value),
        expires=parsed.not_valid_after_utc.timestamp(),
        registered=state.now(),
    )
    found.certificates[new.id] = new
    ending = faults.take_stage("ds", "RegisterCertificate")

    def ready() -> None:
        new.state, new.reason = (ending.stage, ending.reason) if ending else ("Registered", "")

    state.later(durations.CERTIFICATE, ready)
    return {"CertificateId": new.id}


def deregister_certificate(request: DeregisterCertificateRequestTypeDef) -> None:
    """Stop trusting an authority; the last one stays while LDAPS is on."""
    found = _usable(request["DirectoryId"])
    certificate = _certificate(found, request["CertificateId"])
    trusted = [each for each in found.certificates.values() if each.state == "Registered"]
    if trusted == [certificate] and found.ldaps.status in {"Enabling", "Enabled"}:
        raise ServiceError("CertificateInUseException", f"{certificate.id} is the last one, and LDAPS is enabled.")
    if certificate.state in {"Registering", "Deregistering"}:
        raise ServiceError("ClientException", f"The certificate {certificate.id} is {certificate.state}.")
    certificate.state = "Deregistering"
    state.later(durations.CERTIFICATE, lambda: _gone(found, certificate))


def describe_certificate(request: DescribeCertificateRequestTypeDef) -> Mapping[str, object]:
    """Describe one certificate."""
    found = _supported(request["DirectoryId"])
    certificate = _certificate(found, request["CertificateId"])
    return {
        "Certificate": {
            **_summary(certificate),
            "StateReason": certificate.reason or None,
            "RegisteredDateTime": certificate.registered,
        }
    }


def list_certificates(request: ListCertificatesRequestTypeDef) -> Mapping[str, object]:
    """List a directory's certificates."""
    found = _supported(request["DirectoryId"])
    shown, token = paged(
        list(found.certificates.values()), request.get("Limit"), request.get("NextToken"), f"certificates of {found.id}"
    )
    return {"CertificatesInfo": [_summary(each) for each in shown], "NextToken": token}


def enable_ldaps(request: EnableLDAPSRequestTypeDef) -> None:
    """Start to use LDAPS only: Enabling, then Enabled, or EnableFailed where no domain controller answers."""
    found = _usable(request["DirectoryId"])
    if found.ldaps.status in {"Enabling", "Enabled"}:
        raise ServiceError("InvalidLDAPSStatusException", f"LDAPS of {found.id} is {found.ldaps.status}.")
    if not any(each.state == "Registered" for each in found.certificates.values()):
        raise ServiceError("NoAvailableCertificateException", f"{found.id} has no registered certificate.")
    ending = faults.take_stage("ds", "EnableLDAPS")
    found.ldaps.enter("Enabling")

    def ready() -> None:
        if ending:
            found.ldaps.enter(ending.stage, ending.reason)
        elif found.connection and connect.target(found) is None:
            found.ldaps.enter("EnableFailed", f"No domain controller of {found.name} answers on TCP port 636.")
        else:
            found.ldaps.enter("Enabled")

    state.later(durations.LDAPS, ready)


def disable_ldaps(request: DisableLDAPSRequestTypeDef) -> None:
    """Use LDAP again, at once."""
    found = _usable(request["DirectoryId"])
    if found.ldaps.status != "Enabled":
        raise ServiceError("InvalidLDAPSStatusException", f"LDAPS of {found.id} is {found.ldaps.status}.")
    found.ldaps.enter("Disabled")


def describe_ldaps_settings(request: DescribeLDAPSSettingsRequestTypeDef) -> Mapping[str, object]:
    """Tell whether LDAPS is used; nothing is told of a directory where it was never switched on [I]."""
    found = _supported(request["DirectoryId"])
    told = {
        "LDAPSStatus": found.ldaps.status,
        "LDAPSStatusReason": found.ldaps.reason or None,
        "LastUpdatedDateTime": found.ldaps.changed,
    }
    return {"LDAPSSettingsInfo": [told] if found.ldaps.changed else []}


def _supported(directory_id: str) -> Directory:
    found = directory(directory_id, missing=MISSING)
    if found.type == "SimpleAD":
        raise ServiceError("UnsupportedOperationException", f"{found.id} is a Simple AD, which has no client LDAPS.")
    return found


def _usable(directory_id: str) -> Directory:
    found = _supported(directory_id)
    if found.stage != "Active":
        raise ServiceError("DirectoryUnavailableException", f"The directory {found.id} is in the stage {found.stage}.")
    return found


def _certificate(found: Directory, certificate_id: str) -> Certificate:
    if certificate_id not in found.certificates:
        raise ServiceError("CertificateDoesNotExistException", f"{found.id} has no certificate {certificate_id}.")
    return found.certificates[certificate_id]


def _gone(found: Directory, certificate: Certificate) -> None:
    found.certificates.pop(certificate.id, None)


def _summary(each: Certificate) -> dict[str, object]:
    return {
        "CertificateId": each.id,
        "CommonName": each.common_name,
        "State": each.state,
        "ExpiryDateTime": each.expires,
        "Type": LDAPS,
    }


def _parsed(pem: str) -> x509.Certificate:
    """Read a certificate that can be registered: an authority's, long enough valid, not signed with RSASSA-PSS."""
    try:
        parsed = x509.load_pem_x509_certificate(pem.encode())
    except ValueError as error:
        raise ServiceError("InvalidCertificateException", "The certificate PEM provided is not valid.") from error
    days = (parsed.not_valid_after_utc.timestamp() - state.now()) / durations.DAY
    problem = None
    if days <= LEAST_DAYS:
        problem = f"it expires in {days:.0f} days, and must be valid for more than {LEAST_DAYS}"
    elif parsed.signature_algorithm_oid == SignatureAlgorithmOID.RSASSA_PSS:
        problem = "the signature algorithm RSASSA-PSS is not supported"
    elif not parsed.subject.get_attributes_for_oid(NameOID.COMMON_NAME):
        problem = "its subject has no common name"
    if problem:
        raise ServiceError("InvalidCertificateException", f"The certificate cannot be used: {problem}.")
    return parsed
