"""The scenarios that a settings file can name, where each is built, and what sets them apart.

A new scenario is a row and a module.
"""

from __future__ import annotations

from difflib import get_close_matches
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from workspaces_constructs.facts.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "CONNECTED_TO_ON_PREMISES",
    "MANAGED_AD",
    "REGISTERED_ITSELF",
    "SCENARIO_MODULES",
    "TRUSTS",
    "TWO_VPCS",
    "require_scenario",
]

SCENARIO_MODULES: Final[Mapping[str, str]] = MappingProxyType(
    {
        name: f"workspaces_constructs.deployment.{module}"
        for name, module in (
            ("ad-connector", "ad_connector"),
            ("replica", "replica"),
            ("standalone", "standalone"),
            ("two-way-trust", "two_way_trust"),
            ("shared-services", "shared_services"),
            ("one-way-trust", "one_way_trust"),
            ("simple-ad", "simple_ad"),
            ("personas", "standalone"),
            ("fleet", "ad_connector"),
        )
    }
)
"""The module of each scenario; its ``build(stack, settings)`` makes the constructs and the outputs."""

MANAGED_AD: Final = frozenset({"standalone", "personas", "two-way-trust", "shared-services", "one-way-trust"})
"""Scenarios with an AWS Managed Microsoft AD."""

CONNECTED_TO_ON_PREMISES: Final = frozenset({"ad-connector", "fleet", "replica", "one-way-trust"})
"""Scenarios whose AD Connectors are connected to the on-premises domain: its users, who exist, get the desktops."""

REGISTERED_ITSELF: Final = frozenset({"two-way-trust", "simple-ad"})
"""Scenarios that register the directory itself: a connector knows no trust (facts §6.2), and Simple AD needs none."""

TRUSTS: Final = frozenset({"two-way-trust", "one-way-trust"})
"""Scenarios whose Managed AD trusts the domain on-premises."""

TWO_VPCS: Final = frozenset({"shared-services", "one-way-trust"})
"""Scenarios whose directory is in a VPC of its own, for shared services, in a stack of its own."""


def require_scenario(name: str) -> str:
    """Return the name if there is such a scenario."""
    if name in SCENARIO_MODULES:
        return name
    near = get_close_matches(name.lower(), SCENARIO_MODULES, n=1, cutoff=0)[0]
    raise ConfigurationError("scenario", value=name, allowed=SCENARIO_MODULES, fix=f"use {near}")
