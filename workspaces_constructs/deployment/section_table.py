"""Which sections and keys of a settings file belong to which scenario, and why the others have none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from .scenario_table import CONNECTED_TO_ON_PREMISES, MANAGED_AD, SCENARIO_MODULES, TRUSTS, TWO_VPCS

__all__ = ["SCENARIO_PARTS", "ScenarioPart"]

_ALL = frozenset(SCENARIO_MODULES)
_LINKED = frozenset({"ad-connector", "fleet", "replica"}) | TRUSTS
_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True)
class ScenarioPart:
    """A section of the file, or a key in one.

    Attributes:
        path: Where it stands in the file.
        required: The scenarios that cannot do without.
        allowed: The scenarios that have it, those that require it among them.
        needed: What it is for where it is missing, and what to write.
        elsewhere: Why the other scenarios have none.
        replaced_by: What stands in a file that can do without after all.
    """

    path: tuple[str, ...]
    required: frozenset[str]
    allowed: frozenset[str]
    needed: str = ""
    elsewhere: str = ""
    replaced_by: tuple[str, str] | None = None


def _part(
    path: str,
    allowed: frozenset[str],
    elsewhere: str,
    *,
    required: frozenset[str] = _NONE,
    needed: str = "",
    replaced_by: tuple[str, str] | None = None,
) -> ScenarioPart:
    return ScenarioPart(tuple(path.split(".")), required, allowed, needed, elsewhere, replaced_by)


SCENARIO_PARTS: Final = (
    _part(
        "directory",
        MANAGED_AD | {"simple-ad"},
        "the directory is on-premises",
        required=MANAGED_AD | {"simple-ad"},
        needed="name the domain of the directory that AWS makes, directory.domain_name",
    ),
    _part(
        "on_premises",
        _LINKED,
        "there is no domain on-premises",
        required=_LINKED,
        needed="describe the domain on-premises: domain_name, dns_addresses and cidrs",
    ),
    _part(
        "connectivity",
        _ALL - {"simple-ad"},
        "the quick set-up stands alone",
        required=_LINKED,
        needed="name the way to on-premises, such as a vpn; or a VPC that has one, network.vpc",
        replaced_by=("network", "vpc"),
    ),
    _part("trust", TRUSTS, "there is no second domain to trust"),
    _part(
        "domain_controllers",
        frozenset({"replica"}),
        "no domain controller is made on Amazon EC2",
        required=frozenset({"replica"}),
        needed="name administrator_secret_arn and restore_mode_secret_arn",
    ),
    _part(
        "fleet",
        _ALL,
        "every scenario can have a fleet",
        required=frozenset({"fleet"}),
        needed="name the roster, such as fleet: {roster: {file: people.csv}}",
    ),
    _part("mfa", _ALL - {"simple-ad"}, "a Simple AD asks no RADIUS server"),
    _part("shared_services", TWO_VPCS, "everything is in one VPC"),
    _part(
        "admin_host",
        _ALL - {"ad-connector", "fleet", "replica"},
        "the domain is on-premises, and administered there",
    ),
    _part(
        "on_premises.service_account",
        CONNECTED_TO_ON_PREMISES,
        "no AD Connector is connected to the domain on-premises",
        required=CONNECTED_TO_ON_PREMISES,
        needed="name the account of the AD Connectors: user_name and secret_arn",
    ),
    _part(
        "on_premises.ldaps_certificates",
        CONNECTED_TO_ON_PREMISES,
        "no AD Connector is connected to the domain on-premises",
    ),
    _part("directory.edition", MANAGED_AD, "a Simple AD has a size, and no edition"),
    _part("directory.size", frozenset({"simple-ad"}), "a Managed AD has an edition, and no size"),
    _part("directory.reachable_from", MANAGED_AD, "a Simple AD admits its VPC only"),
    _part("directory.logs", MANAGED_AD, "Simple AD forwards no logs"),
    _part("directory.ldaps_certificates", MANAGED_AD, "Simple AD knows no client-side LDAPS"),
    _part("directory.conditional_forwarders", MANAGED_AD, "Simple AD knows no conditional forwarders"),
    _part(
        "directory.service_account",
        frozenset({"standalone", "personas", "shared-services"}),
        "no AD Connector is connected to this directory",
    ),
    _part("connectivity.between", TWO_VPCS, "there is one VPC only"),
    _part(
        "connectivity.virtual_private_gateway_id",
        _ALL - TWO_VPCS,
        "there are two VPCs, and such a gateway serves one",
    ),
    _part("admin_host.organizational_unit", MANAGED_AD, "in a Simple AD the admin host makes users only"),
)
"""Sections first, then keys; what is not listed belongs to every scenario."""
