"""What desktops can be made from, as tables: hardware and operating systems, as the facts have them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workspaces_constructs.facts.catalog import AS_OF, COMPUTE_TYPES, OPERATING_SYSTEMS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from workspaces_constructs.facts.catalog import ComputeType, OperatingSystem

__all__ = ["compute_types_table", "ended_table", "operating_systems_table"]

_PROTOCOLS = {"WSP": "DCV", "PCOIP": "PCoIP"}


def compute_types_table() -> str:
    """The compute types that AWS still offers, as a table in Markdown."""
    return _table(
        ("Compute type", "vCPU", "GiB", "Smallest volumes, root/user GiB", "Remarks"),
        (
            (f"`{row.name}`", row.vcpus or "?", row.memory_gib or "?", f"{row.root_gib}/{row.user_gib}", _remarks(row))
            for row in COMPUTE_TYPES.values()
            if not row.ended
        ),
    )


def _remarks(row: ComputeType) -> str:
    return "; ".join(
        filter(
            None,
            (
                "a graphics card" if row.gpu_family else "",
                "DCV only" if row.dcv_only else "",
                "" if row.hibernates else "does not hibernate",
                f"only in {', '.join(sorted(row.regions))}" if row.regions else "",
            ),
        )
    )


def operating_systems_table() -> str:
    """The operating systems of which AWS still offers desktops, as a table in Markdown."""
    return _table(
        ("Operating system", "Protocols", "Licence", "Not on", "Ends"),
        (
            (
                f"`{row.name}`",
                ", ".join(_PROTOCOLS[protocol] for protocol in row.protocols),
                "your own (BYOL)" if row.byol else "in the price" if not row.linux else "",
                ", ".join(sorted(row.without)),
                f"{row.ends}: use `{row.successor}`" if row.ends else "",
            )
            for row in OPERATING_SYSTEMS.values()
            if not _over(row)
        ),
    )


def ended_table() -> str:
    """What is refused because its end has come, and what takes its place."""
    ended = [
        *((row.name, row.ended, row.successor) for row in COMPUTE_TYPES.values() if row.ended),
        *((row.name, row.ends, row.successor) for row in OPERATING_SYSTEMS.values() if _over(row)),
    ]
    return _table(
        ("Refused", "Ended on", "Use"), ((f"`{name}`", when, f"`{successor}`") for name, when, successor in ended)
    )


def _over(system: OperatingSystem) -> bool:
    return bool(system.ends and system.ends <= AS_OF)


def _table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    return "\n".join(f"| {' | '.join(map(str, cells))} |" for cells in (heads, ["---"] * len(heads), *rows))
