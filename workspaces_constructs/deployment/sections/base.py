"""What all sections of a settings file are."""

from typing import Self, TypeVar

from pydantic import BaseModel, ConfigDict

from workspaces_constructs.facts.errors import ConfigurationError

__all__ = ["Section", "present"]

_Part = TypeVar("_Part")


class Section(BaseModel):
    """A section of a settings file: no key that it does not know, and nothing that changes later."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    def overridden_by(self, other: Self) -> Self:
        """Return this section with every key that stands in the other one, in the sections below it too."""
        given = {key: getattr(other, key) for key in other.model_fields_set}
        below = {
            key: own.overridden_by(value)
            for key, value in given.items()
            if isinstance(value, Section) and isinstance(own := getattr(self, key), Section)
        }
        return self.model_copy(update=given | below)


def present(part: _Part | None) -> _Part:
    """Return a part of the settings that the checks of the scenario have required.

    Args:
        part: The part, which is optional in settings of any scenario.

    Raises:
        ConfigurationError: It is missing, since the settings did not come from ``load`` or ``parse``.
    """
    if part is None:
        raise ConfigurationError(
            "settings", value="a section is missing", allowed="settings that load() returned", fix="load them"
        )
    return part
