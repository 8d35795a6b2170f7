"""How users of a registration sign in: SAML 2.0, and certificates after it."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from .aws import workspaces
from .setting_changes import Change, Order, differs, is_gone, is_on

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mypy_boto3_workspaces.type_defs import (
        CertificateBasedAuthPropertiesTypeDef,
        SamlPropertiesTypeDef,
        WorkspaceDirectoryTypeDef,
    )

    from .kind import Request


def saml(request: Request, found: WorkspaceDirectoryTypeDef) -> Iterator[Change]:
    """Sign-in by SAML; off, with its address, where the property is gone."""
    wanted, actual = request.properties.mapping("SamlProperties"), found.get("SamlProperties", {})
    directory_id = request.properties.text("DirectoryId")
    if wanted and differs(wanted, actual):
        yield Change(
            Order.SAML if is_on(wanted.get("Status")) else Order.SAML_OFF,
            lambda: workspaces().modify_saml_properties(
                ResourceId=directory_id, SamlProperties=cast("SamlPropertiesTypeDef", wanted)
            ),
        )
    if is_gone(request, "SamlProperties") and (is_on(actual.get("Status")) or "UserAccessUrl" in actual):
        yield Change(
            Order.SAML_OFF,
            lambda: workspaces().modify_saml_properties(
                ResourceId=directory_id,
                SamlProperties={"Status": "DISABLED"},
                PropertiesToDelete=["SAML_PROPERTIES_USER_ACCESS_URL", "SAML_PROPERTIES_RELAY_STATE_PARAMETER_NAME"],
            ),
        )


def certificates(request: Request, found: WorkspaceDirectoryTypeDef) -> Iterator[Change]:
    """Certificates that log users on; off, with their authority, where the property is gone."""
    name = "CertificateBasedAuthProperties"
    wanted, actual = request.properties.mapping(name), found.get("CertificateBasedAuthProperties", {})
    directory_id = request.properties.text("DirectoryId")
    if wanted and differs(wanted, actual):
        yield Change(
            Order.CERTIFICATES if is_on(wanted.get("Status")) else Order.CERTIFICATES_OFF,
            lambda: workspaces().modify_certificate_based_auth_properties(
                ResourceId=directory_id,
                CertificateBasedAuthProperties=cast("CertificateBasedAuthPropertiesTypeDef", wanted),
            ),
        )
    if is_gone(request, name) and (is_on(actual.get("Status")) or "CertificateAuthorityArn" in actual):
        yield Change(
            Order.CERTIFICATES_OFF,
            lambda: workspaces().modify_certificate_based_auth_properties(
                ResourceId=directory_id,
                CertificateBasedAuthProperties={"Status": "DISABLED"},
                PropertiesToDelete=["CERTIFICATE_BASED_AUTH_PROPERTIES_CERTIFICATE_AUTHORITY_ARN"],
            ),
        )
