"""The settings of a registered directory: what Modify* changes and Describe* shows (facts §3.3, §4.6)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from local_aws.services import neighbours, state
from local_aws.services.workspaces.exclusions import UNSUPPORTED, refuse_together
from local_aws.services.workspaces.model import fleet, registration, settled
from local_aws.wire import ServiceError
from workspaces_constructs.facts.access import LONGEST_CLIPBOARD, SAML_REGIONS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mypy_boto3_workspaces.type_defs import (
        DescribeClientPropertiesRequestTypeDef,
        ModifyCertificateBasedAuthPropertiesRequestTypeDef,
        ModifyClientPropertiesRequestTypeDef,
        ModifyEndpointEncryptionModeRequestTypeDef,
        ModifySamlPropertiesRequestTypeDef,
        ModifySelfservicePermissionsRequestTypeDef,
        ModifyStreamingPropertiesRequestTypeDef,
        ModifyWorkspaceAccessPropertiesRequestTypeDef,
        ModifyWorkspaceCreationPropertiesRequestTypeDef,
        StreamingPropertiesUnionTypeDef,
    )

OU: Final = re.compile(r"(OU=[^,=]+,)+(DC=[A-Za-z0-9-]+,)+DC=[A-Za-z0-9-]+", re.IGNORECASE)
FIPS_REGIONS: Final = {"us-east-1", "us-west-2", "us-gov-west-1", "us-gov-east-1"}
"""Regions with FIPS endpoints (facts §2.2, §5)."""

CHANGING: Final = UNSUPPORTED
CLIPBOARD: Final = {"CLIPBOARD_COPY_FROM_LOCAL_DEVICE", "CLIPBOARD_COPY_TO_LOCAL_DEVICE"}
AUTHORITY: Final = re.compile(r"arn:[^:]+:acm-pca:([^:]+):\d{12}:certificate-authority/\S+")


def modify_workspace_creation_properties(request: ModifyWorkspaceCreationPropertiesRequestTypeDef) -> None:
    """Change the defaults of new WorkSpaces: a full OU name, a security group of the VPC (facts §1.8, §6.1)."""
    found = settled(request["ResourceId"], CHANGING)
    given = request["WorkspaceCreationProperties"]
    unit = given.get("DefaultOu")
    if unit and not OU.fullmatch(unit):
        raise ServiceError("InvalidParameterValuesException", f"DefaultOu {unit} is not OU=...,DC=...,DC=...")
    group = given.get("CustomSecurityGroupId")
    if group and neighbours.group_vpc(group) != found.directory.vpc_id:
        raise ServiceError(
            "InvalidParameterValuesException", f"Security group {group} is not in the VPC {found.directory.vpc_id}."
        )
    found.creation |= given


def modify_workspace_access_properties(request: ModifyWorkspaceAccessPropertiesRequestTypeDef) -> None:
    """Change from which devices users may come, and through which endpoint (facts §4.6, §5)."""
    found = settled(request["ResourceId"], CHANGING)
    given = request["WorkspaceAccessProperties"]
    endpoints = given.get("AccessEndpointConfig", {}).get("AccessEndpoints", [])
    if len(endpoints) > 1:
        raise ServiceError("InvalidParameterValuesException", "A directory has one streaming endpoint.")
    for each in endpoints:
        identifier = each.get("VpcEndpointId", "")
        known = neighbours.endpoint(identifier)
        if known is None or known.service != f"com.amazonaws.{state.region()}.highlander":
            raise ServiceError(
                "InvalidParameterValuesException", f"{identifier} is no VPC endpoint of this account for streaming."
            )
        if known.state != "available":
            raise ServiceError(CHANGING, f"The VPC endpoint {identifier} is {known.state}.")
    refuse_together(found, endpoint=bool(endpoints) if "AccessEndpointConfig" in given else None)
    found.access |= given
    if "AccessEndpointConfig" in given and not endpoints:
        del found.access["AccessEndpointConfig"]


def modify_selfservice_permissions(request: ModifySelfservicePermissionsRequestTypeDef) -> None:
    """Change what users may do to their WorkSpaces themselves (facts §4.6)."""
    settled(request["ResourceId"], CHANGING).selfservice |= request["SelfservicePermissions"]


def modify_saml_properties(request: ModifySamlPropertiesRequestTypeDef) -> None:
    """Change or delete the SAML settings; enabling needs an access URL and a region that has it (facts §11).

    What certificates stand on is not switched off below them [I].
    """
    found = settled(request["ResourceId"], CHANGING)
    changed = found.saml | request.get("SamlProperties", {})
    deletable = {
        "SAML_PROPERTIES_USER_ACCESS_URL": "UserAccessUrl",
        "SAML_PROPERTIES_RELAY_STATE_PARAMETER_NAME": "RelayStateParameterName",
    }
    for each in request.get("PropertiesToDelete", []):
        changed.pop(deletable[each], None)
    if changed["Status"] != "DISABLED":
        if state.region() not in SAML_REGIONS:
            raise ServiceError(CHANGING, f"SAML 2.0 is not available in {state.region()}.")
        if not changed.get("UserAccessUrl"):
            raise ServiceError("InvalidParameterValuesException", "SAML needs a UserAccessUrl to be enabled.")
    elif found.certificates["Status"] == "ENABLED":
        raise ServiceError(CHANGING, "Certificate-based authentication is enabled, and needs SAML.")
    found.saml = changed


def modify_certificate_based_auth_properties(request: ModifyCertificateBasedAuthPropertiesRequestTypeDef) -> None:
    """Change or delete the certificate settings; they need SAML and an authority of this region (facts §11).

    One of another account, shared by RAM, is taken as one's own [I].
    """
    found = settled(request["ResourceId"], CHANGING)
    changed = found.certificates | request.get("CertificateBasedAuthProperties", {})
    if request.get("PropertiesToDelete"):
        changed.pop("CertificateAuthorityArn", None)
    authority = AUTHORITY.fullmatch(str(changed.get("CertificateAuthorityArn", "")))
    here = authority is not None and authority[1] == state.region()
    if changed["Status"] == "ENABLED" and (found.saml["Status"] == "DISABLED" or not here):
        raise ServiceError(
            "InvalidParameterValuesException",
            "Certificates need SAML and a private certificate authority of this region.",
        )
    found.certificates = changed


def modify_streaming_properties(request: ModifyStreamingPropertiesRequestTypeDef) -> None:
    """Change the streaming settings (facts §1.1, §4.6); a list is replaced by the one that is given [I]."""
    found = settled(request["ResourceId"], CHANGING)
    given: StreamingPropertiesUnionTypeDef = request.get("StreamingProperties") or {}
    settings = given.get("UserSettings", [])
    if len({each["Action"] for each in settings}) != len(settings):
        raise ServiceError("InvalidParameterValuesException", "Each action has one permission.")
    for each in settings:
        length = each.get("MaximumLength")
        copies = each["Action"] in CLIPBOARD and each["Permission"] == "ENABLED"
        if length is not None and not (copies and 0 < length <= LONGEST_CLIPBOARD):
            raise ServiceError("InvalidParameterValuesException", f"MaximumLength {length} for {each['Action']}.")
    changed = found.streaming | given
    refuse_together(found, streaming=changed)
    found.streaming = changed


def modify_client_properties(request: ModifyClientPropertiesRequestTypeDef) -> None:
    """Change the clients' settings (facts §4.6)."""
    settled(request["ResourceId"], CHANGING).client |= request["ClientProperties"]


def describe_client_properties(request: DescribeClientPropertiesRequestTypeDef) -> Mapping[str, object]:
    """Describe the clients' settings of some directories."""
    found = [registration(each) for each in request["ResourceIds"]]
    return {
        "ClientPropertiesList": [{"ResourceId": each.directory.id, "ClientProperties": each.client} for each in found]
    }


def modify_endpoint_encryption_mode(request: ModifyEndpointEncryptionModeRequestTypeDef) -> None:
    """Change between standard TLS and FIPS, in a region that has it and before the first WorkSpace (facts §5)."""
    found = settled(request["DirectoryId"], CHANGING)
    mode = request["EndpointEncryptionMode"]
    if mode == "FIPS_VALIDATED" and state.region() not in FIPS_REGIONS:
        raise ServiceError(CHANGING, f"FIPS endpoints are not available in {state.region()}.")
    refuse_together(found, mode=mode)
    used = any(each.directory_id == found.directory.id for each in fleet().desktops.values())
    if mode != found.encryption_mode and used:
        raise ServiceError(CHANGING, f"The directory {found.directory.id} has WorkSpaces in it.")
    found.encryption_mode = mode
