"""The values of a settings file, each checked by the function of the facts that the constructs call too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field

from workspaces_constructs.facts.catalog import AS_OF, COMPUTE_TYPES, OPERATING_SYSTEMS
from workspaces_constructs.facts.desktops import (
    PROTOCOL_ALIASES,
    PROTOCOLS,
    require_auto_stop_minutes,
    require_compute_type,
    require_operating_system,
    require_protocol,
)
from workspaces_constructs.facts.domains import require_domain_name, require_netbios_name, require_sam_account_name
from workspaces_constructs.facts.identifiers import require_identifier
from workspaces_constructs.facts.networks import require_limited_network, require_network, require_vpc_cidr
from workspaces_constructs.facts.regions import AZ_IDS, require_region

from .scenario_table import SCENARIO_MODULES, require_scenario

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pydantic.fields import FieldInfo

__all__ = [
    "Account",
    "AutoStopMinutes",
    "BundleId",
    "Cidr",
    "ComputeTypeName",
    "DirectoryId",
    "DomainName",
    "HelpDeskCidr",
    "IpGroupId",
    "KeyArn",
    "NetbiosName",
    "OperatingSystemName",
    "PersonaName",
    "ProtocolName",
    "ReachableFrom",
    "Region",
    "RouteTableId",
    "RunningMode",
    "ScenarioName",
    "SecretArn",
    "StackName",
    "SubnetId",
    "UserName",
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


Account = Annotated[str, BeforeValidator(_number_as_text), _identifier("account")]
BundleId = Annotated[str, _identifier("bundle id")]
DirectoryId = Annotated[str, _identifier("directory id")]
IpGroupId = Annotated[str, _identifier("IP access control group id")]
KeyArn = Annotated[str, _identifier("key ARN")]
PersonaName = Annotated[str, _identifier("persona name")]
RouteTableId = Annotated[str, _identifier("route table id")]
SecretArn = Annotated[str, _identifier("secret ARN")]
StackName = Annotated[str, _identifier("stack name")]
SubnetId = Annotated[str, _identifier("subnet id")]
VpcId = Annotated[str, _identifier("VPC id")]

Cidr = Annotated[str, checked(require_network)]
VpcCidr = Annotated[str, checked(require_vpc_cidr)]
HelpDeskCidr = Annotated[str, checked(lambda cidr: require_limited_network(cidr, "help desk"))]
ReachableFrom = Annotated[str, checked(lambda cidr: require_limited_network(cidr, "range to be let in"))]
Region = Annotated[str, checked(require_region), _choices(AZ_IDS)]
ScenarioName = Annotated[str, checked(require_scenario), _choices(SCENARIO_MODULES)]
DomainName = Annotated[str, checked(require_domain_name)]
NetbiosName = Annotated[str, checked(require_netbios_name)]
UserName = Annotated[str, checked(require_sam_account_name)]
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
