"""The best practices of AWS's whitepaper as rules, for any CloudFormation template and as a cdk-nag pack.

``check`` and ``python -m workspaces_constructs.rules`` need neither Node nor the CDK. ``WorkspacesChecks``, the pack,
needs both, and is imported at its first use (PEP 562), as are the ``RULES``.
"""

from __future__ import annotations

from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING

from workspaces_constructs.rules.checking import check
from workspaces_constructs.rules.resources import Properties, Reference, Resource, Unknown
from workspaces_constructs.rules.rule import Finding, Level, Rule, Violation, rule
from workspaces_constructs.rules.templates import Templates, view

if TYPE_CHECKING:
    from workspaces_constructs.rules.catalogue import RULES
    from workspaces_constructs.rules.pack import WorkspacesChecks

__all__ = [
    "RULES",
    "Finding",
    "Level",
    "Properties",
    "Reference",
    "Resource",
    "Rule",
    "Templates",
    "Unknown",
    "Violation",
    "WorkspacesChecks",
    "check",
    "rule",
    "view",
]

_MODULES = MappingProxyType({"RULES": "catalogue", "WorkspacesChecks": "pack"})


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: object = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
