"""What somebody's desktop should be like: the row of the roster, and the persona for what the row leaves open."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from .model import FLEET_TAG, Row

if TYPE_CHECKING:
    from .model import FleetSettings, PersonaSettings

__all__ = ["Wish", "Wishes"]

_FIRST_OWN_FIELD = Row._fields.index("bundle_id")
_NOTHING_OWN = Row(0, "", "")[_FIRST_OWN_FIELD:]


class Wish(NamedTuple):
    """A desktop as it should be; what is empty or 0 may be anything."""

    directory_id: str
    bundle_id: str
    key_arn: str
    operating_system: str
    running_mode: str
    auto_stop_minutes: int
    root_volume_gib: int
    user_volume_gib: int
    tags: frozenset[tuple[str, str]]


class Wishes:
    """Knows what each row asks for.

    Args:
        settings: The fleet's.
    """

    def __init__(self, settings: FleetSettings) -> None:
        self._settings = settings
        self._plain = {name: self._of(Row(0, "", name), each) for name, each in settings["personas"].items()}

    def of(self, row: Row) -> Wish:
        """What a row asks for."""
        if row[_FIRST_OWN_FIELD:] == _NOTHING_OWN:
            return self._plain[row.persona]
        return self._of(row, self._settings["personas"][row.persona])

    def _of(self, row: Row, persona: PersonaSettings) -> Wish:
        mode = row.running_mode or persona["running_mode"]
        tags = {**persona["tags"], **dict(row.tags), FLEET_TAG: self._settings["name"]}
        return Wish(
            persona["directory_id"],
            row.bundle_id or persona["bundle_id"],
            persona["key_arn"],
            "" if row.bundle_id else persona["operating_system"],
            mode,
            (row.auto_stop_minutes or persona["auto_stop_minutes"]) if mode == "AUTO_STOP" else 0,
            row.root_volume_gib or persona["root_volume_gib"],
            row.user_volume_gib or persona["user_volume_gib"],
            frozenset(tags.items()),
        )
