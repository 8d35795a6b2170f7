"""LDAP over TLS between AD Connectors and the domain on-premises."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workspaces_constructs.facts.certificates import MOST_CERTIFICATES

if TYPE_CHECKING:
    from workspaces_constructs.deployment.mistakes import Mistakes
    from workspaces_constructs.deployment.settings import Settings

__all__ = ["connector_ldaps"]


def connector_ldaps(settings: Settings, mistakes: Mistakes) -> None:
    """A connector trusts up to five authorities, each once."""
    given = settings.on_premises.ldaps_certificates if settings.on_premises else ()
    if len(given) > MOST_CERTIFICATES:
        mistakes.refuse(
            ("on_premises", "ldaps_certificates"),
            value=len(given),
            allowed=f"at most {MOST_CERTIFICATES}",
            fix="name those of the authorities that are in use",
        )
    for index, certificate in enumerate(given):
        if certificate in given[:index]:
            mistakes.refuse(
                ("on_premises", "ldaps_certificates", index), allowed="each certificate once", fix="remove it"
            )
