"""The values of a settings file, each checked by the function of the facts that the constructs call too."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo

from workspaces_constructs.facts.access import (
    require_authority_of,
    require_clipboard_length,
    require_saml_metadata,
    require_user_access_url,
)
from workspaces_constructs.facts.addresses import require_address
from workspaces_constructs.facts.catalog import AS_OF, COMPUTE_TYPES, OPERATING_SYSTEMS
from workspaces_constructs.facts.certificates import require_certificate
from workspaces_constructs.facts.connectivity import require_customer_asn, require_public_address
from workspaces_constructs.facts.desktops import (
    PROTOCOL_ALIASES,
    PROTOCOLS,
    require_auto_stop_minutes,
    require_compute_type,
    require_operating_system,
    require_protocol,
)
from workspaces_constructs.facts.domains import require_domain_name, require_netbios_name, require_sam_account_name
from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.facts.identifiers import require_identifier
from workspaces_constructs.facts.ip_groups import require_ip_rules
from workspaces_constructs.facts.networks import require_limited_network, require_network, require_vpc_cidr
from workspaces_constructs.facts.radius import (
    MOST_SECONDS_RECOMMENDED,
    require_display_label,
    require_radius_numbers,
)
from workspaces_constructs.facts.regions import AZ_IDS, require_region
from workspaces_constructs.facts.sites import require_site_name

from .scenario_table import SCENARIO_MODULES, require_scenario

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pydantic.fields import FieldInfo

__all__ = [
    "Account",
    "Address",
    "ApiAction",
    "ApiPrincipal",
    "ApiResource",
    "Asn",
    "AuthorityArn",
    "AutoStopMinutes",
    "BundleId",
    "CertificateFile",
    "Cidr",
    "ClipboardCharacters",
    "ComputeTypeName",
    "CustomerGatewayId",
    "DirectConnectGatewayId",
    "DirectoryId",
    "DisplayLabel",
    "DomainName",
    "EmailAddress",
    "HelpDeskCidr",
    "ImageId",
    "InstanceType",
    "IpGroupId",
    "IpGroupName",
    "IpRules",
    "KeyArn",
    "LanguageName",
    "MetadataFile",
    "NetbiosName",
    "OperatingSystemName",
    "OrganizationalUnit",
    "PersonaName",
    "ProtocolName",
    "PublicAddress",
    "RadiusPort",
    "RadiusRetries",
    "RadiusTimeout",
    "ReachableFrom",
    "Region",
    "RemoteCidr",
    "RouteTableId",
    "RunningMode",
    "SamlProviderArn",
    "ScenarioName",
    "SecretArn",
    "SecretField",
    "SecretKeyArn",
    "SecurityIdentifier",
    "SiteName",
    "StackName",
    "SubnetId",
    "TransitGatewayId",
    "UserAccessUrl",
    "UserName",
    "VirtualPrivateGatewayId",
    "VpcCidr",
    "VpcId",
]

_Value = TypeVar("_Value")


def checked(check: Callable[[Any], object]) -> AfterValidator:
    """Run a check of the facts and keep the value as it was written."""

    def keep(value: _Value) -> _Value:
        check(value)
        return value

    return AfterValidator(keep)


def _identifier(kind: str) -> AfterValidator:
    return checked(lambda text: require_identifier(kind, text))


def _choices(names: Iterable[str]) -> FieldInfo:
    """Offer names to an editor's completion."""
    listed: FieldInfo = Field(json_schema_extra={"enum": [*names]})
    return listed


def _number_as_text(value: object) -> object:
    """Take an account written without quotes."""
    return f"{value:012}" if type(value) is int else value


def _require_numbers(*, port: int = 1812, timeout: int = MOST_SECONDS_RECOMMENDED, retries: int = 0) -> None:
    require_radius_numbers(port=port, timeout=timeout, retries=retries)


def _read_certificate(name: str, info: ValidationInfo) -> str:
    """Return what is in a file with a certificate; a path is relative to the settings file."""
    text = _read(name, info, what="certificate", encoding="ascii", allowed="a file in PEM form")
    return require_certificate(text, f"certificate in {name}")


def _read_metadata(name: str, info: ValidationInfo) -> str:
    """Return what is in a file with an identity provider's metadata; a path is relative to the settings file."""
    text = _read(name, info, what="SAML metadata", encoding="utf-8-sig", allowed="an XML file")
    return require_saml_metadata(text, f"SAML metadata in {name}")


def _read(name: str, info: ValidationInfo, *, what: str, encoding: str, allowed: str) -> str:
    try:
        return Path((info.context or {}).get("folder", ""), name).read_text(encoding=encoding)
    except (OSError, ValueError):
        raise ConfigurationError(
            what, value=name, allowed=allowed, fix="check the path, which begins at this file"
        ) from None


Account = Annotated[str, BeforeValidator(_number_as_text), _identifier("account")]
ApiAction = Annotated[str, _identifier("WorkSpaces action")]
ApiPrincipal = Annotated[str, _identifier("IAM principal ARN")]
ApiResource = Annotated[str, _identifier("WorkSpaces resource ARN")]
BundleId = Annotated[str, _identifier("bundle id")]
CustomerGatewayId = Annotated[str, _identifier("customer gateway id")]
DirectConnectGatewayId = Annotated[str, _identifier("Direct Connect gateway id")]
DirectoryId = Annotated[str, _identifier("directory id")]
EmailAddress = Annotated[str, _identifier("e-mail address")]
InstanceType = Annotated[str, _identifier("instance type")]
ImageId = Annotated[str, _identifier("image id")]
IpGroupId = Annotated[str, _identifier("IP access control group id")]
IpGroupName = Annotated[str, _identifier("IP access control group name")]
KeyArn = Annotated[str, _identifier("key ARN")]
LanguageName = Annotated[str, _identifier("language of a bundle")]
OrganizationalUnit = Annotated[str, _identifier("organizational unit")]
PersonaName = Annotated[str, _identifier("persona name")]
RouteTableId = Annotated[str, _identifier("route table id")]
SamlProviderArn = Annotated[str, _identifier("SAML provider ARN")]
SecurityIdentifier = Annotated[str, _identifier("security identifier")]
SecretArn = Annotated[str, _identifier("secret ARN")]
SecretField = Annotated[str, _identifier("field of the secret")]
SecretKeyArn = Annotated[
    KeyArn | None,
    Field(
        description="The customer-managed key that encrypts the secret whose ARN stands beside it; its policy leaves "
        "permissions to IAM. Default: the account's aws/secretsmanager."
    ),
]
StackName = Annotated[str, _identifier("stack name")]
SubnetId = Annotated[str, _identifier("subnet id")]
TransitGatewayId = Annotated[str, _identifier("transit gateway id")]
VirtualPrivateGatewayId = Annotated[str, _identifier("virtual private gateway id")]
VpcId = Annotated[str, _identifier("VPC id")]

Address = Annotated[str, checked(require_address)]
PublicAddress = Annotated[str, checked(require_public_address)]
Asn = Annotated[int, checked(require_customer_asn)]
AuthorityArn = Annotated[str, checked(lambda arn: require_authority_of(arn, None))]
CertificateFile = Annotated[str, AfterValidator(_read_certificate)]
Cidr = Annotated[str, checked(require_network)]
VpcCidr = Annotated[str, checked(require_vpc_cidr)]
HelpDeskCidr = Annotated[str, checked(lambda cidr: require_limited_network(cidr, "help desk"))]
RemoteCidr = Annotated[str, checked(lambda cidr: require_limited_network(cidr, "network behind the link"))]
ReachableFrom = Annotated[str, checked(lambda cidr: require_limited_network(cidr, "range to be let in"))]
IpRules = Annotated[dict[str, str], checked(require_ip_rules)]
MetadataFile = Annotated[str, AfterValidator(_read_metadata)]
UserAccessUrl = Annotated[str, checked(require_user_access_url)]
Region = Annotated[str, checked(require_region), _choices(AZ_IDS)]
ScenarioName = Annotated[str, checked(require_scenario), _choices(SCENARIO_MODULES)]
DomainName = Annotated[str, checked(require_domain_name)]
NetbiosName = Annotated[str, checked(require_netbios_name)]
UserName = Annotated[str, checked(require_sam_account_name)]
SiteName = Annotated[str, checked(require_site_name)]
ClipboardCharacters = Annotated[int, checked(require_clipboard_length)]
DisplayLabel = Annotated[str, checked(require_display_label)]
RadiusPort = Annotated[int, checked(lambda port: _require_numbers(port=port))]
RadiusTimeout = Annotated[int, checked(lambda timeout: _require_numbers(timeout=timeout))]
RadiusRetries = Annotated[int, checked(lambda retries: _require_numbers(retries=retries))]
ComputeTypeName = Annotated[
    str, checked(require_compute_type), _choices(row.name for row in COMPUTE_TYPES.values() if not row.ended)
]
OperatingSystemName = Annotated[
    str,
    checked(require_operating_system),
    _choices(row.name for row in OPERATING_SYSTEMS.values() if not (row.ends and row.ends <= AS_OF)),
]
ProtocolName = Annotated[str, checked(require_protocol), _choices([*PROTOCOL_ALIASES, *PROTOCOLS])]
AutoStopMinutes = Annotated[int, checked(require_auto_stop_minutes)]
RunningMode = Literal["AUTO_STOP", "ALWAYS_ON"]
