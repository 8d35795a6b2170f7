"""Rows of tables, and what makes their cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

Row = dict[str, str]
Item = dict[str, object]


def join(values: object) -> str:
    """The values that are not empty, on one line."""
    return ", ".join(str(value) for value in values if value)  # type: ignore[attr-defined]


def name(resource: Mapping[str, object]) -> str:
    """The value of the tag Name, or a dash."""
    tags: list[dict[str, str]] = resource.get("Tags", [])  # type: ignore[assignment]
    return next((tag["Value"] for tag in tags if tag["Key"] == "Name"), "-")


def settings(properties: object) -> str:
    """A structure's members, sorted, on one line."""
    found = properties if isinstance(properties, dict) else {}
    return ", ".join(f"{member}={value}" for member, value in sorted(found.items())) or "-"
