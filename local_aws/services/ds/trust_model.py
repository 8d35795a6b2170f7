"""A trust, and the table of an account's trusts in a region."""

from __future__ import annotations

from dataclasses import dataclass, field

from local_aws.services import state


@dataclass
class Trust:
    """The half of a trust that a Managed AD has; its password stays with the domain."""

    id: str
    directory_id: str
    remote: str
    direction: str
    kind: str
    selective: str
    created: float
    changed: float
    state: str = "Creating"
    state_changed: float = 0.0
    reason: str = ""

    def enter(self, name: str, reason: str = "") -> None:
        """Enter a state now."""
        self.state, self.reason, self.state_changed = name, reason, state.now()


@dataclass
class Trusts:
    """The trusts of an account in a region."""

    by_id: dict[str, Trust] = field(default_factory=dict)


def trusts() -> dict[str, Trust]:
    """Return this account's trusts in this region."""
    return state.of(Trusts).by_id


def of_directory(directory_id: str) -> list[Trust]:
    """Return a directory's trusts."""
    return [each for each in trusts().values() if each.directory_id == directory_id]
