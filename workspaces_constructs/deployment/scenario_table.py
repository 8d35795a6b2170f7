"""The scenarios that a settings file can name, and where each is built. A new scenario is a row and a module."""

from __future__ import annotations

from difflib import get_close_matches
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from workspaces_constructs.facts.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["SCENARIO_MODULES", "require_scenario"]

SCENARIO_MODULES: Final[Mapping[str, str]] = MappingProxyType(
    {"standalone": "workspaces_constructs.deployment.standalone"}
)
"""The module of each scenario; its ``build(stack, settings)`` makes the constructs and the outputs."""


def require_scenario(name: str) -> str:
    """Return the name if there is such a scenario."""
    if name in SCENARIO_MODULES:
        return name
    near = get_close_matches(name.lower(), SCENARIO_MODULES, n=1, cutoff=0)[0]
    raise ConfigurationError("scenario", value=name, allowed=SCENARIO_MODULES, fix=f"use {near}")
