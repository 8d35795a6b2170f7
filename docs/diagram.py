"""Two pictures of a scenario's templates as Mermaid flowcharts: where things are, and what refers to what.

Every box and every arrow comes from the templates' resources and references; nothing is drawn by hand. Route tables,
policies and the machinery of custom resources are followed, not shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from docs.directory_picture import directory_lines
from docs.network_picture import network_lines
from docs.template import Template

if TYPE_CHECKING:
    from collections.abc import Iterable

    from docs.template import Stacks

__all__ = ["directory_chart", "network_chart"]

_STYLES: Final = {
    "vpc": "fill:#ffffff,stroke:#57606a,color:#1f2328",
    "zone": "fill:#f6f8fa,stroke:#8c959f,stroke-dasharray:4,color:#1f2328",
    "public": "fill:#ddf4ff,stroke:#0969da,color:#1f2328",
    "directory": "fill:#fff1e5,stroke:#bc4c00,color:#1f2328",
    "desktops": "fill:#fbefff,stroke:#8250df,color:#1f2328",
    "kept": "fill:#f6f8fa,stroke:#57606a,color:#1f2328",
    "elsewhere": "fill:#fff8c5,stroke:#9a6700,color:#1f2328",
}


def network_chart(stacks: Stacks) -> str:
    """Draw VPCs with their subnets, what stands in these, and where their routes lead.

    Args:
        stacks: The parsed templates, by the names of their stacks.
    """
    return _chart("TB", network_lines(Template(stacks)))


def directory_chart(stacks: Stacks) -> str:
    """Draw desktops, registrations, directories, accounts and keys, and what of them refers to what.

    Args:
        stacks: The parsed templates, by the names of their stacks.
    """
    return _chart("TB", directory_lines(Template(stacks)))


def _chart(direction: str, lines: Iterable[str]) -> str:
    drawn = list(lines)
    used = [name for name in _STYLES if any(f":::{name}" in line or line.endswith(f" {name}") for line in drawn)]
    styles = [f"classDef {name} {_STYLES[name]}" for name in used]
    return "\n".join([f"flowchart {direction}", *(f"  {line}" for line in [*drawn, *styles])])
