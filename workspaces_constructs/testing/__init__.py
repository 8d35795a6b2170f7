"""For users' own tests of their stacks: snapshots, findings, and who reaches whom.

``synthesize`` gives the templates, ``TemplateSnapshotExtension`` stores them, ``assert_clean`` judges them by this
library's rules and cdk-nag's, and ``Reachability`` tells whether one host can reach another.

``TemplateSnapshotExtension`` needs syrupy, which the extra ``testing`` brings:
``pip install 'workspaces-constructs[testing]'``. Nothing else here needs more than the library itself, and
``Reachability`` not even the CDK. All names are imported at their first use (PEP 562).
"""

from __future__ import annotations

from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workspaces_constructs.testing.cleanliness import assert_clean
    from workspaces_constructs.testing.normalising import normalised
    from workspaces_constructs.testing.reachability import (
        Node,
        Reachability,
        UnevenError,
        UnknownError,
        Verdict,
        open_in,
    )
    from workspaces_constructs.testing.snapshots import TemplateSnapshotExtension
    from workspaces_constructs.testing.synthesis import synthesize

__all__ = [
    "Node",
    "Reachability",
    "TemplateSnapshotExtension",
    "UnevenError",
    "UnknownError",
    "Verdict",
    "assert_clean",
    "normalised",
    "open_in",
    "synthesize",
]

_MODULES = MappingProxyType(
    {
        **dict.fromkeys(("Node", "Reachability", "UnevenError", "UnknownError", "Verdict", "open_in"), "reachability"),
        "TemplateSnapshotExtension": "snapshots",
        "assert_clean": "cleanliness",
        "normalised": "normalising",
        "synthesize": "synthesis",
    }
)


def __getattr__(name: str) -> object:
    """Import a public name when it is first asked for."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)


def __dir__() -> list[str]:
    """List the public names."""
    return list(__all__)
