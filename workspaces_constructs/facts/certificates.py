"""Certificates in files, as far as they can be judged without a library for them."""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error
from typing import Final

from .errors import ConfigurationError

__all__ = ["MOST_CERTIFICATES", "MOST_CERTIFICATE_CHARACTERS", "require_certificate"]

MOST_CERTIFICATES: Final = 5
"""CA certificates that a directory holds for client-side LDAPS (Directory Service guide, ms_ad_ldap_client_side)."""

MOST_CERTIFICATE_CHARACTERS: Final = 8192
"""The longest ``CertificateData`` of RegisterCertificate (botocore's model of ds)."""

_PEM: Final = re.compile(r"\s*-----BEGIN CERTIFICATE-----\s([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----\s*")
_DER_SEQUENCE: Final = 0x30


def require_certificate(text: str, what: str = "certificate") -> str:
    """Return the text if it is one certificate in PEM form. Whose it is, and until when it is valid, AWS checks."""
    found = _PEM.fullmatch(text)
    if found and len(text) <= MOST_CERTIFICATE_CHARACTERS and _is_der(found[1]):
        return text
    raise ConfigurationError(
        what,
        allowed=f"one CA certificate in PEM form, at most {MOST_CERTIFICATE_CHARACTERS} characters",
        fix="export the certificate authority's certificate as Base-64 X.509, without its key, one in each file",
    )


def _is_der(body: str) -> bool:
    try:
        data = b64decode("".join(body.split()), validate=True)
    except Error:
        return False
    return data[:1] == bytes([_DER_SEQUENCE])
