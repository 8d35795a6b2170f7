"""LDAP over TLS between AWS applications and a domain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from workspaces_constructs.rules.resources import Unknown
from workspaces_constructs.rules.rule import Violation, rule
from workspaces_constructs.rules.views.directories import directories, has_desktops

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workspaces_constructs.rules.templates import Templates

_MOST: Final = 5
_LONGEST: Final = 8192
"""Certificates of a directory, and characters of each (facts §3.3)."""

_BEGIN: Final = "-----BEGIN CERTIFICATE-----"


@rule(
    "WorkSpaces-DIR16",
    "error",
    title="Client-side LDAPS trusts up to five certificate authorities, each given as one PEM certificate",
    reason="Directory Service takes no ARN, no chain, and no private key, which would be in the template for all to "
    "read.",
    fix="Give the certificates of the authorities that signed those of the domain controllers, one in each text.",
    source="https://docs.aws.amazon.com/directoryservice/latest/admin-guide/ms_ad_ldap_client_side.html",
)
def certificates_of_authorities(templates: Templates) -> Iterator[Violation]:
    """Client-side LDAPS with too many certificates, or with something else for one."""
    for ldaps in templates.of_type("Custom::WorkspacesClientLdaps"):
        given = ldaps.properties.values("CertificateData")
        if len(given) > _MOST and not any(isinstance(each, Unknown) for each in given):
            yield Violation(ldaps, f"it has {len(given)} certificates", "CertificateData")
        for number, each in enumerate(given):
            wrong = _wrong(each) if isinstance(each, str) else None
            if wrong:
                yield Violation(ldaps, f"number {number + 1} {wrong}", f"CertificateData.{number}")


def _wrong(text: str) -> str | None:
    if "PRIVATE KEY" in text:
        return "has a private key"
    if not text.strip().startswith(_BEGIN):
        return "is not a PEM certificate"
    if text.count(_BEGIN) > 1:
        return "is a chain of certificates"
    return f"has {len(text)} characters" if len(text) > _LONGEST else None


@rule(
    "WorkSpaces-DIR17",
    "advice",
    title="AWS applications and connectors speak LDAP over TLS with the domain",
    reason="Without client-side LDAPS, what a directory or an AD Connector asks the domain goes over the network as "
    "plain LDAP, on a way that may leave AWS.",
    fix="Give the certificates of the authorities of the domain to a Custom::WorkspacesClientLdaps (ClientLdaps in the "
    "CDK) for the directory.",
    source="whitepaper: Encryption in Transit",
)
def ldaps_is_on(templates: Templates) -> Iterator[Violation]:
    """Managed ADs and AD Connectors of desktops for which nothing switches client-side LDAPS on."""
    given = [each.properties for each in templates.of_type("Custom::WorkspacesClientLdaps")]
    if not has_desktops(templates) or any(not each.references("DirectoryId") for each in given):
        return
    switched = {each.resource.name for one in given for each in one.references("DirectoryId")}
    for directory in directories(templates).values():
        if directory.kind != "simple" and directory.resource.name not in switched:
            yield Violation(directory.resource, "no client-side LDAPS is switched on for it")
